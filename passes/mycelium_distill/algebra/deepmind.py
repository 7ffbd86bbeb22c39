"""`mathematics_dataset` (DeepMind, Apache-2.0), made to run beside today's sympy and numpy.

The package is imported once, with the names restored that it misses, and draws from
seeded generators only, so that a seed gives the same problem in every process.
Saxton et al., "Analysing Mathematical Reasoning Abilities of Neural Models", 2019.
"""

from __future__ import annotations

import importlib
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Context, localcontext
from functools import cache
from typing import Any

from mycelium_distill.algebra.deepmind_questions import ask
from mycelium_distill.algebra.deepmind_reading import Reading
from mycelium_distill.algebra.sketch import Draft
from mycelium_distill.algebra.sources import Raw, needs

LONGEST = 160
"""The longest question that is used, as the package itself limits it."""

_NEGATIVE_WITH_LETTERS = re.compile(r"-\d*[a-f][0-9a-f]*")
"""A negative numeral to a base above ten, `-18b6`: no value of the language is written so."""

LEVELS = ("easy", "medium", "hard")
"""The package's own three levels of difficulty: thirds of each module's range of entropy."""

MODULES: Mapping[str, str] = {
    "polynomial_roots": "algebra",
    "polynomial_roots_composed": "algebra",
    "linear_1d": "algebra",
    "linear_1d_composed": "algebra",
    "linear_2d": "algebra",
    "linear_2d_composed": "algebra",
    "sequence_next_term": "algebra",
    "sequence_nth_term": "algebra",
    "add_or_sub": "arithmetic",
    "add_or_sub_in_base": "arithmetic",
    "add_sub_multiple": "arithmetic",
    "mul": "arithmetic",
    "div": "arithmetic",
    "mul_div_multiple": "arithmetic",
    "mixed": "arithmetic",
    "nearest_integer_root": "arithmetic",
    "simplify_surd": "arithmetic",
    "differentiate": "calculus",
    "differentiate_composed": "calculus",
    "pair": "comparison",
    "pair_composed": "comparison",
    "kth_biggest": "comparison",
    "kth_biggest_composed": "comparison",
    "closest": "comparison",
    "closest_composed": "comparison",
    "sort": "comparison",
    "sort_composed": "comparison",
    "conversion": "measurement",
    "base_conversion": "numbers",
    "gcd": "numbers",
    "gcd_composed": "numbers",
    "lcm": "numbers",
    "lcm_composed": "numbers",
    "div_remainder": "numbers",
    "div_remainder_composed": "numbers",
    "is_prime": "numbers",
    "is_prime_composed": "numbers",
    "is_factor": "numbers",
    "is_factor_composed": "numbers",
    "round_number": "numbers",
    "round_number_composed": "numbers",
    "place_value": "numbers",
    "place_value_composed": "numbers",
    "list_prime_factors": "numbers",
    "list_prime_factors_composed": "numbers",
    "coefficient_named": "polynomials",
    "evaluate": "polynomials",
    "evaluate_composed": "polynomials",
    "add": "polynomials",
    "expand": "polynomials",
    "collect": "polynomials",
    "compose": "polynomials",
    "simplify_power": "polynomials",
}
"""The package's modules that are used, and the family that each belongs to."""


def generate(module: str, level: str, seed: int) -> Raw:
    """The problem that a module of the package gives for a seed.

    Raises:
        MyceliumError: MYC290, if the package is not installed.
    """
    sample = _samplers(level)[module]
    with _seeded(seed):
        while True:
            problem = sample()
            text = str(problem.question)
            answer = str(problem.answer)
            if len(text) <= LONGEST and not _NEGATIVE_WITH_LETTERS.fullmatch(answer):
                return Raw(text, answer)


def draft(module: str, raw: Raw) -> Draft:
    """The program of one of the package's problems.

    Raises:
        UnreadError: if the problem is not understood.
    """
    if module == "conversion":
        from mycelium_distill.algebra.conversions import draft as convert

        return convert(raw)
    reading = Reading(raw.problem)
    asked = ask(reading, raw.answer)
    return reading.draft(asked.goal, asked.step, asked.gold)


@cache
def _samplers(level: str) -> dict[str, Callable[[], Any]]:
    """What draws a problem, by the module's name, for one level of difficulty."""
    families = _package()
    low, count = LEVELS.index(level), len(LEVELS)

    def third(entropy: tuple[float, float]) -> tuple[float, float]:
        start, width = entropy[0], entropy[1] - entropy[0]
        return start + width * low / count, start + width * (low + 1) / count

    trained = families.train(third)
    return {name: trained[family][name] for name, family in MODULES.items()}


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Python's, numpy's and sympy's generators seeded, and put back as they were."""
    import numpy
    from sympy.core.random import rng

    state, numpy_state, sympy_state = random.getstate(), numpy.random.get_state(), rng.getstate()
    _EntityCounter.drawn = 0
    random.seed(seed)
    numpy.random.seed(seed % 2**32)
    rng.seed(seed)
    try:
        with localcontext(Context()):
            yield
    finally:
        random.setstate(state)
        numpy.random.set_state(numpy_state)
        rng.setstate(sympy_state)


@cache
def _package() -> Any:
    """The package's modules, imported and made to draw alike in every process."""
    with _restored_name():
        try:
            families = importlib.import_module("mathematics_dataset.modules.modules")
        except ModuleNotFoundError as error:
            raise needs("mathematics_dataset", error) from error
    polynomials = importlib.import_module("mathematics_dataset.sample.polynomials")
    composition = importlib.import_module("mathematics_dataset.util.composition")
    vars(polynomials)["np"] = _OldNumpy()
    # `i` reads as the imaginary unit where an answer is an expression.
    vars(composition)["_ALLOWED_SYMBOLS"] = _Ordered(vars(composition)["_ALLOWED_SYMBOLS"] - {"i"})
    vars(composition)["Entity"].__hash__ = _EntityCounter.number
    return families


@contextmanager
def _restored_name() -> Iterator[None]:
    """`base_solution_linear` where the package looks for it, for the time of an import."""
    importlib.import_module("sympy.solvers.diophantine")
    # The function `sympy.solvers.diophantine` hides the module of that name.
    old = sys.modules["sympy.solvers.diophantine"]
    new = importlib.import_module("sympy.solvers.diophantine.diophantine")
    vars(old)["base_solution_linear"] = vars(new)["base_solution_linear"]
    try:
        yield
    finally:
        del vars(old)["base_solution_linear"]


class _OldNumpy:
    """Numpy with what the package takes from versions before 1.24 and 2.0."""

    object = object

    def __getattr__(self, name: str) -> Any:
        import numpy

        found = getattr(numpy, name)
        return _settable(found) if name in ("empty", "zeros") else found


def _settable(make: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *args, **options: make(*args, **options).view(_old_array())


@cache
def _old_array() -> type:
    import numpy

    def itemset(self: Any, *args: Any) -> None:
        self[args[0]] = args[1]

    return type("OldArray", (numpy.ndarray,), {"itemset": itemset})


class _Ordered(set[str]):
    """A set of texts that is walked in order, and not by the process's hash seed."""

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(super().__iter__()))

    def difference(self, *others: Any) -> _Ordered:
        """What is in none of the others, ordered too."""
        return _Ordered(super().difference(*others))


class _EntityCounter:
    """Hashes of the package's entities: numbers in order of first use, and not addresses."""

    drawn = 0

    @staticmethod
    def number(entity: Any) -> int:
        """The entity's number."""
        found = vars(entity).get("_mycelium_number")
        if found is None:
            _EntityCounter.drawn += 1
            found = vars(entity)["_mycelium_number"] = _EntityCounter.drawn
        return int(found)
