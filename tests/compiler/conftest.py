"""What the tests of the compiler share: a plugin with small passes, and what they run in."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mycelium.analyses import Analyses
from mycelium.executor import Executor
from mycelium.passes import Context
from mycelium.pipeline import Pipeline, parse_pipeline
from mycelium.plugins import Plugins, load_plugins

sys.path.insert(0, str(Path(__file__).parent))  # where the toy plugin lies, as if installed

from toy_passes import toy_plugin


@pytest.fixture(scope="session")
def toys() -> Plugins:
    """The built-in plugin and one called `toy`, whose passes `toy_passes.py` defines."""
    plugins = load_plugins({"toy": toy_plugin()}, installed=False)
    assert plugins.problems == ()
    return plugins


@pytest.fixture(scope="session")
def executor(toys: Plugins) -> Iterator[Executor]:
    with Executor(toys.language) as running:
        yield running


@pytest.fixture
def context(toys: Plugins, executor: Executor) -> Context:
    return Context(toys.language, executor, Analyses())


@pytest.fixture
def pipe(toys: Plugins) -> Callable[[str], Pipeline]:
    """`pipe("split,count")`: the pipeline of a text."""
    return lambda text: parse_pipeline(text, toys)
