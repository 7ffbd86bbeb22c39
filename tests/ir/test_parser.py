"""What the parser reads, and what it says where it cannot."""

from __future__ import annotations

import time

import pytest

from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.limits import TextLimits
from mycelium_ir.nodes import Call, Clause, Hole, Name, number
from mycelium_ir.parser import parse, parse_expression
from mycelium_ir.printer import print_program

PROBLEM = 'mycelium 1\nproblem "Tom has 3 cats and 3 dogs. How many pets?"\n'


def error_of(text: str, code: str) -> tuple[str, str | None, str]:
    """The marked words, hint and message of a text's only error."""
    with pytest.raises(MyceliumError) as caught:
        parse(text)
    (found,) = caught.value.diagnostics
    assert found.code == code
    assert found.at is not None
    assert found.source is not None
    return found.source.text[slice(*found.at)], found.hint, found.message


# Each row: a line, the code, the marked word, a part of the hint.
LINES = [
    ("stp s0 = 3", "MYC010", "stp", "`step`"),
    ("hello world", "MYC010", "hello", "problem, clause"),
    ("step s0 = 3 x", "MYC001", "x", "2*x"),
    ("step s0 = 2x", "MYC001", "x", "2*x"),
    ("step s0 = (3)(4)", "MYC001", "(", "2*x"),
    ("step s0 = (3", "MYC001", "\n", "bracket"),
    ("step s0 = 3 = 4", "MYC001", "=", "Eq(a, b)"),
    ("step s0 = 1,000", "MYC001", ",", "thousands"),
    ("step s0 = 1 < 2 < 3", "MYC001", "<", "and(a < b"),
    ("step s0 = x^2", "MYC001", "^", "x**2"),
    ("step s0 = x²", "MYC001", "²", "x**2"),
    ("step s0 = 2 × 3", "MYC001", "×", "`*`"),
    ("step s0 = 5 − 3", "MYC001", "−", "hyphen"),
    ("step s0 = 12%", "MYC001", "%", "percent"),
    ("step s0 = $5", "MYC001", "$", "currency"),
    ("step s0 = __import__('os')", "MYC001", "_import__", "letter"),
    ("step s0 = 'a'", "MYC001", "'", "double quotes"),
    ("step = 3", "MYC001", "=", None),
    ("step in = 3", "MYC001", "in", None),
    ("goal integer", "MYC001", "\n", None),
    ("step s0 = 1 {a: 1, a: 2}", "MYC016", None, None),
    ('problem "abc', "MYC011", '"abc', "same line"),
    (r'problem "a\q"', "MYC012", r'"a\q"', "escapes"),
    (r'problem "\u12"', "MYC012", r'"\u12"', "escapes"),
    ('clause c0 "a"', "MYC013", "clause", "problem"),
]


@pytest.mark.parametrize(("line", "code", "word", "hint"), LINES, ids=[row[0] for row in LINES])
def test_a_line_that_does_not_parse(
    line: str, code: str, word: str | None, hint: str | None
) -> None:
    with pytest.raises(MyceliumError) as caught:
        parse(f"mycelium 1\n{line}\n")
    (found,) = caught.value.diagnostics
    assert found.code == code
    if word is not None:
        assert found.at is not None
        assert found.source is not None
        assert found.source.text[slice(*found.at)] == word
    assert found.hint is None if hint is None else hint in (found.hint or "")


def test_every_error_of_a_file_is_reported_with_its_place() -> None:
    text = "mycelium 1\nstp a\nstep b = 1\nstep c = )\n# fine\nstep d = 2 2\n"
    with pytest.raises(MyceliumError) as caught:
        parse(text, name="prog.myc")
    places = [d.source.position(d.at[0]) for d in caught.value.diagnostics if d.source and d.at]
    assert places == [(2, 1), (4, 10), (6, 12)]
    assert "prog.myc:4:10" in str(caught.value)


def test_an_error_shows_the_line_and_points_at_the_word() -> None:
    with pytest.raises(MyceliumError) as caught:
        parse("mycelium 1\nstep s0 = x^2\n", name="prog.myc")
    assert str(caught.value) == (
        "error[MYC001]: `^` cannot stand here\n"
        " --> prog.myc:2:12\n"
        "  |\n"
        "2 | step s0 = x^2\n"
        "  |            ^\n"
        "  = hint: powers are written with `**`, as in `x**2`"
    )


def test_the_version_line() -> None:
    assert error_of("step s0 = 1\n", "MYC002")[1] == "begin the file with `mycelium 1`"
    assert error_of("", "MYC002")
    word, hint, message = error_of("# later\nmycelium 2\nanything new\n", "MYC003")
    assert word == "2"
    assert "version 2" in (hint or "")
    assert "version 2" in message
    assert error_of("mycelium 0\n", "MYC003")
    assert error_of("mycelium 1.5\n", "MYC002")


def test_byte_order_mark_and_line_ends() -> None:
    text = "mycelium 1\nstep s0 = 1\n"
    assert parse("\ufeff" + text.replace("\n", "\r\n")) == parse(text)
    assert parse(text.rstrip("\n")) == parse(text)


def test_a_clause_may_be_given_by_its_text_alone() -> None:
    program = parse(PROBLEM + 'clause c0 "3 cats"\nclause c1 [8:14]\n')
    assert program.clauses == (Clause("c0", 8, 14, "3 cats"), Clause("c1", 8, 14, "3 cats"))
    assert 'clause c0 [8:14] "3 cats"' in print_program(program)
    assert "occurs 2 times" in error_of(PROBLEM + 'clause c0 "3"\n', "MYC015")[2]
    assert "does not occur" in error_of(PROBLEM + 'clause c0 "4"\n', "MYC015")[2]
    assert error_of(PROBLEM + "clause c0\n", "MYC014")


def test_spans_count_characters_not_bytes_or_tokens() -> None:
    text = 'mycelium 1\nproblem "😀 é\\t\u00a0x costs 5 €"\nclause c0 "5 €"\n'
    program = parse(text)
    (clause,) = program.clauses
    assert program.problem is not None
    assert program.problem[clause.start : clause.end] == "5 €"
    assert parse(print_program(program)) == program


def test_binding() -> None:
    x, two = Name("x"), number(2)
    assert parse_expression("-x**2") == Call("-", (Call("**", (x, two)),))
    assert parse_expression("2**x**2") == Call("**", (two, Call("**", (x, two))))
    assert parse_expression("x - 2 - x") == Call("-", (Call("-", (x, two)), x))
    assert parse_expression("2**-x") == Call("**", (two, Call("-", (x,))))
    assert parse_expression("((x))") == x
    assert parse_expression("(x, _)") == Call("tuple", (x, Hole()))
    assert parse_expression("solve(x, 2; x)") == Call("solve", (x, two), (x,))


def test_places_are_those_of_the_text() -> None:
    text = "f(a + 12, -b; {c})"
    call = parse_expression(text)
    assert isinstance(call, Call)
    cut = [text[slice(*part.at)] for part in (*call.operands, *call.parameters) if part.at]
    assert cut == ["a + 12", "-b", "{c}"]
    assert call.at == (0, len(text))


HOSTILE = [
    ("step s0 = " + "(" * 100_000, "MYC008"),
    ("step s0 = " + "(" * 100_000 + "1" + ")" * 100_000, "MYC008"),
    ("step s0 = " + "9" * 1_000_000, "MYC007"),
    ("step s0 = 0." + "9" * 1_000_000, "MYC007"),
    ("step s0 = " + "-" * 1_000_000 + "1", "MYC006"),
    ("step s0 = " + "-" * 50_000 + "1", "MYC008"),
    ("step s0 = " + "2**" * 20_000 + "1", "MYC008"),
    ("step s0 = " + "+".join("1" * 20_000), "MYC008"),
    ("step s0 = " + "f(" * 199 + "1" + ")" * 199 + "(" * 5000, "MYC008"),
    ("step s0 = 1\n" * 60_000, "MYC009"),
    ("# " + "x" * 16_000_000, "MYC005"),
]


@pytest.mark.parametrize(("line", "code"), HOSTILE, ids=[f"{c} {t[:24]}" for t, c in HOSTILE])
def test_every_limit_has_a_code_and_is_quick(line: str, code: str) -> None:
    start = time.perf_counter()
    with pytest.raises(MyceliumError) as caught:
        parse("mycelium 1\n" + line + "\n")
    assert caught.value.code == code
    assert len(str(caught.value)) < 2_000
    assert time.perf_counter() - start < 5


def test_limits_can_be_raised() -> None:
    long = "mycelium 1\nstep s0 = 1\nstep s1 = 2\n"
    with pytest.raises(MyceliumError):
        parse(long, limits=TextLimits(statements=1))
    assert parse(long, limits=TextLimits(statements=2)).steps


def test_a_long_text_in_quotes_is_fine() -> None:
    text = 'mycelium 1\nproblem "' + "3 cats and ((( " * 20_000 + '9" # c\n'
    assert parse(print_program(parse(text))) == parse(text)
