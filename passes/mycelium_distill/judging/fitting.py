"""Fitting the verifier's head to states that do not change: how long is found by folds."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from mycelium_distill.judging.gathering import Drawn

FOLDS = 5
MOST_EPOCHS = 60
UNANSWERABLE = 0.25
"""What problems without an answer weigh in all, where there are any."""
RATE, DECAY = 3e-4, 0.1
BATCH = 64


@dataclass(frozen=True)
class Fit:
    """How a fit went.

    Attributes:
        epochs: How long it took, chosen by folds of the problems.
        loss: The mean cross-entropy on left out problems, in nats.
        auroc: The area under the curve of right against wrong there, of problems with answers.
        refused: Of programs of problems without an answer, the share that is thought less likely
            right than the median right one; None without such problems.
    """

    epochs: int
    loss: float
    auroc: float
    refused: float | None = None


def fit_verifier(head: nn.Module, drawn: Drawn, *, seed: int = 0) -> Fit:
    """Fit a head in place.

    Args:
        head: From states [N, d] to logits [N, 1], with dropout; it goes on from what it is.
        drawn: What it learns from; every problem counts alike, and those without an answer
            together as `UNANSWERABLE` says.
        seed: Of folds, order and dropout.
    """
    shares = _shares(drawn)
    held = _folds(drawn.problems, seed)
    logits = torch.zeros(MOST_EPOCHS, len(drawn.right))
    for fold in range(FOLDS):
        inside = held != fold
        begun = copy.deepcopy(head)
        for epoch in _epochs(begun, drawn, shares, inside, MOST_EPOCHS, seed):
            with torch.no_grad():
                logits[epoch, ~inside] = begun.eval()(drawn.states[~inside]).squeeze(-1)
    target = drawn.right.float()
    each = functional.binary_cross_entropy_with_logits(
        logits, target.expand_as(logits), reduction="none"
    )
    losses = (each * shares).sum(1).tolist()
    best = min(range(MOST_EPOCHS), key=losses.__getitem__)
    for _ in _epochs(head, drawn, shares, torch.ones_like(drawn.right), best + 1, seed):
        pass
    head.eval()
    return _told(best + 1, losses[best], logits[best], drawn)


def _told(epochs: int, loss: float, logits: Tensor, drawn: Drawn) -> Fit:
    none = drawn.unanswerable
    if none is None or not none.any():
        return Fit(epochs, loss, _auroc(logits, drawn.right))
    middle = logits[drawn.right].median()
    refused = float((logits[none] < middle).float().mean())
    return Fit(epochs, loss, _auroc(logits[~none], drawn.right[~none]), refused)


def _shares(drawn: Drawn) -> Tensor:
    """What each program counts [N]: a problem's share by draws; they add up to 1.

    Problems without an answer count alike too, and together what is due to them.
    """
    totals = torch.zeros(int(drawn.problems.max()) + 1).index_add(0, drawn.problems, drawn.draws)
    shares = drawn.draws / totals[drawn.problems]
    none = drawn.unanswerable
    if none is None or not none.any() or none.all():
        return shares / shares.sum()
    return torch.where(
        none,
        shares / shares[none].sum() * UNANSWERABLE,
        shares / shares[~none].sum() * (1 - UNANSWERABLE),
    )


def _folds(problems: Tensor, seed: int) -> Tensor:
    order = torch.randperm(int(problems.max()) + 1, generator=torch.Generator().manual_seed(seed))
    return order[problems] % FOLDS


def _epochs(
    head: nn.Module, drawn: Drawn, shares: Tensor, inside: Tensor, epochs: int, seed: int
) -> Iterator[int]:
    """Train for some epochs on the programs inside; each is told when it is over."""
    torch.manual_seed(seed)
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    (places,) = inside.nonzero(as_tuple=True)
    for epoch in range(epochs):
        head.train()
        for rows in torch.split(places[torch.randperm(len(places))], BATCH):
            logits = head(drawn.states[rows]).squeeze(-1)
            each = functional.binary_cross_entropy_with_logits(
                logits, drawn.right[rows].float(), reduction="none"
            )
            loss = (each * shares[rows]).sum() / shares[rows].sum()
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
        yield epoch


def _auroc(logits: Tensor, right: Tensor) -> float:
    from mycelium.evaluation.confidence import auroc

    found = auroc(logits.sigmoid().tolist(), right.tolist())
    return float("nan") if found is None else found
