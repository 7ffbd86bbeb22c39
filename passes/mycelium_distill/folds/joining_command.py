"""`mycelium join-plans` and `mycelium keep-questions`: what draws are good for besides."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mycelium.cli import options
from mycelium.cli.console import out, out_json


def join_plans(
    examples: Annotated[
        str, typer.Argument(metavar="EXAMPLES.jsonl.gz", help="What `mycelium examples` wrote.")
    ],
    plans: Annotated[
        list[str],
        typer.Option(
            "--plans",
            metavar="FILE-plans.jsonl",
            help="What `mycelium sample-programs` wrote; once for each fold.",
        ),
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE.jsonl.gz", help="The file to write.")
    ],
    json: options.Json = False,
) -> None:
    """Put predicted plans to the examples they were predicted for, and to their copies.

    Examples:
      mycelium join-plans examples.jsonl.gz --plans s0-plans.jsonl --plans s1-plans.jsonl \
-o planned.jsonl.gz
    """
    from mycelium_distill.folds.joining import with_plans

    planned, count = with_plans(Path(examples), [Path(path) for path in plans], Path(output))
    if json:
        out_json({"ok": True, "rows": count, "planned": planned})
    else:
        out(f"{planned:,} of {count:,} examples in {output} have a predicted plan")


def keep_questions(
    candidates: Annotated[
        str, typer.Argument(metavar="CANDIDATES.jsonl.gz", help="What `mycelium retarget` wrote.")
    ],
    solved: Annotated[
        list[str],
        typer.Option(
            "--solved",
            metavar="FILE-solved.json",
            help="What `mycelium sample-programs --all` wrote; once for each fold.",
        ),
    ],
    data: Annotated[
        str,
        typer.Option("--data", metavar="DIR", envvar="MYCELIUM_DATA", help="The data folder."),
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE.jsonl.gz", help="The file to write.")
    ],
    json: options.Json = False,
) -> None:
    """Keep the new questions whose value a model finds that has not seen the problem.

    Of several questions for a step the one stays that is answered most often; none stays
    that is a measured row's but for numbers.

    Examples:
      mycelium keep-questions asked.jsonl.gz --solved a0-solved.json --solved a1-solved.json \
--data data/ -o kept.jsonl.gz
    """
    from mycelium.evaluation.dataset import load_dataset
    from mycelium_distill.examples.record import read_examples, write_examples
    from mycelium_distill.folds.joining import read_solved
    from mycelium_distill.retargeting.keep import kept
    from mycelium_distill.training_rows import MEASURED

    answers = read_solved([Path(path) for path in solved])
    measured = {row.problem for name in MEASURED for row in load_dataset(name, folder=data)}
    found = kept(read_examples(candidates), answers, measured)
    write_examples(Path(output), found.rows)
    if json:
        out_json({"ok": True, "rows": len(found.rows), "dropped": dict(found.dropped)})
    else:
        out(found.report())
