"""A program drawn as boxes and arrows, as SVG or PNG, by matplotlib alone.

Two calls with the same program give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from mycelium.draw.boxes import PADDING, Content, Style, content_of, font, text_width
from mycelium.draw.layout import Box, Layout, lay_out
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.graph import graph_of
from mycelium_ir.language import Language
from mycelium_ir.nodes import Program
from mycelium_ir.outcome import Value
from mycelium_ir.references import execution_order

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_STEPS = 60
"""A program of more steps is not drawn."""

MARGIN = 18.0
GOAL = ""
"""The name of the node that stands for the goal; no step can have it."""

_INK = "#1f2933"
_FAINT = "#6b7785"
_EDGE = "#8794a3"
_GOAL = "#1e7d4f"
# For each origin: the fill and the border of the box, and what the legend calls it.
_ORIGINS: dict[str, tuple[str, str, str]] = {
    "clause": ("#eaf2fc", "#4a80c4", "stated by a clause"),
    "implicit": ("#fdf2dd", "#cc8f1f", "implicit"),
    "unknown": ("#f3f4f6", "#98a2ae", "origin not known"),
}
_COLORS: dict[Style, str] = {
    "name": _INK,
    "operation": _FAINT,
    "expression": _INK,
    "value": _GOAL,
    "origin": _FAINT,
}


def draw_svg(
    program: Program,
    values: Mapping[str, Value | str] | None = None,
    language: Language | None = None,
) -> str:
    """A program as the text of an SVG picture.

    Args:
        program: The program, at any stage of its compilation.
        values: Values of steps by name, to be shown in the boxes.
        language: Which functions bind names; the base language if not given.

    Raises:
        MyceliumError: MYC226 if there is no step to draw, MYC227 if there are too many,
            MYC032 if steps need each other in a circle.
    """
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    figure = _figure(program, values or {}, language)
    file = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": "mycelium", "svg.fonttype": "path"}):
        FigureCanvasSVG(figure).print_svg(  # type: ignore[no-untyped-call]
            file, metadata={"Date": None, "Creator": "mycelium", "Title": "a Mycelium program"}
        )
    return file.getvalue()


def draw_png(
    program: Program,
    values: Mapping[str, Value | str] | None = None,
    language: Language | None = None,
    *,
    dpi: int = 144,
) -> bytes:
    """A program as the bytes of a PNG picture, at `dpi` dots to 72 points; else as `draw_svg`."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = _figure(program, values or {}, language)
    figure.set_dpi(dpi)
    file = io.BytesIO()
    canvas = FigureCanvasAgg(figure)
    canvas.print_png(file, metadata={"Software": "mycelium"})  # type: ignore[no-untyped-call]
    return file.getvalue()


def check_size(program: Program, most: int = MOST_STEPS) -> None:
    """Refuse a program that cannot be drawn.

    Raises:
        MyceliumError: MYC226 if it has no step, MYC227 if it has more than `most`.
    """
    count = len(program.steps)
    if count == 0:
        raise MyceliumError(
            Diagnostic(
                "MYC226",
                "the program has no steps, so there is nothing to draw",
                hint="compile it at least as far as `classify`",
            )
        )
    if count > most:
        raise MyceliumError(
            Diagnostic(
                "MYC227",
                f"the program has {count} steps; a picture of more than {most} cannot be read",
                hint="write it as dot or mermaid text and give that to Graphviz or Mermaid",
            )
        )


# --------------------------------------------------------------------------- drawing


def _figure(
    program: Program, values: Mapping[str, Value | str], language: Language | None
) -> Figure:
    from matplotlib.figure import Figure

    check_size(program)
    contents = {
        step.name: content_of(program, step, values.get(step.name))
        for step in execution_order(program, language)
    }
    sizes = {name: (content.width, content.height) for name, content in contents.items()}
    edges = list(graph_of(program, language=language).edges)
    if program.answer in sizes:
        sizes[GOAL] = (text_width(_goal_text(program), "value") + 2 * PADDING + 10, 26.0)
        edges.append((program.answer, GOAL))
    layout = lay_out(sizes, edges)
    origins = [o for o in _ORIGINS if any(c.origin == o for c in contents.values())]
    legend = 26.0 if origins != ["unknown"] else 0.0
    legend_width = sum(text_width(_ORIGINS[o][2], "operation") + 34 for o in origins)
    width = max(layout.width, legend_width if legend else 0.0) + 2 * MARGIN
    height = layout.height + legend + 2 * MARGIN
    figure = Figure(figsize=(width / 72, height / 72), dpi=72, facecolor="white")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    # One unit is one point, y downwards, so that sizes and places are the same thing.
    axes.set_xlim(-(width - layout.width) / 2, (width + layout.width) / 2)
    axes.set_ylim(layout.height + MARGIN + legend, -MARGIN)
    axes.set_axis_off()
    _draw_edges(axes, layout)
    for name, content in contents.items():
        _draw_box(axes, layout.boxes[name], content, answers=name == program.answer)
    if GOAL in layout.boxes:
        _draw_goal(axes, layout.boxes[GOAL], _goal_text(program))
    if legend:
        left = (layout.width - legend_width) / 2
        _draw_legend(axes, origins, left, layout.height + legend - 4)
    return figure


def _goal_text(program: Program) -> str:
    return "answer" if program.goal is None else f"goal: {program.goal.type}"


def _draw_edges(axes: Axes, layout: Layout) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    for (_, end), points in layout.routes.items():
        vertices = [points[0]]
        codes = [Path.MOVETO]
        for i, ((x0, y0), (x1, y1)) in enumerate(pairwise(points)):
            if i % 2:
                vertices.append((x1, y1))
                codes.append(Path.LINETO)
                continue
            # Leave and arrive upright, so that the pieces join smoothly.
            bend = 0.55 * (y1 - y0)
            vertices += [(x0, y0 + bend), (x1, y1 - bend), (x1, y1)]
            codes += [Path.CURVE4] * 3
        axes.add_patch(
            FancyArrowPatch(
                path=Path(vertices, codes),
                arrowstyle="-|>,head_length=5,head_width=2.6",
                mutation_scale=1,
                color=_GOAL if end == GOAL else _EDGE,
                linewidth=1.6 if end == GOAL else 1.2,
                capstyle="butt",
                joinstyle="miter",
                shrinkA=0,
                shrinkB=1,
                zorder=1,
            )
        )


def _draw_box(axes: Axes, box: Box, content: Content, *, answers: bool) -> None:
    fill, border, _ = _ORIGINS[content.origin]
    _draw_rounded(
        axes,
        box,
        fill,
        _GOAL if answers else border,
        width=2.0 if answers else 1.1,
        dashed=content.origin == "implicit" and not answers,
    )
    left, top = box.x - box.width / 2, box.y - box.height / 2
    head = top + PADDING + 3
    _draw_text(axes, left + PADDING, head, content.name, "name")
    if content.operation:
        right = left + box.width - PADDING
        _draw_text(axes, right, head, content.operation, "operation", align="right")
    for line in content.lines:
        _draw_text(axes, box.x, top + line.y, line.text, line.style, align="center")


def _draw_goal(axes: Axes, box: Box, text: str) -> None:
    _draw_rounded(axes, box, _GOAL, _GOAL, width=1.0, radius=box.height / 2)
    _draw_text(axes, box.x, box.y, text, "value", align="center", color="white")


def _draw_legend(axes: Axes, origins: list[str], left: float, y: float) -> None:
    for origin in origins:
        fill, border, label = _ORIGINS[origin]
        swatch = Box(left + 8, y, 14, 10)
        _draw_rounded(axes, swatch, fill, border, dashed=origin == "implicit", radius=3)
        _draw_text(axes, left + 20, y, label, "operation")
        left += text_width(label, "operation") + 34


def _draw_rounded(
    axes: Axes,
    box: Box,
    fill: str,
    border: str,
    *,
    width: float = 1.1,
    dashed: bool = False,
    radius: float = 7.0,
) -> None:
    from matplotlib.patches import FancyBboxPatch

    axes.add_patch(
        FancyBboxPatch(
            (box.x - box.width / 2, box.y - box.height / 2),
            box.width,
            box.height,
            boxstyle=f"round,pad=0,rounding_size={radius}",
            facecolor=fill,
            edgecolor=border,
            linewidth=width,
            linestyle=(0, (4, 2.5)) if dashed else "solid",
            zorder=2,
        )
    )


def _draw_text(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    style: Style,
    *,
    align: str = "left",
    color: str | None = None,
) -> None:
    axes.text(
        x,
        y,
        text,
        fontproperties=font(style),
        color=color or _COLORS[style],
        ha=align,
        va="center_baseline",
        parse_math=False,
        zorder=3,
    )
