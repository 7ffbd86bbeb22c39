"""How the outcome of a run is told: the answer alone, with all values, as an audit, as JSON."""

from __future__ import annotations

import shutil
import sys
from typing import Any

from mycelium.cli.console import coloured, out, paint
from mycelium_ir.nodes import Program
from mycelium_ir.outcome import Outcome


def document(program: Program, outcome: Outcome) -> dict[str, Any]:
    """An outcome as a JSON object: the answer, every step's value, and what went wrong."""
    from mycelium_ir.display import display_answer

    goal, answer = program.goal, outcome.answer
    kind = None if goal is None else goal.type
    return {
        "ok": outcome.ok,
        "answer": None if answer is None else answer.to_json(),
        "display": None if answer is None else display_answer(answer.text, kind),
        "goal": kind,
        "values": {name: value.to_json() for name, value in outcome.values.items()},
        "diagnostics": [d.to_json() for d in outcome.diagnostics],
    }


def tell(program: Program, outcome: Outcome, *, values: bool, explain: bool) -> None:
    """Print an outcome for people; its errors are left to the caller."""
    if explain:
        from mycelium.audit import audit
        from mycelium.plugins import language_for

        out(audit(program, outcome, language_for(program), look()))
    elif values:
        for name, value in outcome.values.items():
            out(f"{name} = {value.text}")
        if outcome.answer is not None:
            out(f"answer = {paint(outcome.answer.text, 'bold', sys.stdout)}")
    elif outcome.answer is not None:
        out(outcome.answer.text)


def look() -> Any:
    """How an audit is to look on this standard output."""
    from mycelium.audit import Look

    if not coloured(sys.stdout):
        return Look()
    return Look(
        width=min(100, shutil.get_terminal_size().columns),
        underline=lambda text: paint(text, "underline", sys.stdout),
        strong=lambda text: paint(text, "bold", sys.stdout),
        faint=lambda text: paint(text, "dim", sys.stdout),
    )
