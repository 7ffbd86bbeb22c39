"""What the commands print: plain text in a pipe, colours on a terminal, JSON for machines."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from mycelium_ir.diagnostics import Diagnostic

_STYLES = {
    "bold": "1",
    "dim": "2",
    "underline": "4",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
}

_ASCII = {
    "…": "...",
    "–": "-",
    "—": "-",
    "−": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "→": "->",
    "←": "<-",
    "×": "*",
    "·": "*",
    "⋅": "*",
    "÷": "/",
    "√": "sqrt",
    "±": "+-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "π": "pi",
    "∞": "oo",
    "∈": "in",
    "∪": "union",
    "∩": "intersection",
    "∅": "{}",
    "°": " deg",
    "∛": "cbrt",
    "⌊": "floor(",
    "⌋": ")",
    "⌈": "ceil(",
    "⌉": ")",
    "□": "_",
    "✓": "ok",
    "✗": "x",
    "•": "*",
}


_ROOT = re.compile(r"([√∛])(\w+)")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def coloured(stream: TextIO) -> bool:
    """Whether a stream takes colours: a terminal, unless NO_COLOR is set; FORCE_COLOR insists."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def paint(text: str, styles: str, stream: TextIO) -> str:
    """The text in some styles (`"bold red"`) where the stream takes colours."""
    if not text or not coloured(stream):
        return text
    return f"\x1b[{';'.join(_STYLES[s] for s in styles.split())}m{text}\x1b[0m"


def printable(text: str, encoding: str | None) -> str:
    """The text in characters that an encoding has; the rest in ASCII, as well as it goes."""
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        text = _ROOT.sub(r"\1(\2)", text)
        text = _RAISED.sub(lambda found: "^" + found.group().translate(_DIGITS), text)
        text = "".join(_ASCII.get(c, c) for c in text)
        return text.encode(encoding or "utf-8", "backslashreplace").decode(encoding or "utf-8")
    return text


def out(text: str = "") -> None:
    """Print a line, or several, for a person on standard output."""
    sys.stdout.write(printable(text, sys.stdout.encoding) + "\n")


def err(text: str = "") -> None:
    """Print a line, or several, for a person on standard error."""
    sys.stderr.write(printable(text, sys.stderr.encoding) + "\n")


def out_file(text: str) -> None:
    """Print what is a file's content (a program, a graph): always UTF-8, except on a terminal."""
    stream = sys.stdout
    if stream.isatty():
        stream.write(printable(text, stream.encoding))
        return
    try:
        stream.write(text)
    except UnicodeEncodeError:
        stream.flush()
        stream.buffer.write(text.encode("utf-8"))


def out_json(document: Mapping[str, object]) -> None:
    """Print one JSON document, and a newline, on standard output."""
    import json

    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=not _is_utf(sys.stdout)) + "\n")


def _is_utf(stream: TextIO) -> bool:
    return (stream.encoding or "").lower().replace("-", "").startswith("utf")


def out_program(text: str) -> None:
    """Print a program's text, highlighted on a terminal."""
    if coloured(sys.stdout):
        from mycelium_ir.highlight import highlight_terminal

        text = highlight_terminal(text)
    out_file(text)


def show(diagnostics: Iterable[Diagnostic], stream: TextIO | None = None) -> None:
    """Print errors and warnings, on standard error if not said, a blank line between two."""
    stream = sys.stderr if stream is None else stream
    texts = [_painted(d.render(), d.is_error, stream) for d in diagnostics]
    if texts:
        stream.write(printable("\n\n".join(texts), stream.encoding) + "\n")


def _painted(text: str, is_error: bool, stream: TextIO) -> str:
    """A rendered finding, its head and its carets in colour."""
    if not coloured(stream):
        return text
    tone = "red" if is_error else "yellow"
    head, *rest = text.split("\n")
    word, colon, message = head.partition(": ")
    lines = [paint(word, f"bold {tone}", stream) + paint(colon + message, "bold", stream)]
    for line in rest:
        gutter, bar, shown = line.partition("| ")
        if bar and not gutter.strip() and not shown.strip("^ \t"):
            line = paint(gutter + bar, "blue", stream) + paint(shown, f"bold {tone}", stream)
        elif line.lstrip().startswith("= hint:"):
            line = paint(line, "cyan", stream)
        elif line.lstrip().startswith("-->"):
            line = paint(line, "blue", stream)
        elif bar:
            line = paint(gutter + bar, "blue", stream) + shown
        lines.append(line)
    return "\n".join(lines)


def table(rows: Sequence[Sequence[str]], header: Sequence[str], title: str = "") -> None:
    """Print a table: fitted to a terminal, or in plain columns, each row on one line."""
    if sys.stdout.isatty():
        from rich.box import ASCII, SIMPLE
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        shown = Table(
            title=title or None,
            title_justify="left",
            title_style="bold",
            box=SIMPLE if _is_utf(sys.stdout) else ASCII,
            header_style="bold",
        )
        for index, name in enumerate(header):
            shown.add_column(name, style="cyan" if index == 0 else None, no_wrap=index == 0)
        for row in rows:
            shown.add_row(*(Text(printable(cell, sys.stdout.encoding)) for cell in row))
        Console(highlight=False).print(shown)
        return
    if title:
        out(title)
    cells = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    for row in cells:
        out("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip())


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Progress]:
    """A progress bar on standard error while the block runs, if that is a terminal."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield Progress(None, 0)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Progress(bar, bar.add_task(what, total=total))


class Progress:
    """A handle on a progress bar; does nothing where there is no terminal."""

    def __init__(self, bar: object, task: int) -> None:
        self._bar = bar
        self._task = task

    def to(self, done: int, total: int | None = None) -> None:
        """Set how much is done, and of how much, where that has become known."""
        if self._bar is None:
            return
        from rich.progress import Progress as Bar
        from rich.progress import TaskID

        assert isinstance(self._bar, Bar)
        self._bar.update(TaskID(self._task), completed=done, total=total)
