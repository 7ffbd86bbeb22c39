"""The goal types that ship with the language: the forms in which an answer is handed back."""

from __future__ import annotations

from mycelium_ir.goals import GoalType
from mycelium_ir.kinds import Kind

_AT = "mycelium_ir.lowering.goals"
_N, _E, _R, _B = Kind.NUMBER, Kind.EXPRESSION, Kind.RELATION, Kind.BOOLEAN
_S, _I, _T = Kind.SET, Kind.INTERVAL, Kind.TUPLE

GOALS: tuple[GoalType, ...] = (
    GoalType("integer", (_N,), "a whole number", f"{_AT}:integer", ("6/2", "3")),
    GoalType("rational", (_N,), "a fraction in lowest terms", f"{_AT}:rational", ("6/4", "3/2")),
    GoalType(
        "decimal",
        (_N,),
        "a decimal with finitely many places",
        f"{_AT}:decimal",
        ("381/250", "1.524"),
    ),
    GoalType(
        "percent",
        (_N,),
        "a share; the value stays the exact number, 3/25, and is shown as 12%",
        f"{_AT}:percent",
        ("percent(12)", "3/25"),
    ),
    GoalType("number", (_N,), "a real number, exact", f"{_AT}:number", ("sqrt(98)", "7*sqrt(2)")),
    GoalType(
        "complex_standard_form",
        (_N,),
        "a complex number as a real part plus an imaginary part",
        f"{_AT}:complex_standard_form",
        ("(3 + 2*I)*(1 - I)", "5 - I"),
    ),
    GoalType(
        "expression",
        (_E, _N),
        "an expression, which may have unknowns",
        f"{_AT}:expression",
        ("sqrt(8)*pi", "2*sqrt(2)*pi"),
    ),
    GoalType("equation", (_R,), "an equation", f"{_AT}:equation"),
    GoalType("inequality", (_R,), "an inequality, or several joined", f"{_AT}:inequality"),
    GoalType("boolean", (_B,), "true or false", f"{_AT}:boolean", ("3 < 4", "true")),
    GoalType(
        "integer_set",
        (_S,),
        "a finite set of whole numbers",
        f"{_AT}:integer_set",
        ("{3, 1, 2}", "{1, 2, 3}"),
    ),
    GoalType(
        "solution_set",
        (_S,),
        "all solutions: a set of numbers or tuples, or an interval",
        f"{_AT}:any_set",
        ("{2, -5}", "{-5, 2}"),
    ),
    GoalType("set", (_S,), "any set", f"{_AT}:any_set", ("union({1}, {2})", "{1, 2}")),
    GoalType(
        "interval",
        (_I, _S),
        "an interval",
        f"{_AT}:interval",
        ("open_interval(0, 6/2)", "open_interval(0, 3)"),
    ),
    GoalType("tuple", (_T,), "a tuple", f"{_AT}:any_tuple", ("(1 + 1, 3)", "(2, 3)")),
    GoalType(
        "point",
        (_T,),
        "a point: a tuple of two or three numbers",
        f"{_AT}:point",
        ("midpoint((0, 0), (4, 6))", "(2, 3)"),
    ),
)
"""Every base goal type, in the order in which `mycelium ops` prints them."""
