"""What passes want to know of a program: computed when first asked for, then shared.

A pass says `context.analyse(NUMBERS, program)`; the first to ask has it computed
for the whole batch.
"""

from __future__ import annotations

from mycelium.analyses.cache import Analyses, Analysis
from mycelium.analyses.number_words import Surface
from mycelium.analyses.numbers import NUMBERS, Mention, read_numbers
from mycelium.analyses.values import VALUES

__all__ = [
    "NUMBERS",
    "VALUES",
    "Analyses",
    "Analysis",
    "Mention",
    "Surface",
    "read_numbers",
]
