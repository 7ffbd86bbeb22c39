"""Builders of written rows: from GSM8K, MAWPS, systems of equations, and a model's own text."""

from __future__ import annotations

from mycelium_distill.solutions.generated import from_arithmetic, from_mawps, from_system
from mycelium_distill.solutions.prose import from_gsm8k, from_sample

__all__ = ["from_arithmetic", "from_gsm8k", "from_mawps", "from_sample", "from_system"]
