"""Kinds of unanswerable problems that are made of nothing but own words."""

from __future__ import annotations

from collections.abc import Callable

from mycelium_distill.judging.unanswerable import signs, wordings
from mycelium_distill.judging.unanswerable.drawing import Draw
from mycelium_distill.judging.unanswerable.languages import TONGUES, foreign, mixed
from mycelium_distill.stories.lexicon import ANIMALS, BOUGHT, DAYS, PETS, PLANTS, SHOPS

Kind = Callable[[Draw], str]

_THINGS = [thing.many for thing in (*BOUGHT, *ANIMALS, *PETS, *PLANTS)]
_FUNCTIONS = ("f", "g", "h", "p", "q")
_WITHOUT = (
    "Let {f} be a function. Find {f}({n}).",
    "What is {f}({n}), if {f} is as above?",
    "Solve the two equations for both unknowns.",
    "Use the table to find the missing value.",
    "Differentiate the function twice.",
    "Read the answer off the diagram.",
    "Factor what is written on the board.",
    "Look at figure {n}. What is the size of the marked angle?",
    "Work out exercise {n} on page {o}.",
    "Put the following numbers in order.",
    "Which of these fractions is the largest?",
    "Compute the missing side of the triangle.",
    "Two numbers have the sum {n}. What are they?",
    "The product of three whole numbers is even. Determine the numbers.",
    "{x} is {n} more than {y}. Determine {x}.",
    "Find {x} and {y} if {x} + {y} = {n}.",
    "Convert the length into inches.",
    "What is the remainder?",
    "Calculate the interest for the whole time.",
    "{x} is a multiple of {y}. What is {x} divided by {n}?",
)
_CONTRADICTIONS = (
    "The sum of two numbers is {n}. If one adds the same two numbers, one gets {o}. Find them.",
    "Find {x} and {y} such that {x} + {y} = {n} and {x} + {y} = {o}.",
    "Solve {x} - {y} = {n} and 2{x} - 2{y} = {k} for {x} and {y}.",
    "{p} has exactly {n} {t} and no others. {p} has exactly {o} {t}. How many {t} does {p} have?",
    "{x} is equal to {n}. {x} is equal to {o}. What is {x} + {y}?",
    "Two numbers differ by {n}, and the difference of the two is {o}. Which numbers are they?",
    "All {n} {t} of {p} are red, all {n} of them are blue, and {p} has {o} {t}. How many has {q}?",
    "{p} is {n} years older than {q}, and {q} is {o} years older than {p}. How old is {p}?",
    "Every box holds {n} {t}, and every box holds {o} {t}. How many {t} are in a box?",
    "{p} paid ${n} in all. {p} paid ${o} in all. What did {q} pay?",
)


def told(frame: str, draw: Draw) -> str:
    """A wording with its places filled."""
    t, u = draw.sample(_THINGS, 2)
    p, q = draw.name(), draw.name()
    x, y = draw.sample("abcmnrstuvwxyz", 2)
    n = draw.number()
    o = n + draw.randint(1, 40)
    found = frame.format(
        t=t,
        u=u,
        p=p,
        q=q if q != p else "Robin",
        m=draw.of(SHOPS),
        d=draw.choice(DAYS),
        c=f"{draw.randint(1, 12)}:{draw.choice((0, 15, 30, 45)):02}",
        y=y if "{x}" in frame else draw.randint(1700, 2030),
        x=x,
        n=n,
        o=o,
        k=draw.of(wordings.COUNTRIES) if "2{x}" not in frame else 2 * n + draw.randint(1, 9),
        f=draw.choice(_FUNCTIONS),
        v=draw.of(wordings.VAGUE) or "the",
        w=draw.of(wordings.VAGUE) or "his",
    )
    return found if frame.startswith("{x}") else found[:1].upper() + found[1:]


def vague(draw: Draw) -> str:
    """A word problem without any number."""
    facts = [draw.of(wordings.VAGUE_FACTS) for _ in range(draw.randint(1, 3))]
    return told(" ".join([*dict.fromkeys(facts), draw.of(wordings.VAGUE_QUESTIONS)]), draw)


def bare_question(draw: Draw) -> str:
    """A question alone."""
    return told(draw.of(wordings.VAGUE_QUESTIONS), draw)


def statements(draw: Draw) -> str:
    """Something is told, and nothing asked."""
    found = [draw.of(wordings.STATEMENTS) for _ in range(draw.choice((1, 1, 2, 3)))]
    return told(" ".join(dict.fromkeys(found)), draw)


def wish(draw: Draw) -> str:
    """An opinion, advice or something else is wanted."""
    return told(draw.of(wordings.WISHES), draw)


def knowledge(draw: Draw) -> str:
    """A question for an encyclopedia."""
    return told(draw.of(wordings.KNOWLEDGE), draw)


def verse(draw: Draw) -> str:
    """Lines that tell no numbers worth counting."""
    lines = [
        f"{draw.of(wordings.VERSE_WHAT)} {draw.of(wordings.VERSE_DOES)}"
        for _ in range(draw.randint(2, 6))
    ]
    return told(draw.choice((",\n", "\n", " / ", "; ")).join(lines) + ".", draw)


def without_object(draw: Draw) -> str:
    """A task about something that is not there."""
    return told(draw.of(_WITHOUT), draw)


def contradiction(draw: Draw) -> str:
    """What is told cannot be."""
    return told(draw.of(_CONTRADICTIONS), draw)


def language(draw: Draw) -> str:
    """Another language than English."""
    return foreign(draw, draw.of(sorted(TONGUES)))


def controls(draw: Draw) -> str:
    """Control characters, and what they stand in."""
    return signs.controlled(draw, draw.choice((statements, vague, wish, language))(draw))


KINDS: dict[str, tuple[Kind, float]] = {
    "vague": (vague, 5),
    "bare_question": (bare_question, 1),
    "statements": (statements, 4),
    "wish": (wish, 4),
    "knowledge": (knowledge, 4),
    "verse": (verse, 2),
    "without_object": (without_object, 2),
    "contradiction": (contradiction, 2),
    "language": (language, 10),
    "languages": (mixed, 1),
    "code": (signs.code, 3),
    "address": (signs.address, 1.5),
    "numbers": (signs.numbers, 2),
    "dates": (signs.dates, 1),
    "letters": (signs.letters, 3),
    "marks": (signs.marks, 2),
    "filler": (signs.filler, 1.5),
    "controls": (controls, 2),
    "tiny": (signs.tiny, 0.5),
}
"""The kinds, each with how often it comes."""
