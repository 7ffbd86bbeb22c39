"""How specialists are trained, as a TOML file: the trunk, who learns what, from what, and when."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest

if TYPE_CHECKING:
    from mycelium_distill.training import Recipe

FOLDER = Path(__file__).parent / "recipes"
"""The recipes that ship."""

TASKS = ("segment", "classify", "extract", "wire", "answer", "bridge", "goal", "verify")
"""What there is to learn: the specialists by name, C5's answer and the verifier apart."""


@dataclass(frozen=True)
class Dropout:
    """What is left out at random while training.

    Attributes:
        heads: Of what the heads read.
        attention: Of the trunk's attention.
        hidden: Of what each of the trunk's layers adds.
        words: The share of a problem's words that another word stands in for; never numbers.
    """

    heads: float = 0.1
    attention: float = 0.0
    hidden: float = 0.0
    words: float = 0.0


@dataclass(frozen=True)
class PhaseRecipe:
    """A part of the training: its share of the steps, and how often each source's rows come."""

    share: float
    sources: Mapping[str, float]


@dataclass(frozen=True)
class SpecialistsRecipe:
    """One model's recipe.

    Attributes:
        trunk: The model to begin with: a folder, a `.gguf` file, or a Hugging Face name.
        name: The model's folder inside the output; "" where there is one model only.
        vocabulary: So many of the trunk's tokens are kept; 0 for all.
        tasks: What it learns.
        weights: What the loss of a task counts; 1 if not said.
        training: Fields of `mycelium_distill.training.Recipe`.
        mixture: Fields of `mycelium_distill.multitask.showing.Mixture`.
        dropout: What is left out at random.
        phases: What is learnt when; none: everything alike.
        hidden: The width of the heads' hidden layers.
    """

    trunk: str
    name: str = ""
    vocabulary: int = 0
    tasks: tuple[str, ...] = TASKS
    weights: Mapping[str, float] = field(default_factory=dict)
    training: Mapping[str, Any] = field(default_factory=dict)
    mixture: Mapping[str, float] = field(default_factory=dict)
    dropout: Dropout = field(default_factory=Dropout)
    phases: tuple[PhaseRecipe, ...] = ()
    hidden: int = 512

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return dataclasses.asdict(self)


def shipped() -> list[str]:
    """The names of the recipes that ship."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read_recipes(name: str) -> tuple[SpecialistsRecipe, ...]:
    """The models of a recipe, by the name of one that ships or by its path.

    Raises:
        MyceliumError: MYC325, if there is none, or it holds something else.
    """
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        hint = nearest(name, shipped()) or f"those that ship are {', '.join(shipped())}"
        raise unfit(name, "there is no such file", hint) from None
    except (OSError, ValueError) as error:
        raise unfit(name, str(error), "mend the file") from None
    return recipes_of(found, name)


def recipes_of(found: Mapping[str, Any], name: str) -> tuple[SpecialistsRecipe, ...]:
    """The models of a recipe's TOML values; `name` is what errors call it.

    A `[[model]]` takes what it does not say from the recipe itself.

    Raises:
        MyceliumError: MYC325, if a key is unknown or a value unfit.
    """
    shared = {key: value for key, value in found.items() if key != "model"}
    models = found.get("model", [{}])
    if not isinstance(models, list) or not models:
        raise unfit(name, "`model` is no list of tables", "write [[model]]")
    made = tuple(_model({**shared, **model}, name) for model in models)
    names = [model.name for model in made]
    if len(made) > 1 and (len(set(names)) < len(names) or "" in names):
        raise unfit(name, "its models do not have names of their own", "give each a `name`")
    return made


def _model(found: Mapping[str, Any], name: str) -> SpecialistsRecipe:
    kinds: dict[str, type | tuple[type, ...]] = {
        "trunk": str,
        "name": str,
        "vocabulary": int,
        "tasks": list,
        "weights": dict,
        "training": dict,
        "mixture": dict,
        "dropout": dict,
        "phase": list,
        "hidden": int,
    }
    for key, value in found.items():
        if key not in kinds:
            raise unfit(name, f"`{key}` is no key", nearest(key, kinds) or ", ".join(kinds))
        if not isinstance(value, kinds[key]):
            raise unfit(name, f"`{key}` is of a wrong kind", "see the recipes that ship")
    if "trunk" not in found:
        raise unfit(name, "it names no trunk", "for instance HuggingFaceTB/SmolLM2-135M")
    tasks = tuple(found.get("tasks", TASKS))
    for task in (*tasks, *found.get("weights", {})):
        if task not in TASKS:
            hint = nearest(str(task), TASKS) or ", ".join(TASKS)
            raise unfit(name, f"there is no task `{task}`", hint)
    if not tasks:
        raise unfit(name, "it has no task", ", ".join(TASKS))
    _check_mixture(found.get("mixture", {}), name)
    try:
        given = {key: found[key] for key in found if key not in ("tasks", "dropout", "phase")}
        recipe = SpecialistsRecipe(
            **given,
            tasks=tasks,
            dropout=Dropout(**found.get("dropout", {})),
            phases=tuple(PhaseRecipe(**phase) for phase in found.get("phase", [])),
        )
    except TypeError as error:
        raise unfit(name, str(error), "see the recipes that ship") from None
    training_of(recipe)
    return recipe


def _check_mixture(found: Mapping[str, Any], name: str) -> None:
    from mycelium_distill.multitask.showing import Mixture

    known = [one.name for one in dataclasses.fields(Mixture)]
    for key in found:
        if key not in known:
            raise unfit(name, f"[mixture] has no `{key}`", nearest(key, known) or ", ".join(known))


def training_of(recipe: SpecialistsRecipe) -> Recipe:
    """The trainer's own recipe.

    Raises:
        MyceliumError: MYC325, if it names something that the trainer does not know.
    """
    from mycelium_distill.training import Recipe

    try:
        return Recipe(**{**recipe.training, "prefix": True})
    except (TypeError, ValueError) as error:
        raise unfit(
            recipe.name or recipe.trunk,
            f"its [training] cannot be used: {error}",
            "its keys are the fields of `mycelium_distill.training.Recipe`",
        ) from None


def unfit(name: str, what: str, hint: str) -> MyceliumError:
    """The error of a recipe that cannot be used."""
    return MyceliumError(
        Diagnostic("MYC325", f"the recipe {name} cannot be used: {what}", hint=hint, subject=name)
    )
