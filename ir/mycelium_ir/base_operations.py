"""The operations that ship with the language.

Learned templates refine these: each names one of them as its parent.
"""

from __future__ import annotations

from mycelium_ir.functions import Result
from mycelium_ir.kinds import Kind
from mycelium_ir.operations import Operation

_N, _E, _R, _S, _B = Kind.NUMBER, Kind.EXPRESSION, Kind.RELATION, Kind.SET, Kind.BOOLEAN
_A = Result.ARITHMETIC

OPERATIONS: tuple[Operation, ...] = (
    # Quantities and plain arithmetic.
    Operation("quantity", ("_",), _A, "a number that the problem states"),
    Operation("add", ("_ + _",), _A, "a sum"),
    Operation("subtract", ("_ - _",), _A, "a difference"),
    Operation("multiply", ("_ * _",), _A, "a product"),
    Operation("divide", ("_ / _",), _A, "a quotient"),
    Operation("negate", ("-_",), _A, "the number with its sign changed"),
    Operation("power", ("_ ** _", "exp(_)"), _A, "a power"),
    Operation("root", ("sqrt(_)", "cbrt(_)", "root(_, _)", "_ ** (1/_)"), _A, "a root"),
    Operation("logarithm", ("log(_)", "ln(_)"), _A, "a logarithm"),
    Operation("absolute_value", ("abs(_)",), _A, "a distance from zero"),
    Operation("expression", (), _A, "any other computation with numbers or unknowns"),
    # Parts of a whole.
    Operation("fraction_of", ("_ * _", "_ / _"), _A, "a fraction of a quantity"),
    Operation(
        "percent_of",
        ("percent(_) * _", "_ * percent(_)", "_ * _ / 100", "_ / 100 * _", "_ * _"),
        _A,
        "so many per cent of a quantity",
    ),
    Operation("percentage", ("_ / _ * 100", "_ / _", "100 * _ / _"), _A, "what share one is"),
    Operation(
        "percent_change",
        ("_ * (1 + percent(_))", "_ * (1 - percent(_))", "(_ - _) / _", "_ * _"),
        _A,
        "a quantity raised or lowered by a share of itself",
    ),
    Operation("complement", ("1 - _", "100 - _"), _A, "what is missing to the whole"),
    Operation("ratio", ("ratio(_, _)", "_ / _"), _A, "how many times one is the other"),
    Operation("average", ("mean(_)", "(_ + _) / _", "_ / _"), _A, "an arithmetic mean"),
    Operation(
        "unit_convert", ("convert(_, _, _)", "_ * _", "_ / _"), _A, "the same in other units"
    ),
    # Whole numbers.
    Operation("remainder", ("mod(_, _)",), _A, "what is left over when dividing"),
    Operation("integer_quotient", ("quotient(_, _)", "floor(_ / _)"), _A, "how often one fits"),
    Operation("greatest_common_divisor", ("gcd(_)",), _N, "the greatest common divisor"),
    Operation("least_common_multiple", ("lcm(_)",), _N, "the least common multiple"),
    Operation("factorial", ("factorial(_)",), _A, "a factorial"),
    Operation("combinations", ("binomial(_, _)",), _A, "ways to choose, order aside"),
    Operation("permutations", ("permutations(_)",), _A, "ways to arrange"),
    Operation("round_number", ("round(_)", "floor(_)", "ceil(_)"), _A, "a rounded number"),
    Operation("primality", ("is_prime(_)",), _B, "whether a number is prime"),
    Operation("divisors", ("divisors(_)", "prime_factors(_)"), _S, "the numbers that divide one"),
    # Several at once.
    Operation("minimum", ("min(_)",), _A, "the least of several"),
    Operation("maximum", ("max(_)",), _A, "the greatest of several"),
    Operation("total", ("sum(_)", "sum(_; _)", "_ + _"), _A, "a sum over a range or a set"),
    Operation("product", ("product(_)", "product(_; _)"), _A, "a product over a range or a set"),
    Operation("count", ("count(_)", "count(_; _)"), _N, "how many there are"),
    # Equations and what solves them.
    Operation("equation", ("Eq(_, _)",), _R, "two expressions that are equal"),
    Operation("inequality", ("_ < _", "_ <= _", "_ > _", "_ >= _", "Ne(_, _)"), _R, "a bound"),
    Operation("solve", ("solve(_)", "solve(_; _)"), _S, "all solutions"),
    Operation("filter", ("where(_; _)",), _S, "the members that meet a condition"),
    Operation(
        "select",
        ("only(_)", "min(_)", "max(_)", "member(_, _)", "component(_, _)"),
        Kind.ANY,
        "one member of several",
    ),
    Operation("substitute", ("substitute(_; _)",), _A, "an expression with values put in"),
    Operation("apply", (), Kind.ANY, "a function of the problem at a value"),
    Operation("simplify", ("simplify(_)",), _A, "an expression in its simplest form"),
    Operation("expand", ("expand(_)",), _A, "an expression multiplied out"),
    Operation("factor", ("factor(_)",), _A, "an expression as a product"),
    Operation("collect", ("collect(_; _)",), _A, "an expression by powers of an unknown"),
    Operation("differentiate", ("diff(_; _)",), _A, "a derivative"),
    Operation("integrate", ("integrate(_; _)",), _A, "an integral"),
    Operation("limit", ("limit(_; _)",), _A, "a limit"),
    # Other values.
    Operation("trigonometry", (), _A, "an angle or a function of one"),
    Operation("complex_arithmetic", (), _A, "a computation with complex numbers"),
    Operation("compare", ("_ < _", "_ <= _", "_ > _", "_ >= _", "Eq(_, _)"), _B, "true or false"),
    Operation("logic", ("and(_)", "or(_)", "not(_)"), Kind.ANY, "statements joined"),
    Operation("set", (), _S, "a set, or a union or intersection of sets"),
    Operation("interval", (), Kind.INTERVAL, "all numbers between two bounds"),
    Operation("point", ("(_, _)", "(_, _, _)", "midpoint(_, _)"), Kind.TUPLE, "a point"),
    Operation("geometry", (), Kind.ANY, "a length, an area, a slope"),
)
"""Every base operation, in the order in which `mycelium ops` prints them."""
