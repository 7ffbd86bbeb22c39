"""The JSON form of a program, for tools that would rather not read the language's text.

`from_json(to_json(program))` is the program again, with its comments and
attributes; only places in a file are lost. `program.schema.json` beside this
module is the form's JSON Schema. Numbers are strings, so that no reader rounds them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from importlib import resources
from typing import Any

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.json_reader import Reader, fail
from mycelium_ir.limits import DEFAULT_LIMITS, TextLimits
from mycelium_ir.nodes import (
    NO_COMMENTS,
    VERSION,
    Answer,
    Call,
    Clause,
    Comments,
    Define,
    Done,
    Expression,
    Goal,
    Hole,
    Name,
    Number,
    Problem,
    Program,
    Statement,
    Step,
    Unknown,
)
from mycelium_ir.printer import print_number

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `to_json` gives."""
    text = resources.files("mycelium_ir").joinpath("program.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


# --------------------------------------------------------------------------- writing


def dumps(program: Program) -> str:
    """The JSON form of a program as text, indented, with a newline at its end.

    Raises:
        MyceliumError: MYC222 if an attribute cannot be written.
    """
    text = json.dumps(to_json(program), indent=2, ensure_ascii=False, allow_nan=False)
    # Half of a surrogate pair can stand in a text, but no file can hold it.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"


def to_json(program: Program) -> dict[str, Any]:
    """The JSON form of a program.

    Raises:
        MyceliumError: MYC222 if an attribute is neither text, finite number, truth
            value nor a tuple of these.
    """
    form: dict[str, Any] = {
        "mycelium": VERSION,
        "statements": [_statement_form(statement) for statement in program.statements],
    }
    if program.header != NO_COMMENTS:
        form["comments"] = _comments_form(program.header)
    if program.footer:
        form["footer"] = list(program.footer)
    return form


def expression_to_json(expression: Expression) -> dict[str, Any]:
    """The JSON form of an expression, as it stands in that of a program."""
    match expression:
        case Number(value):
            return {"number": print_number(value)}
        case Name(name):
            return {"name": name}
        case Hole():
            return {"hole": True}
        case Call(function, operands, parameters):
            form: dict[str, Any] = {"call": function}
            form["operands"] = [expression_to_json(operand) for operand in operands]
            if parameters:
                form["parameters"] = [expression_to_json(p) for p in parameters]
            return form


def _statement_form(statement: Statement) -> dict[str, Any]:
    form: dict[str, Any] = {"statement": type(statement).__name__.lower()}
    match statement:
        case Problem(text):
            form |= {"text": text}
        case Clause(name, start, end, text):
            form |= {"name": name, "start": start, "end": end, "text": text}
        case Unknown(names, domain):
            form |= {"names": list(names), "domain": domain}
        case Define(name, parameters, body):
            form |= {"name": name, "parameters": list(parameters)}
            form["body"] = expression_to_json(body)
        case Step(name, operation, expression, clauses, implicit):
            form |= {"name": name, "operation": operation}
            form["expression"] = None if expression is None else expression_to_json(expression)
            form |= {"clauses": list(clauses), "implicit": implicit}
        case Done(passes):
            form |= {"passes": list(passes)}
        case Answer(step):
            form |= {"step": step}
        case Goal(type_, step):
            form |= {"type": type_, "step": step}
    if statement.attributes:
        form["attributes"] = {
            key: _attribute_form(key, value) for key, value in statement.attributes.items()
        }
    if statement.comments != NO_COMMENTS:
        form["comments"] = _comments_form(statement.comments)
    return form


def _comments_form(comments: Comments) -> dict[str, Any]:
    return {"before": list(comments.before), "behind": comments.behind}


def _attribute_form(key: str, value: object) -> Any:
    if isinstance(value, tuple):
        return [_attribute_form(key, item) for item in value]
    if isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise MyceliumError(
        Diagnostic(
            "MYC222",
            f"the attribute `{key}` is {value!r}, which cannot be written",
            hint="an attribute is a text, a finite number, true, false or a tuple of these",
        )
    )


# --------------------------------------------------------------------------- reading


def loads(text: str, *, limits: TextLimits = DEFAULT_LIMITS) -> Program:
    """Read a program from the text of its JSON form.

    Raises:
        MyceliumError: MYC220 if the text is no JSON, else as `from_json`.
    """
    if len(text) > limits.characters:
        fail("MYC225", "$", f"the text has more than {limits.characters} characters")
    try:
        form = json.loads(text, object_pairs_hook=_object)
    except RecursionError:
        fail("MYC225", "$", "the JSON is nested too deep")
    except ValueError as error:
        fail("MYC220", "$", f"this is no JSON: {error}")
    return from_json(form, limits=limits)


def from_json(form: Mapping[str, Any], *, limits: TextLimits = DEFAULT_LIMITS) -> Program:
    """The program of which `to_json` gave the form.

    Raises:
        MyceliumError: with the path of the first thing that is wrong: MYC221 for a
            key that is missing or unknown or a value of the wrong type, MYC222 for
            a value that is malformed, MYC225 for a limit, MYC003 for a form of a
            newer version.
    """
    return Reader(limits).program(form)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {json.dumps(twice)} occurs twice in one object")
    return found
