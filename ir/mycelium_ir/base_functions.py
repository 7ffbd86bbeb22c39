"""The constants and functions that ship with the language.

Angles are in radians unless a function's name ends in `_deg`. `log` without a base is
the logarithm to base 10, `ln` the natural one. Rounding takes a half away from zero.
"""

from __future__ import annotations

from mycelium_ir.functions import Function, Result
from mycelium_ir.kinds import Kind
from mycelium_ir.number_functions import NUMBER_FUNCTIONS, one

CONSTANTS: dict[str, str] = {
    "pi": "the circumference of a circle by its diameter",
    "E": "the base of the natural logarithm",
    "I": "the imaginary unit, whose square is -1",
    "oo": "infinity: an end of an interval, a limit, a sum without end",
    "true": "the statement that holds",
    "false": "the statement that does not hold",
}
"""Every constant, with one line of documentation."""

_N, _E, _R, _B = Kind.NUMBER, Kind.EXPRESSION, Kind.RELATION, Kind.BOOLEAN
_S, _T, _V, _F, _U, _X = Kind.SET, Kind.TUPLE, Kind.INTERVAL, Kind.FUNCTION, Kind.UNIT, Kind.ANY
_ARITHMETIC, _COMPARISON, _SAME = Result.ARITHMETIC, Result.COMPARISON, Result.SAME

_L = "mycelium_ir.lowering."
_G, _P, _M = f"{_L}aggregates:", f"{_L}geometry:", f"{_L}sets:"
_Q, _D, _Y = f"{_L}relations:", f"{_L}conversion:", f"{_L}algebra:"


_SEVERAL = (
    Function(
        "min",
        (_X,),
        _N,
        "the least of several numbers, or of a set or tuple",
        f"{_G}least",
        ("min(3, 1, 2)", "1"),
        repeats=True,
    ),
    Function(
        "max",
        (_X,),
        _N,
        "the greatest of several numbers, or of a set or tuple",
        f"{_G}greatest",
        ("max({3, 1, 2})", "3"),
        repeats=True,
    ),
    Function(
        "sum",
        (_X,),
        _N,
        "the sum over a range of whole numbers, or of a set or tuple",
        f"{_G}total",
        ("sum(k**2; k, 1, 10)", "385"),
        parameters=(_E, _E, _E),
        optional_parameters=3,
        binds=True,
    ),
    Function(
        "product",
        (_X,),
        _N,
        "the product over a range of whole numbers, or of a set or tuple",
        f"{_G}product",
        ("product(2*k; k, 1, 4)", "384"),
        parameters=(_E, _E, _E),
        optional_parameters=3,
        binds=True,
    ),
    Function(
        "count",
        (_X,),
        _N,
        "for how many of a range a statement holds, or the size of a set or tuple",
        f"{_G}count",
        ("count(is_prime(k); k, 1, 100)", "25"),
        parameters=(_E, _E, _E),
        optional_parameters=3,
        binds=True,
    ),
    Function(
        "mean",
        (_X,),
        _N,
        "the arithmetic mean of several numbers, or of a set or tuple",
        f"{_G}mean",
        ("mean(3, 3, 6)", "4"),
        repeats=True,
    ),
    Function(
        "median",
        (_X,),
        _N,
        "the middle of several numbers in order, or of a set or tuple",
        f"{_G}median",
        ("median(9, 1, 4, 2)", "3"),
        repeats=True,
    ),
)

_STATEMENTS = (
    Function(
        "Eq",
        (_X, _X),
        _COMPARISON,
        "that two values are equal: an equation, or true or false",
        f"{_Q}equal",
        ("Eq(2 + 2, 4)", "true"),
    ),
    Function(
        "Ne",
        (_X, _X),
        _COMPARISON,
        "that two values differ",
        f"{_Q}unequal",
        ("Ne(2 + 2, 4)", "false"),
    ),
    Function("<", (_E, _E), _COMPARISON, "less than", f"{_Q}less", ("sqrt(2) < 3/2", "true")),
    Function("<=", (_E, _E), _COMPARISON, "at most", f"{_Q}at_most", ("3 <= 3", "true")),
    Function(">", (_E, _E), _COMPARISON, "greater than", f"{_Q}greater", ("pi > 4", "false")),
    Function(">=", (_E, _E), _COMPARISON, "at least", f"{_Q}at_least", ("3 >= 4", "false")),
    Function(
        "and",
        (_R,),
        _R,
        "that all of several statements hold",
        f"{_Q}both",
        ("and(1 < 2, 2 < 3)", "true"),
        repeats=True,
    ),
    Function(
        "or",
        (_R,),
        _R,
        "that one of several statements holds, or more",
        f"{_Q}either",
        ("or(1 < 2, 2 > 3)", "true"),
        repeats=True,
    ),
    Function(
        "not", (_R,), _R, "that a statement does not hold", f"{_Q}negation", ("not(1 < 2)", "false")
    ),
    Function(
        "solve",
        (_R,),
        _S,
        "all solutions of equations and inequalities for the unknowns named",
        f"{_L}solving:solve",
        ("solve(Eq(x**2, 9), x > 0; x)", "{3}"),
        parameters=(_E,),
        optional_parameters=1,
        repeats=True,
        parameters_repeat=True,
    ),
)

_SETS = (
    Function(
        "set",
        (_X,),
        _S,
        "the set of its operands",
        f"{_M}make_set",
        ("{2, 1, 2}", "{1, 2}"),
        optional=1,
        repeats=True,
    ),
    Function(
        "tuple",
        (_X,),
        _T,
        "its operands in order",
        f"{_M}make_tuple",
        ("(2, 1, 2)", "(2, 1, 2)"),
        optional=1,
        repeats=True,
    ),
    Function(
        "interval",
        (_N, _N),
        _V,
        "the numbers from one end to the other, both included",
        f"{_M}interval",
        ("interval(0, 1)", "interval(0, 1)"),
    ),
    Function(
        "open_interval",
        (_N, _N),
        _V,
        "the numbers between two ends, both left out",
        f"{_M}open_interval",
        ("open_interval(0, oo)", "open_interval(0, oo)"),
    ),
    Function(
        "left_open_interval",
        (_N, _N),
        _V,
        "the numbers between two ends, the right one included",
        f"{_M}left_open_interval",
        ("left_open_interval(0, 1)", "left_open_interval(0, 1)"),
    ),
    Function(
        "right_open_interval",
        (_N, _N),
        _V,
        "the numbers between two ends, the left one included",
        f"{_M}right_open_interval",
        ("right_open_interval(0, 1)", "right_open_interval(0, 1)"),
    ),
    Function(
        "left", (_V,), _N, "the left end of an interval", f"{_M}left", ("left(interval(2, 5))", "2")
    ),
    Function(
        "right",
        (_V,),
        _N,
        "the right end of an interval",
        f"{_M}right",
        ("right(interval(2, 5))", "5"),
    ),
    Function(
        "union",
        (_S,),
        _S,
        "what is in any of several sets",
        f"{_M}union",
        ("union({1}, {2})", "{1, 2}"),
        repeats=True,
    ),
    Function(
        "intersection",
        (_S,),
        _S,
        "what is in all of several sets",
        f"{_M}intersection",
        ("intersection({1, 2}, {2, 3})", "{2}"),
        repeats=True,
    ),
    Function(
        "difference",
        (_S, _S),
        _S,
        "what is in one set and not in another",
        f"{_M}difference",
        ("difference({1, 2}, {2, 3})", "{1}"),
    ),
    Function(
        "subset",
        (_S, _S),
        _B,
        "whether all members of one set are in another",
        f"{_M}is_subset",
        ("subset({1, 2}, interval(0, 3))", "true"),
    ),
    Function(
        "contains",
        (_S, _X),
        _B,
        "whether a value is a member of a set",
        f"{_M}contains",
        ("contains(interval(0, 3), pi)", "false"),
    ),
    Function("only", (_S,), _X, "the single member of a set", f"{_M}only", ("only({7})", "7")),
    Function(
        "member",
        (_S, _N),
        _X,
        "the member at a position, counted from 1 in order of size",
        f"{_M}member",
        ("member({30, 10, 20}, 2)", "20"),
    ),
    Function(
        "members",
        (_S,),
        _T,
        "the members of a finite set as a tuple, in order of size",
        f"{_M}members",
        ("members({30, 10, 20})", "(10, 20, 30)"),
    ),
    Function(
        "component",
        (_T, _N),
        _X,
        "the component of a tuple at a position, counted from 1",
        f"{_M}component",
        ("component((7, 8, 9), 2)", "8"),
    ),
    Function(
        "integers",
        (_S,),
        _S,
        "the whole numbers in a set",
        f"{_M}integers",
        ("integers(interval(-3/2, 2))", "{-1, 0, 1, 2}"),
    ),
    Function(
        "where",
        (_S,),
        _S,
        "the members that meet a condition; for tuples, the components' names follow it",
        f"{_M}where",
        ("where({-5, 2}; x > 0)", "{2}"),
        parameters=(_R, _E),
        optional_parameters=1,
        parameters_repeat=True,
    ),
)

_POINTS = (
    Function(
        "distance",
        (_T, _T),
        _ARITHMETIC,
        "the distance between two points",
        f"{_P}distance",
        ("distance((0, 0), (3, 4))", "5"),
    ),
    Function(
        "midpoint",
        (_T, _T),
        _T,
        "the point halfway between two points",
        f"{_P}midpoint",
        ("midpoint((0, 0), (3, 4))", "(3/2, 2)"),
    ),
    Function(
        "slope",
        (_T, _T),
        _ARITHMETIC,
        "the slope of the line through two points",
        f"{_P}slope",
        ("slope((0, 0), (3, 4))", "4/3"),
    ),
    Function(
        "polygon_area",
        (_T,),
        _ARITHMETIC,
        "the area of a polygon, from its corners in order",
        f"{_P}polygon_area",
        ("polygon_area((0, 0), (3, 0), (3, 4))", "6"),
        repeats=True,
    ),
)

_ALGEBRA = (
    Function(
        "substitute",
        (_X,),
        _SAME,
        "an expression with values put in for unknowns",
        f"{_Y}substitute",
        ("substitute(x**2 + y; x, 3, y, 1)", "10"),
        parameters=(_E, _X),
        parameters_repeat=True,
    ),
    one("simplify", "as simple as can be found", f"{_Y}simplify", ("simplify(x**2/x + 0*y)", "x")),
    one("expand", "multiplied out", f"{_Y}expand", ("expand((x + 1)**2)", "x**2 + 2*x + 1")),
    one("factor", "as a product", f"{_Y}factor", ("factor(x**2 - 1)", "(x - 1)*(x + 1)")),
    Function(
        "collect",
        (_E,),
        _ARITHMETIC,
        "gathered by powers of unknowns",
        f"{_Y}collect",
        ("collect(x*y + x; x)", "x*(y + 1)"),
        parameters=(_E,),
        parameters_repeat=True,
    ),
    Function(
        "diff",
        (_E,),
        Kind.EXPRESSION,
        "the derivative, or the one after so many",
        f"{_Y}differentiate",
        ("diff(x**3; x)", "3*x**2"),
        parameters=(_E, _N),
        optional_parameters=1,
    ),
    Function(
        "integrate",
        (_E,),
        Kind.EXPRESSION,
        "an antiderivative, or the integral between two ends",
        f"{_Y}integrate",
        ("integrate(x**2; x, 0, 3)", "9"),
        parameters=(_E, _E, _E),
        optional_parameters=2,
    ),
    Function(
        "limit",
        (_E,),
        Kind.EXPRESSION,
        "the limit at a point: from both sides, from above (1) or from below (-1)",
        f"{_Y}limit",
        ("limit(sin(x)/x; x, 0)", "1"),
        parameters=(_E, _E, _N),
        optional_parameters=1,
    ),
    Function(
        "coefficient",
        (_E,),
        Kind.EXPRESSION,
        "the coefficient of an unknown's power (1 if not given) in a polynomial",
        f"{_Y}coefficient",
        ("coefficient(3*x**2 + x; x, 2)", "3"),
        parameters=(_E, _N),
        optional_parameters=1,
    ),
    Function(
        "degree",
        (_E,),
        _N,
        "the degree of a polynomial in an unknown",
        f"{_Y}degree",
        ("degree(3*x**2 + x; x)", "2"),
        parameters=(_E,),
    ),
    Function(
        "inverse",
        (_F,),
        Kind.EXPRESSION,
        "what a function of the problem takes to a value",
        f"{_L}functions:inverse",
        ("inverse(f; 7)", "3"),
        parameters=(_E,),
    ),
)

_UNITS = (
    Function(
        "convert",
        (_E, _U, _U),
        _ARITHMETIC,
        "a quantity given in one unit, in another",
        f"{_D}convert",
        ("convert(5, foot, metre)", "381/250"),
    ),
    Function(
        "unit_factor",
        (_U, _U),
        _N,
        "what a quantity in one unit is multiplied by to be in another",
        f"{_D}unit_factor",
        ("unit_factor(mile / hour, metre / second)", "1397/3125"),
    ),
)

FUNCTIONS: tuple[Function, ...] = (
    *NUMBER_FUNCTIONS,
    *_SEVERAL,
    *_STATEMENTS,
    *_SETS,
    *_POINTS,
    *_ALGEBRA,
    *_UNITS,
)
"""Every base function, in the order in which `mycelium ops` prints them."""
