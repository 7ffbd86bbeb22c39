"""Loading and saving a trunk: a folder, a Hugging Face name, or a GGUF file.

Weights are safetensors or GGUF, never pickled, and no code of a model's repository runs.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    import torch

_BLOCK = 1 << 22
_ANYTHING = "1 2"
"""A text that any tokenizer makes something of."""


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

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of texts, without special tokens."""
        if not texts:
            return []
        return [
            list(ids) for ids in self.tokenizer(list(texts), add_special_tokens=False)["input_ids"]
        ]

    def decode(self, tokens: Sequence[int]) -> str:
        """The text of tokens, special ones left out."""
        text: str = self.tokenizer.decode(
            list(tokens), skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return text


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
        MyceliumError: MYC273 if torch or transformers are not installed, MYC270 if there
            is no such model, MYC271 if its weights cannot be read or lack a tensor, MYC272
            if its tokenizer gives no offsets, MYC292 if there is no such device.
    """
    try:
        import torch
        import transformers
    except ImportError as error:
        raise MyceliumError(
            Diagnostic(
                "MYC273",
                f"models need the package `{error.name}`, which is not installed",
                hint="pip install 'mycelium-math[train]'",
            )
        ) from None
    talk: Any = transformers.utils.logging
    talk.set_verbosity_error()
    talk.disable_progress_bar()
    # The hub's client tells of each of its five retries; the error says it once.
    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
    where = device_of(device)
    path = Path(source)
    kind = torch.float32 if dtype is None else dtype
    read = _from_gguf if path.suffix == ".gguf" else _from_folder
    if path.suffix == ".gguf" and not path.is_file():
        raise _missing(str(source), "there is no such file")
    try:
        model, tokenizer, lacking = read(path if path.exists() else str(source), kind)
    except (OSError, ValueError) as error:
        first = str(error).strip().partition("\n")[0]
        raise _missing(str(source), first) from error
    except Exception as error:  # the readers of safetensors and GGUF raise errors of their own
        first = str(error).strip().partition("\n")[0]
        raise _unusable(str(source), f"{type(error).__name__}: {first}") from error
    if lacking:
        raise _unusable(str(source), f"they lack {len(lacking)} tensors, {lacking[0]} for one")
    if not tokenizer.is_fast:
        raise MyceliumError(
            Diagnostic(
                "MYC272",
                f"the tokenizer of {source} gives no character offsets",
                hint="use a model with a fast tokenizer (tokenizer.json)",
                subject=str(source),
            )
        )
    # Where a vocabulary is missing, transformers makes an empty one up.
    if not tokenizer(_ANYTHING, add_special_tokens=False)["input_ids"]:
        raise _missing(str(source), "its tokenizer lacks a vocabulary, for instance tokenizer.json")
    return Trunk(_placed(model, where).eval(), tokenizer, where)


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


def device_of(name: str) -> torch.device:
    """The device that a name means: `auto` is a GPU where there is one."""
    import torch

    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    try:
        device = torch.device(name)
        torch.zeros(1, device=device).item()  # before a model is read, which may take long
    except (RuntimeError, AssertionError) as error:
        raise _no_device(name, error) from error
    return device


def _from_folder(source: str | Path, dtype: torch.dtype) -> tuple[Any, Any, list[str]]:
    """Model, tokenizer, and the tensors that the weights lack."""
    kinds = _kinds()
    model, told = kinds.AutoModelForCausalLM.from_pretrained(
        str(source),
        dtype=dtype,
        use_safetensors=True,
        trust_remote_code=False,
        output_loading_info=True,
    )
    tokenizer = kinds.AutoTokenizer.from_pretrained(str(source), trust_remote_code=False)
    return model, tokenizer, sorted(told["missing_keys"])


def _from_gguf(source: str | Path, dtype: torch.dtype) -> tuple[Any, Any, list[str]]:
    """A GGUF file's weights in a plain model: what transformers loads cannot be saved as it is."""
    kinds = _kinds()
    path = Path(source)
    folder, name = str(path.parent), path.name
    loaded, told = kinds.AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=name, dtype=dtype, output_loading_info=True
    )
    known = loaded.config.to_dict()
    for private in ("quantization_config", "_name_or_path", "dtype", "torch_dtype"):
        known.pop(private, None)
    model = kinds.AutoModelForCausalLM.from_config(type(loaded.config).from_dict(known))
    model.load_state_dict(loaded.state_dict(), strict=False)
    model.tie_weights()
    tokenizer = kinds.AutoTokenizer.from_pretrained(folder, gguf_file=name)
    return model.to(dtype), tokenizer, sorted(told["missing_keys"])


def _kinds() -> Any:
    """Transformers' classes; what they return depends on options, which types do not tell."""
    import transformers

    return transformers


def _placed(model: Any, device: torch.device) -> Any:
    try:
        return model.to(device)
    except RuntimeError as error:  # too little memory, for one
        raise _no_device(str(device), error) from error


def _no_device(name: str, error: Exception) -> MyceliumError:
    first = str(error).strip().partition("\n")[0]
    return MyceliumError(
        Diagnostic(
            "MYC292",
            f"the device {name} cannot be used: {first}",
            hint="`auto` takes a GPU where there is one, else the processor",
            subject=name,
        )
    )


def _missing(source: str, why: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC270",
            f"there is no model {source}: {why}",
            hint="give a folder with config.json, a tokenizer and *.safetensors, a .gguf file, "
            "or the name of a causal language model",
            subject=source,
        )
    )


def _unusable(source: str, why: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC271",
            f"the weights of {source} cannot be used: {why}",
            hint="copy the files again, or make the weights anew",
            subject=source,
        )
    )
