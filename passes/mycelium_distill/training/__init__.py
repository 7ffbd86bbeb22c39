"""The one trainer: pairs of prompt and target, a recipe, a folder that it can go on from."""

from mycelium_distill.training.fitting import Fitted, fit
from mycelium_distill.training.recipe import Pair, Recipe

__all__ = ["Fitted", "Pair", "Recipe", "fit"]
