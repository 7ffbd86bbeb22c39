"""A slightly wrong file gives diagnostics or a valid program, never a traceback, never a wait."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from mutations import mutations

from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.parser import parse
from mycelium_ir.printer import print_program
from mycelium_ir.verifier import verify

EXAMPLES = Path(__file__).parents[2] / "examples"
COUNT = 10_000


def test_ten_thousand_mutations(capsys: pytest.CaptureFixture[str]) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.myc"))]
    assert len(texts) >= 8
    parsed = valid = tokens = 0
    slowest = 0.0
    for mutation in mutations(texts, COUNT, seed=20):
        tokens += mutation.token
        start = time.perf_counter()
        try:
            program = parse(mutation.text)
        except MyceliumError as error:
            errors = error.diagnostics
        else:
            errors = ()
            parsed += 1
            assert parse(print_program(program)) == program
            found_all = verify(program)
            valid += not any(found.is_error for found in found_all)
            assert all(found.render() for found in found_all)
        assert all(e.code.startswith("MYC") and e.at is not None and e.render() for e in errors)
        slowest = max(slowest, time.perf_counter() - start)
    with capsys.disabled():
        print(
            f"\n{COUNT} mutations, {tokens / COUNT:.0%} of one token: "
            f"{parsed / COUNT:.0%} parse, {valid / COUNT:.0%} are valid, "
            f"slowest {slowest * 1000:.0f} ms"
        )
    assert slowest < 1
    assert tokens / COUNT >= 0.3
    assert 0.1 <= parsed / COUNT <= 0.9
    assert 0.05 <= valid / COUNT <= parsed / COUNT
