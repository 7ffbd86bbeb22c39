"""Gold from a teacher's labels: a folder with a Parquet table for each of the six passes.

The tables are those that `mycelium label` writes: `segment`, `classify`, `extract`,
`wire`, `bridge` and `goal`, a row naming its problem by `id`. A table that is missing or
broken takes away the gold of its pass, and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from mycelium.evaluation.attribution.gold import Gold, NoGold, no_gold
from mycelium.evaluation.dataset import Example
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import (
    Call,
    Clause,
    Expression,
    Name,
    Problem,
    Program,
    Statement,
    Step,
    children,
)
from mycelium_ir.nodes import replace as changed
from mycelium_ir.parser import parse, parse_expression

Record: TypeAlias = Mapping[str, Any]

COLUMNS: dict[str, tuple[str, ...]] = {
    "segment": ("id", "problem", "clauses"),
    "classify": ("id", "clause", "span", "steps", "operations"),
    "extract": ("id", "step", "expression", "clauses", "statements"),
    "wire": ("id", "step", "path", "source_of", "origin"),
    "bridge": ("id", "steps", "operations"),
    "goal": ("id", "step", "type"),
}
"""The columns that are read of each table; others are passed over."""

_TYPES = "operations"
"""The column of the kinds of step, which `templates` may stand in for."""

_FACTS: dict[str, frozenset[str]] = {
    "segment": frozenset({"clauses"}),
    "classify": frozenset({"typed"}),
    "bridge": frozenset({"bridged"}),
    "goal": frozenset({"goal"}),
}


@dataclass(frozen=True)
class TeacherLabels:
    """The labels of many problems.

    Attributes:
        tables: For each table that could be read, its rows by problem.
        problems: For each problem's text the id that the tables give it.
        broken: What is wrong with the tables that could not be read.
    """

    tables: Mapping[str, Mapping[str, Sequence[Record]]]
    problems: Mapping[str, str] = field(default_factory=dict)
    broken: tuple[Diagnostic, ...] = ()

    def gold(self, example: Example, base: Gold | NoGold) -> Gold | NoGold:
        """A row's gold with what its labels add to it.

        Args:
            example: The row.
            base: Its gold without labels, or why it has none.

        Returns:
            The gold that the labels spell where they hold expressions and references;
            else the base with the parts for which there are labels. Without labels,
            the base.
        """
        key = self.problems.get(example.problem, example.id)
        parts = {name: rows[key] for name, rows in self.tables.items() if key in rows}
        if not parts:
            return base
        try:
            return _with_labels(example, base, parts)
        except (KeyError, IndexError, TypeError, ValueError, MyceliumError) as error:
            told = error.diagnostics[0].message if isinstance(error, MyceliumError) else error
            return (no_gold(example.id, f"its labels do not fit together ({told})"),)


def read_teacher_labels(folder: Path, *, types: str = "operations") -> TeacherLabels:
    """Read a folder of tables.

    Args:
        folder: Where they are.
        types: Which of the labels' kinds of step are gold: the language's `operations`, or
            the `templates` that were found in them.

    Raises:
        MyceliumError: MYC260 if the folder is not there or holds none of the tables,
            MYC261 if pyarrow is not installed.
    """
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise MyceliumError(
            Diagnostic(
                "MYC261",
                "tables of labels are Parquet files, and pyarrow is not installed",
                hint="pip install 'mycelium-math[train]'",
            )
        ) from None
    tables: dict[str, Mapping[str, Sequence[Record]]] = {}
    broken: list[Diagnostic] = []
    for name, known in COLUMNS.items():
        columns = tuple(types if column == _TYPES else column for column in known)
        path = folder / f"{name}.parquet"
        try:
            rows = parquet.read_table(path, columns=list(columns)).to_pylist()
            if rows and not set(columns) <= rows[0].keys():
                missing = ", ".join(sorted(set(columns) - rows[0].keys()))
                raise ValueError(f"it lacks the columns {missing}")
            tables[name] = _by_problem(_renamed(rows, types))
        except FileNotFoundError:
            broken.append(_unusable(path, "it is not there"))
        except (OSError, ValueError, KeyError, arrow.ArrowException) as error:
            broken.append(_unusable(path, str(error).partition("\n")[0]))
    if not tables:
        raise MyceliumError(_unusable(folder, "it holds none of the six tables"), *broken)
    problems = {rows[0]["problem"]: key for key, rows in tables.get("segment", {}).items()}
    return TeacherLabels(tables, problems, tuple(broken))


def _renamed(rows: Sequence[Record], types: str) -> Iterable[Record]:
    """Rows whose kinds of step stand where they are looked for."""
    if types == _TYPES:
        return rows
    return [{_TYPES if key == types else key: value for key, value in r.items()} for r in rows]


def _by_problem(rows: Iterable[Record]) -> dict[str, list[Record]]:
    grouped: defaultdict[str, list[Record]] = defaultdict(list)
    for row in rows:
        grouped[row["id"]].append(row)
    return dict(grouped)


def _unusable(path: Path, why: str) -> Diagnostic:
    return Diagnostic(
        "MYC260",
        f"{path} cannot be used as labels: {why}",
        hint="give the folder that `mycelium label -o FOLDER` wrote; a pass whose table is "
        "missing has no gold (n/a)",
        subject=str(path),
    )


# --------------------------------------------------------------------------- one row


def _with_labels(
    example: Example, base: Gold | NoGold, parts: Mapping[str, Sequence[Record]]
) -> Gold | NoGold:
    """The gold of a row: the labels' own program, or the base with labels on its steps."""
    steps = _steps(parts)
    if steps is None:
        if not isinstance(base, Gold):
            return base
        steps = {step.name: step for step in base.program.steps}
    clauses = _clauses(example.problem, parts)
    stated, implicit = _slots(parts)
    if stated is not None and not set(stated) | set(implicit or {}) <= steps.keys():
        return base
    placed = [_placed(step, clauses, stated, implicit) for step in steps.values()]
    statements: list[Statement] = [Problem(example.problem), *clauses]
    statements += _introduced(base, parts)
    statements += placed
    program = Program(tuple(statements)).set_done("wire", "bridge")
    goal = parts["goal"][0] if "goal" in parts else None
    if goal is not None and goal["step"] in steps:
        program = program.set_goal(goal["type"], goal["step"])
    elif isinstance(base, Gold) and base.program.answer in steps:
        program = _answered(program, base.program)
    else:
        return (no_gold(example.id, "no label says which step answers"),)
    teacher = {fact for name, facts in _FACTS.items() if name in parts for fact in facts}
    if "bridge" not in parts or stated is None:
        # Without both tables it is not known which steps no clause states.
        teacher -= {"bridged"}
    known = (base.known if isinstance(base, Gold) else frozenset()) | teacher
    known |= {"expressions", "wired", "answer"}
    return Gold(program, frozenset(known), frozenset(teacher))


def _steps(parts: Mapping[str, Sequence[Record]]) -> dict[str, Step] | None:
    """The labels' steps with wired expressions; None without both tables."""
    if "extract" not in parts:
        return None
    edges = [e for e in parts.get("wire", ()) if e["source_of"] == "step"]
    steps = {}
    for row in parts["extract"]:
        expression = parse_expression(row["expression"])
        for edge in edges:
            if edge["step"] == row["step"]:
                expression = _put(expression, edge["path"], Name(edge["origin"]))
        clauses = tuple(f"c{index}" for index in row["clauses"])
        steps[row["step"]] = Step(row["step"], expression=expression, clauses=clauses)
    # A problem of one step has no edges; any other without them was never wired.
    return steps if "wire" in parts or len(steps) == 1 else None


def _put(expression: Expression, path: Sequence[int], new: Expression) -> Expression:
    if not path:
        return new
    if type(expression) is not Call:
        raise IndexError("a slot that is not there")
    below = list(children(expression))
    below[path[0]] = _put(below[path[0]], path[1:], new)
    count = len(expression.operands)
    return replace(
        expression, operands=tuple(below[:count]), parameters=tuple(below[count:]), at=None
    )


def _clauses(problem: str, parts: Mapping[str, Sequence[Record]]) -> tuple[Clause, ...]:
    if "segment" in parts:
        spans = parts["segment"][0]["clauses"]
    else:
        ordered = sorted(parts.get("classify", ()), key=lambda row: int(row["clause"]))
        spans = [row["span"] for row in ordered]
    return tuple(
        Clause(f"c{i}", start, end, problem[start:end]) for i, (start, end) in enumerate(spans)
    )


_Slots: TypeAlias = "dict[str, tuple[str, int | None]]"


def _slots(parts: Mapping[str, Sequence[Record]]) -> tuple[_Slots | None, _Slots | None]:
    """For each stated and each implicit step its operation, and the clause of a stated one."""
    stated: _Slots | None = None
    implicit: _Slots | None = None
    if "classify" in parts:
        stated = {
            name: (operation, row["clause"])
            for row in parts["classify"]
            for name, operation in zip(row["steps"], row["operations"], strict=True)
        }
    if "bridge" in parts:
        implicit = {
            name: (operation, None)
            for row in parts["bridge"]
            for name, operation in zip(row["steps"], row["operations"], strict=True)
        }
    return stated, implicit


def _placed(
    step: Step, clauses: Sequence[Clause], stated: _Slots | None, implicit: _Slots | None
) -> Step:
    """A step with the operation and the provenance that labels give it."""
    here = {clause.name for clause in clauses}
    read = tuple(name for name in step.clauses if name in here)
    if stated is not None and step.name in stated:
        operation, clause = stated[step.name]
        read = read or tuple(name for name in (f"c{clause}",) if name in here)
        return changed(step, operation=operation, clauses=read, implicit=False)
    if implicit is not None and step.name in implicit:
        return changed(step, operation=implicit[step.name][0], clauses=(), implicit=True)
    if stated is not None:
        return changed(step, clauses=(), implicit=True)
    return changed(step, clauses=read)


def _introduced(base: Gold | NoGold, parts: Mapping[str, Sequence[Record]]) -> Sequence[Statement]:
    if "extract" in parts:
        lines = parts["extract"][0]["statements"] or []
        return parse("\n".join(["mycelium 1", *lines])).statements if lines else ()
    return base.introduced if isinstance(base, Gold) else ()


def _answered(program: Program, base: Program) -> Program:
    assert base.answer is not None
    if base.goal is not None:
        return program.set_goal(base.goal.type, base.answer)
    return program.set_answer(base.answer)
