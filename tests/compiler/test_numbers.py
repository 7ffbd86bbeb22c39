"""The numbers in a text: every way of writing them, and the characters that they cover."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycelium.analyses import Surface, read_numbers
from mycelium.analyses.number_words import TENS, UNITS


def told(text: str) -> list[tuple[str, str, str]]:
    return [(m.text, str(m.value), m.surface.value) for m in read_numbers(text)]


def one(text: str) -> tuple[str, str]:
    """The value and the surface of a text that is one number throughout."""
    (mention,) = read_numbers(text)
    assert mention.text == text
    assert (mention.start, mention.end) == (0, len(text))
    return str(mention.value), mention.surface.value


@pytest.mark.parametrize(
    ("text", "value", "surface"),
    [
        ("48", "48", "integer"),
        ("0", "0", "integer"),
        ("007", "7", "integer"),
        ("1,200", "1200", "integer"),
        ("12,345,678", "12345678", "integer"),
        ("1\u202f200", "1200", "integer"),
        ("1\u00a0200\u00a0000", "1200000", "integer"),
        ("٣", "3", "integer"),
        ("５", "5", "integer"),
        ("5 million", "5000000", "integer"),
        ("5 hundred thousand", "500000", "integer"),
        ("3.5", "7/2", "decimal"),
        (".5", "1/2", "decimal"),
        ("1,234.50", "2469/2", "decimal"),
        ("2.5 million", "2500000", "decimal"),
        ("0.1", "1/10", "decimal"),
        ("-5", "-5", "integer"),
        ("−7", "-7", "integer"),
        ("-2.5", "-5/2", "decimal"),
        ("negative five", "-5", "words"),
        ("3/4", "3/4", "fraction"),
        ("1⁄2", "1/2", "fraction"),
        ("½", "1/2", "fraction"),
        ("half", "1/2", "fraction"),
        ("one-half", "1/2", "fraction"),
        ("a half", "1/2", "fraction"),
        ("one third", "1/3", "fraction"),
        ("two-thirds", "2/3", "fraction"),
        ("2 thirds", "2/3", "fraction"),
        ("three-quarters", "3/4", "fraction"),
        ("five eighths", "5/8", "fraction"),
        ("three hundredths", "3/100", "fraction"),
        ("one tenth", "1/10", "fraction"),
        ("2 1/2", "5/2", "mixed"),
        ("2½", "5/2", "mixed"),
        ("2 ½", "5/2", "mixed"),
        ("2 and 1/2", "5/2", "mixed"),
        ("two and a half", "5/2", "mixed"),
        ("one and one half", "3/2", "mixed"),
        ("two and three quarters", "11/4", "mixed"),
        ("25%", "1/4", "percent"),
        ("12.5 %", "1/8", "percent"),
        ("150 percent", "3/2", "percent"),
        ("twelve per cent", "3/25", "percent"),
        ("1/2%", "1/200", "percent"),
        ("20-percent", "1/5", "percent"),
        ("3rd", "3", "ordinal"),
        ("21st", "21", "ordinal"),
        ("third", "3", "ordinal"),
        ("twenty-first", "21", "ordinal"),
        ("one hundred and fifth", "105", "ordinal"),
        ("twentieth", "20", "ordinal"),
        ("two thousandth", "2000", "ordinal"),
        ("zero", "0", "words"),
        ("Seven", "7", "words"),
        ("twenty-five", "25", "words"),
        ("twenty five", "25", "words"),
        ("twenty\u2011five", "25", "words"),
        ("one hundred and five", "105", "words"),
        ("a hundred", "100", "words"),
        ("a thousand two hundred", "1200", "words"),
        ("two hundred thousand and seven", "200007", "words"),
        ("three million two hundred thousand forty-one", "3200041", "words"),
        ("half a million", "500000", "words"),
        ("three point one four", "157/50", "words"),
        ("a dozen", "12", "collective"),
        ("dozen", "12", "collective"),
        ("two dozen", "24", "collective"),
        ("3 dozen", "36", "collective"),
        ("half a dozen", "6", "collective"),
        ("twice", "2", "multiple"),
        ("thrice", "3", "multiple"),
        ("doubled", "2", "multiple"),
        ("triple", "3", "multiple"),
    ],
)
def test_one_number(text, value, surface):
    assert one(text) == (value, surface)


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("He has 5.", ["5"]),
        ("1, 2, 3", ["1", "2", "3"]),
        ("1,2,3", ["1", "2", "3"]),
        ("the point (2,3)", ["2", "3"]),
        ("10-15 days", ["10", "15"]),
        ("12 -5", ["12", "5"]),
        ("12 - 5", ["12", "5"]),
        ("(-3, 4)", ["-3", "4"]),
        ("x = -3", ["-3"]),
        ("on 3/4/2020", ["3", "4", "2020"]),
        ("5/0", ["5", "0"]),
        ("x2 and y_3 and 3x", ["3"]),
        ("10am, 5kg, 50-foot, 3-year-old", ["10", "5", "50", "3"]),
        ("$5 or $1.50", ["5", "1.50"]),
        ("at 3:30", ["3", "30"]),
        ("1.5.3", ["1.5", "3"]),
        ("one, two three", ["one", "two", "three"]),
        ("nineteen ninety", ["nineteen", "ninety"]),
        ("twenty and five", ["twenty", "five"]),
        ("someone often weighs a stone; nobody cones", []),
        ("a couple of apples and a couple", ["a couple"]),
        ("dozens of eggs, thousands of people", []),
        ("60 seconds, the second day, a second later", ["60", "second"]),
        ("the third friend; a third friend; a third of it", ["third", "third", "a third"]),
        (
            "7 quarters; 3 quarters of it; three quarters full",
            ["7", "3 quarters", "three quarters"],
        ),
        ("two fifth graders, one fourth-grader", ["two", "fifth", "one", "fourth"]),
        ("an hour and a half", ["a half"]),
        ("half as many as twice the first", ["half", "twice", "first"]),
        ("two-year-old", ["two"]),
        ("5 apples and a half", ["5", "a half"]),
        ("twenty percent of five", ["twenty percent", "five"]),
        ("hundred hundred", ["hundred", "hundred"]),
        ("negative negative five", ["negative five"]),
        ("", []),
    ],
)
def test_numbers_in_a_text(text, mentions):
    assert [m.text for m in read_numbers(text)] == mentions


def test_a_percentage_is_a_share_and_has_a_figure():
    (mention,) = read_numbers("25%")
    assert (mention.value, mention.figure) == (Fraction(1, 4), 25)
    (mention,) = read_numbers("25")
    assert mention.figure == mention.value == 25


def test_spans_are_characters_whatever_stands_around():
    text = "Zoë 👩‍👩‍👧 pays €1,200 — naïve 𝟛? — for ½ of 二 houses, twenty‑five × 3…"
    found = read_numbers(text)
    assert [text[m.start : m.end] for m in found] == [m.text for m in found]
    assert [m.text for m in found] == ["1,200", "𝟛", "½", "twenty‑five", "3"]


@pytest.mark.parametrize(
    "text",
    [
        "9" * 200_000,
        "one " * 20_000,
        "negative " * 20_000,
        "1," * 20_000,
        "5 million" + " million" * 20_000,
        "half a " * 20_000,
        "1 1/" * 20_000,
    ],
    ids=["digits", "ones", "negatives", "commas", "millions", "halves", "fractions"],
)
def test_hostile_texts_are_read_in_one_go(text):
    for mention in read_numbers(text):
        assert text[mention.start : mention.end] == mention.text


def _spelt(n: int) -> str:
    """A number below a million in words, written independently of the reader."""
    units = {value: name for name, value in UNITS.items()}
    tens = {value: name for name, value in TENS.items() if name != "fourty"}
    if n >= 1000:
        rest = f" {_spelt(n % 1000)}" if n % 1000 else ""
        return f"{_spelt(n // 1000)} thousand{rest}"
    if n >= 100:
        rest = f" and {_spelt(n % 100)}" if n % 100 else ""
        return f"{units[n // 100]} hundred{rest}"
    if n < 20:
        return units[n]
    return tens[n - n % 10] + (f"-{units[n % 10]}" if n % 10 else "")


@given(st.integers(0, 999_999))
def test_every_number_below_a_million_in_words_and_digits(n):
    assert one(_spelt(n)) == (str(n), "words")
    assert one(f"{n:,}") == (str(n), "integer")
    before, after = "It costs ", ", they say."
    (mention,) = read_numbers(before + _spelt(n) + after)
    assert (mention.start, mention.end) == (len(before), len(before) + len(_spelt(n)))


@given(st.text(alphabet="0123456789 ,.-/%½ahlfdozentwsiré𝟛", max_size=40))
def test_any_text_is_read_without_overlaps(text):
    end = 0
    for mention in read_numbers(text):
        assert mention.start >= end
        assert text[mention.start : mention.end] == mention.text
        assert mention.start < mention.end
        end = mention.end


def test_every_surface_has_an_example_here():
    text = "48 3.5 3/4 2½ 25% 3rd seven a dozen twice"
    assert [m.surface for m in read_numbers(text)] == list(Surface)
