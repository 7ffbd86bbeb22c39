"""A solution and a reading of it in which each operand points where a test says."""

from __future__ import annotations

import numpy as np

from mycelium.executor import Executor
from mycelium_distill.labels.reading import Reading
from mycelium_distill.solutions import from_sample
from mycelium_distill.traces.record import Trace
from mycelium_distill.written import Written
from mycelium_ir.parser import parse

PROBLEM = "Ann has 12 pens, and Bob has 3 boxes. Ann buys 3 more. How many boxes of pens is that?"
SOLUTION = "Ann has 12 + 3 = 15 pens.\nThat is 15 / 3 = 5 boxes."


def written(problem: str = PROBLEM, solution: str = SOLUTION, answer: str = "5") -> Written:
    return from_sample(problem, solution, answer, id="own/1", source="own", split="train")


def words(text: str) -> np.ndarray:
    """Tokens: the words, by their characters."""
    found, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        found.append((start, start + len(word)))
        at = start + len(word)
    return np.array(found, "int32")


def reading(row: Written, looks: dict[tuple[int, int], str], mass: float = 0.9) -> Reading:
    """A trace in which each operand (step, operand) points at a word of the problem, `8:`
    before a character offset choosing among equal ones, or at a step (`s0`)."""
    program = parse(row.program)
    with Executor() as executor:
        outcome = executor.run(program)
    offsets, tokens = words(row.problem), words(row.solution)
    mentions = np.array([(s, e) for s, e in offsets if row.problem[s:e].strip(".,").isdigit()])
    mentions = mentions.astype("int32").reshape(-1, 2)
    sought = [(s, o) for s, step in enumerate(row.steps) for o in range(len(step.operands))]
    scores = np.full((len(sought), len(mentions) + len(row.steps)), 0.01, "float16")
    attention = np.full((len(tokens), len(offsets)), 0.001, "float16")
    for index, key in enumerate(sought):
        look = looks.get(key, "")
        if look.startswith("s"):
            scores[index, len(mentions) + int(look[1:])] = 0.9
        elif look:
            at = int(look)
            scores[index, int(np.flatnonzero(mentions[:, 0] == at)[0])] = 0.9
            span = row.steps[key[0]].span
            inside = (tokens[:, 0] >= span[0]) & (tokens[:, 1] <= span[1])
            attention[np.ix_(inside, offsets[:, 0] == at)] = 0.5
    trace = Trace(
        row.id,
        problem_offsets=offsets,
        solution_offsets=tokens,
        attention=attention,
        iaf=attention.sum(axis=1).astype("float32"),
        boundary=np.zeros(len(tokens), "float32"),
        numbers=mentions,
        operands=np.array(sought, "int32"),
        scores=scores,
        mass=np.full(len(sought), mass, "float16"),
    )
    values = {name: value.expression for name, value in outcome.values.items()}
    return Reading(row, program, values, trace, {})


TWELVE, FIRST, SECOND = PROBLEM.index("12"), PROBLEM.index("3 boxes"), PROBLEM.index("3 more")
LOOKS = {(0, 0): str(TWELVE), (0, 1): str(SECOND), (1, 0): "s0", (1, 1): str(FIRST)}
