"""Sets of the Hugging Face hub, through the package `datasets`; fetched only when one is named.

`hf:gsm8k`, `hf:svamp`, `hf:mawps` and `hf:math` are the hub's copies of known sets;
`hf:owner/name:split` is any set with a column for the problem and one for the answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from mycelium.evaluation.dataset import Dataset, Example
from mycelium.evaluation.datasets import gsm8k, math, svamp
from mycelium.evaluation.datasets.asked import Asked, read_asked
from mycelium.evaluation.datasets.reading import (
    BadRowError,
    Rows,
    as_object,
    column_of,
    gold_of,
    text_of,
)
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

OPTIONS = ("config", "problem", "answer", "revision")

_Read: TypeAlias = Callable[[str, Mapping[str, Any]], Example]

_SUBJECTS = (
    "algebra",
    "counting_and_probability",
    "geometry",
    "intermediate_algebra",
    "number_theory",
    "prealgebra",
    "precalculus",
)


@dataclass(frozen=True)
class _Known:
    """Where a known set lies on the hub and how its rows are read."""

    path: str
    read: _Read
    configs: tuple[str | None, ...] = (None,)
    split: str = "test"


def _gsm8k(name: str, row: Mapping[str, Any]) -> Example:
    return gsm8k.example(name, row)


def _svamp(name: str, row: Mapping[str, Any]) -> Example:
    return svamp.example(name, row)


def _mawps(name: str, row: Mapping[str, Any]) -> Example:
    gold = gold_of(column_of(row, "result"), "result")
    # This copy groups digits with `_`, as Python does.
    return Example(name, text_of(row, "question"), gold.replace("_", ""))


_KNOWN: Mapping[str, _Known] = {
    "gsm8k": _Known("openai/gsm8k", _gsm8k, ("main",)),
    # The hub's copy divides the 1,000 problems; all of them are for measuring.
    "svamp": _Known("ChilleD/SVAMP", _svamp, split="train+test"),
    "mawps": _Known("MU-NLPC/Calc-mawps", _mawps),
    "math": _Known("EleutherAI/hendrycks_math", math.example, _SUBJECTS),
}
_ALSO = {known.path.lower(): name for name, known in _KNOWN.items()}


def load(folder: Path | None = None, split: str | None = None) -> Dataset:
    """Fetch a set of the hub, or take it from the cache of `datasets`; no folder is read.

    `split` is `NAME[:SPLIT][,config=...][,problem=COLUMN][,answer=COLUMN]
    [,revision=...]`. Where columns are not named they are `problem` or `question`, and
    `answer`, or else what is boxed in `solution`; of an answer with `####` in it, what
    stands behind that counts.

    Raises:
        MyceliumError: MYC254 if `datasets` is not installed, MYC262 for options,
            MYC252 if the set cannot be fetched. Broken rows are findings.
    """
    asked = read_asked("hf", split, "hf:openai/gsm8k:test,config=main", OPTIONS)
    known = _KNOWN.get(_ALSO.get(asked.name.lower(), asked.name.lower()))
    path = known.path if known is not None else asked.name
    part = asked.part or (known.split if known is not None else "test")
    config = asked.options.get("config")
    configs = known.configs if known is not None and config is None else (config,)
    columns = asked.options.keys() & {"problem", "answer"}
    read = known.read if known is not None and not columns else _reader(asked)
    rows = Rows(Path(path), f"hf:{path} {part}")
    fetched = (
        (f"{prefix}{index}", row)
        for one in configs
        for prefix in ("" if len(configs) == 1 else f"{one}/",)
        for index, row in enumerate(_rows(path, one, part, asked.options.get("revision")))
    )
    examples = rows.named_examples(fetched, read)
    return Dataset(
        f"hf:{asked.name}",
        part if config is None else f"{part},config={config}",
        examples,
        tuple(rows.problems),
        groups=math.groups_of(examples) if read is math.example else {},
        source=f"https://huggingface.co/datasets/{path}",
        held_out=part != "train",
    )


def _rows(
    path: str, config: str | None, split: str, revision: str | None
) -> Iterator[Mapping[str, Any]]:
    try:
        import datasets
    except ImportError as error:
        raise MyceliumError(
            Diagnostic(
                "MYC254",
                f"the package datasets cannot be imported: {error}",
                hint="install it with `pip install 'mycelium-math[datasets]'`",
                subject="datasets",
            )
        ) from None
    # The hub's client tells of each of its five retries; the error below says it once.
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    try:
        table = datasets.load_dataset(path, config, split=split, revision=revision)
    except Exception as error:  # the package, the hub and the network raise what they like
        told = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        raise MyceliumError(
            Diagnostic(
                "MYC252",
                f"hf:{path} {split} could not be fetched: {type(error).__name__}: {told}",
                hint="see whether its name, config and split are right and the hub can be reached; "
                "files in `--data DIR` need no network",
                subject=path,
            )
        ) from None
    for row in table:
        yield {name: _exact(value) for name, value in as_object(row).items()}


def _exact(value: Any) -> Any:
    """A binary float as the decimal that it is written as; all else as it is."""
    if isinstance(value, float):
        return Decimal(repr(value))
    return [_exact(item) for item in value] if isinstance(value, list) else value


def _reader(asked: Asked) -> _Read:
    """Reads a row of a set that is not known here."""

    def read(name: str, row: Mapping[str, Any]) -> Example:
        problem = asked.options.get("problem") or _first(row, ("problem", "question"))
        answer = asked.options.get("answer") or _first(row, ("answer", "solution"))
        if answer == "solution":
            gold = math.boxed_answer(text_of(row, answer))
        else:
            gold = gold_of(column_of(row, answer), answer)
            gold = gold.rpartition("####")[2].strip() or gold
        extra = {k: v for k, v in row.items() if k not in (problem, answer)}
        return Example(name, text_of(row, problem), gold, extra=extra)

    return read


def _first(row: Mapping[str, Any], columns: tuple[str, ...]) -> str:
    for column in columns:
        if column in row:
            return column
    raise BadRowError(
        f"it has no column {' or '.join(map(repr, columns))}, but {', '.join(row)}: "
        f"name one with `,{columns[0]}=COLUMN`"
    )
