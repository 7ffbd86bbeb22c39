"""Problems that have no answer, made without anybody's labelling: what a verifier must refuse."""

from __future__ import annotations

from mycelium_distill.examples.record import Example

SOURCE = "unanswerable"


def is_unanswerable(row: Example) -> bool:
    """Whether a row's problem has no answer: whatever a model writes for it is wrong."""
    return row.source.partition(".")[0] == SOURCE
