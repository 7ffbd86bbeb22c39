"""Four problems and the programs that the tests' monolith has learnt for them by heart."""

from __future__ import annotations

PROBLEMS = {
    "Ann sold clips to 48 friends in April , and then half as many in May. How many in all?": (
        "48/2=24;48+24=72;integer"
    ),
    "If m = r + 2 and m × r = 98, find m.": "Eq(m,r+2);Eq(m*r,98);solve(s0,s1;m);solution_set",
    "What is 17 mod 5?": "mod(17,5)=2;integer",
    "Find all integer values of x such that x² < 20.": (
        "unknown x in integer;x**2<20;solve(s0;x);integer_set"
    ),
}
