"""The generators of this folder by their modules' names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from mycelium_distill.algebra.own import (
    arithmetic,
    complexes,
    equations,
    expressions,
    functions,
    inequalities,
    logarithms,
    progressions,
    systems,
)
from mycelium_distill.algebra.sketch import Draft

GENERATORS: Mapping[str, Callable[[Random, str], Draft]] = {
    "quadratic_equation": equations.quadratic_equation,
    "equation_in_words": equations.equation_in_words,
    "system_of_two": systems.system_of_two,
    "system_of_three": systems.system_of_three,
    "system_in_words": systems.system_in_words,
    "integer_inequality": inequalities.integer_inequality,
    "interval_inequality": inequalities.interval_inequality,
    "function_value": functions.function_value,
    "substitution": functions.substitution,
    "derivative": functions.derivative,
    "expand_product": expressions.expand_product,
    "factor_polynomial": expressions.factor_polynomial,
    "collect_terms": expressions.collect_terms,
    "simplify_fraction": expressions.simplify_fraction,
    "modulus": arithmetic.modulus,
    "divisors_and_multiples": arithmetic.divisors_and_multiples,
    "fraction_arithmetic": arithmetic.fraction_arithmetic,
    "decimals_and_fractions": arithmetic.decimals_and_fractions,
    "powers_and_roots": arithmetic.powers_and_roots,
    "logarithm": logarithms.logarithm,
    "complex_form": complexes.complex_form,
    "trigonometric_value": complexes.trigonometric_value,
    "progression": progressions.progression,
    "ordering": progressions.ordering,
    "unit_conversion": progressions.unit_conversion,
}
"""A seeded generator and a level to a draft; the same three levels for all."""
