"""Reads the JSON form of a program strictly, and says where it is wrong."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest
from mycelium_ir.limits import TextLimits
from mycelium_ir.nodes import (
    BINARY_OPERATORS,
    MAX_DEPTH,
    VERSION,
    Answer,
    AttributeValue,
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

_T = TypeVar("_T")


def fail(code: str, path: str, message: str, hint: str | None = None) -> NoReturn:
    """Raise an error that names the place in the form, such as `$.statements[3].name`."""
    raise MyceliumError(
        Diagnostic(
            code,
            f"at {path}: {message}" if path != "$" else message,
            hint=hint or "`mycelium_ir.json_form.schema()` is the JSON Schema of the form",
            subject=path,
        )
    )


_LETTER = r"[A-Za-z\u0370-\u03ff]"
_WORD = rf"{_LETTER}[A-Za-z0-9_\u0370-\u03ff]*"
_NAME = re.compile(_WORD)
_DOTTED = re.compile(rf"{_WORD}(?:\.{_WORD})*")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")

# For each statement: what it is called in Python, the keys it must have, those it may have.
_STATEMENTS: dict[str, tuple[type[Statement], set[str], set[str]]] = {
    "problem": (Problem, {"text"}, set()),
    "clause": (Clause, {"name", "start", "end", "text"}, set()),
    "unknown": (Unknown, {"names"}, {"domain"}),
    "define": (Define, {"name", "parameters", "body"}, set()),
    "step": (Step, {"name"}, {"operation", "expression", "clauses", "implicit"}),
    "done": (Done, {"passes"}, set()),
    "answer": (Answer, {"step"}, set()),
    "goal": (Goal, {"type", "step"}, set()),
}


class Reader:
    """Reads a JSON form; its methods take a value and the path at which it stands."""

    def __init__(self, limits: TextLimits) -> None:
        self.limits = limits

    def program(self, form: object) -> Program:
        """The program of a whole form; raises as `json_form.from_json` says."""
        fields = self._fields(form, "$", {"mycelium", "statements"}, {"comments", "footer"})
        version = _whole(fields["mycelium"])
        if version is None or version < 1:
            fail("MYC222", "$.mycelium", "the version is a whole number from 1")
        if version > VERSION:
            fail(
                "MYC003",
                "$.mycelium",
                f"this is version {version}; this release knows versions up to {VERSION}",
                "install a newer release of mycelium",
            )
        if len(self._items(fields["statements"], "$.statements")) > self.limits.statements:
            limit = self.limits.statements
            fail("MYC225", "$.statements", f"the program has more than {limit} statements")
        return Program(
            self._each(fields["statements"], "$.statements", self._statement),
            header=self._comments(fields.get("comments", {}), "$.comments"),
            footer=self._each(fields.get("footer", []), "$.footer", self._line),
        )

    # -- statements

    def _statement(self, form: object, path: str) -> Statement:
        if not isinstance(form, Mapping):
            fail("MYC221", path, "a statement is an object")
        kind = form.get("statement")
        if not isinstance(kind, str) or kind not in _STATEMENTS:
            hint = nearest(kind, _STATEMENTS) if isinstance(kind, str) else None
            fail("MYC221", f"{path}.statement", f"{_shown(kind)} is no statement", hint)
        node, required, optional = _STATEMENTS[kind]
        fields = self._fields(
            form, path, {"statement", *required}, {"attributes", "comments", *optional}
        )
        attributes = self._attributes(fields.get("attributes", {}), f"{path}.attributes")
        comments = self._comments(fields.get("comments", {}), f"{path}.comments")
        read: dict[str, Any] = {}
        for key, value in fields.items():
            if key not in ("statement", "attributes", "comments"):
                read[key] = self._field(key, value, f"{path}.{key}")
        if kind == "step" and read.get("implicit") and read.get("clauses"):
            fail("MYC222", path, "a step is either implicit or from clauses, not both")
        return node(**read, attributes=attributes, comments=comments)

    def _field(self, key: str, value: object, path: str) -> object:
        match key:
            case "text":
                return self._text(value, path)
            case "start" | "end":
                offset = _whole(value)
                if offset is None or offset < 0:
                    fail("MYC222", path, "an offset is a whole number from 0")
                return offset
            case "names" | "parameters" | "passes":
                return self._each(value, path, self._name, least=1)
            case "clauses":
                return self._each(value, path, self._name)
            case "implicit":
                return self._truth(value, path)
            case "body":
                return self._expression(value, path, 1)
            case "expression":
                return None if value is None else self._expression(value, path, 1)
            case "operation":
                return None if value is None else self._word(value, path)
            case "type":
                return self._word(value, path)
            case _:
                return self._name(value, path)

    # -- expressions

    def _expression(self, form: object, path: str, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            fail("MYC225", path, f"this expression is nested more than {MAX_DEPTH} deep")
        if not isinstance(form, Mapping):
            fail("MYC221", path, "an expression is an object")
        if "call" not in form:
            return self._leaf(form, path)
        fields = self._fields(form, path, {"call", "operands"}, {"parameters"})
        function = self._text(fields["call"], f"{path}.call")
        groups = [
            tuple(
                [
                    self._expression(child, f"{path}.{key}[{i}]", depth + 1)
                    for i, child in enumerate(self._items(fields.get(key, []), f"{path}.{key}"))
                ]
            )
            for key in ("operands", "parameters")
        ]
        if function in BINARY_OPERATORS:
            count = len(groups[0])
            if groups[1] or not (count == 2 or (count == 1 and function == "-")):
                fail("MYC222", path, f"the operator {function} takes 2 operands, not {count}")
        else:
            self._word(function, f"{path}.call")
        return Call(function, groups[0], groups[1])

    def _leaf(self, form: Mapping[str, Any], path: str) -> Expression:
        if len(form) != 1:
            fail("MYC221", path, "an expression has one of: number, name, hole, call")
        match form:
            case {"number": str(text)} if _NUMBER.fullmatch(text):
                if max(map(len, text.split("."))) > self.limits.digits:
                    limit = self.limits.digits
                    fail("MYC225", f"{path}.number", f"the number has more than {limit} digits")
                return Number(Fraction(text))
            case {"number": other}:
                hint = 'write it as a string of digits, such as "48" or "0.5"'
                fail("MYC222", f"{path}.number", f"{_shown(other)} is no literal", hint)
            case {"name": name}:
                return Name(self._name(name, f"{path}.name"))
            case {"hole": True}:
                return Hole()
            case _:
                fail("MYC221", path, "an expression has one of: number, name, hole, call")

    # -- attributes and comments

    def _attributes(self, form: object, path: str) -> dict[str, AttributeValue]:
        if not isinstance(form, Mapping):
            fail("MYC221", path, "attributes are an object")
        return {
            self._name(key, path): self._attribute(value, f"{path}.{key}", 1)
            for key, value in form.items()
        }

    def _attribute(self, value: object, path: str, depth: int) -> AttributeValue:
        if depth > MAX_DEPTH:
            fail("MYC225", path, f"this attribute is nested more than {MAX_DEPTH} deep")
        if isinstance(value, list | tuple):
            return tuple(
                [self._attribute(v, f"{path}[{i}]", depth + 1) for i, v in enumerate(value)]
            )
        if isinstance(value, str | bool | int) or (
            isinstance(value, float) and math.isfinite(value)
        ):
            return value
        fail("MYC222", path, "an attribute is a text, a finite number, true, false or a list")

    def _comments(self, form: object, path: str) -> Comments:
        fields = self._fields(form, path, set(), {"before", "behind"})
        behind = fields.get("behind")
        return Comments(
            self._each(fields.get("before", []), f"{path}.before", self._line),
            None if behind is None else self._line(behind, f"{path}.behind"),
        )

    # -- plain values

    def _fields(
        self, form: object, path: str, required: set[str], optional: set[str]
    ) -> Mapping[str, Any]:
        if not isinstance(form, Mapping):
            fail("MYC221", path, f"{_shown(form)} is no object")
        missing = required - form.keys()
        if missing:
            fail("MYC221", path, f"the key `{min(missing)}` is missing")
        for key in form:
            if key not in required and key not in optional:
                hint = nearest(str(key), required | optional)
                fail("MYC221", path, f"there is no key {_shown(key)} here", hint)
        return form

    def _items(self, value: object, path: str) -> list[Any] | tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            fail("MYC221", path, f"{_shown(value)} is no list")
        return value

    def _each(
        self, value: object, path: str, read: Callable[[object, str], _T], least: int = 0
    ) -> tuple[_T, ...]:
        items = self._items(value, path)
        if len(items) < least:
            fail("MYC222", path, "the list is empty")
        return tuple([read(item, f"{path}[{i}]") for i, item in enumerate(items)])

    def _text(self, value: object, path: str) -> str:
        if not isinstance(value, str):
            fail("MYC221", path, f"{_shown(value)} is no text")
        return value

    def _line(self, value: object, path: str) -> str:
        if "\n" in self._text(value, path):
            fail("MYC222", path, "a comment is one line")
        return str(value)

    def _name(self, value: object, path: str) -> str:
        if not _NAME.fullmatch(self._text(value, path)):
            hint = "a name is a letter, then letters, digits and `_`"
            fail("MYC222", path, f"{_shown(value)} is no name", hint)
        return str(value)

    def _word(self, value: object, path: str) -> str:
        if not _DOTTED.fullmatch(self._text(value, path)):
            hint = "a name is a letter, then letters, digits and `_`; a plugin's has a dot"
            fail("MYC222", path, f"{_shown(value)} is no name", hint)
        return str(value)

    def _truth(self, value: object, path: str) -> bool:
        if not isinstance(value, bool):
            fail("MYC221", path, f"{_shown(value)} is neither true nor false")
        return value


def _whole(value: object) -> int | None:
    """A whole number; JSON knows no difference between 1 and 1.0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if isinstance(value, int) or value.is_integer() else None


def _shown(value: object) -> str:
    text = json.dumps(value, default=repr, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"
