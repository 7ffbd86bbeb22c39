"""What the rules cannot do, each with a code and a way out."""

from __future__ import annotations

from mycelium_ir.diagnostics import Diagnostic, MyceliumError


def nothing_to_segment() -> MyceliumError:
    """The problem has no words."""
    return MyceliumError(
        Diagnostic(
            "MYC180",
            "the problem has no words to cut into clauses",
            hint="write the problem as English sentences that end in a question",
        )
    )


def no_numbers() -> MyceliumError:
    """No clause has a number."""
    return MyceliumError(
        Diagnostic(
            "MYC181",
            "the rules find no number in the problem's clauses",
            hint="write the numbers in digits or English words, in clauses that are kept",
        )
    )


def no_question() -> MyceliumError:
    """No clause asks anything."""
    return MyceliumError(
        Diagnostic(
            "MYC182",
            "the rules find no English question in the problem's clauses",
            hint="end the problem with a question such as `How many ... ?` or `Find x.`",
        )
    )


def no_plan() -> MyceliumError:
    """No way to compute with the numbers makes sense."""
    return MyceliumError(
        Diagnostic(
            "MYC183",
            "the rules find no computation with these numbers that answers the question",
            hint="write the steps by hand, or use another pass in place of `heuristic.classify`",
        )
    )


def cannot_fill(step: str, operation: str) -> MyceliumError:
    """A step that a person planned and that the rules have no expression for."""
    return MyceliumError(
        Diagnostic(
            "MYC184",
            f"the rules cannot write an expression for step `{step}`: nothing is known of what "
            f"`{operation}` computes with",
            subject=step,
            hint=f"write it by hand, `step {step} : {operation} = ...`, or type the step otherwise",
        )
    )


def unknown_answer(step: str) -> MyceliumError:
    """The answer step has no value, so its form cannot be told."""
    return MyceliumError(
        Diagnostic(
            "MYC185",
            f"the answer step `{step}` has no value yet, so the rules cannot tell its form",
            subject=step,
            hint="run `extract` and `wire` first, or write `goal TYPE " + step + "` by hand",
        )
    )
