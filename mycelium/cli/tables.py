"""`ops`, `passes`, `plugins` and `datasets`: what the language and the plugins offer."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mycelium.cli import complete, options
from mycelium.cli.console import out, out_json, show, table
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest
from mycelium_ir.functions import Function
from mycelium_ir.goals import GoalType
from mycelium_ir.language import Language
from mycelium_ir.operations import Operation

Entry = Function | Operation | GoalType


def ops(
    word: Annotated[
        str | None,
        typer.Argument(
            metavar="[WORD]",
            help="Only what has this word in its name or description.",
            autocompletion=complete.words_of_language,
        ),
    ] = None,
    json: options.Json = False,
) -> None:
    """List functions, operations and goal types, plugins' included.

    Functions occur in expressions; operations say what a whole step is; goals
    are the forms in which an answer is handed back.

    Examples:
      mycelium ops
      mycelium ops solve
    """
    from mycelium.plugins import plugins

    language = plugins().language
    functions = [e for e in language.functions.values() if _fits(e, word)]
    operations = [e for e in language.operations.values() if _fits(e, word)]
    goals = [e for e in language.goals.values() if _fits(e, word)]
    if word is not None and not (functions or operations or goals):
        raise MyceliumError(
            Diagnostic("MYC233", f"nothing has `{word}` in it", hint=_near(word, language))
        )
    if json:
        out_json(
            {
                "ok": True,
                "functions": [_function_json(f) for f in functions],
                "operations": [_operation_json(o) for o in operations],
                "goals": [_goal_json(g) for g in goals],
            }
        )
        return
    if functions:
        rows = [(signature(f), str(f.result), _example(f), _doc(f)) for f in functions]
        table(rows, ("function", "gives", "example", "what it does"), "Functions")
    if operations:
        _gap(bool(functions))
        rows = [
            (o.name, "  |  ".join(o.skeletons) or "any", str(o.result), _doc(o)) for o in operations
        ]
        table(rows, ("operation", "expressions", "gives", "what the step does"), "Operations")
    if goals:
        _gap(bool(functions or operations))
        lines = [(g.name, " ".join(g.kinds), _example(g), _doc(g)) for g in goals]
        table(lines, ("goal", "of", "example", "form of the answer"), "Goals")


def passes(json: options.Json = False) -> None:
    """List passes, with the facts that each requires and provides, and named pipelines.

    Examples:
      mycelium passes
    """
    from mycelium.plugins import plugins

    found = plugins()
    if json:
        out_json(
            {
                "ok": True,
                "passes": [
                    {
                        "name": p.name,
                        "plugin": p.plugin,
                        "requires": sorted(p.requires),
                        "provides": sorted(p.provides),
                        "invalidates": sorted(p.invalidates),
                        "options": p.options,
                        "doc": p.doc,
                    }
                    for p in found.passes.values()
                ],
                "pipelines": [
                    {"name": p.name, "plugin": p.plugin, "text": p.text, "doc": p.doc}
                    for p in found.pipelines.values()
                ],
            }
        )
        return
    rows = [
        (
            p.full_name,
            ", ".join(sorted(p.requires)) or "-",
            ", ".join(sorted(p.provides)) or "-",
            f"{p.doc} {p.options}".strip(),
        )
        for p in found.passes.values()
    ]
    if rows:
        table(rows, ("pass", "requires", "provides", "what it does"), "Passes")
    else:
        out("No pass is installed. Rules for ablations come with: pip install ./plugins/heuristic")
    if found.pipelines:
        out()
        lines = [(p.name, p.plugin, p.text, p.doc) for p in found.pipelines.values()]
        table(lines, ("pipeline", "plugin", "passes", "what it is"), "Pipelines")


def plugins(json: options.Json = False) -> None:
    """List plugins: what each offers, and what is wrong with it.

    Examples:
      mycelium plugins
    """
    from mycelium.cli.strangers import problems
    from mycelium.plugins import plugins as found

    infos, wrong = found().infos, problems()
    if json:
        out_json(
            {
                "ok": not wrong,
                "plugins": [
                    {
                        "name": i.name,
                        "module": i.module,
                        "distribution": i.distribution,
                        "version": i.version,
                        "offers": dict(i.offers),
                    }
                    for i in infos
                ],
                "diagnostics": [d.to_json() for d in wrong],
            }
        )
        return
    rows = [
        (
            i.name,
            f"{i.distribution} {i.version}".strip() or "built in",
            ", ".join(_number(n, what) for what, n in i.offers.items()) or "nothing",
            _counted([d for d in wrong if d.subject == i.name]),
        )
        for i in infos
    ]
    table(rows, ("plugin", "distribution", "offers", "problems"), "Plugins")
    if wrong:
        out()
        show(wrong, sys.stdout)


def datasets(json: options.Json = False) -> None:
    """List the datasets that `mycelium eval` can name.

    Examples:
      mycelium datasets
    """
    from mycelium.plugins import plugins

    found = plugins().datasets.values()
    if json:
        entries = [{"name": d.name, "plugin": d.plugin, "doc": d.doc} for d in found]
        out_json({"ok": True, "datasets": entries})
        return
    if found:
        table([(d.name, d.plugin, d.doc) for d in found], ("dataset", "plugin", "what it is"))
    out('Any .jsonl file of rows {"problem": ..., "answer": ...} is a dataset, too.')


def signature(function: Function) -> str:
    """How a function is called, by the kinds of its operands: `solve(relation, ...; any, ...)`."""
    if not function.name[0].isalpha():
        return function.name
    operands = _kinds([str(k) for k in function.operands], function.optional, function.repeats)
    if not function.parameters:
        return f"{function.name}({operands})"
    kinds = ["name" if function.binds else str(function.parameters[0])]
    kinds += [str(k) for k in function.parameters[1:]]
    parameters = _kinds(kinds, function.optional_parameters, function.parameters_repeat)
    return f"{function.name}({operands}; {parameters})"


def _kinds(kinds: list[str], optional: int, repeats: bool) -> str:
    least = len(kinds) - optional
    shown = kinds[:least] + [f"[{kind}]" for kind in kinds[least:]]
    return ", ".join(shown + (["..."] if repeats else []))


def _fits(entry: Entry, word: str | None) -> bool:
    return word is None or word.lower() in f"{entry.name} {entry.doc}".lower()


def _near(word: str, language: Language) -> str:
    known = [*language.functions, *language.operations, *language.goals]
    return nearest(word, known) or "`mycelium ops` without a word lists them all"


def _doc(entry: Entry) -> str:
    return f"{entry.doc} [{entry.plugin}]" if entry.plugin else entry.doc


def _example(entry: Function | GoalType) -> str:
    return "" if entry.example is None else " -> ".join(entry.example)


def _counted(problems: list[Diagnostic]) -> str:
    return f"{len(problems)}, below" if problems else "none"


def _number(count: int, what: str) -> str:
    one = {"passes": "pass"}.get(what, what.removesuffix("s"))
    return f"{count} {one if count == 1 else what}"


def _gap(needed: bool) -> None:
    if needed:
        out()


def _function_json(entry: Function) -> dict[str, object]:
    return {
        "name": entry.name,
        "signature": signature(entry),
        "operands": list(entry.operands),
        "optional": entry.optional,
        "repeats": entry.repeats,
        "parameters": list(entry.parameters),
        "optional_parameters": entry.optional_parameters,
        "parameters_repeat": entry.parameters_repeat,
        "binds": entry.binds,
        "result": str(entry.result),
        "example": entry.example,
        "doc": entry.doc,
        "plugin": entry.plugin,
    }


def _operation_json(entry: Operation) -> dict[str, object]:
    return {
        "name": entry.name,
        "skeletons": list(entry.skeletons),
        "result": str(entry.result),
        "parent": entry.parent,
        "doc": entry.doc,
        "plugin": entry.plugin,
    }


def _goal_json(entry: GoalType) -> dict[str, object]:
    return {
        "name": entry.name,
        "kinds": list(entry.kinds),
        "example": entry.example,
        "doc": entry.doc,
        "plugin": entry.plugin,
    }
