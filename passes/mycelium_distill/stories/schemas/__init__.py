"""The schemas of stories, by name: each tells a story to an author and says what may be asked."""

from __future__ import annotations

from collections.abc import Callable

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.schemas import having

SCHEMAS: dict[str, Callable[[Author], None]] = {
    "chain": having.chain,
}
