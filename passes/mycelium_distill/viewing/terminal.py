"""A trace in the terminal: step by step, what of the problem was read, and how much."""

from __future__ import annotations

import sys
import textwrap

from mycelium.cli.console import coloured, out, paint
from mycelium_distill.viewing.view import StepView, View
from mycelium_distill.written import Span

_LEVELS = ((0.5, "bold green"), (0.25, "green"), (0.1, "yellow"))
"""From which share of what the step reads a piece is shown in which style."""

WIDTH = 78


def show(view: View) -> None:
    """Print a view on standard output: in colours on a terminal, with marks in a pipe."""
    out(paint(f"{view.id}", "bold", sys.stdout))
    out(textwrap.indent(textwrap.fill(view.problem, WIDTH - 2), "  "))
    for index, step in enumerate(view.steps):
        out()
        start, end = step.span
        said = " ".join(view.solution[start:end].split())
        out(paint(f"{step.name}", "bold cyan", sys.stdout) + f"  {said}")
        out(f"    reads the problem {100 * step.iaf:.0f}% (IAF)")
        for piece, share in _ranked(view, step):
            out(f"    {_bar(share)} {100 * share:3.0f}%  {_styled(view.problem, piece, share)}")
        for arrow in view.arrows:
            if arrow.step == index:
                out("    " + _arrow(view, arrow.operand, arrow.place, arrow.origin, arrow.share))
    out()
    out("steps end, by attention: " + (_boundaries(view) or "nowhere"))
    out(f"gold answer: {view.answer}")


def _ranked(view: View, step: StepView) -> list[tuple[Span, float]]:
    """The pieces that get at least a tenth of what the step reads, in the text's order."""
    whole = sum(step.shares)
    if whole <= 0:
        return []
    parts = [(piece, share / whole) for piece, share in zip(view.pieces, step.shares, strict=True)]
    return [(piece, part) for piece, part in parts if part >= _LEVELS[-1][0]]


def _styled(text: str, piece: Span, share: float) -> str:
    shown = " ".join(text[piece[0] : piece[1]].split())
    style = next((style for least, style in _LEVELS if share >= least), "dim")
    return paint(shown, style, sys.stdout) if coloured(sys.stdout) else shown


def _bar(share: float) -> str:
    filled = round(8 * min(share, 1.0))
    return "█" * filled + "·" * (8 - filled)


def _arrow(view: View, operand: Span, place: Span, origin: str | None, share: float) -> str:
    said = view.solution[operand[0] : operand[1]]
    if origin is None:
        source = f'"{view.problem[place[0] : place[1]]}" [{place[0]}:{place[1]}]'
    else:
        source = f"{origin} ({view.solution[place[0] : place[1]]})"
    return f"{said} ← {source}  {100 * share:.0f}%"


def _boundaries(view: View) -> str:
    ends = [view.solution[max(0, end - 12) : end].replace("\n", "⏎") for end in view.boundaries]
    return ", ".join(f"…{tail}|" for tail in ends)
