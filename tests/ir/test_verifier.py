"""Each mistake is found, at the right word, with a hint that mends it."""

from __future__ import annotations

import pytest

from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Goal, Name, Program, Step, Unknown
from mycelium_ir.parser import parse
from mycelium_ir.verifier import check, kinds_of, verify

# Each row: what is wrong, the program's lines, the code, the marked word, a part of the hint.
MISTAKES = [
    ("unknown step", "step s0 = 1\nstep t = s1 + 1", "MYC040", "s1", "`s0`"),
    ("misspelt unknown", "unknown speed\nstep s0 = sped * 2", "MYC040", "sped", "`speed`"),
    ("undeclared", "step s0 = qqq", "MYC040", "qqq", "unknown qqq"),
    ("clause as value", 'problem "a b"\nclause c0 "a"\nstep s0 = c0', "MYC040", "c0", "no value"),
    ("duplicate", "step s0 = 1\nstep s0 = 2", "MYC030", "s0", "another"),
    ("step and unknown", "unknown x\nstep x = 2", "MYC030", "x", "another"),
    ("two goals", "step s0 = 1\ngoal integer s0\ngoal integer s0", "MYC031", "goal", None),
    ("cycle", "step a = b\nstep b = a", "MYC032", "step", "earlier"),
    ("own result", "step a = a + 1", "MYC032", "step", "earlier"),
    ("recursion", "define f(x) = f(x) + 1", "MYC033", "define", None),
    ("span mismatch", 'problem "one two"\nclause c0 [0:3] "two"', "MYC034", "clause", "fmt"),
    ("span outside", 'problem "one"\nclause c0 [1:9] "ne"', "MYC034", "clause", "fmt"),
    ("no problem", 'clause c0 [0:3] "two"', "MYC037", "clause", "problem"),
    ("domain", "unknown x in integers", "MYC036", "integers", "`integer`"),
    ("two parameters", "define f(x, x) = x", "MYC039", "define", None),
    ("operation", "step s0 : divde = 4 / 2", "MYC041", "divde", "`divide`"),
    ("clause name", 'problem "a"\nclause c0 "a"\nstep s0 = 1 @ c1', "MYC042", "c1", "`c0`"),
    ("done", "step s0 = 1\ndone wired", "MYC043", "wired", "`wire`"),
    ("answer and goal", "step s = 1\nanswer s\ngoal integer s", "MYC044", "answer", "delete"),
    ("goal type", "step s0 = 1\ngoal integre s0", "MYC045", "integre", "`integer`"),
    ("goal's step", "step s0 = 1\ngoal integer s9", "MYC040", "s9", "`s0`"),
    ("function", "step s0 = sqr(4)", "MYC046", "sqr", "`sqrt`"),
    ("python", "step s0 = import_module(4)", "MYC046", "import_module", "define"),
    ("product", "unknown x\nstep s0 = x(x + 1)", "MYC046", "x", "x * (...)"),
    ("operands", "step s0 = gcd()", "MYC072", "gcd()", "gcd("),
    ("too many", "step s0 = factorial(1, 2)", "MYC072", "factorial(1, 2)", "factorial("),
    ("definition", "define f(x) = x\nstep s = f(1, 2)", "MYC072", "f(1, 2)", "f(x)"),
    ("set", "step s = {1, 2}\nstep t = s + 1", "MYC070", "s", "only(s)"),
    ("relation", "unknown x\nstep s = Eq(x, 2)\nstep t = s * 2", "MYC070", "s", "solve(s; x)"),
    ("tuple", "step s = (1, 2)\nstep t = sqrt(s)", "MYC070", "s", "component(s, 1)"),
    ("function kind", "define f(x) = x\nstep t = sqrt(f)", "MYC070", "f", "f(2)"),
    ("goal kind", "step s = {1, 2}\ngoal integer s", "MYC071", "integer", "only(s)"),
    ("unit", "step s = convert(5, foot, meterr)", "MYC073", "meterr", "meter"),
    ("no unit", "step s = convert(5, foot, 3)", "MYC073", "3", "metre"),
    ("bound name", "step s = sum(2; 2, 1, 5)", "MYC074", "2", "sum("),
]


@pytest.mark.parametrize(
    ("lines", "code", "word", "hint"),
    [row[1:] for row in MISTAKES],
    ids=[row[0] for row in MISTAKES],
)
def test_a_mistake_is_found(lines: str, code: str, word: str, hint: str | None) -> None:
    text = f"mycelium 1\n{lines}\n"
    errors = [d for d in verify(parse(text)) if d.is_error]
    assert [e.code for e in errors] == [code]
    error = errors[0]
    assert error.at is not None
    assert text[error.at[0] : error.at[1]] == word
    assert (error.hint is None) if hint is None else (hint in (error.hint or ""))
    assert code in error.render()


VALID = [
    "",
    'problem "anything"',
    "step s0",
    "step s0 : divide",
    "step s0 : divide = _ / _\nanswer s0",
    "step s1 = s0 * 2\nstep s0 = 3\ngoal integer s1",
    "step k = sum(k**2; k, 1, 10)",
    "define f(x) = x**2\nstep s = f(3) + f(f(2))",
    "define f(x) = x + s\nstep s = 3\nstep t = f(1)",
    "unknown m, r\nstep a = Eq(m, r + 2)\nstep b = Eq(m*r, 98)\nstep c = solve(a, b; m)",
    "step a = solve(_, _; _)",
    "unknown metre\nstep a = convert(metre, foot, metre)",
]


@pytest.mark.parametrize("lines", VALID)
def test_what_is_right_is_left_alone(lines: str) -> None:
    assert verify(parse(f"mycelium 1\n{lines}\n")) == []


def test_warnings_do_not_stop_a_program() -> None:
    program = parse("mycelium 1\nunknown pi\nstep s : add = 2 * pi\n")
    found = verify(program)
    assert [d.code for d in found] == ["MYC251", "MYC250"]
    assert not any(d.is_error for d in found)
    check(program)


def test_all_errors_are_reported_in_the_order_of_the_lines() -> None:
    text = "mycelium 1\nstep a = zz\nstep b : ad = 1\nstep b = {1} + 1\ngoal intger b\n"
    codes = [d.code for d in verify(parse(text)) if d.is_error]
    assert codes == ["MYC040", "MYC041", "MYC030", "MYC070", "MYC045"]
    with pytest.raises(MyceliumError) as caught:
        check(parse(text))
    assert len(caught.value.diagnostics) == 5


def test_a_program_that_was_built_has_places_too() -> None:
    program = Program((Step("s0", expression=Name("y")), Goal("integer", "s0")))
    (error,) = verify(program)
    assert error.source is not None
    assert error.at is not None
    assert error.source.text[slice(*error.at)] == "y"


def test_a_name_that_cannot_be_written_is_an_error() -> None:
    (error,) = verify(Program((Unknown(("implicit",)),)))
    assert error.code == "MYC038"


def test_kinds_are_known_without_running() -> None:
    program = parse(
        """mycelium 1
unknown x
define f(t) = t**2
step a = 4 / 2
step b = x + a
step c = b < 3
step d = Eq(b, 3)
step e = solve(d; x)
step g = (1, a)
step h = f(3)
step i = f(x)
step j = only(e)
step k = interval(1, 2)
step l : equation
"""
    )
    kinds = kinds_of(program)
    assert kinds == {
        "a": Kind.NUMBER,
        "b": Kind.EXPRESSION,
        "c": Kind.RELATION,
        "d": Kind.RELATION,
        "e": Kind.SET,
        "g": Kind.TUPLE,
        "h": Kind.NUMBER,
        "i": Kind.EXPRESSION,
        "j": Kind.ANY,
        "k": Kind.INTERVAL,
        "l": Kind.RELATION,
    }


def test_ten_thousand_steps_are_no_recursion() -> None:
    lines = ["step s0 = 1", *(f"step s{n} = s{n - 1} + 1" for n in range(1, 10_000))]
    forwards = "mycelium 1\n" + "\n".join(lines)
    backwards = "mycelium 1\n" + "\n".join(reversed(lines))
    assert verify(parse(forwards)) == verify(parse(backwards)) == []
