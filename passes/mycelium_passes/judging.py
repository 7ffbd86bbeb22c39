"""How sure a program is right: the verifier's logit and what else tells, made a probability."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import TYPE_CHECKING, Any

from mycelium.passes import Candidate, Context
from mycelium.trust import Trust, log_odds, sigmoid
from mycelium_ir.diagnostics import MyceliumError

if TYPE_CHECKING:
    from mycelium_passes.reading.model import Model

KEY = "confidence"
"""Where a configuration's calibration has this module's part."""

FEATURES = ("verifier", "score", "goal", "steps", "length")
"""What a judgement may be made of: the verifier's logit at `<end>`; the program's log
probability; the log odds of its goal's type; the logarithms of the number of steps and of the
problem's tokens."""


def features(candidate: Candidate, context: Context, model: Model) -> dict[str, float] | None:
    """What there is to judge a finished program by.

    None if no model wrote any of it, or it cannot be read: nobody judges it then.
    """
    import torch

    from mycelium_passes.goal import ranked
    from mycelium_passes.reading.states import sound, states

    program = candidate.program
    answer = program.answer
    if answer is None or not any("by" in step.attributes for step in program.steps):
        return None
    try:
        told = sound(context.analyse(states(model), program))
    except MyceliumError:
        return None
    with torch.inference_mode():
        verdict = float(model.heads.right(told.states[-1:])[0])
    goal = None if program.goal is None else program.goal.type
    chances = dict(ranked(model, told, answer))
    return {
        "verifier": verdict,
        "score": max(candidate.score, -1e3),
        "goal": log_odds(chances.get(goal or "", 0.5)),
        "steps": log(len(program.steps)),
        "length": log(len(told.reading)),
    }


def judgement(found: Mapping[str, float], calibration: Mapping[str, Any]) -> float:
    """The probability that a program is right; the verifier's own where nothing was fitted."""
    fitted = calibration.get(KEY)
    if not fitted:
        return sigmoid(found["verifier"])
    pairs = zip(fitted["features"], fitted["weights"], strict=True)
    return sigmoid(sum(found[name] * weight for name, weight in pairs) + fitted["bias"])


def judge(candidate: Candidate, context: Context, model: Model) -> float | None:
    """The probability that a finished program is right; None if nobody can say."""
    found = features(candidate, context, model)
    return None if found is None else judgement(found, model.calibration)


def trust(calibration: Mapping[str, Any]) -> Trust:
    """What weights say of their judgements."""
    fitted = calibration.get(KEY) or {}
    votes = fitted.get("votes")
    return Trust(
        float(fitted.get("threshold", 0.0)),
        None if votes is None else (float(votes[0]), float(votes[1]), float(votes[2])),
    )
