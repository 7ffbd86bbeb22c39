"""Labels on disk: one Parquet table for each specialist, C1 to C6, and back again.

Every row names its problem; spans are character offsets into the problem's text,
which the table of C1 holds once. `read_labels` puts the six tables together.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mycelium_distill.labels.model import (
    ClauseLabel,
    EdgeLabel,
    GapLabel,
    GoalLabel,
    Labels,
    StepLabel,
)
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

_SPAN = pa.list_(pa.int32())
_SPANS = pa.list_(_SPAN)
_TEXTS = pa.list_(pa.string())
_HEAD = [("id", pa.string()), ("source", pa.string()), ("split", pa.string())]

SCHEMAS: dict[str, pa.Schema] = {
    "segment": pa.schema(
        [
            *_HEAD,
            ("problem", pa.string()),
            ("answer", pa.string()),
            ("clauses", _SPANS),
            ("asks", pa.list_(pa.bool_())),
        ]
    ),
    "classify": pa.schema(
        [
            *_HEAD,
            ("clause", pa.int32()),
            ("span", _SPAN),
            ("steps", _TEXTS),
            ("templates", _TEXTS),
            ("operations", _TEXTS),
        ]
    ),
    "extract": pa.schema(
        [
            *_HEAD,
            ("step", pa.string()),
            ("operation", pa.string()),
            ("template", pa.string()),
            ("expression", pa.string()),
            ("value", pa.string()),
            ("clauses", pa.list_(pa.int32())),
            ("read", _SPANS),
            ("overlap", pa.float32()),
            ("statements", _TEXTS),
        ]
    ),
    "wire": pa.schema(
        [
            *_HEAD,
            ("step", pa.string()),
            ("slot", pa.int32()),
            ("path", pa.list_(pa.int32())),
            ("source_of", pa.string()),
            ("origin", pa.string()),
            ("place", _SPAN),
            ("rivals", _TEXTS),
            ("evidence", pa.float32()),
        ]
    ),
    "bridge": pa.schema(
        [
            *_HEAD,
            ("gap", pa.int32()),
            ("after", pa.string()),
            ("steps", _TEXTS),
            ("templates", _TEXTS),
            ("operations", _TEXTS),
        ]
    ),
    "goal": pa.schema([*_HEAD, ("step", pa.string()), ("type", pa.string()), ("question", _SPAN)]),
}
"""The columns of each specialist's table, by the name of its pass."""


def write_labels(rows: Sequence[Labels], folder: Path) -> None:
    """Write the six tables into a folder, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in SCHEMAS.items():
        records = [record for row in rows for record in _RECORDS[name](row)]
        part = folder / f".{name}.parquet.part"
        pq.write_table(pa.Table.from_pylist(records, schema), part, compression="zstd")
        part.replace(folder / f"{name}.parquet")


def read_table(folder: Path, name: str) -> pa.Table:
    """One specialist's table.

    Raises:
        MyceliumError: MYC297 if it is missing, unreadable, or has other columns.
    """
    path = folder / f"{name}.parquet"
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise _unusable(path, str(error).partition("\n")[0]) from None
    if table.schema.names != SCHEMAS[name].names:
        raise _unusable(path, "it has other columns than this release writes")
    return table


def read_labels(folder: Path) -> Iterator[Labels]:
    """The labels of all problems, in the tables' order.

    Raises:
        MyceliumError: MYC297 if a table is missing, unreadable, or has other columns.
    """
    grouped = {name: _by_problem(read_table(folder, name)) for name in SCHEMAS}
    for key, (head,) in grouped["segment"].items():
        parts = {name: grouped[name].get(key, []) for name in SCHEMAS}
        yield _labels(head, parts)


def _by_problem(table: pa.Table) -> dict[str, list[Mapping[str, Any]]]:
    rows = table.to_pylist()
    return {key: list(group) for key, group in itertools.groupby(rows, key=lambda r: r["id"])}


def _labels(head: Mapping[str, Any], parts: Mapping[str, list[Mapping[str, Any]]]) -> Labels:
    slots = {row["clause"]: row for row in parts["classify"]}
    (goal,) = parts["goal"]
    return Labels(
        id=head["id"],
        source=head["source"],
        split=head["split"],
        problem=head["problem"],
        answer=head["answer"],
        clauses=tuple(
            ClauseLabel(
                _span(span),
                tuple(slots[i]["steps"]),
                tuple(slots[i]["templates"]),
                tuple(slots[i]["operations"]),
                asks,
            )
            for i, (span, asks) in enumerate(zip(head["clauses"], head["asks"], strict=True))
        ),
        steps=tuple(
            StepLabel(
                row["step"],
                row["operation"],
                row["template"],
                row["expression"],
                row["value"],
                tuple(row["clauses"]),
                tuple(map(_span, row["read"])),
                row["overlap"],
            )
            for row in parts["extract"]
        ),
        gaps=tuple(
            GapLabel(
                row["after"],
                tuple(row["steps"]),
                tuple(row["templates"]),
                tuple(row["operations"]),
            )
            for row in parts["bridge"]
        ),
        edges=tuple(
            EdgeLabel(
                row["step"],
                row["slot"],
                tuple(row["path"]),
                row["source_of"],
                row["origin"],
                None if row["place"] is None else _span(row["place"]),
                tuple(row["rivals"]),
                row["evidence"],
            )
            for row in parts["wire"]
        ),
        goal=GoalLabel(goal["step"], goal["type"], _span(goal["question"])),
        statements=tuple(parts["extract"][0]["statements"]) if parts["extract"] else (),
    )


def _span(pair: Sequence[int]) -> tuple[int, int]:
    start, end = pair
    return start, end


# --------------------------------------------------------------------------- rows of each table


def _head(row: Labels) -> dict[str, Any]:
    return {"id": row.id, "source": row.source, "split": row.split}


def _segment(row: Labels) -> Iterable[dict[str, Any]]:
    yield {
        **_head(row),
        "problem": row.problem,
        "answer": row.answer,
        "clauses": [clause.span for clause in row.clauses],
        "asks": [clause.asks for clause in row.clauses],
    }


def _classify(row: Labels) -> Iterable[dict[str, Any]]:
    for index, clause in enumerate(row.clauses):
        yield {
            **_head(row),
            "clause": index,
            "span": clause.span,
            "steps": clause.steps,
            "templates": clause.templates,
            "operations": clause.operations,
        }


def _extract(row: Labels) -> Iterable[dict[str, Any]]:
    for step in row.steps:
        yield {
            **_head(row),
            "step": step.name,
            "operation": step.operation,
            "template": step.template,
            "expression": step.expression,
            "value": step.value,
            "clauses": step.clauses,
            "read": step.read,
            "overlap": step.overlap,
            "statements": row.statements,
        }


def _wire(row: Labels) -> Iterable[dict[str, Any]]:
    for edge in row.edges:
        yield {
            **_head(row),
            "step": edge.step,
            "slot": edge.slot,
            "path": edge.path,
            "source_of": edge.source,
            "origin": edge.origin,
            "place": edge.place,
            "rivals": edge.rivals,
            "evidence": edge.evidence,
        }


def _bridge(row: Labels) -> Iterable[dict[str, Any]]:
    for index, gap in enumerate(row.gaps):
        yield {
            **_head(row),
            "gap": index,
            "after": gap.after,
            "steps": gap.steps,
            "templates": gap.templates,
            "operations": gap.operations,
        }


def _goal(row: Labels) -> Iterable[dict[str, Any]]:
    goal = row.goal
    yield {**_head(row), "step": goal.step, "type": goal.type, "question": goal.question}


_RECORDS: dict[str, Callable[[Labels], Iterable[dict[str, Any]]]] = {
    "segment": _segment,
    "classify": _classify,
    "extract": _extract,
    "wire": _wire,
    "bridge": _bridge,
    "goal": _goal,
}


def _unusable(path: Path, why: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC297",
            f"{path} cannot be used as a table of labels: {why}",
            hint="give the folder that `mycelium label -o FOLDER` wrote",
            subject=str(path),
        )
    )
