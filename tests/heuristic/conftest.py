"""What the tests of the rules share: a context with warm workers, and a way to run one pass."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mycelium.analyses import Analyses
from mycelium.compiler import RowResult, compile_rows
from mycelium.executor import Executor
from mycelium.passes import Context
from mycelium.pipeline import parse_pipeline
from mycelium.plugins import plugins
from mycelium_ir.language import base_language
from mycelium_ir.nodes import Problem, Program

sys.path.insert(0, str(Path(__file__).parent))  # heuristic_problems.py lies beside this file


@pytest.fixture(scope="session")
def executor() -> Iterator[Executor]:
    with Executor(base_language()) as pool:
        yield pool


@pytest.fixture
def context(executor: Executor) -> Context:
    return Context(base_language(), executor, Analyses())


@pytest.fixture
def run_passes(context: Context) -> Callable[..., list[RowResult]]:
    """Run passes over problems or programs: `run_passes("heuristic", "Ann has ...")`."""

    def run(passes: str, *rows: str | Program) -> list[RowResult]:
        programs = [Program((Problem(row),)) if isinstance(row, str) else row for row in rows]
        return compile_rows(programs, parse_pipeline(passes, plugins()), context, reproducers=None)

    return run
