"""Numbers: remainders, divisors, fractions, decimals, powers, roots, logarithms."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm, prod
from random import Random

from mycelium_distill.algebra.own.wording import style_of
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_ir.nodes import Call, Expression, Name, number

_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23)


def _listed(values: Sequence[object]) -> str:
    shown = [str(value) for value in values]
    return ", ".join(shown[:-1]) + " and " + shown[-1]


def one_step(text: str, expression: Expression, goal: str, gold: str) -> Draft:
    """A program of one step."""
    sketch = Sketch(text)
    return sketch.draft(goal, sketch.step(expression), gold)


def modulus(draw: Random, level: str) -> Draft:
    """A remainder; in harder ones of a power or a sum."""
    size = {"easy": 100, "medium": 1000, "hard": 100000}[level]
    m, n = draw.randint(2, max(9, size // 20)), draw.randint(10, size)
    kind = draw.choice(["plain", "plain", "plain", "power", "product"])
    sketch_text: str
    if kind == "plain":
        text = draw.choice(
            (
                "What is {n} mod {m}?",
                "Calculate {n} mod {m}.",
                "Find {n} modulo {m}.",
                "What is the remainder when {n} is divided by {m}?",
                "What remainder does {n} leave when divided by {m}?",
                "Compute {n} mod {m}.",
                "What is left over when {n} is divided by {m}?",
            )
        ).format(n=n, m=m)
        return one_step(text, Call("mod", (number(n), number(m))), "integer", str(n % m))
    style = style_of(draw)
    if kind == "power":
        base, exponent = draw.randint(2, 12), draw.randint(2, 9)
        power = "**" if style.power == "**" else "^"
        sketch_text = f"{base}{power}{exponent}"
        inner = Call("**", (number(base), number(exponent)))
        value = base**exponent
    else:
        a, b = draw.randint(2, 99), draw.randint(2, 99)
        sketch_text = f"{a}{style.times}{b}"
        inner, value = Call("*", (number(a), number(b))), a * b
    text = draw.choice(
        (
            "What is {n} mod {m}?",
            "What is the remainder when {n} is divided by {m}?",
            "Find the remainder of {n} divided by {m}.",
        )
    ).format(n=sketch_text, m=m)
    sketch = Sketch(text)
    first = sketch.step(inner)
    return sketch.draft("integer", sketch.step(Call("mod", (first, number(m)))), str(value % m))


def divisors_and_multiples(draw: Random, level: str) -> Draft:
    """Common divisors and multiples of two to four numbers, divisors, primes in a range."""
    size = {"easy": 30, "medium": 100, "hard": 600}[level]
    kind = draw.choice(["gcd", "gcd", "lcm", "lcm", "divisors", "count", "primes", "factors"])
    count = draw.choice([2, 2, 3, 3, 4])
    if kind == "gcd":
        common = draw.randint(2, max(3, size // 6))
        values = [common * draw.randint(1, 12) for _ in range(count)]
        name = draw.choice(
            ["greatest common divisor", "greatest common factor", "GCD", "highest common factor"]
        )
        text = draw.choice(
            (
                "What is the {name} of {v}?",
                "Find the {name} of {v}.",
                "Calculate the {name} of {v}.",
            )
        ).format(name=name, v=_listed(values))
        return one_step(text, Call("gcd", tuple(map(number, values))), "integer", str(gcd(*values)))
    if kind == "lcm":
        values = [draw.randint(2, max(12, size // 8)) for _ in range(count)]
        name = draw.choice(["least common multiple", "lowest common multiple", "LCM"])
        text = draw.choice(
            (
                "What is the {name} of {v}?",
                "Find the {name} of {v}.",
                "Calculate the {name} of {v}.",
            )
        ).format(name=name, v=_listed(values))
        return one_step(text, Call("lcm", tuple(map(number, values))), "integer", str(lcm(*values)))
    if kind == "primes":
        return _primes_between(draw, size)
    factors = [draw.choice(_PRIMES[: {"easy": 3, "medium": 5, "hard": 9}[level]]) for _ in range(4)]
    value = prod(factors[: draw.choice([2, 3, 4])])
    found = [d for d in range(1, value + 1) if value % d == 0]
    if kind == "divisors":
        text = draw.choice(
            (
                "List all positive divisors of {n}.",
                "What are the factors of {n}?",
                "Find all positive divisors of {n}.",
            )
        ).format(n=value)
        gold = "{" + ", ".join(map(str, found)) + "}"
        return one_step(text, Call("divisors", (number(value),)), "integer_set", gold)
    if kind == "count":
        text = draw.choice(
            ("How many positive divisors does {n} have?", "How many factors has {n}?")
        ).format(n=value)
        sketch = Sketch(text)
        first = sketch.step(Call("divisors", (number(value),)))
        return sketch.draft("integer", sketch.step(Call("count", (first,))), str(len(found)))
    return _factorization(draw, value)


def _factorization(draw: Random, value: int) -> Draft:
    primes, rest = [], value
    for p in _PRIMES:
        while rest % p == 0:
            primes.append(p)
            rest //= p
    text = draw.choice(
        (
            "Write {n} as a product of primes.",
            "What is the prime factorization of {n}?",
            "Find the prime factorisation of {n}.",
        )
    ).format(n=value)
    gold = f"({', '.join(map(str, primes))})" if len(primes) > 1 else str(primes[0])
    call = Call("prime_factorization", (number(value),))
    return one_step(text, call, "tuple", gold)


def _primes_between(draw: Random, size: int) -> Draft:
    low = draw.randint(1, size)
    high = low + draw.randint(5, size)
    found = sum(all(n % d for d in range(2, n)) for n in range(max(low, 2), high + 1))
    text = draw.choice(
        (
            "How many primes are there from {a} to {b}?",
            "How many prime numbers are there between {a} and {b} (inclusive)?",
        )
    ).format(a=low, b=high)
    sketch = Sketch(text)
    k = Name("k")
    parameters = (k, number(low), number(high))
    step = sketch.step(Call("count", (Call("is_prime", (k,)),), parameters))
    return sketch.draft("integer", step, str(found))


def fraction(value: Fraction) -> Expression:
    """A fraction as a quotient of whole numbers, also where it is a finite decimal."""
    return Call("/", (number(value.numerator), number(value.denominator)))


def fraction_arithmetic(draw: Random, level: str) -> Draft:
    """Two or three fractions added, subtracted, multiplied, divided."""
    size = {"easy": 8, "medium": 12, "hard": 30}[level]
    values: list[Fraction] = []
    while len(values) < draw.choice([2, 2, 3] if level != "easy" else [2]):
        value = Fraction(draw.randint(1, size), draw.randint(2, size))
        if value.denominator > 1:
            values.append(value)
    signs = [draw.choice("+-*/") for _ in values[1:]]
    if len(signs) == 2:
        signs = draw.choice([["+", "-"], ["-", "+"], ["+", "+"], ["*", "*"], ["*", "/"]])
    style = style_of(draw)
    shown, total = str(values[0]), values[0]
    sketch = Sketch("")
    found: Expression = fraction(values[0])
    for sign, value in zip(signs, values[1:], strict=True):
        word = {"*": style.times.strip(), "/": "÷" if style.unicode else "/"}.get(sign, sign)
        shown += f" {word} {value if sign != '/' or style.unicode else f'({value})'}"
        found = sketch.step(Call(sign, (found, fraction(value))))
        total = {
            "+": total + value,
            "-": total - value,
            "*": total * value,
            "/": total / value,
        }[sign]
    text = draw.choice(
        (
            "What is {e}?",
            "Calculate {e}.",
            "Work out {e}. Give the answer as a fraction.",
            "Find {e} in lowest terms.",
            "Evaluate {e}.",
        )
    ).format(e=shown)
    assert isinstance(found, Name)
    return sketch.draft("rational", found, str(total), text)


def decimals_and_fractions(draw: Random, level: str) -> Draft:
    """A decimal as a fraction, a fraction as a decimal or in lowest terms, per cent."""
    size = {"easy": 10, "medium": 40, "hard": 200}[level]
    kind = draw.choice(["decimal", "fraction", "lowest", "percent"])
    denominator = draw.choice([2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 125])
    value = Fraction(draw.randint(1, size), denominator)
    while value.denominator == 1:
        value = Fraction(draw.randint(1, size), denominator)
    decimal = f"{float(value):.6f}".rstrip("0")
    if kind == "decimal":
        text = draw.choice(
            (
                "Write {d} as a fraction.",
                "Write {d} as a fraction in lowest terms.",
                "Convert {d} to a fraction.",
                "Express {d} as a fraction in simplest form.",
            )
        ).format(d=decimal)
        return one_step(text, number(value), "rational", str(value))
    if kind == "fraction":
        text = draw.choice(
            (
                "Write {f} as a decimal.",
                "Convert {f} to a decimal.",
                "Express {f} as a decimal number.",
                "What is {f} as a decimal?",
            )
        ).format(f=value)
        return one_step(text, fraction(value), "decimal", decimal)
    if kind == "lowest":
        factor = draw.randint(2, 12)
        top, bottom = value.numerator * factor, value.denominator * factor
        text = draw.choice(
            (
                "Reduce {a}/{b} to lowest terms.",
                "Simplify the fraction {a}/{b}.",
                "Write {a}/{b} in lowest terms.",
            )
        ).format(a=top, b=bottom)
        return one_step(text, Call("/", (number(top), number(bottom))), "rational", str(value))
    whole, share = draw.randint(2, size * 10), draw.choice([5, 10, 12, 15, 20, 25, 30, 40, 60, 75])
    text = draw.choice(
        ("What is {p}% of {n}?", "Calculate {p}% of {n}.", "Find {p} percent of {n}.")
    ).format(p=share, n=whole)
    sketch = Sketch(text)
    step = sketch.step(Call("*", (Call("percent", (number(share),)), number(whole))), "percent_of")
    return sketch.draft("rational", step, str(Fraction(share * whole, 100)))


def powers_and_roots(draw: Random, level: str) -> Draft:
    """Powers with whole, negative and fractional exponents, and roots of whole numbers."""
    size = {"easy": 6, "medium": 10, "hard": 15}[level]
    style = style_of(draw)
    power = "**" if style.power == "**" else "^"
    kind = draw.choice(["power", "power", "negative", "square", "cube", "surd", "fractional"])
    base, exponent = draw.randint(2, size), draw.choice([2, 2, 3, 3, 4, 5])
    asked = ("What is {e}?", "Calculate {e}.", "Evaluate {e}.", "Find the value of {e}.")
    if kind == "power":
        words = {2: f"{base} squared", 3: f"{base} cubed"}
        shown = draw.choice(
            [f"{base}{power}{exponent}", words.get(exponent, f"{base} to the power of {exponent}")]
        )
        call = Call("**", (number(base), number(exponent)))
        text = draw.choice(asked).format(e=shown)
        return one_step(text, call, "integer", str(base**exponent))
    if kind == "negative":
        shown = f"{base}{power}(-{exponent})"
        call = Call("**", (number(base), Call("-", (number(exponent),))))
        text = draw.choice(asked).format(e=shown)
        return one_step(text, call, "rational", f"1/{base**exponent}")
    if kind == "fractional":
        root, top = draw.choice([2, 3]), draw.choice([1, 2, 3])
        value = base**root
        share = f"{top}/{root}"
        call = Call("**", (number(value), Call("/", (number(top), number(root)))))
        text = draw.choice(asked).format(e=f"{value}{power}({share})")
        return one_step(text, call, "integer", str(base**top))
    if kind == "cube":
        shown = draw.choice([f"the cube root of {base**3}", f"∛{base**3}", f"cbrt({base**3})"])
        text = draw.choice(asked).format(e=shown)
        return one_step(text, Call("cbrt", (number(base**3),)), "integer", str(base))
    if kind == "square":
        wide = base * draw.randint(1, 4)
        shown = draw.choice([f"the square root of {wide**2}", f"√{wide**2}", f"sqrt({wide**2})"])
        text = draw.choice(asked).format(e=shown)
        return one_step(text, Call("sqrt", (number(wide**2),)), "integer", str(wide))
    inside = draw.choice([2, 3, 5, 6, 7, 10, 11])
    value = base * base * inside
    shown = draw.choice([f"√{value}", f"sqrt({value})", f"the square root of {value}"])
    text = draw.choice(("Simplify {e}.", "Write {e} in simplest radical form.")).format(e=shown)
    call = Call("simplify", (Call("sqrt", (number(value),)),))
    return one_step(text, call, "number", f"{base}*sqrt({inside})")
