"""How a teacher is made, as a TOML file: its model, its prompt, its training, its sampling."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from mycelium_distill.traces.encoding import TEMPLATE, check_template
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest

FOLDER = Path(__file__).parent / "recipes"
"""The recipes that ship."""

DTYPES = ("float32", "bfloat16", "float16")


@dataclass(frozen=True)
class TeacherRecipe:
    """A teacher's recipe.

    Attributes:
        trunk: the model to begin with: a folder, a `.gguf` file, or a Hugging Face name.
        prompt: the text before a solution, with `{problem}` in it.
        dtype: what it is loaded in.
        training: fields of `mycelium_distill.training.Recipe`; `steps = 0` trains nothing.
        sampling: fields of `sampling.Sampling`.
    """

    trunk: str
    prompt: str = TEMPLATE
    dtype: str = "float32"
    training: Mapping[str, Any] = field(default_factory=dict)
    sampling: Mapping[str, Any] = field(default_factory=dict)


def shipped() -> list[str]:
    """The names of the recipes that ship."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read_recipe(name: str) -> TeacherRecipe:
    """A recipe by the name of one that ships, or by its path.

    Raises:
        MyceliumError: MYC282, if there is none, or it holds something else.
    """
    path = Path(name)
    if path.suffix != ".toml":
        path = FOLDER / f"{name}.toml"
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        hint = nearest(name, shipped()) or f"those that ship are {', '.join(shipped())}"
        raise _unfit(name, "there is no such file", hint) from None
    except (OSError, ValueError) as error:
        raise _unfit(name, str(error), "mend the file") from None
    return recipe_of(found, name)


def recipe_of(found: Mapping[str, Any], name: str) -> TeacherRecipe:
    """A recipe from TOML values; `name` is what errors call it.

    Raises:
        MyceliumError: MYC282, if a key is unknown or a value of a wrong kind.
    """
    kinds = {"trunk": str, "prompt": str, "dtype": str, "training": dict, "sampling": dict}
    known = [one.name for one in fields(TeacherRecipe)]
    for key, value in found.items():
        if key not in known:
            raise _unfit(name, f"`{key}` is no key", nearest(key, known) or ", ".join(known))
        if not isinstance(value, kinds[key]):
            raise _unfit(name, f"`{key}` is of a wrong kind", f"it is a {kinds[key].__name__}")
    if "trunk" not in found:
        raise _unfit(name, "it names no trunk", "for instance trunk = 'Qwen/Qwen2.5-0.5B'")
    recipe = TeacherRecipe(**found)
    if recipe.dtype not in DTYPES:
        raise _unfit(name, f"there is no dtype `{recipe.dtype}`", f"one of {', '.join(DTYPES)}")
    check_template(recipe.prompt)
    return recipe


def _unfit(name: str, what: str, hint: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic("MYC282", f"the recipe {name} cannot be used: {what}", hint=hint, subject=name)
    )
