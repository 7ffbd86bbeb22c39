"""What a trunk costs at inference: reading 120 tokens, a step of 1, 4 and 16 rows, loading.

Each engine runs in a process of its own, so that its peak memory is its own.

    python benchmarks/engine.py MODEL_FOLDER [--threads 2] [--weights FOLDER]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

READ = 120
ROWS = (1, 4, 16)
RUNS = 20
KINDS = ("lean-bfloat16", "lean-float32", "transformers-bfloat16", "shipped-bfloat16")


def milliseconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """The median of several runs, after two that are not counted."""
    times = []
    for _ in range(RUNS + 2):
        start = clock()
        work()
        times.append(clock() - start)
    return sorted(times[2:])[RUNS // 2] * 1000


def engine_of(kind: str, model: Path, weights: Path | None) -> Any:
    """An engine of this kind."""
    import torch

    from mycelium_passes.engine import LeanEngine, TransformersEngine
    from mycelium_passes.weights import load_weights

    name, _, dtype = kind.partition("-")
    wanted = getattr(torch, dtype)
    if name == "transformers":
        from mycelium_passes.trunk import load_trunk

        return TransformersEngine(load_trunk(model, dtype=wanted).model)
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    if name == "shipped":
        assert weights is not None
        return LeanEngine(load_weights(weights)[0], config, dtype=wanted)
    from safetensors.torch import load_file

    return LeanEngine(load_file(model / "model.safetensors"), config, dtype=wanted)


def measure(asked: argparse.Namespace) -> dict[str, float]:
    """All figures of one engine."""
    import torch

    torch.set_num_threads(asked.threads)
    clock = time.process_time if asked.cpu_time else time.perf_counter
    start = clock()
    engine = engine_of(asked.kind, asked.model, asked.weights)
    told = {"load s": clock() - start}
    tokens = torch.randint(0, 20_000, (1, READ), generator=torch.Generator().manual_seed(0))
    length = torch.tensor([READ])
    told[f"read {READ} ms"] = milliseconds(lambda: engine.read(tokens, length), clock)
    _, one = engine.read(tokens, length)
    for rows in ROWS:
        cache = one.expand(rows)
        more = torch.zeros(rows, 1, engine.width)
        had, new = cache.lengths.clone(), torch.ones(rows, dtype=torch.long)

        def step(cache: Any = cache, more: Any = more, had: Any = had, new: Any = new) -> None:
            engine.extend(cache, more, new)
            if "transformers" in asked.kind:  # its cache keeps what is cut off, and would grow
                cache.held.crop(-1)
                cache.real = cache.real[:, :READ]
            else:
                cache.truncate(had)

        told[f"step of {rows} ms"] = milliseconds(step, clock)
    told["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return told


def main() -> None:
    """Print the figures, a line for each engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a folder with config.json and safetensors")
    parser.add_argument("--weights", type=Path, help="the same trunk as save_weights wrote it")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--cpu-time", action="store_true", help="of the process, for a busy machine and 1 thread"
    )
    parser.add_argument("--kind", choices=KINDS, help="measure one engine, and print JSON")
    asked = parser.parse_args()
    if asked.kind:
        print(json.dumps(measure(asked)))
        return
    for kind in KINDS[: None if asked.weights else -1]:
        command = [sys.executable, *sys.argv, "--kind", kind]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        told = json.loads(printed.splitlines()[-1])
        print(f"{kind:<22}", "  ".join(f"{name} {value:.1f}" for name, value in told.items()))


if __name__ == "__main__":
    main()
