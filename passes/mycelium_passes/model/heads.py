"""The heads: what each specialist reads off the trunk's states.

All of them take final-normed states of the trunk, `[..., d]`, and give logits in float32.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn

SLOTS = 4
"""How many steps a clause or a gap may have."""
POINTER_WIDTH = 128
NULL, EMPTY = -1, -2
"""Candidates of a pointer that are no place: the learned null, and none at all."""


@dataclass(frozen=True)
class HeadShapes:
    """How large the heads are.

    Attributes:
        width: The trunk's hidden size, d.
        symbols: How many symbols transcripts are written in.
        templates: How many templates there are; a slot's classes are these and, first, none.
        goals: How many answer types.
        hidden: The width of the heads' hidden layers.
    """

    width: int
    symbols: int
    templates: int
    goals: int
    hidden: int = 512

    def to_json(self) -> dict[str, int]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> HeadShapes:
        """From JSON."""
        return cls(**{name: int(data[name]) for name in cls.__dataclass_fields__})


class SlotHead(nn.Module):
    """Classifies the steps of a clause or gap: SLOTS times, none (0) or a template (from 1)."""

    def __init__(self, inputs: int, shapes: HeadShapes, dropout: float) -> None:
        super().__init__()
        self.classes = shapes.templates + 1
        self.body = _body(inputs, shapes.hidden, dropout)
        self.out = nn.Linear(shapes.hidden, SLOTS * self.classes)

    def forward(self, states: Tensor) -> Tensor:
        """Logits [..., SLOTS, classes] from [..., inputs]."""
        logits: Tensor = self.out(self.body(states)).float()
        return logits.reshape(*logits.shape[:-1], SLOTS, self.classes)


class Pointer(nn.Module):
    """Scores candidates for a query; candidate -1 is a learned null (for C5, a constant).

    Vinyals et al. 2015, "Pointer networks", with a scaled dot product.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, POINTER_WIDTH)
        self.key = nn.Linear(width, POINTER_WIDTH)
        self.null = nn.Parameter(torch.zeros(width))

    def forward(self, queries: Tensor, states: Tensor, keys: Tensor) -> Tensor:
        """Scores [Q, K].

        Args:
            queries: [Q, d], the states that ask.
            states: [N, d], the states of all places.
            keys: int64 [Q, K], the candidates: places, NULL, or EMPTY, whose score means nothing.
        """
        asked = self.query(queries).float()
        known = self.key(torch.cat([self.null[None].to(states.dtype), states])).float()
        # The null comes first, so that place i is row i + 1 and NULL, -1, row 0.
        chosen = taken(known, (keys + 1).clamp(min=0).flatten()).view(*keys.shape, -1)
        scores = torch.einsum("qd,qkd->qk", asked, chosen)
        found: Tensor = scores * POINTER_WIDTH**-0.5
        return found


class Heads(nn.Module):
    """All heads.

    Args:
        shapes: Their sizes.
        dropout: Of the heads' inputs while training.
    """

    def __init__(self, shapes: HeadShapes, dropout: float = 0.1) -> None:
        super().__init__()
        width = shapes.width
        self.shapes = shapes
        self.symbols = nn.Embedding(shapes.symbols, width)
        self.segment = nn.Linear(width, 2)
        self.classify = SlotHead(3 * width, shapes, dropout)
        self.wire = Pointer(width)
        self.answer = Pointer(width)
        self.bridge = SlotHead(width, shapes, dropout)
        self.goal = _classifier(2 * width, shapes.hidden, shapes.goals, dropout)
        self.verify = _classifier(width, shapes.hidden, 1, dropout)
        nn.init.normal_(self.symbols.weight, std=0.02)

    def next_symbol(self, states: Tensor) -> Tensor:
        """Logits over the symbols [..., symbols]: C3's, the language-model head."""
        logits: Tensor = states @ self.symbols.weight.T.to(states.dtype)
        return logits.float()

    def clause(self, states: Tensor, first: Tensor, last: Tensor, prefix: Tensor) -> Tensor:
        """C2's logits [C, SLOTS, classes].

        Args:
            states: [N, d], the states of all tokens.
            first: int64 [C], each clause's first token.
            last: int64 [C], one past its last token.
            prefix: int64 [C], the last token of the clause's problem.
        """
        pooled = span_means(states, first, last)
        ends = taken(states, (last - 1).clamp(min=0))
        features = torch.cat([pooled, ends, taken(states, prefix)], dim=-1)
        found: Tensor = self.classify(features)
        return found

    def gap(self, states: Tensor) -> Tensor:
        """C4's logits [G, SLOTS, classes] from the states where gaps begin, [G, d]."""
        found: Tensor = self.bridge(states)
        return found

    def goals(self, prefix: Tensor, answers: Tensor) -> Tensor:
        """C6's logits [B, goals] from the states of the problem's end and the answer's end."""
        found: Tensor = self.goal(torch.cat([prefix, answers], dim=-1)).float()
        return found

    def right(self, ends: Tensor) -> Tensor:
        """The verifier's logits [B] that a program is right, from the states at `<end>`."""
        found: Tensor = self.verify(ends).float().squeeze(-1)
        return found


def taken(states: Tensor, places: Tensor) -> Tensor:
    """The states [P, d] of places [P] among [N, d].

    As `states[places]`, whose gradient sorts the places and adds equal ones up one after the
    other: with hundreds of unused entries that all point at one place it takes longer than
    the trunk.
    """
    return states.index_select(0, places)


def span_means(states: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """The mean state of each span, [..., S, d]; of an empty one 0.

    A product of matrices: a cumulative sum over a batch's states has to go through them one
    after the other.

    Args:
        states: [..., N, d].
        first: int64 [..., S], each span's first place.
        last: int64 [..., S], one past its last place.
    """
    places = torch.arange(states.shape[-2], device=states.device)
    inside = (places >= first[..., None]) & (places < last[..., None])
    count = (last - first).clamp(min=1)[..., None]
    return ((inside.to(states.dtype) @ states) / count).to(states.dtype)


def _body(inputs: int, hidden: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(dropout), nn.Linear(inputs, hidden), nn.GELU(), nn.Dropout(dropout)
    )


def _classifier(inputs: int, hidden: int, classes: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(*_body(inputs, hidden, dropout), nn.Linear(hidden, classes))
