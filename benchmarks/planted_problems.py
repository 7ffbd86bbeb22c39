"""Small word problems whose right programs are known: sentences, steps, implicit steps, answers."""

from __future__ import annotations

import random
from fractions import Fraction

from mycelium.evaluation.dataset import Example
from mycelium.evaluation.shapes import exact_value
from mycelium_ir.nodes import Call, Clause, Expression, Name, Number, Problem, Program, Step, number
from mycelium_ir.rewrite import substitute_names

BOOK: dict[str, Program] = {}
"""The right program of every problem that was made, by the problem's text."""

_NAMES = ("Ada", "Bo", "Cem", "Dora", "Eli", "Fay", "Gus", "Hana")
_ITEMS = ("pens", "shells", "stamps", "marbles", "beads", "cards", "plums", "tiles")


def problems(count: int, seed: int = 0) -> list[Example]:
    """Distinct problems with their answers; each one's right program goes into the book."""
    chance = random.Random(seed)
    made: dict[str, Example] = {}
    while len(made) < count:
        program, answer = _Story(chance).told()
        text = program.problem or ""
        if text not in made:
            BOOK[text] = program
            made[text] = Example(f"made-{len(made)}", text, str(answer))
    return list(made.values())


class _Story:
    """A problem on its way: sentences, and the steps that they state."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.sentences: list[str] = []
        self.steps: list[Step] = []
        self.values: dict[str, Fraction] = {}
        self.who, self.friend = chance.sample(_NAMES, 2)
        self.what = chance.choice(_ITEMS)

    def told(self) -> tuple[Program, Fraction]:
        """The program and its answer."""
        last = self.chance.choice((self.boxes, self.finds, self.hours))()
        for part in self.chance.sample((self.gives, self.more, self.bags, self.twice), 2):
            last = part(last)
        ending = self.chance.choice((None, "pairs", "dozens"))
        if ending is None:
            self.say(f"How many {self.what} are there now?")
        else:
            self.say(f"How many {ending} of {self.what} are there now?")
            size = Fraction(2 if ending == "pairs" else 12)
            last = self.step("unit_convert", "/", Name(last), Number(size), implicit=True)
        text = " ".join(self.sentences)
        clauses, at = [], 0
        for index, sentence in enumerate(self.sentences):
            clauses.append(Clause(f"c{index}", at, at + len(sentence), sentence))
            at += len(sentence) + 1
        program = Program((Problem(text), *clauses, *self.steps)).set_done("bridge", "wire")
        answer = self.values[last]
        form = "integer" if answer.denominator == 1 else "rational"
        return program.set_goal(form, last), answer

    def say(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def number(self, low: int = 2, high: int = 40) -> Number:
        return Number(Fraction(self.chance.randint(low, high)))

    def step(
        self, operation: str, operator: str, *operands: Expression, implicit: bool = False
    ) -> str:
        """One more step, of the last sentence or of none; gives its name."""
        prefix = "b" if implicit else "s"
        name = f"{prefix}{sum(s.name.startswith(prefix) for s in self.steps)}"
        clauses = () if implicit else (f"c{len(self.sentences) - 1}",)
        expression = Call(operator, operands)
        self.steps.append(Step(name, operation, expression, clauses=clauses, implicit=implicit))
        value = worth_of(expression, self.values)
        assert value is not None
        self.values[name] = value
        return name

    # -- sentences

    def boxes(self) -> str:
        a, b = self.number(), self.number()
        self.say(f"{self.who} buys {a.value} boxes with {b.value} {self.what} in each.")
        return self.step("multiply", "*", a, b)

    def finds(self) -> str:
        a, b = self.number(20, 90), self.number()
        self.say(f"{self.who} has {a.value} {self.what} and finds {b.value} more.")
        return self.step("add", "+", a, b)

    def hours(self) -> str:
        a, b = self.number(2, 9), self.number(2, 9)
        self.say(f"{self.who} packs {b.value} {self.what} a minute for {a.value} hours.")
        minutes = self.step("unit_convert", "*", a, Number(Fraction(60)), implicit=True)
        return self.step("multiply", "*", Name(minutes), b)

    def gives(self, last: str) -> str:
        a = self.number(2, 15)
        self.say(f"{self.who} gives {a.value} of them to {self.friend}.")
        return self.step("subtract", "-", Name(last), a)

    def more(self, last: str) -> str:
        a = self.number()
        self.say(f"Then {self.who} is given {a.value} more.")
        return self.step("add", "+", Name(last), a)

    def bags(self, last: str) -> str:
        a, b = self.number(2, 12), self.number(2, 12)
        self.say(f"{self.friend} brings {a.value} bags of {b.value} {self.what} each.")
        bags = self.step("multiply", "*", a, b)
        return self.step("add", "+", Name(last), Name(bags))

    def twice(self, last: str) -> str:
        a = self.number(2, 5)
        self.say(f"{self.friend} comes along with {a.value} times as many as {self.who}.")
        theirs = self.step("multiply", "*", Name(last), a)
        return self.step("add", "+", Name(last), Name(theirs))


def worth_of(expression: Expression, values: dict[str, Fraction]) -> Fraction | None:
    """What an expression comes to, given the values of earlier steps."""
    known = {name: number(value) for name, value in values.items()}
    return exact_value(substitute_names(expression, known))
