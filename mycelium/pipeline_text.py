"""The text of a pipeline, `segment,extract{beams=4},wire`, cut into names and options."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mycelium.pass_options import Raw, RawOption
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, Source

_TOKEN = re.compile(
    r"""\s* (?: (?P<string> "(?:[^"\\]|\\.)*" ) | (?P<word> [^\s,{}\[\]="]+ )
          | (?P<mark> [,{}\[\]=] ) | (?P<end> \Z ) | (?P<bad> . ) )""",
    re.VERBOSE | re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*")

MAX_CHARACTERS = 100_000
"""A longer text is no pipeline."""


@dataclass(frozen=True)
class RawStage:
    """One item of the list as it is written; `at` is the name's place in `source`."""

    name: str
    options: tuple[RawOption, ...]
    at: tuple[int, int]
    source: Source


def read_stages(text: str, name: str = "<passes>") -> tuple[RawStage, ...]:
    """The items of a pipeline's text, in order; `name` is what errors call the text.

    Raises:
        MyceliumError: MYC150, at the place where the text stops making sense.
    """
    return tuple(_Reader(Source(text, name)).stages())


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        if len(source.text) > MAX_CHARACTERS:
            raise MyceliumError(
                Diagnostic(
                    "MYC150",
                    f"a pipeline's text has at most {MAX_CHARACTERS} characters",
                    hint="name the passes only once each",
                )
            )
        self.matches = list(_TOKEN.finditer(source.text))
        self.at = 0

    @property
    def kind(self) -> str:
        return self.matches[self.at].lastgroup or "end"

    @property
    def text(self) -> str:
        return self.matches[self.at].group(self.kind)

    @property
    def place(self) -> tuple[int, int]:
        return self.matches[self.at].span(self.kind)

    def stages(self) -> Iterator[RawStage]:
        yield self.stage()
        while self.kind != "end":
            self.mark(",", "a comma between two passes")
            yield self.stage()

    def stage(self) -> RawStage:
        at = self.place
        if self.kind != "word" or not _NAME.fullmatch(self.text):
            raise self.error("the name of a pass")
        name = self.text
        self.at += 1
        options: list[RawOption] = []
        if self.text == "{" and self.kind == "mark":
            self.at += 1
            while True:
                options.append(self.option(options))
                if self.kind == "mark" and self.text == "}":
                    break
                self.mark(",", "`,` or `}`")
            self.at += 1
        return RawStage(name, tuple(options), at, self.source)

    def option(self, earlier: list[RawOption]) -> RawOption:
        at = self.place
        if self.kind != "word" or not self.text.isidentifier():
            raise self.error("an option's name")
        name = self.text
        if any(option.name == name for option in earlier):
            raise self.error(f"each option once (`{name}` stands here again)")
        self.at += 1
        self.mark("=", f"`=` and the value of `{name}`")
        return RawOption(name, self.value(), at)

    def value(self, depth: int = 0) -> Raw:
        start, end = self.place
        kind, text = self.kind, self.text
        if kind == "mark" and text == "[" and depth < 5:
            return self.items(start, depth)
        if kind == "string":
            try:
                text = str(json.loads(text, strict=False))
            except ValueError:
                raise self.error("a text with the escapes of JSON") from None
        elif kind != "word":
            raise self.error("a value")
        self.at += 1
        return Raw(text, (start, end), quoted=kind == "string")

    def items(self, start: int, depth: int) -> Raw:
        self.at += 1
        items: list[Raw] = []
        while not (self.kind == "mark" and self.text == "]"):
            if items:
                self.mark(",", "`,` or `]`")
            items.append(self.value(depth + 1))
        end = self.place[1]
        self.at += 1
        return Raw(self.source.text[start:end], (start, end), items=tuple(items))

    def mark(self, mark: str, wanted: str) -> None:
        if self.kind != "mark" or self.text != mark:
            raise self.error(wanted)
        self.at += 1

    def error(self, wanted: str) -> MyceliumError:
        found = "the text ends" if self.kind == "end" else f"there is `{self.text}`"
        return MyceliumError(
            Diagnostic(
                "MYC150",
                f"in the pipeline's text, {found} where {wanted} should be",
                at=self.place,
                hint="write passes with commas between them: `segment,extract{beams=4},wire`",
                source=self.source,
            )
        )
