"""Running a trunk at inference: the problem is read once, the program goes on from the cache.

`LeanEngine` is a forward pass of its own for the Llama and Qwen2 families and does not
import transformers; `TransformersEngine` runs any causal model of that package.
"""

from mycelium_passes.engine.interface import Cache, Engine
from mycelium_passes.engine.lean import LeanEngine
from mycelium_passes.engine.shape import Shape, shape_of
from mycelium_passes.engine.through_transformers import TransformersEngine

__all__ = ["Cache", "Engine", "LeanEngine", "Shape", "TransformersEngine", "shape_of"]
