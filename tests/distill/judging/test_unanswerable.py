"""Problems without an answer: what is gone is needed, nothing is asked, nobody's test is copied."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import pytest
import torch
from tiny_specialists import context_for, tiny_specialists
from typer.testing import CliRunner

from mycelium.analyses.numbers import read_numbers
from mycelium.cli.app import app
from mycelium.evaluation.dataset import Example as Row
from mycelium.evaluation.folds import in_fold
from mycelium.hookspecs import hookimpl
from mycelium.passes import Candidate, Context, Failure, Pass
from mycelium.pipeline import parse_pipeline
from mycelium.plugins import load_plugins
from mycelium.specs import PassSpec
from mycelium_distill.examples.record import Example, read_examples, write_examples
from mycelium_distill.folds import sampling
from mycelium_distill.folds.sampling import (
    Sampling,
    Told,
    sampled_rows,
    solve_rows,
)
from mycelium_distill.folds.verdicts import MOST_UNANSWERABLE
from mycelium_distill.judging import fitting
from mycelium_distill.judging.gathering import Drawn, draw, without_answers
from mycelium_distill.judging.unanswerable import derived, invented, is_unanswerable
from mycelium_distill.judging.unanswerable.drawing import Draw
from mycelium_distill.judging.unanswerable.languages import TONGUES
from mycelium_distill.judging.unanswerable.making import unanswerable
from mycelium_distill.judging.unanswerable.pool import ASKS, Original, Pool
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.language import base_language
from mycelium_ir.nodes import Call, Number, Step
from mycelium_ir.parser import parse
from mycelium_passes import plugin
from mycelium_passes.calibrating.spoiling import read_unanswerable
from mycelium_passes.reading.loading import hold_model
from mycelium_passes.templates import added_operations

RUNNERS = """mycelium 1
problem "Last year {a} people ran. 80 of the runners got lost. If {b} more run this year, how many \
people run this year?"
step s0 : subtract = {a} - 80
step s1 : add = s0 + {b}
goal integer s1
"""
TICKETS = """mycelium 1
problem "Ann has {a} tickets for the zoo. A ticket costs ${b}. Her brother is 17. How much money \
does Ann pay?"
step s0 : multiply = {a} * {b}
goal integer s0
"""
BOWLS = """mycelium 1
problem "There are {a} apples. Tom puts {b} of the apples into a bowl. How many apples are left?"
step s0 : subtract = {a} - {b}
goal integer s0
"""


def example(text: str, a: int, b: int, split: str = "train", source: str = "gsm8k") -> Example:
    name = f"{source}/{split}-{len(text)}-{a}-{b}"
    return Example(name, source, split, text.format(a=a, b=b), {"s0": "1"}, False, name)


ROWS = [
    example(text, a, b, split)
    for split in ("train", "tune")
    for text in (RUNNERS, TICKETS, BOWLS)
    for a, b in ((211, 33), (113, 45), (147, 19))
]


def original(text: str, a: int, b: int) -> Original:
    row = example(text, a, b)
    program = parse(row.program)
    return Original(row, program, program.problem or "")


def made_by(kind: str, text: str, tries: int = 40) -> set[str]:
    pool = Pool(ROWS, "train", 0)
    found = {
        derived.KINDS[kind][0](original(text, 211, 33), pool, Draw(f"{kind} {n}", "train"))
        for n in range(tries)
    }
    return {one for one in found if one is not None}


@pytest.fixture(scope="module")
def rows() -> list[Example]:
    return list(unanswerable(Pool(ROWS, "train", 0), 700))


def texts(rows: list[Example]) -> list[str]:
    return [parse(row.program).problem or "" for row in rows]


def test_rows_are_of_every_kind_and_none_comes_twice(rows: list[Example]) -> None:
    kinds = Counter(row.source for row in rows)
    assert {f"unanswerable.{name}" for name in invented.KINDS} <= set(kinds)
    assert len(kinds) > len(invented.KINDS) + 10
    assert len(set(texts(rows))) == len(rows)
    assert all(is_unanswerable(row) and row.correct is False and not row.values for row in rows)
    assert all(row.split == "train" and not parse(row.program).steps for row in rows)
    groups = {row.group for row in ROWS}
    for row in rows:
        assert row.group in groups or row.group == row.id
        assert (row.source.partition(".")[2] in derived.KINDS) == (row.group != row.id)


def test_the_same_seed_makes_the_same(rows: list[Example]) -> None:
    assert list(unanswerable(Pool(ROWS, "train", 0), 700)) == rows
    others = set(texts(list(unanswerable(Pool(ROWS, "train", 1), 100))))
    assert len(others & set(texts(rows))) < 50


def test_what_tunes_was_never_learnt_from() -> None:
    """Neither problems nor wordings nor languages are shared."""
    tune = list(unanswerable(Pool(ROWS, "tune", 0), 300))
    assert all(row.split == "tune" and "train" not in row.group for row in tune)
    names = sorted(TONGUES)
    languages = [{Draw(f"{n}", split).of(names) for n in range(500)} for split in ("train", "tune")]
    assert languages[0] | languages[1] == set(names)
    assert not languages[0] & languages[1]


@pytest.mark.parametrize("kind", ["cut_question", "cut_short", "remark_instead", "repeated"])
def test_where_the_question_is_cut_off_none_is_left(kind: str) -> None:
    for text in (RUNNERS, TICKETS, BOWLS):
        found = made_by(kind, text)
        assert found
        assert not any(ASKS.search(one) for one in found)


@pytest.mark.parametrize("kind", ["no_numbers", "number_gone", "question_alone", "fact_gone"])
def test_what_is_gone_was_needed(kind: str) -> None:
    for text, needed in ((TICKETS, {211, 33}), (BOWLS, {211, 33})):
        found = made_by(kind, text)
        assert found or (kind, text) == ("fact_gone", BOWLS)
        for one in found:
            assert not needed <= {mention.figure for mention in read_numbers(one)}


def test_an_idle_number_is_not_what_is_taken_away() -> None:
    assert {int(number) for number in original(TICKETS, 211, 33).needed} == {211, 33}
    assert all("17" in one for one in made_by("number_gone", TICKETS))
    # Times nothing: no other number would change the answer.
    nothing = TICKETS.replace("{a} * {b}", "({a} - {a}) * {b}")
    assert not original(nothing, 211, 33).needed
    assert not made_by("no_numbers", nothing)


def test_a_change_that_is_left_out_makes_another_problem_and_no_unanswerable_one() -> None:
    assert original(RUNNERS, 211, 33).factor is None
    assert not any("211" in one for one in made_by("fact_gone", RUNNERS))
    assert original(TICKETS, 211, 33).factor == 211
    assert made_by("fact_gone", TICKETS) == {
        "A ticket costs $33. Her brother is 17. How much money does Ann pay?"
    }


def test_another_question_asks_for_something_else() -> None:
    found = made_by("other_question", BOWLS) | made_by("other_facts", BOWLS)
    assert found
    for one in found:
        assert "apples are left" not in one
        assert "211 apples" in one


def test_none_of_the_test_is_copied(rows: list[Example]) -> None:
    """The inputs that the threshold is measured on share no line and no long phrase with ours."""
    path = Path(__file__).parents[3] / "benchmarks" / "bad_inputs.py"
    tested = _phrases(path.read_text("utf-8"))
    own = [text for row, text in zip(rows, texts(rows), strict=True) if row.group == row.id]
    shared = {phrase for text in own for phrase in _phrases(text)} & tested
    assert not shared


def _phrases(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[n : n + 5]) for n in range(len(words) - 4)}


def test_without_rows_there_is_nothing_to_make() -> None:
    with pytest.raises(MyceliumError, match="MYC353"):
        list(unanswerable(Pool([row for row in ROWS if row.split == "tune"], "train", 0), 5))


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Any:
    """One that takes the whole text for a clause, and writes short sums."""
    found = tiny_specialists()
    weights = torch.full((len(found.vocabulary),), -30.0)
    for number, symbol in enumerate(found.vocabulary.all):
        weights[number] = {"+": 7.0, "=": 5.0, "<end>": 7.5, "@?": -30.0}.get(
            symbol, 5.0 if symbol.isdigit() or symbol[0] in "@:" else -30.0
        )
    told = found.heads.next_symbol
    found.heads.next_symbol = lambda states: 0.5 * told(states) + weights
    monkeypatch.setattr(sampling, "inside", lambda model, reading: [1.0] * len(reading.offsets))
    return found


def test_all_that_a_model_draws_is_wrong(model: Any, rows: list[Example]) -> None:
    few = [row for row in rows if row.source.endswith(("number_gone", "language"))][:12]
    told = Told()
    language = base_language().extend(operations=added_operations(model.operations))
    drawn = [
        list(sampled_rows(solved, language))
        for solved in solve_rows(model, few, Sampling(samples=6), told)
    ]
    assert told.unanswerable == len(drawn) == len(few)
    assert told.problems == told.right == told.solved == 0
    assert any(drawn)
    for row, own in zip(few, drawn, strict=True):
        assert len(own) <= MOST_UNANSWERABLE
        for one in own:
            assert one.correct is False
            assert one.group == row.group
            assert parse(one.program).clauses
            assert parse(one.program).goal is None


def test_where_no_clause_is_found_nothing_is_drawn(
    model: Any, rows: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "inside", lambda model, reading: [0.0] * len(reading.offsets))
    told = Told()
    assert not list(solve_rows(model, rows[:5], Sampling(), told))
    assert told.unfit["it has no answer, and no clause is found in it"] == 5


def test_what_they_weigh_does_not_depend_on_how_many_they_are() -> None:
    def drawn(problems: int) -> Drawn:
        numbers = torch.arange(problems).repeat_interleave(2)
        ones = torch.ones(2 * problems)
        return Drawn(torch.zeros(2 * problems, 4), ones.bool(), numbers, ones)

    for count in (1, 30):
        both = drawn(10).beside(drawn(count))
        assert both.unanswerable is not None
        assert not both.right[both.unanswerable].any()
        assert len(set(both.problems.tolist())) == 10 + count
        shares = fitting._shares(both)
        assert float(shares[both.unanswerable].sum()) == pytest.approx(fitting.UNANSWERABLE)
        assert float(shares.sum()) == pytest.approx(1)


def test_files_of_them(tmp_path: Path, rows: list[Example]) -> None:
    path, other = tmp_path / "none.jsonl.gz", tmp_path / "some.jsonl.gz"
    write_examples(path, rows)
    write_examples(other, ROWS)
    found = without_answers([str(path)], "0/2", 50, 3)
    assert len(found) == 50
    by_id = {row.id: row for row in rows}
    assert all(in_fold("0/2", by_id[one.id].group) and not one.answer for one in found)
    told = read_unanswerable(str(path), 40, 1)
    assert len(told) == 40
    assert set(told) <= set(texts(rows))
    with pytest.raises(MyceliumError, match="MYC354"):
        without_answers([str(other)], None, 5, 0)
    for wrong in (other, tmp_path / "missing"):
        with pytest.raises(MyceliumError, match="MYC355"):
            read_unanswerable(str(wrong), 5, 0)


@dataclass(frozen=True)
class Two(Pass):
    """Says that the answer is two."""

    name: ClassVar[str] = "two"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions", "answer"})

    def run(self, batch: Sequence[Candidate], context: Context) -> list[list[Candidate] | Failure]:
        one = Number(Fraction(1))
        step = Step(name="s0", expression=Call("+", (one, one)), attributes={"by": "two"})
        return [
            [dataclasses.replace(given, program=given.program.add(step).set_answer("s0"))]
            for given in batch
        ]


class Own:
    """The plugin with that pass."""

    HOOK_VERSION = 1

    @hookimpl
    def mycelium_passes(self) -> list[PassSpec]:
        return [PassSpec("two", f"{__name__}:Two", "two", Two.requires, Two.provides)]


def test_a_row_without_an_answer_has_no_right_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, Two.__module__, sys.modules[__name__])
    found = tiny_specialists()
    hold_model("unanswerable", found)
    offered = load_plugins({"own": Own(), "specialists": plugin}, installed=False)
    pipeline = parse_pipeline('own.two,specialists.goal{model="held:unanswerable"}', offered)
    problems = [Row("a", "How many ears has a cat?", "2"), Row("b", "How many tails?", "1")]
    problems.append(Row("c", "How many?", ""))
    with context_for(found) as context:
        drawn = draw(problems, pipeline, context, found, batch_size=2, progress=lambda done: None)
    hold_model("unanswerable", None)
    assert drawn.right.tolist() == [True, False, False]
    assert drawn.problems.tolist() == [0, 1, 2]


def test_the_command(tmp_path: Path) -> None:
    given, output = tmp_path / "examples.jsonl.gz", tmp_path / "none.jsonl.gz"
    write_examples(given, ROWS)
    arguments = ["unanswerable", str(given), "--rows", "60", "--seed", "4", "-o", str(output)]
    result = CliRunner().invoke(app, arguments, prog_name="mycelium")
    assert result.exit_code == 0, result.output
    found = list(read_examples(output))
    assert found == list(unanswerable(Pool(ROWS, "train", 4), 60))
    assert f"{len(found)} rows of" in result.output
