"""Error codes of running a program, and of the tools that read and rewrite programs."""

from __future__ import annotations

from mycelium_ir.code import Code

RUN_CODES: dict[str, Code] = {
    # -- carrying a program out
    "MYC100": Code(
        "division by zero",
        "A divisor is zero, however it is written (`x - x`, `sqrt(2)**2 - 2`), or a line "
        "is vertical and its slope is asked for. Check the divisor; where it is a "
        "solution of an equation, exclude zero first: `where(s; Ne(x, 0))`.",
    ),
    "MYC101": Code(
        "undefined value",
        "The function has no value there: the logarithm of zero, `0**0`, the tangent of a"
        " right angle, a difference of infinities.\n"
        "\n"
        "    step s0 = log(0)        (wrong)",
    ),
    "MYC102": Code(
        "too many digits",
        "A number would have more decimal digits than the limit (10,000 unless it is "
        "raised). Where that can be foreseen, the number is not computed. Work with "
        "smaller numbers, or with a remainder: `mod(a*b, m)` step by step.",
    ),
    "MYC103": Code(
        "value too large",
        "An expression would have more parts, or a set more members, than the limit "
        "(100,000 unless it is raised), or it is nested too deep. Split the work into "
        "several steps.",
    ),
    "MYC104": Code(
        "infinite value",
        "The result is infinite where a number is needed. Only limits, sums without end, "
        "integrals and the ends of intervals may be `oo`.",
    ),
    "MYC105": Code(
        "a function failed unexpectedly",
        "The code behind a function (or a goal type) ended with an error that it does not"
        " explain itself; the message quotes it. Write the step in another way. If the "
        "function belongs to a plugin, its author would like to hear of it.",
    ),
    "MYC106": Code(
        "operands that a function refuses",
        "The kinds are right, but not the values: the factorial of -1, the third "
        "component of a pair. The message says what the function needs; `mycelium ops "
        "NAME` shows an example.",
    ),
    "MYC107": Code(
        "not a value of the language",
        "The code behind a function returned something that is no exact value: a "
        "floating-point number, a text, an expression in a name that the program does not"
        " have. This is a fault of the function, not of the program; every value is "
        "exact.",
    ),
    "MYC108": Code(
        "undecided",
        "It could not be decided exactly whether two numbers are equal, or whether a "
        "solution belongs to its domain. Nothing is guessed from digits. Simplify the "
        "expressions first.",
    ),
    "MYC109": Code(
        "complex numbers have no order",
        "Comparing, rounding, and taking the least or greatest need real numbers. Declare"
        " the unknown as real, or compare `re(z)` or `abs(z)`.",
    ),
    "MYC110": Code(
        "code that cannot be imported",
        "The table of functions or goals names code that is not there. A plugin may be "
        "broken, or built for another version: `mycelium plugins` shows it.",
    ),
    "MYC111": Code(
        "unfinished step",
        "A step has no expression, or a hole `_` for an operand. Such a program is legal "
        "and does not run. Fill it in, or compile it with the passes that do: `mycelium "
        "compile`.",
    ),
    "MYC112": Code(
        "no answer",
        "The program does not say which step answers the question. End it with a line "
        "such as `goal integer s2`, or `answer s2` for the plain value.",
    ),
    "MYC113": Code(
        "a value without this form",
        "The answer cannot take the form that the goal asks for: 7/2 is no integer, 1/3 "
        "no finite decimal, a relation that holds for two numbers no single equation. "
        "Round it (`round(x, 2)`), or ask for another goal: `mycelium ops` lists them.",
    ),
    "MYC114": Code(
        "a value that cannot be written",
        "The exact value exists, but the language has no expression for it: a root of a "
        "polynomial of degree 5 without radicals, an integral without a closed form, an "
        "infinite set that is no interval. It is never replaced by an approximation. Ask "
        "for less: bound the unknowns.",
    ),
    "MYC115": Code(
        "infinitely many members",
        "The members of this set cannot be gone through. Take its whole numbers, "
        "`integers(s)`, or bound it, `where(s; x < 10)`.",
    ),
    "MYC116": Code(
        "range too long",
        "The range has more numbers than the limit on size, or unknown or infinite ends, "
        "and no closed form was found. Shorten the range.",
    ),
    "MYC117": Code(
        "not exactly one",
        "`only(s)` needs a set with exactly one member, and an inverse exactly one "
        "solution. Choose a member: `max(s)`, `min(s)`, `where(s; x > 0)`.",
    ),
    "MYC118": Code(
        "units of different quantities",
        "A length is no time: the two units measure different things. Convert between "
        "units of the same quantity, as in `convert(60, mile / hour, metre / second)`.",
    ),
    "MYC119": Code(
        "solutions that cannot be listed",
        "There are infinitely many solutions, or the equations leave unknowns free. Give "
        "as many equations as unknowns, or bound the unknown: `solve(Eq(sin(x), 1/2), x "
        ">= 0, x < 2*pi; x)`.",
    ),
    "MYC120": Code(
        "no complete solution found",
        "No method here finds all the solutions exactly, and some of them would be a "
        "wrong answer. Simplify the equations, or bound whole-number unknowns so that "
        "each value can be tried.",
    ),
    # -- JSON form, rewriting, drawing
    "MYC220": Code(
        "no JSON",
        "The text is no JSON, or an object in it has one key twice. "
        "`mycelium_ir.json_form.dumps` writes a program's JSON form.",
    ),
    "MYC221": Code(
        "not the JSON form of a program",
        "A key is missing or unknown, or a value has the wrong type. The message gives "
        "its path, such as `$.statements[3].name`. `mycelium_ir.json_form.schema()` is "
        "the JSON Schema of the form.",
    ),
    "MYC222": Code(
        "malformed value in the JSON form",
        "A value has the right type and is malformed: a name with a space, a number that "
        "is no string of digits, an attribute that is not finite. Numbers are strings, so"
        " that nothing rounds them:\n"
        "\n"
        '    {"number": 0.1}      (wrong)\n'
        '    {"number": "0.1"}    (right)',
    ),
    "MYC223": Code(
        "nothing to rename",
        "`rename` was given a name that no clause, step, unknown or definition of the program has.",
    ),
    "MYC224": Code(
        "new name is taken",
        "`rename` was given a new name that occurs in the program already, or that a "
        "definition or a function such as `sum` introduces for itself. Take another; "
        "`fresh_name` finds one.",
    ),
    "MYC225": Code(
        "JSON form too large",
        "The JSON form breaks a limit that holds for `.myc` files too: characters, "
        "statements, digits of a number, depth of an expression. Split the program, or "
        "pass other `TextLimits`.",
    ),
    "MYC226": Code(
        "nothing to draw",
        "A picture shows the steps of a program, and this one has none yet. Compile it at"
        " least as far as `classify`.",
    ),
    "MYC227": Code(
        "too many steps to draw",
        "A picture of more than 60 steps cannot be read. Write the graph as dot or "
        "mermaid text and give that to Graphviz or Mermaid.",
    ),
}
