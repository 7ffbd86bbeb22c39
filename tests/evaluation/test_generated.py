"""Generated sets: the same for the same seed everywhere, each problem once, readable golds."""

from __future__ import annotations

import decimal
import importlib
import os
import random
import subprocess
import sys

import pytest

from mycelium.evaluation.dataset import load_dataset
from mycelium.evaluation.datasets import generated
from mycelium.evaluation.datasets.generated import gold_of_answer
from mycelium.evaluation.datasets.reading import BadRowError
from mycelium.evaluation.gold import read_gold
from mycelium_ir.diagnostics import MyceliumError

LINEAR = "mathematics_dataset:algebra__linear_1d"
EQUATIONS = "reasoning_gym:simple_equations"


@pytest.fixture
def mathematics() -> None:
    pytest.importorskip("mathematics_dataset", reason="needs the extra `datasets`")


@pytest.fixture
def gym() -> None:
    pytest.importorskip("reasoning_gym", reason="needs the extra `datasets`")


PRINTED = """
from mycelium.evaluation.dataset import load_dataset
for name in {names}:
    print([(e.problem, e.answer) for e in load_dataset(name)])
"""


def printed(names: list[str], hash_seed: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", PRINTED.format(names=names)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


@pytest.mark.usefixtures("mathematics", "gym")
def test_every_process_draws_the_same() -> None:
    composed = ("algebra__linear_2d_composed", "numbers__is_prime", "polynomials__simplify_power")
    names = [f"mathematics_dataset:{name},n=5" for name in composed]
    names += [f"reasoning_gym:{task},n=2" for task in generated.TASKS]
    assert printed(names, "1") == printed(names, "2")


@pytest.mark.usefixtures("mathematics")
def test_a_seed_is_a_set_of_its_own_and_more_rows_go_on() -> None:
    def problems(name: str) -> list[str]:
        return [e.problem for e in load_dataset(name)]

    few = problems(f"{LINEAR},n=10,seed=3")
    assert problems(f"{LINEAR},seed=3,n=10") == few
    assert problems(f"{LINEAR},n=15,seed=3")[:10] == few
    assert not set(few) & set(problems(f"{LINEAR},n=10,seed=4"))
    assert not set(few) & set(problems(f"{LINEAR}:train-easy,n=10,seed=3"))


@pytest.mark.usefixtures("mathematics")
def test_drawing_leaves_the_generators_and_sympy_as_they_were() -> None:
    import numpy

    random.seed(1)
    numpy.random.seed(1)
    expected = (random.random(), float(numpy.random.random()))
    random.seed(1)
    numpy.random.seed(1)
    load_dataset(f"{LINEAR},n=5")
    assert (random.random(), float(numpy.random.random())) == expected
    diophantine = importlib.import_module("sympy.solvers.diophantine")
    assert not hasattr(diophantine, "base_solution_linear")
    assert not hasattr(numpy.zeros(1), "itemset") or numpy.__version__ < "2"


@pytest.mark.usefixtures("mathematics")
@pytest.mark.parametrize("regime", ["interpolate", "train-hard"])
def test_every_module_gives_readable_answers_once_each(regime: str) -> None:
    from mycelium.evaluation.datasets.mathematics_package import mathematics_modules

    modules = mathematics_modules()[regime]
    assert len(modules) == 56
    for module in modules.keys() - {"comparison__sort_composed"}:
        dataset = load_dataset(f"mathematics_dataset:{module}:{regime},n=4")
        assert len(dataset) == 4, module
        assert len({" ".join(e.problem.split()) for e in dataset}) == 4
        for example in dataset:
            read_gold(example.answer)
        assert not dataset.held_out


@pytest.mark.usefixtures("gym")
def test_every_task_gives_readable_answers_once_each() -> None:
    for task in generated.TASKS:
        dataset = load_dataset(f"reasoning_gym:{task},n=30")
        assert len(dataset) == 30, task
        assert len({" ".join(e.problem.split()) for e in dataset}) == 30
        for example in dataset:
            read_gold(example.answer)
        assert not dataset.problems


@pytest.mark.usefixtures("gym")
def test_no_task_changes_how_decimals_are_rounded() -> None:
    before = decimal.getcontext().copy()
    for task in generated.TASKS:
        load_dataset(f"reasoning_gym:{task},n=2")
    assert repr(decimal.getcontext()) == repr(before)


@pytest.mark.usefixtures("gym")
def test_what_comes_from_a_test_split_is_for_measuring_only() -> None:
    assert load_dataset("reasoning_gym:gsm_symbolic,n=2").held_out
    assert "never train" in generated.TASKS["gsm_symbolic"]
    assert not load_dataset(f"{EQUATIONS},n=2").held_out


@pytest.mark.usefixtures("mathematics")
def test_an_answer_that_is_no_value_is_counted_apart_and_another_drawn() -> None:
    dataset = load_dataset("mathematics_dataset:comparison__pair_composed,n=5")
    assert len(dataset) == 5
    assert dataset.problems
    for found in dataset.problems:
        assert found.code == "MYC246"
        assert "is a name, and no value" in found.message


@pytest.mark.parametrize(
    ("name", "question", "answer", "gold"),
    [
        ("comparison__closest", "Which is nearest to 1?  (a) -0.5  (b) 0.9", "b", "0.9"),
        ("comparison__sort", "Sort 3, -1, 2.", "-1, 2, 3", "(-1, 2, 3)"),
        ("comparison__pair", "Is 3 bigger than 2?", "True", "True"),
        ("numbers__base_conversion", "What is 25 in base 2?", "11001", "11001"),
        ("numbers__base_conversion", "What is 27 in base 16?", "1b", "(1, 11)"),
        ("arithmetic__add_or_sub_in_base", "In base 3, what is 1 - 12?", "-11", "-11"),
        ("algebra__polynomial_roots", "What is t?", "-1, 2/3", "-1, 2/3"),
        ("algebra__sequence_nth_term", "What is the n'th term?", "3*n - 1", "3*n - 1"),
    ],
)
def test_answers_mean_values(name: str, question: str, answer: str, gold: str) -> None:
    assert gold_of_answer(name, question, answer) == gold


@pytest.mark.parametrize(
    ("name", "question", "answer"),
    [
        ("comparison__closest", "Which is nearest?  (a) 3  (b) k", "b"),
        ("comparison__pair_composed", "Let g = 2. Which is bigger, g or 1?", "g"),
        ("numbers__base_conversion", "What is -27 in base 16?", "-1b"),
        ("measurement__time", "What is 3 minutes before 6:35 AM?", "6:32 AM"),
    ],
)
def test_answers_that_are_no_values(name: str, question: str, answer: str) -> None:
    with pytest.raises(BadRowError):
        gold_of_answer(name, question, answer)


@pytest.mark.usefixtures("mathematics", "gym")
@pytest.mark.parametrize(
    ("name", "code", "told"),
    [
        ("mathematics_dataset", "MYC262", "does not say which"),
        ("mathematics_dataset:algebra__linear_1e", "MYC249", "has no split `algebra__linear_1e`"),
        (f"{LINEAR}:somewhere", "MYC249", "has no split `somewhere`"),
        (f"{LINEAR},m=5", "MYC262", "there is no option 'm'"),
        (f"{LINEAR},n=0", "MYC262", "n=0 is no whole number from 1 on"),
        (f"{LINEAR},seed=-1", "MYC262", "seed=-1 is no whole number from 0 on"),
        ("reasoning_gym:sudoku", "MYC249", "has no split `sudoku`"),
        (f"{EQUATIONS}:test", "MYC249", "has no split `simple_equations:test`"),
    ],
)
def test_names_that_are_not_understood(name: str, code: str, told: str) -> None:
    with pytest.raises(MyceliumError, match=told) as caught:
        load_dataset(name)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("name", "package"),
    [(LINEAR, "mathematics_dataset.modules.modules"), (EQUATIONS, "reasoning_gym")],
)
def test_without_the_extra_it_says_what_to_install(
    name: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mycelium.evaluation.datasets.mathematics_package import mathematics_modules

    mathematics_modules.cache_clear()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MyceliumError, match="cannot be imported") as caught:
        load_dataset(name)
    (found,) = caught.value.diagnostics
    assert found.code == "MYC254"
    assert "pip install 'mycelium-math[datasets]'" in (found.hint or "")
