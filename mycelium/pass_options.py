"""The options of a pass: texts of a pipeline to the values of its dataclass's fields, and back.

A field's annotation says what its text may be: `int`, `float`, `bool`, `str`,
`Path`, `None`, `Literal`, an enumeration, unions of these, tuples and lists.
"""

from __future__ import annotations

import dataclasses
import enum
import json
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from mycelium.passes import Pass
from mycelium.specs import PassSpec
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, Source, nearest

_INTEGER = re.compile(r"[+-]?\d{1,300}")
_FLOAT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?|-?inf")
_BARE_TEXT = re.compile(r"[A-Za-z][A-Za-z0-9_./:+-]*")
_WORDS = {"true": True, "false": False, "none": None}


@dataclass(frozen=True)
class Raw:
    """An option's value as it is written: a text, or a list of them; `at` is its place."""

    text: str
    at: tuple[int, int]
    quoted: bool = False
    items: tuple[Raw, ...] | None = None


@dataclass(frozen=True)
class RawOption:
    """`name=value` as it is written; `at` is the name's place."""

    name: str
    value: Raw
    at: tuple[int, int]


def make_pass(spec: PassSpec, options: tuple[RawOption, ...], source: Source) -> Pass:
    """The pass with these options; its class is imported if need be.

    Raises:
        MyceliumError: MYC153 for an unknown option, MYC154 for a wrong or missing
            value, MYC159 if the pass itself refuses them, and what
            `PassSpec.resolve` raises.
    """
    kind = spec.resolve()
    fields = {f.name: f for f in dataclasses.fields(kind) if f.init}
    annotations = typing.get_type_hints(kind)
    faults: list[Diagnostic] = []
    values: dict[str, Any] = {}
    for option in options:
        if option.name not in fields:
            faults.append(_unknown(spec, option, fields, source))
            continue
        try:
            values[option.name] = read_value(option.value, annotations[option.name])
        except ValueError as error:
            faults.append(
                Diagnostic(
                    "MYC154",
                    f"option `{option.name}` of `{spec.full_name}` must be {error}, "
                    f"not {option.value.text}",
                    at=option.value.at,
                    hint=f"its default is {_default(fields[option.name])}",
                    subject=spec.full_name,
                    source=source,
                )
            )
    missing = [n for n, f in fields.items() if n not in values and _default(f) == "not given"]
    if missing and not faults:
        faults.append(
            Diagnostic(
                "MYC154",
                f"pass `{spec.full_name}` needs the option `{missing[0]}`",
                hint=f"write `{spec.full_name}{{{missing[0]}=...}}`",
                subject=spec.full_name,
                source=source,
            )
        )
    if faults:
        raise MyceliumError(*faults)
    try:
        return kind(**values)
    except MyceliumError:
        raise
    except Exception as error:  # a stranger's `__post_init__` may raise anything
        raise MyceliumError(
            Diagnostic(
                "MYC159",
                f"pass `{spec.full_name}` refuses its options: {error or type(error).__name__}",
                hint="`mycelium passes` shows what each pass takes",
                subject=spec.full_name,
            )
        ) from error


def _unknown(
    spec: PassSpec, option: RawOption, fields: Mapping[str, Any], source: Source
) -> Diagnostic:
    known = f"its options are {', '.join(fields)}" if fields else "it has no options"
    return Diagnostic(
        "MYC153",
        f"pass `{spec.full_name}` has no option `{option.name}`",
        at=option.at,
        hint=nearest(option.name, fields) or known,
        subject=spec.full_name,
        source=source,
    )


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        return print_value(field.default)
    if field.default_factory is not dataclasses.MISSING:
        return print_value(field.default_factory())
    return "not given"


def changed_options(run: Pass) -> dict[str, object]:
    """The options of a pass that are not at their defaults, in the order of its fields."""
    found: dict[str, object] = {}
    for field in dataclasses.fields(run):
        if not field.init:
            continue
        value = getattr(run, field.name)
        factory = field.default_factory
        default = factory() if factory is not dataclasses.MISSING else field.default
        if type(value) is not type(default) or value != default:
            found[field.name] = value
    return found


# --------------------------------------------------------------------------- values


def read_value(raw: Raw, annotation: Any) -> Any:
    """The value of an option's text, of the annotated type.

    Raises:
        ValueError: saying what the text must be.
    """
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _union(raw, arguments)
    if origin is Literal:
        return _one_of(raw, {print_value(a): a for a in arguments})
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return _one_of(raw, {str(member.value): member for member in annotation})
    if annotation in (tuple, list) or origin in (tuple, list):
        return _sequence(raw, origin or annotation, arguments or (str, ...))
    return _scalar(raw, annotation)


def _scalar(raw: Raw, annotation: Any) -> Any:
    plain = raw.items is None and not raw.quoted
    if annotation is bool:
        if plain and raw.text in ("true", "false"):
            return _WORDS[raw.text]
        raise ValueError("true or false")
    if annotation in (None, type(None)):
        if plain and raw.text == "none":
            return None
        raise ValueError("none")
    if annotation is int:
        if plain and _INTEGER.fullmatch(raw.text):
            return int(raw.text)
        raise ValueError("a whole number")
    if annotation is float:
        if plain and _FLOAT.fullmatch(raw.text):
            return float(raw.text)
        raise ValueError("a number")
    if annotation in (str, Path):
        if raw.items is None:
            return annotation(raw.text)
        raise ValueError("a text")
    raise ValueError(f"of a type that a pipeline can write, which {annotation} is not")


_MOST_SPECIAL_FIRST = (type(None), bool, int, float)


def _union(raw: Raw, members: tuple[Any, ...]) -> Any:
    def rank(member: Any) -> int:
        if member in _MOST_SPECIAL_FIRST:
            return _MOST_SPECIAL_FIRST.index(member)
        return 9 if member is str else 5

    wanted: list[str] = []
    for member in sorted(members, key=rank):
        try:
            return read_value(raw, member)
        except ValueError as error:
            wanted.append(str(error))
    raise ValueError(" or ".join(wanted))


def _one_of(raw: Raw, known: dict[str, Any]) -> Any:
    if raw.items is None and raw.text in known:
        return known[raw.text]
    raise ValueError(f"one of {', '.join(known)}")


def _sequence(raw: Raw, kind: type[Any], arguments: tuple[Any, ...]) -> Any:
    if raw.items is None:
        raise ValueError("a list such as [1, 2]")
    if kind is list or arguments[-1] is Ellipsis:
        return kind(read_value(item, arguments[0]) for item in raw.items)
    if len(arguments) != len(raw.items):
        raise ValueError(f"a list of {len(arguments)} values")
    return tuple(read_value(i, a) for i, a in zip(raw.items, arguments, strict=True))


def print_value(value: object) -> str:
    """The text of an option's value, which reads back as the same value."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, enum.Enum):
        return print_value(str(value.value))
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple | list):
        return f"[{','.join(print_value(item) for item in value)}]"
    text = str(value)
    if _BARE_TEXT.fullmatch(text) and text not in _WORDS and text != "inf":
        return text
    return json.dumps(text, ensure_ascii=False)
