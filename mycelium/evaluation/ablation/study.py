"""A study: all that an ablation is asked for, as a value and as a TOML file.

Paths in the file are relative to the folder that it lies in, so that a study and
its data can be moved together.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from mycelium.evaluation.ablation.variants import Variant

OUTPUTS = ("rows", "html", "png")
"""What a study writes besides the table."""


@dataclass(frozen=True)
class Study:
    """What an ablation is asked for.

    Attributes:
        dataset: A dataset's name, or the path of a .jsonl file.
        split: Which part of it; its first if None.
        data: The folder of the data.
        limit: The most rows to measure.
        seed: Draws the sample, and is handed to the passes.
        strict: Whether gold decimals accept only equal values.
        passes: The text of the reference's pipeline; the default one if None.
        timeout: The longest that one program may run, in seconds.
        memory: The most memory that one program may take, in megabytes.
        variants: What to compare with the reference.
        rows: A folder for the rows of each variant.
        html: A file for the page.
        png: A file for the chart.
    """

    dataset: str
    split: str | None = None
    data: Path | None = None
    limit: int | None = None
    seed: int = 0
    strict: bool = False
    passes: str | None = None
    timeout: float | None = None
    memory: int | None = None
    variants: tuple[Variant, ...] = ()
    rows: Path | None = None
    html: Path | None = None
    png: Path | None = None

    @property
    def is_file(self) -> bool:
        """Whether the dataset is a file, not a name."""
        return is_path(self.dataset)

    def command(self) -> str:
        """The command line that asks for this study, without its outputs."""
        return shlex.join(
            ["mycelium", "ablate", self.dataset, *self._shared(), *_edits(self.variants)]
        )

    def command_of(self, variant: Variant) -> str:
        """The command line that measures a variant alone."""
        own = replace(self, passes=variant.passes) if variant.passes is not None else self
        parts = [f"--swap={text}" for text in variant.swap]
        parts += [f"--without={name}" for name in variant.without]
        return shlex.join(["mycelium", "eval", self.dataset, *own._shared(), *parts])

    def _shared(self) -> Iterator[str]:
        """The options that `ablate` and `eval` both have."""
        for name in ("passes", "data", "split", "limit", "seed", "timeout", "memory"):
            value = getattr(self, name)
            if value is not None and value != _DEFAULTS[name]:
                yield f"--{name}"
                yield str(value)
        if self.strict:
            yield "--strict"

    def to_toml(self, folder: Path) -> str:
        """The study as the text of a file that will lie in `folder`."""
        lines = ["# Run it again with: mycelium ablate FILE"]
        dataset = _relative(Path(self.dataset), folder) if self.is_file else self.dataset
        lines.append(f"dataset = {_text(dataset)}")
        for name in ("split", "data", "limit", "seed", "strict", "passes", "timeout", "memory"):
            value = getattr(self, name)
            if value is not None and (value != _DEFAULTS[name] or name == "seed"):
                lines.append(f"{name} = {_value(value, folder)}")
        for variant in self.variants:
            lines += ["", "[[variant]]", f"name = {_text(variant.name)}"]
            if variant.passes is not None:
                lines.append(f"passes = {_text(variant.passes)}")
            for key in ("swap", "without"):
                if listed := getattr(variant, key):
                    lines.append(f"{key} = [{', '.join(map(_text, listed))}]")
        written = [(name, getattr(self, name)) for name in OUTPUTS]
        if any(path is not None for _, path in written):
            lines += ["", "[outputs]"]
            lines += [f"{n} = {_value(path, folder)}" for n, path in written if path is not None]
        return "\n".join(lines) + "\n"


_DEFAULTS = {f.name: f.default for f in fields(Study)}


def is_path(dataset: str) -> bool:
    """Whether a dataset is given by the path of its file."""
    return Path(dataset).suffix.lower() in (".jsonl", ".ndjson")


def _edits(variants: Sequence[Variant]) -> Iterator[str]:
    """The options that ask for variants, in the shortest form that names them so."""
    from mycelium.evaluation.ablation.variants import left_out, swapped

    for variant in variants:
        if len(variant.swap) == 1 and variant == swapped(variant.swap[0]):
            yield f"--swap={variant.swap[0]}"
        elif len(variant.without) == 1 and variant == left_out(variant.without[0]):
            yield f"--without={variant.without[0]}"
        else:
            yield f"--variant={variant.name}: {variant}"


def _value(value: object, folder: Path) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Path):
        return _text(_relative(value, folder))
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    """A TOML string: what JSON writes, except for one control character that TOML forbids."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _relative(path: Path, folder: Path) -> str:
    """A path as it is written into a file in `folder`; an absolute one that leads out stays so."""
    if path.is_absolute() and not path.is_relative_to(folder.resolve()):
        return str(path)
    return os.path.relpath(path, folder)
