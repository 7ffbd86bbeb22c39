"""The grammar of expressions: it admits what is written, and what it ends the parser reads."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from tiny_specialists import TEMPLATES

from mycelium_ir.language import base_language
from mycelium_ir.nodes import Call, Expression, Number, walk
from mycelium_ir.parser import parse_expression
from mycelium_passes.transcript import Symbols
from mycelium_passes.transcript.transcribe import compact
from mycelium_passes.writing.grammar import MOST_DEPTH, MOST_SYMBOLS, Expressions, ExpressionState
from mycelium_passes.writing.literals import Literals

SYMBOLS = Symbols(tuple(template["name"] for template in TEMPLATES))
TABLE = Expressions(SYMBOLS)
FUNCTIONS = [n for n in base_language().functions if n.isidentifier() and n not in ("set", "tuple")]
UNITS = [["foot", "metre"], ["mile/hour", "metre/second"], ["dozen*pound", "gram"]]
DEFINED = {"f": 2, "g": 1}


def state(literals: Literals, defined: dict[str, int], *, holes: bool = False) -> ExpressionState:
    return ExpressionState(TABLE, literals, defined, holes=holes, end=TABLE.equals)


class Writer:
    """Writes expressions as people do: arithmetic mostly, and every function now and then."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def expression(self, depth: int, *, whole: bool = True) -> str:
        pick = self.random.choice
        if depth == 0:
            return pick(["48", "2", "0.05", "12.5", "100", "x", "y", "n", "pi", "E", "_"])
        if whole and self.random.random() < 0.15:
            sign = pick(["<", "<=", ">", ">="])
            return f"{self.expression(depth - 1, whole=False)} {sign} 3"
        kind = self.random.random()
        one, two = (self.expression(depth - 1, whole=False) for _ in range(2))
        if kind < 0.55:
            return f"({one}) {pick(['+', '-', '*', '/', '**'])} ({two})"
        if kind < 0.65:
            return f"-({one})"
        if kind < 0.72:
            return pick([f"f({one}, {two})", f"g({one})"])
        if kind < 0.8:
            return pick([f"({one}, {two})", f"{{{one}, {two}}}", "{}", f"Eq({one}, {two})"])
        return self.call(pick(FUNCTIONS), depth)

    def call(self, name: str, depth: int) -> str:
        first, second = self.random.choice(UNITS)
        if name == "convert":
            return f"convert({self.expression(depth - 1)}, {first}, {second})"
        if name == "unit_factor":
            return f"unit_factor({first}, {second})"
        function = base_language().functions[name]
        (least, most), (fewest, greatest) = function.operand_count(), function.parameter_count()
        given = self.random.randint(least, least + 2 if most is None else most)
        behind = self.random.randint(fewest, fewest + 2 if greatest is None else greatest)
        operands = ", ".join(self.expression(depth - 1) for _ in range(given))
        parameters = ", ".join(self.expression(0) for _ in range(behind))
        return f"{name}({operands}{'; ' if parameters else ''}{parameters})"


def admitted(expression: Expression) -> None:
    """Push an expression symbol by symbol; each must be allowed."""
    literals = Literals(node.value for node in walk(expression) if type(node) is Number)
    text = compact(expression)
    writing = state(literals, DEFINED, holes=True)
    for symbol in SYMBOLS.spelled(text):
        told = SYMBOLS.all[symbol]
        assert symbol in writing.allowed(), (text, told)
        assert not writing.push(symbol)
    assert TABLE.equals in writing.allowed(), text
    assert writing.push(TABLE.equals)


def test_what_is_written_is_admitted() -> None:
    done = 0
    for seed in range(1000):
        expression = parse_expression(Writer(seed).expression(1 + seed % 3))
        if len(SYMBOLS.spelled(compact(expression))) < MOST_SYMBOLS:
            admitted(expression)
            done += 1
        if done == 200:
            break
    assert done == 200


def test_every_function_is_admitted_with_each_number_of_operands() -> None:
    for name in FUNCTIONS:
        for seed in range(3):
            expression = parse_expression(Writer(seed).call(name, 1))
            assert type(expression) is Call
            admitted(expression)


def drawn(seed: int) -> list[int]:
    """An expression of random choices among what is allowed; some seeds like to close."""
    choose = random.Random(seed)
    values = [Fraction(1), Fraction(12), Fraction(125), Fraction(1, 2)] if seed % 4 else []
    writing = state(Literals(values), DEFINED if seed % 2 else {}, holes=seed % 3 == 0)
    closing = {TABLE.equals, TABLE.closes, TABLE.set_closes}
    found: list[int] = []
    while True:
        allowed = writing.allowed()
        assert allowed
        assert len(set(allowed)) == len(allowed)
        ends = [symbol for symbol in allowed if symbol in closing]
        few = [symbol for symbol in allowed if symbol in (TABLE.set_opens, TABLE.opens)]
        likes = (seed % 5) / 5
        symbol = choose.choice(allowed)
        if ends and choose.random() < likes:
            symbol = choose.choice(ends)
        elif few and choose.random() < 0.2:
            symbol = choose.choice(few)
        if writing.push(symbol):
            return found
        found.append(symbol)
        assert len(found) < MOST_SYMBOLS + 20 * MOST_DEPTH, "it comes to an end"


def test_no_end_that_the_parser_does_not_read() -> None:
    texts = set()
    for seed in range(250):
        found = drawn(seed)
        text = SYMBOLS.text(found)
        texts.add(text)
        parsed = TABLE.parsed.of(found)
        assert parsed.expression == parse_expression(text)
        for _, last, literal in parsed.leaves:
            assert literal is None or str(literal)[-1].isdigit()
            assert last < len(found)
        for node in walk(parsed.expression):
            if type(node) is Call and node.function in base_language().functions:
                function = base_language().functions[node.function]
                (least, most), (few, many) = function.operand_count(), function.parameter_count()
                assert least <= len(node.operands) <= (most or 999)
                assert few <= len(node.parameters) <= (999 if many is None else many)
    assert len(texts) > 150


@pytest.mark.parametrize("text", ["{-", "{2+", "{x**", "{2*-", "{(", "{sqrt("])
def test_a_set_is_not_closed_where_an_operand_is_missing(text: str) -> None:
    writing = state(Literals([Fraction(2)]), {})
    for symbol in SYMBOLS.spelled(text):
        assert symbol in writing.allowed()
        writing.push(symbol)
    assert TABLE.set_closes not in writing.allowed()


def test_numbers_names_and_holes_are_those_that_are_given() -> None:
    def told(text: str, **options: bool) -> set[str]:
        writing = state(
            Literals([Fraction(12), Fraction("12.5"), Fraction(3)]), {"f": 1}, **options
        )
        for symbol in SYMBOLS.spelled(text):
            assert symbol in writing.allowed()
            writing.push(symbol)
        return {SYMBOLS.all[symbol] for symbol in writing.allowed()}

    digits = set("0123456789")
    assert told("") & digits == {"1", "3"}
    assert told("1") == {"2"}
    assert told("12") & (digits | {"·"}) == {"·"}
    assert told("12.5") & (digits | {"·"}) == set()
    assert "_" not in told("")
    assert "_" in told("", holes=True)
    assert "(" in told("f")
    assert "(" not in told("g")
    assert told("sqrt") == {"("}
    assert "<" not in told("3<x+3")
    assert "-" in told("3*")
    assert "-" not in told("3*-")
    assert told("convert(3,") == {SYMBOLS.all[number] for number in TABLE.units}
