"""Ablations: variants share what they have in common, and come out as if each ran alone."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import counting
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycelium.analyses import Analyses
from mycelium.evaluation.ablation.ablate import ablate, file_names
from mycelium.evaluation.ablation.result import Ablation
from mycelium.evaluation.ablation.sharing import tree_of
from mycelium.evaluation.ablation.variants import Arm, Variant, arms_of, left_out, swapped
from mycelium.evaluation.dataset import Dataset, Example
from mycelium.evaluation.evaluate import evaluate
from mycelium.evaluation.paired import compare
from mycelium.evaluation.report import RowReport
from mycelium.evaluation.statistics import holm
from mycelium.executor import Executor
from mycelium.passes import Context
from mycelium.plugins import Plugins, load_plugins
from mycelium_ir.diagnostics import MyceliumError

ROWS = (
    ("1 and 2 and 3", "6"),  # the sum is the product
    ("2 and 5", "7"),
    ("2 and 6", "12"),
    ("3 and 0", "3"),
    ("none at all", "1"),  # fails in take
    ("7", "7"),
    ("9 and 2", "4.50"),
    ("   ", "1"),  # no problem
    ("8 and 4", "12"),
)
TIMES = swapped("join=join{way=times}")
OVER = swapped("join=join{way=over}")


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    """The built-in plugin, and the passes of `counting.py`."""
    found = load_plugins({"counting": counting}, installed=False)
    assert found.problems == ()
    return found


@pytest.fixture
def context(plugins: Plugins, workers: Executor) -> Context:
    counting.cleared()
    return Context(plugins.language, workers, Analyses(), seed=3)


def dataset(rows: tuple[tuple[str, str], ...] = ROWS, **more: Any) -> Dataset:
    examples = tuple(Example(f"r{i}", p, a) for i, (p, a) in enumerate(rows))
    return Dataset("own", "test", examples, **more)


def arms(plugins: Plugins, *variants: Variant, passes: str = "sums") -> tuple[Arm, ...]:
    return arms_of(passes, variants, plugins)


def kept(row: RowReport) -> dict[str, Any]:
    """A row without its timings."""
    return {k: v for k, v in row.to_json().items() if k != "seconds"}


def without_times(found: Ablation) -> dict[str, Any]:
    told = found.to_json()
    for variant in told["variants"]:
        del variant["seconds"]
    return told


def test_shared_passes_run_once(context: Context, plugins: Plugins) -> None:
    rows = dataset((("1 and 2", "3"), ("4 and 5", "9"), ("6", "6")))
    found = ablate(rows, arms(plugins, TIMES, left_out("aim")), context, warm=False)
    calls = Counter(name for name, _ in counting.CALLS)
    # take is shared by all three, join by the reference and the one without a goal.
    assert calls == {"take": 3, "join plus": 3, "join times": 3, "aim integer": 6}
    assert set(Counter(counting.CALLS).values()) == {1, 2}
    assert found.stages == 5
    assert "passes run for each problem: 5 instead of 8" in str(found)


def test_one_batch_more_warms_up(context: Context, plugins: Plugins) -> None:
    rows = dataset((("1 and 2", "3"), ("4 and 5", "9"), ("6", "6")))
    ablate(rows, arms(plugins, left_out("aim")), context, batch_size=2)
    taken = Counter(problem for name, problem in counting.CALLS if name == "take")
    assert taken == {"1 and 2": 2, "4 and 5": 2, "6": 1}


@pytest.mark.parametrize("batch_size", [1, 4, 32])
def test_each_variant_is_as_if_it_ran_alone(
    context: Context, plugins: Plugins, workers: Executor, batch_size: int
) -> None:
    variants = (TIMES, OVER, left_out("aim"), Variant("twice", passes="take,join,aim,aim"))
    planned = arms(plugins, *variants, swapped("aim=aim{at=solution_set}"))
    found = ablate(dataset(), planned, context, batch_size=batch_size)
    for arm, told in zip(planned, found.arms, strict=True):
        own = Context(plugins.language, workers, Analyses(), seed=3)
        alone = evaluate(dataset(), arm.pipeline, own, batch_size=batch_size)
        assert [kept(row) for row in told.report.rows] == [kept(row) for row in alone.rows]
        assert told.report.configuration == alone.configuration
        assert told.report.accuracy == alone.accuracy
        labels = [list(row.seconds) for row in told.report.rows]
        assert labels == [list(row.seconds) for row in alone.rows]
    assert len({told.report.accuracy.hits for told in found.arms}) > 1


def test_equal_programs_run_once(context: Context, plugins: Plugins, workers: Executor) -> None:
    rows = dataset((("1 and 2", "3"), ("4 and 5", "9")))
    twice = Variant("twice", passes="take,join,aim,aim")
    before = workers.stats.programs
    found = ablate(rows, arms(plugins, twice, left_out("aim")), context, warm=False)
    assert workers.stats.programs - before == 4
    first, second, _ = (arm.report.rows for arm in found.arms)
    assert [a.seconds["run"] for a in first] == [b.seconds["run"] for b in second]


def test_a_shared_pass_counts_for_each_variant(context: Context, plugins: Plugins) -> None:
    rows = dataset((("1 and 2", "3"), ("4 and 5", "9")))
    slow = arms(plugins, TIMES, left_out("aim"), passes="take{sleep=0.02},join,aim")
    found = ablate(rows, slow, context)
    for arm in found.arms:
        for row, first in zip(arm.report.rows, found.reference.report.rows, strict=True):
            assert row.seconds["take"] == first.seconds["take"] >= 0.02
        assert arm.milliseconds > 20


def test_a_way_finds_no_analysis_that_another_has_computed(
    context: Context, plugins: Plugins
) -> None:
    rows = dataset((("1 and 2", "3"),))
    # Both ways ask for it first behind the fork; the third has it from before its fork.
    ablate(rows, arms(plugins, TIMES), context, warm=False)
    assert counting.COMPUTED == ["1 and 2"] * 2
    counting.cleared()
    shared = arms(plugins, left_out("aim"), passes="take,join{letters=true},aim")
    ablate(rows, shared, context, warm=False)
    assert counting.COMPUTED == ["1 and 2"]
    assert context.analyses.bytes == 0


def test_the_figures_of_the_table(context: Context, plugins: Plugins) -> None:
    found = ablate(dataset(), arms(plugins, TIMES, OVER, left_out("aim")), context)
    reference, times, over, aimless = found.arms
    n = len(ROWS)
    assert [arm.report.accuracy.hits for arm in found.arms] == [5, 3, 1, 5]
    assert reference.report.accuracy.n == n
    assert found.paired[0].gained == ["r2"]
    assert found.paired[0].lost == ["r1", "r3", "r8"]
    assert found.paired[0].difference == pytest.approx((3 - 5) / n)
    assert found.paired[2].difference == 0
    assert list(found.adjusted) == holm([pair.p for pair in found.paired])
    flips = found.flips(0)
    assert [(flip.id, flip.gained) for flip in flips] == [
        ("r1", False),
        ("r3", False),
        ("r8", False),
        ("r2", True),
    ]
    assert flips[0].problem == "2 and 5"
    cells = found.cells()
    assert cells[0][:3] == ("reference", "55.6% [26.7, 81.1]", "77.8%")
    assert cells[1][3:6] == ("-22.2 [-66.7, +22.2]", "1", "3")
    assert cells[3][3:8] == ("+0.0 [+0.0, +0.0]", "0", "0", "1.0000", "1.0000")
    text = str(found)
    assert "own test: n = 9, seed 3" in text
    assert "McNemar's mid-p" in text
    told = found.to_json()
    assert json.loads(json.dumps(told)) == told
    assert told["variants"][0]["versus"] is None
    assert told["variants"][1]["versus"]["lost"] == ["r1", "r3", "r8"]
    assert told["variants"][1]["change"] == "swap join=join{way=times}"
    assert over.name == "swap join=join{way=over}"
    assert times.report.coverage == aimless.report.coverage


def test_rows_are_kept_a_file_for_each_variant(
    context: Context, plugins: Plugins, tmp_path: Path
) -> None:
    planned = arms(plugins, left_out("aim"), Variant("a/b: ü", passes="take,join{way=times}"))
    assert file_names(planned) == ("reference.jsonl", "without-aim.jsonl", "a-b-ü.jsonl")
    found = ablate(dataset(), planned, context, rows=tmp_path / "new" / "rows")
    paired = compare(
        tmp_path / "new" / "rows" / "reference.jsonl", tmp_path / "new" / "rows" / "a-b-ü.jsonl"
    )
    assert paired.lost == found.paired[1].lost
    assert paired.gained == found.paired[1].gained


def test_names_of_files_never_meet(plugins: Plugins) -> None:
    names = ("a b", "A-b", "a-b-2", "...", "reference?")
    planned = [
        Arm(Variant(name, without=("x",)), arms(plugins, TIMES)[0].pipeline) for name in names
    ]
    found = file_names(planned)
    assert len({name.casefold() for name in found}) == len(names)


def test_a_sample_is_the_same_for_all_variants(context: Context, plugins: Plugins) -> None:
    found = ablate(dataset(), arms(plugins, TIMES), context, limit=4)
    first, second = ([row.id for row in arm.report.rows] for arm in found.arms)
    assert first == second
    assert len(first) == 4
    assert found.reference.report.configuration["limit"] == 4
    again = ablate(dataset(), arms(plugins, TIMES), context, limit=4)
    assert without_times(found) == without_times(again)


def test_nothing_to_measure_runs_nothing(context: Context, plugins: Plugins) -> None:
    with pytest.raises(MyceliumError, match="no row that can be measured"):
        ablate(dataset((("1 and 2", "about three"),)), arms(plugins, TIMES), context)
    assert counting.CALLS == []


def test_groups_and_broken_rows_are_told(context: Context, plugins: Plugins) -> None:
    rows = (*ROWS[:3], ("1 and 1", "roughly two"))
    grouped = dataset(
        rows, groups={"far rows": frozenset({"r0", "r2"})}, baselines={"copying": 0.5}
    )
    text = str(ablate(grouped, arms(plugins, TIMES), context))
    assert "far rows (n = 2): reference 50.0%, swap join=join{way=times} 100.0%" in text
    assert "not measured: 1 rows that could not be read" in text


def test_progress_counts_the_rows_of_all_variants(context: Context, plugins: Plugins) -> None:
    seen: list[tuple[int, int]] = []
    ablate(
        dataset(),
        arms(plugins, TIMES),
        context,
        batch_size=4,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen == [(8, 18), (16, 18), (18, 18)]


def test_the_tree_has_each_shared_beginning_once(plugins: Plugins) -> None:
    planned = arms(plugins, TIMES, left_out("aim"), Variant("v", passes="take{sleep=0.1},join,aim"))
    tree = tree_of([arm.pipeline for arm in planned])
    assert tree.stages == 8
    assert len(tree.ways) == 2
    labels = [label for label, _, _ in tree.ways.values()]
    assert labels == ["take", "take"]


def test_a_store_of_analyses_forks(context: Context, plugins: Plugins) -> None:
    from mycelium.api import bare

    letters = counting.Letters()
    store = Analyses()
    store.get(letters, bare("one"), context)
    forked = store.fork()
    forked.get(letters, bare("one"), context)
    forked.get(letters, bare("two"), context)
    assert counting.COMPUTED == ["one", "two"]
    assert (store.bytes, forked.bytes) == (8, 16)
    assert (store.tallies["letters"].found, forked.tallies["letters"].found) == (0, 1)
    store.get(letters, bare("two"), context)
    assert counting.COMPUTED == ["one", "two", "two"]


# --------------------------------------------------------------------------- Holm


def test_holms_adjustment() -> None:
    # The example of the R function p.adjust's kind, worked by hand.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.2]) == [0.2]
    assert holm([0.9, 0.8]) == [1.0, 1.0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_keeps_order_and_never_helps(values: list[float]) -> None:
    adjusted = holm(values)
    assert all(p <= a <= 1 for p, a in zip(values, adjusted, strict=True))
    by_value = sorted(zip(values, adjusted, strict=True))
    assert [a for _, a in by_value] == sorted(adjusted)
    assert min(adjusted) == pytest.approx(min(1, len(values) * min(values)))
