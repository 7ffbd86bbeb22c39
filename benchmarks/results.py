"""The README's results table: runs `mycelium eval` for each row of `results.toml` and prints it.

    python benchmarks/results.py --data DIR
    python benchmarks/results.py --data DIR --only heuristic-mawps-valid
    MYCELIUM_MONOLITH=FOLDER python benchmarks/results.py --data DIR --only 'monolith-*'
    python benchmarks/results.py --list

Each run is added to `benchmarks/eval_log.jsonl`, so that it can be counted how often a
test split was scored; `--log FILE` names another log.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TABLE = HERE / "results.toml"
LOG = HERE / "eval_log.jsonl"


@dataclass(frozen=True)
class Row:
    """A row of the table: its name for `--only`, its words, and what is measured.

    `needs` is an environment variable without which it cannot be run.
    """

    name: str
    what: str
    dataset: str
    passes: str
    options: Sequence[str] = ()
    needs: str = ""

    @property
    def arguments(self) -> list[str]:
        """The command, from `eval` on, without the folder of data."""
        return ["eval", self.dataset, "--passes", self.passes, *self.options]

    @property
    def command(self) -> str:
        """The command as the table shows it."""
        return shlex.join(["mycelium", *self.arguments, "--data", "DIR"])

    @property
    def ready(self) -> bool:
        """Whether what it needs is there."""
        return not self.needs or bool(os.environ.get(self.needs))


def read_table(path: Path = TABLE) -> list[Row]:
    """The rows of a table."""
    return [Row(**row) for row in tomllib.loads(path.read_text("utf-8"))["row"]]


def measured(arguments: Sequence[str], data: str, log: Path) -> dict[str, Any]:
    """What `mycelium eval --json` prints; its own error ends the program."""
    line = [sys.executable, "-m", "mycelium", *arguments, "--data", data, "--log", str(log)]
    done = subprocess.run([*line, "--json"], stdout=subprocess.PIPE, encoding="utf-8", check=False)
    told: dict[str, Any] = json.loads(done.stdout) if done.stdout else {"ok": False}
    if not told["ok"]:
        found = told.get("diagnostics") or [{"message": f"exit code {done.returncode}"}]
        raise SystemExit(f"{shlex.join(line)}\n{found[0]['message']}")
    return told


def lines_of(row: Row, told: Mapping[str, Any]) -> list[str]:
    """The lines of a row: all of its rows, then each part that is reported apart."""
    shown = f"`{row.command}`"
    lines = [_line(row.what, told["accuracy"], shown)]
    lines += [_line(f"{row.what}, {name}", share, "") for name, share in told["groups"].items()]
    lines += [
        f"| {row.what}, baseline: {name} | | {100 * value:.1f}% | |"
        for name, value in told["baselines"].items()
    ]
    return lines


def _line(what: str, share: Mapping[str, Any], shown: str) -> str:
    if share["value"] is None:
        return f"| {what} | 0 | n/a | {shown} |"
    value, low, high = (100 * share[part] for part in ("value", "low", "high"))
    return f"| {what} | {share['n']:,} | {value:.1f}% [{low:.1f}, {high:.1f}] | {shown} |"


def main(argv: Sequence[str] | None = None) -> None:
    """Run the rows that are asked for and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", metavar="DIR", help="where the data lies")
    parser.add_argument("--only", metavar="NAME", action="append", help="rows, by name or pattern")
    parser.add_argument("--log", metavar="FILE", type=Path, default=LOG)
    parser.add_argument("--list", action="store_true", help="print the commands and run nothing")
    given = parser.parse_args(argv)
    rows = read_table()
    wanted = [r for r in rows if not given.only or any(fnmatchcase(r.name, p) for p in given.only)]
    if not wanted:
        parser.error(f"no row is called so; there are {', '.join(r.name for r in rows)}")
    if given.list:
        for row in wanted:
            print(f"{row.name}: {row.command}")
        return
    if given.data is None:
        parser.error("--data DIR says where the data lies")
    print("| set, passes | rows | accuracy, 95% interval | command |")
    print("|---|---:|---|---|")
    for row in wanted:
        if not row.ready:
            print(f"| {row.what} | | not run: needs {row.needs} | `{row.command}` |")
            continue
        lines = lines_of(row, measured(row.arguments, given.data, given.log))
        print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
