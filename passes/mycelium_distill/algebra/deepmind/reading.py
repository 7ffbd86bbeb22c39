"""Reading what `mathematics_dataset` writes in front of its questions: Let ..., Suppose ...

Every letter that a sentence introduces is bound to a step, a definition, a derivative
or an unknown of a system; later sentences refer to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mycelium_distill.algebra.sketch import Sketch
from mycelium_distill.algebra.sources import UnreadError
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Call, Expression, Name, number, replace
from mycelium_ir.parser import parse_expression

ORDINALS = {
    word: place
    for place, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
         "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth",
         "seventeenth", "eighteenth", "nineteenth", "twentieth"), 1
    )
}  # fmt: skip

_SENTENCE = re.compile(r"\.\s+(?=[A-Z])")
_FUNCTION = re.compile(r"^Let (\w)\((\w(?:, \w)*)\) = (.+)$")
_DERIVATIVE = re.compile(r"^Let (\w)\((\w)\) be the (?:(\w+) )?derivative of (.+)$")
_REMAINDER = re.compile(r"^Let (\w) be the remainder when (.+) is divided by (.+)$")
_DIVISOR = re.compile(
    r"^Let (\w) be the (?:greatest|highest) common (?:divisor|factor) of (.+) and (.+)$"
)
_QUOTIENT = re.compile(r"^Let (\w) be (.+) divided by (.+)$")
_VALUE = re.compile(r"^Let (\w) (?:be|=) (.+)$")
_SYSTEM = re.compile(r"^(?:Suppose|Let) (.+=.+)$")


@dataclass(frozen=True)
class _Derivative:
    step: Name
    variable: str


@dataclass(frozen=True)
class _System:
    equations: tuple[Name, ...]


class Reading(Sketch):
    """A problem of `mathematics_dataset` being read: its sentences, then its question."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.bound: dict[str, Name | _Derivative | _System] = {}
        self.functions: set[str] = set()
        self.free: set[str] = set()
        *sentences, question = _SENTENCE.split(problem.strip())
        self.question = question.strip()
        for sentence in sentences:
            self._sentence(sentence.strip())

    # -- sentences

    def _sentence(self, text: str) -> None:
        # `Let f(x) = 0` behind a definition of f is an equation.
        if (found := _FUNCTION.match(text)) and not self._is_known(found[1]):
            name, parameters, body = found.groups()
            names = parameters.split(", ")
            self.functions.add(name)
            self.define(name, names, self.read(body, frozenset(names)))
        elif found := _DERIVATIVE.match(text):
            name, variable, nth, body = found.groups()
            self.bound[name] = self._derivative(variable, nth, body, f"{name}({variable})")
        elif found := _REMAINDER.match(text):
            name, left, right = found.groups()
            self._call("mod", name, left, right)
        elif found := _DIVISOR.match(text):
            name, left, right = found.groups()
            self._call("gcd", name, left, right)
        elif found := _QUOTIENT.match(text):
            name, left, right = found.groups()
            quotient = Call("/", (self.read(left), self.read(right)))
            self.bound[name] = self.value(quotient, name)
        elif (found := _VALUE.match(text)) and "=" not in found[2]:
            self.bound[found[1]] = self.value(self.read(found[2]), found[1])
        elif found := _SYSTEM.match(text):
            self.system(found[1])
        else:
            raise UnreadError("a sentence is not understood")

    def _is_known(self, name: str) -> bool:
        return name in self.bound or name in self.functions

    def _call(self, function: str, name: str, left: str, right: str) -> None:
        operands = (self.operand(self.read(left)), self.operand(self.read(right)))
        self.bound[name] = self.step(Call(function, operands), label=name)

    def _derivative(self, variable: str, nth: str | None, body: str, label: str) -> _Derivative:
        step = self.step(self.derivative(body, variable, nth), label=label)
        self.symbolic.add(step.id)
        return _Derivative(step, variable)

    def derivative(self, body: str, variable: str, nth: str | None) -> Expression:
        """The derivative of an expression, the `nth` one if a word says so."""
        order = 1 if nth is None else ORDINALS.get(nth, 0)
        if not order:
            raise UnreadError(f"`{nth}` is no ordinal")
        self.unknown(variable)
        parameters = (Name(variable), *((number(order),) if order > 1 else ()))
        return Call("diff", (self.read(body),), parameters)

    def system(self, text: str) -> tuple[Name, ...]:
        """Equations with commas between them as steps; their free letters are unknowns."""
        equations = []
        free: set[str] = set()
        for one in text.split(", "):
            equation, letters = self._equation(one)
            equations.append(self.step(equation))
            free |= letters
        found = _System(tuple(equations))
        for letter in free:
            self.bound[letter] = found
        return found.equations

    def _equation(self, text: str) -> tuple[Expression, set[str]]:
        left, sign, right = text.partition(" = ")
        if not sign or "=" in right:
            raise UnreadError("an equation is not understood")
        self.free = set()
        return Call("Eq", (self.read(left), self.read(right))), self.free

    # -- expressions

    def read(self, text: str, parameters: frozenset[str] = frozenset()) -> Expression:
        """An expression as the package prints it; letters stand for what they are bound to."""
        try:
            expression = parse_expression(text.strip())
        except MyceliumError as error:
            raise UnreadError("an expression is not understood") from error
        return self._resolved(expression, parameters)

    def _resolved(self, node: Expression, parameters: frozenset[str]) -> Expression:
        if type(node) is Name:
            return self._name(node, parameters)
        if type(node) is not Call:
            return node
        operands = tuple(self._resolved(o, parameters) for o in node.operands)
        meant = self.bound.get(node.function)
        if isinstance(meant, _Derivative):
            if len(operands) != 1:
                raise UnreadError("a derivative of several variables is applied")
            if operands == (Name(meant.variable),):
                return meant.step
            if parameters:  # inside a definition the letter is no unknown that a step could have
                return Call("substitute", (meant.step,), (Name(meant.variable), *operands))
            return self.put(meant.step, meant.variable, operands[0])
        function = node.function
        if len(function) == 1 and function.isalpha() and function not in self.functions:
            raise UnreadError(f"nothing defines `{function}`")
        return replace(node, operands=operands)

    def _name(self, node: Name, parameters: frozenset[str]) -> Expression:
        if node.id in parameters or node.id in ("pi",):
            return node
        meant = self.bound.get(node.id)
        if isinstance(meant, _System):
            meant = self._solved(node.id, meant)
        if isinstance(meant, Name):
            return meant
        if isinstance(meant, _Derivative) or not re.fullmatch(r"[a-z]", node.id):
            raise UnreadError(f"`{node.id}` stands where a number belongs")
        self.free.add(node.id)
        return self.unknown(node.id)

    def _solved(self, letter: str, system: _System) -> Name:
        solutions = self.solve(system.equations, letter)
        found = self.step(Call("only", (solutions,)), label=letter)
        self.bound[letter] = found
        return found

    def solve(self, equations: tuple[Name, ...], letter: str) -> Name:
        """The step that solves equations for one letter."""
        return self.step(Call("solve", equations, (Name(letter),)))

    def is_open(self, letter: str) -> bool:
        """Whether a letter is an unknown of a system that has not been solved for it."""
        return isinstance(self.bound.get(letter), _System)

    def equations_of(self, letter: str) -> tuple[Name, ...]:
        """The equations of the system in which a letter is unknown."""
        system = self.bound[letter]
        assert isinstance(system, _System)
        return system.equations

    def spare(self) -> str:
        """A letter that the problem does not use."""
        taken = {*self.bound, *self.unknowns, *self.functions}
        return next(letter for letter in "xyzwvutsrqp" if letter not in taken)
