"""`solve`: complete and exact solutions, or a clear error; never a wrong or partial answer."""

import pytest

from mycelium_ir.language import base_language
from mycelium_ir.lowering import Outcome, evaluate
from mycelium_ir.parser import parse

PREAMBLE = """
unknown x, y, t, A, b, h, r in real
unknown m, n, k in integer
unknown q in rational
unknown z, w in complex
"""


def run(expression: str) -> Outcome:
    text = f"mycelium 1{PREAMBLE}step s0 = solve({expression})\nanswer s0\n"
    return evaluate(parse(text), base_language())


SOLVED = [
    # One unknown: polynomials and fractions.
    ("Eq(x**2 + 3*x - 10, 0); x", "{-5, 2}"),
    ("Eq(x**2, 2)", "{-sqrt(2), sqrt(2)}"),
    ("Eq(x**2, -1); x", "{}"),
    ("Eq(z**2, -1); z", "{-I, I}"),
    ("Eq(z**3, 1); z", "{-1/2 - sqrt(3)*I/2, -1/2 + sqrt(3)*I/2, 1}"),
    ("Eq(q**2, 2); q", "{}"),
    ("Eq(4*q**2, 9); q", "{-3/2, 3/2}"),
    ("Eq(2*m, 7); m", "{}"),
    ("Eq(x**3, 2); x", "{cbrt(2)}"),
    ("Eq(x**3 - 3*x + 1, 0); x", "{-2*cos(pi/9), 2*cos(4*pi/9), 2*cos(2*pi/9)}"),
    ("Eq(x**4 + x + 1, 0); x", "{}"),
    ("Eq(sqrt(2)*x**2 - 3*x + sqrt(2), 0); x", "{sqrt(2)/2, sqrt(2)}"),
    ("Eq(1/x + 1/(x + 1), 1); x", "{1/2 - sqrt(5)/2, 1/2 + sqrt(5)/2}"),
    ("Eq((x**2 - 1)/(x - 1), 0); x", "{-1}"),
    ("Eq((x**2 - 1)/(x - 1), 2); x", "{}"),
    ("Eq(x, x); x", "open_interval(-oo, oo)"),
    ("Eq(x, x + 1); x", "{}"),
    # One unknown: everything else.
    ("Eq(sqrt(x + 7), x - 5); x", "{9}"),
    ("Eq(sqrt(x), -2); x", "{}"),
    ("Eq(abs(x - 3), 5); x", "{-2, 8}"),
    ("Eq(max(x, 3), 5); x", "{5}"),
    ("Eq(2**x, 8); x", "{3}"),
    ("Eq(4**x - 3*2**x + 2, 0); x", "{0, 1}"),
    ("Eq(log(x), 2); x", "{100}"),
    ("Eq(sin(x), 1/2), x >= 0, x < 2*pi; x", "{pi/6, 5*pi/6}"),
    ("Eq(sin(x), 0), Eq(x, pi); x", "{pi}"),
    # Inequalities.
    ("m**2 < 20; m", "{-4, -3, -2, -1, 0, 1, 2, 3, 4}"),
    ("m > 3; m", "integers(right_open_interval(4, oo))"),
    ("2*x + 3 <= 7; x", "left_open_interval(-oo, 2)"),
    ("abs(x - 3) + abs(x + 1) <= 6; x", "interval(-2, 4)"),
    ("(x - 1)/(x + 2) >= 0; x", "union(open_interval(-oo, -2), right_open_interval(1, oo))"),
    ("x**3 - 2*x > 0; x", "union(open_interval(-sqrt(2), 0), open_interval(sqrt(2), oo))"),
    ("sqrt(x) < 2; x", "right_open_interval(0, 4)"),
    ("x > 3, x < 2; x", "{}"),
    ("or(x > 3, x < -2); x", "union(open_interval(-oo, -2), open_interval(3, oo))"),
    ("Ne(x, 3); x", "union(open_interval(-oo, 3), open_interval(3, oo))"),
    ("Eq(x**2, 9), Ne(x, 3); x", "{-3}"),
    ("Eq(mod(m, 3), 1), m > 0, m < 12; m", "{1, 4, 7, 10}"),
    ("Eq(factorial(m), 120), m > 0, m < 20; m", "{5}"),
    ("Eq(binomial(m, 2), 10), m > 0; m", "{5}"),
    # Systems: solved for all unknowns, projected onto those named.
    ("Eq(x, y + 2), Eq(x*y, 98); x", "{1 - 3*sqrt(11), 1 + 3*sqrt(11)}"),
    ("Eq(x + y, 10), Eq(x - y, 2); x, y", "{(6, 4)}"),
    ("Eq(x + y, 10), Eq(x - y, 2); y, x", "{(4, 6)}"),
    ("Eq(x + y, 10), Eq(2*x + 2*y, 21); x, y", "{}"),
    ("Eq(x**2 + y**2, 25), Eq(x*y, 12); x, y", "{(-4, -3), (-3, -4), (3, 4), (4, 3)}"),
    ("Eq(x*y, 6), Eq(y*t, 12), Eq(x*t, 8); x, y, t", "{(-2, -3, -4), (2, 3, 4)}"),
    ("Eq(1/x + 1/y, 3), Eq(1/x - 1/y, 1); x, y", "{(1/2, 1)}"),
    ("Eq(2**x + 3**y, 5), Eq(2**x - 3**y, -1); x, y", "{(1, 1)}"),
    ("Eq(x + y, 5), Eq(log(x, 2) + log(y, 2), 2); x, y", "{(1, 4), (4, 1)}"),
    ("Eq(abs(x) + y, 3), Eq(x - y, 1); x, y", "{(2, 1)}"),
    ("Eq(x**2, x), Eq(y, x + 1); y", "{1, 2}"),
    ("Eq(m, n + 2), Eq(m*n, 98); m", "{}"),
    ("Eq(w + z, 3), Eq(w - z, I); w, z", "{(3/2 + I/2, 3/2 - I/2)}"),
    ("Eq(z + 2*conj(z), 9 + 2*I); z", "{3 - 2*I}"),
    ("Eq(x + y*I, 3 + 2*I); x, y", "{(3, 2)}"),
    # Whole numbers, fewer equations than unknowns.
    ("Eq(m*n, 12), m > n, n > 0; m, n", "{(4, 3), (6, 2), (12, 1)}"),
    ("Eq(m**2 + n**2, 25), m > 0, n > 0; m, n", "{(3, 4), (4, 3)}"),
    ("Eq(3*m + 5*n, 31), m >= 0, n >= 0; m, n", "{(2, 5), (7, 2)}"),
    ("Eq(m + n + k, 2), m >= 0, n >= 0, k >= 0; m", "{0, 1, 2}"),
    # Parameters.
    ("Eq(A, b*h/2); h", "{2*A/b}"),
    ("Eq(A, pi*r**2); r", "{-sqrt(A)/sqrt(pi), sqrt(A)/sqrt(pi)}"),
    ("Eq(x, y + t), Eq(y, 2*t); x", "{3*y/2}"),
    ("Eq(x**2, -4), Eq(y, 2*t); x", "{}"),
]


@pytest.mark.parametrize(("given", "solutions"), SOLVED)
def test_solved(given: str, solutions: str) -> None:
    outcome = run(given)
    assert outcome.answer is not None, outcome.diagnostics
    assert outcome.answer.text == solutions


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("Eq(sin(x), 1/2); x", "MYC119"),
        ("Eq(x + y, 10), Eq(2*x + 2*y, 20); x, y", "MYC119"),
        ("Eq(y, 2*x + 1); x, y", "MYC119"),
        ("Eq(x + y, 5), x > 3; y", "MYC119"),
        ("Eq(abs(z), 1); z", "MYC119"),
        ("Eq(t**2 + y**2, 6), Eq(x**2 + A**2, 1); x", "MYC120"),
        ("Eq(cos(x), x); x", "MYC120"),
        ("Eq(x*E**x, 1); x", "MYC120"),
        ("Eq(mod(m, 3), 1); m", "MYC120"),
        ("Eq(x**5 - x - 1, 0); x", "MYC114"),
        ("x**5 - x - 1 > 0; x", "MYC114"),
        ("Eq(x, 2); 3", "MYC106"),
        ("Eq(x, 2), Eq(y, 3); x, x", "MYC106"),
        ("Eq(x, y)", "MYC106"),
        ("x; x", "MYC070"),
        ("z < 3; z", "MYC109"),
    ],
)
def test_refused(given: str, code: str) -> None:
    outcome = run(given)
    assert outcome.answer is None
    assert [d.code for d in outcome.diagnostics] == [code]
    assert outcome.diagnostics[0].at is not None
