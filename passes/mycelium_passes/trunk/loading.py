"""Loading and saving a trunk: a folder, a Hugging Face name, or a GGUF file.

Weights are safetensors or GGUF, never pickled, and no code of a model's repository runs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    import torch

_BLOCK = 1 << 22


@dataclass(frozen=True)
class Trunk:
    """A model with its tokenizer, on a device.

    Attributes:
        model: A causal language model of transformers, in evaluation mode.
        tokenizer: A fast tokenizer, so that it gives character offsets.
        device: Where the model is.
    """

    model: Any
    tokenizer: Any
    device: torch.device

    @property
    def end(self) -> int:
        """The token that ends a text.

        Raises:
            MyceliumError: MYC271, if the tokenizer has none.
        """
        token = self.tokenizer.eos_token_id
        if token is None:
            raise _unusable("the tokenizer", "it has no token that ends a text")
        return int(token)

    def encode(self, texts: list[str]) -> list[list[int]]:
        """The tokens of texts, without special tokens."""
        if not texts:
            return []
        return [list(ids) for ids in self.tokenizer(texts, add_special_tokens=False)["input_ids"]]


def load_trunk(
    source: str | Path, *, device: str = "cpu", dtype: torch.dtype | None = None
) -> Trunk:
    """Load a model and its tokenizer.

    Args:
        source: A folder with safetensors, a `.gguf` file, or a name that transformers
            finds in its cache or, where there is a network, on the Hugging Face hub.
        device: `cpu`, `cuda`, `cuda:1`, ..., or `auto`: a GPU where there is one.
        dtype: The weights' type; float32 if not given.

    Raises:
        MyceliumError: MYC270 if torch or transformers are not installed, MYC271 if the
            weights are missing, broken, or not of a causal language model.
    """
    try:
        import torch
        from transformers.utils import logging
    except ImportError as error:
        raise MyceliumError(
            Diagnostic(
                "MYC270",
                f"models need the package `{error.name}`, which is not installed",
                hint="pip install 'mycelium-math[train]'",
            )
        ) from None
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    where = torch.device(chosen_device(device))
    path = Path(source)
    kind = torch.float32 if dtype is None else dtype
    try:
        if path.suffix == ".gguf":
            model, tokenizer = _from_gguf(path, kind)
        else:
            model, tokenizer = _from_folder(str(source), kind)
    except Exception as error:  # transformers raises whatever its readers raise
        first = str(error).strip().partition("\n")[0]
        raise _unusable(str(source), f"{type(error).__name__}: {first}") from error
    if not tokenizer.is_fast:
        raise _unusable(str(source), "its tokenizer gives no character offsets")
    return Trunk(model.to(where).eval(), tokenizer, where)


def save_trunk(trunk: Trunk, folder: Path, dtype: torch.dtype | None = None) -> None:
    """Write a model and its tokenizer into a folder, as safetensors.

    The model itself stays as it is, whatever type is written.
    """
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    trunk.tokenizer.save_pretrained(folder)
    trunk.model.config.save_pretrained(folder)
    tied = set(getattr(trunk.model, "_tied_weights_keys", None) or ())
    if not getattr(trunk.model.config, "tie_word_embeddings", False):
        tied = set()
    state = {
        name: (value if dtype is None else value.to(dtype)).detach().cpu().contiguous()
        for name, value in trunk.model.state_dict().items()
        if name not in tied
    }
    part = folder / "model.safetensors.part"
    save_file(state, part, metadata={"format": "pt"})
    part.replace(folder / "model.safetensors")


def weights_hash(folder: Path) -> str:
    """The SHA-256 of a folder's weights and configuration: 16 hex digits.

    Raises:
        MyceliumError: MYC271, if it holds no weights.
    """
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise _unusable(str(folder), "it holds no .safetensors file")
    whole = hashlib.sha256()
    for path in (*files, *sorted(folder.glob("config.json"))):
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                whole.update(block)
    return whole.hexdigest()[:16]


def chosen_device(device: str) -> str:
    """The device that a name means: `auto` is a GPU where there is one."""
    if device != "auto":
        return device
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _from_folder(source: str, dtype: torch.dtype) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(
        source, dtype=dtype, use_safetensors=True, trust_remote_code=False
    )
    return model, AutoTokenizer.from_pretrained(source, trust_remote_code=False)


def _from_gguf(path: Path, dtype: torch.dtype) -> tuple[Any, Any]:
    """A GGUF file's weights in a plain model: what transformers loads cannot be saved as it is."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    folder, name = str(path.parent), path.name
    loaded = AutoModelForCausalLM.from_pretrained(folder, gguf_file=name, dtype=dtype)
    told = loaded.config.to_dict()
    for private in ("quantization_config", "_name_or_path", "dtype", "torch_dtype"):
        told.pop(private, None)
    model = AutoModelForCausalLM.from_config(type(loaded.config).from_dict(told))
    model.load_state_dict(loaded.state_dict(), strict=False)
    model.tie_weights()
    return model.to(dtype), AutoTokenizer.from_pretrained(folder, gguf_file=name)


def _unusable(source: str, why: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC271",
            f"the weights of {source} cannot be used: {why}",
            hint="give a folder with safetensors and a fast tokenizer, a .gguf file, or the "
            "name of a causal language model",
            subject=source,
        )
    )
