"""Algebra: every module gives verified programs, the same in every process, none held out."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest

from mycelium.evaluation.gold import read_gold
from mycelium.executor import Executor
from mycelium_distill.algebra import held_out as holding
from mycelium_distill.algebra.dataset import load
from mycelium_distill.algebra.gym import TASKS
from mycelium_distill.algebra.held_out import held_out, held_out_hashes, held_out_rows
from mycelium_distill.algebra.modules import LEVELS, MODULES, Module, choose
from mycelium_distill.algebra.own.table import GENERATORS
from mycelium_distill.algebra.rows import Row, Tally, rows, text_hash, training_rows
from mycelium_ir import verify
from mycelium_ir.diagnostics import MyceliumError

ROWS = 6
"""How many rows of each module are looked at: two of each level."""

SHARE = 0.95
"""How many of the problems must give a verified program."""


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    with Executor(workers=2) as running:
        yield running


def module_of(name: str) -> Module:
    """A module, whose package must be there."""
    module = MODULES[name]
    if module.origin != "own":
        pytest.importorskip(module.origin, reason="needs the extra `datasets`")
    return module


def drawn(name: str, executor: Executor, count: int = ROWS) -> tuple[list[Row], Tally]:
    tally = Tally()
    found = list(rows(module_of(name), count, executor, taken=set(), tally=tally))
    return found, tally


@pytest.mark.parametrize("name", MODULES)
def test_each_module_gives_verified_programs(name: str, executor: Executor) -> None:
    found, tally = drawn(name, executor)
    assert len(found) == ROWS
    assert tally.yield_ >= SHARE or sum(tally.fallen.values()) <= 1, dict(tally.fallen)
    assert {row.level for row in found} == set(LEVELS)
    for row in found:
        assert not verify(row.draft.program)
        assert row.draft.program.goal is not None
        assert read_gold(row.answer)


def test_nearly_all_problems_of_the_projects_own_give_a_program(executor: Executor) -> None:
    tally = Tally()
    for name in GENERATORS:
        list(rows(MODULES[name], 15, executor, taken=set(), tally=tally))
    assert tally.yield_ >= 0.99, dict(tally.fallen)


@pytest.mark.parametrize("name", GENERATORS)
def test_a_generator_draws_from_its_own_generator_only(name: str) -> None:
    random.seed(5)
    first = GENERATORS[name](Random(3), "medium")
    random.seed(6)
    assert GENERATORS[name](Random(3), "medium") == first
    others = {GENERATORS[name](Random(seed), "hard").problem for seed in range(20)}
    assert len(others) > 15


@pytest.mark.parametrize("name", ["linear_1d_composed", "gym_decimal_arithmetic"])
def test_a_package_leaves_the_process_as_it_was(name: str) -> None:
    import decimal

    module = module_of(name)
    random.seed(1)
    expected = [random.random() for _ in range(3)]
    random.seed(1)
    before = decimal.getcontext().prec
    module.draft("easy", 7)
    assert [random.random() for _ in range(3)] == expected
    assert decimal.getcontext().prec == before


PRINTING = """
import sys
from mycelium_distill.algebra.modules import MODULES
for name in sys.argv[1:]:
    draft = MODULES[name].draft("medium", 11)
    print(draft.problem, draft.gold, draft.program)
"""


@pytest.mark.parametrize("origin", ["own", "mathematics_dataset", "reasoning_gym"])
def test_a_seed_gives_the_same_problem_in_every_process(origin: str) -> None:
    names = [name for name, module in MODULES.items() if module.origin == origin]
    module_of(names[0])
    told = [
        subprocess.run(
            [sys.executable, "-c", PRINTING, *order],
            env={**os.environ, "PYTHONHASHSEED": salt},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for salt, order in (("1", names), ("2", names))
    ]
    assert told[0] == told[1] != ""


def test_an_equation_of_a_function_that_is_known_defines_nothing() -> None:
    from mycelium_distill.algebra.deepmind import draft
    from mycelium_distill.algebra.sources import Raw

    text = "Let z(o) be the first derivative of o**2 - 6*o. Let z(u) = 0. Calculate u."
    program = draft("polynomial_roots_composed", Raw(text, "3")).program
    assert [step.operation for step in program.steps] == [
        "differentiate",
        "substitute",
        "equation",
        "solve",
    ]


# -- the frozen list


def test_the_list_holds_out_fifty_problems_of_every_module() -> None:
    by_module: dict[str, list[str]] = {}
    for held in held_out():
        by_module.setdefault(held.module, []).append(held.hash)
    assert set(by_module) == set(MODULES)
    assert all(len(hashes) >= 50 for hashes in by_module.values())
    assert len(held_out_hashes()) == len(held_out())


@pytest.mark.parametrize("name", MODULES)
def test_what_is_held_out_is_made_again_from_its_seed(name: str) -> None:
    module_of(name)
    listed = [held for held in held_out() if held.module == name]
    for held in listed[:3]:
        assert text_hash(held.draft().problem) == held.hash


def test_another_problem_than_the_one_held_out_is_told() -> None:
    held = next(held for held in held_out() if held.module == "modulus")
    other = holding.Held(held.module, held.level, held.seed + 1, held.hash)
    with pytest.raises(MyceliumError, match="MYC291"):
        other.draft()


def test_no_training_row_is_held_out(executor: Executor) -> None:
    # Few problems are possible here, so that many training rows would be held out by chance.
    names = ["trigonometric_value", "modulus", "logarithm"]
    found = training_rows(300, modules=names, executor=executor)
    assert not {text_hash(row.problem) for row in found} & held_out_hashes()
    assert len({text_hash(row.problem) for row in found}) == len(found) == 900


def test_a_problem_that_is_held_out_would_be_drawn_and_is_left_out(executor: Executor) -> None:
    module = MODULES["modulus"]
    first, *_ = rows(module, 1, executor, taken=set())
    tally = Tally()
    second, *_ = rows(module, 1, executor, taken={first.hash}, tally=tally)
    assert second.hash != first.hash
    assert tally.repeated == 1


def test_training_rows_are_the_same_however_many_are_made(executor: Executor) -> None:
    few = training_rows(4, modules=["substitution", "modulus"], executor=executor)
    many = training_rows(9, modules=["modulus"], executor=executor)
    assert [row for row in few if row.source == "algebra.modulus"] == list(many[:4])
    other = training_rows(4, seed=1, modules=["modulus"], executor=executor)
    assert not {row.problem for row in other} & {row.problem for row in many}


def test_held_out_problems_as_written_solutions(executor: Executor) -> None:
    found = held_out_rows(executor, modules=["modulus"])
    assert {text_hash(row.problem) for row in found} == {
        held.hash for held in held_out() if held.module == "modulus"
    }
    assert {row.split for row in found} == {"report"}


# -- the dataset


def test_the_dataset_measures_on_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    for origin in ("mathematics_dataset", "reasoning_gym"):
        pytest.importorskip(origin, reason="needs the extra `datasets`")
    some = tuple(held for n, held in enumerate(held_out()) if n % 25 == 0)
    monkeypatch.setattr("mycelium_distill.algebra.dataset.held_out", lambda: some)
    found = load(None, "held_out")
    assert len(found) == len(some)
    assert set(found.groups) == set(MODULES)
    assert all(read_gold(example.answer) for example in found)


def test_the_dataset_is_offered_to_eval() -> None:
    from mycelium.plugins import plugins

    assert plugins().find_dataset("algebra").resolve() is load
    with pytest.raises(MyceliumError, match="MYC249"):
        load(None, "test")


def test_a_missing_package_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "reasoning_gym", None)
    with pytest.raises(MyceliumError, match="reasoning-gym") as caught:
        MODULES["gym_gcd"].draft("easy", 1)
    (told,) = caught.value.diagnostics
    assert told.code == "MYC254"
    assert "mycelium-math[datasets]" in (told.hint or "")


# -- what is in it


def test_gsm_symbolic_is_never_used() -> None:
    assert "gsm_symbolic" not in {task.name for task in TASKS.values()}


def test_an_unknown_module_is_told_with_the_nearest() -> None:
    with pytest.raises(MyceliumError, match="MYC290"):
        choose(["modulos"])


def test_a_wrong_gold_answer_is_no_row(executor: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    right = GENERATORS["modulus"]
    monkeypatch.setattr(
        "mycelium_distill.algebra.modules.GENERATORS",
        {"modulus": lambda draw, level: replace(right(draw, level), gold="-1")},
    )
    tally = Tally()
    assert not list(rows(MODULES["modulus"], 2, executor, taken=set(), tally=tally))
    assert tally.fallen == {"the answers: different": tally.drawn - tally.repeated}
    assert tally.yield_ == 0
    assert Fraction(tally.drawn) == 40
