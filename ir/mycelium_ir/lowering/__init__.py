"""Runs programs: lowers expressions to sympy, and raises the values back into the language.

The code behind a function, a stranger's too, is called as
`lower(*operands, *parameters)` with sympy objects, whose kinds have been checked
against the function's table entry, and returns a sympy object; Python's whole numbers,
fractions, booleans, tuples and sets of these will do. It says no with
`ValueError("a sentence")`. Where the function binds a name, that parameter is a
symbol and the operands are expressions in it, unless the code is marked
`@with_bodies`: then each operand is a `Body`, to be evaluated for one value after
another with `body.at(value)`.
"""

from mycelium_ir.lowering.bodies import Body, with_bodies
from mycelium_ir.lowering.budget import Budget, budget
from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.program import evaluate
from mycelium_ir.outcome import Outcome, Value

__all__ = [
    "Body",
    "Budget",
    "Outcome",
    "RefusedError",
    "Value",
    "budget",
    "evaluate",
    "with_bodies",
]
