"""The page and the chart of an ablation: self-contained, and the same for the same figures."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import counting
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycelium.analyses import Analyses
from mycelium.evaluation.ablation import page as page_module
from mycelium.evaluation.ablation.ablate import ablate
from mycelium.evaluation.ablation.chart import chart_png
from mycelium.evaluation.ablation.page import page
from mycelium.evaluation.ablation.result import Ablation, probability
from mycelium.evaluation.ablation.scale import nice_ticks, tone_of
from mycelium.evaluation.ablation.study import Study
from mycelium.evaluation.ablation.svg import chart_svg
from mycelium.evaluation.ablation.variants import Variant, arms_of, left_out, swapped
from mycelium.evaluation.dataset import Dataset, Example
from mycelium.executor import Executor
from mycelium.passes import Context
from mycelium.plugins import load_plugins

ROWS = (
    ("<script>alert(1)</script> 2 and 5 & 6", "14"),
    ("2 and 6", "12"),
    ("none at all", "1"),
    ("7", "7"),
    ("3 and 3", "6"),
)
VARIANTS = (
    swapped("join=join{way=times}"),
    left_out("aim"),
    Variant('<b>"bold"</b> & both', ("join=join{way=times}",), ("aim",)),
)
STUDY = Study("own.jsonl", passes="sums", variants=VARIANTS)


@pytest.fixture(scope="module")
def ablation(workers: Executor) -> Ablation:
    plugins = load_plugins({"counting": counting}, installed=False)
    examples = tuple(Example(f"row {i}", p, a) for i, (p, a) in enumerate(ROWS))
    context = Context(plugins.language, workers, Analyses())
    return ablate(
        Dataset("own", "test", examples), arms_of("sums", VARIANTS, plugins), context, warm=False
    )


class Reader(HTMLParser):
    """Keeps elements, and checks that they are closed in order."""

    void = frozenset({"meta", "link", "img", "br", "hr", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def test_the_page_needs_nothing_else(ablation: Ablation) -> None:
    text = page(ablation, STUDY)
    reader = Reader(text)
    for _, attributes in reader.elements:
        assert not {"src", "srcset", "data", "action"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")
    for outside in ("@import", "url(", "<link", "<iframe"):
        assert outside not in text
    assert set(re.findall(r"https?://[^\s\"<]*", text)) == {"http://www.w3.org/2000/svg"}


def test_each_link_leads_somewhere(ablation: Ablation) -> None:
    reader = Reader(page(ablation, STUDY))
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {(attributes["href"] or "").removeprefix("#") for attributes in reader.all("a")}
    assert links <= set(ids)
    flips = sum(len(ablation.flips(number)) for number in range(3))
    assert len(reader.all("details")) == flips > 0
    assert sum(link.startswith("flip-") for link in links) == flips


def test_texts_of_rows_stay_texts(ablation: Ablation) -> None:
    text = page(ablation, STUDY)
    reader = Reader(text)
    assert len(reader.all("script")) == 1
    assert reader.all("b") == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 2 and 5 &amp; 6" in text


def test_the_table_can_be_read_aloud(ablation: Ablation) -> None:
    reader = Reader(page(ablation, STUDY))
    heads = reader.all("th")
    assert [h["scope"] for h in heads].count("col") == 9
    assert [h["scope"] for h in heads].count("row") == 4
    assert len(reader.all("caption")) == 1
    assert reader.all("html") == [{"lang": "en"}]
    (svg,) = reader.all("svg")
    assert svg["role"] == "img"
    assert "prefers-color-scheme: dark" in page(ablation, STUDY)


def test_the_page_shows_programs_and_commands(ablation: Ablation) -> None:
    told = "".join(Reader(page(ablation, STUDY)).texts)
    for text in (
        STUDY.command(),
        STUDY.command_of(VARIANTS[2]),
        "joined = s0 * s1",
        "joined = s0 + s1",
        "fingerprint",
        "a gold integer, fraction or decimal with 1 place accepts only an equal value",
        "McNemar's mid-p",
    ):
        assert text in told


def test_many_flips_are_cut_and_counted(
    ablation: Ablation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [flip.gained for flip in ablation.flips(0)] == [False, False, True]
    monkeypatch.setattr(page_module, "MOST_FLIPS", 2)
    reader = Reader(page(ablation, STUDY))
    assert len(reader.all("details")) == 4
    told = "".join(reader.texts)
    assert told.count("the programs of 1 are not on this page") == 2


def test_no_flips_are_said(ablation: Ablation) -> None:
    same = replace(ablation, arms=[ablation.arms[0], replace(ablation.arms[0])])
    text = page(same, STUDY)
    assert "None: every variant has the same rows right" in text


def test_the_same_figures_give_the_same_bytes(ablation: Ablation) -> None:
    assert page(ablation, STUDY) == page(ablation, STUDY)
    first = chart_png(ablation)
    assert first == chart_png(ablation)
    assert first[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", first[16:24])
    assert 1000 < width < 2500
    assert 300 < height < 1200


def test_the_chart_shows_the_figures(ablation: Ablation) -> None:
    svg = ElementTree.fromstring(chart_svg(ablation))
    space = "{http://www.w3.org/2000/svg}"
    bars = [e for e in svg.iter(f"{space}rect") if "bar" in (e.get("class") or "")]
    widths = [float(bar.get("width") or 0) for bar in bars]
    accuracies = [arm.report.accuracy.value or 0 for arm in ablation.arms]
    assert widths == pytest.approx([a * widths[0] / accuracies[0] for a in accuracies], abs=0.2)
    assert len(list(svg.iter(f"{space}path"))) == 4 + 3
    texts = [e.text for e in svg.iter(f"{space}text")]
    assert {"60.0", "40.0", "reference"} <= set(texts)
    marks = [float(e.get("cx") or 0) for e in svg.iter(f"{space}circle")]
    assert marks[0] < marks[1]


def test_a_perfect_and_an_empty_accuracy_can_be_drawn(ablation: Ablation) -> None:
    from mycelium.evaluation.answers import Verdict

    def all_of(verdict: Verdict) -> Ablation:
        arms = [
            replace(
                arm,
                report=replace(
                    arm.report, rows=[replace(r, verdict=verdict) for r in arm.report.rows]
                ),
            )
            for arm in ablation.arms
        ]
        return replace(ablation, arms=arms)

    for verdict in (Verdict.EQUAL, Verdict.DIFFERENT):
        drawn = all_of(verdict)
        assert chart_png(drawn)
        ElementTree.fromstring(chart_svg(drawn))


@given(st.floats(-100, 0), st.floats(0, 100))
def test_ticks_are_round_and_reach_both_ends(low: float, high: float) -> None:
    ticks = nice_ticks(low, high)
    assert 3 <= len(ticks) <= 6 or high - low < 1e-6
    assert ticks[0] <= low + 1e-6
    assert ticks[-1] >= high - 1e-6
    steps = {round(b - a, 6) for a, b in pairwise(ticks)}
    assert len(steps) == 1


def test_tones_and_probabilities() -> None:
    assert [tone_of(d, p) for d, p in ((0.1, 0.01), (-0.1, 0.01), (0.1, 0.05), (0, 0.01))] == [
        "better",
        "worse",
        "open",
        "open",
    ]
    assert [probability(p) for p in (0.0, 0.00009, 0.0001, 1.0)] == [
        "<0.0001",
        "<0.0001",
        "0.0001",
        "1.0000",
    ]
