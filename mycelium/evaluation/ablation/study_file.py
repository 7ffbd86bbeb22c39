"""Reading a study from its TOML file, with errors that point at the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mycelium.evaluation.ablation.study import OUTPUTS, Study, is_path
from mycelium.evaluation.ablation.variants import Variant, checked
from mycelium.files import read_text
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, Source, nearest

_Kind = tuple[type, ...]

_KINDS: Mapping[str, tuple[_Kind, str]] = {
    "dataset": ((str,), "a text"),
    "split": ((str,), "a text"),
    "data": ((str,), "the path of a folder"),
    "limit": ((int,), "a whole number, 1 or more"),
    "seed": ((int,), "a whole number"),
    "strict": ((bool,), "true or false"),
    "passes": ((str,), "the text of a pipeline"),
    "timeout": ((int, float), "a number of seconds"),
    "memory": ((int,), "a whole number of megabytes"),
    "variant": ((list,), "tables: write [[variant]] above each"),
    "outputs": ((dict,), "a table: write [outputs] above it"),
}
_OF_VARIANT: Mapping[str, tuple[_Kind, str]] = {
    "name": ((str,), "a text"),
    "swap": ((str, list), 'a text such as "wire=heuristic.wire", or a list of them'),
    "without": ((str, list), 'a text such as "bridge", or a list of them'),
    "passes": ((str,), "the text of a pipeline"),
}
_OF_OUTPUTS: Mapping[str, tuple[_Kind, str]] = {
    name: ((str,), "the path of a folder" if name == "rows" else "the path of a file")
    for name in OUTPUTS
}
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(r"""\s*(["']?)([\w-]+)\1\s*(?=[.=])""")
_AT = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


def read_study(path: Path) -> Study:
    """Read a study; relative paths in it are taken from the folder that it lies in.

    Raises:
        MyceliumError: MYC237 to MYC239 if the file cannot be read, MYC255 with all
            that is wrong in it, each at its line.
    """
    text = read_text(path)
    return _Reader(Source(text, str(path)), path.parent).study(_parsed(Source(text, str(path))))


def _parsed(source: Source) -> dict[str, Any]:
    try:
        return tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        told = _AT.fullmatch(str(error))
        what = told[1] if told else str(error)
        at = (len(source.text), len(source.text))
        if told and told[2]:
            lines = source.text.split("\n")
            start = sum(len(line) + 1 for line in lines[: int(told[2]) - 1]) + int(told[3]) - 1
            at = (start, start + 1)
        raise MyceliumError(
            Diagnostic(
                "MYC255",
                f"the study is no TOML: {what[:1].lower()}{what[1:]}",
                at=at,
                hint='texts stand in quotes: dataset = "gsm8k"; `mycelium explain MYC255` shows '
                "a whole file",
                source=source,
            )
        ) from None


@dataclass
class _Reader:
    """Turns tables into a study and collects what is wrong with them."""

    source: Source
    folder: Path

    def __post_init__(self) -> None:
        self.faults: list[Diagnostic] = []

    def study(self, document: Mapping[str, Any]) -> Study:
        top = self._checked(document, _KINDS, "")
        for name, least in (("limit", 1), ("memory", 1)):
            if top.get(name, least) < least:
                self._fault(f"`{name}` is {top[name]}", _KINDS[name][1], "", name)
        if not top.get("dataset") and "dataset" not in document:
            self._fault("the study names no dataset", 'write dataset = "NAME", or a .jsonl file')
        outputs = self._checked(top.get("outputs", {}), _OF_OUTPUTS, "outputs")
        variants = tuple(self._variants(top.get("variant", [])))
        if self.faults:
            raise MyceliumError(*self.faults)
        plain = {k: v for k, v in top.items() if k not in ("variant", "outputs", "data")}
        if is_path(plain["dataset"]):
            plain["dataset"] = str(self.folder / plain["dataset"])
        paths = {name: self.folder / path for name, path in outputs.items()}
        data = self.folder / top["data"] if "data" in top else None
        return Study(**plain, data=data, variants=variants, **paths)

    def _variants(self, tables: list[Any]) -> Iterable[Variant]:
        for number, table in enumerate(tables):
            section = f"variant {number}"
            if not isinstance(table, dict):
                self._fault("`variant` holds what is no table", _KINDS["variant"][1], "", "variant")
                continue
            told = self._checked(table, _OF_VARIANT, section)
            lists = {key: self._list(told.get(key, []), section, key) for key in _LISTS}
            if "name" not in told and "name" not in table:
                hint = 'write name = "..." below [[variant]]'
                self._fault(f"variant {number + 1} has no name", hint, section)
            if "name" not in told or len(told) < len(table):
                continue
            try:
                yield checked(Variant(told["name"], **lists, passes=told.get("passes")))
            except MyceliumError as error:
                self._fault(
                    error.diagnostics[0].message,
                    error.diagnostics[0].hint or "",
                    section,
                    "name",
                    "MYC256",
                )

    def _list(self, value: str | list[Any], section: str, key: str) -> tuple[str, ...]:
        listed = [value] if isinstance(value, str) else value
        if not all(isinstance(item, str) for item in listed):
            self._fault(f"`{key}` holds what is no text", _OF_VARIANT[key][1], section, key)
        return tuple(item for item in listed if isinstance(item, str))

    def _checked(
        self, table: Mapping[str, Any], kinds: Mapping[str, tuple[_Kind, str]], section: str
    ) -> dict[str, Any]:
        """The entries whose key is known and whose value is of its kind."""
        kept: dict[str, Any] = {}
        for key, value in table.items():
            if key not in kinds:
                hint = nearest(key, kinds) or f"the keys here are {', '.join(kinds)}"
                self._fault(f"there is no key `{key}`{_where(section)}", hint, section, key)
            elif type(value) not in kinds[key][0]:  # a boolean is no number here
                self._fault(
                    f"`{key}`{_where(section)} is of the wrong kind",
                    f"it is {kinds[key][1]}",
                    section,
                    key,
                )
            else:
                kept[key] = value
        return kept

    def _fault(
        self, message: str, hint: str, section: str = "", key: str = "", code: str = "MYC255"
    ) -> None:
        at = self._place(section, key)
        self.faults.append(Diagnostic(code, message, at=at, hint=hint, source=self.source))

    def _place(self, section: str, key: str) -> tuple[int, int] | None:
        """Where a key, or a table's header, stands; TOML readers do not tell, so it is looked up.

        None for one that cannot be found so, such as a key of an inline table.
        """
        here, count, at = "", 0, 0
        for line in self.source.text.split("\n"):
            header = _HEADER.fullmatch(line)
            if header is not None:
                here = header[2].strip("\"'")
                if header[1] == "[[" and here == "variant":
                    here, count = f"variant {count}", count + 1
                named = here if not here.startswith("variant ") else "variant"
                if (here == section and not key) or (not section and named == key):
                    return at + header.start(2), at + header.end(2)
            found = _KEY.match(line)
            if found is not None and here == section and found[2] == key:
                return at + found.start(2), at + found.end(2)
            at += len(line) + 1
        return None


_LISTS = ("swap", "without")


def _where(section: str) -> str:
    if section.startswith("variant "):
        return " in a variant"
    return f" in [{section}]" if section else ""
