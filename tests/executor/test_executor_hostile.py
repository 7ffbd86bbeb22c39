"""Hostile programs: each ends in a clear error in time, and the next one runs as usual."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from mycelium.executor import Executor
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.outcome import Outcome
from mycelium_ir.parser import parse

SECONDS = 2.0
MEMORY = 300 * 1024 * 1024


def run(executor: Executor, expression: str) -> Outcome:
    """Read and run a program of one step; what the parser refuses is an outcome too."""
    try:
        program = parse(f"mycelium 1\nunknown x, y in real\nstep s0 = {expression}\nanswer s0\n")
    except MyceliumError as error:
        return Outcome(diagnostics=error.diagnostics)
    return executor.run(program)


@contextmanager
def sampled(executor: Executor) -> Iterator[list[int]]:
    """The most memory that a worker held in the meantime, in bytes, as a list of one."""
    peak, over = [0], threading.Event()

    def sample() -> None:
        while not over.is_set():
            for pid in executor.pids:
                try:
                    peak[0] = max(peak[0], psutil.Process(pid).memory_info().rss)
                except psutil.NoSuchProcess:
                    continue
            over.wait(0.005)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


HOSTILE = {
    "a tower of powers": ("9**9**9", {"MYC102"}),
    "a huge factorial": ("factorial(10**9)", {"MYC102"}),
    "100,000 brackets": ("(" * 100_000 + "1" + ")" * 100_000, {"MYC008"}),
    "100,000 calls": ("abs(" * 100_000 + "1" + ")" * 100_000, {"MYC008"}),
    "a number of a megabyte": ("1" * 1_000_000, {"MYC007"}),
    "a name that looks like Python": ("__import__('os')", None),
    "another": ("os.system(1)", None),
    "a solve that never returns": (
        "solve(Eq(x**7 - x**3*y + 11, 0), Eq(y**5 + x*y - 1, 0); x, y)",
        {"MYC130"},
    ),
    "a power that never ends": ("expand((x + y + 1)**300)", {"MYC130", "MYC131"}),
    "a loop in Python": ("rude.loop(1)", {"MYC130"}),
    "a call in C that never comes back": ("rude.grind(7)", {"MYC130", "MYC131"}),
    "a sleep": ("rude.sleep(1)", {"MYC130"}),
    "memory, bit by bit": ("rude.eat(1)", {"MYC131"}),
    "memory, at once": ("rude.gulp(1)", {"MYC131"}),
    "an exit": ("rude.leave(1)", None),
    "a hard exit": ("rude.vanish(1)", {"MYC132"}),
    "a segmentation fault": ("rude.crash(1)", {"MYC132"}),
    "a killed worker": ("rude.kill(1)", {"MYC132"}),
    "a process of its own": ("rude.child(1)", {"MYC130"}),
    "an exception": ("rude.fail(1)", None),
}


@pytest.mark.parametrize(("expression", "codes"), HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_program_ends_in_an_error_and_the_next_one_runs(
    executor: Executor, expression: str, codes: set[str] | None
) -> None:
    others = set(psutil.Process().children(recursive=True))  # executors of other tests
    executor.warm()
    before = set(psutil.Process().children(recursive=True)) - others
    with sampled(executor) as peak:
        began = time.monotonic()
        outcome = run(executor, expression)
        took = time.monotonic() - began
    assert not outcome.ok
    assert codes is None or {found.code for found in outcome.diagnostics} <= codes
    assert all(found.message and "Traceback" not in found.message for found in outcome.diagnostics)
    assert took < SECONDS + 1
    assert peak[0] <= MEMORY

    good = run(executor, "rude.double(21)")
    assert good.answer is not None
    assert good.answer.text == "42"

    executor.close()
    left = [child for child in before if child.is_running()]
    left += set(psutil.Process().children(recursive=True)) - others
    assert left == []


def test_the_last_words_of_a_crashed_worker_are_told(executor: Executor) -> None:
    (found,) = run(executor, "rude.vanish(1)").diagnostics
    assert "code 7" in found.message
    assert "last words" in found.message


def test_noise_on_standard_output_reaches_nobody(
    executor: Executor, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(executor, "rude.shout(5)").ok
    assert run(executor, "rude.shout(6)").ok
    assert executor.stats.started == 1
    assert capfd.readouterr().out == ""


def test_a_worker_that_asks_for_input_gets_none(executor: Executor) -> None:
    began = time.monotonic()
    assert not run(executor, "rude.ask(5)").ok
    assert time.monotonic() - began < 5
    assert os.getpid() == psutil.Process().pid
