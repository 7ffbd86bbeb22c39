"""What stands in the boxes of a picture, and how large the boxes must be for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from mycelium_ir.display import display, display_answer
from mycelium_ir.nodes import Program, Step
from mycelium_ir.outcome import Value

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

Origin: TypeAlias = Literal["clause", "implicit", "unknown"]
Style: TypeAlias = Literal["name", "operation", "expression", "value", "origin"]

WIDEST = 230.0
NARROWEST = 74.0
PADDING = 11.0
MOST_LINES = 3
SPACE = 8.0
"""Between a step's name and its operation."""

_FONTS: dict[Style, tuple[str, float]] = {
    "name": ("DejaVuSans-Bold.ttf", 10.0),
    "operation": ("DejaVuSans.ttf", 9.0),
    "expression": ("DejaVuSans.ttf", 12.0),
    "value": ("DejaVuSans-Bold.ttf", 11.0),
    "origin": ("DejaVuSans-Oblique.ttf", 8.0),
}
_LINE_HEIGHT = 1.45


@dataclass(frozen=True)
class Line:
    """One line of text in a box; `y` is the middle of the line, from the box's top."""

    text: str
    style: Style
    y: float


@dataclass(frozen=True)
class Content:
    """What stands in a step's box.

    Attributes:
        name: The step's name, and to its right in the first line
        operation: its operation, empty if not known.
        lines: The lines below: expression, value, origin.
        origin: Where the step comes from.
        width: The width of the box, in points.
        height: The height of the box, in points.
    """

    name: str
    operation: str
    lines: tuple[Line, ...]
    origin: Origin
    width: float
    height: float


def font(style: Style) -> FontProperties:
    """The font of a style: one of those that matplotlib brings along."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=_font_file(style), size=_FONTS[style][1])


def text_width(text: str, style: Style) -> float:
    """How wide a text is, in points."""
    from matplotlib.textpath import TextToPath

    width: float = TextToPath().get_text_width_height_descent(text, font(style), ismath=False)[0]
    return width


def content_of(program: Program, step: Step, value: Value | str | None = None) -> Content:
    """What to show of a step.

    Args:
        program: The program, for the texts of its clauses.
        step: One of its steps.
        value: The step's value, if it is known.
    """
    expression = "…" if step.expression is None else display(step.expression)
    texts: list[tuple[Style, str]] = [("expression", expression)]
    if value is not None:
        goal = program.goal.type if program.goal and program.goal.step == step.name else None
        shown = display_answer(value if isinstance(value, str) else value.text, goal)
        if shown != expression:
            texts.append(("value", f"= {shown}"))
    origin = _origin(program, step)
    if origin:
        texts.append(("origin", origin))
    name, operation = step.name, visible(step.operation or "", "operation")
    operation = shortened(operation, "operation", WIDEST - 2 * PADDING - 60)
    name = shortened(name, "name", WIDEST / 2)
    head = text_width(name, "name") + (text_width(operation, "operation") + SPACE) * bool(operation)
    lines: list[Line] = []
    widest = head
    y = PADDING + _height("name")
    for style, text in texts:
        most = 1 if style == "origin" else MOST_LINES
        for piece in wrapped(visible(text, style), style, WIDEST - 2 * PADDING, most):
            lines.append(Line(piece, style, y + _height(style) / 2))
            y += _height(style)
            widest = max(widest, text_width(piece, style))
    return Content(
        name,
        operation,
        tuple(lines),
        "clause" if step.clauses else "implicit" if step.implicit else "unknown",
        max(NARROWEST, widest + 2 * PADDING),
        y + PADDING - 2,
    )


def wrapped(text: str, style: Style, width: float, most: int) -> list[str]:
    """The text in at most so many lines no wider than `width`, cut with `…` where it is longer."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most - 1:
        length = _fitting(rest, style, width)
        if length < len(rest):
            # Break at a space if there is one in the line's second half.
            space = rest.rfind(" ", length // 2, length + 1)
            length = space if space > 0 else length
        lines.append(rest[:length].rstrip())
        rest = rest[length:].lstrip()
    if rest:
        lines.append(shortened(rest, style, width))
    return lines


def shortened(text: str, style: Style, width: float) -> str:
    """The text, cut with `…` where it is wider than `width`."""
    if text_width(text, style) <= width:
        return text
    return text[: _fitting(text, style, width - text_width("…", style))].rstrip() + "…"


def visible(text: str, style: Style) -> str:
    """The text with a box for every character that the font does not have."""
    known = _characters(style)
    return "".join(c if ord(c) in known else " " if c.isspace() else "□" for c in text)


@cache
def _characters(style: Style) -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(_font_file(style)).get_charmap())


def _font_file(style: Style) -> str:
    import matplotlib

    return f"{matplotlib.get_data_path()}/fonts/ttf/{_FONTS[style][0]}"


def _height(style: Style) -> float:
    return _FONTS[style][1] * _LINE_HEIGHT


def _fitting(text: str, style: Style, width: float) -> int:
    """How many characters of the text fit, at least one."""
    # No character is narrower than a point and a half, so a longer text is never measured whole.
    low, high = 1, min(len(text), int(width / 1.5) + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle], style) <= width:
            low = middle
        else:
            high = middle - 1
    return low


def _origin(program: Program, step: Step) -> str:
    if step.implicit:
        return "implicit"
    if not step.clauses:
        return ""
    texts = {clause.name: clause.text for clause in program.clauses}
    first = texts.get(step.clauses[0], "")
    more = f" +{len(step.clauses) - 1}" if len(step.clauses) > 1 else ""
    room = 150.0 - text_width(more, "origin")
    quoted = (
        f"“{shortened(visible(first, 'origin'), 'origin', room)}”" if first else step.clauses[0]
    )
    return quoted + more
