"""The vocabulary of transcripts: each symbol once, and what it spells is read back."""

from __future__ import annotations

import pytest
from tiny_specialists import TEMPLATES

from mycelium_ir.language import base_language
from mycelium_ir.parser import parse_expression
from mycelium_passes.transcript import Symbols
from mycelium_passes.transcript.symbols import MARKERS, UNITS
from mycelium_passes.transcript.transcribe import compact

SYMBOLS = Symbols(tuple(template["name"] for template in TEMPLATES))


def calls() -> list[str]:
    """A call of every function of the language, with as few operands as it takes and one more."""
    found = []
    for name, function in base_language().functions.items():
        if not name.isidentifier():
            continue
        (least, most), (fewest, greatest) = function.operand_count(), function.parameter_count()
        for extra in (0, 1):
            given = least + (extra if most is None or most > least else 0)
            behind = fewest + (extra if greatest is None or greatest > fewest else 0)
            operands = ", ".join("x" if n % 2 else "12.5" for n in range(given))
            parameters = ", ".join("k" if n == 0 else "3" for n in range(behind))
            found.append(f"{name}({operands}{'; ' if parameters else ''}{parameters})")
    return found


EXPRESSIONS = [
    *("0", "48/2", "0.05*120", "1234567890.000001", "-7", "2 - -7", "2**10", "(-2)**-3", "2**3**2"),
    *("a*x**2 + b*x + c", "(a + b)*(a - b)", "x <= 3.5", "x >= -2", "x < y", "x > _", "_ + _*2"),
    *("{}", "{1, 2.5, x}", "(1, -2)", "pi*r**2", "E**(I*pi) + 1", "interval(-oo, 3)", "true"),
    *("sqrt(x**2 + y**2)", "log(8, 2)", "solve(Eq(x**2 - 4, 0); x)", "sum(k**2; k, 1, 10)"),
    *("convert(60, mile/hour, metre/second)", "unit_factor(kilometre, foot)", "sin_deg(30)**2"),
    *("f(g(x), 3)", "abc + xyz", "x1 + x2", "ex + pix", "cosh(t)", "dozens*minutes"),
    *(f"convert(2, {unit}, {unit}s)" for unit in UNITS),
]


@pytest.mark.parametrize("text", EXPRESSIONS + calls())
def test_what_is_spelled_is_read_back(text: str) -> None:
    expression = parse_expression(text)
    written = compact(expression)
    numbers = SYMBOLS.spelled(written)
    assert SYMBOLS.text(numbers) == written
    assert parse_expression(SYMBOLS.text(numbers)) == expression
    assert SYMBOLS.spelled(SYMBOLS.text(numbers)) == numbers


def test_what_is_one_symbol_and_what_is_several() -> None:
    def spelled(text: str) -> list[str]:
        return [SYMBOLS.all[number] for number in SYMBOLS.spelled(text)]

    assert spelled("2**3") == ["2", "**", "3"]
    assert spelled("x<=10") == ["x", "<=", "1", "0"]
    assert spelled("0.05") == ["0", "·", "0", "5"]
    assert spelled("sin_deg(30)") == ["sin_deg", "(", "3", "0", ")"]
    assert spelled("kilometre") == ["kilometre"]
    assert spelled("kilometres") == list("kilometres")
    assert spelled("pix") == list("pix")


@pytest.mark.parametrize(
    "text", ["θ+1", "x²", "3%4", "a!", "ä", "5€", "½", "x:y", "[1]", "a@b", "🍎"]
)
def test_an_unknown_sign_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no symbol"):
        SYMBOLS.spelled(text)


def test_numbers_are_places_and_templates_come_last() -> None:
    assert len(set(SYMBOLS.all)) == len(SYMBOLS) == len(SYMBOLS.numbers)
    assert [SYMBOLS[symbol] for symbol in SYMBOLS.all] == list(range(len(SYMBOLS)))
    names = [template["name"] for template in TEMPLATES]
    assert [SYMBOLS.all[SYMBOLS.template(name)] for name in names] == [f":{n}" for n in names]
    assert list(SYMBOLS.all[-len(names) :]) == [f":{name}" for name in names]
    assert all(f"@{index}" in SYMBOLS.numbers for index in range(MARKERS))
    # A template may bear the name of a function or a unit.
    both = Symbols(("sqrt", "dozen", "other"))
    assert both.template("sqrt") != both["sqrt"]
    assert both.template("dozen") != both["dozen"]
    with pytest.raises(KeyError):
        SYMBOLS.template("multiply")


def test_functions_are_those_with_brackets() -> None:
    told = {SYMBOLS.all[number] for number in SYMBOLS.functions}
    assert told == {name for name in base_language().functions if name.isidentifier()}


def test_every_symbol_begins_with_some_text() -> None:
    told = {symbol: SYMBOLS.pieces(SYMBOLS[symbol]) for symbol in SYMBOLS.all}
    assert all(text and text == text.strip() for text in told.values())
    assert told["@0"] == "sentence 1"
    assert told[":add_three"] == "add three"
    assert told["sin_deg"] == "sin deg"
    assert told["<"] == "<"
