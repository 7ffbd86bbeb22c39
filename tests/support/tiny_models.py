"""Random models of two layers and a tokenizer made on the spot: nothing is downloaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def tiny_tokenizer(texts: Iterable[str] = ()) -> Any:
    """A byte-level tokenizer with some merges; digits stand alone, as in SmolLM2."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<|end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(list(texts) or ["How many pens does Ann have in all?"], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|end|>"
    )


def tiny_model(family: str = "llama", *, seed: int = 0, vocabulary: int = 400) -> Any:
    """A causal model of two layers with random weights in float32."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM, Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(seed)
    sizes = {
        "vocab_size": vocabulary,
        "hidden_size": 48,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 512,
        "tie_word_embeddings": family == "llama",
        "eos_token_id": 0,
        "pad_token_id": 0,
        "initializer_range": 0.2,
    }
    if family == "qwen2":
        model = Qwen2ForCausalLM(Qwen2Config(**sizes))
    else:
        model = LlamaForCausalLM(LlamaConfig(**sizes))
    return model.eval()


def tiny_trunk(family: str = "llama", *, seed: int = 0, texts: Iterable[str] = ()) -> Any:
    """A trunk of a tiny model, on the processor."""
    import torch

    from mycelium_passes.trunk import Trunk

    return Trunk(tiny_model(family, seed=seed), tiny_tokenizer(texts), torch.device("cpu"))
