"""Values as they are written down: short ones exactly, others with enough digits to tell."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import is_finite_decimal
from mycelium_ir.outcome import Value
from mycelium_passes.transcript import rational_values, stated
from mycelium_passes.transcript.values import MOST_DIGITS, MOST_PLACES

CASES = [
    ("0", "0"),
    ("-72", "-72"),
    ("0.000001", "0.000001"),
    ("0.0000005", "0.0000005"),
    ("0.1234565", "0.1235"),  # seven places: no short form
    ("10/3", "3.3333"),
    ("-10/3", "-3.3333"),
    ("2/3", "0.6667"),
    ("1/7", "0.1429"),
    ("1/700", "0.00143"),  # places are added while three digits are not there
    ("-1/70000", "-0.0000143"),
    ("100/3", "33.3333"),
    ("999999999999999999999999", "999999999999999999999999"),
    ("1000000000000000000000000", None),
    ("-1000000000000000000000000", None),
]


@pytest.mark.parametrize(("value", "wanted"), CASES)
def test_what_is_written(value: str, wanted: str | None) -> None:
    assert stated(Fraction(value)) == (None if wanted is None else Fraction(wanted))


def test_what_would_be_written_as_nothing_is_left_open() -> None:
    """Else 0 would stand for it, and every 0 behind it for this value."""
    assert stated(Fraction(1, 3 * 10**30)) is None
    assert stated(Fraction(1, 10**30)) is None
    told = stated(Fraction(-1, 3 * 10**20))
    assert told is not None
    assert told < 0


@settings(max_examples=300, deadline=None)
@given(st.fractions() | st.fractions(-2, 2) | st.fractions().map(lambda f: f / 10**9))
def test_it_is_a_decimal_near_the_value(value: Fraction) -> None:
    told = stated(value)
    if told is None:
        assert abs(value) >= 10**MOST_DIGITS or 0 < abs(value) < Fraction(1, 10**MOST_DIGITS)
        return
    assert is_finite_decimal(told)
    assert stated(-value) == -told
    if (value * 10**MOST_PLACES).denominator == 1:
        assert told == value
    if abs(value) > Fraction(1, 10**20):
        assert abs(told - value) <= abs(value) / 150
    assert abs(told - value) <= Fraction(1, 20_000)


def test_only_rational_values_count() -> None:
    texts = {"a": "1 / 3", "b": "-4", "c": "sqrt(2)", "d": "{1, 2}", "e": "true", "f": "0.25"}
    values = {name: Value(Kind.ANY, text) for name, text in texts.items()}
    assert rational_values(values) == {
        "a": Fraction(1, 3),
        "b": Fraction(-4),
        "f": Fraction(1, 4),
    }
