"""The code behind functions: how it is found, and the operands of functions that bind a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from sympy import Basic, Symbol

from mycelium_ir.lowering.values import as_value
from mycelium_ir.nodes import Expression

Locals = Mapping[str, Basic]
_LowerT = TypeVar("_LowerT", bound=Callable[..., object])


def with_bodies(lower: _LowerT) -> _LowerT:
    """Mark the code of a binding function that wants its operands as `Body` objects.

    Without this mark it gets each operand as a sympy expression in the symbol that
    the first parameter is.
    """
    lower.takes_bodies = True  # type: ignore[attr-defined]
    return lower


class Body:
    """An operand in which a function binds a name: the `k**2` of `sum(k**2; k, 1, 10)`."""

    def __init__(self, node: Expression, name: str, symbol: Symbol, local: Locals, run: Any):
        self._node, self._name, self._local, self._run = node, name, local, run
        self.symbol = symbol

    def at(self, value: Basic | int) -> Basic:
        """The operand's value where the name stands for `value`."""
        result: Basic = self._run(self._node, {**self._local, self._name: as_value(value)})
        return result

    def symbolic(self) -> Basic:
        """The operand as an expression in `symbol`; a function may refuse a symbol."""
        return self.at(self.symbol)


@cache
def imported(path: str) -> Any:
    """The object that `module:object` names.

    Raises:
        ImportError: if there is no such module or object.
    """
    module, _, name = path.partition(":")
    try:
        return getattr(import_module(module), name)
    except AttributeError as error:
        raise ImportError(f"{module} has no {name}") from error
