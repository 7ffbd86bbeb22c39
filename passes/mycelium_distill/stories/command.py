"""`mycelium stories`: word problems of the project's own with their programs, as a file."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from mycelium.cli import options
from mycelium.cli.console import out, out_json, progress


def stories(
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE.jsonl.gz", help="The file to write.")
    ],
    templates: Annotated[
        str,
        typer.Option(
            "--templates", metavar="FOLDER", help="What `mycelium templates` wrote: names of steps."
        ),
    ],
    rows: Annotated[int, typer.Option("--rows", min=1, help="How many rows.")] = 10_000,
    seed: Annotated[int, typer.Option("--seed", help="Another one gives other rows.")] = 0,
    json: options.Json = False,
) -> None:
    """Make word problems in plain English, each with its exact program.

    A story tells quantities, relations between them and facts that nobody needs; a
    question decides which steps are its program.

    Examples:
      mycelium stories --templates templates/ --rows 60000 -o stories.jsonl.gz
      mycelium stories --templates templates/ --rows 1000 --seed 7 -o few.jsonl.gz
    """
    from mycelium_distill.examples.record import write_examples
    from mycelium_distill.stories.naming import Naming
    from mycelium_distill.stories.rows import stories as written

    naming = Naming.read(Path(templates))
    steps: Counter[int] = Counter()
    with progress("stories", rows) as bar:
        made = list(written(rows, seed, naming, lambda done: bar.to(done, rows)))
    for row in made:
        steps[len(row.values)] += 1
    write_examples(Path(output), made)
    if json:
        told = {str(count): steps[count] for count in sorted(steps)}
        out_json({"ok": True, "rows": len(made), "steps": told})
        return
    counts = ", ".join(f"{steps[count]:,} of {count}" for count in sorted(steps))
    out(f"{len(made):,} rows in {output}, seed {seed}; steps: {counts}")
