"""The schemas of stories, by name: each tells a story to an author and says what may be asked."""

from __future__ import annotations

from collections.abc import Callable

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.schemas import changing, grouping, having, parts, shopping, working

SCHEMAS: dict[str, Callable[[Author], None]] = {
    "chain": having.chain,
    "changes": changing.changes,
    "unknown": changing.unknown,
    "transfer": changing.transfer,
    "two_kinds": changing.two_kinds,
    "crowd": changing.crowd,
    "cart": shopping.cart,
    "sale": shopping.sale,
    "market": shopping.market,
    "pay": working.pay,
    "saving": working.saving,
    "making": working.making,
    "reading": working.reading,
    "travel": working.travel,
    "whole_of": parts.whole_of,
    "farm": parts.farm,
    "ages": parts.ages,
    "rectangle": parts.rectangle,
    "average": parts.average,
    "boxes": grouping.boxes,
    "sharing": grouping.sharing,
    "supplies": grouping.supplies,
    "minutes": grouping.minutes,
    "dozens": grouping.dozens,
}
