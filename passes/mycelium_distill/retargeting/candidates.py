"""A question that was written for a step, checked, and the example that comes of it.

The program is what the step needs of the problem's own: its clauses, steps and
templates. The question's clause takes the place of the old one, anchors included.
"""

from __future__ import annotations

import re
from fractions import Fraction

from mycelium.analyses.number_words import Surface
from mycelium.analyses.numbers import Mention, read_numbers
from mycelium.evaluation.gold_programs.building import goal_type
from mycelium.evaluation.splits import masked
from mycelium_distill.examples.executing import arithmetic
from mycelium_distill.examples.labelled import UnusableError, annotated, language_of
from mycelium_distill.examples.record import Example
from mycelium_distill.labels.segments import question as asked
from mycelium_distill.labels.segments import segments
from mycelium_distill.labels.slots import scalar
from mycelium_distill.perturbing.edits import Edits
from mycelium_distill.retargeting.asking import asking, sentence_ends
from mycelium_distill.retargeting.pairs import Request
from mycelium_distill.templates.table import TemplateTable
from mycelium_distill.written import Span
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Clause, Goal, Problem, Program, Statement, replace
from mycelium_ir.parser import parse_expression
from mycelium_ir.printer import print_program
from mycelium_ir.rewrite import rename_all
from mycelium_ir.verifier import check

SHORTEST = 3
"""Words that a question has at least."""

_DIGITS = frozenset({Surface.INTEGER, Surface.DECIMAL, Surface.PERCENT, Surface.MIXED})


class UnfitError(ValueError):
    """A question that is not to be asked; the message says why."""


def question_of(text: str, request: Request) -> str:
    """The question in a text that a model wrote, as it goes into the problem.

    Raises:
        UnfitError: if it is no single question, gives the answer or a later value away,
            states a number that the problem does not, or asks what the problem asked.
    """
    found = " ".join(text.split())
    if not found.endswith("?") or sentence_ends(found) != [len(found)]:
        raise UnfitError("it is no single question")
    if len(found.split()) < SHORTEST:
        raise UnfitError("it is too short")
    problem = request.labels.problem
    if masked(found) == masked(problem[slice(*asking(problem, _old(request)).question)]):
        raise UnfitError("it is the problem's own question")
    mentions = read_numbers(found)
    if any(_figures(mention) & _untold(request) for mention in mentions):
        raise UnfitError("it tells a value that is to be found")
    told = {figure for mention in read_numbers(_body(request)) for figure in _figures(mention)}
    if any(mention.surface in _DIGITS and not _figures(mention) & told for mention in mentions):
        raise UnfitError("it tells a number that the problem does not")
    return _with_case(found, request.begins)


def candidate(request: Request, question: str, number: int, table: TemplateTable) -> Example:
    """The row of a new question.

    Args:
        request: What the question was written for.
        question: What `question_of` gave.
        number: Tells the questions for one step apart.
        table: The templates.

    Raises:
        UnfitError: if the problem's labels make no program.
    """
    labels = request.labels
    try:
        whole = annotated(labels, table)
    except UnusableError as error:
        raise UnfitError(str(error)) from None
    edits = Edits(labels.problem, [(request.removed, question)])
    new = _question_clause(edits.new, edits.moved(request.removed))
    # Each clause by its span in the new text: those of what was removed are the question's.
    spans = {
        clause.name: new
        if clause.start < request.removed[1] and request.removed[0] < clause.end
        else edits.moved((clause.start, clause.end))
        for clause in whole.clauses
    }
    steps = [step for step in whole.steps if step.name in request.needed]
    used = sorted({new, *(spans[name] for step in steps for name in step.clauses)})
    clauses = {span: f"c{index}" for index, span in enumerate(used)}
    statements: list[Statement] = [Problem(edits.new)]
    statements += [Clause(name, *span, edits.new[slice(*span)]) for span, name in clauses.items()]
    for step in steps:
        anchors = [clauses[spans[name]] for name in step.clauses]
        # The anchor is the last one, also where two have become one.
        kept = tuple(name for i, name in enumerate(anchors) if name not in anchors[i + 1 :])
        statements.append(replace(step, clauses=kept))
    value = _values(request)[request.step]
    statements.append(Goal(goal_type(value), request.step))
    program = rename_all(
        Program(tuple(statements)), {step.name: f"s{i}" for i, step in enumerate(steps)}
    )
    return _row(request, program, number, table)


def _row(request: Request, program: Program, number: int, table: TemplateTable) -> Example:
    try:
        check(program, language_of(table))
    except MyceliumError as error:
        raise UnfitError(f"{error.diagnostics[0].code} from the verifier") from None
    values = arithmetic(program)
    labelled = [str(_values(request)[name]) for name in request.needed]
    if values is None or list(values.values()) != labelled:
        raise UnfitError("its program has other values than the problem's")
    labels = request.labels
    return Example(
        f"{request.id}.{number}",
        f"{labels.source}.retargeted",
        labels.split,
        print_program(program),
        values,
        True,
        labels.id,
    )


def _question_clause(text: str, span: Span) -> Span:
    """The piece of a new question that asks, as labels have it; all of it if no piece does."""
    pieces = segments(text)
    found = pieces[asked(text, pieces)]
    if span[0] <= found[0] and found[1] <= span[1]:
        return found
    return span[0], span[0] + len(text[slice(*span)].rstrip("?!. "))


def _old(request: Request) -> Span:
    return request.labels.goal.question


def _body(request: Request) -> str:
    text = request.labels.problem
    return text[: request.removed[0]] + text[request.removed[1] :]


def _values(request: Request) -> dict[str, Fraction]:
    found = {step.name: scalar(parse_expression(step.value)) for step in request.labels.steps}
    return {name: value for name, value in found.items() if value is not None}


def _untold(request: Request) -> set[Fraction]:
    """The step's value, and those of the steps that it does not need."""
    return {
        value
        for name, value in _values(request).items()
        if name == request.step or name not in request.needed
    }


def _figures(mention: Mention) -> set[Fraction]:
    return {mention.value, mention.figure}


_FIRST_WORD = re.compile(
    r"(?:How|What|Which|Who|Whose|When|Where|In|By|For|At|To|On|Of|From|With|After|Then|So|And)\b"
)


def _with_case(question: str, begins: bool) -> str:
    if begins:
        return question[0].upper() + question[1:]
    if _FIRST_WORD.match(question):
        return question[0].lower() + question[1:]
    return question  # a name keeps its capital
