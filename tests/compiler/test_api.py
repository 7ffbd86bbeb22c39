"""What `import mycelium` offers: compile, run, solve, and the names of the public API."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import pytest

import mycelium
from mycelium import api
from mycelium.executor import Executor, Limits
from mycelium.pipeline import parse_pipeline
from mycelium.plugins import Plugins, load_plugins
from mycelium_ir.diagnostics import MyceliumError

CLIPS = """\
mycelium 1
step s0 : quantity = 48
step s1 : divide = s0 / 2
step s2 : add = s0 + s1
goal integer s2
"""


def fresh(code: str) -> object:
    """What a fresh interpreter prints for this code, read as JSON."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_importing_mycelium_imports_next_to_nothing() -> None:
    code = (
        "import sys, json; before = set(sys.modules); import mycelium; "
        "print(json.dumps(sorted(m for m in set(sys.modules) - before if 'mycelium' in m "
        "or m in ('sympy', 'torch', 'networkx', 'lark', 'typer', 'rich', 'pluggy'))))"
    )
    assert fresh(code) == ["mycelium"]


def test_every_public_name_is_there_and_listed() -> None:
    for name in mycelium.__all__:
        assert getattr(mycelium, name) is not None
        assert name in dir(mycelium)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = mycelium.nothing  # type: ignore[attr-defined]


def test_the_version_is_the_distributions() -> None:
    from importlib.metadata import version

    assert mycelium.__version__ == version("mycelium-math")


def test_run_takes_a_text_or_a_program() -> None:
    for program in (CLIPS, mycelium.parse(CLIPS)):
        outcome = mycelium.run(program)
        assert outcome.ok
        assert outcome.answer is not None
        assert outcome.answer.text == "72"
        assert {name: value.text for name, value in outcome.values.items()}["s1"] == "24"


def test_a_bad_program_gives_diagnostics_and_a_bad_text_raises() -> None:
    outcome = mycelium.run("mycelium 1\nstep s0 = nowhere\nanswer s0\n")
    assert not outcome.ok
    with pytest.raises(MyceliumError):
        mycelium.run("mycelium 1\nstep = \n")


def test_limits_can_be_given() -> None:
    outcome = mycelium.run("mycelium 1\nstep s0 = 7**9999\nanswer s0\n", limits=Limits(digits=100))
    assert not outcome.ok


def test_threads_share_one_executor() -> None:
    answers: list[str] = []

    def work(n: int) -> None:
        outcome = mycelium.run(f"mycelium 1\nstep s0 = {n} + 1\nanswer s0\n")
        answers.append("" if outcome.answer is None else outcome.answer.text)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, answers)) == list(range(1, 9))
    assert api.default_executor() is api.default_executor()


def test_the_default_executor_ends_with_the_process() -> None:
    code = (
        "import json, mycelium, mycelium.api as api; "
        f"mycelium.run({CLIPS!r}); print(json.dumps(api.default_executor().pids))"
    )
    import psutil

    pids = fresh(code)
    assert isinstance(pids, list)
    assert len(pids) == 1
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_compile_and_solve(toys: Plugins, executor: Executor) -> None:
    problem = "Ann has 3 pens and buys 4."
    program = mycelium.compile(problem, "split,count,wire", plugins=toys, executor=executor)
    assert [c.text for c in program.clauses] == ["Ann has 3 pens and buys 4"]
    assert program.problem == problem
    solution = mycelium.solve(problem, "split,count,wire", plugins=toys, executor=executor)
    assert solution.ok
    assert solution.program == program
    assert solution.answer is not None
    assert solution.answer.text == "7"


def test_a_half_compiled_program_compiles_on(toys: Plugins, executor: Executor) -> None:
    begun = mycelium.compile("Add 3 and 4.", "split", plugins=toys, executor=executor)
    done = mycelium.compile(begun, "split,count,wire", plugins=toys, executor=executor)
    assert done.clauses == begun.clauses
    assert done.answer is not None


def test_pipelines_can_be_edited_and_given_built(toys: Plugins, executor: Executor) -> None:
    built = parse_pipeline("split,count,wire", toys)
    for passes in ("split,count,wire", built):
        program = mycelium.compile(
            "Add 3 and 4.",
            passes,
            swap=["count=count{limit=1}"],
            without=["split"],
            stop_after="count",
            plugins=toys,
            executor=executor,
        )
        assert program.clauses == ()
        assert len(program.steps) == 1
        assert program.answer is None


def test_a_row_that_fails_raises_its_reasons(toys: Plugins, executor: Executor) -> None:
    with pytest.raises(MyceliumError) as caught:
        mycelium.compile("a bad 1", "count,wire,bad{how=refuse}", plugins=toys, executor=executor)
    assert caught.value.code == "MYC999"


def test_an_empty_problem_is_refused(toys: Plugins, executor: Executor) -> None:
    with pytest.raises(MyceliumError, match="the problem is empty") as caught:
        mycelium.compile(" \n", "split", plugins=toys, executor=executor)
    assert caught.value.code == "MYC236"


def test_without_trained_passes_no_other_pipeline_is_chosen(executor: Executor) -> None:
    bare = load_plugins(installed=False)
    with pytest.raises(MyceliumError) as caught:
        mycelium.solve("Add 3 and 4.", plugins=bare, executor=executor)
    (found,) = caught.value.diagnostics
    assert found.code == "MYC158"
    assert "\n" not in found.message
    assert "--passes" in str(found)
