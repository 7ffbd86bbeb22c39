"""The default pipeline against a monolith: time, problems a second, each pass, memory, cold start.

The monolith is what `mycelium train-monolith` wrote. It is run by `generate` of transformers in
bfloat16, greedily, with the prompt that it was trained with; and, as the same product would be
without the decomposition, by this project's engine with its matrices rounded to the bits that the
specialists' have. `generate` reads the prompt causally, not in both directions as in training:
that takes the same time, and its answers are not looked at. Problems are stories of the
project's own, of three to six steps; at batch 1 the models take turns at each.

    python benchmarks/pipeline.py --monolith FOLDER [--weights FOLDER] [--problems 32]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from pipeline_solvers import BATCH, Generated, OwnGenerate, Pipelined, Rounded, Solver

STEPS = range(3, 7)
SEED = 2024
GOALS = {"median": 1 / 2, "batches": 4.0, "cold": 2.0, "memory": 1.2e9}
"""What issue and README promise: a half of the time, four times the problems, seconds, bytes."""


# --------------------------------------------------------------------------- problems


def problems(count: int) -> list[str]:
    """So many stories, the same each time; one more is to warm up with."""
    from mycelium_distill.stories.naming import Naming
    from mycelium_distill.stories.rows import stories
    from mycelium_distill.templates.table import TemplateTable
    from mycelium_ir.parser import parse

    rows = stories(6 * count + 60, SEED, Naming(TemplateTable(())))
    texts = [parse(row.program).problem for row in rows if len(row.values) in STEPS]
    found = [text for text in texts if text]
    return random.Random(SEED).sample(found, count)


# --------------------------------------------------------------------------- measuring


def seconds(work: Callable[[], object]) -> float:
    """The wall time of something."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def one_by_one(
    solvers: Mapping[str, Solver], texts: Mapping[str, Sequence[str]]
) -> dict[str, list[float]]:
    """Each solver's seconds for each problem but the first, all solvers taking turns."""
    found: dict[str, list[float]] = {name: [] for name in solvers}
    count = len(next(iter(texts.values())))
    for index in range(count):
        for name, solver in solvers.items():
            found[name].append(seconds(partial(solver, [texts[name][index]])))
    return {name: times[1:] for name, times in found.items()}


def batches(solver: Solver, texts: Sequence[str], runs: int) -> float:
    """Problems a second in batches, the median of some runs, after a small one."""
    solver(texts[:2])

    def work() -> None:
        for at in range(0, len(texts), BATCH):
            solver(texts[at : at + BATCH])

    return len(texts) / statistics.median(seconds(work) for _ in range(runs))


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which a part of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


@contextlib.contextmanager
def watched(pid: int, most: list[int]) -> Iterator[None]:
    """Keeps the largest resident memory, in bytes, of a process and its descendants together."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.01):
            most[0] = max(most[0], sum(_resident(each) for each in _family(pid)))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    yield
    ended.set()
    thread.join()


def _family(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{each}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError, IndexError, ValueError):
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()
    return 0


def process(command: Sequence[str], whole: bool = False) -> tuple[float, int]:
    """A process's wall time, and its peak memory in bytes: its own, or all its family's."""
    start = time.perf_counter()
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = [0]
    with watched(started.pid, most) if whole else contextlib.nullcontext():
        _, status, used = os.wait4(started.pid, 0)
    took = time.perf_counter() - start
    started.returncode = os.waitstatus_to_exitcode(status)
    # A withheld or wrong answer ends with an exit code too; what was not run has no time.
    if started.returncode not in (0, 1):
        raise SystemExit(f"exit code {started.returncode}: {' '.join(command)}")
    return took, most[0] if whole else used.ru_maxrss * 1024


# --------------------------------------------------------------------------- printing


def line(what: str, value: str, beside: str = "") -> None:
    """A line of the table."""
    print(f"{what:<58}{value:>14}  {beside}".rstrip(), flush=True)


def verdict(good: bool) -> str:
    """Whether a promise is kept."""
    return "kept" if good else "NOT kept"


def tell_single(told: Mapping[str, Sequence[float]], passes: Mapping[str, Sequence[float]]) -> None:
    """Batch 1: medians, percentiles, what the passes take."""
    medians = {name: statistics.median(times) * 1000 for name, times in told.items()}
    for name, times in told.items():
        beside = f"95th percentile {percentile(times, 0.95) * 1000:.0f} ms"
        line(f"batch 1, {name}", f"{medians[name]:.0f} ms", beside)
    ours, *others = medians
    for index, name in enumerate(others):
        ratio = medians[ours] / medians[name]
        goal = f"at most {GOALS['median']:.2f}: {verdict(ratio <= GOALS['median'])}"
        line(f"  {ours} / {name}", f"{ratio:.2f}", "" if index else goal)
    whole = sum(sum(times) for times in passes.values())
    for name, times in passes.items():
        beside = f"mean {statistics.mean(times) * 1000:.1f} ms, {sum(times) / whole:.0%}"
        line(f"  pass {name}, median", f"{statistics.median(times) * 1000:.1f} ms", beside)


def tell_batches(told: Mapping[str, float], count: int) -> None:
    """Problems a second in batches."""
    ours, *others = told
    for name, rate in told.items():
        line(f"batches of {min(BATCH, count)}, {name}", f"{rate:.2f} / s")
    for index, name in enumerate(others):
        ratio = told[ours] / told[name]
        goal = f"at least {GOALS['batches']:.0f}: {verdict(ratio >= GOALS['batches'])}"
        line(f"  {ours} / {name}", f"{ratio:.1f}", "" if index else goal)


def tell_cold(text: str, runs: int) -> None:
    """Whole processes: `mycelium solve` and an import, in turns."""
    solve = [str(Path(sys.executable).parent / "mycelium"), "solve", text, "--min-confidence", "0"]
    imports = [sys.executable, "-c", "import torch, transformers"]
    for command in (solve, imports):
        process(command)
    pairs = [(process(solve), process(imports)) for _ in range(runs)]
    ours = statistics.median(pair[0][0] for pair in pairs)
    base = statistics.median(pair[1][0] for pair in pairs)
    line("cold, mycelium solve", f"{ours:.2f} s", f"median of {runs} alternating runs each")
    line("cold, import torch, transformers", f"{base:.2f} s")
    more, goal = ours - base, GOALS["cold"]
    line("  difference", f"{more:+.2f} s", f"at most {goal:.0f} s: {verdict(more <= goal)}")
    peak = max(pair[0][1] for pair in pairs)
    family = process(solve, whole=True)[1]
    good = verdict(max(peak, family) <= GOALS["memory"])
    line("peak memory of mycelium solve", f"{peak / 1e6:.0f} MB", "the process itself")
    beside = f"at most {GOALS['memory'] / 1e6:.0f} MB: {good}"
    line("  with its worker, resident together", f"{family / 1e6:.0f} MB", beside)


def bits_of(weights: str | None) -> dict[str, int | None]:
    """To how many bits the trunk's matrices are rounded, by their names in a model."""
    from mycelium_passes.weights.finding import find_weights
    from mycelium_passes.weights.manifest import read_manifest

    known = read_manifest(find_weights(weights)).tensors
    return {each.name.removeprefix("trunk."): each.bits for each in known}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--monolith", type=Path, required=True, help="a monolith's folder")
    parser.add_argument("--weights", help="the specialists'; what is installed if not given")
    parser.add_argument("--problems", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=3, help="of each batch")
    parser.add_argument("--cold-runs", type=int, default=5, help="of each process")
    asked = parser.parse_args()
    if min(asked.problems, asked.threads, asked.runs, asked.cold_runs) < 1:
        parser.error("problems, threads and runs are at least 1")
    os.environ["OMP_NUM_THREADS"] = str(asked.threads)
    if asked.weights:
        os.environ["MYCELIUM_WEIGHTS"] = asked.weights
    import torch

    from mycelium_monolith.target import prompt_of
    from mycelium_monolith.whole import LONGEST
    from mycelium_passes.trunk import load_trunk

    torch.set_num_threads(asked.threads)
    texts = problems(asked.problems + 1)
    prompts = [prompt_of(text) for text in texts]
    print(
        f"{asked.problems} stories of {STEPS[0]} to {STEPS[-1]} steps, {asked.threads} threads, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, torch {torch.__version__}"
    )
    tell_cold(texts[0], asked.cold_runs)
    trunk = load_trunk(asked.monolith, dtype=torch.bfloat16)
    pipelined = Pipelined(asked.threads)
    generated = Generated(trunk, LONGEST)
    rounded = Rounded(load_trunk(asked.monolith), LONGEST, bits_of(asked.weights))
    ours, theirs, alike = "pipeline", "transformers generate", "rounded monolith, own engine"
    solvers: dict[str, Solver] = {ours: pipelined, theirs: generated, alike: rounded}
    given = {ours: texts, theirs: prompts, alike: prompts}
    told = one_by_one(solvers, given)
    passes = {name: times[1:] for name, times in pipelined.passes.items()}
    tell_single(told, passes)
    tokens = generated.tokens / len(texts)
    line("  tokens that the monolith writes, mean", f"{tokens:.0f}", f"at most {LONGEST}")
    line("  problems with an answer", f"{pipelined.answered} of {len(texts)}", "warming up too")
    line("  matrices of the rounded monolith", "", rounded.told)
    many: dict[str, Solver] = {**solvers, "monolith's own generate": OwnGenerate(trunk, LONGEST)}
    rates = {
        name: batches(solver, (texts if name == ours else prompts)[1:], asked.runs)
        for name, solver in many.items()
    }
    tell_batches(rates, asked.problems)
    pipelined.executor.close()


if __name__ == "__main__":
    main()
