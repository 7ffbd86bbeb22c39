"""The grammar of expressions as an automaton over symbols: what may come next.

It admits what `mycelium_ir`'s parser reads, with a function's number of operands, and
of numbers those that it is given. Brackets are kept on a stack.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mycelium_ir.language import base_language
from mycelium_passes.transcript.symbols import EQUALS, HOLE, POINT, UNITS, Symbols
from mycelium_passes.writing.literals import Literals
from mycelium_passes.writing.parsed import ParsedExpressions

MOST_SYMBOLS = 160
"""The longest expression, in symbols: past it only what closes it is admitted."""
MOST_DEPTH = 12

_OPERATORS = ("+", "-", "*", "/", "**")
_COMPARISONS = ("<", "<=", ">", ">=")
_UNITS_IN = frozenset({"convert", "unit_factor"})


@dataclass
class _Frame:
    """An open bracket: what it belongs to, and what it holds so far."""

    kind: str  # "top", "group", "braces", or a function's name, such as "set"
    commas: int = 0
    parameters: int = -1  # commas behind the semicolon; -1 before it
    compared: bool = False


class Expressions:
    """What is the same for all expressions of a vocabulary: sets of symbols by what they do."""

    def __init__(self, vocabulary: Symbols) -> None:
        self.vocabulary = vocabulary
        number = vocabulary.numbers
        language = base_language()
        self.digits = {str(digit): number[str(digit)] for digit in range(10)}
        self.digits["."] = number[POINT]
        self.characters = {symbol: character for character, symbol in self.digits.items()}
        self.letters = {number[chr(code)]: chr(code) for code in (*range(65, 91), *range(97, 123))}
        self.functions = {number[f]: f for f in language.functions if f.isidentifier()}
        self.constants = [number[name] for name in language.constants if len(name) > 1]
        self.units = tuple(
            number[s]
            for s in vocabulary.all
            if s.isalpha() and len(s) > 1 and number[s] not in self.functions and s in UNITS
        )
        self.operators = [number[sign] for sign in _OPERATORS]
        self.comparisons = [number[sign] for sign in _COMPARISONS]
        self.hole, self.equals = number[HOLE], number[EQUALS]
        self.minus, self.comma, self.semicolon = number["-"], number[","], number[";"]
        self.opens, self.closes = number["("], number[")"]
        self.set_opens, self.set_closes = number["{"], number["}"]
        self.start = [
            *self.letters,
            *self.functions,
            *self.constants,
            self.opens,
            self.set_opens,
            self.minus,
        ]
        self.templates = tuple(number[f":{name}"] for name in vocabulary.templates)
        self.sets: dict[tuple[object, ...], tuple[int, ...]] = {}  # what may come, by state
        self.parsed = ParsedExpressions(vocabulary)

    def figures(self, characters: str) -> tuple[int, ...]:
        """The symbols of characters that go on a number."""
        return tuple([self.digits[character] for character in characters])


class ExpressionState:
    """One expression while it is written.

    Args:
        table: The vocabulary's sets.
        literals: The numbers that may be named.
        defined: The functions that the problem defines, with their numbers of parameters.
        holes: Whether an operand may be left open.
        end: The symbol that ends it.
    """

    def __init__(
        self,
        table: Expressions,
        literals: Literals,
        defined: dict[str, int],
        *,
        holes: bool,
        end: int,
    ) -> None:
        self.table = table
        self.literals = literals
        self.defined = defined
        self.holes = holes
        self.end = end
        self.frames = [_Frame("top")]
        self.length = 0
        self.text = ""  # the number that is being written
        self.expects = "operand"  # or "bracket" behind a function, or "operator"
        self.called = ""
        self.signed = False  # the last symbol was a sign
        self.opened = False  # the last symbol opened a set
        self.letter = ""  # the last symbol was this letter

    # -- what may come

    def allowed(self) -> tuple[int, ...]:
        """The symbols that may come next; never empty."""
        table = self.table
        if self.expects == "bracket":
            return (table.opens,)
        if self.expects == "operand":
            return self._operands()
        more = ""
        if self.text:
            more = self.literals.continues(self.text)
            if not self.literals.ends(self.text):
                return table.figures(more)
        frame = self.frames[-1]
        long = self._long()
        applied = not long and self.letter in self.defined
        compares = not frame.compared and frame.kind != "braces"
        closing = self._closing(frame, long)
        key = (more, long, applied, compares, closing)
        found = table.sets.get(key)
        if found is None:
            found = (
                *table.figures(more),
                *([table.opens] if applied else []),
                *([] if long else table.operators),
                *(table.comparisons if compares and not long else []),
                *closing,
            )
            table.sets[key] = found
        return found

    def _operands(self) -> tuple[int, ...]:
        table = self.table
        digits = self.literals.continues("")
        if self._long():
            return table.figures(digits) or tuple(table.letters)
        frame = self.frames[-1]
        if frame.kind in _UNITS_IN and (frame.commas > 0 or frame.kind == "unit_factor"):
            return table.units
        key = (digits, self.holes, self.signed, self.opened)
        found = table.sets.get(key)
        if found is None:
            start = [s for s in table.start if not (self.signed and s == table.minus)]
            found = (
                *table.figures(digits),
                *start,
                *([table.hole] if self.holes else []),
                *([table.set_closes] if self.opened else []),
            )
            table.sets[key] = found
        return found

    def _closing(self, frame: _Frame, long: bool) -> tuple[int, ...]:
        table = self.table
        if frame.kind == "top":
            return (self.end,)
        if frame.kind in ("group", "braces"):
            closes = table.closes if frame.kind == "group" else table.set_closes
            return (closes,) if long else (table.comma, closes)
        (least, most), (fewest, greatest) = _counts(frame.kind, self.defined)
        found: list[int] = []
        if frame.parameters < 0:
            given = frame.commas + 1
            if (most is None or given < most) and (not long or given < least):
                found.append(table.comma)
            takes = greatest is None or greatest > 0
            if takes and given >= least and (not long or fewest > 0):
                found.append(table.semicolon)
            if given >= least and fewest == 0:
                found.append(table.closes)
        else:
            given = frame.parameters + 1
            if (greatest is None or given < greatest) and (not long or given < fewest):
                found.append(table.comma)
            if given >= fewest:
                found.append(table.closes)
        return tuple(found) or (table.comma,)

    def _long(self) -> bool:
        return self.length >= MOST_SYMBOLS or len(self.frames) > MOST_DEPTH

    # -- what came

    def push(self, symbol: int) -> bool:
        """Take the next symbol, one that is allowed; whether the expression is at its end."""
        table = self.table
        self.length += 1
        letter, self.letter = self.letter, ""
        self.signed = self.opened = False
        if self.expects == "bracket":
            self.frames.append(_Frame(self.called))
            self.expects = "operand"
        elif self.expects == "operand":
            self._operand(symbol)
        elif symbol in table.characters:
            self.text += table.characters[symbol]
        elif symbol == self.end and self.frames[-1].kind == "top":
            return True
        else:
            self.text = ""
            self._operator(symbol, letter)
        return False

    def _operand(self, symbol: int) -> None:
        table = self.table
        if symbol == table.minus:
            self.signed = True
        elif symbol == table.opens:
            self.frames.append(_Frame("group"))
        elif symbol == table.set_opens:
            self.frames.append(_Frame("braces"))
            self.opened = True
        elif symbol == table.set_closes:
            self.frames.pop()
            self.expects = "operator"
        elif symbol in table.functions:
            self.called, self.expects = table.functions[symbol], "bracket"
        else:
            self.expects = "operator"
            self.text = table.characters.get(symbol, "")
            self.letter = table.letters.get(symbol, "")

    def _operator(self, symbol: int, letter: str) -> None:
        table = self.table
        frame = self.frames[-1]
        if symbol == table.opens:
            self.frames.append(_Frame(letter))
            self.expects = "operand"
        elif symbol in (table.closes, table.set_closes):
            self.frames.pop()
        else:
            self.expects = "operand"
            if symbol in table.comparisons:
                frame.compared = True
            elif symbol == table.comma:
                frame.compared = False
                if frame.parameters < 0:
                    frame.commas += 1
                else:
                    frame.parameters += 1
            elif symbol == table.semicolon:
                frame.compared = False
                frame.parameters = 0


def _counts(
    function: str, defined: dict[str, int]
) -> tuple[tuple[int, int | None], tuple[int, int | None]]:
    """How many operands and parameters a function takes, at least and at most."""
    if function in defined:
        return (defined[function], defined[function]), (0, 0)
    return _base_counts(function)


@cache
def _base_counts(function: str) -> tuple[tuple[int, int | None], tuple[int, int | None]]:
    entry = base_language().functions[function]
    return entry.operand_count(), entry.parameter_count()
