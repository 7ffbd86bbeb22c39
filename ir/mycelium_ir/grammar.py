"""The grammar as a lark parser: from ready-made tables where they fit, else from `grammar.lark`.

Working out the LALR tables takes longer than reading most programs, so they ship
as `grammar_tables.json`, for one version of lark and one text of the grammar.
With others the same tables are worked out when first needed. After a change:

    python -m mycelium_ir.grammar
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import lark
from lark import Lark, Transformer
from lark.grammar import Rule
from lark.lexer import TerminalDef

GRAMMAR = Path(__file__).parent / "grammar.lark"
TABLES = Path(__file__).parent / "grammar_tables.json"
STARTS = ["program", "header", "statement", "expression"]


def build(transformer: Transformer[Any, Any] | None) -> Lark:
    """The parser, worked out from the grammar's text."""
    return Lark(
        GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        lexer="contextual",
        start=STARTS,
        transformer=transformer,
        maybe_placeholders=True,
    )


def load(transformer: Transformer[Any, Any]) -> Lark:
    """The parser that calls a transformer's methods while it parses."""
    if TABLES.exists():
        stored = json.loads(TABLES.read_text(encoding="utf-8"))
        if stored["key"] == _key():
            return _from_tables(stored["data"], stored["memo"], transformer)
    return build(transformer)


def tables() -> str:
    """The contents of `grammar_tables.json` for the grammar and lark as they are."""
    data, memo = build(None).memo_serialize([TerminalDef, Rule])
    return json.dumps({"key": _key(), "data": data, "memo": memo}) + "\n"


def _key() -> str:
    """What the tables depend on."""
    return f"{lark.__version__} {zlib.crc32(GRAMMAR.read_bytes())}"


def _from_tables(
    data: dict[str, Any], memo: dict[str, Any], transformer: Transformer[Any, Any]
) -> Lark:
    """A parser from tables whose whole-number keys JSON has turned into text."""
    table = data["parser"]["parser"]
    table["states"] = {int(state): actions for state, actions in table["states"].items()}
    stored = {"data": data, "memo": {int(key): entry for key, entry in memo.items()}}
    return Lark.__new__(Lark)._load(stored, transformer=transformer)


if __name__ == "__main__":
    TABLES.write_text(tables(), encoding="utf-8")
