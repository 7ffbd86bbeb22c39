"""Many unanswerable problems from a seed, of every kind its share, none of them twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from mycelium_distill.examples.record import Example
from mycelium_distill.judging.unanswerable import SOURCE, derived, invented
from mycelium_distill.judging.unanswerable.drawing import Draw
from mycelium_distill.judging.unanswerable.pool import Pool
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Problem, Program
from mycelium_ir.printer import print_program

LONGEST = 1800
"""Characters of a problem: a longer one is longer than the rows of training."""

_PATIENCE = 60
"""Tries for one problem; what a kind does not bring, the others bring."""


def unanswerable(
    pool: Pool, count: int, progress: Callable[[int], None] | None = None
) -> Iterator[Example]:
    """So many rows; the same pool gives the same.

    A row that is made of another has that one's group, if of several that of the one whose
    facts it tells; others are groups of their own.

    Raises:
        MyceliumError: MYC353, if there is no problem to make anything of.
    """
    if not pool.sources:
        raise MyceliumError(
            Diagnostic(
                "MYC353",
                f"there is no row of split `{pool.split}` to make problems of",
                hint="give what `mycelium examples` or `mycelium stories` wrote",
            )
        )
    shares = {name: share for name, (_, share) in (*derived.KINDS.items(), *invented.KINDS.items())}
    seen: set[str] = set()
    made = 0
    for name, number in _order(shares, count):
        for attempt in range(_PATIENCE):
            draw = Draw(f"{SOURCE} {pool.seed} {name} {number} {attempt}", pool.split)
            text, group = _text(name, pool, draw)
            if text is None or not text or len(text) > LONGEST or text in seen:
                continue
            seen.add(text)
            own = f"{SOURCE}/{pool.split}-{pool.seed}-{name}-{number}"
            yield Example(
                own,
                f"{SOURCE}.{name}",
                pool.split,
                print_program(Program((Problem(text),))),
                {},
                labelled=False,
                group=group or own,
                correct=False,
            )
            break
        made += 1
        if progress is not None:
            progress(made)


def _text(name: str, pool: Pool, draw: Draw) -> tuple[str | None, str | None]:
    """A text of a kind, with the group of what it was made of."""
    if name in invented.KINDS:
        return invented.KINDS[name][0](draw), None
    only = derived.ONLY.get(name)
    original = pool.draw(draw, only if only in pool.sources else None)
    return derived.KINDS[name][0](original, pool, draw), original.row.group


def _order(shares: Mapping[str, float], count: int) -> Iterator[tuple[str, int]]:
    """Kinds in turn, each as often as its share says, numbered."""
    step = {name: sum(shares.values()) / share for name, share in shares.items()}
    due = {name: step[name] / 2 for name in shares}
    numbers = dict.fromkeys(shares, 0)
    for _ in range(count):
        name = min(due, key=lambda each: (due[each], each))
        due[name] += step[name]
        yield name, numbers[name]
        numbers[name] += 1
