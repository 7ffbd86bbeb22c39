"""Transcripts: what is written for a program, and where everything stands in it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tiny_specialists import TEMPLATES

from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Hole, Program, number
from mycelium_ir.parser import parse, parse_expression
from mycelium_passes.reading.pointing import at, put
from mycelium_passes.transcript import Symbols, Transcript, stated, transcribe
from mycelium_passes.transcript.symbols import MARKERS, STATED

SYMBOLS = Symbols(tuple(template["name"] for template in TEMPLATES))
CLAUSES = """mycelium 1
problem "Ann has 48 pens. She gives half of them away. How many?"
clause c0 "Ann has 48 pens"
clause c1 "She gives half of them away"
"""


def read(steps: str) -> Program:
    return parse(CLAUSES + steps)


def written(program: Program, values: dict[str, str] | None = None, **options) -> Transcript:
    told = {name: Fraction(value) for name, value in (values or {}).items()}
    return transcribe(program, told, SYMBOLS, **options)


def text(transcript: Transcript) -> str:
    return SYMBOLS.text(transcript.symbols)


WHOLE = read("""step s1 : add = 48 + s0 @ c1, c0
step s0 : divide = 48 / 2 @ c1
step s2 : add_three = s1 + s0 + 100 implicit
""")
VALUES = {"s0": "24", "s1": "72", "s2": "196"}


def test_a_whole_program_in_order_of_execution() -> None:
    told = written(WHOLE, VALUES, plan=[["add"], ["divide", "add_three"]])
    assert text(told) == (
        "<whole>@0:add@1:divide:add_three<go>"
        "@1:divide48/2=24.@0:add48+24=72.@-:add_three72+24+100=196.<end>"
    )
    assert SYMBOLS.all[told.symbols[told.go]] == "<go>"
    assert [step.name for step in told.steps] == ["s0", "s1", "s2"]
    bare = written(WHOLE, VALUES)
    assert text(bare).startswith("<whole>@0@1<go>@1:divide")
    open_end = written(WHOLE, VALUES, end=False)
    assert (*open_end.symbols, SYMBOLS["<end>"]) == bare.symbols
    assert text(written(WHOLE, VALUES, mode=STATED)).startswith("<stated>@0@1<go>")


def test_places_of_steps_and_markers() -> None:
    told = written(WHOLE, VALUES, plan=[["add"], []])
    names = [SYMBOLS.all[number] for number in told.symbols]
    assert [(names[place], clause) for place, clause in told.markers] == [
        ("@0", 0),
        ("@1", 1),
        ("@1", 1),
        ("@0", 0),
    ]
    for step in told.steps:
        first, last = step.expression
        assert names[step.header] in ("@0", "@1", "@-")
        assert first == step.header + 2
        assert names[last] == "="
        assert names[step.end] == "."


def test_operands_with_their_places_paths_and_origins() -> None:
    told = written(WHOLE, VALUES)
    names = [SYMBOLS.all[number] for number in told.symbols]
    found = [(o.step, o.path, o.literal, o.origin) for o in told.operands]
    assert found == [
        (0, (0,), 48, None),
        (0, (1,), 2, None),
        (1, (0,), 48, None),
        (1, (1,), 24, "s0"),
        (2, (0, 0), 72, "s1"),
        (2, (0, 1), 24, "s0"),
        (2, (1,), 100, None),
    ]
    for operand in told.operands:
        step = told.steps[operand.step]
        assert step.expression[0] <= operand.position < step.expression[1]
        assert names[operand.position] == str(operand.literal)[-1]
        assert not names[operand.position + 1].isdigit()


def test_negative_and_fractional_values() -> None:
    program = read("""step a = 10 - 82
step b = 10 / 3
step c = a**2 - a + b*0.5
step d = 2/c
""")
    values = {"a": "-72", "b": "10/3", "c": "15773/3", "d": "6/15773"}
    told = written(program, values)
    assert text(told) == (
        "<whole>@0@1<go>@?10-82=-72.@?10/3=3.3333.@?(-72)**2--72+3.3333*0.5=5257.6667."
        "@?2/5257.6667=0.00038.<end>"
    )
    operands = [o for o in told.operands if o.step == 2]
    # The literal is what stands there; the path leads to the reference in the program.
    assert [(o.literal, o.origin) for o in operands] == [
        (72, "a"),
        (2, None),
        (72, "a"),
        (Fraction("3.3333"), "b"),
        (Fraction("0.5"), None),
    ]
    expression = program.step("c").expression
    assert expression is not None
    assert [str(at(expression, o.path)) for o in operands if o.origin] == [
        str(parse_expression(name)) for name in "aab"
    ]


def test_what_is_no_rational_number_is_a_hole() -> None:
    program = read("""unknown x
step e : solve = Eq(x**2, 2) @ c0
step s : solve = solve(e; x) @ c1
step n : add = 1 + 10**30 @ c1
step r = n + max(s) - 3
step open : add @ c0
step last = open + _
""")
    told = written(program, {"n": str(1 + 10**30)})
    assert text(told) == (
        "<whole>@0@1<go>@0:solveEq(x**2,2)=.@1:solvesolve(_;x)=.@1:add1+10**30=."
        "@?_+max(_)-3=.@?_+_=.<end>"
    )
    assert [o.origin for o in told.operands if o.literal is None] == ["e", "n", "s", "open", None]
    assert "x" not in {o.origin for o in told.operands}
    assert [step.name for step in told.steps] == ["e", "s", "n", "r", "last"]


def test_headers_that_are_not_known_are_bare() -> None:
    program = read("""step a : add = 1 + 2
step b = 1 + 3 @ c0
step c : multiply = 2*3 @ c0
step d : add = 2 + 3 implicit
step e = 2 + 4 implicit
""")
    assert text(written(program)) == ("<whole>@0@1<go>@?1+2=.@?1+3=.@?2*3=.@-:add2+3=.@?2+4=.<end>")


def test_clauses_beyond_the_markers_have_none() -> None:
    words = [f"w{index:02}" for index in range(MARKERS + 2)]
    lines = [f'clause c{number} "{word}"\n' for number, word in enumerate(words)]
    steps = f"step s : add = 1 + 2 @ c{MARKERS - 1}\nstep t : add = 3 + 4 @ c{MARKERS}\n"
    program = parse(f'mycelium 1\nproblem "{" ".join(words)}"\n{"".join(lines)}{steps}')
    told = written(program, plan=[["add"]] * (MARKERS + 2))
    assert len(told.markers) == MARKERS + 1
    assert text(told).endswith(f"<go>@{MARKERS - 1}:add1+2=.@?3+4=.<end>")


def test_declarations() -> None:
    program = read("""define f(x, y) = x*y + 0.5
unknown n, m in integer
unknown z
step a = f(3, 4)
step b = solve(Eq(n, 2); n)
""")
    assert text(written(program, {"a": "25/2"})) == (
        "<whole>@0@1<go>definef(x,y)=x*y+0.5.unknownn,mininteger."
        "unknownzinreal.@?f(3,4)=12.5.@?solve(Eq(n,2);n)=.<end>"
    )
    real = read("unknown z\nstep b = solve(Eq(z, 2); z)\n")
    assert "unknown" not in text(written(real))


def test_a_name_that_a_call_introduces_is_no_reference() -> None:
    program = read("step k = 3\nstep s = sum(k**2; k, 1, k) + k\n")
    told = written(program, {"k": "3"})
    assert text(told).endswith("@?3=3.@?sum(k**2;k,1,k)+3=.<end>")
    assert [o.origin for o in told.operands if o.origin] == ["k"]


@pytest.mark.parametrize(
    "steps",
    ["unknown θ in integer\nstep a = 2 + θ\n", "unknown θ\nstep a = 2 + θ\n", "step a = b_1(2)\n"],
)
def test_what_cannot_be_spelled_is_refused(steps: str) -> None:
    with pytest.raises(ValueError, match=r"spelled|leaves"):
        written(read(steps))


def test_a_circle_has_no_order() -> None:
    with pytest.raises(MyceliumError):
        written(read("step a = b + 1\nstep b = a + 1\n"))


PROGRAMS = [
    (WHOLE, VALUES),
    (
        read("step a = -(3 - 5)**2\nstep b = 2**a*-a/(a - 0.25)\nstep c = {a, b, -1}\n"),
        {"a": "-4", "b": "-1/17"},
    ),
    (
        read("""unknown x
step a = (3/7, 4)
step e = Eq(a*x, x**2 + 1)
step s = where(solve(e; x); x >= 0.5, x < 10**6)
step t = convert(60, mile/hour, metre/second) <= percent(12.5)
step u = union(s, {t, log(8, 2)}, interval(-oo, pi))
"""),
        {"t": "3"},
    ),
]


@pytest.mark.parametrize(("program", "values"), PROGRAMS)
def test_expressions_are_read_back_as_they_are_shown(
    program: Program, values: dict[str, str]
) -> None:
    told = written(program, values)
    for index, step in enumerate(told.steps):
        shown = program.step(step.name).expression
        assert shown is not None
        for operand in told.operands:
            if operand.step == index and operand.origin is not None:
                value = values.get(operand.origin)
                short = None if value is None else stated(Fraction(value))
                shown = put(shown, operand.path, Hole() if short is None else number(short))
        first, last = step.expression
        assert parse_expression(SYMBOLS.text(told.symbols[first:last])) == shown
