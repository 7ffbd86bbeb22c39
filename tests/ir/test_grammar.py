"""The grammar's ready-made tables are those that its text gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from mycelium_ir import grammar, parser
from mycelium_ir.nodes import Program

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_tables_and_text_read_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.myc"))]
    assert texts

    def read_all() -> list[Program]:
        parser._lark.cache_clear()
        return [parser.parse(text) for text in texts]

    made = tmp_path / "tables.json"
    made.write_text(grammar.tables(), encoding="utf-8")
    monkeypatch.setattr(grammar, "TABLES", made)
    ready_made = read_all()
    monkeypatch.setattr(grammar, "TABLES", tmp_path / "missing.json")
    assert read_all() == ready_made
    parser._lark.cache_clear()


def test_tables_of_another_grammar_are_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stale = tmp_path / "tables.json"
    stale.write_text('{"key": "0.0.0 0", "data": {}, "memo": {}}', encoding="utf-8")
    monkeypatch.setattr(grammar, "TABLES", stale)
    parser._lark.cache_clear()
    assert parser.parse("mycelium 1\nstep s0 = 1\n").steps
    parser._lark.cache_clear()
    assert grammar._key() in grammar.tables()


def test_the_tables_that_ship_are_those_of_the_grammar_that_ships() -> None:
    shipped = (Path(grammar.__file__).parent / "grammar_tables.json").read_text(encoding="utf-8")
    assert grammar._key().split()[1] in shipped[:60]
