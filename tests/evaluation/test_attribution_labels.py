"""Gold from a teacher's labels: six tables, and what happens where one is missing or broken."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from mycelium.analyses import Analyses
from mycelium.evaluation.attribution.attribute import attribute
from mycelium.evaluation.attribution.gold import COMPUTED, Gold, NoGold, gold_of_row, no_gold
from mycelium.evaluation.attribution.teacher_labels import (
    COLUMNS,
    TeacherLabels,
    read_teacher_labels,
)
from mycelium.evaluation.dataset import Dataset, Example
from mycelium.executor import Executor
from mycelium.passes import Context
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.parser import parse

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # where the planted passes lie

import planted_passes as planted
from planted_problems import BOOK

arrow = pytest.importorskip("pyarrow", reason="needs the extra `train`")

PROBLEM = "Ann has 3 and 4 pens. Bo gives her 5 more. How many pairs are that?"
EXAMPLE = Example("row-1", PROBLEM, "6")
PROGRAM = parse(f"""mycelium 1
problem "{PROBLEM}"
clause c0 [0:20]  "Ann has 3 and 4 pens"
clause c1 [22:41] "Bo gives her 5 more"
step s0 : add          = 3 + 4   @ c0
step s1 : add          = s0 + 5  @ c0, c1
step s2 : unit_convert = s1 / 2  implicit
done wire, bridge
goal integer s2
""")


def tables() -> dict[str, list[dict[str, Any]]]:
    def row(**more: Any) -> dict[str, Any]:
        return {"id": "train-9", **more}

    return {
        "segment": [row(problem=PROBLEM, clauses=[[0, 20], [22, 41]])],
        "classify": [
            row(clause=0, span=[0, 20], steps=["s0"], operations=["add"]),
            row(clause=1, span=[22, 41], steps=["s1"], operations=["add"]),
        ],
        "extract": [
            row(step="s0", expression="3 + 4", clauses=[0], statements=[]),
            row(step="s1", expression="7 + 5", clauses=[0, 1], statements=[]),
            row(step="s2", expression="12 / 2", clauses=[], statements=[]),
        ],
        "wire": [
            row(step="s1", path=[0], source_of="step", origin="s0"),
            row(step="s1", path=[1], source_of="problem", origin=None),
            row(step="s2", path=[0], source_of="step", origin="s1"),
        ],
        "bridge": [row(steps=["s2"], operations=["unit_convert"]), row(steps=[], operations=[])],
        "goal": [row(step="s2", type="integer")],
    }


def written(folder: Path, *left_out: str, **changed: list[dict[str, Any]]) -> Path:
    import pyarrow.parquet as parquet

    for name, rows in {**tables(), **changed}.items():
        if name not in left_out:
            parquet.write_table(arrow.Table.from_pylist(rows), folder / f"{name}.parquet")
    return folder


def read(folder: Path, base: Gold | NoGold = ()) -> tuple[TeacherLabels, Gold]:
    labels = read_teacher_labels(folder)
    gold = labels.gold(EXAMPLE, base or (no_gold("row-1", "nothing"),))
    assert isinstance(gold, Gold)
    return labels, gold


def test_six_tables_spell_a_whole_program(tmp_path: Path) -> None:
    labels, gold = read(written(tmp_path))
    assert labels.broken == ()
    assert gold.program == PROGRAM
    assert gold.teacher == {"clauses", "typed", "bridged", "goal"}
    assert gold.known == gold.teacher | COMPUTED


def test_templates_are_the_kinds_of_step_where_a_pass_gives_templates(tmp_path: Path) -> None:
    named = {
        name: [
            {**one, "templates": [f"{name}_{operation}" for operation in one["operations"]]}
            for one in tables()[name]
        ]
        for name in ("classify", "bridge")
    }
    folder = written(tmp_path, **named)
    plain = read(folder)[1].program
    labels = read_teacher_labels(folder, types="templates")
    gold = labels.gold(EXAMPLE, (no_gold("row-1", "nothing"),))
    assert isinstance(gold, Gold)
    for before, after in zip(plain.steps, gold.program.steps, strict=True):
        kind = "bridge" if before.implicit else "classify"
        assert after.operation == f"{kind}_{before.operation}"
        assert after.expression == before.expression
    without = read_teacher_labels(written(tmp_path), types="templates")
    assert len(without.broken) == 2


@pytest.mark.parametrize(
    ("table", "lost"),
    [("segment", "clauses"), ("classify", "typed"), ("bridge", "bridged"), ("goal", "goal")],
)
def test_a_missing_table_takes_away_its_own_gold(tmp_path: Path, table: str, lost: str) -> None:
    base = Gold(PROGRAM, COMPUTED)
    written(tmp_path, table)
    labels = read_teacher_labels(tmp_path)
    assert [d.code for d in labels.broken] == ["MYC260"]
    assert f"{table}.parquet" in labels.broken[0].message
    # Without the table of problems, a row is known by its id.
    gold = labels.gold(Example("train-9", PROBLEM, "6"), base)
    assert isinstance(gold, Gold)
    assert lost not in gold.known
    assert gold.known >= COMPUTED


def test_broken_tables_are_told(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "goal.parquet").write_bytes(b"no table at all")
    labels, gold = read(tmp_path, Gold(PROGRAM, COMPUTED))
    assert [d.code for d in labels.broken] == ["MYC260"]
    assert "goal" not in gold.known


def test_a_folder_without_tables_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MyceliumError, match="none of the six tables") as caught:
        read_teacher_labels(tmp_path)
    assert caught.value.code == "MYC260"


def test_labels_that_do_not_fit_together_are_no_gold(tmp_path: Path) -> None:
    edges = [{**tables()["wire"][0], "path": [5]}]
    labels = read_teacher_labels(written(tmp_path, wire=edges))
    found = labels.gold(EXAMPLE, Gold(PROGRAM, COMPUTED))
    assert not isinstance(found, Gold)
    assert "do not fit together" in found[0].message


def test_a_row_without_labels_keeps_its_own_gold(tmp_path: Path) -> None:
    labels = read_teacher_labels(written(tmp_path))
    base = Gold(PROGRAM, COMPUTED)
    assert labels.gold(Example("other", "Another problem?", "1"), base) is base


def test_the_report_says_whose_gold_it_was(tmp_path: Path, workers: Executor) -> None:
    """Missing tables are counted apart, and the passes whose labels are there have gold."""
    plugins = planted.planted_plugins()
    context = Context(plugins.language, workers, Analyses())
    BOOK[PROBLEM] = PROGRAM
    labels = read_teacher_labels(written(tmp_path, "goal"))
    found = attribute(
        Dataset("made", "all", (EXAMPLE,)),
        planted.pipeline(plugins, ["classify"]),
        context,
        lambda e: labels.gold(e, gold_of_row(_own(e), "made")),
        broken=labels.broken,
    )
    assert [fault.fault for fault in found.faults] == ["classify"]
    origin = dict(zip(found.labels, found.gold, strict=True))
    assert origin["segment"] == origin["classify"] == origin["bridge"] == "teacher labels"
    assert origin["extract"] == origin["wire"] == "data"
    assert origin["goal"] == "n/a"
    assert "goal.parquet" in str(found)


def _own(example: Example) -> Example:
    steps = "\n".join(line for line in str(PROGRAM).splitlines() if line[:5] in ("mycel", "goal "))
    text = steps.replace(
        "goal",
        "step s0 : add = 3 + 4\nstep s1 : add = s0 + 5\nstep s2 : unit_convert = s1 / 2\ngoal",
    )
    return Example(example.id, example.problem, example.answer, extra={"program": text})


def test_the_columns_are_those_that_labels_are_written_with() -> None:
    from mycelium_distill.labels.tables import SCHEMAS

    for name, columns in COLUMNS.items():
        assert set(columns) <= set(SCHEMAS[name].names)
