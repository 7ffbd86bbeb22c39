"""Units: exact factors, many spellings, and clear errors."""

import subprocess
import sys
from fractions import Fraction

import pytest

from mycelium_ir.language import base_language
from mycelium_ir.lowering import evaluate
from mycelium_ir.parser import parse
from mycelium_ir.units import UnitError, is_unit, nearest_unit, scale


def value(expression: str) -> str:
    text = f"mycelium 1\nunknown x in real\nstep s0 = {expression}\nanswer s0\n"
    outcome = evaluate(parse(text), base_language())
    assert outcome.answer is not None, outcome.diagnostics
    return outcome.answer.text


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("convert(5, foot, metre)", "381/250"),
        ("convert(5, feet, meters)", "381/250"),
        ("unit_factor(kilometre, mile)", "15625/25146"),
        ("convert(60, mile / hour, metre / second)", "16764/625"),
        ("convert(2, yard**2, foot*foot)", "18"),
        ("convert(3, litre, millilitre)", "3000"),
        ("convert(1/2, kilogramme, gram)", "500"),
        ("convert(2, week, hour)", "336"),
        ("convert(x, day, minute)", "1440*x"),
        ("convert(30, degree, radian)", "pi/6"),
        ("convert(100, celsius, fahrenheit)", "212"),
        ("convert(0, kelvin, celsius)", "-5463/20"),
        ("unit_factor(1 / second, 1 / minute)", "60"),
    ],
)
def test_conversion(expression: str, expected: str) -> None:
    assert value(expression) == expected


def test_names() -> None:
    assert all(is_unit(name) for name in ("metre", "meter", "feet", "km", "litre", "mph"))
    assert not is_unit("clip")
    assert nearest_unit("kilometr") == "kilometer" or nearest_unit("metrs") is not None


def test_a_measured_constant_has_no_exact_factor() -> None:
    with pytest.raises(UnitError, match="no exact value"):
        scale({"electron_mass": Fraction(1)})


def test_pint_is_imported_only_for_programs_with_units() -> None:
    script = (
        "import sys; from mycelium_ir.units import scale; "
        "from mycelium_ir.language import base_language; base_language(); "
        "sys.exit('pint' in sys.modules or 'sympy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
