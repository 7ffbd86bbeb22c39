"""The schemas of stories, by name: each tells a story to an author and says what may be asked."""

from __future__ import annotations

from collections.abc import Callable

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.schemas import (
    backwards,
    changing,
    counting,
    daily,
    events,
    going,
    grouping,
    having,
    lists,
    measures,
    parts,
    scenes,
    shopping,
    working,
)

SCHEMAS: dict[str, Callable[[Author], None]] = {
    "chain": having.chain,
    "changes": changing.changes,
    "unknown": changing.unknown,
    "transfer": changing.transfer,
    "scene": scenes.scene,
    "two_kinds": counting.two_kinds,
    "crowd": counting.crowd,
    "cart": shopping.cart,
    "sale": shopping.sale,
    "market": shopping.market,
    "pay": working.pay,
    "saving": working.saving,
    "making": working.making,
    "reading": going.reading,
    "travel": going.travel,
    "whole_of": parts.whole_of,
    "farm": parts.farm,
    "ages": measures.ages,
    "rectangle": measures.rectangle,
    "average": measures.average,
    "together": backwards.together,
    "spent": backwards.spent,
    "priced": backwards.priced,
    "tickets": events.tickets,
    "trip": events.trip,
    "recipe": events.recipe,
    "tank": events.tank,
    "weights": events.weights,
    "budget": lists.budget,
    "nested": lists.nested,
    "teams": lists.teams,
    "boxes": grouping.boxes,
    "sharing": grouping.sharing,
    "supplies": daily.supplies,
    "minutes": daily.minutes,
    "dozens": daily.dozens,
}

OFTEN = {
    "scene": 4,
    "unknown": 3,
    "two_kinds": 3,
    "chain": 2,
    "transfer": 2,
    "crowd": 2,
    "changes": 2,
}
"""Schemas that are drawn so many times as often: their bodies allow few questions each."""
