"""What is trained on and how: all that a run depends on besides its model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """A prompt and what the model should write behind it; `weight` scales its loss."""

    prompt: str
    target: str
    weight: float = 1.0


@dataclass(frozen=True)
class Recipe:
    """How to train. Either `steps` or `minutes` is given.

    Attributes:
        steps: Optimizer steps.
        minutes: Wall-clock minutes; the number of steps is fixed after a rehearsal.
        tokens_per_step: Tokens of a step, padding included. Many small steps were measured
            to generalise better than few large ones.
        longest: The tokens of a row into which pairs are packed; pairs that are longer are
            left out, and counted.
        learning_rate: Its peak.
        floor: The rate at the end, as a share of the peak.
        warmup: The share of the steps in which the rate rises.
        weight_decay: Of matrices only.
        betas: Of AdamW.
        clip: The largest norm of the gradient.
        prefix: Whether a prompt is read in both directions.
        prompt_loss: What a prompt's own tokens count, against 1 for the target's; only a
            causal reader can be asked to foresee its prompt.
        average: Decay of the exponential moving average of the weights, which is what is
            saved in the end; 0 for none.
        keep: The probe's figure whose greatest value decides what is saved in the end: the
            weights (the average, if any) that had it; "" for those of the last step.
        seed: Of the order of the pairs.
        compile: Whether each layer goes through torch.compile.
        graphs: Whether a GPU captures a step once, as a CUDA graph, and replays it.
        report_every: Steps between two lines of the log.
        save_every: Seconds between two checkpoints.

    Raises:
        ValueError: for a recipe that contradicts itself.
    """

    steps: int | None = None
    minutes: float | None = None
    tokens_per_step: int = 16_384
    longest: int = 512
    learning_rate: float = 5e-4
    floor: float = 0.02
    warmup: float = 0.03
    weight_decay: float = 0.1
    betas: tuple[float, float] = (0.9, 0.95)
    clip: float = 1.0
    prefix: bool = True
    prompt_loss: float = 0.0
    average: float = 0.0
    keep: str = ""
    seed: int = 0
    compile: bool = False
    graphs: bool = True
    report_every: int = 50
    save_every: float = 180.0

    def __post_init__(self) -> None:
        if (self.steps is None) == (self.minutes is None):
            raise ValueError("give either steps or minutes")
        if (self.steps is not None and self.steps < 1) or (
            self.minutes is not None and self.minutes <= 0
        ):
            raise ValueError("a training takes at least one step")
        if not 0 < self.longest <= self.tokens_per_step:
            raise ValueError("a row (`longest`) has at most the tokens of a step")
        if self.prefix and self.prompt_loss:
            raise ValueError("a prompt that is read in both directions cannot be foreseen")
