"""Rows of all specialists: stored, packed, and sliced among processes without loss."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from task_rows import task_rows

from mycelium_distill.multitask.packing import LISTS, PackedRows, Phase, Shape
from mycelium_distill.multitask.rows import CANDIDATES, EMPTY, EncodedRows, TaskRow
from mycelium_ir.diagnostics import MyceliumError

ROWS = task_rows(90)
SHAPE = Shape(rows=4, width=64)


def same(one: TaskRow, other: TaskRow) -> bool:
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in dataclasses.fields(TaskRow)
    )


def test_rows_come_back_from_a_file(tmp_path: Path) -> None:
    EncodedRows.of(ROWS[:50], left_out=2).save(tmp_path / "a.npz")
    EncodedRows.of(ROWS[50:], left_out=1).save(tmp_path / "b.npz")
    parts = [EncodedRows.load(tmp_path / name) for name in ("a.npz", "b.npz")]
    whole = EncodedRows.joined(parts)
    assert (len(whole), whole.left_out) == (90, 3)
    assert all(same(whole[n], row) for n, row in enumerate(ROWS))
    (tmp_path / "a.npz").write_bytes((tmp_path / "a.npz").read_bytes()[:5000])
    with pytest.raises(MyceliumError) as raised:
        EncodedRows.load(tmp_path / "a.npz")
    assert raised.value.diagnostics[0].code == "MYC323"


def test_a_row_does_not_contradict_itself() -> None:
    row = next(row for row in ROWS if len(row.pointers) and len(row.clauses))
    beyond = row.pointers.copy()
    beyond[0, 1] = len(row)
    for changes in (
        {"pointers": beyond},
        {"pointer_targets": np.zeros_like(row.pointer_targets)},
        {"symbol_weights": row.symbol_weights[1:]},
        {"clauses": row.clauses + 1000},
        {"verify": np.array([[len(row.symbols), 1]])},
        {"text": row.text[:0]},
    ):
        with pytest.raises(ValueError, match=r"\w"):
            EncodedRows.of([dataclasses.replace(row, **changes)])


def read(batch: dict[str, Any]) -> list[tuple[Any, ...]]:
    """A batch's texts, each with all its labels by places in itself, weights left out."""
    width = batch["tokens"].shape[1]
    flat = {n: v.reshape(-1) for n, v in batch.items() if v.ndim == 2 and v.shape[1] == width}
    texts = []
    for row in range(len(batch["tokens"])):
        for number in range(1, int(batch["texts"][row].max()) + 1):
            places = np.flatnonzero(batch["texts"][row] == number) + row * width
            start, end = places[0], places[-1] + 1
            assert places.tolist() == list(range(start, end)), "in one piece"
            assert flat["positions"][start:end].tolist() == list(range(end - start))
            own: list[Any] = [tuple(flat["tokens"][start:end].tolist())]
            prompt = int(flat["prompt"][start:end].sum())
            assert (flat["is_symbol"][start:end] == ~flat["prompt"][start:end]).all()
            own.append(prompt)
            marked = np.flatnonzero(flat["marker_last"][start:end])
            own.append(
                tuple(
                    (
                        int(at) - prompt,
                        int(flat["marker_first"][start + at] - start),
                        int(flat["marker_last"][start + at] - start),
                    )
                    for at in marked
                )
            )
            for name in LISTS:
                used = batch[f"{name}_weights"] > 0
                where = batch[f"{name}_where"]
                found = []
                for n in np.flatnonzero(used & (where >= start) & (where < end)):
                    entry: list[Any] = [int(where[n] - start)]
                    for key in ("labels", "first", "last", "prefix", "keys", "targets"):
                        if (value := batch.get(f"{name}_{key}")) is not None:
                            one = value[n]
                            if key in ("first", "last", "prefix"):
                                one = one - start
                            if key == "keys":
                                one = np.where(one >= 0, one - start, one)
                            entry.append(tuple(np.atleast_1d(one).tolist()))
                    found.append(tuple(entry))
                own.append(tuple(found))
            texts.append(tuple(own))
    return texts


def expected(row: TaskRow) -> tuple[Any, ...]:
    prefix = len(row.text)

    def asked(name: str, targets: str) -> tuple[Any, ...]:
        return tuple(
            (prefix + int(one[0]), tuple(one[1:].tolist()), tuple(right.tolist()))
            for one, right in zip(getattr(row, name), getattr(row, targets), strict=True)
        )

    return (
        (*row.text.tolist(), *row.symbols.tolist()),
        prefix,
        tuple(map(tuple, row.markers.tolist())),
        tuple(
            (prefix + n - 1, (int(symbol),))
            for n, symbol in enumerate(row.symbols)
            if row.symbol_weights[n] > 0
        ),
        tuple((n, (int(label),)) for n, label in enumerate(row.segment) if label >= 0),
        tuple(
            (prefix - 1, tuple(one[2:].tolist()), (one[0],), (one[1],), (prefix - 1,))
            for one in row.clauses
        ),
        tuple((prefix + int(one[0]), tuple(one[1:].tolist())) for one in row.gaps),
        asked("pointers", "pointer_targets"),
        asked("answer", "answer_targets"),
        tuple((prefix + int(one[0]), (int(one[1]),), (prefix - 1,)) for one in row.goal),
        tuple((prefix + int(one[0]), (int(one[1]),)) for one in row.verify),
    )


def test_each_row_is_there_whole_with_all_its_labels() -> None:
    packed = PackedRows({"all": EncodedRows.of(ROWS)}, SHAPE)
    wanted = {expected(row) for row in ROWS}
    found: Counter[Any] = Counter()
    full = []
    for batch in itertools.islice(packed.batches(60), 60):
        found.update(read(batch))
        full.append((batch["texts"] > 0).mean())
        for name in LISTS:
            total = batch[f"{name}_weights"].sum()
            assert total == pytest.approx(1.0, abs=1e-5) or total == 0
            assert len(batch[f"{name}_where"]) == packed.most[name]
    assert found.keys() == wanted
    assert max(found.values()) - min(found.values()) <= 2
    assert np.mean(full) > 0.9


def test_unused_entries_do_no_harm() -> None:
    batch = next(PackedRows({"all": EncodedRows.of(ROWS)}, SHAPE).batches(1))
    spare = batch["pointer_weights"] == 0
    assert spare.any()
    keys, targets = batch["pointer_keys"][spare], batch["pointer_targets"][spare]
    assert ((keys != EMPTY) & targets).any(-1).all(), "a finite loss, times nothing"
    assert keys.shape[1] == CANDIDATES
    assert (batch["clause_last"] > batch["clause_first"]).all()


@pytest.mark.parametrize("processes", [2, 4])
def test_processes_share_one_plan(processes: int) -> None:
    source = {"all": EncodedRows.of(ROWS)}
    whole = PackedRows(source, SHAPE).batches(9)
    parts = [
        PackedRows(source, dataclasses.replace(SHAPE, rank=rank, processes=processes)).batches(9)
        for rank in range(processes)
    ]
    for batch, *own in itertools.islice(zip(whole, *parts, strict=False), 9):
        for name in ("tokens", "texts", "positions", "prompt", "is_symbol"):
            assert np.array_equal(batch[name], np.concatenate([part[name] for part in own]))
        assert read(batch) == [text for part in own for text in read(part)]
        for name in LISTS:
            weights = [part[f"{name}_weights"] for part in own]
            used = np.concatenate([each[each > 0] for each in weights])
            given = batch[f"{name}_weights"]
            assert np.array_equal(np.sort(used), np.sort(given[given > 0]))


def test_phases_take_what_they_say_and_a_skip_goes_on() -> None:
    sources = {"a": EncodedRows.of(ROWS[:30]), "b": EncodedRows.of(ROWS[30:])}
    phases = (Phase(1, {"b": 0.0}), Phase(2, {"a": 4.0}))
    shape = dataclasses.replace(SHAPE, phases=phases, word_dropout=0.3)
    words = np.arange(400) % 2 == 0
    packed = PackedRows(sources, shape, words)
    plans = list(itertools.islice(packed.plans(90), 90))
    early = [index for plan in plans[:30] for row in plan for index in row]
    late = [index for plan in plans[34:] for row in plan for index in row]
    assert max(early) < 30
    assert np.mean(np.array(late) < 30) == pytest.approx(4 * 30 / (4 * 30 + 60), abs=0.05)
    batches = list(itertools.islice(packed.batches(90), 30))
    later = next(PackedRows(sources, shape, words).batches(90, skip=17))
    assert all(np.array_equal(later[name], batches[17][name]) for name in later)
    plain = next(PackedRows(sources, dataclasses.replace(shape, word_dropout=0.0)).batches(90))
    changed = plain["tokens"] != batches[0]["tokens"]
    assert changed.any()
    assert (plain["tokens"][changed] % 2 == 0).all(), "only words are exchanged"
    assert plain["prompt"][changed].all()


def test_what_cannot_be_packed_is_told() -> None:
    rows = EncodedRows.of(ROWS)
    with pytest.raises(MyceliumError) as raised:
        PackedRows({"all": rows}, dataclasses.replace(SHAPE, width=4))
    assert raised.value.diagnostics[0].code == "MYC276"
    for sources in ({"other": 2.0}, {"all": 0.0}):
        with pytest.raises(MyceliumError) as raised:
            PackedRows({"all": rows}, dataclasses.replace(SHAPE, phases=(Phase(1, sources),)))
        assert raised.value.diagnostics[0].code == "MYC324"
