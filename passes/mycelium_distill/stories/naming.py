"""Which template a step of a story is: the one that steps of its shape mostly have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from mycelium.evaluation.gold_programs.building import operation_of
from mycelium_distill.templates.constants import constant_class
from mycelium_distill.templates.shape import shapes
from mycelium_distill.templates.table import FILE, TemplateTable, read_table
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language
from mycelium_ir.nodes import Expression
from mycelium_ir.parser import parse_expression


@dataclass
class Naming:
    """Names steps by a table of templates.

    Attributes:
        table: The templates.
        language: The base language with them.
    """

    table: TemplateTable
    language: Language = field(init=False)
    _full: dict[tuple[str, str], str] = field(init=False, default_factory=dict)
    _coarse: dict[tuple[str, str], str] = field(init=False, default_factory=dict)
    _parents: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.language = self.table.language()
        for template in self.table.templates:  # the commonest first
            if template.value.kind != Kind.NUMBER:
                continue
            constants = str(template.value.constants)
            for skeleton in template.skeletons:
                full = shapes(parse_expression(skeleton)).full
                self._full.setdefault((full, constants), template.name)
            self._coarse.setdefault((template.value.skeleton, constants), template.name)
            self._parents.setdefault(template.parent, template.name)

    @classmethod
    def read(cls, folder: Path) -> Naming:
        """The naming of a folder that `mycelium templates` wrote.

        Raises:
            MyceliumError: MYC294, if it has no usable table of templates.
        """
        return cls(read_table(folder / FILE))

    def name(self, expression: Expression, constants: Iterable[Fraction], problem: str) -> str:
        """The template of a step; a base operation where the table has none of that kind.

        Args:
            expression: What it computes.
            constants: Those of its numbers that the problem does not tell.
            problem: The problem's text.
        """
        shape = shapes(expression)
        kind = str(constant_class(expression, constants, problem))
        for table, skeleton in (
            (self._full, shape.full),
            (self._coarse, shape.full),
            (self._coarse, shape.broad),
        ):
            found = table.get((skeleton, kind))
            if found is not None:
                return found
        return self._parents.get(operation := operation_of(expression), operation)
