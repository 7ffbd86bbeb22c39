"""The grammar's ready-made tables are those that its text gives."""

from __future__ import annotations

import hashlib
from pathlib import Path

import lark
import pytest

from mycelium_ir import grammar, grammar_tables, parser
from mycelium_ir.nodes import Program

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_tables_were_made_from_this_grammar() -> None:
    assert hashlib.sha256(grammar.GRAMMAR.read_bytes()).hexdigest() == grammar_tables.GRAMMAR


def test_tables_and_text_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.myc"))]
    assert texts

    def read_all() -> list[Program]:
        parser._lark.cache_clear()
        return [parser.parse(text) for text in texts]

    monkeypatch.setattr(grammar_tables, "LARK", lark.__version__)
    ready_made = read_all()
    monkeypatch.setattr(grammar_tables, "LARK", "another version")
    assert read_all() == ready_made
    parser._lark.cache_clear()
