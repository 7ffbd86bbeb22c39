"""The JSON form: there and back again, and what a wrong form is told."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import programs

from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.json_form import dumps, expression_to_json, from_json, loads, schema, to_json
from mycelium_ir.limits import TextLimits
from mycelium_ir.nodes import Program, Step
from mycelium_ir.parser import parse, parse_expression

TEXT = """\
# what a clip is
mycelium 1
problem "Half of 48 clips"

clause c0 [0:10] "Half of 48"

# two unknowns
unknown x, y in integer
define f(x) = x**2 - 0.5
step s0 : divide = 48/2  @ c0 {by: "extract", confidence: 0.93, beams: [1, 2.0, true]}  # here
step s1 : apply = f(-s0)  implicit
step s2 : plugin.solve = solve(_; x)
step s3

done wire, bridge
goal integer s1 {confidence: 1.0}

# the end
"""


def test_a_program_in_json():
    program = parse('mycelium 1\nproblem "2 + 2"\nstep s0 : add = 2 + 0.5  # why\nanswer s0')
    assert to_json(program) == {
        "mycelium": 1,
        "statements": [
            {"statement": "problem", "text": "2 + 2"},
            {
                "statement": "step",
                "name": "s0",
                "operation": "add",
                "expression": {"call": "+", "operands": [{"number": "2"}, {"number": "0.5"}]},
                "clauses": [],
                "implicit": False,
                "comments": {"before": [], "behind": " why"},
            },
            {"statement": "answer", "step": "s0"},
        ],
    }


def test_every_part_comes_back():
    program = parse(TEXT)
    back = loads(dumps(program))
    assert back == program
    # Comments and attributes are no part of equality, so the texts are compared as well.
    assert str(back) == str(program)
    assert [type(b) for b in back.step("s0").attributes["beams"]] == [int, float, bool]


@settings(max_examples=300, deadline=None)
@given(programs())
def test_any_program_comes_back_and_fits_the_schema(program):
    form = json.loads(dumps(program))
    VALIDATOR.validate(form)
    back = from_json(form)
    assert back == program
    assert str(back) == str(program)
    assert to_json(back) == form


VALIDATOR = jsonschema.Draft202012Validator(schema())


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_defaults_may_be_left_out():
    form = {"mycelium": 1, "statements": [{"statement": "step", "name": "s0"}]}
    VALIDATOR.validate(form)
    assert from_json(form) == Program((Step("s0"),))


BASE = to_json(parse(TEXT))
STEP = 4


def changed(*path, to):
    """The form of TEXT with one value exchanged; `...` takes it away."""
    form = copy.deepcopy(BASE)
    place = form
    for key in path[:-1]:
        place = place[key]
    if to is ...:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return form


@pytest.mark.parametrize(
    ("form", "code", "told"),
    [
        ([], "MYC221", "is no object"),
        (changed("statements", to={}), "MYC221", r"at \$.statements: {} is no list"),
        (changed("mycelium", to="1"), "MYC222", r"\$.mycelium"),
        (changed("extra", to=1), "MYC221", 'no key "extra"'),
        (changed("statements", 0, "text", to=...), "MYC221", "key `text` is missing"),
        (changed("statements", 0, "text", to=3), "MYC221", r"\$.statements\[0\].text"),
        (changed("statements", 0, "statement", to="stpe"), "MYC221", "did you mean `step`"),
        (changed("statements", 0, "statement", to=["step"]), "MYC221", "is no statement"),
        (changed("statements", 1, "start", to=-1), "MYC222", "whole number from 0"),
        (changed("statements", 1, "start", to=True), "MYC222", "whole number from 0"),
        (changed("statements", 2, "names", to=[]), "MYC222", "the list is empty"),
        (changed("statements", STEP, "name", to="s 0"), "MYC222", '"s 0" is no name'),
        (changed("statements", STEP, "name", to="s0\n"), "MYC222", "is no name"),
        (changed("statements", STEP, "operation", to="a..b"), "MYC222", "is no name"),
        (changed("statements", STEP, "implicit", to=True), "MYC222", "either implicit or"),
        (changed("statements", STEP, "implicit", to=1), "MYC221", "neither true nor false"),
        (changed("statements", STEP, "clauses", to="c0"), "MYC221", "is no list"),
        (changed("statements", STEP, "expression", to="48"), "MYC221", "is an object"),
        (changed("statements", STEP, "expression", to={}), "MYC221", "number, name, hole, call"),
        (changed("statements", STEP, "expression", to={"hole": 1}), "MYC221", "hole"),
        (
            changed("statements", STEP, "expression", to={"number": 48}),
            "MYC222",
            "string of digits",
        ),
        (changed("statements", STEP, "expression", to={"number": "-1"}), "MYC222", "no literal"),
        (changed("statements", STEP, "expression", to={"number": "1e9"}), "MYC222", "no literal"),
        (
            changed("statements", STEP, "expression", "operands", 1, to={"name": "2x"}),
            "MYC222",
            r"at \$.statements\[4\].expression.operands\[1\].name",
        ),
        (
            changed("statements", STEP, "expression", to={"call": "+", "operands": []}),
            "MYC222",
            "takes 2 operands, not 0",
        ),
        (
            changed("statements", STEP, "expression", to={"call": "a b", "operands": []}),
            "MYC222",
            "is no name",
        ),
        (
            changed("statements", STEP, "expression", to={"call": ["+"], "operands": []}),
            "MYC221",
            "is no text",
        ),
        (changed("statements", STEP, "attributes", to={"a": None}), "MYC222", "an attribute is"),
        (changed("statements", STEP, "attributes", to={"a b": 1}), "MYC222", "is no name"),
        (changed("statements", STEP, "comments", to={"behind": "a\nb"}), "MYC222", "one line"),
    ],
)
def test_a_wrong_form_is_told_where(form, code, told):
    with pytest.raises(MyceliumError, match=told) as caught:
        from_json(form)
    assert caught.value.code == code
    # The published schema says the same.
    assert not VALIDATOR.is_valid(form)


def test_a_newer_version_names_the_remedy():
    with pytest.raises(MyceliumError, match="install a newer release") as caught:
        from_json(changed("mycelium", to=2))
    assert caught.value.code == "MYC003"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "MYC220"),
        ("{", "MYC220"),
        ('{"mycelium": 1, "mycelium": 1, "statements": []}', "MYC220"),
        ('{"mycelium": ' + "9" * 5000 + "}", "MYC220"),
        ('{"mycelium": NaN, "statements": []}', "MYC222"),
        ("[" * 100_000, "MYC225"),
    ],
)
def test_a_text_that_is_no_json(text, code):
    with pytest.raises(MyceliumError) as caught:
        loads(text)
    assert caught.value.code == code


def nested(depth):
    form = {"number": "1"}
    for _ in range(depth):
        form = {"call": "-", "operands": [form]}
    step = {"statement": "step", "name": "s0", "expression": form}
    return {"mycelium": 1, "statements": [step]}


def test_limits():
    assert from_json(nested(199)).step("s0").expression.depth == 200
    deep = []
    for _ in range(300):
        deep = [deep]
    many = {"mycelium": 1, "statements": [{"statement": "step", "name": "s0"}] * 11}
    long = {"statement": "step", "name": "s0", "expression": {"number": "9" * 1001}}
    for form in (
        nested(200),
        nested(5000),
        changed("statements", STEP, "attributes", to={"a": deep}),
        {"mycelium": 1, "statements": [long]},
    ):
        with pytest.raises(MyceliumError) as caught:
            from_json(form)
        assert caught.value.code == "MYC225"
    with pytest.raises(MyceliumError, match="more than 10 statements"):
        from_json(many, limits=TextLimits(statements=10))
    with pytest.raises(MyceliumError, match="more than 10 characters"):
        loads(json.dumps(many), limits=TextLimits(characters=10))


def test_an_attribute_that_cannot_be_written():
    program = Program((Step("s0", attributes={"confidence": float("nan")}),))
    with pytest.raises(MyceliumError, match="`confidence` is nan"):
        dumps(program)


def test_an_expression_alone():
    assert expression_to_json(parse_expression("solve(_; x)")) == {
        "call": "solve",
        "operands": [{"hole": True}],
        "parameters": [{"name": "x"}],
    }


ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from([0.5, 1.0, -1.0])
    | st.sampled_from(["s0", "", "1", "+", "step", "a\n", "real", "a.b"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["name", "number", "hole", "call", "operands", "before", "a b"]),
            inner,
            max_size=2,
        )
    ),
    max_leaves=4,
)


def places(form, path=()):
    yield path
    if isinstance(form, dict | list):
        for key, value in form.items() if isinstance(form, dict) else enumerate(form):
            yield from places(value, (*path, key))


PLACES = [path for path in places(BASE) if path]


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(PLACES), ANY_JSON)
def test_reader_and_schema_agree_on_any_exchange(path, value):
    form = changed(*path, to=value)
    try:
        program = from_json(form)
    except MyceliumError:
        assert not VALIDATOR.is_valid(form)
    else:
        assert VALIDATOR.is_valid(form)
        assert from_json(to_json(program)) == program
