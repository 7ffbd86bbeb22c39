"""How the plugin's function is carried out; imported in the executor's workers."""

import sympy


def fibonacci(n: sympy.Expr) -> sympy.Expr:
    if not n.is_Integer or n < 0:
        raise ValueError("it takes whole numbers that are not negative")
    if n > 20_000:
        raise ValueError("it goes no further than 20000")
    return sympy.fibonacci(n)
