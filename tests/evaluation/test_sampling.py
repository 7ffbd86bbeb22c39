"""Several candidates a row: which answer counts, what is kept; one sample is the plain run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import guessing
import pytest

from mycelium.analyses import Analyses
from mycelium.evaluation.answers import Comparer, Verdict
from mycelium.evaluation.dataset import Dataset, Example
from mycelium.evaluation.evaluate import evaluate
from mycelium.evaluation.report import Report
from mycelium.evaluation.sampling import Tried, choose
from mycelium.executor import Executor
from mycelium.passes import Context
from mycelium.pipeline import Pipeline, parse_pipeline
from mycelium.plugins import Plugins, load_plugins
from mycelium.solving import solve_iter, told
from mycelium.trust import least_confidence
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Number, Program, Step
from mycelium_ir.outcome import Outcome, Value
from mycelium_ir.parser import parse


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    return load_plugins({"guessing": guessing}, installed=False)


@pytest.fixture
def context(plugins: Plugins, workers: Executor) -> Context:
    return Context(plugins.language, workers, Analyses(), seed=5)


@pytest.fixture
def several(plugins: Plugins) -> Pipeline:
    return parse_pipeline("several", plugins)


def measured(
    pairs: list[tuple[str, str]], pipeline: Pipeline, context: Context, samples: int, **more: Any
) -> Report:
    examples = tuple(Example(str(i), p, a) for i, (p, a) in enumerate(pairs))
    dataset = Dataset("own", "test", examples)
    return evaluate(dataset, pipeline, replace(context, samples=samples), **more)


# --------------------------------------------------------------------------- the rule


def tried(answer: str | None, score: float, draws: int = 1) -> Tried:
    """A candidate with an answer, or with an error."""
    program = Program((Step(name="s0", expression=Number(0)),))
    if answer is None:
        return Tried(program, score, draws, Outcome(diagnostics=(Diagnostic("MYC100", "no"),)))
    return Tried(program, score, draws, Outcome(answer=Value(Kind.NUMBER, answer)))


def same_text(first: Tried, second: Tried) -> bool:
    return first.answer == second.answer


@pytest.mark.parametrize(
    ("candidates", "probability", "majority", "likelihood"),
    [
        # 2 has 2 * e**-1.2 = 0.60, more than 1's e**-1 = 0.37.
        ([tried("1", -1), tried("2", -1.2), tried("2", -1.2)], 1, 1, 0),
        # Draws are votes, and no probability.
        ([tried("1", -1), tried("2", -3, draws=5)], 0, 1, 0),
        # What failed has no say, however probable.
        ([tried(None, 0), tried("1", -5), tried("2", -4)], 2, 2, 2),
        # Ties go to the one that came first.
        ([tried("1", -1), tried("2", -1)], 0, 0, 0),
        ([tried("1", -1), tried("2", -1), tried("2", -2), tried("1", -2)], 0, 0, 0),
        # A vote that ties goes to the larger probability.
        ([tried("1", -3), tried("2", -1)], 1, 1, 1),
        # Of one answer's programs the best scored one is shown.
        ([tried("1", -3), tried("1", -1)], 1, 1, 1),
        # Scores far below what a double's exponential can hold.
        ([tried("1", -2000), tried("2", -2000.5), tried("2", -2000.5)], 1, 1, 0),
    ],
)
def test_the_rules_choose(
    candidates: list[Tried], probability: int, majority: int, likelihood: int
) -> None:
    assert choose(candidates, same_text) == {
        "probability": probability,
        "majority": majority,
        "likelihood": likelihood,
    }


@pytest.mark.parametrize(
    ("judgements", "draws", "chosen"),
    [
        ([0.9, 0.5, 0.5], [1, 1, 1], 1),
        ([0.9, 0.5, 0.3], [1, 1, 1], 0),
        ([0.9, 0.1, 0.1], [1, 9, 1], 1),
        # A tie goes to the more probable answer, 2; one without a judgement counts nothing.
        ([1.0, 0.5, 0.5], [1, 1, 1], 1),
        ([None, 0.1, None], [9, 1, 1], 1),
    ],
)
def test_judgements_are_summed_per_answer(
    judgements: list[float | None], draws: list[int], chosen: int
) -> None:
    candidates = [
        replace(tried(answer, -2.0, n), judged=judged)
        for answer, n, judged in zip("122", draws, judgements, strict=True)
    ]
    assert choose(candidates, same_text)["verifier"] == chosen


def test_what_failed_is_not_believed() -> None:
    candidates = [replace(tried(a, -1.0), judged=j) for a, j in ((None, 1.0), ("1", 0.1))]
    assert choose(candidates, same_text)["verifier"] == 1
    assert "verifier" not in choose([tried("1", -1.0)], same_text)


def test_judged_rows(plugins: Plugins, context: Context, tmp_path: Path) -> None:
    pipeline = parse_pipeline("judged", plugins)
    rows = [("3 @ -1; 4 @ -5; 2 + 2 @ -5.5", "4"), ("3 @ -6; 3 @ -6", "3"), ("1/0 @ 0", "1")]
    report = measured(rows, pipeline, context, 8, rows=tmp_path / "rows.jsonl")
    assert [row.answer for row in report.rows] == ["4", "3", None]
    # 0.95 of 0.9 + 0.95 judgements, and 0.475 on average; then one program that was drawn twice.
    found = [row.confidence for row in report.rows]
    assert found[0] == pytest.approx(0.95 / 1.85 * 0.475, abs=1e-5)
    assert found[1] == pytest.approx(0.4)
    assert found[2] is None
    kept = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert kept[0]["choices"]["verifier"] == 1
    assert [c["judged"] for c in kept[0]["candidates"]] == [0.9, 0.5, 0.45]
    text = str(report)
    assert "chosen by the verifier's judgements" in text
    assert "by probability instead" in text
    assert "AUROC" in text
    assert "judgement" in report.to_json()["samples"]["rule"]
    assert report.to_json()["confidence"]["answered"] == 2


def test_unsure_answers_count_only_where_they_are_asked_for(
    plugins: Plugins, context: Context
) -> None:
    pipeline = parse_pipeline("judged", plugins)
    assert least_confidence(None, pipeline) == 0.55
    assert least_confidence(0.1, pipeline) == 0.1
    rows = [("3 @ -1", "3"), ("3 @ -6", "3")]
    assert measured(rows, pipeline, context, 1).accuracy.hits == 2
    report = measured(rows, pipeline, context, 1, min_confidence=0.5)
    assert (report.accuracy.hits, report.coverage.hits, report.errors) == (1, 1, {"MYC341": 1})
    several = parse_pipeline("several", plugins)
    assert least_confidence(None, several) == 0
    with pytest.raises(MyceliumError, match="MYC342"):
        least_confidence(0.1, several)


def test_nothing_is_chosen_where_nothing_ran() -> None:
    assert choose([tried(None, 0), tried(None, -1)], same_text) == {}
    assert choose([], same_text) == {}


def test_impossible_scores_are_no_error() -> None:
    never = float("-inf")
    assert choose([tried("1", never), tried("2", -800)], same_text)["probability"] == 1
    assert choose([tried("1", never), tried("2", never)], same_text)["probability"] == 0


@pytest.mark.parametrize(
    ("first", "second", "equal"),
    [
        ("1/2", "1/2", True),
        ("1/3", "333/1000", False),
        ("sqrt(8)", "2*sqrt(2)", True),
        ("{1, 2}", "{2, 1}", True),
        ("{5}", "5", False),
        ("(1, 2)", "(2, 1)", False),
        ("x**2 - 1", "(x - 1)*(x + 1)", True),
        ("Eq(x, 2)", "Eq(2*x, 4)", True),
        ("interval(1, 2)", "open_interval(1, 2)", False),
        ("true", "false", False),
    ],
)
def test_equal_answers_are_equal_as_mathematics(
    first: str, second: str, equal: bool, workers: Executor
) -> None:
    a, b = Value(Kind.ANY, first), Value(Kind.ANY, second)
    assert Comparer(workers).same(a, b) is equal
    assert Comparer(workers).same(b, a) is equal


# --------------------------------------------------------------------------- measured

ROWS = [
    ("4 @ -1; 1 + 2 @ -1.2; 6 / 2 @ -1.3; 9 @ -5 x 7", "3"),  # by probability alone
    ("4 @ -1; 5 @ -4 x 3", "5"),  # by majority alone
    ("4 @ -1; 5 @ -1.5; 10/2 @ -1.5", "4"),  # by likelihood alone
    ("1 / 0 @ -0.1; 7 @ -3", "7"),  # the best candidate has no value
    ("1 / 0 @ -0.1; 2 / 0 @ -3", "7"),
    ("1 @ -1; 2 @ -2; 3 @ -3", "3"),  # an oracle alone
]


def test_an_answer_is_chosen_among_the_candidates(
    several: Pipeline, context: Context, tmp_path: Path
) -> None:
    path = tmp_path / "rows.jsonl"
    report = measured(ROWS, several, context, 8, rows=path)
    verdicts = [row.verdict.value for row in report.rows]
    assert verdicts == ["equal", "different", "different", "equal", "error", "different"]
    shares = {name: share.hits for name, share in report.sampled.items()}
    # Two programs for 5 are two votes too, in the third row.
    assert shares == {"majority": 2, "likelihood": 2, "oracle": 5}
    assert report.accuracy.hits == 2
    assert report.coverage.hits == 5
    kept = [json.loads(line) for line in path.read_text().splitlines()]
    assert [c["answer"] for c in kept[0]["candidates"]] == ["4", "3", "3", "9"]
    assert [c["score"] for c in kept[0]["candidates"]] == [-1, -1.2, -1.3, -5]
    assert [c["draws"] for c in kept[0]["candidates"]] == [1, 1, 1, 7]
    assert kept[0]["choices"] == {"probability": 1, "majority": 3, "likelihood": 0}
    assert kept[0]["answer"] == "3"
    assert "1 + 2" in kept[0]["program"]
    assert "1 + 2" in kept[0]["candidates"][1]["program"]
    assert kept[3]["candidates"][0]["error"]["code"].startswith("MYC")
    assert kept[3]["candidates"][0]["verdict"] == "error"
    assert kept[4]["choices"] == {}
    assert kept[4]["error"] == kept[4]["candidates"][0]["error"]


def test_a_report_tells_the_other_rules_and_k(several: Pipeline, context: Context) -> None:
    report = measured(ROWS, several, context, 8)
    found = report.to_json()["samples"]
    assert (found["k"], found["majority"]["hits"], found["oracle"]["hits"]) == (8, 2, 5)
    assert "sum of exp(score)" in found["rule"]
    assert report.configuration["samples"] == 8
    text = str(report)
    assert "K = 8" in text
    assert "oracle, which knows the gold answer: 83.3%" in text
    assert "by majority instead: 33.3%" in text


def test_no_gold_answer_changes_what_is_chosen(several: Pipeline, context: Context) -> None:
    problems = [problem for problem, _ in ROWS]
    chosen = [
        [row.answer for row in measured([(p, gold) for p in problems], several, context, 8).rows]
        for gold in ("3", "5", "123456")
    ]
    assert chosen[0] == chosen[1] == chosen[2]


def test_only_as_many_candidates_run_as_are_wanted(several: Pipeline, context: Context) -> None:
    report = measured(ROWS, several, context, 2)
    assert max(len(row.candidates) for row in report.rows) == 2
    assert report.rows[5].verdict is Verdict.DIFFERENT
    many = [("; ".join(f"{n} @ -{n}" for n in range(1, 31)), "30")]
    assert measured(many, several, context, 100).sampled["oracle"].hits == 1
    assert len(measured(many, several, context, 100).rows[0].candidates) == 30


def without_times(report: Report) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.to_json().items() if k != "seconds"} for row in report.rows]


def test_one_sample_is_the_plain_run(several: Pipeline, context: Context, plugins: Plugins) -> None:
    report = measured(ROWS, several, context, 1)
    assert report.sampled == {}
    assert "samples" not in report.to_json()
    assert [row.answer for row in report.rows] == ["4", "4", "4", None, None, "1"]
    programs = [
        (problem, parse(f"mycelium 1\nproblem {json.dumps(problem)}")) for problem, _ in ROWS
    ]
    plain = [told(solved) for solved in solve_iter(programs, several, context)]
    for row, solved in zip(without_times(report), plain, strict=True):
        solved.pop("seconds")
        assert {name: row[name] for name in solved} == solved
        assert "candidates" not in row
    assert measured(ROWS, several, context, 1).configuration == report.configuration


def test_a_pass_draws_what_the_context_asks_for(plugins: Plugins, context: Context) -> None:
    rows = [("first", "3"), ("second", "3"), ("third", "3")]
    pipeline = parse_pipeline("drawn", plugins)
    report = measured(rows, pipeline, context, 40)
    # Equal programs stand once, with all their draws.
    assert all(sum(c.draws for c in row.candidates) == 40 for row in report.rows)
    assert all(len(row.candidates) <= 3 for row in report.rows)
    assert without_times(measured(rows, pipeline, context, 40, batch_size=1)) == without_times(
        report
    )
    other = measured(rows, pipeline, replace(context, seed=6), 40)
    assert without_times(other) != without_times(report)


def test_a_candidate_that_does_not_verify_is_dropped(several: Pipeline, context: Context) -> None:
    rows = [("s9 + 1 @ -0.1; 7 @ -3", "7"), ("s9 + 1 @ -0.1", "7")]
    first, second = measured(rows, several, context, 8).rows
    assert (first.verdict, first.answer, len(first.candidates)) == (Verdict.EQUAL, "7", 1)
    assert second.verdict is Verdict.ERROR
    assert second.error is not None
    # Without sampling a pass that breaks a program is named for it.
    alone = measured(rows, several, context, 1).rows[0]
    assert alone.verdict is Verdict.ERROR
    assert alone.error is not None
    assert alone.error["code"] == second.error["code"] == "MYC161"
