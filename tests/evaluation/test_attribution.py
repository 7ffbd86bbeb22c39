"""Attribution: gold put in pass by pass, on problems whose programs and faults are known."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import guessing
import pytest

from mycelium.analyses import Analyses
from mycelium.evaluation.answers import Comparer
from mycelium.evaluation.attribution.attribute import Trail, attribute, golds_of, trails_of
from mycelium.evaluation.attribution.chart import png
from mycelium.evaluation.attribution.gold import COMPUTED, Gold, gold_of_row, known_of
from mycelium.evaluation.attribution.report import Attribution, Category
from mycelium.evaluation.attribution.scores import scores_of
from mycelium.evaluation.attribution.showing import examples, html
from mycelium.evaluation.attribution.substitution import Row, Substitution
from mycelium.evaluation.dataset import Dataset, Example
from mycelium.executor import Executor
from mycelium.passes import Context
from mycelium.pipeline import Pipeline, parse_pipeline
from mycelium.plugins import Plugins, load_plugins
from mycelium_ir.parser import parse

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # where the planted passes lie

import planted_errors
import planted_passes as planted
from planted_problems import BOOK, problems

PAGE_PARTS = ("The pass at fault", "Examples", "How it came about", "<svg", "Predicted", "Gold")


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    found = planted.planted_plugins()
    assert found.problems == ()
    return found


@pytest.fixture(scope="module")
def context(plugins: Plugins, workers: Executor) -> Context:
    return Context(plugins.language, workers, Analyses())


@pytest.fixture(scope="module")
def bench(plugins: Plugins, workers: Executor) -> planted_errors.Bench:
    return planted_errors.Bench(plugins, workers)


def dataset(rows: Sequence[Example]) -> Dataset:
    return Dataset("made", "all", tuple(rows))


def without(*facts: str) -> Callable[[Example], Gold]:
    """The right program of a row as its gold, nothing being known of some facts."""

    def gold_of(example: Example) -> Gold:
        gold = planted_errors.gold_of(example)
        return dataclasses.replace(gold, known=gold.known - set(facts))

    return gold_of


# --------------------------------------------------------------------------- planted errors


def test_the_programs_are_right_as_long_as_nothing_is_spoiled(bench: planted_errors.Bench) -> None:
    assert bench.sound(problems(40, seed=3))


@pytest.mark.parametrize("name", planted.ORDER)
def test_the_pass_that_was_spoiled_is_named(bench: planted_errors.Bench, name: str) -> None:
    found = bench.plant([name], 8)
    assert found.rows == 8
    assert found.hits == 8, found.named


@pytest.mark.parametrize("pair", list(planted.pairs())[::2], ids="+".join)
def test_the_earlier_of_two_is_named(bench: planted_errors.Bench, pair: tuple[str, str]) -> None:
    found = bench.plant(pair, 4)
    assert found.hits == found.rows == 4, found.named


def test_the_later_one_is_told_too(context: Context, plugins: Plugins) -> None:
    pipeline = planted.pipeline(plugins, ["extract", "goal"])
    found = attribute(dataset(problems(20)), pipeline, context, planted_errors.gold_of)
    both = [fault for fault in found.faults if fault.fault == "extract"]
    assert both
    assert any(fault.later == ("goal",) for fault in both)
    assert "another pass at fault behind" in str(found)


# --------------------------------------------------------------------------- what a trail says


@pytest.mark.parametrize(
    ("right", "turned"),
    [
        ((False, False, True, True), False),
        ((False, True, False, True), True),
        ((False, False, True, False), True),
        ((False, False, False, False), False),
    ],
)
def test_a_row_that_turns_wrong_again_is_told(right: tuple[bool, ...], turned: bool) -> None:
    assert Trail(right).turned is turned


def trail(
    example: Example, pipeline: Pipeline, context: Context, gold_of: Callable[[Example], Gold]
) -> Trail:
    comparer = Comparer(context.executor)
    (gold,) = golds_of([example], gold_of, comparer, context)
    assert isinstance(gold, Gold)
    (found,) = trails_of([Row(example, gold)], Substitution(pipeline, context, comparer))
    return found


def test_gold_for_k_passes_is_tried_for_every_k(context: Context, plugins: Plugins) -> None:
    pipeline = planted.pipeline(plugins, ["extract"])
    spoiled = attribute(dataset(problems(6)), pipeline, context, planted_errors.gold_of)
    fault = spoiled.faults[0]
    assert fault.right == (False, False, False, True, True, True, True, True, True)
    assert fault.fault == "extract"


def test_gold_after_a_predicted_pass_goes_where_steps_align(
    context: Context, plugins: Plugins
) -> None:
    """No gold for clauses and plan: the planned steps are aligned, and a misread number mended."""
    rows = problems(12)
    pipeline = planted.pipeline(plugins, ["extract"])
    found = attribute(
        dataset(rows), pipeline, context, without("clauses", "typed", "bridged", "goal")
    )
    assert len(found.faults) > 8
    assert {fault.fault for fault in found.faults} == {"extract"}
    assert found.gold[0] == "n/a"
    assert ["segment", "n/a", "n/a", ""] in found.table


def test_a_fault_in_a_pass_without_gold_is_not_laid_to_another(
    context: Context, plugins: Plugins
) -> None:
    """A step that was never planned has no place for gold, so nothing repairs the row."""
    pipeline = planted.pipeline(plugins, ["segment"])
    rows = problems(12)
    found = attribute(
        dataset(rows), pipeline, context, without("clauses", "typed", "bridged", "goal")
    )
    assert found.faults
    assert {fault.name for fault in found.faults} == {Category.NOT_REPAIRED.value}
    assert "look for the fault in segment, classify, bridge, goal (no gold)" in str(found)


def test_a_right_answer_is_no_error_whatever_its_program(
    context: Context, plugins: Plugins
) -> None:
    rows = problems(10)
    found = attribute(dataset(rows), planted.pipeline(plugins), context, planted_errors.gold_of)
    assert found.faults == ()
    assert sum(found.counts.values()) == 0
    assert "Every answer is right." in html(found, plugins.language)


def test_a_pass_that_does_everything_is_the_one_at_fault(workers: Executor) -> None:
    """One pass for all six: gold for it is the whole program."""
    plugins = load_plugins({"guessing": guessing}, installed=False)
    context = Context(plugins.language, workers, Analyses())
    row = Example(
        "0",
        "12 by 4",
        "48",
        extra={"program": "mycelium 1\nstep s0 : multiply = 12 * 4\ngoal integer s0\n"},
    )
    found = attribute(
        dataset([row]),
        parse_pipeline("guess", plugins),
        context,
        lambda e: gold_of_row(e, "made"),
        metrics=True,
    )
    assert [fault.name for fault in found.faults] == ["guess"]
    assert found.table[0] == ["guess", "data", "1", "100.0%"]
    assert {s.metric: s.value for s in found.scores} == {
        "exact value per step": 0.0,
        "whole problems": 0.0,
        "answer step": None,
    }


# --------------------------------------------------------------------------- bad inputs


def test_rows_without_usable_gold_are_named_and_the_run_goes_on(
    context: Context, plugins: Plugins
) -> None:
    pipeline = planted.pipeline(plugins, ["goal"])
    rows = problems(5)
    own = [str(BOOK[row.problem]) for row in rows]
    other = "mycelium 1\nstep s0 : quantity = 1\ngoal integer s0\n"
    programs: list[Any] = [own[0], "mycelium 1\nstep s0 : add = 1 +\n", other, 7, own[3]]
    given = [
        dataclasses.replace(row, extra={"program": program})
        for row, program in zip(rows, programs, strict=True)
    ]
    given.append(dataclasses.replace(problems(6)[5], extra={}))
    found = attribute(dataset(given), pipeline, context, lambda e: gold_of_row(e, "made"))
    assert [fault.name for fault in found.faults] == ["goal", *["no gold"] * 5]
    told = list(found.reasons)
    assert any("gives 1, not" in reason for reason in told)
    assert any("`program` is no text" in reason for reason in told)
    assert any("of another problem" in reason for reason in told)
    assert any(reason.startswith("MYC267") for reason in told)
    assert sum(found.reasons.values()) == 5


def test_rows_that_stop_are_kept_apart(context: Context, plugins: Plugins) -> None:
    """A pass that gives up and a program that cannot run are categories of their own."""
    first, second, third = problems(3, seed=9)
    # The book is what the passes read: without one, segment has nothing to write.
    lost = dataclasses.replace(first, id="lost", problem="Nobody knows. What now?")
    endless = "Ada has 1 pen. How many pens?"
    BOOK[endless] = parse(
        f'mycelium 1\nproblem "{endless}"\nclause c0 [0:14] "Ada has 1 pen."\n'
        "step s0 : divide = 1 / 0 @ c0\ndone wire, bridge\ngoal integer s0\n"
    )
    stuck = Example("stuck", endless, "1")
    found = attribute(
        dataset([lost, stuck, second, third]),
        planted.pipeline(plugins),
        context,
        lambda e: gold_of_row(e, "made"),
    )
    assert [(f.row.id, f.name) for f in found.faults] == [
        ("lost", "not compiled"),
        ("stuck", "execution"),
    ]
    assert found.stopped == {"segment": 1}


def test_what_a_program_is_gold_for() -> None:
    whole = parse(
        'mycelium 1\nproblem "2 and 3"\nclause c0 "2 and 3"\n'
        "step s0 : add = 2 + 3 @ c0\ngoal integer s0\n"
    )
    assert known_of(whole) >= {"clauses", "typed", "bridged", "goal", "expressions"}
    bare = parse('mycelium 1\nproblem "2 and 3"\nstep s0 : add = 2 + 3\ngoal integer s0\n')
    assert known_of(bare) == {"expressions", "wired", "answer"}


# --------------------------------------------------------------------------- metrics in a run


def test_passes_that_are_right_have_full_marks(context: Context, plugins: Plugins) -> None:
    rows = [
        Row(example, gold)
        for example in problems(12)
        if isinstance(gold := planted_errors.gold_of(example), Gold)
    ]
    comparer = Comparer(context.executor)
    golds = golds_of([r.example for r in rows], planted_errors.gold_of, comparer, context)
    rows = [Row(r.example, g) for r, g in zip(rows, golds, strict=True) if isinstance(g, Gold)]
    runs = Substitution(planted.pipeline(plugins), context, comparer)
    scores = scores_of(rows, runs)
    measured = {(s.stage, s.metric): s for s in scores}
    for s in scores:
        # The goal of these passes is always `rational`; the made ones say integer too.
        if s.stage != "goal" and s.value is not None and "token" not in s.metric:
            assert s.value == 1.0, s
    assert measured["classify", "accuracy per step"].baseline[0].startswith("always ")
    assert measured["wire", "edge F1"].baseline[0] == "equal values"
    assert (measured["extract", "exact value per step"].baseline[1] or 0) < 1
    assert json.loads(json.dumps(scores[0].to_json()))["trivial"] == "all inside"


def test_a_spoiled_pass_alone_loses_marks(context: Context, plugins: Plugins) -> None:
    def scores(wrong: str) -> dict[tuple[str, str], float | None]:
        pipeline = planted.pipeline(plugins, [wrong])
        found = attribute(
            dataset(problems(5)), pipeline, context, planted_errors.gold_of, metrics=True
        )
        return {(s.stage, s.metric): s.value for s in found.scores}

    clean = scores("goal")
    for wrong, metric in (
        ("segment", "token F1"),
        ("classify", "accuracy per step"),
        ("extract", "exact value per step"),
        ("wire", "edge F1"),
        ("bridge", "accuracy per gap"),
    ):
        spoiled = scores(wrong)
        lower = {k for k, v in spoiled.items() if (v or 0) < (clean[k] or 0)}
        assert (wrong, metric) in lower
        assert {stage for stage, _ in lower} == {wrong}


# --------------------------------------------------------------------------- what is shown


@pytest.fixture(scope="module")
def spoiled(context: Context, plugins: Plugins) -> Attribution:
    pipeline = planted.pipeline(plugins, ["wire"])
    rows = problems(8)
    return attribute(dataset(rows), pipeline, context, planted_errors.gold_of, metrics=True)


def test_the_table_adds_up(spoiled: Attribution) -> None:
    assert sum(spoiled.counts.values()) == len(spoiled.faults) > 0
    told = spoiled.to_json()
    assert json.loads(json.dumps(told)) == told
    assert told["not_right"] == len(told["rows"])
    text = str(spoiled)
    for word in (
        "pass at fault",
        "more than one",
        "not compiled",
        "execution",
        "seed 0",
        "trivial",
    ):
        assert word in text


def test_the_page_is_one_file(spoiled: Attribution, plugins: Plugins) -> None:
    page = html(spoiled, plugins.language)
    for part in PAGE_PARTS:
        assert part in page
    assert "<script" not in page
    assert "src=" not in page
    assert page.count("http") == page.count("http://www.w3.org/2000/svg")


def test_the_chart_is_a_png_and_always_the_same(spoiled: Attribution) -> None:
    picture = png(spoiled)
    assert picture.startswith(b"\x89PNG")
    assert picture == png(spoiled)


def test_examples_are_programs_to_open(spoiled: Attribution) -> None:
    files = dict(examples(spoiled))
    predicted = [name for name in files if not name.endswith(".gold.myc")]
    assert 1 <= len(predicted) <= 5
    for name in predicted:
        program = parse(files[name])
        gold = parse(files[name.removesuffix(".myc") + ".gold.myc"])
        assert program.problem == gold.problem
        assert files[name].startswith("# row made-")


def test_the_first_program_that_gives_the_gold_answer_is_the_gold(context: Context) -> None:
    """A row may mean several programs; what the likeliest gives decides, then the next."""
    problem = 'mycelium 1\nproblem "4 and 5"\n'
    wrong, right = (
        parse(f"{problem}step s0 : {op} = 4 {sign} 5\ngoal integer s0\n")
        for op, sign in (("add", "+"), ("multiply", "*"))
    )
    row = Example("0", "4 and 5", "20")
    comparer = Comparer(context.executor)
    (gold,) = golds_of([row], lambda e: Gold(wrong, COMPUTED, others=(right,)), comparer, context)
    assert isinstance(gold, Gold)
    assert gold.program == right
    (none,) = golds_of([row], lambda e: Gold(wrong, COMPUTED), comparer, context)
    assert not isinstance(none, Gold)
    assert "gives 9, not 20" in none[0].message
