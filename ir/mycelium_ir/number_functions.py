"""The functions of numbers that ship with the language: arithmetic, whole numbers, angles.

They are one part of the table in `base_functions.py`.
"""

from __future__ import annotations

from mycelium_ir.functions import Function, Result
from mycelium_ir.kinds import Kind

_N, _E, _B = Kind.NUMBER, Kind.EXPRESSION, Kind.BOOLEAN
_S, _T, _X = Kind.SET, Kind.TUPLE, Kind.ANY
_ARITHMETIC = Result.ARITHMETIC

_L = "mycelium_ir.lowering."
_A, _T_ = f"{_L}arithmetic:", f"{_L}trigonometry:"
_C, _W = f"{_L}complexes:", f"{_L}number_theory:"


def one(name: str, doc: str, lower: str, example: tuple[str, str]) -> Function:
    """A function of one number or expression."""
    return Function(name, (_E,), _ARITHMETIC, doc, lower, example)


def two(name: str, doc: str, lower: str, example: tuple[str, str]) -> Function:
    """A function of two numbers or expressions."""
    return Function(name, (_E, _E), _ARITHMETIC, doc, lower, example)


_ARITHMETIC_FUNCTIONS = (
    two("+", "the sum", f"{_A}add", ("48 + 24", "72")),
    Function(
        "-",
        (_E, _E),
        _ARITHMETIC,
        "the difference; of one operand, the opposite",
        f"{_A}subtract",
        ("3 - 5", "-2"),
        optional=1,
    ),
    two("*", "the product", f"{_A}multiply", ("3*5", "15")),
    two("/", "the quotient, exact", f"{_A}divide", ("48/36", "4/3")),
    two(
        "**",
        "the power; the principal value for a negative base and a fractional exponent",
        f"{_A}power",
        ("2**-3", "1/8"),
    ),
    one("percent", "so many hundredths", f"{_A}percent", ("percent(12)", "3/25")),
    two("ratio", "how many times the second the first is", f"{_A}divide", ("ratio(6, 4)", "3/2")),
    one("sqrt", "the square root", f"{_A}sqrt", ("sqrt(98)", "7*sqrt(2)")),
    one("cbrt", "the cube root; real for a real number", f"{_A}cbrt", ("cbrt(-27)", "-3")),
    two(
        "root",
        "the root of a degree; real for an odd root of a real number",
        f"{_A}root",
        ("root(16, 4)", "2"),
    ),
    one("exp", "the power of E", f"{_A}exp", ("exp(0)", "1")),
    one("ln", "the natural logarithm", f"{_A}ln", ("ln(E**3)", "3")),
    Function(
        "log",
        (_E, _E),
        _ARITHMETIC,
        "the logarithm to a base, 10 if none is given",
        f"{_A}log",
        ("log(8, 2)", "3"),
        optional=1,
    ),
    one("abs", "the absolute value", f"{_A}absolute", ("abs(-3)", "3")),
    one("sign", "-1, 0 or 1", f"{_A}sign_of", ("sign(-3)", "-1")),
    one("floor", "rounded down", f"{_A}floor", ("floor(-7/2)", "-4")),
    one("ceil", "rounded up", f"{_A}ceil", ("ceil(7/2)", "4")),
    Function(
        "round",
        (_N, _N),
        _N,
        "rounded to so many decimal places, 0 if not given; a half goes away from zero",
        f"{_A}round_half_away",
        ("round(2/3, 2)", "67/100"),
        optional=1,
    ),
    two(
        "mod",
        "the remainder of a division; it has the sign of the divisor",
        f"{_A}modulo",
        ("mod(17, 5)", "2"),
    ),
    two("quotient", "a division rounded down", f"{_A}quotient", ("quotient(17, 5)", "3")),
)

_WHOLE_NUMBERS = (
    Function(
        "gcd",
        (_X,),
        _N,
        "the greatest common divisor of numbers, or of a set or tuple",
        f"{_W}gcd",
        ("gcd(12, 18)", "6"),
        repeats=True,
    ),
    Function(
        "lcm",
        (_X,),
        _N,
        "the least common multiple of numbers, or of a set or tuple",
        f"{_W}lcm",
        ("lcm(4, 6, 10)", "60"),
        repeats=True,
    ),
    one("factorial", "the product of 1 to n", f"{_A}factorial", ("factorial(5)", "120")),
    two("binomial", "the ways to choose k of n", f"{_A}binomial", ("binomial(5, 2)", "10")),
    Function(
        "permutations",
        (_N, _N),
        _N,
        "the ways to put k of n in a row, all if k is not given",
        f"{_A}permutations",
        ("permutations(5, 2)", "20"),
        optional=1,
    ),
    Function(
        "is_prime", (_N,), _B, "whether a number is prime", f"{_W}is_prime", ("is_prime(7)", "true")
    ),
    Function(
        "next_prime",
        (_N,),
        _N,
        "the least prime above a number",
        f"{_W}next_prime",
        ("next_prime(7)", "11"),
    ),
    Function(
        "divisors",
        (_N,),
        _S,
        "the positive divisors",
        f"{_W}divisors",
        ("divisors(12)", "{1, 2, 3, 4, 6, 12}"),
    ),
    Function(
        "prime_factors",
        (_N,),
        _S,
        "the primes that divide a number",
        f"{_W}prime_factors",
        ("prime_factors(12)", "{2, 3}"),
    ),
    Function(
        "prime_factorization",
        (_N,),
        _T,
        "the primes whose product a number is",
        f"{_W}prime_factorization",
        ("prime_factorization(12)", "(2, 2, 3)"),
    ),
    Function(
        "digits",
        (_N, _N),
        _T,
        "the digits to a base, 10 if not given, the highest first",
        f"{_W}digits",
        ("digits(6, 2)", "(1, 1, 0)"),
        optional=1,
    ),
    Function(
        "from_digits",
        (_T, _N),
        _N,
        "the number with these digits to a base, 10 if not given",
        f"{_W}from_digits",
        ("from_digits((1, 1, 0), 2)", "6"),
        optional=1,
    ),
    Function(
        "digit_sum",
        (_N, _N),
        _N,
        "the sum of the digits to a base, 10 if not given",
        f"{_W}digit_sum",
        ("digit_sum(123)", "6"),
        optional=1,
    ),
)

_ANGLES = (
    one("sin", "the sine of an angle in radians", f"{_T_}sin", ("sin(pi/6)", "1/2")),
    one("cos", "the cosine of an angle in radians", f"{_T_}cos", ("cos(pi)", "-1")),
    one("tan", "the tangent of an angle in radians", f"{_T_}tan", ("tan(pi/4)", "1")),
    one("cot", "the cotangent of an angle in radians", f"{_T_}cot", ("cot(pi/4)", "1")),
    one("sec", "the secant of an angle in radians", f"{_T_}sec", ("sec(pi/3)", "2")),
    one("csc", "the cosecant of an angle in radians", f"{_T_}csc", ("csc(pi/6)", "2")),
    one("asin", "the angle in radians with this sine", f"{_T_}asin", ("asin(1)", "pi/2")),
    one("acos", "the angle in radians with this cosine", f"{_T_}acos", ("acos(-1)", "pi")),
    one("atan", "the angle in radians with this tangent", f"{_T_}atan", ("atan(1)", "pi/4")),
    one(
        "acot",
        "the angle in radians with this cotangent, above -pi/2 up to pi/2",
        f"{_T_}acot",
        ("acot(1)", "pi/4"),
    ),
    one("asec", "the angle in radians with this secant", f"{_T_}asec", ("asec(2)", "pi/3")),
    one("acsc", "the angle in radians with this cosecant", f"{_T_}acsc", ("acsc(2)", "pi/6")),
    two(
        "atan2",
        "the angle in radians of the point (x, y), given as atan2(y, x)",
        f"{_T_}atan2",
        ("atan2(1, -1)", "3*pi/4"),
    ),
    one("sin_deg", "the sine of an angle in degrees", f"{_T_}sin_deg", ("sin_deg(30)", "1/2")),
    one("cos_deg", "the cosine of an angle in degrees", f"{_T_}cos_deg", ("cos_deg(60)", "1/2")),
    one("tan_deg", "the tangent of an angle in degrees", f"{_T_}tan_deg", ("tan_deg(45)", "1")),
    one("cot_deg", "the cotangent of an angle in degrees", f"{_T_}cot_deg", ("cot_deg(45)", "1")),
    one("sec_deg", "the secant of an angle in degrees", f"{_T_}sec_deg", ("sec_deg(60)", "2")),
    one("csc_deg", "the cosecant of an angle in degrees", f"{_T_}csc_deg", ("csc_deg(30)", "2")),
    one("asin_deg", "the angle in degrees with this sine", f"{_T_}asin_deg", ("asin_deg(1)", "90")),
    one(
        "acos_deg", "the angle in degrees with this cosine", f"{_T_}acos_deg", ("acos_deg(0)", "90")
    ),
    one(
        "atan_deg",
        "the angle in degrees with this tangent",
        f"{_T_}atan_deg",
        ("atan_deg(1)", "45"),
    ),
    one(
        "acot_deg",
        "the angle in degrees with this cotangent, above -90 up to 90",
        f"{_T_}acot_deg",
        ("acot_deg(1)", "45"),
    ),
    one(
        "asec_deg", "the angle in degrees with this secant", f"{_T_}asec_deg", ("asec_deg(2)", "60")
    ),
    one(
        "acsc_deg",
        "the angle in degrees with this cosecant",
        f"{_T_}acsc_deg",
        ("acsc_deg(2)", "30"),
    ),
    two(
        "atan2_deg",
        "the angle in degrees of the point (x, y), given as atan2_deg(y, x)",
        f"{_T_}atan2_deg",
        ("atan2_deg(1, -1)", "135"),
    ),
    one("degrees", "an angle in radians, in degrees", f"{_T_}degrees", ("degrees(pi)", "180")),
    one("radians", "an angle in degrees, in radians", f"{_T_}radians", ("radians(90)", "pi/2")),
)

_COMPLEX = (
    one("re", "the real part", f"{_C}real_part", ("re(3 + 2*I)", "3")),
    one("im", "the imaginary part", f"{_C}imaginary_part", ("im(3 + 2*I)", "2")),
    one("conj", "the complex conjugate", f"{_C}conjugate", ("conj(3 + 2*I)", "3 - 2*I")),
    one("arg", "the angle in radians, above -pi up to pi", f"{_C}argument", ("arg(I)", "pi/2")),
)

NUMBER_FUNCTIONS: tuple[Function, ...] = (
    *_ARITHMETIC_FUNCTIONS,
    *_WHOLE_NUMBERS,
    *_ANGLES,
    *_COMPLEX,
)
"""Functions of numbers, in the order in which `mycelium ops` prints them."""
