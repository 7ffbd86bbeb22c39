"""A GGUF file as a plain model: transformers reads such a file, but will not save what it read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mycelium_passes.trunk.loading import damaged, unfit


def load_gguf(path: Path) -> tuple[Any, Any]:
    """The model of a GGUF file, dequantised to float32, and its tokenizer.

    Raises:
        MyceliumError: MYC271 if the file cannot be read, MYC272 if it holds no model of
            the Llama or Qwen2 family, MYC273 if the package `gguf` is missing.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import is_gguf_available

    from mycelium_ir.diagnostics import Diagnostic, MyceliumError

    if not is_gguf_available():
        raise MyceliumError(
            Diagnostic(
                "MYC273",
                "reading a .gguf file needs the package `gguf`",
                hint="pip install 'mycelium-math[train]'",
                subject="gguf",
            )
        )
    where: dict[str, Any] = {"gguf_file": path.name, "local_files_only": True}
    try:
        read = AutoModelForCausalLM.from_pretrained(
            str(path.parent), dtype=torch.float32, attn_implementation="sdpa", **where
        )
        tokenizer = AutoTokenizer.from_pretrained(str(path.parent), **where)
    except Exception as error:  # each way of being damaged has an exception of its own
        told = str(error).strip().splitlines() or [type(error).__name__]
        raise damaged(str(path), told[0]) from None
    if read.config.model_type not in ("llama", "qwen2"):
        raise unfit(str(path), f"it is of the family {read.config.model_type}")
    return _plain(read), tokenizer


def _plain(read: Any) -> Any:
    """The same weights in a model that does not know that they were quantised."""
    known = read.config.to_dict()
    for name in ("quantization_config", "_name_or_path", "_model_name_or_path"):
        known.pop(name, None)
    # The file holds it in 32 bits, as 9.999999747378752e-06.
    known["rms_norm_eps"] = float(f"{known['rms_norm_eps']:.6g}")
    config = type(read.config)(**known)
    config._attn_implementation = "sdpa"
    plain = type(read)(config)
    plain.load_state_dict(read.state_dict())
    plain.tie_weights()
    return plain
