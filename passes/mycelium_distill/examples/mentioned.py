"""Where the operands of a step stand in a problem's text: its numbers, its letters, its numerals.

Nothing here knows what an operand is for. Of several places the ones are taken that lie in
the fewest pieces of the text, and of those the ones that nothing has used yet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mycelium.analyses.numbers import read_numbers
from mycelium_distill.algebra.mentions import Mentions
from mycelium_distill.labels.segments import segment_of
from mycelium_distill.labels.slots import scalar
from mycelium_distill.written import Span
from mycelium_ir.nodes import Call, Expression, Name, Number, children

_LETTER = re.compile(r"(?<![\w'’])[^\W\d_](?!\w|['’])")
_SIGN = re.compile(r"[-+−*/^=<>()\[\]{}²³]|\d")
"""What stands beside a letter that is no word."""

_WORDS = frozenset("aAI")


@dataclass(frozen=True)
class Leaf:
    """An operand: its own places in the text, else those of what it is told by (`half` for 2).

    Attributes:
        places: Where it stands, from left to right.
        number: Whether it is a number; letters count only where a step has no number.
    """

    places: tuple[Span, ...]
    number: bool


@dataclass
class Text:
    """A problem's text, cut into pieces, with the places of its numbers and letters.

    Attributes:
        problem: The text.
        pieces: Spans of it, in order.
        used: How often each place has been taken for an operand.
    """

    problem: str
    pieces: tuple[Span, ...]
    used: Counter[Span] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._mentions = Mentions(self.problem)
        self._read: dict[Fraction, list[Span]] = {}
        self._akin: dict[Fraction, list[Span]] = {}
        self._signed: dict[Fraction, list[Span]] = {}
        for mention in read_numbers(self.problem):
            span = (mention.start, mention.end)
            for value in {mention.value, mention.figure}:
                self._signed.setdefault(value, []).append(span)
            for value in {abs(mention.value), abs(mention.figure)}:
                self._read.setdefault(value, []).append(span)
                for other in _akin(value):
                    self._akin.setdefault(other, []).append(span)

    def tells(self, value: Fraction) -> bool:
        """Whether a number, or what it is told by, stands in the text."""
        return bool(self.number(value)) or value in self._akin

    def number(self, value: Fraction) -> tuple[Span, ...]:
        """Where a number stands: in digits alone or within a formula, or in words."""
        read = self._read.get(value, [])
        within = [
            span
            for span in self._mentions.places(value)
            if not any(s <= span[0] and span[1] <= e for s, e in read)
        ]
        return tuple(sorted([*read, *within]))

    def letter(self, name: str) -> tuple[Span, ...]:
        """Where a letter stands that is no word: `a` only beside a sign or a digit."""
        if len(name) != 1:
            return tuple(m.span() for m in re.finditer(rf"\b{re.escape(name)}\b", self.problem))
        return tuple(
            match.span()
            for match in _LETTER.finditer(self.problem)
            if match[0] == name and (name not in _WORDS or self._beside_a_sign(match.span()))
        )

    def _beside_a_sign(self, span: Span) -> bool:
        before = self.problem[: span[0]].rstrip(" ")[-1:]
        after = self.problem[span[1] :].lstrip(" ")[:1]
        return bool(_SIGN.match(before) or _SIGN.match(after))

    def leaves(self, expression: Expression, names: Mapping[str, str]) -> list[Leaf]:
        """The operands of an expression that stand in the text, from left to right.

        Args:
            expression: A step's.
            names: What unknowns, functions and steps are called in the text.
        """
        return [leaf for leaf in self._leaves(expression, names) if leaf.places]

    def _leaves(self, node: Expression, names: Mapping[str, str]) -> Iterator[Leaf]:
        if type(node) is Number:
            yield Leaf(self._told(node.value), True)
        elif type(node) is Name:
            if node.id in names:
                yield Leaf(self.letter(names[node.id]), False)
        elif type(node) is Call:
            numeral = self._numeral(node)
            whole = self._literal(node)
            if whole:
                yield Leaf(whole, True)
                return
            if node.function in names:
                yield Leaf(self.letter(names[node.function]), False)
            rest = list(children(node))
            if numeral:
                yield Leaf(numeral, True)
                rest = rest[1:]
            for child in rest:
                yield from self._leaves(child, names)

    def _told(self, value: Fraction) -> tuple[Span, ...]:
        """Its places without a sign, else with one, else those of what it is told by."""
        found = self.number(value)
        signed = self._signed.get(-value, ())
        return (
            tuple(p for p in found if p not in signed) or found or tuple(self._akin.get(value, ()))
        )

    def _literal(self, node: Call) -> tuple[Span, ...]:
        """Where a negated literal stands with its sign, or a fraction as one number."""
        value = scalar(node)
        if value is None or node.function not in ("-", "/"):
            return ()
        if node.function == "/" and abs(scalar(node.operands[1]) or 0) != value.denominator:
            return ()  # a quotient that is computed, such as 48/2
        whole = self._signed.get(value, ())
        return tuple(whole or (self._read.get(abs(value), ()) if node.function == "/" else ()))

    def _numeral(self, node: Call) -> tuple[Span, ...]:
        """Where the digits stand of which a number in another base is made."""
        digits = node.operands[0] if node.function == "from_digits" and node.operands else None
        if type(digits) is not Call or digits.function != "tuple":
            return ()
        values = [part.value for part in digits.operands if type(part) is Number]
        if len(values) != len(digits.operands) or any(not 0 <= v < 36 for v in values):
            return ()
        starts = self._mentions.numerals([int(value) for value in values])
        return tuple((start, start + len(values)) for start in starts)

    # -- the pieces of a step

    def pieces_of(self, leaves: Sequence[Leaf]) -> tuple[int, ...]:
        """The pieces in which a step's numbers stand, that of the last one last.

        Letters help to choose.
        """
        asked = [leaf for leaf in leaves if leaf.number]
        chosen: list[int] = []
        places: dict[int, Span] = {}
        while len(places) < len(asked):
            best = max(
                {p for i, leaf in enumerate(asked) if i not in places for p in self._in(leaf)},
                key=lambda piece: self._worth(piece, asked, leaves, places, chosen),
                default=None,
            )
            if best is None:
                break
            chosen.append(best)
            places |= self._within(best, asked, places)
        self.used.update(places.values())
        found: list[int] = []
        for index in sorted(places):
            piece = segment_of(places[index], self.pieces)
            if piece is not None:
                found = [other for other in found if other != piece] + [piece]
        return tuple(found)

    def lettered(self, leaves: Sequence[Leaf], *, last: bool) -> int | None:
        """The piece with most of some letters, of several the first or the last."""
        told = Counter(
            {piece: self._letters(piece, leaves) for leaf in leaves for piece in self._in(leaf)}
        )
        return max(told, key=lambda p: (told[p], p if last else -p), default=None)

    def _letters(self, piece: int, leaves: Sequence[Leaf]) -> int:
        """How many of the letters stand there, each as often as it is wanted."""
        start, end = self.pieces[piece]
        wanted = Counter(leaf.places for leaf in leaves if not leaf.number)
        return sum(
            min(count, sum(start <= place[0] < end for place in places))
            for places, count in wanted.items()
        )

    def _in(self, leaf: Leaf) -> set[int]:
        found = (segment_of(place, self.pieces) for place in leaf.places)
        return {piece for piece in found if piece is not None}

    def _worth(
        self,
        piece: int,
        asked: Sequence[Leaf],
        leaves: Sequence[Leaf],
        places: dict[int, Span],
        chosen: Sequence[int],
    ) -> tuple[int, int, int, int, int]:
        """Operands told there, unused ones, letters told there, nearness, earliness."""
        here = self._within(piece, asked, places)
        fresh = sum(not self.used[place] for place in here.values())
        letters = self._letters(piece, leaves)
        near = -min((abs(piece - other) for other in chosen), default=0)
        return len(here), fresh, letters, near, -piece

    def _within(
        self, piece: int, asked: Sequence[Leaf], places: dict[int, Span]
    ) -> dict[int, Span]:
        """The place in a piece of each operand that has none yet, each place once if it can be."""
        start, end = self.pieces[piece]
        taken = set(places.values())
        found: dict[int, Span] = {}
        for index, leaf in enumerate(asked):
            if index in places:
                continue
            inside = [place for place in leaf.places if start <= place[0] < end]
            free = [place for place in inside if place not in taken]
            if not inside or (not free and any(p not in taken for p in leaf.places)):
                continue
            place = min(free or inside, key=lambda p: (self.used[p] > 0, p))
            taken.add(place)
            found[index] = place
        return found


def _akin(value: Fraction) -> set[Fraction]:
    """The numbers that a number may stand for: 2 for a half, 3 and 4 for three quarters."""
    found = {Fraction(value.numerator), Fraction(value.denominator)}
    if value:
        found.add(1 / value)
    return {other for other in found if other != 1} - {value}
