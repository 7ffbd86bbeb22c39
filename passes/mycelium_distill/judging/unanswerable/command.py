"""`mycelium unanswerable`: problems without an answer, for a verifier to learn from, as a file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from mycelium.cli import options
from mycelium.cli.console import out, out_json, progress


def unanswerable(
    examples: Annotated[
        list[str],
        typer.Argument(metavar="EXAMPLES.jsonl.gz...", help="Problems that have an answer."),
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE.jsonl.gz", help="The file to write.")
    ],
    rows: Annotated[int, typer.Option("--rows", min=1, help="How many rows.")] = 6_000,
    tune: Annotated[
        bool,
        typer.Option("--tune", help="Of tuning rows, with words that training rows never have."),
    ] = False,
    seed: options.Seed = 0,
    json: options.Json = False,
) -> None:
    """Make problems that have no answer: whatever a model writes for them is wrong.

    Most are training problems without their question, without a number or a fact that the
    answer needs, or with another question; others are wishes, statements, code, other
    languages, or no words at all.

    Examples:
      mycelium unanswerable examples.jsonl.gz stories.jsonl.gz -o unanswerable.jsonl.gz
      mycelium unanswerable examples.jsonl.gz --tune --rows 1000 -o for-tuning.jsonl.gz
    """
    from mycelium_distill.examples.record import read_examples, write_examples
    from mycelium_distill.judging.unanswerable.making import unanswerable as made
    from mycelium_distill.judging.unanswerable.pool import Pool

    split = "tune" if tune else "train"
    pool = Pool((row for path in examples for row in read_examples(path)), split, seed)
    kinds: Counter[str] = Counter()
    with progress("problems", rows) as bar:
        found = list(made(pool, rows, bar.to))
    for row in found:
        kinds[row.source.partition(".")[2]] += 1
    write_examples(Path(output), found)
    if json:
        out_json({"ok": True, "rows": len(found), "kinds": dict(sorted(kinds.items()))})
        return
    own = sum(row.group == row.id for row in found)
    out(
        f"{len(found):,} rows of {len(kinds)} kinds in {output}, seed {seed}; {own:,} of them "
        "were made of no other problem"
    )
