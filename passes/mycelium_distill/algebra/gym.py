"""`reasoning-gym` (Apache-2.0): its algebra and arithmetic tasks, without their format rules.

`gsm_symbolic` is never used: its templates come from GSM8K's test split.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Context, localcontext
from fractions import Fraction
from typing import Any

from mycelium_distill.algebra.places import digits_of
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_distill.algebra.sources import Raw, UnreadError
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Expression, Name, number, walk
from mycelium_ir.parser import parse_expression

_RULES = re.compile(
    r"\n(?:In solving equations|When performing calculations|Please follow|Return the new list)"
    r"|Return only| Give only| Write the factors"
)
"""Where a task's rules for the form of its answer begin: they ask for texts, not for values."""

_PREAMBLE = re.compile(r"^(?:Your task is|Please solve this problem)[^\n]*\n+(?:If [^\n]*\n+)?")


@dataclass(frozen=True)
class Task:
    """One of the package's tasks: how to draft a program, and its options for each level."""

    name: str
    draft: Callable[[Raw], Draft]
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def generate(module: str, level: str, seed: int) -> Raw:
    """The problem that a task of the package gives for a seed.

    Raises:
        MyceliumError: MYC254, if the package is not installed.
    """
    task = TASKS[module]
    options = {**task.options.get("all", {}), **task.options.get(level, {})}
    with _package() as package:
        row = package.create_dataset(task.name, seed=seed, size=1, **options)[0]
    text = _PREAMBLE.sub("", row["question"])
    cut = _RULES.search(text)
    text = (text if cut is None else text[: cut.start()]).strip()
    return Raw(_capital(text.removeprefix("Now, ")), row["answer"], row["metadata"])


@contextmanager
def _package() -> Iterator[Any]:
    """The package, made to draw alike in every process for as long as it is used.

    Raises:
        MyceliumError: MYC254, if it is not installed.
    """
    try:
        package = importlib.import_module("reasoning_gym")
        polynomials = importlib.import_module("reasoning_gym.algebra.polynomial_multiplication")
    except ImportError as error:
        raise MyceliumError(
            Diagnostic(
                "MYC254",
                f"the package reasoning-gym cannot be imported: {error}",
                hint="install it with `pip install 'mycelium-math[datasets]'`",
                subject="reasoning_gym",
            )
        ) from None
    names = vars(polynomials)
    monomials = names["itermonomials"]
    # Sympy gives a set, which the process's hash seed puts in order.
    names["itermonomials"] = lambda *args: sorted(monomials(*args), key=str)
    try:
        # The decimal task changes the precision of all decimals of the process.
        with localcontext(Context()):
            yield package
    finally:
        names["itermonomials"] = monomials


def draft(module: str, raw: Raw) -> Draft:
    """The program of one of the package's problems.

    Raises:
        UnreadError: if the problem is not understood.
    """
    return TASKS[module].draft(raw)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _read(text: str) -> Expression:
    try:
        return parse_expression(text)
    except MyceliumError as error:
        raise UnreadError("an expression is not understood") from error


def _one(raw: Raw, expression: Expression, goal: str, gold: str | None = None) -> Draft:
    sketch = Sketch(raw.problem)
    return sketch.draft(goal, sketch.step(expression), raw.answer if gold is None else gold)


def _equation(raw: Raw) -> Draft:
    """`Solve for x: 405*x = 24705`, and polynomial equations."""
    sides = raw.problem.rpartition(":")[2].strip().split(" = ")
    if len(sides) != 2:
        raise UnreadError("an equation is not understood")
    letter = raw.data["variable"]
    equation = Call("Eq", (_read(sides[0]), _read(sides[1])))
    if not any(node == Name(letter) for node in walk(equation)):
        raise UnreadError("the package's equation has no unknown in it")
    gold = raw.answer or "no solution"
    sketch = Sketch(raw.problem)
    first = sketch.step(equation)
    found = sketch.step(Call("solve", (first,), (sketch.unknown(letter),)))
    return sketch.draft("solution_set", found, gold)


def _polynomial(raw: Raw) -> Draft:
    body = _read(raw.problem.rpartition(": ")[2])
    sketch = Sketch(raw.problem)
    for name in sorted({n.id for n in walk(body) if type(n) is Name}):
        sketch.unknown(name)
    return sketch.draft("expression", sketch.step(Call("expand", (body,))), raw.answer)


def _complex(raw: Raw) -> Draft:
    def value(pair: tuple[float, float]) -> Expression:
        real, imaginary = (number(Fraction(str(part))) for part in pair)
        return Call("+", (real, Call("*", (imaginary, Name("I")))))

    sign = raw.data["operation"]
    call = Call(sign, (value(raw.data["num1"]), value(raw.data["num2"])))
    sketch = Sketch(raw.problem)
    step = sketch.step(call, "complex_arithmetic")
    return sketch.draft("complex_standard_form", step, raw.answer)


def _base(raw: Raw) -> Draft:
    if not raw.answer:
        raise UnreadError("the package writes zero as nothing")
    numeral, base, target = (raw.data[k] for k in ("source_repr", "source_base", "target_base"))
    sketch = Sketch(raw.problem)
    digits = Call("tuple", tuple(map(number, digits_of(numeral))))
    value = sketch.step(Call("from_digits", (digits, number(base))))
    if target == 10:
        return sketch.draft("integer", value, raw.answer)
    found = sketch.step(Call("digits", (value, number(target))))
    gold = digits_of(raw.answer)
    if max(gold) > 9:
        return sketch.draft("tuple", found, f"({', '.join(map(str, gold))})")
    return sketch.draft("integer", sketch.step(Call("from_digits", (found,))), raw.answer)


def _primes(raw: Raw) -> Draft:
    k, low, high = Name("k"), number(raw.data["start"]), number(raw.data["end"])
    return _one(raw, Call("count", (Call("is_prime", (k,)),), (k, low, high)), "integer")


def _arithmetic(raw: Raw) -> Draft:
    text = raw.data.get("expression") or raw.problem.rpartition("= ?")[0]
    sketch = Sketch(raw.problem)
    step = sketch.value(_read(text))
    goal = "integer" if "." not in raw.answer else "number"
    return sketch.draft(goal, step, raw.answer)


def _lowest_terms(raw: Raw) -> Draft:
    parts = (number(raw.data["numerator"]), number(raw.data["denominator"]))
    # The package's answer is LaTeX; the parts of it are among its data.
    gold = Fraction(raw.data["simplified_numerator"], raw.data["simplified_denominator"])
    return _one(raw, Call("/", parts), "rational", str(gold))


def _common(function: str) -> Callable[[Raw], Draft]:
    def made(raw: Raw) -> Draft:
        return _one(raw, Call(function, tuple(map(number, raw.data["numbers"]))), "integer")

    return made


def _factorization(raw: Raw) -> Draft:
    factors = raw.answer.split(" × ")
    sketch = Sketch(raw.problem)
    found = sketch.step(Call("prime_factorization", (number(raw.data["number"]),)))
    if len(factors) > 1:
        return sketch.draft("tuple", found, f"({', '.join(factors)})")
    alone = sketch.step(Call("component", (found, number(1))))
    return sketch.draft("integer", alone, raw.answer)


def _sorting(raw: Raw) -> Draft:
    values = [number(text) for text in raw.data["original_numbers"]]
    if len(set(values)) < len(values):
        raise UnreadError("a list with a number twice is no set")
    sketch = Sketch(raw.problem)
    found = sketch.step(Call("set", tuple(values)))
    if raw.data["direction"] == "ascending":
        last = sketch.step(Call("members", (found,)))
    else:
        falling = (Call("member", (found, number(k))) for k in range(len(values), 0, -1))
        last = sketch.step(Call("tuple", tuple(falling)))
    return sketch.draft("tuple", last, f"({', '.join(raw.data['sorted_numbers'])})")


def _filtering(raw: Raw) -> Draft:
    way, _, side = raw.data["operation"].partition("_")
    kept = (side == "larger") == (way == "keep")
    # What is equal to the bound is kept where the task removes, and removed where it keeps.
    sign = (">" if kept else "<") + ("=" if way == "remove" else "")
    sketch = Sketch(raw.problem)
    x = sketch.unknown("x")
    values = tuple(number(text) for text in raw.data["original_numbers"])
    found = sketch.step(Call("set", values))
    bound = number(raw.data["filter_value"])
    last = sketch.step(Call("where", (found,), (Call(sign, (x, bound)), x)))
    return sketch.draft("set", last, "{" + ", ".join(raw.data["result"]) + "}")


def _polygon(raw: Raw) -> Draft:
    sketch = Sketch(raw.problem)
    triangles = sketch.step(Call("-", (number(raw.data["n_sides"]), number(2))))
    whole: Expression = sketch.step(Call("*", (triangles, number(180))))
    angles = [number(Fraction(str(angle))) for angle in raw.data["known_angles"]]
    total: Expression = angles[0]
    for angle in angles[1:]:
        total = sketch.step(Call("+", (total, angle)))
    return sketch.draft("integer", sketch.step(Call("-", (whole, total))), raw.answer)


def _sizes(name: str, easy: int, medium: int, hard: int) -> dict[str, dict[str, int]]:
    return {"easy": {name: easy}, "medium": {name: medium}, "hard": {name: hard}}


TASKS: Mapping[str, Task] = {
    "gym_simple_equations": Task("simple_equations", _equation, _sizes("max_value", 20, 50, 100)),
    # Irrational roots of cubics have no form that a person would write.
    "gym_polynomial_equations": Task(
        "polynomial_equations",
        _equation,
        {"all": {"max_degree": 2}, **_sizes("max_value", 12, 40, 100)},
    ),
    "gym_polynomial_multiplication": Task(
        "polynomial_multiplication", _polynomial, _sizes("max_value", 10, 30, 100)
    ),
    "gym_complex_arithmetic": Task(
        "complex_arithmetic",
        _complex,
        {
            "all": {"operations_weights": [0.3, 0.3, 0.2, 0.2]},
            "easy": {"max_real": 5, "max_imag": 5, "min_real": -5, "min_imag": -5},
            "hard": {"max_real": 20, "max_imag": 20, "min_real": -20, "min_imag": -20},
        },
    ),
    "gym_base_conversion": Task("base_conversion", _base, _sizes("max_value", 99, 999, 9999)),
    "gym_count_primes": Task("count_primes", _primes, _sizes("max_n", 100, 1000, 5000)),
    "gym_basic_arithmetic": Task("basic_arithmetic", _arithmetic, _sizes("max_terms", 3, 4, 6)),
    "gym_chain_sum": Task("chain_sum", _arithmetic, _sizes("max_terms", 3, 4, 6)),
    "gym_decimal_chain_sum": Task("decimal_chain_sum", _arithmetic, _sizes("max_terms", 3, 4, 6)),
    "gym_decimal_arithmetic": Task("decimal_arithmetic", _arithmetic, _sizes("max_terms", 3, 4, 6)),
    "gym_products": Task("products", _arithmetic, _sizes("max_digits", 2, 3, 5)),
    "gym_fraction_simplification": Task(
        "fraction_simplification", _lowest_terms, _sizes("max_factor", 12, 40, 100)
    ),
    "gym_gcd": Task("gcd", _common("gcd"), _sizes("max_numbers", 2, 3, 4)),
    "gym_lcm": Task("lcm", _common("lcm"), _sizes("max_numbers", 2, 3, 3)),
    "gym_prime_factorization": Task(
        "prime_factorization", _factorization, _sizes("max_value", 200, 1000, 5000)
    ),
    "gym_number_sorting": Task("number_sorting", _sorting, _sizes("max_numbers", 5, 8, 10)),
    "gym_number_filtering": Task("number_filtering", _filtering, _sizes("max_numbers", 5, 8, 10)),
    "gym_polygon_angle": Task("simple_geometry", _polygon, _sizes("max_sides", 4, 6, 9)),
}
"""The package's tasks that are used, by the module's name here."""
