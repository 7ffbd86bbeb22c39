"""Problems of `mathematics_dataset` (DeepMind, Apache-2.0), and the programs that solve them.

Saxton et al., "Analysing Mathematical Reasoning Abilities of Neural Models", 2019.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from decimal import Context, localcontext

from mycelium.evaluation.datasets.mathematics_package import mathematics_modules, seeded
from mycelium_distill.algebra.deepmind import (
    arithmetic,
    comparison,
    equations,
    numbers,
    polynomials,
)
from mycelium_distill.algebra.deepmind.asking import answer_to
from mycelium_distill.algebra.deepmind.conversions import draft as draft_conversion
from mycelium_distill.algebra.deepmind.reading import Reading
from mycelium_distill.algebra.sketch import Draft
from mycelium_distill.algebra.sources import Raw

LONGEST = 160
"""The longest question that is used, as the package itself limits it."""

_LETTER_I = re.compile(r"\bi\b")
_NEGATIVE_WITH_LETTERS = re.compile(r"-\d*[a-f][0-9a-f]*")
"""A negative numeral to a base above ten, `-18b6`: no value of the language is written so."""

MODULES: Mapping[str, str] = {
    "polynomial_roots": "algebra",
    "polynomial_roots_composed": "algebra",
    "linear_1d": "algebra",
    "linear_1d_composed": "algebra",
    "linear_2d": "algebra",
    "linear_2d_composed": "algebra",
    "sequence_next_term": "algebra",
    "sequence_nth_term": "algebra",
    "add_or_sub": "arithmetic",
    "add_or_sub_in_base": "arithmetic",
    "add_sub_multiple": "arithmetic",
    "mul": "arithmetic",
    "div": "arithmetic",
    "mul_div_multiple": "arithmetic",
    "mixed": "arithmetic",
    "nearest_integer_root": "arithmetic",
    "simplify_surd": "arithmetic",
    "differentiate": "calculus",
    "differentiate_composed": "calculus",
    "pair": "comparison",
    "pair_composed": "comparison",
    "kth_biggest": "comparison",
    "kth_biggest_composed": "comparison",
    "closest": "comparison",
    "closest_composed": "comparison",
    "sort": "comparison",
    "sort_composed": "comparison",
    "conversion": "measurement",
    "base_conversion": "numbers",
    "gcd": "numbers",
    "gcd_composed": "numbers",
    "lcm": "numbers",
    "lcm_composed": "numbers",
    "div_remainder": "numbers",
    "div_remainder_composed": "numbers",
    "is_prime": "numbers",
    "is_prime_composed": "numbers",
    "is_factor": "numbers",
    "is_factor_composed": "numbers",
    "round_number": "numbers",
    "round_number_composed": "numbers",
    "place_value": "numbers",
    "place_value_composed": "numbers",
    "list_prime_factors": "numbers",
    "list_prime_factors_composed": "numbers",
    "coefficient_named": "polynomials",
    "evaluate": "polynomials",
    "evaluate_composed": "polynomials",
    "add": "polynomials",
    "expand": "polynomials",
    "collect": "polynomials",
    "compose": "polynomials",
    "simplify_power": "polynomials",
}
"""The package's modules that are used, and the family that each belongs to."""


_TABLES = tuple(
    table.QUESTIONS for table in (equations, numbers, comparison, polynomials, arithmetic)
)


def generate(module: str, level: str, seed: int) -> Raw:
    """The problem that a module of the package gives for a seed.

    Raises:
        MyceliumError: MYC254, if the package is not installed.
    """
    sample = mathematics_modules()[f"train-{level}"][f"{MODULES[module]}__{module}"]
    # Decimals are written with the precision of the process, which others change.
    with seeded(f"{module} {level} {seed}"), localcontext(Context()):
        while True:
            problem = sample()
            text, answer = str(problem.question), str(problem.answer)
            if len(text) <= LONGEST and not _NEGATIVE_WITH_LETTERS.fullmatch(answer):
                return _without_i(Raw(text, answer))


def _without_i(raw: Raw) -> Raw:
    """The problem with another letter for `i`, which reads as the imaginary unit in answers."""
    if not _LETTER_I.search(raw.problem):
        return raw
    spare = next(c for c in string.ascii_lowercase[5:] if not re.search(rf"\b{c}\b", raw.problem))
    return Raw(_LETTER_I.sub(spare, raw.problem), _LETTER_I.sub(spare, raw.answer))


def draft(module: str, raw: Raw) -> Draft:
    """The program of one of the package's problems.

    Raises:
        UnreadError: if the problem is not understood.
    """
    if module == "conversion":
        return draft_conversion(raw)
    reading = Reading(raw.problem)
    asked = answer_to(reading, raw.answer, _TABLES)
    return reading.draft(asked.goal, asked.step, asked.gold)
