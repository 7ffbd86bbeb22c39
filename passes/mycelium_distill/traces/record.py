"""What is kept of a teacher's reading of one written solution: the trace, and its Parquet files.

All places are character offsets, start inclusive, end exclusive: in the problem, or in
the solution. A folder of traces holds `shard-00000.parquet`, ... and `manifest.json`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

Array = npt.NDArray[Any]

FORMAT = 1
MANIFEST = "manifest.json"

SHARE = 1000
"""Shares of attention are stored in thousandths: rounding moves them by 0.0005 at most."""

FINE = 10_000
"""IAF and JSD, one number a token, are stored in ten-thousandths."""


def _empty(dtype: str, *shape: int) -> Callable[[], Array]:
    return lambda: np.zeros(shape, dtype)


@dataclass(frozen=True, eq=False)
class Trace:
    """One problem with its solution, as the teacher read it.

    P and S are the tokens of problem and solution, K the solution's written steps, N the
    numbers in the problem, M the operands that the steps write, T the top positions kept
    a token, Q the problem's questions. Columns that were not asked for are empty.

    Attributes:
        id: The written solution's id.
        problem_offsets: int32 [P, 2], each token's characters in the problem.
        solution_offsets: int32 [S, 2], each token's characters in the solution.
        attention: float16 [S, P], the weighted mean of the calibrated heads; the sink is
            removed, and what goes to neither problem nor steps is missing from a row's sum.
        earlier: float16 [S, K], the same heads' attention to each step's own text.
        iaf: float32 [S], the share of the attention that goes to the problem.
        jsd: float32 [S], the Jensen-Shannon divergence (nats) between the attention over
            the problem of this token and of the one before; 0 for the first.
        boundary: float32 [S], the calibrated probability that a step ends with this token.
        top: int32 [S, T, 2], the characters in the problem of the strongest positions.
        top_weight: float16 [S, T], their attention, strongest first.
        hidden: float32 [K, D], states pooled over each step; the manifest's
            `hidden_parts` says what the columns are.
        question_spans: int32 [Q, 2], the sentences that ask, in the problem.
        question: float32 [Q, D'], states pooled over them (`question_parts`).
        numbers: int32 [N, 2], the numbers of the problem among which operands are sought.
        operands: int32 [M, 2], step and operand within it, of each operand that was sought.
        scores: float16 [M, N + K], how much the calibrated heads point at each number of
            the problem, then at each step's result; 0 for a step that is not earlier.
        mass: float16 [M], the heads' whole attention to those places: little for a
            constant that stands nowhere.
    """

    id: str
    problem_offsets: Array = field(default_factory=_empty("int32", 0, 2))
    solution_offsets: Array = field(default_factory=_empty("int32", 0, 2))
    attention: Array = field(default_factory=_empty("float16", 0, 0))
    earlier: Array = field(default_factory=_empty("float16", 0, 0))
    iaf: Array = field(default_factory=_empty("float32", 0))
    jsd: Array = field(default_factory=_empty("float32", 0))
    boundary: Array = field(default_factory=_empty("float32", 0))
    top: Array = field(default_factory=_empty("int32", 0, 0, 2))
    top_weight: Array = field(default_factory=_empty("float16", 0, 0))
    hidden: Array = field(default_factory=_empty("float32", 0, 0))
    question_spans: Array = field(default_factory=_empty("int32", 0, 2))
    question: Array = field(default_factory=_empty("float32", 0, 0))
    numbers: Array = field(default_factory=_empty("int32", 0, 2))
    operands: Array = field(default_factory=_empty("int32", 0, 2))
    scores: Array = field(default_factory=_empty("float16", 0, 0))
    mass: Array = field(default_factory=_empty("float16", 0))

    def located(self, step: int, operand: int) -> tuple[str, int] | None:
        """Where the attention says that an operand comes from.

        Gives `("problem", i)`, the i-th of `numbers`, or `("step", k)`; None where the
        operand was not sought, or nothing was there to point at.
        """
        found = np.flatnonzero((self.operands == (step, operand)).all(axis=1))
        if not len(found) or not self.scores.shape[1]:
            return None
        scores = self.scores[found[0]]
        best = int(scores.argmax())
        if scores[best] <= 0:
            return None
        numbers = len(self.numbers)
        return ("problem", best) if best < numbers else ("step", best - numbers)


COLUMNS: dict[str, str] = {
    "problem_offsets": "int32",
    "solution_offsets": "int32",
    "attention": "share",
    "earlier": "share",
    "iaf": "fine",
    "jsd": "fine",
    "boundary": "fine",
    "top": "int32",
    "top_weight": "share",
    "hidden": "int8",
    "question_spans": "int32",
    "question": "int8",
    "numbers": "int32",
    "operands": "int32",
    "scores": "share",
    "mass": "share",
}
"""How each column is stored: int32 as it is, shares and fine values as whole multiples of
1/`SHARE` and 1/`FINE` (uint16), `int8` as eight bits a value with one float32 scale a row."""

_DTYPES = {"int32": "int32", "share": "float16", "fine": "float32", "int8": "float32"}
_FACTORS = {"share": SHARE, "fine": FINE}


def write_shard(
    path: Path, traces: Sequence[Trace], failures: Sequence[dict[str, str]] = ()
) -> None:
    """Write traces to a Parquet file, so that a crash leaves the whole file or none.

    Each array is a column of flat lists, row-major, with its shape in a column beside it.
    `failures` (rows that could not be traced: id, code, message) stand in the metadata.

    Raises:
        MyceliumError: MYC280, if a trace holds a number that is not finite.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, Any] = {"id": pa.array([trace.id for trace in traces], pa.string())}
    for name, kind in COLUMNS.items():
        arrays = [np.asarray(getattr(trace, name)) for trace in traces]
        for trace, array in zip(traces, arrays, strict=True):
            if not np.isfinite(array).all():
                raise MyceliumError(
                    Diagnostic(
                        "MYC280",
                        f"the trace of {trace.id} holds a {name} that is not finite",
                        hint="run the teacher in float32 or bfloat16, not in float16",
                        subject=trace.id,
                    )
                )
        columns[f"{name}.shape"] = _lists(
            [np.array(array.shape, "int32") for array in arrays], "int32"
        )
        if kind == "int8":
            packed = [_to_int8(array) for array in arrays]
            columns[f"{name}.scale"] = _lists([scale for _, scale in packed], "float32")
            columns[name] = _lists([whole.ravel() for whole, _ in packed], "int8")
        elif kind == "int32":
            columns[name] = _lists([array.ravel() for array in arrays], "int32")
        else:
            factor = _FACTORS[kind]
            columns[name] = _lists(
                [
                    np.rint(array.astype("float64").ravel() * factor).clip(0, 65535)
                    for array in arrays
                ],
                "uint16",
            )
    metadata = {
        "mycelium.format": str(FORMAT),
        "mycelium.failures": json.dumps(list(failures), ensure_ascii=False),
    }
    table = pa.table(columns).replace_schema_metadata(metadata)
    temporary = path.with_name(path.name + ".new")
    pq.write_table(table, temporary, compression="zstd", compression_level=9)
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(temporary, path)


def shards(folder: Path) -> list[Path]:
    """The shards of a folder of traces, in order.

    Raises:
        MyceliumError: MYC281, if there are none.
    """
    found = sorted(folder.glob("shard-*.parquet"))
    if not found:
        raise MyceliumError(
            Diagnostic(
                "MYC281",
                f"{folder} holds no traces",
                hint="make them with `mycelium trace WRITTEN.jsonl --teacher FOLDER -o TRACES`",
                subject=str(folder),
            )
        )
    return found


def read_traces(folder: Path | str, columns: Collection[str] | None = None) -> Iterator[Trace]:
    """The traces of a folder, in the order in which they were written.

    `columns` names the attributes wanted; the others are left empty and never read.

    Raises:
        MyceliumError: MYC281 if the folder holds no traces or a shard is of another format.
        ValueError: for a column that there is not.
    """
    wanted = set(COLUMNS) if columns is None else set(columns) - {"id"}
    if unknown := wanted - set(COLUMNS):
        raise ValueError(f"no such columns: {', '.join(sorted(unknown))}")
    for path in shards(Path(folder)):
        yield from read_shard(path, wanted)


def read_shard(path: Path, columns: Collection[str] = tuple(COLUMNS)) -> Iterator[Trace]:
    """The traces of one shard."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        metadata = file.schema_arrow.metadata or {}
        if metadata.get(b"mycelium.format") != str(FORMAT).encode():
            raise MyceliumError(
                Diagnostic(
                    "MYC281",
                    f"{path} is no shard of traces of format {FORMAT}",
                    hint="trace again with this version",
                    subject=str(path),
                )
            )
        names = ["id"]
        for name in columns:
            names += [name, f"{name}.shape"]
            if COLUMNS[name] == "int8":
                names.append(f"{name}.scale")
        for batch in file.iter_batches(batch_size=64, columns=names):
            flat = {name: batch.column(name) for name in names}
            for row in range(batch.num_rows):
                yield Trace(
                    flat["id"][row].as_py(),
                    **{name: _restored(flat, name, row) for name in columns},
                )


def read_failures(path: Path) -> list[dict[str, str]]:
    """The rows that a shard says could not be traced: id, code, message."""
    import pyarrow.parquet as pq

    metadata = pq.read_schema(path).metadata or {}
    failures: list[dict[str, str]] = json.loads(metadata[b"mycelium.failures"])
    return failures


def _restored(flat: dict[str, Any], name: str, row: int) -> Array:
    kind = COLUMNS[name]
    shape = tuple(flat[f"{name}.shape"][row].values.to_numpy())
    values = flat[name][row].values.to_numpy().reshape(shape)
    if kind == "int8":
        scale = flat[f"{name}.scale"][row].values.to_numpy()
        return np.asarray(values * scale[:, None], "float32")
    if kind == "int32":
        return np.asarray(values, "int32")
    return np.asarray(values / _FACTORS[kind], _DTYPES[kind])


def _to_int8(array: Array) -> tuple[Array, Array]:
    """A matrix in eight bits, and the scale of each of its rows."""
    whole = np.asarray(array, "float32")
    scale = np.abs(whole).max(axis=1, initial=0) / 127
    divisor = np.where(scale > 0, scale, 1)[:, None]
    return np.rint(whole / divisor), scale.astype("float32")


def _lists(arrays: Sequence[Array], dtype: str) -> Any:
    """A column of lists, built from flat arrays without a Python object per value."""
    import pyarrow as pa

    lengths = [len(array) for array in arrays]
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype("int32")
    flat = np.concatenate(arrays) if arrays else np.zeros(0)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(flat.astype(dtype)))
