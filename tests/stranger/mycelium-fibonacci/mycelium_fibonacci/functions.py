"""How the plugin's function is carried out; imported in the executor's workers."""

import sympy


def fibonacci(n: sympy.Expr) -> sympy.Expr:
    if not n.is_Integer or n < 0:
        raise ValueError("fibonacci takes a whole number that is not negative")
    if n > 20_000:
        raise ValueError("fibonacci numbers are computed up to the 20,000th")
    return sympy.fibonacci(n)
