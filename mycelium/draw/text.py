"""A program's graph as text for other tools: Graphviz's dot, and Mermaid."""

from __future__ import annotations

from mycelium_ir.display import display
from mycelium_ir.graph import graph_of
from mycelium_ir.language import Language
from mycelium_ir.nodes import Program, Step

_FILL = {"clause": "#eaf2fc", "implicit": "#fdf2dd", "unknown": "#f3f4f6"}
_BORDER = {"clause": "#4a80c4", "implicit": "#cc8f1f", "unknown": "#98a2ae"}
_GOAL = "#1e7d4f"


def to_dot(program: Program, language: Language | None = None) -> str:
    """The program's graph in Graphviz's language, for `dot -Tsvg`; of any size."""
    lines = [
        "digraph program {",
        '  node [shape=box, style="rounded,filled", fontname="Helvetica"];',
        '  edge [color="#8794a3"];',
    ]
    for step in program.steps:
        origin = _origin(step)
        border, pen = (_GOAL, 2) if step.name == program.answer else (_BORDER[origin], 1)
        label = "\\n".join(map(_dot_escaped, _label(step)))
        lines.append(
            f'  {_dot_quoted(step.name)} [label="{label}", fillcolor="{_FILL[origin]}", '
            f'color="{border}", penwidth={pen}];'
        )
    lines += [
        f"  {_dot_quoted(start)} -> {_dot_quoted(end)};"
        for start, end in graph_of(program, language=language).edges
    ]
    if program.answer in program.step_names:
        lines += [
            f'  "" [label={_dot_quoted(_goal(program))}, fillcolor="{_GOAL}", '
            f'color="{_GOAL}", fontcolor=white];',
            f'  {_dot_quoted(program.answer)} -> "" [color="{_GOAL}"];',
        ]
    return "\n".join([*lines, "}"]) + "\n"


def to_mermaid(program: Program, language: Language | None = None) -> str:
    """The program's graph as a Mermaid flow chart, as Markdown pages show it; of any size."""
    # Mermaid has reserved words (`end`), so a node is not called by its step's name.
    ids = {step.name: f"n{i}" for i, step in enumerate(program.steps)}
    lines = ["flowchart TD"]
    for step in program.steps:
        label = "<br>".join(map(_mermaid_escaped, _label(step)))
        lines.append(f'  {ids[step.name]}["{label}"]:::{_origin(step)}')
    lines += [
        f"  {ids[start]} --> {ids[end]}"
        for start, end in graph_of(program, language=language).edges
    ]
    if program.answer in ids:
        lines += [
            f'  goal(["{_mermaid_escaped(_goal(program))}"]):::goal',
            f"  {ids[program.answer]} --> goal",
        ]
    lines += [
        f"  classDef {origin} fill:{_FILL[origin]},stroke:{_BORDER[origin]},color:#1f2933"
        for origin in _FILL
    ]
    lines.append(f"  classDef goal fill:{_GOAL},stroke:{_GOAL},color:#ffffff")
    return "\n".join(lines) + "\n"


def _label(step: Step) -> list[str]:
    head = step.name if step.operation is None else f"{step.name}: {step.operation}"
    return [head] if step.expression is None else [head, display(step.expression)]


def _goal(program: Program) -> str:
    return "answer" if program.goal is None else f"goal: {program.goal.type}"


def _origin(step: Step) -> str:
    return "clause" if step.clauses else "implicit" if step.implicit else "unknown"


def _dot_escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _dot_quoted(text: str) -> str:
    return f'"{_dot_escaped(text)}"'


def _mermaid_escaped(text: str) -> str:
    return "".join(f"#{ord(c)};" if c in _MERMAID_SPECIAL else c for c in text)


_MERMAID_SPECIAL = frozenset('#"&<>`\\{}[]()|;*_~')
