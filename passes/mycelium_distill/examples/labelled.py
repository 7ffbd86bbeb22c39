"""A labelled problem as a program whose operations are templates, with its values checked anew."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from mycelium_distill.labels.assemble import AssemblyError, assemble
from mycelium_distill.labels.model import Labels
from mycelium_distill.labels.slots import scalar
from mycelium_distill.templates.relevance import OTHER
from mycelium_distill.templates.table import TemplateTable
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language
from mycelium_ir.nodes import Done, Program, Step, replace
from mycelium_ir.operations import Operation
from mycelium_ir.parser import parse_expression
from mycelium_ir.references import execution_order
from mycelium_ir.verifier import check


class UnusableError(ValueError):
    """Labels that make no example; the message says why."""


@cache
def language_of(table: TemplateTable) -> Language:
    """The language in which a step's operation is its template, `other` where it fits none."""
    other = Operation(OTHER, (), Kind.ANY, "a step that fits no template")
    return table.language().extend(operations=[other])


def annotated(labels: Labels, table: TemplateTable) -> Program:
    """The program that the labels spell, with templates for operations.

    A step that was labelled with nothing but its base operation fits no template.

    Raises:
        UnusableError: if they do not fit together, a step has no template, the steps do
            not stand in order of execution, or the verifier finds an error.
    """
    known = {template.name for template in table.templates}
    templates = {}
    for step in labels.steps:
        bare = step.template == step.operation and step.template not in known
        templates[step.name] = OTHER if bare else step.template
    if not known.issuperset(set(templates.values()) - {OTHER}):
        raise UnusableError("a step's template is none of the table")
    try:
        whole = assemble(labels)
    except AssemblyError as error:
        raise UnusableError(str(error)) from None
    program = Program(
        tuple(
            replace(s, operation=templates[s.name]) if isinstance(s, Step) else s
            for s in whole.statements
            if not isinstance(s, Done)
        )
    )
    if [step.name for step in execution_order(program)] != [step.name for step in program.steps]:
        raise UnusableError("its steps are not in order of execution")
    try:
        check(program, language_of(table))
    except MyceliumError as error:
        raise UnusableError(f"{error.diagnostics[0].code} from the verifier") from None
    return program


def agree(labels: Labels, values: Mapping[str, str]) -> bool:
    """Whether the values of a program are those that its labels say."""
    stated = {
        step.name: str(scalar(parse_expression(step.value))) for step in labels.steps if step.value
    }
    return stated == dict(values)
