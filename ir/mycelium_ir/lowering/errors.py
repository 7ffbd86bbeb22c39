"""How the code behind a function says no."""

from __future__ import annotations


class RefusedError(ValueError):
    """A `ValueError` with a code and a hint of its own.

    The code behind a function may raise a plain `ValueError("a sentence")`: the
    evaluator reports it as MYC106, at the place of the call. The language's own
    functions raise this class where a fault deserves its own code.
    """

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


def division_by_zero() -> RefusedError:
    """The error of dividing by zero."""
    return RefusedError("MYC100", "division by zero", "check the divisor, or exclude zero first")


def undefined(what: str, hint: str | None = None) -> RefusedError:
    """The error of a value that does not exist, such as log(0)."""
    return RefusedError("MYC101", f"{what} is undefined", hint)


def too_many_digits(what: str, digits: int) -> RefusedError:
    """The error of a number that is longer than the digits limit."""
    return RefusedError(
        "MYC102",
        f"{what} has more than {digits:,} digits",
        "work with smaller numbers, or raise the limit on digits",
    )


def too_large(what: str) -> RefusedError:
    """The error of a value with more parts than the size limit."""
    return RefusedError(
        "MYC103", f"{what} is too large", "split the work, or raise the limit on size"
    )


def infinite(what: str) -> RefusedError:
    """The error of an infinity where a number is needed."""
    return RefusedError("MYC104", f"{what} is infinite", "only finite numbers can be used here")


def undecided(what: str) -> RefusedError:
    """The error of a question on exact numbers that could not be decided."""
    return RefusedError(
        "MYC108", f"it could not be decided exactly {what}", "simplify the expressions first"
    )
