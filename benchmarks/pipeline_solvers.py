"""What `pipeline.py` measures: the default pipeline, and the monolith run in three ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

BATCH = 32


class Solver(Protocol):
    """Reads problems, or prompts, and writes what answers them; nothing comes back."""

    def __call__(self, texts: Sequence[str]) -> None: ...


@dataclass
class Pipelined:
    """The default pipeline, its executor warm, and the seconds of each pass."""

    workers: int
    passes: dict[str, list[float]] = field(default_factory=dict)
    answered: int = 0

    def __post_init__(self) -> None:
        from mycelium import api
        from mycelium.executor import Executor
        from mycelium.plugins import plugins

        self.offered = plugins()
        self.pipeline = api.pipeline_of(None, self.offered)
        self.executor = Executor(workers=self.workers)
        self.executor.warm()

    def __call__(self, texts: Sequence[str]) -> None:
        from mycelium import api
        from mycelium.solving import solve_iter

        context = api.context_of(self.offered, self.executor)
        rows = [(None, api.bare(text)) for text in texts]
        for solved in solve_iter(rows, self.pipeline, context, batch_size=BATCH):
            self.answered += solved.answer is not None
            for name, seconds in solved.seconds.items():
                self.passes.setdefault(name, []).append(seconds)


@dataclass
class Generated:
    """The monolith through `generate` of transformers."""

    trunk: Any
    most: int
    tokens: int = 0

    def __call__(self, texts: Sequence[str]) -> None:
        import torch

        tokenizer = self.trunk.tokenizer
        tokenizer.padding_side = "left"
        if tokenizer.pad_token_id is None:
            tokenizer.pad_token = tokenizer.eos_token
        given = tokenizer(list(texts), return_tensors="pt", padding=True, add_special_tokens=False)
        with torch.inference_mode():
            written = self.trunk.model.generate(
                input_ids=given["input_ids"],
                attention_mask=given["attention_mask"],
                max_new_tokens=self.most,
                do_sample=False,
                eos_token_id=self.trunk.end,
                pad_token_id=tokenizer.pad_token_id,
            )
        new = written[:, given["input_ids"].shape[1] :]
        for row in new.tolist():
            self.trunk.decode(row)
            self.tokens += row.index(self.trunk.end) + 1 if self.trunk.end in row else len(row)


@dataclass
class OwnGenerate:
    """The monolith as the pipeline `monolith` runs it, in bfloat16."""

    trunk: Any
    most: int

    def __call__(self, texts: Sequence[str]) -> None:
        from mycelium_passes.trunk import generate

        generate(self.trunk, texts, max_new_tokens=self.most, prefix=True)


class Rounded:
    """The monolith in the engine that the pipeline has, its matrices rounded as the shipped are.

    Attributes:
        told: To how many bits.
    """

    def __init__(self, trunk: Any, most: int, bits: Mapping[str, int | None]) -> None:
        import torch

        from mycelium_passes.engine import LeanEngine
        from mycelium_passes.engine.linear import linear, packs
        from mycelium_passes.weights.quantising import dequantise, quantise

        self.trunk, self.most = trunk, most
        kinds: dict[int, int] = {}
        tensors: dict[str, Any] = {}
        for name, value in trunk.model.state_dict().items():
            width = bits.get(name)
            if width is not None:
                kinds[width] = kinds.get(width, 0) + 1
                value = dequantise(*quantise(value, width))
            tensors[name] = value
        self.told = ", ".join(f"{n} of {bits} bits" for bits, n in sorted(kinds.items()))
        self.told = self.told or "none: the specialists' weights are not rounded"
        where = torch.device("cpu")
        dtype = torch.bfloat16 if packs(where, torch.bfloat16) else torch.float32
        self.dtype = dtype
        self.engine = LeanEngine(tensors, trunk.model.config.to_dict(), dtype=dtype)
        head = tensors.get("lm_head.weight", tensors["model.embed_tokens.weight"])
        self.head = linear(head, None, where, dtype)

    def __call__(self, texts: Sequence[str]) -> None:
        import torch

        rows = self.trunk.encode(texts)
        width = max(map(len, rows))
        tokens = torch.tensor([[*row, *[0] * (width - len(row))] for row in rows])
        lengths = torch.tensor([len(row) for row in rows])
        with torch.inference_mode():
            states, held = self.engine.read(tokens, lengths)
            last = states[torch.arange(len(rows)), lengths - 1]
            done = torch.zeros(len(rows), dtype=torch.bool)
            one = torch.ones(len(rows), dtype=torch.int64)
            written = []
            for _ in range(self.most):
                chosen = self.head(last.to(self.dtype)).argmax(-1)
                written.append(chosen)
                done |= chosen == self.trunk.end
                if bool(done.all()):
                    break
                last = self.engine.extend(held, self.engine.embed(chosen)[:, None], one)[:, 0]
        for row in torch.stack(written, 1).tolist():
            self.trunk.decode(row)
