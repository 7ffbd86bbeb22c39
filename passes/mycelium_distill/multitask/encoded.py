"""Files of examples as rows, encoded once by several processes and kept beside the weights."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from mycelium_distill.examples.record import Example, read_examples
from mycelium_distill.folds.cutting import Fold
from mycelium_distill.multitask.encoding import Encoder
from mycelium_distill.multitask.rows import EncodedRows
from mycelium_distill.multitask.showing import Mixture
from mycelium_ir.diagnostics import MyceliumError

FORMAT = 3
"""Changes with what encoding gives, so that nothing older is taken from a folder."""

_CHUNK = 250
_ALONE = 2000
"""So few examples are not worth other processes."""


_Chunk = tuple[EncodedRows, "Counter[str]", "Counter[str]"]
"""Rows, the constants that they need, and why examples were left out."""


@dataclass(frozen=True)
class Encoding:
    """All that rows depend on besides the examples.

    Attributes:
        tokenizer: The trunk's, as the text of its `tokenizer.json`.
        templates: The templates' names.
        goals: The answer types.
        mixture: How plans are mixed.
        longest: The most tokens and symbols of a row.
        seed: Of what is drawn.
    """

    tokenizer: str
    templates: tuple[str, ...]
    goals: tuple[str, ...]
    mixture: Mixture
    longest: int
    seed: int

    def encoder(self) -> Encoder:
        """What encodes so."""
        import transformers
        from tokenizers import Tokenizer

        from mycelium_passes.transcript import Symbols

        fast: Any = transformers.PreTrainedTokenizerFast
        tokenizer = fast(tokenizer_object=Tokenizer.from_str(self.tokenizer))
        return Encoder(
            tokenizer,
            Symbols(self.templates),
            self.goals,
            self.mixture,
            longest=self.longest,
            seed=self.seed,
        )


@dataclass(frozen=True, eq=False)
class Source:
    """A file's rows.

    Attributes:
        rows: Themselves.
        constants: How many original examples need each number that their text does not offer.
        key: A hash of all that they depend on.
    """

    rows: EncodedRows
    constants: Counter[str]
    key: str

    def without(self, fold: Fold) -> Source:
        """The rows that are not in a fold; constants are counted over all rows as before."""
        kept = ~fold.among(self.rows.groups)
        return Source(self.rows.only(kept), self.constants, f"{self.key} without {fold}")


def source_name(path: Path) -> str:
    """What a recipe calls a file: its name up to the first dot."""
    return path.name.partition(".")[0]


def encoded(
    path: Path,
    encoding: Encoding,
    folder: Path,
    *,
    split: str = "train",
    workers: int = 1,
    log: Callable[[str], None] = print,
) -> Source:
    """The rows of a file's examples of one split, from the folder if they are there.

    Examples that cannot be encoded are counted as left out.

    Raises:
        MyceliumError: MYC316, if the file is no file of examples.
    """
    key = _key(path, encoding, split)
    kept = folder / f"{source_name(path)}-{split}-{key[:16]}.npz"
    note = kept.with_suffix(".json")
    if kept.exists() and note.exists():
        constants: Counter[str] = Counter(json.loads(note.read_text("utf-8"))["constants"])
        return Source(EncodedRows.load(kept), constants, key)
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[EncodedRows] = []
    constants = Counter()
    reasons: Counter[str] = Counter()
    for rows, needed, why in _chunks(path, encoding, split, workers):
        parts.append(rows)
        constants += needed
        reasons += why
    whole = EncodedRows.joined(parts)
    log(f"{path.name}: {len(whole):,} rows of split {split}, {whole.left_out:,} left out")
    for reason, count in reasons.most_common(3):
        log(f"  {count:7,}  {reason}")
    whole.save(kept)
    told = {"constants": constants, "left_out": dict(reasons.most_common())}
    note.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return Source(whole, constants, key)


def _key(path: Path, encoding: Encoding, split: str) -> str:
    told = {**asdict(encoding), "tokenizer": _tokenizing(encoding.tokenizer)}
    whole = hashlib.sha256(json.dumps([FORMAT, split, told], sort_keys=True).encode())
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 22):
                whole.update(block)
    except OSError:
        next(read_examples(path), None)  # says what is wrong with it
        raise
    return whole.hexdigest()


def _tokenizing(text: str) -> Any:
    """A `tokenizer.json` in one form: versions order its keys and write merges differently."""
    told = json.loads(text)
    merges = told["model"].get("merges", ())
    told["model"]["merges"] = [one if isinstance(one, str) else " ".join(one) for one in merges]
    return told


def _chunks(path: Path, encoding: Encoding, split: str, workers: int) -> Iterator[_Chunk]:
    examples = (row for row in read_examples(path) if row.split == split)
    first = list(itertools.islice(examples, _ALONE))
    chunks = _in_chunks(itertools.chain(first, examples))
    alone = workers == 1 or len(first) < _ALONE
    if alone:
        _start(encoding)
    pool = (
        nullcontext()
        if alone
        else ProcessPoolExecutor(workers, get_context("spawn"), _start, (encoding,))
    )
    with pool as running:
        while some := list(itertools.islice(chunks, 8 * workers)):
            yield from map(_chunk, some) if running is None else running.map(_chunk, some)


def _in_chunks(examples: Iterator[Example]) -> Iterator[list[Example]]:
    while chunk := list(itertools.islice(examples, _CHUNK)):
        yield chunk


_encoders: list[Encoder] = []
"""This process's encoder."""


def _start(encoding: Encoding) -> None:
    _encoders[:] = [encoding.encoder()]


def _chunk(examples: Sequence[Example]) -> _Chunk:
    from mycelium_distill.examples.ceiling import missing
    from mycelium_ir.parser import parse

    (encoder,) = _encoders
    rows = []
    reasons: Counter[str] = Counter()
    constants: Counter[str] = Counter()
    for example in examples:
        try:
            rows += encoder.encode(example)
        except ValueError as error:
            reasons[str(error)] += 1
            continue
        if example.id == example.group and example.correct is None:
            try:
                needed = set(missing(parse(example.program), example.values))
            except MyceliumError:
                continue
            constants.update(map(str, needed))
    return EncodedRows.of(rows, reasons.total()), constants, reasons
