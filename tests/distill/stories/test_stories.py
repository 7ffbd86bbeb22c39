"""Stories: what is told is what is computed, and nothing else is a clause."""

import json
import random
import re
from fractions import Fraction

import pytest
from typer.testing import CliRunner

from mycelium.cli import early
from mycelium.cli.app import app
from mycelium.evaluation.gold_programs.exact import values_of
from mycelium_distill.examples.record import read_examples
from mycelium_distill.stories.author import Author
from mycelium_distill.stories.naming import Naming
from mycelium_distill.stories.programs import keys, needed, program
from mycelium_distill.stories.rows import stories
from mycelium_distill.stories.schemas import SCHEMAS
from mycelium_distill.stories.telling import tell
from mycelium_distill.stories.terms import Percent, Unfit, made, total, whole
from mycelium_distill.templates.constants import Constants
from mycelium_distill.templates.relevance import Relevant
from mycelium_distill.templates.table import Template, TemplateTable
from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Call, Clause, Goal, Number, Step, walk
from mycelium_ir.parser import parse, parse_expression


def template(name, parent, skeleton, constants=Constants.NONE, support=10):
    value = Relevant(skeleton, constants, Kind.NUMBER)
    return Template(name, parent, value, (skeleton,), support)


TABLE = TemplateTable(
    (
        template("multiply", "multiply", "_ * _", support=90),
        template("subtraction", "subtract", "_ - _", support=80),
        template("add", "add", "_ + _", support=70),
        template("division", "divide", "_ / _", support=60),
        template("add_three", "add", "_ + _ + _"),
        template("per_week", "unit_convert", "_ * _", Constants.UNIT),
        template("share", "percent_of", "_ * _ / _", Constants.PERCENT),
    )
)


@pytest.fixture(scope="module")
def naming():
    return Naming(TABLE)


@pytest.fixture(scope="module")
def rows(naming):
    return list(stories(1000, 3, naming))


def test_every_row_is_verified_and_its_values_are_those_of_its_program(rows):
    for row in rows:
        found = {name: str(value) for name, value in values_of(parse(row.program)).items()}
        assert found == row.values


def test_the_same_seed_gives_the_same_rows_and_none_twice(rows, naming):
    assert list(stories(200, 3, naming)) == list(stories(200, 3, naming))
    texts = [parse(row.program).problem for row in rows]
    assert len(set(texts)) == len(rows) == 1000
    assert len({row.id for row in rows}) == len(rows)


def test_a_stated_steps_clause_tells_one_of_its_numbers(rows):
    """Each literal that is an anchored step's own stands in words or digits in its clauses."""
    stated = 0
    for row in rows:
        made_of = parse(row.program)
        clauses = {s.name: s.text for s in made_of.statements if type(s) is Clause}
        told = " ".join(clauses.values()).replace(",", "")
        for step in made_of.statements:
            if type(step) is not Step or step.implicit:
                continue
            assert set(step.clauses) <= clauses.keys()
            numbers = [n.value for n in walk(step.expression) if type(n) is Number]
            assert numbers, row.program
            digits = {Fraction(d) for d in re.findall(r"\d+(?:\.\d+)?", told)}
            stated += any(n in digits for n in numbers)
    assert stated > 1000  # the others are in words


def test_steps_without_numbers_of_the_text_are_implicit(rows):
    for row in rows:
        for step in parse(row.program).statements:
            if type(step) is Step and not step.implicit:
                assert any(type(n) is Number for n in walk(step.expression))


def test_needless_facts_are_outside_of_all_clauses(rows):
    outside = 0
    for row in rows:
        made_of = parse(row.program)
        text = made_of.problem
        for clause in made_of.statements:
            if type(clause) is Clause:
                text = text.replace(clause.text, "")
        outside += bool(re.search(r"\d", text))
    assert outside > 0.4 * len(rows)


def test_a_body_with_several_questions_stays_in_one_split(rows):
    splits = {}
    for row in rows:
        splits.setdefault(row.group, set()).add(row.split)
    assert all(len(found) == 1 for found in splits.values())
    assert len(splits) < len(rows)
    assert {"train", "tune"} == {row.split for row in rows}


def test_one_to_eight_steps_are_made_in_their_shares(rows):
    counts = [len(row.values) for row in rows]
    assert 0.4 < sum(count <= 2 for count in counts) / len(rows) < 0.5
    assert max(counts) >= 7


def test_no_marks_and_no_slips_of_the_pen(rows):
    for row in rows:
        text = parse(row.program).problem
        assert text.isascii()
        assert text.endswith("?")
        assert not re.search(
            r"\s\s|\s[.,?]|\bNone\b|[{}]|\ba [aeio]\w* of\b|\b1 \w+s each\b", text
        ), text
        assert all(s[0].isupper() or s[0] in "$0123456789" for s in re.split(r"(?<=[.?]) ", text))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_each_schema_tells_stories_with_questions(schema, naming):
    told = 0
    for seed in range(60):
        author = Author(random.Random(f"{schema}{seed}"))
        try:
            SCHEMAS[schema](author)
        except Unfit:
            continue
        for question in author.questions:
            if not needed(question.target):
                continue
            found, _ = program(
                tell(author, question.text, keys(question.target)), question.target, naming
            )
            assert any(type(s) is Goal for s in found.statements)
            told += 1
    assert told > 10


# --------------------------------------------------------------------------- one story


def small(order=True):
    author = Author(random.Random(1), keep_order=order)
    first, second, idle = author.given(12), author.given(7), author.given(90)
    author.facts.clear()
    author.tell(f"a box holds {author.mark(first, 'twelve')} pens")
    author.tell(f"it costs ${author.mark(idle, '90')}", joins=False)
    author.tell(f"there are {author.mark(second, '7')} boxes", joins=False)
    return author, first, second


def test_only_what_the_question_needs_is_a_step_or_a_clause(naming):
    author, first, second = small()
    weekly = made(made(first * second) * 7)
    found, values = program(tell(author, "how many pens is that a week"), weekly, naming)
    clauses = [s.text for s in found.statements if type(s) is Clause]
    assert clauses == [
        "A box holds twelve pens",
        "There are 7 boxes",
        "How many pens is that a week",
    ]
    steps = [s for s in found.statements if type(s) is Step]
    assert [(s.operation, s.clauses, s.implicit) for s in steps] == [
        ("multiply", ("c1",), False),
        ("per_week", (), True),
    ]
    assert values == {"s0": "84", "s1": "588"}


def test_a_number_that_is_not_told_makes_no_program(naming):
    author, first, _ = small()
    with pytest.raises(Unfit):
        program(tell(author, "how many"), made(first + author.given(5)), naming)


def test_a_term_that_is_no_step_is_no_question(naming):
    author, first, _ = small()
    with pytest.raises(Unfit):
        program(tell(author, "how many"), first, naming)


def test_terms_compute_exactly_and_refuse_what_does_not_fit():
    author = Author(random.Random(0))
    third = made(author.given(1) / 3)
    assert third.value == Fraction(1, 3)
    assert (Percent(author.given(20)) * 50).value == 10
    assert total([third, third, third]).value == 1
    with pytest.raises(Unfit):
        whole(third * 2)
    with pytest.raises(Unfit):
        author.given(4) / author.given(0)


@pytest.mark.parametrize(
    ("expression", "constants", "name"),
    [
        ("4 * 7", (), "multiply"),
        ("4 * 7", (7,), "per_week"),
        ("20 * 30 / 100", (100,), "share"),
        ("1 + s0 + s1", (), "add_three"),
        ("30 / 7", (), "division"),
        ("percent(5) * 40", (), "share"),
    ],
)
def test_steps_are_named_by_shape_and_constants(naming, expression, constants, name):
    read = parse_expression(expression)
    assert type(read) is Call
    problem = "Tom has 4 pens a day, 20% of 30."
    assert naming.name(read, map(Fraction, constants), problem) == name


def test_people_are_pronouns_only_where_it_is_clear_who_is_meant():
    for seed in range(40):
        author = Author(random.Random(seed), keep_order=True)
        a, b = author.person(), author.person()
        author.tell(f"{a.n} met {b.n}", joins=False)
        author.tell(f"{a.s} has a hat", joins=False)
        text = tell(author, f"how old is {a.s}").text
        if a.female == b.female:
            assert f"{a.name} has a hat" in text


def test_the_command_writes_a_file_and_says_what_is_in_it(tmp_path):
    folder, output = tmp_path / "templates", tmp_path / "stories.jsonl.gz"
    folder.mkdir()
    (folder / "templates.json").write_text(json.dumps(TABLE.to_json()))
    arguments = ["stories", "--templates", folder, "-o", output, "--rows", 40, "--json"]
    result = CliRunner().invoke(app, list(map(str, arguments)), prog_name="mycelium")
    early.stop()
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["rows"] == 40
    assert len(list(read_examples(output))) == 40


def test_a_folder_without_templates_is_told(tmp_path):
    arguments = ["stories", "--templates", tmp_path, "-o", tmp_path / "x.jsonl.gz", "--rows", 4]
    result = CliRunner().invoke(app, list(map(str, arguments)), prog_name="mycelium")
    early.stop()
    assert result.exit_code != 0
    assert "MYC294" in result.output
