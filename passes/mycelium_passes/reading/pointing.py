"""Where operands come from (C5): an earlier step, a number of the problem, or nowhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import torch
from torch import Tensor

from mycelium.analyses import Mention, read_numbers
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language
from mycelium_ir.nodes import Call, Expression, Program, children
from mycelium_passes.model.heads import EMPTY, NULL
from mycelium_passes.reading.encoding import Reading, clause_tokens
from mycelium_passes.reading.model import Model
from mycelium_passes.transcript import Operand, Transcript, stated

CANDIDATES = 24
"""How many places a pointer chooses from, as in training."""
MOST_STEPS = 16
"""How many of them are earlier steps, the latest ones."""

Path = tuple[int, ...]


@dataclass(frozen=True)
class Source:
    """Where one operand comes from.

    Attributes:
        operand: The operand.
        path: What stands for it in its step's expression; a negation, where a step has
            the negated value.
        step: The name of the step that it is, or None.
        mention: The number of the problem that it is, or None.
        probability: Of this choice among the candidates.
    """

    operand: Operand
    path: Path
    step: str | None
    mention: Mention | None
    probability: float


def resolve(
    model: Model,
    reading: Reading,
    transcript: Transcript,
    states: Tensor,
    program: Program,
    values: Mapping[str, Fraction],
    *,
    steps: Collection[int] | None = None,
    kinds: Mapping[str, Kind] | None = None,
    language: Language | None = None,
) -> list[Source]:
    """Choose the source of each operand that may be an earlier step or a number of the problem.

    Operands that are references already, and those without candidates, are left out.

    Args:
        model: The specialists.
        reading: The problem.
        transcript: Of the program, whole or begun.
        states: [S, d], of the transcript's symbols, as far as the operands reach.
        program: Has the expressions of the transcript's steps.
        values: Of the steps that give a rational number.
        steps: The numbers of the steps whose operands are wanted; all if not given.
        kinds: Of the steps' values, as far as they are known.
        language: Says which kinds an operand may be of; without it all are tried.
    """
    told = [_stated(values.get(step.name)) for step in transcript.steps]
    mentions = _mentions(program, reading)
    prefix = len(reading)
    asked: list[_Asked] = []
    for operand in transcript.operands:
        if operand.origin is not None or (steps is not None and operand.step not in steps):
            continue
        step = program.step(transcript.steps[operand.step].name)
        assert step.expression is not None
        found: list[_Choice] = []
        for index in range(operand.step):
            path = _path(operand, told[index], step.expression)
            if path is None:
                continue
            name = transcript.steps[index].name
            if operand.literal is None and language is not None and kinds is not None:
                wanted = _wanted(step.expression, path, language)
                known = kinds.get(name)
                if wanted is not None and known is not None and not wanted.accepts(known):
                    continue
            place = prefix + transcript.steps[index].end
            found.append(_Choice(place, path, name, None))
        found = found[-MOST_STEPS:]
        if operand.literal is not None:
            numbers = mentions.get(operand.literal, [])[: CANDIDATES - 1 - len(found)]
            found += [_Choice(place, operand.path, None, mention) for place, mention in numbers]
            if found:
                found.append(_Choice(NULL, operand.path, None, None))
        if found:
            asked.append(_Asked(operand, found))
    return _decided(model, torch.cat([reading.states, states]), prefix, asked)


def answer(
    model: Model, reading: Reading, transcript: Transcript, states: Tensor
) -> tuple[str, float]:
    """The step that answers the question, and its probability; there must be one at least."""
    steps = transcript.steps[-CANDIDATES:]
    every = torch.cat([reading.states, states])
    device = every.device
    keys = torch.tensor([[len(reading) + step.end for step in steps]], device=device)
    with torch.inference_mode():
        scores = model.heads.answer(every[-1:], every, keys)[0].softmax(-1)
    best = int(scores.argmax())
    return steps[best].name, float(scores[best])


@dataclass(frozen=True)
class _Choice:
    place: int
    path: Path
    step: str | None
    mention: Mention | None


@dataclass(frozen=True)
class _Asked:
    operand: Operand
    choices: Sequence[_Choice]


def _decided(model: Model, every: Tensor, prefix: int, asked: Sequence[_Asked]) -> list[Source]:
    if not asked:
        return []
    width = max(len(one.choices) for one in asked)
    keys = torch.full((len(asked), width), EMPTY)
    for row, one in enumerate(asked):
        keys[row, : len(one.choices)] = torch.tensor([choice.place for choice in one.choices])
    keys = keys.to(every.device)
    places = torch.tensor([prefix + one.operand.position for one in asked], device=every.device)
    with torch.inference_mode():
        scores = model.heads.wire(every[places], every, keys)
        chances = scores.masked_fill(keys == EMPTY, float("-inf")).softmax(-1)
        best = chances.max(-1)
    found = []
    for one, index, chance in zip(asked, best.indices.tolist(), best.values.tolist(), strict=True):
        choice = one.choices[index]
        found.append(Source(one.operand, choice.path, choice.step, choice.mention, chance))
    return found


def _path(operand: Operand, told: Fraction | None, expression: Expression) -> Path | None:
    """What of the expression a step of this value could stand for, if anything."""
    if operand.literal is None:
        return operand.path if told is None else None
    if told is None:
        return None
    if told == operand.literal:
        return operand.path
    if told == -operand.literal and operand.path:
        above = at(expression, operand.path[:-1])
        if type(above) is Call and above.function == "-" and len(above.operands) == 1:
            return operand.path[:-1]
    return None


def _wanted(expression: Expression, path: Path, language: Language) -> Kind | None:
    """The kind that is wanted at a place of an expression, if that is known."""
    if not path:
        return None
    call = at(expression, path[:-1])
    function = language.functions.get(call.function) if type(call) is Call else None
    if function is None or type(call) is not Call:
        return None
    index = path[-1] - len(call.operands)
    return function.operand_kind(path[-1]) if index < 0 else function.parameter_kind(index)


def at(expression: Expression, path: Path) -> Expression:
    """What stands at a place of an expression."""
    for index in path:
        expression = children(expression)[index]
    return expression


def put(expression: Expression, path: Path, new: Expression) -> Expression:
    """The expression with something else at a place."""
    if not path:
        return new
    assert type(expression) is Call
    parts = list(children(expression))
    parts[path[0]] = put(parts[path[0]], path[1:], new)
    count = len(expression.operands)
    return Call(expression.function, tuple(parts[:count]), tuple(parts[count:]))


def _stated(value: Fraction | None) -> Fraction | None:
    return None if value is None else stated(value)


def _mentions(program: Program, reading: Reading) -> dict[Fraction, list[tuple[int, Mention]]]:
    """The numbers of the text by value, each with its last token; a percentage has two values."""
    found: dict[Fraction, list[tuple[int, Mention]]] = {}
    for mention in read_numbers(program.problem or ""):
        first, last = clause_tokens(reading, mention.start, mention.end)
        if first < last:
            for value in {mention.value, mention.figure}:
                found.setdefault(value, []).append((last - 1, mention))
    return found
