"""Tracing against the plain way, `generate(output_attentions=True)`: speed, memory, equality.

python benchmarks/tracing.py WRITTEN.jsonl --teacher FOLDER --device cuda

The plain way writes solutions greedily and keeps all layers' and heads' attention, as
float16 on disk. Its largest batches write all problems' solutions, and tracing reads these
very ones; smaller batches, which take long, may see the first `--plain-problems` only. The
teacher must be calibrated.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from mycelium_distill.teacher.folder import Teacher, load_teacher
from mycelium_distill.traces.calibration import Calibration, read_calibration
from mycelium_distill.traces.encoding import encode, prompt_of, tokenise
from mycelium_distill.traces.folder import trace_into
from mycelium_distill.traces.interface import forward, reduced_attention
from mycelium_distill.traces.places import POSITIONS, Places, find_places
from mycelium_distill.traces.pooling import read_projections
from mycelium_distill.traces.reduction import Reduction, collate
from mycelium_distill.traces.tracing import place_all, trace
from mycelium_distill.written import Written, read_written


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("written", type=Path)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--problems", type=int, default=64)
    parser.add_argument("--plain-batches", type=int, nargs="*", default=[1, 16])
    parser.add_argument("--plain-problems", type=int)
    parser.add_argument("--batch-tokens", type=int, default=2048)
    parser.add_argument("--max-new-tokens", type=int, default=200)
    parser.add_argument("--output", type=Path)
    given = parser.parse_args()
    teacher = load_teacher(given.teacher, device=given.device)
    rows = [row for row in read_written(given.written) if row.split == "report"]
    found = measure(
        teacher,
        read_calibration(given.teacher),
        rows[: given.problems],
        plain_batches=given.plain_batches,
        plain_problems=given.plain_problems,
        batch_tokens=given.batch_tokens,
        max_new_tokens=given.max_new_tokens,
    )
    text = json.dumps(found, indent=2)
    print(text)
    if given.output is not None:
        given.output.write_text(text + "\n")


def measure(
    teacher: Teacher,
    calibration: Calibration,
    rows: Sequence[Written],
    *,
    plain_batches: Sequence[int],
    plain_problems: int | None = None,
    batch_tokens: int,
    max_new_tokens: int,
) -> dict[str, Any]:
    """Both ways over the same problems and solutions, with the ratios to each plain batch."""
    plain(teacher, rows[:1], 1, max_new_tokens, None)  # warm
    written: list[Written] = []
    ways = []
    for size in sorted(plain_batches, reverse=True):
        some = rows[: max(size, plain_problems or len(rows))] if ways else rows
        with tempfile.TemporaryDirectory() as folder:
            way, texts = plain(
                teacher, some, size, max_new_tokens, Path(folder), count=on_gpu(teacher)
            )
        if not on_gpu(teacher):
            counted, _ = plain(teacher, some, size, max_new_tokens, None)
            way["peak_bytes"] = counted["peak_bytes"]
        ways.append(way)
        written = written or texts
    reduced(teacher, calibration, written[:1], batch_tokens)  # warm
    ours = reduced(teacher, calibration, written, batch_tokens, count=on_gpu(teacher))
    if not on_gpu(teacher):
        counted = reduced(teacher, calibration, written, batch_tokens)
        ours["peak_bytes"] = counted["peak_bytes"]
    half = reduced(teacher, calibration, written[: max(1, len(written) // 4)], batch_tokens)
    return {
        "device": device_name(teacher),
        "torch": torch.__version__,
        "dtype": str(teacher.model.dtype),
        "problems": len(rows),
        "plain": ways,
        "traced": ours,
        "traced_quarter_of_the_problems": half,
        "ratios": [
            {
                "plain_batch": way["batch"],
                "problems_a_second": ours["problems_a_second"] / way["problems_a_second"],
                "forward_only_problems_a_second": ours["forward_problems_a_second"]
                / way["generate_problems_a_second"],
                "peak_memory_beyond_weights": ours["peak_bytes"] / way["peak_bytes"],
                "peak_memory_with_weights": (ours["peak_bytes"] + ours["weights_bytes"])
                / (way["peak_bytes"] + ours["weights_bytes"]),
                "disk": ours["disk_bytes"] / way["disk_bytes"],
            }
            for way in ways
        ],
        "memory_growth_over_four_times_the_problems": ours["peak_bytes"] / half["peak_bytes"],
        **equality(teacher, calibration, written[:4], max_new_tokens),
    }


# ---------------------------------------------------------------------- the plain way


def plain(
    teacher: Teacher,
    rows: Sequence[Written],
    size: int,
    max_new_tokens: int,
    folder: Path | None,
    *,
    count: bool = True,
) -> tuple[dict[str, Any], list[Written]]:
    """Write solutions with all attention, batch by batch; store it where a folder is given."""
    from safetensors.numpy import save_file

    tokens: list[Written] = []
    generating = storing = 0.0
    disk = 0
    before = time.perf_counter()
    with peak_memory(teacher, count) as peak:
        for first in range(0, len(rows), size):
            some = rows[first : first + size]
            begun = clock(teacher)
            ids, width, output = generate(teacher, some, max_new_tokens)
            generating += clock(teacher) - begun
            begun = time.perf_counter()
            for index, row in enumerate(some):
                new = written_ids(teacher, output.sequences[index, width:])
                text = teacher.tokenizer.decode(new, skip_special_tokens=True)
                tokens.append(dataclasses.replace(row, solution=text, steps=()))
                if folder is not None:
                    kept = whole(output.attentions, index, width - len(ids[index]), len(new))
                    path = folder / f"{first + index}.safetensors"
                    save_file(kept, path)
                    disk += path.stat().st_size
                    path.unlink()
            storing += time.perf_counter() - begun
            del output
    total = time.perf_counter() - before
    number = len(rows)
    return {
        "batch": size,
        "problems": number,
        "problems_a_second": number / total,
        "generate_problems_a_second": number / generating,
        "storing_seconds": storing,
        "peak_bytes": peak[0],
        "disk_bytes": disk / number,
    }, tokens


def generate(
    teacher: Teacher, rows: Sequence[Written], max_new_tokens: int
) -> tuple[list[list[int]], int, Any]:
    """Greedy solutions with their attention: prompts, their padded width, transformers' output."""
    ids = [tokenise(teacher.tokenizer, prompt_of(teacher.template, r.problem))[0] for r in rows]
    width = max(map(len, ids))
    end = teacher.tokenizer.eos_token_id
    batch = torch.tensor([[end] * (width - len(one)) + one for one in ids])
    mask = torch.tensor([[0] * (width - len(one)) + [1] * len(one) for one in ids])
    device = teacher.trunk.device
    before = teacher.model.config._attn_implementation
    teacher.model.set_attn_implementation("eager")
    with torch.inference_mode():
        output = teacher.model.generate(
            batch.to(device),
            attention_mask=mask.to(device),
            max_new_tokens=max_new_tokens,
            do_sample=False,
            output_attentions=True,
            return_dict_in_generate=True,
            eos_token_id=end,
            pad_token_id=end,
        )
    teacher.model.set_attn_implementation(before)
    return ids, width, output


def written_ids(teacher: Teacher, tokens: torch.Tensor) -> list[int]:
    """What was written before the end mark."""
    found: list[int] = tokens.tolist()
    end = teacher.tokenizer.eos_token_id
    return found[: found.index(end)] if end in found else found


def whole(attentions: Any, row: int, padding: int, new: int) -> dict[str, Any]:
    """A row's whole attention, without padding: prompt [L, H, p, p], then [L, H, t] a token."""
    kept = {"prompt": torch.stack([layer[row, :, padding:, padding:] for layer in attentions[0]])}
    for step in range(1, min(new, len(attentions))):
        kept[str(step)] = torch.stack([layer[row, :, 0, padding:] for layer in attentions[step]])
    return {name: one.half().cpu().numpy() for name, one in kept.items()}


# -------------------------------------------------------------------------- our way


def reduced(
    teacher: Teacher,
    calibration: Calibration,
    rows: Sequence[Written],
    batch_tokens: int,
    *,
    count: bool = True,
) -> dict[str, Any]:
    """Trace the rows into a folder, and once more without storing."""
    projections = read_projections(teacher.folder)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with peak_memory(teacher, count) as peak:
            begun = time.perf_counter()
            trace_into(
                folder,
                rows,
                teacher,
                calibration,
                projections,
                batch_tokens=batch_tokens,
                log=lambda _: None,
            )
            total = time.perf_counter() - begun
        disk = sum(path.stat().st_size for path in folder.glob("*.parquet"))
    places, _ = place_all(teacher, rows)
    begun = clock(teacher)
    trace(teacher, places, calibration, projections, batch_tokens)
    passing = clock(teacher) - begun
    return {
        "batch_tokens": batch_tokens,
        "problems": len(rows),
        "problems_a_second": len(rows) / total,
        "forward_problems_a_second": len(places) / passing,
        "peak_bytes": peak[0],
        "weights_bytes": sum(p.numel() * p.element_size() for p in teacher.model.parameters()),
        "disk_bytes": disk / len(rows),
    }


def equality(
    teacher: Teacher, calibration: Calibration, rows: Sequence[Written], max_new_tokens: int
) -> dict[str, Any]:
    """The largest difference between both ways' attention, over the calibrated heads' mean."""
    largest = 0.0
    compared = 0
    for row in rows:
        ids, width, output = generate(teacher, [row], max_new_tokens)
        new = written_ids(teacher, output.sequences[0, width:])
        # The very tokens: the text, tokenised anew, may give others.
        encoded = dataclasses.replace(
            encode(teacher.tokenizer, teacher.template, row.problem, ""),
            ids=np.array([*ids[0], *new, teacher.tokenizer.eos_token_id]),
            solution_offsets=np.zeros((len(new), 2), "int32"),
        )
        one = find_places(dataclasses.replace(row, solution="", steps=()), encoded)
        batch = collate([one], teacher.trunk.device)
        reduction = Reduction(batch, calibration)
        with reduced_attention(teacher.model):
            forward(teacher.model, batch.ids, reduction)
        ours = reduction.results()[0].attention
        theirs = plain_mean(output.attentions, one, calibration)
        count = min(len(ours), len(theirs))
        largest = max(largest, float(np.abs(ours[:count] - theirs[:count]).max(initial=0)))
        compared += count
    return {"largest_difference": largest, "rows_compared": compared}


def plain_mean(attentions: Any, one: Places, calibration: Calibration) -> Any:
    """The calibrated heads' mean from the whole attention: [tokens with all rows, P]."""
    start, length = one.encoded.start, one.encoded.length

    def at(layer: int, head: int, token: int) -> Any:
        row = np.zeros(length)
        step = token - start + 1
        found = (
            attentions[0][layer][0, head, token]
            if step < 1
            else attentions[step][layer][0, head, 0]
        )
        row[: len(found)] = found.float().cpu().numpy()
        row[one.encoded.sinks] = 0
        return row[one.encoded.problem_tokens]

    rows = [
        sum(
            t.weight * at(t.layer, t.head, token + POSITIONS.index(t.position) - 1)
            for t in calibration.triples
        )
        for token in range(start, start + len(attentions) - 2)
    ]
    return np.array(rows).reshape(len(rows), len(one.encoded.problem_tokens))


# ------------------------------------------------------------------------ measuring


class LiveBytes(TorchDispatchMode):
    """Counts the bytes of tensors alive on the processor, as CUDA's allocator does on a GPU."""

    def __init__(self) -> None:
        super().__init__()
        self.alive: dict[int, int] = {}
        self.now = self.peak = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Run an operation and count what it made."""
        result = func(*args, **(kwargs or {}))
        for one in result if isinstance(result, (tuple, list)) else (result,):
            if isinstance(one, torch.Tensor):
                self.take(one)
        return result

    def take(self, tensor: torch.Tensor) -> None:
        """Count a tensor's storage until it is gone."""
        storage = tensor.untyped_storage()
        key = storage._cdata
        if key in self.alive:
            return
        self.alive[key] = storage.nbytes()
        self.now += storage.nbytes()
        self.peak = max(self.peak, self.now)
        weakref.finalize(storage, self.drop, key)

    def drop(self, key: int) -> None:
        """A storage is gone."""
        self.now -= self.alive.pop(key, 0)


@contextmanager
def peak_memory(teacher: Teacher, count: bool = True) -> Iterator[list[int]]:
    """The most bytes that were alive on the device beyond those that were alive before.

    A GPU's allocator counts at no cost. On the processor counting slows each operation,
    and the plain way has far more of them: what is timed there is not counted.
    """
    found = [0]
    if not count:
        yield found
    elif on_gpu(teacher):
        torch.cuda.synchronize()
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats()
        before = torch.cuda.memory_allocated()
        yield found
        torch.cuda.synchronize()
        found[0] = torch.cuda.max_memory_allocated() - before
    else:
        known = {p.untyped_storage()._cdata for p in teacher.model.parameters()}
        with LiveBytes() as live:
            live.alive.update(dict.fromkeys(known, 0))
            yield found
        found[0] = live.peak


def on_gpu(teacher: Teacher) -> bool:
    """Whether a GPU computes."""
    return str(teacher.trunk.device).startswith("cuda")


def clock(teacher: Teacher) -> float:
    """Seconds, once the device has done what it was asked."""
    if on_gpu(teacher):
        torch.cuda.synchronize()
    return time.perf_counter()


def device_name(teacher: Teacher) -> str:
    """What computes."""
    return torch.cuda.get_device_name() if on_gpu(teacher) else str(teacher.trunk.device)


if __name__ == "__main__":
    main()
