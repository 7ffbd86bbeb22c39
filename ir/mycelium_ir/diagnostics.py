"""Errors that show the line, point at the word and say what would mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property


@dataclass(frozen=True)
class Source:
    """A text and the name under which errors refer to it."""

    text: str
    name: str = "<text>"

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of a character offset, both counted from 1."""
        from bisect import bisect_right

        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its newline."""
        start = self._line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)]


@dataclass(frozen=True)
class Diagnostic:
    """One finding: a code, a sentence, a place in the source and a hint.

    `at` is a pair of character offsets into the source's text; `subject` names
    the step, pass or file that the finding is about where there is no place.
    """

    code: str
    message: str
    at: tuple[int, int] | None = None
    hint: str | None = None
    severity: str = "error"
    subject: str | None = None
    source: Source | None = field(default=None, repr=False, compare=False)

    @property
    def is_error(self) -> bool:
        """False for a warning."""
        return self.severity == "error"

    def __str__(self) -> str:
        return self.render()

    def render(self) -> str:
        """The finding as a good compiler prints it: plain text, several lines."""
        head = f"{self.severity}[{self.code}]: {self.message}"
        lines = [head]
        if self.source is not None and self.at is not None:
            start, end = self.at
            row, column = self.source.position(start)
            text = self.source.line(row)
            shown, caret = _window(
                text, column - 1, max(1, min(end - start, len(text) - column + 1))
            )
            gutter = " " * len(str(row))
            lines.append(f"{gutter}--> {self.source.name}:{row}:{column}")
            lines.append(f"{gutter} |")
            lines.append(f"{row} | {shown}")
            lines.append(f"{gutter} | {caret}")
            if self.hint:
                lines.append(f"{gutter} = hint: {self.hint}")
        else:
            if self.source is not None:
                lines.append(f"  --> {self.source.name}")
            if self.hint:
                lines.append(f"  = hint: {self.hint}")
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """The finding as a JSON object; lines and columns are counted from 1."""
        line = column = end_column = None
        if self.source is not None and self.at is not None:
            line, column = self.source.position(self.at[0])
            end_column = column + max(1, self.at[1] - self.at[0])
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
            "file": self.source.name if self.source is not None else None,
            "line": line,
            "column": column,
            "end_column": end_column,
            "subject": self.subject,
        }


def _window(text: str, start: int, length: int, width: int = 96) -> tuple[str, str]:
    """A line cut to what fits, and the carets under its piece `start:start+length`."""
    length = max(1, length)
    if len(text) > width:
        left = max(0, min(start - width // 4, len(text) - width))
        cut = text[left : left + width]
        start -= left
        text = ("…" + cut[1:] if left else cut)[:width]
        if left + width < start + left + len(text):
            text = text[:-1] + "…"
        length = min(length, width - start)
    pad = "".join("\t" if c == "\t" else " " for c in text[:start])
    return text, pad + "^" * max(1, length)


class MyceliumError(Exception):
    """One or more errors that a user can act on.

    Every error that the project raises on purpose is of this class: it carries
    diagnostics, each with a code that `mycelium explain` describes.
    """

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("\n\n".join(d.render() for d in diagnostics))
        self.diagnostics = diagnostics

    @property
    def code(self) -> str:
        """The code of the first error."""
        return self.diagnostics[0].code


def nearest(name: str, known: Iterable[str]) -> str | None:
    """A hint that names the known word closest to a misspelt one, or None."""
    # Two-letter names such as s0 and s1 share only half of their letters.
    found = get_close_matches(name, list(known), n=1, cutoff=0.5 if len(name) <= 3 else 0.6)
    return f"did you mean `{found[0]}`?" if found else None
