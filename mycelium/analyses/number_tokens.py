"""Cuts a text into the tokens that numbers are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mycelium.analyses.number_words import VULGAR

_GROUP = "[\u00a0\u2009\u202f]"  # spaces that some writers put between thousands
_TOKEN = re.compile(
    rf"""
    (?P<number>
        (?<![\d.,]) [1-9]\d{{0,2}} (?:,\d{{3}})+ (?![\d,]|,\d) (?:\.\d+)?
      | (?<![\d.,]) [1-9]\d{{0,2}} (?:{_GROUP}\d{{3}})+ (?!\d) (?:\.\d+)?
      | \d+ (?:\.\d+)?
      | (?<![\d\w.]) \.\d+
    )
  | (?P<vulgar> [{"".join(VULGAR)}] )
  | (?P<word> [^\W\d_]+ )
  | (?P<slash> [/\u2044] )
  | (?P<dash> [-\u2010\u2011\u2012\u2013] )
  | (?P<minus> \u2212 )
  | (?P<percent> % )
  | (?P<space> \s+ )
  | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text, in lower case: `text[start:end]` before lowering."""

    kind: str
    text: str
    start: int
    end: int


END = Token("end", "", -1, -1)


class Tokens:
    """A text's tokens, and ways to look at them; indices may lie outside."""

    def __init__(self, text: str) -> None:
        self.tokens = [
            Token(m.lastgroup or "other", m.group().lower(), m.start(), m.end())
            for m in _TOKEN.finditer(text)
        ]

    def token(self, at: int) -> Token:
        """The token at an index; behind either end, one of the kind `end`."""
        return self.tokens[at] if 0 <= at < len(self.tokens) else END

    def word(self, at: int) -> str:
        """The word at an index, in lower case, or the empty text."""
        token = self.token(at)
        return token.text if token.kind == "word" else ""

    def gap(self, at: int) -> int:
        """The index behind one space or one dash at `at`, or `at` itself if there is neither."""
        return at + 1 if self.token(at).kind in ("space", "dash") else at

    def spaced(self, at: int) -> int:
        """The index behind a space at `at`, or `at` itself."""
        return at + 1 if self.token(at).kind == "space" else at

    def glued_left(self, at: int) -> bool:
        """Whether a letter or an underscore stands right before token `at`, as in `x2`."""
        before = self.token(at - 1)
        return before.kind == "word" or before.text == "_"
