"""Structural roles, answer forms, and the reference embedding of text."""

from __future__ import annotations

import numpy as np
import pytest

from mycelium_distill.templates.answers import FORMS, answer_form
from mycelium_distill.templates.clustering import Settings
from mycelium_distill.templates.embedding import text_embeddings
from mycelium_distill.templates.related import Questions, answer_types
from mycelium_distill.templates.roles import Role, role_of_clause, role_of_step, roles_of
from mycelium_ir.kinds import Kind
from mycelium_ir.parser import parse, parse_expression

PROBLEM = (
    "There are some hens. If Ida buys n eggs for 2 dollars each, she pays 14 dollars. "
    "She has more than 3 baskets. How many eggs does she buy?"
)


def program() -> str:
    def clause(name: str, text: str) -> str:
        start = PROBLEM.index(text)
        return f'clause {name} [{start}:{start + len(text)}] "{text}"\n'

    return (
        f'mycelium 1\nproblem "{PROBLEM}"\n'
        + clause("c0", "There are some hens")
        + clause("c1", "If Ida buys n eggs for 2 dollars each")
        + clause("c2", "she pays 14 dollars")
        + clause("c3", "She has more than 3 baskets")
        + clause("c4", "How many eggs does she buy")
        + "unknown n in integer\n"
        "step s0 : quantity = 14 @ c2\n"
        "step s1 : equation = Eq(2*n, s0) @ c2\n"
        "step s2 : inequality = n > 3 @ c3\n"
        "step s3 : solve = solve(s1; n)\n"
        "step s4 : select = only(s3) @ c4\n"
        "goal integer s4\n"
    )


def test_roles_follow_from_structure() -> None:
    steps, clauses = roles_of(parse(program()))
    assert steps == {
        "s0": Role.DEFINITION,
        "s1": Role.EQUATION,
        "s2": Role.CONSTRAINT,
        "s3": Role.COMPUTATION,
        "s4": Role.COMPUTATION,
    }
    assert clauses == {
        "c0": Role.SETUP,
        "c1": Role.CONSTRAINT,  # it names n, of which a domain is declared
        "c2": Role.EQUATION,  # the first in order, though a definition stands there, too
        "c3": Role.CONSTRAINT,
        "c4": Role.OBJECTIVE,
    }
    assert len(Role) == 7


@pytest.mark.parametrize(
    ("text", "ends", "role"),
    [
        ("If it rains", ",", Role.CONDITION),
        ("when x is 3", "", Role.CONDITION),
        ("Find x", ".", Role.OBJECTIVE),
        ("she has that many", "?", Role.OBJECTIVE),
        ("Tom likes apples", ".", Role.SETUP),
    ],
)
def test_a_clause_without_steps_goes_by_its_words(text: str, ends: str, role: Role) -> None:
    assert role_of_clause(text, ends=ends) is role


@pytest.mark.parametrize(
    ("expression", "kind", "role"),
    [
        ("-3", Kind.NUMBER, Role.DEFINITION),
        ("{1, 2}", Kind.SET, Role.DEFINITION),
        ("3 < 4", Kind.BOOLEAN, Role.CONDITION),
        ("where(s0; x > 0)", Kind.SET, Role.CONSTRAINT),
        ("s0 / 2", Kind.NUMBER, Role.COMPUTATION),
    ],
)
def test_a_steps_role(expression: str, kind: Kind, role: Role) -> None:
    assert role_of_step(parse_expression(expression), kind) is role


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        ("72", "whole_number"),
        ("1,200", "whole_number"),
        ("-7", "negative_whole_number"),
        ("0.25", "decimal"),
        ("3/4", "fraction"),
        ("{-2, 5}", "set"),
        ("(1, 2)", "tuple"),
        ("[1, 2)", "interval"),
        ("true", "boolean"),
        ("x < 3", "relation"),
        ("2*x + 1", "expression"),
        ("an apple", "text"),
    ],
)
def test_the_form_of_an_answer(answer: str, form: str) -> None:
    assert answer_form(answer) == form
    assert form in FORMS


def test_answer_types_are_held_against_the_goals() -> None:
    random = np.random.default_rng(0)
    forms = random.integers(3, size=400)
    goals = tuple("integer" if f == 0 else "decimal" if f == 1 else "boolean" for f in forms)
    questions = Questions(
        tuple(str(n) for n in range(400)),
        np.where(np.arange(400) % 4 == 0, "report", "train"),
        (5 * np.eye(6)[forms] + random.standard_normal((400, 6))).astype(np.float32),
        np.array([FORMS.index(("whole_number", "decimal", "boolean")[f]) for f in forms], np.int32),
        goals,
    )
    told = answer_types(questions, Settings(penalty=1e-3))
    assert {t["label"] for t in told["types"]} == {"whole_number", "decimal", "boolean"}
    assert told["forms_with_goals"] == pytest.approx(1)
    assert told["agreement_with_goals"] > 0.9
    shuffled = Questions(
        questions.rows,
        questions.split,
        questions.embeddings[random.permutation(400)],
        questions.forms,
        goals,
    )
    assert answer_types(shuffled, Settings(penalty=1e-1)).get("agreement_with_goals", 0) < 0.2


def test_text_is_embedded_by_its_signs_and_not_by_its_digits() -> None:
    a, b, c = text_embeddings(["48 / 2", "7 / 135", "48 * 2"])
    assert (a == b).all()
    assert (a != c).any()
    assert text_embeddings(["x"], width=32).shape == (1, 32)
