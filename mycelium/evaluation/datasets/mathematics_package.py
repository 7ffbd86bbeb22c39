"""The PyPI package `mathematics_dataset` 1.0.1, made to run beside today's sympy and numpy.

It was written in 2018 (DeepMind). What it misses is given to its own modules only; sympy and
numpy stay as they are, except for one name of sympy's while the package is imported.
"""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Context, localcontext
from functools import cache
from types import ModuleType
from typing import Any, Protocol, TypeAlias

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

PACKAGE = "mathematics_dataset"

LEVELS = ("easy", "medium", "hard")
"""The package's thirds of difficulty, for training: `train-easy` and so on."""


class Problem(Protocol):
    """What a module of the package returns; `str()` of either gives its text."""

    question: Any
    answer: Any


Module: TypeAlias = Callable[[], Problem]
"""Draws a problem, from the generators of `random` and `numpy.random`; see `seeded`."""


@cache
def mathematics_modules() -> Mapping[str, Mapping[str, Module]]:
    """The package's modules by regime, then by name (`algebra__linear_1d`), names in order.

    The regimes: `train` and its thirds `train-easy`, `train-medium`, `train-hard`;
    `interpolate` (parts of whose problems are kept out of the training regimes, by
    their hash) and `extrapolate` (larger ones).

    Raises:
        MyceliumError: MYC254, if the package or something that it needs is not installed.
    """
    modules = _imported()
    regimes = {"train": modules.train(_part(0, 1))}
    for place, level in enumerate(LEVELS):
        regimes[f"train-{level}"] = modules.train(_part(place, len(LEVELS)))
    regimes |= {"interpolate": modules.test(), "extrapolate": modules.test_extra()}
    return {regime: dict(sorted(_flat(tree))) for regime, tree in regimes.items()}


@contextmanager
def seeded(key: str) -> Iterator[None]:
    """Seed the generators that a package draws from, and put them back as they were.

    Equal keys give equal draws, on every machine and in every process. What the
    package does to the precision of decimals is taken back, too.
    """
    import numpy
    from sympy.core.random import rng

    state, array_state, prime_state = random.getstate(), numpy.random.get_state(), rng.getstate()
    random.seed(key)  # a text is hashed by SHA-512, not by Python's own salted hash
    numpy.random.seed(random.getrandbits(32))
    rng.seed(key)  # sympy draws primes from a generator of its own
    try:
        with localcontext(Context()):
            yield
    finally:
        random.setstate(state)
        numpy.random.set_state(array_state)
        rng.setstate(prime_state)


def _part(place: int, parts: int) -> Callable[[tuple[float, float]], tuple[float, float]]:
    """Restricts a range of entropy to one of its equal parts, as the package's `generate` does."""

    def restricted(entropy: tuple[float, float]) -> tuple[float, float]:
        low, high = entropy
        step = (high - low) / parts
        return low + place * step, low + (place + 1) * step

    return restricted


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Module]]:
    for name, found in tree.items():
        if isinstance(found, Mapping):
            yield from _flat(found, f"{prefix}{name}__")
        else:
            yield prefix + name, found


# --------------------------------------------------------------------------- importing


def _imported() -> Any:
    """The package's module of modules, mended."""
    # `import sympy.solvers.diophantine` would give the function of that name.
    diophantine = importlib.import_module("sympy.solvers.diophantine")
    missing = not hasattr(diophantine, "base_solution_linear")
    if missing:
        inner = importlib.import_module("sympy.solvers.diophantine.diophantine")
        diophantine.base_solution_linear = inner.base_solution_linear  # type: ignore[attr-defined]
    try:
        modules = importlib.import_module(f"{PACKAGE}.modules.modules")
        polynomials = importlib.import_module(f"{PACKAGE}.sample.polynomials")
        numbers = importlib.import_module(f"{PACKAGE}.modules.numbers")
        composition = importlib.import_module(f"{PACKAGE}.util.composition")
    except ImportError as error:
        raise MyceliumError(
            Diagnostic(
                "MYC254",
                f"the package {PACKAGE} cannot be imported: {error}",
                hint="install it with `pip install 'mycelium-math[datasets]'`",
                subject=PACKAGE,
            )
        ) from None
    finally:
        if missing:
            del diophantine.base_solution_linear
    polynomials.np = _Numpy(polynomials.np)  # type: ignore[attr-defined]
    numbers.random = _Whole(numbers.random)  # type: ignore[attr-defined]
    composition.random = _Ordered(composition.random)  # type: ignore[attr-defined]
    return modules


class _View:
    """A module as another one sees it: some names are overridden by a subclass."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


class _Numpy(_View):
    """numpy with `numpy.object` and `ndarray.itemset`, which went with numpy 1.24 and 2.0."""

    object = object

    def zeros(self, *args: Any, **options: Any) -> Any:
        return self._module.zeros(*args, **options).view(_array_class())

    def empty(self, *args: Any, **options: Any) -> Any:
        return self._module.empty(*args, **options).view(_array_class())


@cache
def _array_class() -> type:
    import numpy

    class Array(numpy.ndarray):
        def itemset(self, index: Any, value: Any) -> None:
            self[index] = value

    return Array


class _Whole(_View):
    """random whose `randint` takes whole floats, as it did before Python 3.12."""

    def randint(self, low: float, high: float) -> int:
        return int(self._module.randint(int(low), int(high)))


class _Ordered(_View):
    """random for one who draws from lists made of sets: equal sets give equal draws.

    The order of a set of texts changes from one process to the next, that of a set
    of objects from one run to the next.
    """

    def choice(self, options: list[Any]) -> Any:
        letters = all(isinstance(option, str) for option in options)
        return self._module.choice(sorted(options) if letters else options)

    def shuffle(self, entities: list[Any]) -> None:
        entities.sort(key=lambda e: (e.child_description, e._description))
        self._module.shuffle(entities)
