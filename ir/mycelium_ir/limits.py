"""How large a text the parser accepts; each limit has an error code of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TextLimits:
    """Limits on a `.myc` text, checked before and while it is parsed.

    Attributes:
        characters: The whole text (MYC005).
        line: One line, strings not counted (MYC006).
        digits: One literal (MYC007).
        nesting: Brackets within brackets (MYC008).
        statements: Statements in a program (MYC009).
    """

    characters: int = 16_000_000
    line: int = 100_000
    digits: int = 1_000
    nesting: int = 200
    statements: int = 50_000


DEFAULT_LIMITS = TextLimits()
