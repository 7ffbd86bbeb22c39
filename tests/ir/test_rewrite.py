"""What pass authors use to read and change programs."""

from __future__ import annotations

from itertools import islice

import pytest

from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Call, Name, Number, number
from mycelium_ir.parser import parse, parse_expression
from mycelium_ir.printer import print_expression
from mycelium_ir.rewrite import (
    execution_order,
    fresh_name,
    fresh_names,
    leaves,
    map_expression,
    map_expressions,
    operands_of,
    references,
    rename,
    rename_all,
    replace,
    skeleton,
    substitute_names,
    users_of,
)

PROGRAM = parse("""
# a file
mycelium 1
problem "Half of 48, and both."
clause c0 [0:10] "Half of 48"
unknown k in integer
define f(x, k) = x + k + s0   # adds
step s1 : divide   = s0 / 2      @ c0  {confidence: 0.9}  # first
step s0 : quantity = 48          @ c0
step s2 : apply    = f(s1, s0)
step s3 : total    = sum(k*s0; k, 1, s1)
goal integer s3
# the end
""")


def shown(text, function):
    return print_expression(function(parse_expression(text)))


# ------------------------------------------------------------------ reading


def test_references_are_free_names_in_order():
    assert references(parse_expression("b + a*b + pi + _ + 2")) == ("b", "a", "pi")


def test_bound_names_and_units_are_no_references():
    assert references(parse_expression("sum(k*s0; k, 1, n)")) == ("s0", "n")
    assert references(parse_expression("convert(s0, foot, metre / s1)")) == ("s0",)


def test_leaves_are_the_operand_slots():
    slots = list(leaves(parse_expression("s0*2 + sum(k; k, 1, _)")))
    assert list(map(print_expression, slots)) == ["s0", "2", "1", "_"]


def test_operands_and_users():
    assert operands_of(PROGRAM, "s1") == ("s0",)
    assert operands_of(PROGRAM, "s3") == ("s0", "s1")
    assert users_of(PROGRAM, "s0") == ("f", "s1", "s2", "s3")
    assert users_of(PROGRAM, "f") == ("s2",)
    assert users_of(PROGRAM, "k") == ()  # it is bound or a parameter wherever it stands
    with pytest.raises(KeyError):
        operands_of(PROGRAM, "s9")


def test_execution_order_keeps_the_authors_order_where_it_is_free():
    assert [s.name for s in execution_order(PROGRAM)] == ["s0", "s1", "s2", "s3"]
    free = parse("mycelium 1\nstep z = 1\nstep a = 2\nstep m = a + z\nstep b = 3")
    assert [s.name for s in execution_order(free)] == ["z", "a", "m", "b"]


def test_a_step_waits_for_what_its_functions_read():
    program = parse(
        "mycelium 1\nstep s0 = f(1)\nstep s1 = 5\ndefine f(x) = g(x)\ndefine g(x) = x + s1"
    )
    assert [s.name for s in execution_order(program)] == ["s1", "s0"]


def test_a_circle_is_named():
    program = parse("mycelium 1\nstep s0 = 1\nstep s1 = s2\nstep s2 = s0 + s3\nstep s3 = s1")
    with pytest.raises(MyceliumError, match="s1 → s2 → s3 → s1") as caught:
        execution_order(program)
    assert caught.value.code == "MYC032"


# ------------------------------------------------------------------ changing expressions


def test_skeleton_empties_every_slot():
    assert shown("s0 / 2", skeleton) == "_ / _"
    assert shown("solve(s0, s1; m)", skeleton) == "solve(_, _; _)"
    assert shown("sum(k**2; k, 1, n)", skeleton) == "sum(k**_; k, _, _)"
    assert shown("convert(s0, foot, metre)", skeleton) == "convert(_, foot, metre)"


def test_map_expression_goes_bottom_up():
    def fold(node):
        if isinstance(node, Call) and node.function == "+":
            a, b = node.operands
            if isinstance(a, Number) and isinstance(b, Number):
                return number(a.value + b.value)
        return node

    assert shown("(1 + 2) + 3 + x", lambda e: map_expression(e, fold)) == "6 + x"


def test_map_expressions_keeps_everything_else():
    def double(node):
        return number(2 * node.value) if isinstance(node, Number) else node

    changed = map_expressions(PROGRAM, double)

    assert str(changed) == str(PROGRAM).replace("s0 / 2", "s0 / 4").replace(
        "= 48 ", "= 96 "
    ).replace("k, 1,", "k, 2,")
    # What does not change stays the same object, and the program too.
    assert changed.statements[3] is PROGRAM.statements[3]
    assert map_expressions(PROGRAM, lambda node: node) is PROGRAM


def test_substitute_names_all_at_once():
    def swap(expression):
        return substitute_names(expression, {"a": Name("b"), "b": parse_expression("a + 1")})

    assert shown("a*b", swap) == "b * (a + 1)"


def test_substitute_names_respects_bound_names():
    def put(expression):
        return substitute_names(expression, {"k": number(7), "n": parse_expression("k + 1")})

    assert shown("k + sum(k; k, 1, 9)", put) == "7 + sum(k; k, 1, 9)"
    # The k that comes in is not the sum's own.
    assert shown("sum(k*n; k, 1, 9)", put) == "sum(k0*(k + 1); k0, 1, 9)"


def test_replace_changes_fields_of_a_node():
    step = PROGRAM.step("s1")
    assert replace(step, operation="fraction_of").comments == step.comments


# ------------------------------------------------------------------ names


def test_fresh_names_occur_nowhere():
    assert fresh_name(PROGRAM, "s") == "s4"
    assert fresh_name(PROGRAM, "x") == "x0"
    assert list(islice(fresh_names(PROGRAM, "c"), 2)) == ["c1", "c2"]
    # A name that is used and not yet introduced is taken as well.
    assert fresh_name(parse("mycelium 1\nstep s0 = s1"), "s") == "s2"


def test_rename_a_step_wherever_it_occurs():
    renamed = rename(PROGRAM, "s0", "clips")
    assert renamed == parse("""
mycelium 1
problem "Half of 48, and both."
clause c0 [0:10] "Half of 48"
unknown k in integer
define f(x, k) = x + k + clips
step s1    : divide   = clips / 2  @ c0
step clips : quantity = 48         @ c0
step s2    : apply    = f(s1, clips)
step s3    : total    = sum(k*clips; k, 1, s1)
goal integer s3
""")
    assert renamed.step("s1").attributes == {"confidence": 0.9}
    assert "# a file" in str(renamed)
    assert "# first" in str(renamed)
    assert "# the end" in str(renamed)


def test_rename_clauses_unknowns_functions_and_the_goals_step():
    names = {"c0": "half", "k": "n", "f": "g", "s3": "total"}
    renamed = rename_all(PROGRAM, names)
    assert renamed.step("s1").clauses == ("half",)
    assert list(renamed.unknowns) == ["n"]
    assert print_expression(renamed.step("s2").expression) == "g(s1, s0)"
    assert renamed.answer == "total"
    # The k of the definition and of the sum are other names.
    assert print_expression(renamed.definitions["g"].body) == "x + k + s0"
    assert print_expression(renamed.step("total").expression) == "sum(k*s0; k, 1, s1)"
    assert rename_all(renamed, {"half": "c0", "g": "f"}) == rename_all(
        PROGRAM, {"k": "n", "s3": "total"}
    )


def test_two_steps_can_be_swapped():
    swapped = rename_all(PROGRAM, {"s0": "s1", "s1": "s0"})
    assert print_expression(swapped.step("s0").expression) == "s1 / 2"


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ({"s9": "t"}, "MYC223"),
        ({"s0": "s1"}, "MYC224"),
        ({"s0": "x"}, "MYC224"),  # it would be caught by the parameter
        ({"s0": "pi"}, "MYC224"),
        ({"s0": "t", "s1": "t"}, "MYC224"),
    ],
)
def test_renaming_that_would_change_the_meaning_is_refused(names, code):
    with pytest.raises(MyceliumError) as caught:
        rename_all(PROGRAM, names)
    assert caught.value.code == code


def test_a_step_named_like_a_function_is_not_that_function():
    program = parse("mycelium 1\nstep gcd = 4\nstep s1 = gcd(gcd, 6)")
    assert users_of(program, "gcd") == ("s1",)
    assert print_expression(rename(program, "gcd", "n").step("s1").expression) == "gcd(n, 6)"


def test_a_long_program_takes_no_long_time():
    lines = [f"step s{i} = s{i - 1} + s{i // 2}" for i in range(1, 4001)]
    program = parse("\n".join(["mycelium 1", "step s0 = 1", *lines]))
    renamed = rename_all(program, {s.name: f"t{i}" for i, s in enumerate(program.steps)})
    assert [s.name for s in execution_order(renamed)] == [f"t{i}" for i in range(4001)]
