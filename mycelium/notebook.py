"""In a notebook, a program shows as its highlighted text beside its graph.

The language's nodes know nothing of notebooks: IPython is told how to show them,
by `register`, which `import mycelium` calls where IPython is running.
"""

from __future__ import annotations

import sys
from html import escape
from typing import Any

from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Program
from mycelium_ir.outcome import Outcome


def register(shell: Any = None) -> bool:
    """Tell IPython how programs and outcomes are shown.

    Args:
        shell: The IPython shell; the running one if not given.

    Returns:
        Whether there is a shell to tell. Nothing is imported to find out.
    """
    if shell is None:
        ipython = sys.modules.get("IPython")
        shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return False
    html = shell.display_formatter.formatters["text/html"]
    html.for_type(Program, program_html)
    html.for_type(Outcome, outcome_html)
    return True


def program_html(program: Program, outcome: Outcome | None = None) -> str:
    """A program as HTML: its text on the left, its graph on the right.

    Args:
        program: The program, at any stage of its compilation.
        outcome: What running it gave; its values are then shown in the graph.
    """
    from mycelium_ir.highlight import highlight_html
    from mycelium_ir.printer import print_program

    text = highlight_html(print_program(program))
    if not program.steps:
        return _page(text)
    return _page(text, _picture(program, outcome))


def outcome_html(outcome: Outcome) -> str:
    """What a run gave as HTML: the answer, the values of the steps, the errors."""
    from mycelium_ir.display import display_answer

    parts = []
    if outcome.answer is not None:
        parts.append(f"<p><b>{escape(display_answer(outcome.answer.text))}</b></p>")
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(display_answer(value.text))}</td></tr>"
        for name, value in outcome.values.items()
    )
    if rows:
        parts.append(f"<table>{rows}</table>")
    parts += (f"<pre>{escape(d.render())}</pre>" for d in outcome.diagnostics)
    return "".join(parts)


def _picture(program: Program, outcome: Outcome | None) -> str:
    """The graph as inline SVG, or the reason why there is none."""
    from mycelium.draw import draw_svg

    try:
        svg = draw_svg(program, None if outcome is None else outcome.values)
    except MyceliumError as error:
        return f"<pre>{escape(str(error))}</pre>"
    return svg[svg.index("<svg") :]


def _page(*columns: str) -> str:
    cells = "".join(f'<div style="overflow-x: auto">{column}</div>' for column in columns)
    return (
        '<div style="display: flex; flex-wrap: wrap; gap: 2em; align-items: flex-start">'
        f"{cells}</div>"
    )
