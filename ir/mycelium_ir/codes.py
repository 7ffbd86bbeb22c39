"""Error and warning codes of the language: reading, names, kinds.

The codes of running stand in `run_codes.py`, those of the compiler in
`mycelium/codes.py`. A code once released keeps its meaning for ever.
"""

from __future__ import annotations

from mycelium_ir.code import Code

CODES: dict[str, Code] = {
    # -- reading a file
    "MYC001": Code(
        "unexpected text",
        "The line does not follow the grammar. The caret points at the first word that does "
        "not fit, and the message says what could stand there.\n\n"
        "    step s0 = 3 x        (wrong)\n"
        "    step s0 = 3*x        (right: there is no implicit multiplication)",
    ),
    "MYC002": Code(
        "no version line",
        "A file begins with the version of the language that it is written in, before "
        "anything but comments:\n\n    mycelium 1",
    ),
    "MYC003": Code(
        "unknown language version",
        "The file is written in a version of the language that this release does not know. "
        "Install a newer release. Older versions are read for ever.",
    ),
    "MYC005": Code(
        "text too long",
        "A file may have 16 million characters. Split it, or raise the limit with "
        "`parse(text, limits=TextLimits(characters=...))`.",
    ),
    "MYC006": Code(
        "line too long",
        "A line may have 100,000 characters besides its strings. Split the expression into "
        "several steps.",
    ),
    "MYC007": Code(
        "number too long",
        "A literal may have 1,000 digits. Write a larger number as a power or a product, "
        "such as `10**5000 + 1`.",
    ),
    "MYC008": Code(
        "nested too deep",
        "Brackets and operators may be nested 200 deep; a sum of many terms counts a level "
        "for each. Split the expression into several steps, or use `sum({...})`.",
    ),
    "MYC009": Code(
        "too many statements", "A program may have 50,000 statements. Split it into several."
    ),
    "MYC010": Code(
        "unknown statement",
        "A line begins with one of: problem, clause, unknown, define, step, done, answer, goal. "
        "A comment begins with `#`.",
    ),
    "MYC011": Code(
        "text without closing quote",
        "A text in quotes ends on the line on which it begins. Write a line break as `\\n` and "
        'a quote as `\\"`.',
    ),
    "MYC012": Code(
        "unknown escape",
        'The escapes in a text are those of JSON: `\\"`, `\\\\`, `\\/`, `\\b`, `\\f`, `\\n`, '
        "`\\r`, `\\t` and `\\u` with four hexadecimal digits.",
    ),
    "MYC013": Code(
        "clause without a problem",
        "A clause that gives only its span or only its text is placed with the help of the "
        'problem. Add the line `problem "..."`.',
    ),
    "MYC014": Code(
        "clause without span and text",
        'Give the words of the problem: `clause c0 "sold half as many"`. '
        "`mycelium fmt` adds the span.",
    ),
    "MYC015": Code(
        "clause not found, or found twice",
        "A clause may be given by its text alone where that occurs exactly once in the problem. "
        "Copy it letter by letter; where it occurs more than once, give the span: "
        '`clause c0 [8:48] "..."`. Spans count characters from 0; the end is exclusive.',
    ),
    "MYC016": Code(
        "attribute given twice", "Each attribute in braces has a name of its own. Delete one."
    ),
    # -- names and structure
    "MYC030": Code(
        "name taken",
        "Clauses, steps, unknowns and definitions share one space of names. Choose another.",
    ),
    "MYC031": Code(
        "two problems, answers or goals",
        "A program has at most one `problem`, one `answer` and one `goal`. Delete the others.",
    ),
    "MYC032": Code(
        "cycle",
        "These steps need each other's results, so none of them can run first. The order of the "
        "lines does not matter; change one step so that it uses only results that do not "
        "depend on it.",
    ),
    "MYC033": Code(
        "recursive definition",
        "A function may call other functions of the problem, but not itself, directly or through "
        "others.",
    ),
    "MYC034": Code(
        "span does not match",
        "A clause's span gives character offsets into the problem (Python's `problem[start:end]`), "
        "and must cut out exactly the clause's text. Delete the span and run `mycelium fmt`.",
    ),
    "MYC036": Code("unknown domain", "An unknown ranges over integer, rational, real or complex."),
    "MYC037": Code(
        "clause refers to a missing problem",
        'Clauses are pieces of the problem. Add the line `problem "..."` or delete the clauses.',
    ),
    "MYC038": Code(
        "not a name",
        "A name begins with a Latin or Greek letter and goes on with letters, digits and `_`. "
        "`in` and `implicit` are reserved.",
    ),
    "MYC039": Code("parameter given twice", "The parameters of a definition have different names."),
    "MYC040": Code(
        "unknown name",
        "The name is none of this program's steps or unknowns. Declare a variable with "
        "`unknown x in real`; check the spelling of a step.",
    ),
    "MYC041": Code(
        "unknown operation",
        "The word behind a step's colon is none of the operations that `mycelium ops` lists. "
        "It may belong to a plugin that is not installed. A step may also do without: "
        "`step s0 = 48 / 2`.",
    ),
    "MYC042": Code(
        "unknown clause",
        "The name behind `@` is no clause of this program. A step may also have no provenance, "
        "or be `implicit`.",
    ),
    "MYC043": Code(
        "unknown pass on a done line",
        "Only `wire` and `bridge` are noted there: the passes that can leave no other mark.",
    ),
    "MYC044": Code(
        "answer and goal",
        "A goal names the step that answers the question, and its form. `answer` names the step "
        "before the form is known. Keep one of the two.",
    ),
    "MYC045": Code(
        "unknown goal type", "The goal types are listed by `mycelium ops`. Choose one of them."
    ),
    "MYC046": Code(
        "unknown function",
        "The name before the bracket is neither a function of the language (`mycelium ops` lists "
        "them), nor of an installed plugin, nor defined with `define f(x) = ...`.",
    ),
    # -- building programs from Python
    "MYC050": Code(
        "not an exact expression",
        'An operand is an exact number (an `int`, a `Fraction`, a text such as `"0.1"`), an '
        "expression, or what a builder returned. A float is refused because it is not exact.",
    ),
    "MYC051": Code(
        "no such place in the problem",
        "A clause is given by words that occur exactly once in the problem, or by its span.",
    ),
    "MYC052": Code(
        "implicit step with clauses",
        "A step is implicit because no clause states it. Leave out the one or the other.",
    ),
    "MYC053": Code(
        "not a step", "An answer or goal names a step. Make a step of the expression first."
    ),
    # -- kinds
    "MYC070": Code(
        "wrong kind of operand",
        "Nothing is converted silently: where a number is needed, a set of solutions is refused, "
        "even if it has one member. Say which member is meant: `only(s)`, `max(s)`, "
        "`where(s; x > 0)`.",
    ),
    "MYC071": Code(
        "goal cannot be met",
        "The value of the step that the goal names is of a kind that has no such form.",
    ),
    "MYC072": Code(
        "wrong number of operands",
        "`mycelium ops NAME` shows how the function is called. Operands stand before the "
        "semicolon, parameters behind it: `solve(s0, s1; m)`.",
    ),
    "MYC073": Code(
        "unknown unit",
        "Units are written by name, in the singular (`metre`, `mile / hour`), also by their "
        "usual symbols (`km`). Values carry no units: `convert(5, foot, metre)` is a number.",
    ),
    "MYC074": Code(
        "a name is needed",
        "The first parameter of such a function is a name that the function itself introduces, "
        "such as the `k` of `sum(k**2; k, 1, 10)`.",
    ),
    # -- warnings
    "MYC250": Code(
        "operation and expression disagree",
        "A warning. The expression alone decides the value; the word behind the colon says "
        "something else. `mycelium ops NAME` shows the expressions that the operation admits.",
    ),
    "MYC251": Code(
        "name hides another",
        "A warning. The program's own name is used from here on; the constant or function of "
        "the language cannot be reached.",
    ),
}
