"""A run told as an audit, from a program and the outcome of its run."""

from mycelium.audit import Look, audit
from mycelium_ir.diagnostics import Diagnostic
from mycelium_ir.kinds import Kind
from mycelium_ir.language import base_language
from mycelium_ir.outcome import Outcome, Value
from mycelium_ir.parser import parse

CLIPS = """\
mycelium 1
problem "Ann sold clips to 48 friends in April, and then half as many in May. How many in all?"

clause c0 [4:37]  "sold clips to 48 friends in April"
clause c1 [43:67] "then half as many in May"

step s0 : quantity = 48       @ c0
step s1 : divide   = s0 / 2   @ c1
step s2 : add      = s0 + s1  implicit

goal integer s2
"""

AUDIT = """\
Problem
  Ann sold clips to 48 friends in April, and then half as many in May. How
  many in all?

s0: take 48
    Ann sold clips to 48 friends in April, and then half as many in May. How …
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = 48

s1: divide s0 by 2
    Ann sold clips to 48 friends in April, and then half as many in May. How …
                                               ^^^^^^^^^^^^^^^^^^^^^^^^
    = 24

s2: add s0 and s1
    (implicit: no clause of the problem states it)
    = 72

Answer: s2 as integer
    = 72"""


def numbers(**values):
    return {name: Value(Kind.NUMBER, text) for name, text in values.items()}


PLAIN = Look()


def told(program, outcome, look=PLAIN):
    return audit(parse(program), outcome, base_language(), look)


def test_the_whole_audit():
    outcome = Outcome(numbers(s0="48", s1="24", s2="72"), Value(Kind.NUMBER, "72"))
    assert told(CLIPS, outcome, Look(width=78)) == AUDIT


def test_steps_stand_in_the_order_of_execution():
    program = "mycelium 1\nstep s1 = s0 + 1\nstep s0 = 2\ngoal integer s1\n"
    outcome = Outcome(numbers(s0="2", s1="3"), Value(Kind.NUMBER, "3"))
    text = told(program, outcome)
    assert text.index("s0: take 2") < text.index("s1: add s0 and 1")
    assert "(the program does not say which words it came from)" in text


def test_a_run_that_failed_says_what_was_not_computed_and_why():
    failed = Outcome(numbers(s0="48"), None, (Diagnostic("MYC100", "division by zero"),))
    text = told(CLIPS, failed)
    assert "s1: divide s0 by 2" in text
    assert "    not computed" in text
    assert text.endswith("No answer: division by zero")


def test_unknowns_definitions_and_answers_are_written_as_people_write_them():
    program = (
        "mycelium 1\nunknown m in real\ndefine f(x) = x**2\n"
        "step s0 = Eq(f(m), 11)\nstep s1 = solve(s0; m)\ngoal solution_set s1\n"
    )
    roots = Value(Kind.SET, "{-sqrt(11), sqrt(11)}")
    relation = Value(Kind.RELATION, "Eq(m**2, 11)")
    text = told(program, Outcome({"s0": relation, "s1": roots}, roots))
    assert "Unknown: m, real\nDefined: f(x) = x²" in text
    assert text.endswith("Answer: s1 as solution set\n    = ±√11")


def test_a_clause_without_the_problem_is_quoted():
    program = 'mycelium 1\nclause c0 [0:8] "48 clips"\nstep s0 = 48 @ c0\ngoal integer s0\n'
    outcome = Outcome(numbers(s0="48"), Value(Kind.NUMBER, "48"))
    assert '    "48 clips"\n' in told(program, outcome)


def test_styles_of_a_terminal():
    look = Look(
        width=100, underline=lambda t: f"<u>{t}</u>", strong=lambda t: f"<b>{t}</b>", faint=str
    )
    outcome = Outcome(numbers(s0="48", s1="24", s2="72"), Value(Kind.NUMBER, "72"))
    text = told(CLIPS, outcome, look)
    assert "Ann <u>sold clips to 48 friends in April</u>, and" in text
    assert "<b>s1</b>: divide s0 by 2" in text
    assert "^" not in text
