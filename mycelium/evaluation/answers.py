"""Comparing an answer with the gold answer: mathematically, by fixed rules, with a typed verdict.

A failure never looks like a wrong answer: what could not be compared is unsupported,
what took too long a timeout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from mycelium.evaluation.gold import read_gold
from mycelium.evaluation.rounding import FEWEST_PLACES, agrees
from mycelium.evaluation.shapes import (
    Members,
    Range,
    Relation,
    Scalar,
    Shape,
    Truth,
    Union,
    exact_value,
    range_of,
    shape_of,
)
from mycelium.evaluation.symbolic import Judge, UndecidedError, rational_sign
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Call, Expression, Name, number

if TYPE_CHECKING:
    from mycelium.executor import Executor
    from mycelium_ir.outcome import Value

SECONDS = 1.0
"""How long one comparison may take, all of its parts together."""

RULES = """\
answers are equal when they are equal as mathematics; besides:
- a gold decimal with 2 or more places also accepts an exact answer that rounds to it at
  that many places (a tie away from zero); with --strict it does not
- a gold integer, fraction or decimal with 1 place accepts only an equal value
- 12% is 0.12; where the goal is percent it is also 12, and a gold 12 is also 12%
- sets have no order; nor has a bare list, `5, -2`, which equals a set, a tuple or the one
  solution of a system with these members
- a bare value equals a set that holds it alone; `x = 5` is 5, `x < 3` the interval
- currency signs, thousands separators, units, degree signs and LaTeX are read and have no
  bearing on the value
- an equation or inequality equals its nonzero multiples"""
"""The rules of equality, for people; every report has them as `rules` in its JSON form."""

_SINGLE = frozenset({Kind.NUMBER, Kind.EXPRESSION, Kind.ANY})


class Verdict(StrEnum):
    """What a comparison came to."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNSUPPORTED = "unsupported"
    TIMEOUT = "timeout"
    ERROR = "error"


@dataclass(frozen=True)
class Comparison:
    """A verdict, and a sentence that says why where it is neither equal nor different."""

    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True)
class Comparer:
    """Compares answers; symbolic equality is decided in the executor's workers.

    `strict` turns the rounding of gold decimals off; `seconds` bounds one comparison.
    """

    executor: Executor
    strict: bool = False
    seconds: float = SECONDS

    def compare(
        self,
        gold: str | Sequence[str],
        answer: Value,
        goal: str | None = None,
        domains: Mapping[str, str] | None = None,
    ) -> Comparison:
        """Compare a computed answer with a gold text, or with several that all count.

        Args:
            gold: As it is written in the dataset.
            answer: As the executor gave it.
            goal: The program's goal type.
            domains: The domains of the program's unknowns; real if not said.
        """
        golds = [gold] if isinstance(gold, str) else list(gold)
        shapes: list[Shape] = []
        unread: list[str] = []
        for text in golds:
            try:
                shapes.extend(read_gold(text))
            except MyceliumError as error:
                unread.append(error.diagnostics[0].message)
        if not shapes:
            return Comparison(Verdict.UNSUPPORTED, unread[0] if unread else "no gold answer")
        try:
            given = shape_of(answer.expression)
        except MyceliumError as error:
            return Comparison(Verdict.UNSUPPORTED, error.diagnostics[0].message)
        if isinstance(given, Scalar) and answer.kind not in _SINGLE:
            return Comparison(
                Verdict.UNSUPPORTED, f"an answer such as {answer.text} is not compared"
            )
        judge = Judge(self.executor, self.seconds, domains or {})
        matcher = _Matcher(judge, self.strict, goal)
        undecided: UndecidedError | None = None
        for shape in shapes:
            try:
                if matcher.match(shape, given):
                    return Comparison(Verdict.EQUAL)
            except UndecidedError as error:
                undecided = undecided or error
        if undecided is not None:
            return Comparison(Verdict(undecided.why), str(undecided))
        return Comparison(Verdict.DIFFERENT)

    def same(self, first: Value, second: Value, domains: Mapping[str, str] | None = None) -> bool:
        """Whether two computed answers are equal as mathematics, without any rounding.

        They must be of one form, such as two sets. What cannot be shown to be equal
        counts as different.
        """
        if first == second:
            return True
        try:
            a, b = shape_of(first.expression), shape_of(second.expression)
        except MyceliumError:
            return False
        if type(a) is not type(b):
            return False
        judge = Judge(self.executor, self.seconds, domains or {})
        try:
            return _Matcher(judge, strict=True, goal=None).match(a, b)
        except UndecidedError:
            return False


@dataclass(frozen=True)
class _Matcher:
    """The rules, for one comparison."""

    judge: Judge
    strict: bool
    goal: str | None

    def match(self, gold: Shape, given: Shape) -> bool:
        """Whether a value is what the gold shape says."""
        if isinstance(given, Relation) and not isinstance(gold, Relation):
            return self._relation_given(gold, given)
        match gold, given:
            case Scalar(), Scalar():
                return self._scalar(gold, given)
            case Scalar(), Members(kind="set", members=(only,)):
                return self.match(gold, only)
            case Members(kind="list"), Members():
                return self._list(gold, given)
            case Members(kind="set"), Members(kind="set"):
                return self._same_members(gold.members, given.members)
            case Members(kind="tuple"), Members(kind="tuple"):
                return len(gold.members) == len(given.members) and all(
                    map(self.match, gold.members, given.members)
                )
            case Members(kind="tuple"), Members(kind="set", members=(Members() as only,)):
                return self.match(gold, only)
            case Members(kind="tuple", members=(Scalar() as low, Scalar() as high)), Range():
                return self._range(Range(low, high, True, True), given)
            case Range(), Range():
                return self._range(gold, given)
            case Union(), Union():
                return self._same_members(gold.parts, given.parts)
            case Relation(), Relation():
                return self._relation(gold, given)
            case Truth(), Truth():
                return gold.value == given.value
        return False

    def _relation_given(self, gold: Shape, given: Relation) -> bool:
        """An answer `x = 5` against 5, an answer `x < 3` against an interval."""
        if given.sign == "=" and type(given.left.expression) is Name:
            return self.match(gold, given.right)
        bounded = range_of(given)
        return (
            bounded is not None and isinstance(gold, Range | Members) and self.match(gold, bounded)
        )

    # -- several values

    def _list(self, gold: Members, given: Members) -> bool:
        only = given.members[0] if len(given.members) == 1 else None
        if isinstance(only, Members) and given.kind == "set":
            return self.match(gold, only)
        if given.kind == "set":
            return self._same_members(gold.members, given.members)
        return len(gold.members) == len(given.members) and self._paired(gold.members, given.members)

    def _same_members(self, gold: Sequence[Shape], given: Sequence[Shape]) -> bool:
        """Whether each value is one of the others, in both directions."""
        table = [[self._lazily(g, a) for a in given] for g in gold]
        return all(any(test() for test in row) for row in table) and all(
            any(row[i]() for row in table) for i in range(len(given))
        )

    def _paired(self, gold: Sequence[Shape], given: Sequence[Shape]) -> bool:
        """Whether the values can be paired off, each with one of its own (Kuhn's matching)."""
        table = [[self._lazily(g, a) for a in given] for g in gold]
        partner: dict[int, int] = {}

        def place(row: int, tried: set[int]) -> bool:
            for column, test in enumerate(table[row]):
                if column in tried or not test():
                    continue
                tried.add(column)
                if column not in partner or place(partner[column], tried):
                    partner[column] = row
                    return True
            return False

        return all(place(row, set()) for row in range(len(gold)))

    def _lazily(self, gold: Shape, given: Shape) -> Callable[[], bool]:
        """The comparison of two members, carried out once and only if it is asked for."""
        known: list[bool] = []

        def test() -> bool:
            if not known:
                known.append(self.match(gold, given))
            return known[0]

        return test

    def _range(self, gold: Range, given: Range) -> bool:
        return (
            (gold.left_open, gold.right_open) == (given.left_open, given.right_open)
            and self._scalar(gold.low, given.low)
            and self._scalar(gold.high, given.high)
        )

    # -- single values

    def _scalar(self, gold: Scalar, given: Scalar) -> bool:
        return any(
            self._accepts(expression, places, given.expression)
            for expression, places in self._golds(gold)
        )

    def _golds(self, gold: Scalar) -> list[tuple[Expression, int | None]]:
        """What a gold number stands for, and at how many places it accepts a rounded answer."""
        rounds = not self.strict and gold.places is not None and gold.places >= FEWEST_PLACES
        places = gold.places if rounds else None
        hundredfold = Call("*", (gold.expression, number(100)))
        hundredth = Call("/", (gold.expression, number(100)))
        finer = None if places is None else places + 2
        if self.goal != "percent":
            return [(gold.expression, finer if gold.percent else places)]
        if gold.percent:
            return [(gold.expression, finer), (hundredfold, places)]
        return [(gold.expression, places), (hundredth, finer)]

    def _accepts(self, gold: Expression, places: int | None, given: Expression) -> bool:
        exact_gold, exact_given = exact_value(gold), exact_value(given)
        if exact_gold is not None and exact_given is not None:
            return agrees(exact_given, exact_gold, places)
        if exact_gold is not None and places is not None:
            # An irrational number is never a tie, so rounding is lying between two bounds.
            half = Fraction(1, 2 * 10**places)
            return self.judge.within(given, number(exact_gold - half), number(exact_gold + half))
        return self.judge.equal(given, gold)

    def _relation(self, gold: Relation, given: Relation) -> bool:
        gold_side = Call("-", (gold.left.expression, gold.right.expression))
        given_side = Call("-", (given.left.expression, given.right.expression))
        ratio = self.judge.ratio(given_side, gold_side)
        if ratio is None or ratio == "0":
            return False
        if gold.sign in ("=", "!="):
            return gold.sign == given.sign
        mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        wanted = gold.sign if rational_sign(ratio) > 0 else mirrored[gold.sign]
        return rational_sign(ratio) != 0 and given.sign == wanted
