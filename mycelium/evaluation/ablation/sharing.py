"""Variants compiled together: passes that several begin with run once.

The pipelines form a tree, in which a stage is one with another if all before it are
and their fingerprints are equal. A row goes down every way of the tree; where ways
part, each goes on with the row, and the analyses, as they stood there. So a
variant's result is what it would be alone, and its time what was measured of each
of its passes, whoever else made use of them. What a pass keeps for itself, outside
the analyses, nobody can fork: it is there for whichever variant comes next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mycelium.compiler import Compilation, RowResult, RowUnderWay
from mycelium.passes import Context
from mycelium.pipeline import Pipeline, PipelineStage
from mycelium_ir.nodes import Program


@dataclass
class Node:
    """A place in the tree of pipelines.

    Attributes:
        ways: The stages that follow here, by fingerprint, each with its label and
            the place behind it.
        ends: The pipelines, by number, that end here.
    """

    ways: dict[str, tuple[str, PipelineStage, Node]] = field(default_factory=dict)
    ends: list[int] = field(default_factory=list)

    @property
    def stages(self) -> int:
        """How many stages the tree below has: so many passes run over each row."""
        return sum(1 + node.stages for _, _, node in self.ways.values())


def tree_of(pipelines: Iterable[Pipeline]) -> Node:
    """The pipelines, numbered as they come, as one tree."""
    root = Node()
    for number, pipeline in enumerate(pipelines):
        node = root
        for label, stage in zip(pipeline.labels, pipeline, strict=True):
            # A label counts the passes of its role so far, so equal ways have equal labels.
            _, _, node = node.ways.setdefault(stage.fingerprint, (label, stage, Node()))
        node.ends.append(number)
    return root


def compile_shared(
    programs: Sequence[Program], pipelines: Sequence[Pipeline], tree: Node, context: Context
) -> Mapping[int, Sequence[RowResult]]:
    """Compile a batch by several pipelines at once.

    Args:
        programs: The rows of the batch, with the same facts each.
        pipelines: What to compile them by; each is in order for these facts.
        tree: The pipelines as `tree_of` has them.
        context: What passes may use; its store of analyses is left as it is.

    Returns:
        For each pipeline's number, what became of each row.
    """
    rows = Compilation(context).begin(enumerate(programs), pipelines[0])
    results: dict[int, Sequence[RowResult]] = {}
    _descend(tree, rows, context, results)
    return results


def _descend(
    node: Node,
    rows: Sequence[RowUnderWay],
    context: Context,
    results: dict[int, Sequence[RowResult]],
) -> None:
    for number in node.ends:
        results[number] = [row.result() for row in rows]
    for label, stage, behind in node.ways.values():
        forked = [row.fork() for row in rows]
        own = replace(context, analyses=context.analyses.fork())
        Compilation(own).advance(label, stage, forked)
        _descend(behind, forked, own, results)
