"""Operations: what a whole step is, the word behind its colon.

The expression alone decides a step's value; the operation never does. The
verifier warns where the two disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

from mycelium_ir.functions import Result
from mycelium_ir.kinds import Kind


@dataclass(frozen=True)
class Operation:
    """One operation.

    Attributes:
        name: The word behind the colon.
        skeletons: The expressions that it admits, in the language, with a hole
            for each operand (`_ / _`); a hole stands for any operand. An empty
            tuple admits every expression.
        result: The kind of the step's value (`ANY` where it varies).
        doc: One line for people.
        parent: For a template that was found in data: the base operation that it refines.
        plugin: The plugin that offers it; empty for the language's own.
    """

    name: str
    skeletons: tuple[str, ...]
    result: Kind | Result
    doc: str
    parent: str | None = None
    plugin: str = ""
