"""Algebra: problems with exact answers, each with a verified program and a written solution.

They come from `mathematics_dataset`, from `reasoning-gym` and from generators of the
project's own. `training_rows` gives written solutions; `held_out` names the problems
that are never trained on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mycelium_distill.algebra.held_out import held_out
    from mycelium_distill.algebra.modules import MODULES
    from mycelium_distill.algebra.rows import training_rows

__all__ = ["MODULES", "held_out", "training_rows"]

_HOMES = {"MODULES": "modules", "held_out": "held_out", "training_rows": "rows"}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)
