"""Evaluates expressions to sympy objects, node by node; no text is ever interpreted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy
from sympy import (
    AccumBounds,
    Basic,
    Dummy,
    Expr,
    Integer,
    Interval,
    Lambda,
    Rational,
    S,
    Set,
    Symbol,
    Tuple,
)

from mycelium_ir.diagnostics import Diagnostic, Source, nearest
from mycelium_ir.functions import Function
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language
from mycelium_ir.lowering.bodies import Body, Locals, imported
from mycelium_ir.lowering.budget import check_number
from mycelium_ir.lowering.errors import (
    RefusedError,
    division_by_zero,
    infinite,
    too_large,
    undefined,
)
from mycelium_ir.lowering.values import (
    as_value,
    is_boolean,
    is_expression,
    is_number,
    is_rational,
    kind_of,
)
from mycelium_ir.nodes import Call, Define, Expression, Name, Number

_CONSTANTS: dict[str, Basic] = {
    "pi": S.Pi,
    "E": S.Exp1,
    "I": S.ImaginaryUnit,
    "oo": S.Infinity,
    "true": sympy.true,
    "false": sympy.false,
}

_ASSUMPTIONS: dict[str, dict[str, bool]] = {
    "integer": {"integer": True},
    "rational": {"rational": True},
    "real": {"real": True},
    "complex": {"complex": True},
}

_MAY_BE_INFINITE = frozenset(
    ["limit", "sum", "product", "integrate", "left", "right", "min", "max", "substitute"]
)
_INFINITIES = (S.Infinity, S.NegativeInfinity)


class FaultError(Exception):
    """An error of the program that is being evaluated, with its place."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class UnavailableError(Exception):
    """A step without a value was read; its own diagnostic, if any, says why."""


class Evaluator:
    """Values of expressions within one program."""

    def __init__(
        self,
        language: Language,
        unknowns: Mapping[str, str],
        definitions: Mapping[str, Define],
        steps: Mapping[str, object],
        source: Source | None,
    ) -> None:
        self.language = language
        self.definitions = definitions
        self.steps = steps
        self.source = source
        self.values: dict[str, Basic] = {}
        self.unknowns = {
            name: Symbol(name, **_ASSUMPTIONS.get(domain, _ASSUMPTIONS["real"]))
            for name, domain in unknowns.items()
        }
        self.functions: dict[Lambda, str] = {}
        """The functions of the problem that were used as values, with their names."""

    def fault(
        self, code: str, message: str, node: Expression | None, hint: str | None = None
    ) -> FaultError:
        """An error at a node."""
        at = None if node is None else node.at
        return FaultError(Diagnostic(code, message, at=at, hint=hint, source=self.source))

    def value(self, node: Expression, local: Locals) -> Basic:
        """The value of an expression, not yet settled.

        Raises:
            FaultError: where the program is wrong.
            UnavailableError: where it needs a hole, or a step that has no value.
        """
        if type(node) is Call:
            return self._call(node, local)
        if type(node) is Number:
            exact = node.value
            if exact.denominator == 1:
                return Integer(exact.numerator)
            return Rational(exact.numerator, exact.denominator)
        if type(node) is Name:
            return self._name(node, local)
        raise UnavailableError

    # -- names

    def _name(self, node: Name, local: Locals) -> Basic:
        name = node.id
        found = local.get(name)
        if found is None:
            found = self.values.get(name)
        if found is not None:
            return found
        if name in self.steps:
            raise UnavailableError
        if name in self.unknowns:
            return self.unknowns[name]
        if name in self.definitions:
            return self._as_function(self.definitions[name])
        if name in self.language.constants and name in _CONSTANTS:
            return _CONSTANTS[name]
        known = [*local, *self.steps, *self.unknowns, *self.definitions, *self.language.constants]
        hint = nearest(name, known) or f"declare it with `unknown {name}`, or name a step"
        raise self.fault("MYC040", f"there is no step or unknown `{name}`", node, hint)

    def _as_function(self, definition: Define) -> Lambda:
        symbols = [Symbol(name, real=True) for name in definition.parameters]
        body = self.value(definition.body, dict(zip(definition.parameters, symbols, strict=True)))
        function = Lambda(tuple(symbols), body)
        self.functions[function] = definition.name
        return function

    # -- calls

    def _call(self, node: Call, local: Locals) -> Basic:
        if self.definitions and node.function in self.definitions:
            return self._apply(node, self.definitions[node.function], local)
        function = self.language.functions.get(node.function)
        if function is None:
            close = (
                nearest(node.function, [*self.language.functions, *self.definitions])
                or "`mycelium ops` lists the functions; `define f(x) = ...` makes one"
            )
            raise self.fault("MYC046", f"there is no function `{node.function}`", node, close)
        self._check_count(node, function)
        try:
            lower = imported(function.lower)
        except ImportError as error:
            hint = f"the plugin `{function.plugin}` is broken" if function.plugin else None
            message = f"the code of `{function.name}` cannot be imported: {error}"
            raise self.fault("MYC110", message, node, hint) from None
        if function.binds and node.parameters:
            operands, parameters = self._bound(node, function, lower, local)
        else:
            operands = [
                self._operand(function, function.operand_kind(i), child, local)
                for i, child in enumerate(node.operands)
            ]
            parameters = [
                self._operand(function, function.parameter_kind(i), child, local)
                for i, child in enumerate(node.parameters)
            ]
        return self._run(node, function, lower, operands, parameters)

    def _check_count(self, node: Call, function: Function) -> None:
        for given, (least, most), what in (
            (len(node.operands), function.operand_count(), "operand"),
            (len(node.parameters), function.parameter_count(), "parameter"),
        ):
            if given < least or (most is not None and given > most):
                message = f"`{function.name}` cannot take {given} {what}{'s' * (given != 1)}"
                hint = f"as in `{function.example[0]}`" if function.example else None
                raise self.fault("MYC072", message, node, hint)

    def _operand(
        self, function: Function, kind: Kind | None, node: Expression, local: Locals
    ) -> Basic:
        if kind is Kind.UNIT:
            return self._unit(node)
        value = self.value(node, local)
        if kind is not None and not _suits(value, kind):
            raise self._mismatch(function, kind, node, value)
        return value

    def _mismatch(
        self, function: Function, wanted: Kind, node: Expression, value: Basic
    ) -> FaultError:
        given = kind_of(value)
        shown = node.id if type(node) is Name else "s"
        hint = {
            Kind.SET: f"take one member: `only({shown})`, `max({shown})`, "
            f"or first `where({shown}; x > 0)`",
            Kind.INTERVAL: f"take one end: `left({shown})` or `right({shown})`",
            Kind.RELATION: f"solve it first, as in `solve({shown}; x)`",
            Kind.TUPLE: f"take one component, as in `component({shown}, 1)`",
            Kind.FUNCTION: f"apply it to an operand, as in `{shown}(2)`",
            Kind.EXPRESSION: "put in values for its unknowns, as in `substitute(e; x, 2)`",
        }.get(given)
        message = f"`{function.name}` needs {_article(wanted)}, and this is {_article(given)}"
        return self.fault("MYC070", message, node, hint)

    def _unit(self, node: Expression) -> Expr:
        """A unit as a product of powers of symbols; its names are checked by the function."""
        if type(node) is Name:
            return Symbol(node.id, positive=True)
        if type(node) is Number and node.value == 1:
            return S.One
        if type(node) is Call and len(node.operands) == 2:
            first, second = node.operands
            if node.function == "*":
                return self._unit(first) * self._unit(second)
            if node.function == "/":
                return self._unit(first) / self._unit(second)
            if node.function == "**":
                power = self.value(second, {})
                if isinstance(power, Integer):
                    return self._unit(first) ** power
        raise self.fault("MYC073", "this is no unit", node, "as in `metre`, `mile / hour`")

    def _bound(
        self, node: Call, function: Function, lower: Any, local: Locals
    ) -> tuple[list[Any], list[Basic]]:
        """The operands and parameters of a function that introduces a name."""
        first, *rest = node.parameters
        if type(first) is not Name:
            message = f"the first parameter of `{function.name}` must be a name"
            raise self.fault("MYC074", message, first)
        symbol = Dummy(first.id, integer=True)
        bodies = [Body(c, first.id, symbol, local, self.value) for c in node.operands]
        parameters = [
            self._operand(function, function.parameter_kind(i), child, local)
            for i, child in enumerate(rest, start=1)
        ]
        if getattr(lower, "takes_bodies", False):
            return bodies, [symbol, *parameters]
        return [body.symbolic() for body in bodies], [symbol, *parameters]

    def _apply(self, node: Call, definition: Define, local: Locals) -> Basic:
        count = len(definition.parameters)
        if node.parameters or len(node.operands) != count:
            message = f"`{node.function}` takes {count} operand{'s' * (count != 1)}"
            hint = f"it is defined as `{definition.name}({', '.join(definition.parameters)})`"
            raise self.fault("MYC072", message, node, hint)
        given = [self.value(operand, local) for operand in node.operands]
        return self.value(definition.body, dict(zip(definition.parameters, given, strict=True)))

    # -- running the code behind a function

    def _run(
        self,
        node: Call,
        function: Function,
        lower: Any,
        operands: Sequence[Any],
        parameters: Sequence[Basic],
    ) -> Basic:
        name = function.name
        try:
            result = lower(*operands, *parameters)
            if is_rational(result):
                if result.p.bit_length() > 3000 or result.q.bit_length() > 3000:
                    check_number(result)
                return result
            result = as_value(result)
            if result is S.ComplexInfinity:
                raise division_by_zero() if name == "/" else undefined(f"`{name}` of this")
            if result is S.NaN or isinstance(result, AccumBounds):
                raise undefined(f"`{name}` of this")
            if result in _INFINITIES and name not in _MAY_BE_INFINITE:
                given = (*operands, *parameters)
                if not any(isinstance(g, Basic) and g.has(*_INFINITIES) for g in given):
                    raise infinite(f"the value of `{name}`")
            return result
        except (FaultError, UnavailableError, MemoryError):
            raise
        except RefusedError as error:
            raise self.fault(error.code, str(error), node, error.hint) from None
        except ValueError as error:
            raise self.fault("MYC106", f"`{name}`: {error}", node) from None
        except ZeroDivisionError:
            error_ = division_by_zero()
            raise self.fault(error_.code, str(error_), node, error_.hint) from None
        except RecursionError:
            large = too_large(f"what `{name}` works on")
            raise self.fault(large.code, str(large), node, large.hint) from None
        except Exception as error:
            told = f"{type(error).__name__}: {error}".strip()[:200]
            message = f"`{name}` failed on these operands ({told})"
            hint = "write the step in another way, or simplify its operands first"
            raise self.fault("MYC105", message, node, hint) from error


def _suits(value: Basic, kind: Kind) -> bool:
    """Whether a value may stand where a function wants a kind."""
    if is_rational(value):
        return kind in (Kind.NUMBER, Kind.EXPRESSION, Kind.ANY)
    match kind:
        case Kind.ANY:
            return True
        case Kind.NUMBER:
            return is_number(value)
        case Kind.EXPRESSION:
            return is_expression(value)
        case Kind.RELATION | Kind.BOOLEAN:
            return is_boolean(value)
        case Kind.SET:
            return isinstance(value, Set)
        case Kind.INTERVAL:
            return isinstance(value, Interval)
        case Kind.TUPLE:
            return isinstance(value, Tuple)
        case Kind.FUNCTION:
            return isinstance(value, Lambda)
    return False


def _article(kind: Kind) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
