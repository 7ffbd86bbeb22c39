"""Kinds of unanswerable problems that are made of answerable ones.

Each kind gives a text, or None where it cannot be sure that no answer is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from mycelium.analyses.number_words import Surface
from mycelium.analyses.numbers import Mention, read_numbers
from mycelium_distill.judging.unanswerable import wordings
from mycelium_distill.judging.unanswerable.drawing import Draw
from mycelium_distill.judging.unanswerable.pool import SENTENCE, Original, Pool, values
from mycelium_distill.stories.lexicon import HERS, HIS

Kind = Callable[[Original, Pool, Draw], str | None]

_NAMES = frozenset(HERS + HIS)
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_COUNTED = re.compile(r"\bhow many (?:more |of (?:the |his |her )?)?([a-z]{3,}s)\b", re.I)
_WORD = re.compile(r"[A-Za-z]{3,}")
_FORMULA = re.compile(r"(?:\S*[\d=+*/^()]\S*|\b[b-hj-z]\b|(?<= )[-+*/=](?= ))")
_IDLE_WORDS = """
    how many much does did the are were was and has have had will would all what total there now
    left each they them she her his him their that this for with from altogether more than need
    needs get gets got make made can could number find cost costs still per into out one two if
    then when who which you your been
"""
_IDLE = frozenset(_IDLE_WORDS.split())
_MONEY = re.compile(r"[$€£]|\b(?:dollars?|cents?|cost|price|pay|paid|spend|spent|money)\b", re.I)


def cut_question(original: Original, pool: Pool, draw: Draw) -> str | None:
    """The facts alone."""
    return None if original.parts is None else original.parts[0]


def remark_instead(original: Original, pool: Pool, draw: Draw) -> str | None:
    """The facts, and a remark where the question was."""
    if original.parts is None:
        return None
    return f"{original.parts[0]} {draw.of(wordings.REMARKS).format(p=_person(original, draw))}"


def cut_short(original: Original, pool: Pool, draw: Draw) -> str | None:
    """The facts, cut off somewhere, perhaps within a word."""
    if original.parts is None:
        return None
    told = original.parts[0]
    return told[: draw.randint(len(told) // 3, len(told) - 2)].strip()


def question_alone(original: Original, pool: Pool, draw: Draw) -> str | None:
    """The question without its facts."""
    if original.parts is None or not original.lacks(original.parts[1]):
        return None
    return _opened(original.parts[1])


def no_numbers(original: Original, pool: Pool, draw: Draw) -> str | None:
    """Vague words for all numbers."""
    return _vague(original, original.mentions, draw)


def number_gone(original: Original, pool: Pool, draw: Draw) -> str | None:
    """Vague words for one number that is needed."""
    if not original.needed:
        return None
    one = draw.choice(sorted(original.needed))
    return _vague(original, [m for m in original.mentions if one in (m.value, m.figure)], draw)


def fact_gone(original: Original, pool: Pool, draw: Draw) -> str | None:
    """Without a sentence that is needed; the question stays.

    A problem from which a change is missing, such as what was lost on the way, has an answer
    still, another one. So what goes is either all that has numbers, or the one factor of the
    last step, without which that step cannot be made.
    """
    if original.parts is None or len(original.sentences) < 2:
        return None
    told, asked = original.parts
    facts = SENTENCE.split(told)
    factor = original.factor
    if factor is not None:
        gone = [fact for fact in facts if factor in values(read_numbers(fact))]
        if len(gone) == 1 and len(facts) > 1 and len(read_numbers(gone[0])) == 1:
            text = " ".join([*(fact for fact in facts if fact not in gone), _opened(asked)])
            return text if original.lacks(text) else None
    text = " ".join([*(fact for fact in facts if not read_numbers(fact)), _opened(asked)])
    idle = not read_numbers(text) and len(text) > len(asked)
    return text if idle and original.lacks(text) else None


def other_question(original: Original, pool: Pool, draw: Draw) -> str | None:
    """A question about something that the facts do not touch."""
    if original.parts is None:
        return None
    told = original.parts[0]
    other = pool.draw(draw)
    if other.parts is None or other.row.group == original.row.group:
        return None
    asked = other.parts[1]
    if any(character.isdigit() for character in asked) or not other.lacks(asked):
        return None
    words = _stems(asked)
    if len(words) < 2 or words & _stems(told):
        return None
    if _MONEY.search(asked) and _MONEY.search(told):
        return None
    return f"{told} {_opened(asked)}"


def other_facts(original: Original, pool: Pool, draw: Draw) -> str | None:
    """The question in front of facts about something else, as a list of remarks."""
    found = other_question(original, pool, draw)
    if found is None or original.parts is None:
        return None
    told = original.parts[0]
    return f"{found[len(told) + 1 :]} {told}"


def request(original: Original, pool: Pool, draw: Draw) -> str | None:
    """The facts, and a wish that no computation grants."""
    if original.parts is None:
        return None
    return f"{original.parts[0]} {_wish(original, draw)}"


def request_first(original: Original, pool: Pool, draw: Draw) -> str | None:
    """A wish that is about the facts behind it."""
    if original.parts is None:
        return None
    return f"{_wish(original, draw)} {original.parts[0]}"


def request_alone(original: Original, pool: Pool, draw: Draw) -> str | None:
    """A wish in the problem's words."""
    return _wish(original, draw)


def words_shuffled(original: Original, pool: Pool, draw: Draw) -> str | None:
    """The words in another order: of which number is which nothing is left."""
    words = original.text.split()
    if len(words) < 12 or len(original.mentions) < 2:
        return None
    draw.shuffle(words)
    return " ".join(words)


def letters_shuffled(original: Original, pool: Pool, draw: Draw) -> str | None:
    """The letters of each word in another order."""

    def mixed(match: re.Match[str]) -> str:
        return "".join(draw.sample(match[0], len(match[0])))

    if len(original.text.split()) < 8:
        return None
    return re.sub(r"[A-Za-z]{2,}", mixed, original.text)


def letters_exchanged(original: Original, pool: Pool, draw: Draw) -> str | None:
    """Every letter another one."""
    if original.row.source.startswith("algebra"):
        return None
    letters = "abcdefghijklmnopqrstuvwxyz"
    key = str.maketrans(letters, "".join(draw.sample(letters, 26)))
    return original.text.lower().translate(key)


def consonants_gone(original: Original, pool: Pool, draw: Draw) -> str | None:
    """Words without most of their letters, numbers too."""
    if original.row.source.startswith("algebra"):
        return None
    return re.sub(r"[b-df-hj-np-tv-zB-DF-HJ-NP-TV-Z\d]", "", original.text)


def backwards(original: Original, pool: Pool, draw: Draw) -> str | None:
    """The text from its end to its beginning."""
    return original.text[::-1] if len(original.text.split()) > 5 else None


def listed(original: Original, pool: Pool, draw: Draw) -> str | None:
    """Some of the facts' words and numbers as a list."""
    words = [word.strip(".,?!;:") for word in original.text.split()]
    words = [word for word in words if word.lower() not in _IDLE and len(word) > 1]
    if len(words) < 6 or original.row.source.startswith("algebra"):
        return None
    draw.shuffle(words)
    return draw.choice((", ", " ", "\n", "; ")).join(words[: draw.randint(3, 12)])


def repeated(original: Original, pool: Pool, draw: Draw) -> str | None:
    """One fact over and over."""
    if original.parts is None:
        return None
    fact = draw.choice(original.sentences[:-1] or [original.parts[0]])
    return " ".join([fact] * draw.randint(3, max(3, min(12, 900 // max(len(fact), 1)))))


def facts_together(original: Original, pool: Pool, draw: Draw) -> str | None:
    """Facts of several problems, and no question."""
    others = [pool.draw(draw).parts for _ in range(draw.randint(1, 2))]
    if original.parts is None or None in others:
        return None
    return " ".join([original.parts[0], *(parts[0] for parts in others if parts is not None)])


def formula_gone(original: Original, pool: Pool, draw: Draw) -> str | None:
    """A task about formulas from which these are missing."""
    word = draw.of(("it", "this", "the expression", "that", "", "the one above", "..."))
    text = _FORMULA.sub(word, original.text)
    text = re.sub(rf"(?:{re.escape(word)}[ ,]*){{2,}}", f"{word} ", text) if word else text
    text = re.sub(r" {2,}", " ", text).strip()
    if any(map(str.isdigit, text)) or len(text.split()) < 2:
        return None
    return text if original.mentions or _FORMULA.search(original.text) else None


KINDS: dict[str, tuple[Kind, float]] = {
    "cut_question": (cut_question, 5),
    "remark_instead": (remark_instead, 4),
    "cut_short": (cut_short, 3),
    "question_alone": (question_alone, 5),
    "no_numbers": (no_numbers, 5),
    "number_gone": (number_gone, 6),
    "fact_gone": (fact_gone, 5),
    "other_question": (other_question, 5),
    "other_facts": (other_facts, 1),
    "request": (request, 4),
    "request_first": (request_first, 2),
    "request_alone": (request_alone, 2),
    "words_shuffled": (words_shuffled, 3),
    "letters_shuffled": (letters_shuffled, 2),
    "letters_exchanged": (letters_exchanged, 2),
    "consonants_gone": (consonants_gone, 1),
    "backwards": (backwards, 1),
    "listed": (listed, 3),
    "repeated": (repeated, 1),
    "facts_together": (facts_together, 2),
    "formula_gone": (formula_gone, 2),
}
"""The kinds, each with how often it comes."""

ONLY = {"formula_gone": "algebra"}
"""The one source of a kind's problems, where there is any of it."""


def _opened(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _vague(original: Original, mentions: Sequence[Mention], draw: Draw) -> str | None:
    """The text with other words for numbers; None if what is needed can still be told."""
    text: list[str] = []
    last = 0
    word = draw.of(wordings.VAGUE) if draw.chance(0.4) else None
    for mention in mentions:
        if mention.surface is Surface.ORDINAL:
            continue
        start, end = mention.start, mention.end
        if mention.surface in (Surface.FRACTION, Surface.PERCENT):
            new = draw.of(wordings.VAGUE_SHARES)
        elif start and original.text[start - 1] in "$€£":
            start, new = start - 1, draw.of(wordings.VAGUE_MONEY)
        else:
            new = draw.of(wordings.VAGUE) if word is None else word
        text += [original.text[last:start], new]
        last = end
    found = re.sub(r" {2,}", " ", "".join([*text, original.text[last:]])).strip()
    return _opened(found) if original.lacks(found) else None


def _person(original: Original, draw: Draw) -> str:
    """Somebody of the problem, or anybody."""
    found = [name for name in _CAPITAL.findall(original.text) if name in _NAMES]
    return draw.choice(found) if found else draw.name()


def _wish(original: Original, draw: Draw) -> str:
    counted = _COUNTED.search(original.text)
    return draw.of(wordings.REQUESTS).format(
        p=_person(original, draw),
        t=counted[1].lower() if counted else "such things",
        l=draw.of(wordings.LANGUAGES),
    )


def _stems(text: str) -> set[str]:
    """What a text is about: the beginnings of its words."""
    return {word[:5] for word in _WORD.findall(text.lower()) if word not in _IDLE}
