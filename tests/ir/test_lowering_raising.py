"""Raising: every value's text, read and evaluated again, is the same value with the same text."""

from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mycelium_ir.kinds import Kind
from mycelium_ir.language import base_language
from mycelium_ir.lowering import evaluate
from mycelium_ir.nodes import Call, Expression, Name, Number, Program, Step, Unknown, number
from mycelium_ir.outcome import Outcome
from mycelium_ir.parser import parse_expression

LANGUAGE = base_language()


def run(expression: Expression) -> Outcome:
    program = Program(
        (Unknown(("x", "y")), Unknown(("z",), "complex"), Step("s0", expression=expression))
    )
    return evaluate(program.set_answer("s0"), LANGUAGE)


def call(name: str, *kinds: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.tuples(*kinds).map(lambda operands: Call(name, operands))


fractions = st.fractions(-9, 9, max_denominator=6).map(number)
constants = st.sampled_from([Name(n) for n in ("pi", "E", "I")])
unknowns = st.sampled_from([Name(n) for n in ("x", "y", "z")])
small = st.integers(-3, 3).map(number)


def grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        *(call(sign, inner, inner) for sign in "+-*/"),
        call("-", inner),
        call("**", inner, small),
        call("sqrt", inner),
        *(call(name, inner) for name in ("abs", "sin", "cos", "exp", "conj", "re", "im")),
    )


expressions = st.recursive(st.one_of(fractions, constants, unknowns), grown, max_leaves=6)
numbers = st.recursive(st.one_of(fractions, constants), grown, max_leaves=6)
reals = st.recursive(
    st.one_of(fractions, st.just(Call("sqrt", (Number(Fraction(2)),))), st.just(Name("pi"))),
    lambda inner: st.one_of(*(call(sign, inner, inner) for sign in "+-*")),
    max_leaves=4,
)
intervals = st.tuples(
    st.sampled_from(["interval", "open_interval", "left_open_interval", "right_open_interval"]),
    reals,
    reals,
).map(lambda parts: Call(parts[0], parts[1:]))
sets = st.one_of(
    st.lists(reals, max_size=4).map(lambda members: Call("set", tuple(members))),
    intervals,
    call("union", intervals, intervals),
    call("integers", intervals),
)
relations = st.one_of(*(call(name, expressions, expressions) for name in ("Eq", "Ne")))
tuples = st.lists(expressions, min_size=1, max_size=3).map(lambda cs: Call("tuple", tuple(cs)))


def assert_stable(expression: Expression) -> None:
    first = run(expression)
    if first.answer is None:
        assert first.diagnostics
        assert all(d.code.startswith("MYC") for d in first.diagnostics)
        return
    again = run(first.answer.expression)
    assert again.answer is not None, again.diagnostics
    assert again.answer.kind is first.answer.kind
    if again.answer.text != first.answer.text:
        # A number in front of a sum has been multiplied in; it is the same value still.
        assert run(again.answer.expression).answer == again.answer
        if first.answer.kind not in (Kind.NUMBER, Kind.EXPRESSION):
            return
        difference = Call("-", (first.answer.expression, again.answer.expression))
        zero = run(Call("simplify", (difference,)))
        assert zero.answer is not None
        assert zero.answer.text == "0"


@settings(max_examples=150, deadline=None)
@given(numbers)
def test_numbers(expression: Expression) -> None:
    assert_stable(expression)


@settings(max_examples=150, deadline=None)
@given(expressions)
def test_expressions(expression: Expression) -> None:
    assert_stable(expression)


@settings(max_examples=100, deadline=None)
@given(st.one_of(sets, relations, tuples))
@example(parse_expression("Eq(1/x, (E*(I + 1/2))**(-2))"))
@example(parse_expression("Eq(x, (pi*(2 + I))**2)"))
@example(parse_expression("Ne(x, (pi*(2 + I))**2)"))
def test_sets_relations_and_tuples(expression: Expression) -> None:
    assert_stable(expression)


def test_a_number_in_a_relation_shows_that_it_is_not_real() -> None:
    for text, value in [
        ("Eq(x, (pi*(2 + I))**2)", "false"),
        ("Ne(x, (pi*(2 + I))**2)", "true"),
        ("Eq(x, (1 + sqrt(2))**2)", "Eq(x, 3 + 2*sqrt(2))"),
        ("x < 1/(1 - sqrt(2))", "x < -1 - sqrt(2)"),
    ]:
        found = run(parse_expression(text)).answer
        assert found is not None
        assert found.text == value
    refused = run(parse_expression("x < (pi*(2 + I))**2"))
    assert [d.code for d in refused.diagnostics] == ["MYC109"]


def test_a_sum_of_hundreds_of_terms_can_be_read_again() -> None:
    expanded = run(parse_expression("expand((x + 1)**150)"))
    assert expanded.answer is not None
    assert run(parse_expression(expanded.answer.text)).answer == expanded.answer


def test_what_factor_gives_expands_to_what_it_came_from() -> None:
    factored = run(parse_expression("factor(6*x**2 - 6)"))
    assert factored.answer is not None
    assert factored.answer.text == "6*(x - 1)*(x + 1)"
    expanded = run(parse_expression(f"expand({factored.answer.text})"))
    assert expanded.answer is not None
    assert expanded.answer.text == "6*x**2 - 6"
