"""Cutting a trunk's vocabulary: a tokenizer that knows only its first tokens.

Byte-level BPE joins pieces in the order of its merges, and a token's parts have lower
numbers than itself; so what is cut off is written with pieces that are left.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_passes.trunk.loading import Trunk


def cut_vocabulary(tokenizer: Mapping[str, Any] | Path, size: int) -> dict[str, Any]:
    """A byte-level BPE tokenizer that knows only its first tokens.

    Args:
        tokenizer: What tokenizer.json holds, or its path.
        size: How many tokens are left: those with lower numbers.

    Returns:
        What the new tokenizer.json holds.

    Raises:
        MyceliumError: MYC309, if it is of another kind or would lose a byte.
    """
    told: dict[str, Any]
    if isinstance(tokenizer, Path):
        told = json.loads(tokenizer.read_text(encoding="utf-8"))
    else:
        told = copy.deepcopy(dict(tokenizer))
    model = told.get("model") or {}
    if model.get("type") != "BPE" or "ByteLevel" not in json.dumps(told.get("decoder")):
        raise _uncuttable("it is no byte-level BPE")
    kept = {token: number for token, number in model["vocab"].items() if number < size}
    lost = sum(1 for token in model["vocab"] if len(token) == 1 and token not in kept)
    if lost:
        raise _uncuttable(f"{lost} bytes are not among its first {size:,} tokens")
    model["vocab"] = kept
    model["merges"] = [merge for merge in model["merges"] if _survives(merge, kept)]
    told["added_tokens"] = [token for token in told.get("added_tokens") or [] if token["id"] < size]
    return told


def cut_trunk(trunk: Trunk, size: int) -> Trunk:
    """A trunk with only its first tokens; the model itself is changed.

    Raises:
        MyceliumError: MYC309, if its tokenizer cannot be cut.
    """
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    from mycelium_passes.trunk.loading import Trunk as Whole

    backend = json.loads(trunk.tokenizer.backend_tokenizer.to_str())
    cut = Tokenizer.from_str(json.dumps(cut_vocabulary(backend, size)))
    known = cut.get_vocab()
    special = {
        name: str(token)
        for name, token in trunk.tokenizer.special_tokens_map.items()
        if isinstance(token, str) and token in known
    }
    kind: Any = PreTrainedTokenizerFast
    tokenizer = kind(tokenizer_object=cut, **special)
    trunk.model.resize_token_embeddings(min(size, trunk.model.config.vocab_size))
    return Whole(trunk.model, tokenizer, trunk.device)


def _survives(merge: str | list[str], kept: Mapping[str, int]) -> bool:
    left, right = merge.split(" ") if isinstance(merge, str) else merge
    return left in kept and right in kept and left + right in kept


def _uncuttable(what: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC309",
            f"the tokenizer cannot be cut: {what}",
            hint="leave the vocabulary as it is, or keep more tokens",
        )
    )
