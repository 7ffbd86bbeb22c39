"""Random rows of all specialists' labels, and a small model that learns from them."""

from __future__ import annotations

from typing import Any

import numpy as np

from mycelium_distill.multitask.rows import CANDIDATES, EMPTY, NULL, TaskRow

TEMPLATES, GOALS, SYMBOLS, VOCABULARY = 5, 3, 40, 400


def task_row(random: Any, *, longest: int = 20, weight: float = 1.0) -> TaskRow:
    """A row with entries of every kind; its answers can be learnt from its words."""
    prefix, suffix = int(random.integers(4, longest)), int(random.integers(4, longest))
    text = random.integers(1, VOCABULARY, prefix)
    symbols = (text[random.integers(0, prefix)] + np.arange(suffix)) % SYMBOLS

    def pointers(count: int) -> tuple[Any, Any]:
        asked = np.full((count, 1 + CANDIDATES), EMPTY)
        targets = np.zeros((count, CANDIDATES), dtype=bool)
        for number in range(count):
            query = int(random.integers(1, suffix))
            places = [NULL, *random.integers(0, prefix + query, 3)]
            asked[number, : 1 + len(places)] = [query, *places]
            targets[number, int(random.integers(0, len(places)))] = True
        return asked, targets

    def slots(count: int) -> Any:
        return random.integers(-1, TEMPLATES + 1, (count, 4))

    clauses = int(random.integers(0, 3))
    middle = prefix // 2
    spans = [[0, middle], [middle, prefix]][:clauses]
    asked, right = pointers(int(random.integers(0, 4)))
    answer, answer_right = pointers(int(random.integers(0, 2)))
    some = int(random.integers(0, 2))
    return TaskRow(
        text=text,
        symbols=symbols,
        symbol_weights=random.choice([0.0, 0.5, 1.0], suffix),
        markers=np.array([[n, *span] for n, span in enumerate(spans)]).reshape(-1, 3),
        segment=random.integers(-1, 2, prefix),
        clauses=np.concatenate([np.array(spans).reshape(-1, 2), slots(clauses)], axis=1),
        gaps=np.concatenate([random.integers(0, suffix, (some, 1)), slots(some)], axis=1),
        pointers=asked,
        pointer_targets=right,
        answer=answer,
        answer_targets=answer_right,
        goal=np.array([[suffix - 2, 1]][:some]).reshape(-1, 2),
        verify=np.array([[suffix - 1, int(random.integers(0, 2))]]),
        weight=weight,
    )


def task_rows(count: int, *, seed: int = 0, longest: int = 20) -> list[TaskRow]:
    """Some of them, of unlike weights."""
    random = np.random.default_rng(seed)
    return [task_row(random, longest=longest, weight=1.0 + n % 3) for n in range(count)]


def tiny_specialists(family: str = "llama", *, seed: int = 0) -> Any:
    """A random model of two layers with the heads for such rows, without dropout."""
    import torch
    from tiny_models import tiny_model

    from mycelium_passes.model.heads import Heads, HeadShapes
    from mycelium_passes.model.specialists import Specialists

    trunk = tiny_model(family, seed=seed, vocabulary=VOCABULARY)
    torch.manual_seed(seed + 1)
    shapes = HeadShapes(48, SYMBOLS, TEMPLATES, GOALS, hidden=16)
    return Specialists(trunk, Heads(shapes, dropout=0.0))
