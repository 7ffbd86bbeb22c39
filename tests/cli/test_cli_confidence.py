"""`solve` with a judge: what is withheld, what is told, what is kept."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest

from mycelium import plugins as found
from mycelium.hookspecs import hookimpl
from mycelium.passes import Pass
from mycelium.plugins import load_plugins
from mycelium.specs import PassSpec
from mycelium.trust import Trust
from mycelium_ir.nodes import Number, Step


@dataclass(frozen=True)
class Unsure(Pass):
    """Answers 1, and of several samples 2 as well, which is surer; a sure problem says so."""

    name: ClassVar[str] = "unsure"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions", "answer"})

    @property
    def trust(self):
        return Trust(0.5)

    def run(self, batch, context):
        return [self._answers(given, context.samples) for given in batch]

    def _answers(self, given, samples):
        sure = "sure" in given.program.problem
        made = []
        for number, judged in ((1, 0.8 if sure else 0.2), (2, 0.9))[:samples]:
            program = given.program.add(Step(name="s0", expression=Number(number)))
            made.append(replace(given, program=program.set_answer("s0"), judged=judged))
        return made


class Own:
    HOOK_VERSION = 1

    @hookimpl
    def mycelium_passes(self):
        return [
            PassSpec("unsure", f"{__name__}:Unsure", "guesses", Unsure.requires, Unsure.provides)
        ]


@pytest.fixture(autouse=True)
def offered(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, Unsure.__module__, sys.modules[__name__])
    plugins = load_plugins({"own": Own()}, installed=False)

    def own():
        return plugins

    own.cache_clear = lambda: None
    monkeypatch.setattr(found, "plugins", own)


def test_an_unsure_answer_is_withheld(cli):
    problem = "How many pens?"
    result = cli("solve", problem, "--passes", "unsure", "--emit", "kept.myc")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "MYC341" in result.stderr
    assert "kept.myc" in result.stderr
    assert "step s0 = 1" in Path("kept.myc").read_text()
    asked = cli("solve", problem, "--passes", "unsure", "--min-confidence", "0.2", "--explain")
    assert asked.exit_code == 0
    assert asked.stdout.rstrip().endswith("Confidence: 0.20")
    told = json.loads(cli("solve", problem, "--passes", "unsure", "--json").stdout)
    assert (told["ok"], told["answer"], told["confidence"]) == (False, None, 0.2)
    assert "step s0 = 1" in told["program"]


def test_samples_are_chosen_by_the_judge(cli):
    for samples, answer in (("1", "1"), ("2", "2")):
        result = cli(
            *("solve", "How many pens, I am sure?", "--passes", "unsure", "--samples", samples),
            *("--min-confidence", "0"),
        )
        assert result.stdout.strip() == answer


def test_a_batch_withholds_too(cli):
    lines = [json.dumps({"problem": text}) for text in ("I am sure?", "Who knows?")]
    Path("rows.jsonl").write_text("\n".join(lines) + "\n")
    asked = ("solve", "rows.jsonl", "--passes", "unsure", "-o", "out.jsonl")
    assert cli(*asked).exit_code == 1
    first, second = map(json.loads, Path("out.jsonl").read_text().splitlines())
    assert (first["answer"], first["confidence"], first["error"]) == ("1", 0.8, None)
    assert (second["answer"], second["confidence"]) == (None, 0.2)
    assert (second["error"]["code"], second["error"]["stage"]) == ("MYC341", "confidence")
    # What was made under another threshold is not gone on with.
    other = cli(*asked, "--min-confidence", "0.1")
    assert "min_confidence" in other.stderr
    refused = cli("solve", "rows.jsonl", "--passes", "unsure", "--emit", "p.myc")
    assert refused.exit_code == 2


def test_eval_counts_all_answers_unless_told(cli):
    row = {"problem": "How many?", "answer": "1"}
    Path("rows.jsonl").write_text(json.dumps(row) + "\n")
    assert "100.0%" in cli("eval", "rows.jsonl", "--passes", "unsure").stdout
    result = cli("eval", "rows.jsonl", "--passes", "unsure", "--min-confidence", "0.9", "--json")
    told = json.loads(result.stdout)
    assert told["accuracy"]["hits"] == 0
    assert told["configuration"]["min_confidence"] == 0.9
