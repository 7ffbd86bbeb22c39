"""Writes the generated tables of docs/language.md, or with --check says whether they are current.

python docs/tables.py            rewrites the page
python docs/tables.py --check    exits with 1 if the page is out of date
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from mycelium.codes import all_codes
from mycelium_ir.facts import FACTS
from mycelium_ir.functions import Function
from mycelium_ir.language import base_language

PAGE = Path(__file__).parent / "language.md"


def tables() -> dict[str, str]:
    """Each generated table by the name of its markers."""
    language = base_language()
    return {
        "constants": _table(
            ("constant", "value"), ((f"`{n}`", doc) for n, doc in language.constants.items())
        ),
        "functions": _table(
            ("function", "gives", "what", "example"),
            (
                (f"`{call_form(f)}`", str(f.result), f.doc, _example(f.example))
                for f in language.functions.values()
            ),
        ),
        "operations": _table(
            ("operation", "what", "shapes"),
            (
                (f"`{o.name}`", o.doc, ", ".join(f"`{s}`" for s in o.skeletons) or "any")
                for o in language.operations.values()
            ),
        ),
        "goals": _table(
            ("goal", "what", "from", "example"),
            (
                (f"`{g.name}`", g.doc, ", ".join(g.kinds), _example(g.example))
                for g in language.goals.values()
            ),
        ),
        "facts": _table(("fact", "holds when"), ((f"`{n}`", doc) for n, doc in FACTS.items())),
        "codes": _table(
            ("code", "title"), ((n, code.title) for n, code in sorted(all_codes().items()))
        ),
    }


def call_form(function: Function) -> str:
    """How a function is called, with the kinds of its operands: `log(number, [number])`."""
    name = function.name
    if not name[0].isalpha():
        operands = [str(kind) for kind in function.operands]
        return f"{operands[0]} {name} {operands[-1]}"
    operands = _kinds(function.operands, function.optional, function.repeats)
    parameters = _kinds(
        function.parameters, function.optional_parameters, function.parameters_repeat
    )
    return f"{name}({operands}{'; ' if parameters else ''}{parameters})"


def _kinds(kinds: tuple[str, ...], optional: int, repeats: bool) -> str:
    needed = len(kinds) - optional
    shown = [str(k) if i < needed else f"[{k}]" for i, k in enumerate(kinds)]
    return ", ".join(shown) + (", …" if repeats else "")


def _example(example: tuple[str, str] | None) -> str:
    return "" if example is None else f"`{example[0]}` → `{example[1]}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def page(text: str) -> str:
    """The page with every table between its markers made anew."""
    for name, table in tables().items():
        between = re.compile(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
        if not between.search(text):
            raise SystemExit(f"{PAGE.name} has no markers for the table of {name}")
        text = between.sub(lambda m, table=table: f"{m[1]}{table}\n{m[2]}", text)
    return text


def main(arguments: list[str]) -> int:
    """Rewrite the page, or check it."""
    old = PAGE.read_text(encoding="utf-8")
    new = page(old)
    if "--check" in arguments:
        if old != new:
            print(f"{PAGE.name} is out of date: run `python docs/tables.py`", file=sys.stderr)
        return int(old != new)
    PAGE.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
