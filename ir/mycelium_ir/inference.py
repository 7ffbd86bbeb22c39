"""The kinds of expressions, found without running them.

A value's kind that depends on the run (a member of a set, say) is `Kind.ANY`, and
is checked again by the executor.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from mycelium_ir.diagnostics import nearest
from mycelium_ir.functions import Function
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language
from mycelium_ir.nodes import Call, Define, Expression, Hole, Name, Number

Report = Callable[[str, str, tuple[int, int] | None, str | None], None]


@dataclass(frozen=True)
class Scope:
    """What the names in an expression can refer to."""

    language: Language
    steps: Mapping[str, Kind]
    unknowns: Mapping[str, str]
    definitions: Mapping[str, Define]
    clauses: frozenset[str]
    step_names: Collection[str] = ()
    applied: dict[tuple[str, tuple[Kind, ...]], Kind] = field(default_factory=dict)


def infer(expression: Expression, scope: Scope, bound: Mapping[str, Kind], report: Report) -> Kind:
    """The kind of an expression's value; every error in it is reported.

    Args:
        expression: Any expression.
        scope: The names of the program.
        bound: Local names (a definition's parameters, the `k` of a sum) and their kinds.
        report: Called with code, message, place and hint of each error.
    """
    kind = type(expression)
    if kind is Number:
        return Kind.NUMBER
    if kind is Name:
        return _name(expression, scope, bound, report)  # type: ignore[arg-type]
    if kind is Call:
        return _call(expression, scope, bound, report)  # type: ignore[arg-type]
    return Kind.ANY


def _name(node: Name, scope: Scope, bound: Mapping[str, Kind], report: Report) -> Kind:
    name = node.id
    if name in bound:
        return bound[name]
    if name in scope.steps:
        return scope.steps[name]
    if name in scope.unknowns:
        return Kind.EXPRESSION
    if name in scope.definitions:
        return Kind.FUNCTION
    if name in scope.language.constants:
        return Kind.BOOLEAN if name in ("true", "false") else Kind.NUMBER
    known = [
        *scope.step_names,
        *scope.unknowns,
        *scope.definitions,
        *bound,
        *scope.language.constants,
    ]
    hint = nearest(name, known)
    if name in scope.clauses:
        hint = "a clause has no value: name the step that came from it"
    elif hint is None:
        hint = f"declare it with `unknown {name}`, or name a step"
    report("MYC040", f"there is no step or unknown `{name}`", node.at, hint)
    return Kind.ANY


def _call(node: Call, scope: Scope, bound: Mapping[str, Kind], report: Report) -> Kind:
    definition = scope.definitions.get(node.function)
    if definition is not None:
        return _apply(node, definition, scope, bound, report)
    function = scope.language.functions.get(node.function)
    if function is None:
        return _unknown_function(node, scope, bound, report)
    if function.binds and node.parameters:
        first = node.parameters[0]
        if type(first) is Name:
            bound = {**bound, first.id: Kind.EXPRESSION}
        elif type(first) is not Hole:
            report(
                "MYC074",
                f"the first parameter of `{function.name}` must be a name",
                first.at,
                f"as in `{function.example[0]}`" if function.example else None,
            )
    given = [
        Kind.UNIT
        if function.operand_kind(index) is Kind.UNIT
        else infer(operand, scope, bound, report)
        for index, operand in enumerate(node.operands)
    ]
    _count(node, function.operand_count(), len(given), "operand", function, report)
    _count(node, function.parameter_count(), len(node.parameters), "parameter", function, report)
    for index, operand in enumerate(node.operands):
        wanted = function.operand_kind(index)
        if wanted is Kind.UNIT:
            _unit(operand, report)
        elif wanted is not None and not wanted.accepts(given[index]):
            _mismatch(function, wanted, operand, given[index], report)
    for index, parameter in enumerate(node.parameters):
        kind = infer(parameter, scope, bound, report)
        wanted = function.parameter_kind(index)
        if wanted is not None and not wanted.accepts(kind):
            _mismatch(function, wanted, parameter, kind, report)
    return function.result_kind(given)


def _apply(
    node: Call, definition: Define, scope: Scope, bound: Mapping[str, Kind], report: Report
) -> Kind:
    given = tuple(infer(operand, scope, bound, report) for operand in node.operands)
    if node.parameters or len(given) != len(definition.parameters):
        count = len(definition.parameters)
        report(
            "MYC072",
            f"`{node.function}` takes {count} operand{'s' * (count != 1)}, not {len(given)}",
            node.at,
            f"it is defined as `{definition.name}({', '.join(definition.parameters)})`",
        )
        return Kind.ANY
    key = (node.function, given)
    if key not in scope.applied:
        # Errors in the body are reported once, where it stands.
        scope.applied[key] = Kind.ANY
        inside = dict(zip(definition.parameters, given, strict=True))
        scope.applied[key] = infer(definition.body, scope, inside, _silent)
    return scope.applied[key]


def _silent(code: str, message: str, at: tuple[int, int] | None, hint: str | None) -> None:
    """Report nothing: for an expression whose errors are reported elsewhere."""


def _unknown_function(node: Call, scope: Scope, bound: Mapping[str, Kind], report: Report) -> Kind:
    name = node.function
    hint = nearest(name, [*scope.language.functions, *scope.definitions])
    if name in scope.steps or name in scope.unknowns or name in bound:
        hint = f"`{name}` is no function: a product is written `{name} * (...)`"
    elif hint is None:
        hint = f"`mycelium ops` lists the functions; `define {name}(x) = ...` makes one"
    at = None if node.at is None else (node.at[0], node.at[0] + len(name))
    report("MYC046", f"there is no function `{name}`", at, hint)
    for child in (*node.operands, *node.parameters):
        infer(child, scope, bound, report)
    return Kind.ANY


def _count(
    node: Call,
    allowed: tuple[int, int | None],
    given: int,
    what: str,
    function: Function,
    report: Report,
) -> None:
    least, most = allowed
    if least <= given and (most is None or given <= most):
        return
    if most is None:
        wanted = f"at least {least}"
    elif least == most:
        wanted = str(least) if least else "no"
    else:
        wanted = f"{least} to {most}"
    one = wanted in ("1", "at least 1")
    report(
        "MYC072",
        f"`{function.name}` takes {wanted} {what}{'' if one else 's'}, not {given}",
        node.at,
        f"as in `{function.example[0]}`" if function.example else None,
    )


def _mismatch(
    function: Function, wanted: Kind, operand: Expression, given: Kind, report: Report
) -> None:
    hint = None
    shown = operand.id if type(operand) is Name else "s"
    if given in (Kind.SET, Kind.INTERVAL):
        hint = f"take one member: `only({shown})`, `max({shown})`, or first `where({shown}; x > 0)`"
    elif given is Kind.RELATION:
        hint = f"solve it first, as in `solve({shown}; x)`"
    elif given is Kind.TUPLE:
        hint = f"take one component, as in `component({shown}, 1)`"
    elif given is Kind.FUNCTION:
        hint = f"apply it to an operand, as in `{shown}(2)`"
    report(
        "MYC070",
        f"`{function.name}` needs {_article(wanted)}, and this is {_article(given)}",
        operand.at,
        hint,
    )


def _article(kind: Kind) -> str:
    if kind is Kind.EXPRESSION:
        return "a number or an expression"
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _unit(operand: Expression, report: Report) -> None:
    """Check that an operand names a unit, or a product, quotient or power of units."""
    from mycelium_ir.units import is_unit, nearest_unit

    if type(operand) is Name:
        if not is_unit(operand.id):
            close = nearest_unit(operand.id)
            hint = f"did you mean `{close}`?" if close else "as in `metre`, `mile / hour`"
            report("MYC073", f"there is no unit `{operand.id}`", operand.at, hint)
    elif type(operand) is Call and operand.function in ("*", "/") and len(operand.operands) == 2:
        for part in operand.operands:
            _unit(part, report)
    elif type(operand) is Call and operand.function == "**":
        _unit(operand.operands[0], report)
    elif type(operand) is not Hole and not (type(operand) is Number and operand.value == 1):
        report("MYC073", "this is no unit", operand.at, "as in `metre`, `mile / hour`")
