"""Options that several commands share, each written down once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from mycelium.cli import complete

if TYPE_CHECKING:
    from mycelium.executor import Limits

_COMPILER = "Compiler"
_LIMITS = "Limits"

WEIGHTS = "MYCELIUM_WEIGHTS"
"""The environment variable that names the trained passes' weights."""

Json: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Print one JSON document, errors included.")
]
Values: TypeAlias = Annotated[
    bool, typer.Option("--values", help="Print every step's value, then the answer.")
]
Explain: TypeAlias = Annotated[
    bool,
    typer.Option("--explain", help="Print an audit: each step, the words it came from, its value."),
]
Passes: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--passes",
        metavar="TEXT",
        help="The pipeline: a name, or passes with commas between them.",
        autocompletion=complete.pipelines,
        rich_help_panel=_COMPILER,
    ),
]
Swap: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--swap",
        metavar="ROLE=PASS",
        help="Put another pass in a role's place; may be repeated.",
        autocompletion=complete.swaps,
        rich_help_panel=_COMPILER,
    ),
]
Without: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="ROLE",
        help="Leave a pass out; may be repeated.",
        autocompletion=complete.passes,
        rich_help_panel=_COMPILER,
    ),
]
StopAfter: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--stop-after",
        metavar="PASS",
        help="Compile no further than this pass.",
        autocompletion=complete.passes,
        rich_help_panel=_COMPILER,
    ),
]
DumpAfter: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--dump-after",
        metavar="PASS",
        help="Show the program after this pass, or after `all`; may be repeated.",
        autocompletion=complete.passes_or_all,
        rich_help_panel=_COMPILER,
    ),
]
DumpDir: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--dump-dir",
        metavar="DIR",
        help="Where dumps go, a file each; else to standard error.",
        rich_help_panel=_COMPILER,
    ),
]
Timings: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--timings",
        help="Say on standard error how long each pass took.",
        rich_help_panel=_COMPILER,
    ),
]
Seed: TypeAlias = Annotated[
    int,
    typer.Option("--seed", help="Seed of whatever is random.", rich_help_panel=_COMPILER),
]
BatchSize: TypeAlias = Annotated[
    int,
    typer.Option(
        "--batch-size",
        min=1,
        help="Problems that are compiled at a time.",
        rich_help_panel=_COMPILER,
    ),
]
Data: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--data", metavar="DIR", help="Where the data lies; else the variable MYCELIUM_DATA."
    ),
]
Split: TypeAlias = Annotated[
    str | None, typer.Option("--split", metavar="NAME", help="Which part of the dataset.")
]
Limit: TypeAlias = Annotated[
    int | None, typer.Option("--limit", min=1, help="Measure a sample of so many rows.")
]
Fold: TypeAlias = Annotated[
    str | None,
    typer.Option("--fold", metavar="K/N", help="Only this one of N parts of the rows, from 0."),
]
Strict: TypeAlias = Annotated[
    bool, typer.Option("--strict", help="Accept no rounded answer for a decimal.")
]
Workers: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--workers",
        min=1,
        help="Programs that run at a time; else as many as there are processors, at most 8.",
        show_default=False,
        rich_help_panel=_LIMITS,
    ),
]
Timeout: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        help="The longest that one program may run.",
        rich_help_panel=_LIMITS,
    ),
]
Memory: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--memory",
        metavar="MB",
        help="The most memory that one program may take.",
        rich_help_panel=_LIMITS,
    ),
]


Samples: TypeAlias = Annotated[
    int,
    typer.Option(
        "--samples",
        metavar="K",
        min=1,
        help="Run up to K candidate programs of each problem and choose one answer among theirs.",
    ),
]
MinConfidence: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--min-confidence",
        metavar="P",
        min=0.0,
        max=1.0,
        help="Give no answer that is less likely than this to be right; else the weights' own "
        "threshold holds.",
        show_default=False,
    ),
]


def use_weights(value: str | None) -> str | None:
    """Have all trained passes use these weights, and the language know their templates."""
    import os

    from mycelium.plugins import plugins

    if value:
        os.environ[WEIGHTS] = value
        plugins.cache_clear()
    return value


Weights: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--weights",
        metavar="PATH_OR_HUB_ID",
        help="The trained passes' weights; else the variable MYCELIUM_WEIGHTS, else those that "
        "are installed.",
        callback=use_weights,
        is_eager=True,
        rich_help_panel=_COMPILER,
        show_default=False,
    ),
]


def limits(timeout: float | None, memory: int | None) -> Limits:
    """The executor's limits, with those that the command line changes.

    Raises:
        MyceliumError: MYC138, if a limit cannot be used.
    """
    from mycelium.executor import Limits

    usual = Limits()
    return Limits(
        seconds=usual.seconds if timeout is None else timeout,
        memory_mb=usual.memory_mb if memory is None else memory,
        digits=usual.digits,
        size=usual.size,
    )


def workers(asked: int | None) -> int:
    """How many programs run at a time."""
    import os

    return asked or min(8, os.cpu_count() or 1)
