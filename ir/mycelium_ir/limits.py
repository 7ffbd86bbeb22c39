"""How large a text the parser accepts; each limit has an error code of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mycelium_ir.diagnostics import Diagnostic, MyceliumError, Source


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

_STRING = r'"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"'
STRING_OR_COMMENT = re.compile(_STRING + r"|#[^\n]*")
_BRACKET = re.compile(_STRING + r"|#[^\n]*|[()\[\]{}]")


def _too_large(code: str, what: str, source: Source, at: int = 0) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            code,
            f"the program has {what}",
            at=(at, at + 1),
            hint="split it into several files or steps",
            source=source,
        )
    )


def check_size(source: Source, limits: TextLimits) -> None:
    """Refuse a text that breaks a limit.

    Raises:
        MyceliumError: MYC005 to MYC009, one for each limit.
    """
    text = source.text
    if len(text) > limits.characters:
        raise _too_large("MYC005", f"more than {limits.characters} characters", source)
    if text.count("\n") > limits.statements:
        lines = (line.lstrip() for line in text.split("\n"))
        statements = sum(1 for line in lines if line and not line.startswith("#")) - 1
        if statements > limits.statements:
            raise _too_large("MYC009", f"more than {limits.statements} statements", source)
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > limits.nesting:
            _check_line(source, start, end, limits)
        start = end + 1


def _check_line(source: Source, start: int, end: int, limits: TextLimits) -> None:
    """Check one line that is long enough to break a limit."""
    line = source.text[start:end]
    depth = 0
    if line.count("(") + line.count("[") + line.count("{") > limits.nesting:
        for match in _BRACKET.finditer(line):
            bracket = match.group()
            if bracket in "([{":
                depth += 1
            elif bracket in ")]}":
                depth -= 1
            if depth > limits.nesting:
                what = f"brackets nested more than {limits.nesting} deep"
                raise _too_large("MYC008", what, source, start + match.start())
    digits = re.search(rf"[0-9]{{{limits.digits + 1},}}", line)
    if digits and digits.group() in STRING_OR_COMMENT.sub(" ", line):
        what = f"a number of more than {limits.digits} digits"
        raise _too_large("MYC007", what, source, start + digits.start())
    if end - start > limits.line and len(STRING_OR_COMMENT.sub("", line)) > limits.line:
        what = f"a line of more than {limits.line} characters"
        raise _too_large("MYC006", what, source, start)
