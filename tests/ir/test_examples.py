"""Every file under examples/ is canonical, has no finding, and runs to its answer."""

from pathlib import Path

import pytest

from mycelium_ir.language import base_language
from mycelium_ir.lowering import evaluate
from mycelium_ir.parser import parse
from mycelium_ir.printer import print_program
from mycelium_ir.verifier import verify

EXAMPLES = Path(__file__).parents[2] / "examples"

ANSWERS = {
    "area": "32/3",
    "clips": "72",
    "complex": "5 - I",
    "counting": "27",
    "discount": "58",
    "feet": "381/250",
    "function": "0",
    "integers": "{-4, -3, -2, -1, 0, 1, 2, 3, 4}",
    "interval": "interval(-2, 7)",
    "midpoint": "(7/2, 1)",
    "remainder": "2",
    "roots": "{-5, 2}",
    "system": "{1 - 3*sqrt(11), 1 + 3*sqrt(11)}",
}


def test_every_example_has_its_answer_here() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.myc")} == set(ANSWERS)


@pytest.mark.parametrize("name", ANSWERS)
def test_example(name: str) -> None:
    text = (EXAMPLES / f"{name}.myc").read_text(encoding="utf-8")
    program = parse(text, name=f"{name}.myc")
    assert print_program(program) == text
    assert verify(program) == []
    outcome = evaluate(program, base_language())
    assert outcome.diagnostics == ()
    assert outcome.answer is not None
    assert outcome.answer.text == ANSWERS[name]
