"""From an example to the rows that specialists learn from: tokens, symbols, and all labels.

An example gives a row that is learnt from as a whole. Where steps are implicit it now and
then gives a second one, from which some are missing, so that `bridge` learns to see the gaps.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from mycelium_distill.examples.record import Example
from mycelium_distill.folds.cutting import number_of
from mycelium_distill.multitask.rows import CANDIDATES, EMPTY, NULL, SLOTS, TaskRow
from mycelium_distill.multitask.showing import (
    Mixture,
    drawn_plan,
    templates_by_clause,
    without_places,
    without_steps,
)
from mycelium_distill.multitask.viewing import View
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Program
from mycelium_ir.parser import parse
from mycelium_ir.references import execution_order
from mycelium_passes.transcript import Symbols, Transcript, clean, stated, transcribe
from mycelium_passes.transcript.symbols import STATED, WHOLE


class Encoder:
    """Encodes examples for one model.

    Args:
        tokenizer: The trunk's, as transformers has it; it gives offsets.
        vocabulary: The symbols of transcripts.
        goals: The answer types, by number.
        mixture: How plans are mixed.
        longest: The most tokens and symbols of a row.
        seed: What is drawn depends on it and the example.
    """

    def __init__(
        self,
        tokenizer: Any,
        vocabulary: Symbols,
        goals: Sequence[str],
        mixture: Mixture | None = None,
        *,
        longest: int = 512,
        seed: int = 0,
    ) -> None:
        self.tokenizer = tokenizer
        self.vocabulary = vocabulary
        self.goals = {name: number for number, name in enumerate(goals)}
        self.mixture = mixture or Mixture()
        self.longest = longest
        self.seed = seed
        (self.newline,) = tokenizer("\n", add_special_tokens=False)["input_ids"]

    def encode(self, example: Example) -> list[TaskRow]:
        """The rows of an example.

        Raises:
            ValueError: if it is too long, or cannot be written in symbols.
        """
        draw = random.Random(f"{self.seed}:{example.id}")
        try:
            program = parse(example.program)
            values = {name: Fraction(text) for name, text in example.values.items()}
            view = self._view(program)
            if example.correct is not None:
                judged = [self._judged(view, program, values, example)]
                if not example.correct:
                    return judged
            else:
                judged = []
            rows = [self._row(view, program, values, example, draw), *judged]
            implicit = [step.name for step in program.steps if step.implicit]
            gold = example.correct is None
            if gold and example.labelled and implicit and draw.random() < self.mixture.gaps:
                rows.append(self._gapped(view, program, values, example, implicit, draw))
        except MyceliumError as error:
            raise ValueError(error.diagnostics[0].message) from None
        return rows

    def _view(self, program: Program) -> View:
        text = clean(program.problem or "")
        encoded = self.tokenizer(text.text, add_special_tokens=False, return_offsets_mapping=True)
        ids = [*encoded["input_ids"], self.newline]
        return View(program, text, ids, list(encoded["offset_mapping"]))

    # -- the rows

    def _row(
        self,
        view: View,
        program: Program,
        values: Mapping[str, Fraction],
        example: Example,
        draw: random.Random,
    ) -> TaskRow:
        """What is learnt by heart: the whole program, with one plan or another.

        Of a model's own program, whose operands refer to nothing, that is all. A program
        of which no step says where it comes from is written without clauses.
        """
        gold = example.correct is None
        if example.labelled:
            placed = any(step.clauses or step.implicit for step in program.steps)
            if draw.random() < self.mixture.bare or not placed:
                return self._bare(view, program, values, example)
        plan = None
        if example.labelled:
            plan = drawn_plan(program, example, self.mixture, self.vocabulary.templates, draw)
        mode, shown = WHOLE, program
        implicit = [step.name for step in program.steps if step.implicit]
        if gold and example.labelled and draw.random() < self.mixture.stated:
            mode = STATED
            shown, values = without_steps(program, set(implicit), values)
        transcript = transcribe(shown, values, self.vocabulary, plan=plan, mode=mode)
        whole = shown is program or not implicit
        gaps = self._gaps(transcript, {}) if plan is None and mode == WHOLE and whole else []
        if not example.labelled or not gold:
            gaps = []
        return self._assembled(
            view,
            shown,
            values,
            transcript,
            example,
            weights=self._weights(transcript),
            gaps=gaps,
            verify=[],
        )

    def _bare(
        self, view: View, program: Program, values: Mapping[str, Fraction], example: Example
    ) -> TaskRow:
        """The whole program, learnt as if there were no clauses; they are learnt beside it."""
        shown = without_places(program)
        transcript = transcribe(shown, values, self.vocabulary)
        weights = self._weights(transcript)
        return self._assembled(
            view, shown, values, transcript, example, weights=weights, gaps=[], verify=[]
        )

    def _gapped(
        self,
        view: View,
        program: Program,
        values: Mapping[str, Fraction],
        example: Example,
        implicit: Sequence[str],
        draw: random.Random,
    ) -> TaskRow:
        """A program from which implicit steps are missing, read as it stands."""
        missing = [name for name in implicit if draw.random() < 0.6] or [draw.choice(implicit)]
        if draw.random() < 0.4:
            missing = list(implicit)
        shown, known = without_steps(program, set(missing), values)
        transcript = transcribe(shown, known, self.vocabulary)
        before: dict[str | None, list[str]] = {}
        last: str | None = None
        for step in execution_order(program):
            if step.name in missing:
                before.setdefault(last, []).append(step.operation or "")
            else:
                last = step.name
        return self._assembled(
            view,
            shown,
            known,
            transcript,
            example,
            weights=np.zeros(len(transcript.symbols), np.float32),
            gaps=self._gaps(transcript, before),
            verify=[],
        )

    def _judged(
        self, view: View, program: Program, values: Mapping[str, Fraction], example: Example
    ) -> TaskRow:
        """A program that a model wrote, for the verifier alone."""
        transcript = transcribe(program, values, self.vocabulary)
        end = len(transcript.symbols) - 1
        empty = View(view.program, view.text, view.ids, view.offsets)
        return self._assembled(
            empty,
            program,
            values,
            transcript,
            example,
            weights=np.zeros(len(transcript.symbols), np.float32),
            gaps=[],
            verify=[[end, int(bool(example.correct))]],
        )

    def _assembled(
        self,
        view: View,
        program: Program,
        values: Mapping[str, Fraction],
        transcript: Transcript,
        example: Example,
        *,
        weights: Any,
        gaps: list[list[int]],
        verify: list[list[int]],
    ) -> TaskRow:
        if len(view.ids) + len(transcript.symbols) > self.longest:
            raise ValueError("it is too long")
        gold = example.correct is None
        spans = view.clause_tokens()
        keys, targets = self._pointers(view, values, transcript) if gold else ([], [])
        answer, right = self._answer(view, program, transcript) if gold else ([], [])
        goal = [] if verify else self._goal(program, transcript)
        labelled = example.labelled and gold
        return TaskRow(
            text=np.array(view.ids),
            symbols=np.array(transcript.symbols),
            symbol_weights=np.asarray(weights, dtype=np.float32),
            markers=_table([[place, *spans[clause]] for place, clause in transcript.markers], 3),
            segment=view.segment() if labelled else np.full(len(view.ids), -1),
            clauses=_table(self._slots(view) if labelled else [], 2 + SLOTS),
            gaps=_table(gaps, 1 + SLOTS),
            pointers=_table(keys, 1 + CANDIDATES),
            pointer_targets=np.array(targets, dtype=bool).reshape(-1, CANDIDATES),
            answer=_table(answer, 1 + CANDIDATES),
            answer_targets=np.array(right, dtype=bool).reshape(-1, CANDIDATES),
            goal=_table(goal, 2),
            verify=_table(verify, 2),
            weight=example.weight,
            group=number_of(example),
        )

    # -- the labels

    def _weights(self, transcript: Transcript) -> Any:
        """1 where the model has to write: not the plan, not the values, not what ends a value."""
        weights = np.zeros(len(transcript.symbols), np.float32)
        weights[transcript.go + 1 :] = 1
        for step in transcript.steps:
            weights[step.expression[1] + 1 : step.end + 1] = 0
        return weights

    def _slots(self, view: View) -> list[list[int]]:
        found: list[list[int]] = []
        for span, templates in zip(
            view.clause_tokens(), templates_by_clause(view.program), strict=False
        ):
            found.append([*span, *self._labels(templates)])
        return found

    def _labels(self, templates: Sequence[str]) -> list[int]:
        numbers = [1 + self.vocabulary.templates.index(name) for name in templates[:SLOTS]]
        return numbers + [0] * (SLOTS - len(numbers))

    def _gaps(
        self, transcript: Transcript, missing: Mapping[str | None, Sequence[str]]
    ) -> list[list[int]]:
        """For the place before the first step and for that after each: the steps missing there."""
        places: list[tuple[int, str | None]] = [(transcript.go, None)]
        places += [(step.end, step.name) for step in transcript.steps]
        return [[place, *self._labels(missing.get(name, ()))] for place, name in places]

    def _pointers(
        self, view: View, values: Mapping[str, Fraction], transcript: Transcript
    ) -> tuple[list[list[int]], list[list[bool]]]:
        prefix = len(view.ids)
        keys: list[list[int]] = []
        targets: list[list[bool]] = []
        told = [_stated(values.get(step.name)) for step in transcript.steps]
        for operand in transcript.operands:
            earlier = range(operand.step)
            if operand.literal is None:
                steps = [index for index in earlier if told[index] is None]
                mentions = []
            else:
                literal = operand.literal
                steps = [index for index in earlier if literal in _either_sign(told[index])]
                mentions = view.numbers.get(literal, [])
            places = [prefix + transcript.steps[index].end for index in steps[-16:]]
            right = [transcript.steps[index].name == operand.origin for index in steps[-16:]]
            places += mentions[: CANDIDATES - 1 - len(places)]
            right += [operand.origin is None] * (len(places) - len(right))
            if operand.literal is not None:
                places.append(NULL)
                right.append(operand.origin is None and not mentions)
            if len(places) < 2 or not any(right):
                continue
            rest = CANDIDATES - len(places)
            keys.append([operand.position, *places, *[EMPTY] * rest])
            targets.append([*right, *[False] * rest])
        return keys, targets

    def _answer(
        self, view: View, program: Program, transcript: Transcript
    ) -> tuple[list[list[int]], list[list[bool]]]:
        steps = transcript.steps[-CANDIDATES:]
        right = [step.name == program.answer for step in steps]
        if not any(right):
            return [], []
        rest = CANDIDATES - len(steps)
        places = [len(view.ids) + step.end for step in steps]
        row = [len(transcript.symbols) - 1, *places, *[EMPTY] * rest]
        return [row], [[*right, *[False] * rest]]

    def _goal(self, program: Program, transcript: Transcript) -> list[list[int]]:
        goal = program.goal
        if goal is None or goal.type not in self.goals:
            return []
        places = [step.end for step in transcript.steps if step.name == goal.step]
        return [[place, self.goals[goal.type]] for place in places]


def _stated(value: Fraction | None) -> Fraction | None:
    return None if value is None else stated(value)


def _either_sign(value: Fraction | None) -> tuple[Fraction, ...]:
    return () if value is None else (value, -value)


def _table(rows: Sequence[Sequence[int]], width: int) -> Any:
    return np.array(rows, dtype=np.int64).reshape(-1, width)
