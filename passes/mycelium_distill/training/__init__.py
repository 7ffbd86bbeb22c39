"""The one trainer: a task, a recipe, a folder that it can go on from; pairs are one task."""

from mycelium_distill.training.fitting import Fitted, fit, train
from mycelium_distill.training.pairs import PairTask
from mycelium_distill.training.processes import Processes, local_device, together
from mycelium_distill.training.recipe import Pair, Recipe
from mycelium_distill.training.task import Size, Task

__all__ = [
    "Fitted",
    "Pair",
    "PairTask",
    "Processes",
    "Recipe",
    "Size",
    "Task",
    "fit",
    "local_device",
    "together",
    "train",
]
