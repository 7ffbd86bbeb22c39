"""Written rows from solutions that people or teachers wrote: GSM8K's, and a model's own."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from mycelium.evaluation.dataset import Example
from mycelium.evaluation.gold_programs.chains import Traced, traced, traced_solution
from mycelium.evaluation.gold_programs.computations import Computation, computations_in
from mycelium.evaluation.gold_programs.exact import NoValueError, values_of
from mycelium_distill.solutions.places import Places
from mycelium_distill.written import ANSWER_MARK, Span, Written, WrittenOperand, WrittenStep
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Expression, Name, Number
from mycelium_ir.printer import print_program


def from_gsm8k(example: Example, *, split: str = "train") -> Written:
    """The row of a GSM8K example: its solution's text without annotations, and its program.

    The program's last value is the gold answer by exact arithmetic; whether the
    executor agrees, `gold_programs.verified` tells.

    Raises:
        MyceliumError: MYC265 or MYC266, if the solution spells no program.
    """
    solution, chain = traced_solution(example)
    return Written(
        id=example.id,
        source="gsm8k",
        split=split,
        problem=example.problem,
        solution=solution.text,
        steps=steps_of(solution.text, example.problem, chain),
        program=print_program(chain.program),
        answer=example.answer,
    )


def from_sample(
    problem: str,
    text: str,
    gold: str,
    *,
    id: str = "sample",
    source: str = "sample",
    split: str = "train",
) -> Written:
    """The row of a solution that a model wrote: its computations `a op b = c` as a program.

    Args:
        problem: The problem's text.
        text: What the model wrote, with or without `#### answer` at its end.
        gold: The gold answer.
        id: Names the row.
        source: Where it comes from.
        split: The split that it belongs to.

    Raises:
        MyceliumError: MYC265 if it computes nothing, MYC266 if it states another answer
            or no step of it has the gold answer as its exact value.
    """
    body, mark, rest = text.partition("####")
    body = body.rstrip()
    stated = rest.strip().split("\n", 1)[0].strip()
    if mark and _plain(stated) != _plain(gold):
        raise _no_row("MYC266", id, f"it states the answer {stated!r}, and {gold!r} is right")
    computations = computations_in(body)
    if not computations:
        raise _no_row("MYC265", id, "it computes nothing")
    chain = traced(id, problem, computations, (gold,))
    solution = f"{body}{ANSWER_MARK}{gold}"
    return Written(
        id=id,
        source=source,
        split=split,
        problem=problem,
        solution=solution,
        steps=steps_of(solution, problem, chain),
        program=print_program(chain.program),
        answer=gold,
    )


def _plain(answer: str) -> Fraction | str:
    bare = answer.replace(",", "").replace("$", "").strip().rstrip(".")
    try:
        return Fraction(bare)
    except (ValueError, ZeroDivisionError):
        return bare


def _no_row(code: str, row: str, why: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(code, f"{row}: {why}", hint="leave the row out of training", subject=row)
    )


# --------------------------------------------------------------------------- steps


def steps_of(solution: str, problem: str, chain: Traced) -> tuple[WrittenStep, ...]:
    """The steps of a program that a solution states, with their places in it."""
    stated = [c for c in chain.origins if c is not None]
    spans = step_spans(solution, stated)
    reader = _Operands(problem, chain)
    return tuple(
        WrittenStep(
            name=step.name,
            span=spans[index],
            expression=_whole(chain.expressions[index]),
            result=origin.result,
            operands=reader.of(index),
        )
        for index, (step, origin) in enumerate(zip(chain.program.steps, chain.origins, strict=True))
        if origin is not None
    )


def step_spans(solution: str, computations: Sequence[Computation]) -> tuple[Span, ...]:
    """Each computation's own text: its line, divided where the line has several.

    Where a line has several, one ends behind its result, with the sentence if a
    sentence ends there.
    """
    found: list[Span] = []
    for index, computation in enumerate(computations):
        start = solution.rfind("\n", 0, computation.at) + 1
        end = solution.find("\n", computation.at)
        end = len(solution) if end < 0 else end
        if found and found[-1][1] > start:
            start = found[-1][1]
        following = computations[index + 1] if index + 1 < len(computations) else None
        if following is not None and following.at < end:
            behind = computation.result[1] if computation.result is not None else computation.at
            begun = following.expression.at
            limit = following.at if begun is None else max(behind, begun[0])
            end = _sentence_end(solution, behind, limit)
        while start < end and solution[start].isspace():
            start += 1
        while end > start and solution[end - 1].isspace():
            end -= 1
        found.append((start, end))
    return tuple(found)


def _sentence_end(text: str, start: int, limit: int) -> int:
    """Behind the first sentence end between two places; else behind the first of them."""
    for place in range(start, limit):
        if text[place] in ".!?;," and (place + 1 >= len(text) or text[place + 1].isspace()):
            return place + 1
    return start


def _whole(expression: Expression) -> Span | None:
    """Where an expression stands, if all of it does."""
    if expression.at is not None:
        return expression.at
    return None


class _Operands:
    """Finds where the numbers of a program's steps come from."""

    def __init__(self, problem: str, chain: Traced) -> None:
        self.chain = chain
        self.places = Places(problem)
        self.order = {step.name: i for i, step in enumerate(chain.program.steps)}
        try:
            exact = values_of(chain.program)
        except NoValueError:  # a chain has been computed before
            exact = {}
        self.values: list[frozenset[Fraction]] = [
            frozenset({*({exact[s.name]} if s.name in exact else ()), *({o.stated} if o else ())})
            for s, o in zip(chain.program.steps, chain.origins, strict=True)
        ]

    def of(self, index: int) -> tuple[WrittenOperand, ...]:
        """The operands of a step that the solution writes, from left to right."""
        found = list(self._operands(self.chain.expressions[index], index))
        return tuple(sorted(found, key=lambda operand: operand.span))

    def _operands(self, node: Expression, index: int) -> list[WrittenOperand]:
        if type(node) is Call:
            return [o for operand in node.operands for o in self._operands(operand, index)]
        if node.at is None or type(node) not in (Name, Number):
            return []
        if type(node) is Name:
            gold = self.order[node.id]
            origin = self.chain.origins[gold]
            assert origin is not None  # only what is stated is referred to
            value = origin.stated
            return [self._operand(node.at, value, index, gold)]
        assert type(node) is Number
        return [self._operand(node.at, node.value, index, None)]

    def _operand(self, span: Span, value: Fraction, index: int, gold: int | None) -> WrittenOperand:
        places = self.places.of(abs(value))
        steps = tuple(i for i in range(index) if value in self.values[i])
        if gold is not None:
            return WrittenOperand(span, value, "step", places, steps, gold)
        return WrittenOperand(span, value, "problem" if places else "constant", places, steps)
