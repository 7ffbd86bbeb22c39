"""What the tests of the evaluation share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mycelium.executor import Executor

sys.path.insert(0, str(Path(__file__).parent))  # where the tables of cases lie


@pytest.fixture(scope="session")
def workers() -> Iterator[Executor]:
    """A warm executor."""
    with Executor() as running:
        running.warm()
        yield running
