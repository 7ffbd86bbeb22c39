"""What a template keeps of a step: skeletons, constants, labels, names, the table."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from mycelium_distill.templates.constants import Constants, constant_class
from mycelium_distill.templates.naming import name_of, names_of, parent_of
from mycelium_distill.templates.relevance import (
    Relevant,
    StepFacts,
    Vocabulary,
    facts_of_program,
)
from mycelium_distill.templates.shape import Surroundings, shapes
from mycelium_distill.templates.table import TemplateTable, build_table, read_table
from mycelium_ir.base_operations import OPERATIONS
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.functions import Result
from mycelium_ir.language import base_language
from mycelium_ir.operations import Operation
from mycelium_ir.parser import parse, parse_expression
from mycelium_ir.skeletons import admits


@pytest.mark.parametrize(
    ("written", "skeleton"),
    [
        ("48", "_"),
        ("-3", "_"),
        ("s0 / 2", "_ / _"),
        ("1/2 * 40", "_ * _ / _"),
        ("40 * (1/2)", "_ * _ / _"),
        ("40 * 1 / 2", "_ * _ / _"),
        ("9 - 4 + 5", "_ + _ - _"),
        ("9 + 5 - 4", "_ + _ - _"),
        ("4 + 2*3", "_*_ + _"),
        ("2*3 + 4", "_*_ + _"),
        ("1 + (2 + 3)", "_ + _ + _"),
        ("9 - (4 + 5)", "_ - (_ + _)"),
        ("60 / (2/3)", "_ / (_/_)"),
        ("9 - 2/3", "_ - _"),
        ("9 - 200/2", "_ - _/_"),
        ("{1, 2/3, 4}", "{_}"),
        ("(2 + 3*I) * (1 - I)", "_ * _"),
        ("min(1, 2 + 3)", "min(_)"),
        ("-(3 + 4)", "-(_ + _)"),
        ("gcd(4, 6, 8, 10)", "gcd(_)"),
        ("Eq(3*x + 2, s0)", "Eq(_, _)"),
        ("Eq(x, 3*4)", "Eq(_*_, _)"),
        ("solve(s0, s1; x)", "solve(_, _; _)"),
        ("expand((x + 1)*(x - 2))", "expand(_)"),
        ("3*x - 8*x + 1", "_"),
        ("x > 3", "_ < _"),
        ("g(3)", "f(_)"),
        ("sum(k**2; k, 1, 10)", "sum(_; _)"),
        ("solve(s0, s1; x, y)", "solve(_, _; _)"),
    ],
)
def test_a_skeleton_has_one_form_whatever_the_order(written: str, skeleton: str) -> None:
    around = Surroundings(unknowns={"x", "y"}, definitions={"g"})
    assert shapes(parse_expression(written), around).full == skeleton


def test_where_operands_come_from_makes_no_difference() -> None:
    assert shapes(parse_expression("s0 * 3 + s1")) == shapes(parse_expression("4 * s0 + 7"))


@pytest.mark.parametrize(
    "text", ["1 + 2 + 3 + 4*5", "(1 + 2)/(3*4)", "2**(3 + 1)", "min(1, 2 + 3)"]
)
def test_coarser_skeletons_admit_what_finer_ones_show(text: str) -> None:
    found = shapes(parse_expression(text))
    full = parse_expression(found.full)
    for level in (found.full, found.broad, found.top):
        assert admits(Operation("x", (level,), Result.ARITHMETIC, ""), full)
    assert len(found.top) <= len(found.broad) <= len(found.full)


# --------------------------------------------------------------------------- constants


@pytest.mark.parametrize(
    ("expression", "constants", "problem", "kind"),
    [
        ("12 * 5", [], "5 boxes of 12 pens", Constants.NONE),
        ("30 / 100 * 50", [100], "30% of 50", Constants.PERCENT),
        ("50 * 0.3", ["0.3"], "30% of 50", Constants.PERCENT),
        ("50 * 0.7", ["0.7"], "A coat of 50 dollars is 30% off", Constants.PERCENT),
        ("50 * 1.3", ["1.3"], "It costs 50 and rises by 30 percent", Constants.PERCENT),
        ("percent(30) * 50", [], "30% of 50", Constants.PERCENT),
        ("5 * 60", [60], "5 hours", Constants.UNIT),
        ("70 / 7", [7], "70 days", Constants.UNIT),
        ("9 * 3", [3], "9 yards of cloth", Constants.UNIT),
        ("9 * 3", [3], "9 birds on each of some trees", Constants.OTHER),
        ("9 + 60", [60], "9 birds", Constants.OTHER),
        ("48 / 2", [2], "half of 48 birds", Constants.OTHER),
    ],
)
def test_constants_are_told_apart(
    expression: str, constants: list[int | str], problem: str, kind: Constants
) -> None:
    values = [Fraction(c) for c in constants]
    assert constant_class(parse_expression(expression), values, problem) is kind


# --------------------------------------------------------------------------- labels


def facts(text: str, count: int, constants: str = "none") -> list[StepFacts]:
    found = shapes(parse_expression(text))
    return [StepFacts(f"{text}{n}", "s0", found, constants, "number") for n in range(count)]


def test_a_step_is_labelled_by_the_finest_skeleton_that_has_support() -> None:
    steps = [
        *facts("1 + 2", 25),
        *facts("1 + 2 + 3", 20),
        *facts("1 + 2 + 3 + 4", 3),
        *facts("1*2 + 3 + 4", 3),
        *facts("2 ** 3", 19),
    ]
    vocabulary = Vocabulary.fit(steps, support=20)
    assert [value.skeleton for value in vocabulary.values] == ["_ + _", "_ + _ + _"]
    labels = vocabulary.labels(steps)
    assert labels[:25].tolist() == [0] * 25
    assert labels[25:45].tolist() == [1] * 20
    assert labels[45:48].tolist() == [0] * 3  # four terms: the coarser sum admits them
    assert labels[48:51].tolist() == [1] * 3  # a product among three terms
    assert labels[51:].tolist() == [vocabulary.other] * 19


def test_constants_and_kinds_are_never_given_up_for_support() -> None:
    steps = [*facts("1 + 2", 30), *facts("1 + 2", 5, "unit")]
    vocabulary = Vocabulary.fit(steps, support=20)
    assert vocabulary.labels(steps)[30:].tolist() == [vocabulary.other] * 5
    assert Vocabulary.from_json(vocabulary.to_json()) == vocabulary


def test_steps_of_a_program_know_their_kinds() -> None:
    program = parse(
        "mycelium 1\n"
        "unknown m, r in real\n"
        "step s0 : equation = Eq(m, r + 2)\n"
        "step s1 : equation = Eq(m*r, 98)\n"
        "step s2 : solve = solve(s0, s1; m)\n"
        "step s3 : multiply = max(s2) * 60\n"
        "step s4 : complex_arithmetic = (2 + 3*I) * (1 - I)\n"
        "goal number s3\n"
    )
    found = facts_of_program("row", program, "hours", {"s3": [Fraction(60)]})
    kinds = {fact.name: (fact.shapes.full, fact.constants, str(fact.kind)) for fact in found}
    assert kinds["s0"] == ("Eq(_, _)", "none", "relation")
    assert kinds["s2"] == ("solve(_, _; _)", "none", "set")
    assert kinds["s3"] == ("max(_) * _", "unit", "number")
    assert kinds["s4"][2] == "complex"


# --------------------------------------------------------------------------- names

VALUES = [
    Relevant(skeleton, constants, kind)
    for skeleton in (
        *("_", "_ + _", "_ + _ + _", "_ - _", "_ * _", "_ / _", "_ * _ / _", "_*_ + _"),
        *("_*_ + _*_", "(_ + _) / _", "_ / (_/_)", "-_", "_ ** _", "sqrt(_)", "gcd(_)"),
        *("sin(_/_)", "f(_)", "min(_, _)", "floor(_/_)", "log(_, _)", "convert(_, _, _)"),
    )
    for constants in Constants
    for kind in ("number", "expression", "complex")
] + [
    Relevant("Eq(_, _)", "none", "relation"),
    Relevant("_ < _", "none", "relation"),
    Relevant("_ < _", "none", "boolean"),
    Relevant("solve(_; _)", "none", "set"),
    Relevant("solve(_, _; _)", "none", "set"),
    Relevant("{_}", "none", "set"),
    Relevant("(_, _)", "none", "tuple"),
    Relevant("f(_)", "none", "any"),
]


def test_names_are_unique_words_of_the_language_and_the_same_every_time() -> None:
    names = names_of(VALUES)
    assert len(set(names)) == len(VALUES)
    assert "other" not in names
    for name in names:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name), name
        assert parse(f"mycelium 1\nstep s0 : {name} = 1").steps[0].operation == name
    assert names_of(VALUES) == names


@pytest.mark.parametrize(
    ("skeleton", "constants", "name", "parent"),
    [
        ("_ / _", "none", "divide", "divide"),
        ("_ * _ / _", "percent", "percent_of", "percent_of"),
        ("_ + _ + _", "none", "add_three", "add"),
        ("_*_ + _", "none", "add_to_product", "add"),
        ("_*_ + _*_", "none", "sum_of_two_products", "add"),
        ("_ * _", "unit", "convert_by_multiplying", "unit_convert"),
        ("_ + _ - _", "none", "add_then_subtract", "subtract"),
        ("gcd(_)", "none", "greatest_common_divisor", "greatest_common_divisor"),
        ("sin(_/_)", "none", "sin_of_quotient", "trigonometry"),
        ("simplify(sqrt(_))", "none", "simplify_square_root", "simplify"),
        ("round(_)", "none", "round_to_whole", "round_number"),
        ("_ - _/_", "none", "subtract_fraction", "subtract"),
    ],
)
def test_names_can_be_read(skeleton: str, constants: str, name: str, parent: str) -> None:
    value = Relevant(skeleton, constants, "number")
    assert name_of(value) == name
    assert parent_of(value, [skeleton]) == parent


def test_every_parent_is_a_base_operation() -> None:
    base = {operation.name for operation in OPERATIONS}
    assert {parent_of(value, [value.skeleton]) for value in VALUES} <= base


# --------------------------------------------------------------------------- the table


def table() -> TemplateTable:
    return build_table(
        VALUES, [20] * len(VALUES), [[value.skeleton] for value in VALUES], names_of(VALUES)
    )


def test_the_table_becomes_operations_that_admit_their_steps() -> None:
    found = table()
    language = found.language()
    for template in found.templates:
        operation = language.operations[template.name]
        assert operation.name == template.name
        for skeleton in template.skeletons:
            assert admits(operation, parse_expression(skeleton)), template
        if template.name not in base_language().operations:
            assert operation.parent in base_language().operations


def test_a_base_operations_name_is_left_to_what_it_admits() -> None:
    values = [Relevant("_ - _", "none", "number"), Relevant("_ / _", "none", "number")]
    shapes = [["_ - _", "_ + _ - _ + _"], ["_ / _", "(_ + _) / _"]]
    found = build_table(values, [20, 20], shapes, names_of(values))
    # The outermost operator of the second sum is no subtraction.
    assert [t.name for t in found.templates] == ["subtraction", "divide"]
    assert [t.parent for t in found.templates] == ["subtract", "divide"]


def test_the_table_is_data(tmp_path: Path) -> None:
    path = tmp_path / "templates.json"
    path.write_text(json.dumps(table().to_json()))
    assert read_table(path) == table()
    path.write_text('{"format": 99, "templates": []}')
    with pytest.raises(MyceliumError, match="format 99, not 1"):
        read_table(path)


def test_arithmetic_templates_are_those_of_the_four_operators() -> None:
    found = {template.name: template.is_arithmetic for template in table().templates}
    assert found["add_three"]
    assert found["percent_of"]
    assert not found["quantity"]
    assert not found["power"]
    assert not found["greatest_common_divisor"]
    assert not found["equation"]
