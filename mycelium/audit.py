"""A run told as an audit: each step as a sentence, the words that it came from, its value.

Everything here is text in, text out; the command line decides about colours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language
from mycelium_ir.nodes import Program, Step
from mycelium_ir.outcome import Outcome, Value

Spans = Sequence[tuple[int, int]]
Painter = Callable[[str], str]


@dataclass(frozen=True)
class Look:
    """How an audit is written.

    Attributes:
        width: The widest line, in columns of a terminal.
        underline: Marks words where the reader sees styles; None draws carets below them.
        strong: Marks the answer and the values.
        faint: Marks what is no news.
    """

    width: int = 80
    underline: Painter | None = None
    strong: Painter = str
    faint: Painter = str


def audit(program: Program, outcome: Outcome, language: Language, look: Look = Look()) -> str:
    """The whole audit, without a newline at its end.

    The problem comes first, then what it takes as given, then each step in the
    order of execution, then the answer in the form that the goal asks for.

    Args:
        program: A program.
        outcome: What its run gave.
        language: Where the words for its operations and functions are found.
        look: How to write it.
    """
    from mycelium_ir.display import sentence

    parts = [_problem(program, look), _given(program)]
    ran = [program.step_names[name] for name in outcome.values]
    left = [step for step in program.steps if step.name not in outcome.values]
    for step in ran + left:
        said = f"{look.strong(step.name)}: {sentence(step, language)}"
        parts.append([said, *_step(program, step, outcome.values.get(step.name), look)])
    parts.append(_answer(program, outcome, look))
    return "\n\n".join("\n".join(part) for part in parts if part)


def _problem(program: Program, look: Look) -> list[str]:
    text = program.problem
    if text is None:
        return []
    return ["Problem", *("  " + text[a:b] for a, b in wrapped(text, look.width - 4))]


def _given(program: Program) -> list[str]:
    from mycelium_ir.display import display

    lines = [f"Unknown: {name}, {domain}" for name, domain in program.unknowns.items()]
    for define in program.definitions.values():
        head = f"{define.name}({', '.join(define.parameters)})"
        lines.append(f"Defined: {head} = {display(define.body)}")
    return lines


def _step(program: Program, step: Step, value: Value | None, look: Look) -> list[str]:
    from mycelium_ir.display import display

    lines = ["  " + line for line in _provenance(program, step, look)]
    if value is None:
        return [*lines, "    not computed"]
    # A relation says nothing new, and an equals sign in front of one reads badly.
    sign = "" if value.kind is Kind.RELATION else "= "
    return [*lines, "    " + sign + look.strong(display(value.expression))]


def _provenance(program: Program, step: Step, look: Look) -> list[str]:
    """Where a step came from: the problem's words, marked, or a remark that there are none."""
    if step.implicit:
        return ["  " + look.faint("(implicit: no clause of the problem states it)")]
    clauses = [c for c in program.clauses if c.name in step.clauses]
    if not clauses:
        return ["  " + look.faint("(the program does not say which words it came from)")]
    if program.problem is None:
        return [f'  "{clause.text}"' for clause in clauses]
    return underlined(program.problem, [(c.start, c.end) for c in clauses], look)


def _answer(program: Program, outcome: Outcome, look: Look) -> list[str]:
    from mycelium_ir.display import display_answer

    errors = [d.message for d in outcome.diagnostics if d.is_error]
    if outcome.answer is None:
        return ["No answer: " + (errors[0] if errors else "the program names no step that answers")]
    goal = program.goal
    kind = None if goal is None else goal.type
    form = "" if kind is None else f" as {kind.replace('_', ' ')}"
    shown = display_answer(outcome.answer.text, kind)
    return [f"Answer: {program.answer}{form}", "    = " + look.strong(shown)]


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(_column(c) for c in text)


def _column(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrapped(text: str, width: int) -> list[tuple[int, int]]:
    """The lines of a text broken at spaces, as spans of characters into it.

    No line is wider than `width` columns; a word that is longer is cut. Blank
    lines are left out.
    """
    lines: list[tuple[int, int]] = []
    start = 0
    for paragraph in text.split("\n"):
        lines += _broken(text, start, start + len(paragraph), max(8, width))
        start += len(paragraph) + 1
    return [(start, end) for start, end in lines if text[start:end].strip()]


def _broken(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    while True:
        used, at, space = 0, start, -1
        while at < end and used + _column(text[at]) <= width:
            used += _column(text[at])
            if text[at].isspace():
                space = at
            at += 1
        if at >= end:
            yield start, end
            return
        if text[at].isspace():
            space = at
        stop = space if space > start else at
        yield start, stop
        start = stop
        while start < end and text[start].isspace():
            start += 1
        if start >= end:
            return


def underlined(text: str, spans: Spans, look: Look) -> list[str]:
    """The lines of a text that the spans touch, the spans marked.

    Lines that no span touches are left out; an ellipsis stands for them where
    the text begins or goes on before or behind what is shown.
    """
    lines = wrapped(text, look.width - 4)
    touched = [
        index
        for index, (start, end) in enumerate(lines)
        if any(s < end and start < e for s, e in spans)
    ]
    shown: list[str] = []
    for place, index in enumerate(touched):
        start, end = lines[index]
        before = "… " if index and (place == 0 or touched[place - 1] != index - 1) else "  "
        after = " …" if place == len(touched) - 1 and index < len(lines) - 1 else ""
        shown += _line(text, start, end, spans, look, before, after)
    return shown


def _line(
    text: str, start: int, end: int, spans: Spans, look: Look, before: str, after: str
) -> list[str]:
    """One line, with a line of carets below it where there are no styles."""
    marks = [any(s <= i < e for s, e in spans) for i in range(start, end)]
    # A space at the rim of a line that goes on is no word and looks odd when underlined.
    while marks and marks[-1] and text[start + len(marks) - 1].isspace():
        marks.pop()
    pieces: list[tuple[bool, str]] = []
    for offset, char in enumerate(text[start:end]):
        marked = offset < len(marks) and marks[offset]
        char = " " if char.isspace() else char
        if pieces and pieces[-1][0] == marked:
            pieces[-1] = (marked, pieces[-1][1] + char)
        else:
            pieces.append((marked, char))
    if look.underline is not None:
        drawn = "".join(look.underline(p) if marked else look.faint(p) for marked, p in pieces)
        return [look.faint(before) + drawn + look.faint(after)]
    carets = "".join(("^" if marked else " ") * columns(p) for marked, p in pieces)
    return [
        (before + "".join(p for _, p in pieces) + after).rstrip(),
        ("  " + carets).rstrip(),
    ]
