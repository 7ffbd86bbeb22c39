"""The pool: order, threads, replacement of workers, and its end."""

from __future__ import annotations

import itertools
import os
import sys
import threading
import time
from collections.abc import Iterator

import psutil
import pytest

from mycelium.executor import Executor, Limits, worker
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.language import Language
from mycelium_ir.nodes import Program
from mycelium_ir.outcome import Outcome
from mycelium_ir.parser import parse


def program(expression: str) -> Program:
    return parse(f"mycelium 1\nstep s0 = {expression}\nanswer s0\n")


def text(outcome: Outcome) -> str:
    return outcome.answer.text if outcome.answer else outcome.diagnostics[0].code


def wait_until_gone(pids: tuple[int, ...], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while any(map(psutil.pid_exists, pids)):
        assert time.monotonic() < deadline, f"still there: {pids}"
        time.sleep(0.01)


def test_a_program_that_is_refused_holds_up_no_other() -> None:
    with Executor() as executor:
        found: list[str] = []
        programs = map(program, ["1", "nobody", "2"])
        thread = threading.Thread(
            target=lambda: found.extend(map(text, executor.run_many(programs))), daemon=True
        )
        thread.start()
        thread.join(timeout=60)
        assert found == ["1", "MYC040", "2"]


def test_many_programs_come_back_in_order(rude: Language) -> None:
    expressions = [f"{n} * {n}" for n in range(40)]
    expressions[3] = "rude.loop(1)"
    expressions[20] = "rude.vanish(1)"
    with Executor(rude, Limits(seconds=1), workers=2) as executor:
        outcomes = list(executor.run_many(map(program, expressions)))
    expected = [str(n * n) for n in range(40)]
    expected[3], expected[20] = "MYC130", "MYC132"
    assert [text(outcome) for outcome in outcomes] == expected


def test_only_a_few_programs_are_read_ahead(executor: Executor) -> None:
    read = 0

    def endless() -> Iterator[Program]:
        nonlocal read
        while True:
            read += 1
            yield program("1 + 1")

    outcomes = executor.run_many(endless())
    for _ in range(5):
        assert next(outcomes).ok
    assert read <= 10
    outcomes.close()  # type: ignore[attr-defined]
    assert executor.run(program("2 + 2")).ok


def test_a_program_that_is_taken_back_just_when_it_ends_harms_no_other(
    executor: Executor,
) -> None:
    for _ in range(10):
        outcomes = executor.run_many(itertools.repeat(program("1 + 1")))
        assert next(outcomes).ok
        outcomes.close()  # type: ignore[attr-defined]
        assert executor.run(program("2 + 2")).ok


def test_closing_the_iterator_stops_what_runs(rude: Language) -> None:
    with Executor(rude, Limits(seconds=60)) as executor:
        outcomes = executor.run_many(map(program, ["1", "rude.loop(1)", "rude.loop(1)"]))
        assert text(next(outcomes)) == "1"
        outcomes.close()  # type: ignore[attr-defined]
        began = time.monotonic()
        assert executor.run(program("1 + 1")).ok
        assert time.monotonic() - began < 20


def test_run_may_be_called_from_many_threads(rude: Language) -> None:
    found: dict[int, str] = {}
    with Executor(rude, workers=2) as executor:

        def work(start: int) -> None:
            for n in range(start, start + 25):
                found[n] = text(executor.run(program(f"rude.double({n})")))

        threads = [threading.Thread(target=work, args=(start,)) for start in (0, 25, 50, 75)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # The workers outlive the threads that happened to need them first.
        time.sleep(0.1)
        assert text(executor.run(program("1 + 1"))) == "2"
        assert executor.stats.crashed == 0
    assert found == {n: str(2 * n) for n in range(100)}


def test_workers_are_started_only_as_they_are_needed(rude: Language) -> None:
    with Executor(rude, workers=4) as executor:
        assert executor.pids == ()
        for _ in range(3):
            executor.run(program("1 + 1"))
        assert len(executor.pids) == 1
        executor.start()
        assert len(executor.pids) == 4


def test_start_returns_before_the_worker_is_ready() -> None:
    with Executor() as executor:
        began = time.monotonic()
        executor.start()
        assert time.monotonic() - began < 0.2
        assert len(executor.pids) == 1


def test_a_worker_grown_large_is_replaced_and_results_stay_the_same(executor: Executor) -> None:
    executor.warm()
    (first,) = executor.pids
    assert text(executor.run(program("rude.count(0) + 2**10"))) == "1025"
    assert text(executor.run(program("rude.count(0) + 2**10"))) == "1026"
    assert executor.run(program("rude.hoard(100)")).ok
    # What the old worker remembered is gone with it.
    assert text(executor.run(program("rude.count(0) + 2**10"))) == "1025"
    assert executor.stats.retired == 1
    assert first not in executor.pids


def test_a_worker_says_when_it_is_old() -> None:
    class Quick:
        def __call__(self, program: Program, language: object, **_: object) -> Outcome:
            return Outcome()

    old = worker._Worker(None, Quick())  # type: ignore[arg-type]
    old.run = lambda request: {"is": "outcome"}  # type: ignore[method-assign,assignment,misc]
    request = {"do": "run", "memory": 1 << 40}
    replies = [old.answer(request) for _ in range(worker.RETIRE_AFTER)]
    assert "retire" not in replies[-2]
    assert replies[-1]["retire"]


def test_a_worker_killed_between_programs_costs_none(executor: Executor) -> None:
    executor.warm()
    psutil.Process(executor.pids[0]).kill()
    time.sleep(0.05)
    assert text(executor.run(program("1 + 1"))) == "2"
    assert executor.stats.crashed == 1


def test_a_closed_executor_says_so(executor: Executor) -> None:
    executor.run(program("1 + 1"))
    pids = executor.pids
    executor.close()
    executor.close()
    wait_until_gone(pids)
    with pytest.raises(MyceliumError) as caught:
        executor.run(program("1 + 1"))
    assert caught.value.code == "MYC137"
    with pytest.raises(MyceliumError):
        executor.start()


def test_closing_ends_a_program_that_runs(rude: Language) -> None:
    executor = Executor(rude, Limits(seconds=60))
    executor.warm()
    outcomes: list[Outcome] = []
    thread = threading.Thread(target=lambda: outcomes.append(executor.run(program("rude.loop(1)"))))
    thread.start()
    time.sleep(0.3)
    executor.close()
    thread.join(timeout=5)
    assert [text(outcome) for outcome in outcomes] == ["MYC137"]


def test_a_forgotten_executor_cleans_up_after_itself() -> None:
    executor = Executor()
    executor.warm()
    pids = executor.pids
    del executor
    wait_until_gone(pids)


def test_an_interrupted_run_stops_its_worker(
    rude: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mycelium.executor.jobs import Job

    with Executor(rude, Limits(seconds=60)) as executor:
        executor.warm()

        def interrupted(job: Job) -> None:
            time.sleep(0.3)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Job, "wait", interrupted)
            with pytest.raises(KeyboardInterrupt):
                executor.run(program("rude.loop(1)"))
        began = time.monotonic()
        assert text(executor.run(program("1 + 1"))) == "2"
        assert time.monotonic() - began < 20


def test_a_worker_that_cannot_start_is_an_error_with_a_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from mycelium.executor import process

    with Executor() as executor, monkeypatch.context() as patch:
        patch.setattr(process, "_START", "import sys; sys.exit('no luck today')")
        (found,) = executor.run(program("1 + 1")).diagnostics
        assert found.code == "MYC133"
        assert "no luck today" in found.message
        with pytest.raises(MyceliumError):
            executor.warm()
        patch.undo()
        assert text(executor.run(program("1 + 1"))) == "2"


def test_two_installations_are_not_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    from mycelium.executor import service

    monkeypatch.setattr(service, "_language_home", lambda: "/elsewhere/mycelium_ir/__init__.py")
    with Executor() as executor:
        (found,) = executor.run(program("1 + 1")).diagnostics
    assert found.code == "MYC133"
    assert "/elsewhere" in found.message


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork.*:DeprecationWarning")
def test_a_forked_child_gets_workers_of_its_own(executor: Executor) -> None:
    assert text(executor.run(program("1 + 1"))) == "2"
    mine = executor.pids
    child = os.fork()
    if child == 0:
        code = 1
        try:
            good = text(executor.run(program("3 * 3"))) == "9"
            code = 0 if good and not set(executor.pids) & set(mine) else 2
            executor.close()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert executor.pids == mine
    assert text(executor.run(program("2 + 2"))) == "4"
    assert executor.stats.crashed == 0


def test_throughput_of_a_warm_worker(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["mycelium 1", "step s0 = 48", *(f"step s{n} = s{n - 1} + {n}*2" for n in range(1, 10))]
    ten = parse("\n".join([*lines, "goal integer s9", ""]))
    with Executor() as executor:
        executor.warm()
        count, began = 200, time.perf_counter()
        for _ in range(count):
            outcome = executor.run(ten)
        rate = count / (time.perf_counter() - began)
    assert text(outcome) == "138"
    with capsys.disabled():
        sys.stderr.write(f"\n10-step arithmetic programs through one warm worker: {rate:.0f}/s\n")
