"""Functions of plugins inside the workers: found, imported only when used, and blamed by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mycelium.executor import Executor, Limits
from mycelium.executor.specifications import (
    function_from_json,
    function_to_json,
    goal_from_json,
    goal_to_json,
)
from mycelium_ir.functions import Function
from mycelium_ir.goals import GoalType
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language, base_language
from mycelium_ir.parser import parse

ONE = "mycelium 1\nstep s0 = {}\nanswer s0\n"


def plugin_function(name: str, lower: str) -> Function:
    return Function(name, (Kind.NUMBER,), Kind.NUMBER, "For a test.", lower, plugin="stranger")


def test_specifications_survive_the_journey() -> None:
    language = base_language()
    for function in language.functions.values():
        assert function_from_json(function_to_json(function)) == function
    for goal in language.goals.values():
        assert goal_from_json(goal_to_json(goal)) == goal


def test_a_plugin_in_a_folder_that_only_the_parent_knows(executor: Executor) -> None:
    outcome = executor.run(parse(ONE.format("rude.double(4) + 1")))
    assert outcome.answer is not None
    assert outcome.answer.text == "9"


def test_a_plugins_goal_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dozens.py").write_text("def dozen(x):\n    return x / 12\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    goal = GoalType("dozen", (Kind.NUMBER,), "In dozens.", "dozens:dozen", plugin="stranger")
    language = base_language().extend(goals=[goal])
    with Executor(language) as executor:
        outcome = executor.run(parse("mycelium 1\nstep s0 = 30\ngoal dozen s0\n"))
    assert outcome.ok, outcome.diagnostics
    assert outcome.answer is not None
    assert outcome.answer.text == "5/2"


def test_a_plugin_that_cannot_be_imported_is_named_and_the_rest_works() -> None:
    language = base_language().extend([plugin_function("lost", "no_such_module:lost")])
    with Executor(language) as executor:
        (found,) = executor.run(parse(ONE.format("lost(1)"))).diagnostics
        assert found.code == "MYC134"
        assert "`stranger`" in found.message
        assert "no_such_module" in found.message
        assert executor.run(parse(ONE.format("1 + 1"))).ok
        assert executor.stats.started == 1


def test_a_plugin_without_the_promised_object_is_named() -> None:
    language = base_language().extend([plugin_function("lost", "math:no_such_thing")])
    with Executor(language) as executor:
        (found,) = executor.run(parse(ONE.format("lost(1)"))).diagnostics
    assert found.code == "MYC134"
    assert "no_such_thing" in found.message


def test_a_plugin_that_breaks_while_it_is_imported_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "breaks.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    language = base_language().extend([plugin_function("broken", "breaks:f")])
    with Executor(language) as executor:
        (found,) = executor.run(parse(ONE.format("broken(1)"))).diagnostics
    assert found.code == "MYC134"


def test_importing_a_plugin_is_not_charged_to_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "import time\ntime.sleep(1.5)\ndef f(x):\n    return x\n"
    (tmp_path / "slow_to_import.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    language = base_language().extend([plugin_function("slow", "slow_to_import:f")])
    with Executor(language, Limits(seconds=1)) as executor:
        assert executor.run(parse(ONE.format("slow(1)"))).ok


def test_an_exchanged_entry_is_the_one_that_runs(rude: Language) -> None:
    with Executor(rude) as executor:
        program = parse(ONE.format("rude.double(4)"))
        assert executor.run(program).answer is not None
        other = replace(rude.functions["rude.double"], lower="bad_manners:count")
        executor.language = replace(rude, functions={**rude.functions, "rude.double": other})
        answer = executor.run(program).answer
        assert answer is not None
        assert answer.text == "1"
        # And a plugin that took the place of `abs` is forgotten with the language that said so.
        own = replace(rude.functions["rude.double"], name="abs")
        executor.language = replace(rude, functions={**rude.functions, "abs": own})
        doubled = executor.run(parse(ONE.format("abs(4)"))).answer
        executor.language = None
        plain = executor.run(parse(ONE.format("abs(4)"))).answer
    assert doubled is not None
    assert plain is not None
    assert (doubled.text, plain.text) == ("8", "4")
