"""A story's text: facts in order, joined to sentences, with names, pronouns and numbers placed."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from mycelium_distill.stories.author import BASE, CLOSE, OPEN, PERSON, Author, Fact, Person

_MARK = re.compile(f"{OPEN}(.)|{CLOSE}")
_KEY = re.compile(f"{OPEN}(.)")
_WHO = re.compile(f"{PERSON}(.)([spon])")
_JOINERS = (" and ", ", and ")
_STATIC = (" and ", ", and ", ", while ")


@dataclass(frozen=True)
class Told:
    """The text, and where each number stands in it, by key."""

    text: str
    places: dict[int, tuple[int, int]]


def tell(author: Author, question: str, keys: Collection[int] = ()) -> Told:
    """The text of a story with a question.

    Args:
        author: Has told the facts.
        question: The question's wording, with marks.
        keys: The numbers that its answer needs; only a fact that tells one of them may
            become the question's condition.
    """
    facts, asking = _with_condition(author, _ordered(author), question, keys)
    sentences = [text + "." for text in _sentences(author, facts)] + [asking + "?"]
    if author.opening:
        sentences.insert(0, author.opening + ".")
    named = _named(author, sentences)
    return _placed(" ".join(map(_capital, named)))


def _ordered(author: Author) -> list[Fact]:
    """The facts, some in another order, with those that nobody needs between them."""
    draw = author.random
    groups: list[list[Fact]] = []
    for fact in author.facts:
        if fact.follows and groups:
            groups[-1].append(fact)
        else:
            groups.append([fact])
    if not author.keep_order and len(groups) > 1 and draw.random() < 0.4:
        draw.shuffle(groups)
    facts = [fact for group in groups for fact in group]
    count = min(len(author.spare), draw.choice((0, 0, 0, 0, 1, 1, 1, 2, 3)))
    for fact in draw.sample(author.spare, count):
        free = [i for i in range(len(facts) + 1) if i == len(facts) or not facts[i].follows]
        if draw.random() < 0.8 and len(free) > 1:  # few texts begin with what nobody needs
            free = free[1:]
        facts.insert(draw.choice(free), fact)
    return facts


def _with_condition(
    author: Author, facts: list[Fact], question: str, keys: Collection[int]
) -> tuple[list[Fact], str]:
    """One fact moved into the question as its condition, now and then."""
    movable = [
        i
        for i, fact in enumerate(facts)
        if fact.condition
        and not (i + 1 < len(facts) and facts[i + 1].follows)
        and any(ord(key) - BASE in keys for key in _KEY.findall(fact.text))
    ]
    if author.keep_order:  # what is told later may depend on all but the last fact
        movable = [i for i in movable if all(fact in author.spare for fact in facts[i + 1 :])]
    if not movable or len(facts) < 2 or author.random.random() > 0.5:
        return facts, question
    index = author.of(movable)
    rest = facts[:index] + facts[index + 1 :]
    if author.random.random() < 0.8 or question.startswith("in ") or " if " in question:
        return rest, f"if {facts[index].condition}, {question}"
    return rest, f"{question} if {facts[index].condition}"


def _sentences(author: Author, facts: list[Fact]) -> list[str]:
    found: list[str] = []
    joined = False
    for i, fact in enumerate(facts):
        before = facts[i - 1] if i else None
        if before is not None and not joined and _joinable(author, before, fact):
            found[-1] += (
                author.of(_STATIC if author.contrast and not author.keep_order else _JOINERS)
                + fact.text
            )
            joined = True
        else:
            found.append(fact.text)
            joined = False
    return found


def _joinable(author: Author, before: Fact, fact: Fact) -> bool:
    """Whether two facts share a sentence this time."""
    if not (before.joins and fact.joins) or any(" and " in f.text for f in (before, fact)):
        return False
    return author.chance(0.08 if before in author.spare or fact in author.spare else 0.28)


# --------------------------------------------------------------------------- people


def _named(author: Author, sentences: list[str]) -> list[str]:
    """The sentences with a name or a pronoun for each mark of a person."""
    known: list[Person] = []  # those of the sentence before
    found = []
    for sentence in sentences:
        here: list[Person] = []

        def name(
            match: re.Match[str], here: list[Person] = here, known: list[Person] = known
        ) -> str:
            person = author.people[ord(match[1]) - BASE]
            form = match[2]
            again = person in here
            near = any(p is not person and p.female == person.female for p in here)
            plain = (again and not near) or (not here and known == [person])
            here.append(person)
            if form != "n" and plain and author.chance(0.95 if again else 0.7):
                return _pronoun(person, form)
            return person.name + ("'s" if form == "p" else "")

        found.append(_WHO.sub(name, sentence))
        if here:
            known = list(dict.fromkeys(here))
    return found


def _pronoun(person: Person, form: str) -> str:
    if person.female:
        return {"s": "she", "p": "her", "o": "her"}[form]
    return {"s": "he", "p": "his", "o": "him"}[form]


# --------------------------------------------------------------------------- places


def _capital(sentence: str) -> str:
    """The sentence with a capital letter, whatever marks stand before it."""
    for i, character in enumerate(sentence):
        if character.isalnum():
            return sentence[:i] + character.upper() + sentence[i + 1 :]
        if character == OPEN:  # the key's character is behind it, and no letter of the text
            continue
    return sentence


def _placed(marked: str) -> Told:
    pieces: list[str] = []
    places: dict[int, tuple[int, int]] = {}
    length = at = 0
    key, start = -1, 0
    for match in _MARK.finditer(marked):
        pieces.append(marked[at : match.start()])
        length += match.start() - at
        at = match.end()
        if match[1]:
            key, start = ord(match[1]) - BASE, length
        else:
            places[key] = (start, length)
    pieces.append(marked[at:])
    return Told("".join(pieces), places)
