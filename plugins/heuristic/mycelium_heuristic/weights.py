"""Every weight of the rules, set by hand while looking at training problems; none is learned.

A cue that holds adds its weight to the score of the parts that it speaks for. What
makes each cue hold is written in `evidence.py`, `movement.py` and `roles.py`, under
the same words.
"""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """The part of one number."""

    PLUS = 0
    MINUS = 1
    TIMES = 2
    OVER = 3
    SKIP = 4


START = {Role.PLUS: 0.0, Role.MINUS: -0.5, Role.TIMES: -2.0, Role.OVER: -2.0, Role.SKIP: -1.0}
"""Where each part starts: adding is the most usual, leaving a number out the exception."""

FIT = {
    "counts what is asked for": 1.0,
    "counts what a rate is for": 0.8,
    "shares a word with what is asked for": 0.8,
    "counts something that is not said": 0.5,
    "counts another thing that the question names": 0.4,
    "counts another thing, as all numbers do": 0.3,
    "is of another sort (red, not green marbles)": -0.6,
    "counts another thing than a fitting number": -0.7,
    "repeats an earlier number": -1.5,
    "belongs to somebody else": -0.4,
    "belongs to somebody else, another to the one asked about": -1.6,
    "lies in another place or time": -2.0,
}
"""How well a number fits the question: for adding it and taking it away, against leaving it out."""

LOSS = {
    "was given away by the one asked about": 2.5,
    "was given to the one asked about": -2.0,
    "was given by somebody to somebody": 1.0,
    "was given away": 1.5,
    "was given to somebody": -1.0,
    "was lost": 2.5,
    "was used or done": 1.0,
    "was gained": -1.0,
    "was gained from the one asked about": 2.0,
    "did not happen": 2.5,
    "is one more, another or new": -1.0,
    "is some of an earlier number": 1.5,
    "was lost where nothing stood before": -2.0,
    "was lost, and its loss is asked for": -2.0,
    "is only or already so many": 1.0,
    "leaves a rest": 1.5,
    "comes first": -2.0,
}
"""How much speaks for taking a number away rather than adding it."""

PART: dict[str, dict[Role, float]] = {
    "is so many for each": {
        Role.PLUS: -1.5,
        Role.MINUS: -3.0,
        Role.TIMES: 2.5,
        Role.OVER: 2.0,
    },
    "is for each of what is counted": {Role.TIMES: 1.5},
    "is for each, of what is counted": {Role.OVER: 1.5},
    "is for each of what is asked for": {Role.OVER: 2.0},
    "is for each, of what is asked for": {Role.TIMES: 1.5},
    "is for each, in the unit asked for": {Role.TIMES: 2.0},
    "is for each of the units asked for": {Role.OVER: 2.0},
    "is for each, and a total is asked for": {Role.TIMES: 0.5},
    "is for each, and containers are asked for": {Role.OVER: 1.5},
    "says how many times": {Role.PLUS: -2.0, Role.MINUS: -2.0, Role.TIMES: 4.0},
    "may be parts, and each is asked for": {Role.OVER: 2.0},
    "is the parts of which each is asked for": {Role.OVER: 3.0},
    "is what something is split into": {Role.OVER: 2.0},
    "is the word one": {Role.SKIP: 4.0},
    "only counts what the others are about": {Role.SKIP: 4.0},
    "is lost or a part, and all is asked for": {Role.SKIP: 2.0},
    "counts the days it went on for": {Role.TIMES: 4.0},
}
"""Cues for or against the parts of one number."""

WHOLE = {
    "nothing is left": -2.0,
    "only one number is used": -3.0,
    "divides evenly": 0.5,
    "whole numbers do not divide evenly": -2.0,
    "takes away, though a total is asked for": -2.0,
    "takes away before a total by a factor": 0.5,
    "a difference of two": 3.0,
    "what is needed: one less the others": 3.0,
    "what is left: something is taken away": 2.0,
    "two states and some change": 2.0,
    "two states, the second one now": 3.0,
    "the rest or the others": 2.5,
    "what was lost on the way to what is left": 2.5,
    "what is not so": 2.5,
    "how many times one is the other": 8.0,
    "a speed: over the time": 8.0,
    "rows of columns": 6.0,
}
"""Cues that look at all numbers at once."""

BACK_TO_START = {
    ("added", "lost"): 3.0,
    ("added", "gained"): -2.0,
    ("added", "held"): 1.0,
    ("taken", "lost"): -6.0,
    ("taken", "gained"): 4.0,
    ("taken", "held"): -1.0,
}
"""Where the start is asked for: what was lost is added, what was gained is taken away."""
