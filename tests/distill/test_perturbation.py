"""Number perturbation: what changes, what stays, and that every copy is right."""

from __future__ import annotations

import re
from fractions import Fraction
from time import perf_counter

import pytest

from mycelium.evaluation.dataset import Example
from mycelium.evaluation.gold_programs import gold_program
from mycelium.evaluation.gold_programs.exact import values_of
from mycelium_distill.perturbation import perturb, perturb_written
from mycelium_distill.perturbing.edits import Edits
from mycelium_distill.perturbing.numerals import in_words, numerals_of
from mycelium_distill.solutions import from_gsm8k, from_mawps
from mycelium_ir import parse, print_expression, verify
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Number, Program, walk


def program(problem: str, *steps: str, goal: str = "integer") -> Program:
    lines = "".join(f"step s{i} = {text}\n" for i, text in enumerate(steps))
    quoted = problem.replace('"', '\\"')
    return parse(f'mycelium 1\nproblem "{quoted}"\n{lines}goal {goal} s{len(steps) - 1}\n')


def literals(of: Program) -> list[Fraction]:
    return [
        node.value
        for step in of.steps
        if step.expression is not None
        for node in walk(step.expression)
        if type(node) is Number
    ]


PENS = program("Ann has 48 pens in 6 boxes 😀 and buys 5 more boxes. How many?", "48/6", "s0*5")


def test_text_and_program_change_together() -> None:
    copies = perturb(PENS, 12)
    assert len(copies) == 12
    assert len({copy.problem for copy in copies}) == 12
    for copy in copies:
        stated = [Fraction(n) for n in re.findall(r"\d+", copy.problem or "")]
        assert literals(copy) == stated
        assert re.sub(r"\d+", "#", copy.problem or "") == re.sub(r"\d+", "#", PENS.problem or "")
        values = values_of(copy)
        assert values["s0"].denominator == 1
        assert values["s1"] > 0
        assert len(set(stated)) == 3
        assert not [d for d in verify(copy) if d.is_error]


def test_the_seed_decides() -> None:
    assert perturb(PENS, 5, seed=1) == perturb(PENS, 5, seed=1)
    assert perturb(PENS, 5, seed=1) != perturb(PENS, 5, seed=2)
    assert perturb(PENS, 3, seed=1) == perturb(PENS, 5, seed=1)[:3]


def test_nothing_is_asked_for_and_nothing_given() -> None:
    assert perturb(PENS, 0) == ()


def test_numbers_stay_in_kind() -> None:
    of = program(
        "Twelve men walk 2,400 miles at $3.50 a mile, with twenty-five dogs. What is the sum?",
        "12*2400",
        "s0*3.5",
        "s1+25",
        goal="decimal",
    )
    copies = perturb(of, 12)
    assert len(copies) == 12
    for copy in copies:
        shape = re.fullmatch(
            r"([A-Z][a-z]+) men walk ([\d,]+) miles at \$(\d+\.\d\d) a mile, "
            r"with ([a-z]+(?:-[a-z]+)?) dogs\. What is the sum\?",
            copy.problem or "",
        )
        assert shape is not None
        men, miles, price, dogs = shape.groups()
        assert Fraction(miles.replace(",", "")) < 1000 or "," in miles
        assert literals(copy) == [
            next(n for n in range(100) if in_words(n) == men.lower()),
            Fraction(miles.replace(",", "")),
            Fraction(price),
            next(n for n in range(100) if in_words(n) == dogs),
        ]


def test_percentages_are_figures_and_shares() -> None:
    figures = program("Of 80 hats 25% are red. How many?", "percent(25)*80")
    shares = program("Of 80 hats 25% are red. How many?", "0.25*80")
    for of, scale in ((figures, 1), (shares, 100)):
        copies = perturb(of, 6)
        assert copies
        for copy in copies:
            hats, red = map(int, re.findall(r"\d+", copy.problem or ""))
            assert literals(copy) == [Fraction(red, scale), hats]
            assert red < 100
            assert values_of(copy)["s0"].denominator == 1


@pytest.mark.parametrize(
    ("problem", "steps", "fixed"),
    [
        # A literal that the text does not state, worked out in somebody's head.
        ("Of 80 hats 20% are sold, and 9 lost.", ("0.8*80", "s0-9"), "20%"),
        ("Ann has 31 pens and 46 hats, and 5 bags.", ("77*5",), "31 pens and 46"),
        # The number that a unit brings with it.
        ("Ann walks 7 miles a day. How many in a week of 7 miles, less 20?", ("7*7", "s0-20"), "7"),
        # Fractions, ordinals, multiples, dates and times.
        ("Half of 40 pens.", ("40/2",), "Half"),
        ("Twice as many as 2 of 40 pens.", ("2*40",), "Twice as many as 2"),
        ("At 7:30 Ann eats 3 of 40 pies.", ("40-3",), "7:30"),
        ("Ann eats 3/4 of 40 pies, and 7 more.", ("3/4*40", "s0+7"), "3/4"),
        # A number that the program does not use.
        ("Ann is 33 and has 40 pens and 7 hats.", ("40+7",), "33"),
        ("Ann has 1 hat and 40 pens.", ("40+1",), "1 hat"),
    ],
)
def test_what_must_stay_stays(problem: str, steps: tuple[str, ...], fixed: str) -> None:
    copies = perturb(program(problem, *steps), 8)
    assert copies
    assert all(fixed in (copy.problem or "") for copy in copies)
    assert all(copy.problem != problem for copy in copies)


@pytest.mark.parametrize(
    ("problem", "steps", "why"),
    [
        ("Ann has pens.", ("2+3",), "none of its numbers"),
        ("Ann has 40 pens.", ("40+317",), "317"),
        ("Half of 1 pie.", ("1/2",), "none of its numbers"),
        ("Ann has 40 pens.", ("40/0",), "divides by zero"),
    ],
)
def test_what_has_no_copy_says_why(problem: str, steps: tuple[str, ...], why: str) -> None:
    with pytest.raises(MyceliumError, match=why) as caught:
        perturb(program(problem, *steps, goal="number"), 3)
    assert caught.value.diagnostics[0].code == "MYC269"


@pytest.mark.parametrize(
    ("problem", "steps", "kept", "moved"),
    [
        # A fence goes around on two sides each, whatever the number of gates.
        ("A fence of 9 by 5 yards has two gates.", ("9+5", "s0*2"), "two gates", r"\d+ by \d+"),
        ("A plot of 9 by 7 m has a perimeter with 2 gates.", ("9+7", "s0*2"), "2 gates", r"\d+ by"),
        ("A path of 9 miles is run 3 times in two parks.", ("9*3", "s0*2"), "two", r"\d+ times"),
        (
            "He has 3 hens, 9 cats. Each eats 3 seeds.",
            ("3*3", "9*3", "s0+s1+3"),
            "3 hens",
            r"\d+ c",
        ),
        ("A round trip of 9 miles is made by 2 men.", ("9*2",), "2 men", r"\d+ miles"),
    ],
)
def test_a_small_number_that_may_be_another_stays(
    problem: str, steps: tuple[str, ...], kept: str, moved: str
) -> None:
    copies = perturb(program(problem, *steps), 8)
    assert len(copies) == 8
    assert all(kept in (copy.problem or "") for copy in copies)
    assert len({re.findall(moved, copy.problem or "")[0] for copy in copies}) > 2


def test_a_small_number_that_is_counted_moves() -> None:
    of = program("Ann has 3 bags of 17 pens.", "3*17")
    copies = perturb(of, 30)
    assert len({re.findall(r"\d+ bags", copy.problem or "")[0] for copy in copies}) > 5
    words = program("Ann has seven bags of 9 pens.", "7*9")
    assert len({(copy.problem or "").split()[2] for copy in perturb(words, 30)}) > 5


def test_systems_have_no_copies() -> None:
    row = Example(
        "d", "The sum is 9, the difference 1.", "4; 5", extra={"equations": ("m+n=9", "m-n=1")}
    )
    with pytest.raises(MyceliumError, match="MYC269"):
        perturb(gold_program(row, "draw"), 2)


def test_results_stay_as_whole_positive_and_small_as_they_were() -> None:
    of = program(
        "Of 40 pies Ann eats 10, then 3 of 4 men share the rest.",
        "40-10",
        "s0/3",
        "10/40",
        goal="decimal",
    )
    for copy in perturb(of, 20):
        values = values_of(copy)
        assert values["s0"] > 0
        assert values["s1"].denominator == 1
        assert 0 < values["s2"] < 1


def test_the_article_follows_the_number() -> None:
    copies = perturb(program("Ann buys a 5 dollar hat and an 8 dollar pen.", "5+8"), 20)
    for copy in copies:
        for article, figure in re.findall(r"\b(an?) (\d+)", copy.problem or ""):
            assert (article == "an") == (figure.startswith("8") or figure in ("11", "18"))


def test_clauses_move_with_the_text() -> None:
    of = parse(
        'mycelium 1\nproblem "Ann has 48 pens. She buys 5 more."\n'
        'clause c0 [0:16] "Ann has 48 pens."\nclause c1 [17:33] "She buys 5 more."\n'
        "step s0 : add = 48 + 5 @ c0, c1\ngoal integer s0\n"
    )
    for copy in perturb(of, 10):
        assert not [d for d in verify(copy) if d.is_error]
        assert [c.text[:8] for c in copy.clauses] == ["Ann has ", "She buys"]


def test_a_place_in_a_text_is_followed_through_its_edits() -> None:
    edits = Edits("a 5 b 10 c", (((6, 8), "1,000"), ((2, 3), "")))
    assert edits.new == "a  b 1,000 c"
    assert edits.moved((6, 8)) == (5, 10)
    assert edits.moved((4, 5)) == (3, 4)
    assert edits.moved((0, 10)) == (0, 12)
    assert edits.moved((7, 8)) == (5, 10)


def test_the_numbers_of_a_text_by_whether_they_can_move() -> None:
    found = numerals_of("On the 3rd of 5 days 1,200 men ran 2.5 km, 20%, at 8:45, 5km, two-thirds.")
    assert [n.value for n in found.movable] == [5, 1200, Fraction(5, 2), 20, 5]
    assert {Fraction(3), Fraction(8), Fraction(45), Fraction(2, 3)} <= found.fixed


# --------------------------------------------------------------------------- written rows

ROW = Example(
    "train-9",
    "Zoë 😀 has 6 boxes of 20 pens. She gives 15% of the pens away. How many does she keep?",
    "102",
    extra={
        "solution": (
            "She has 6 boxes * 20 pens = <<6*20=120>>120 pens 😀.\n"
            "She gives away 120 * 15% = <<120*15*.01=18>>18 of the 120 pens.\n"
            "So she keeps 120-18 = <<120-18=102>>102.\n#### 102"
        )
    },
)


def test_the_solution_follows() -> None:
    written = from_gsm8k(ROW)
    copies = perturb_written(written, 8)
    assert len(copies) == 8
    for number, copy in enumerate(copies, 1):
        assert copy.id == f"train-9~{number}"
        boxes, pens, share = map(int, re.findall(r"\d+", copy.problem))
        total = boxes * pens
        gone = Fraction(total * share, 100)
        assert copy.solution == (
            f"She has {boxes} boxes * {pens} pens = {total} pens 😀.\n"
            f"She gives away {total} * {share}% = {gone} of the {total} pens.\n"
            f"So she keeps {total}-{gone} = {total - gone}.\n#### {total - gone}"
        )
        assert copy.answer == str(total - gone)
        text = copy.solution
        for step, old in zip(copy.steps, written.steps, strict=True):
            assert step.result is not None
            assert [o.gold for o in step.operands] == [o.gold for o in old.operands]
            for operand in step.operands:
                assert Fraction(text[slice(*operand.span)]) == operand.value
                assert all(
                    Fraction(copy.problem[slice(*place)].rstrip("%")) in (operand.value, share)
                    for place in operand.places
                )
        again = parse(copy.program)
        assert [str(values_of(again)[s.name]) for s in copy.steps] == [
            text[slice(*s.result)] for s in copy.steps if s.result is not None
        ]


def test_generated_solutions_follow_too() -> None:
    row = Example(
        "m-1", "27 pens, 6 lost, 2 boxes of them.", "42", extra={"equations": ("X=(27-6)*2",)}
    )
    for copy in perturb_written(from_mawps(row), 5):
        a, b, c = map(int, re.findall(r"\d+", copy.problem))
        assert (
            copy.solution
            == f"{a} - {b} = {a - b}\n{a - b} * {c} = {(a - b) * c}\n#### {(a - b) * c}"
        )


@pytest.mark.parametrize(
    ("solution", "why"),
    [
        ("20+30=<<20+30=50>>50, and 77 is nothing.", "77"),
        ("20/30=<<20/30=0.67>>0.67", "rounded"),
    ],
)
def test_a_solution_with_numbers_of_no_known_meaning_has_no_copy(solution: str, why: str) -> None:
    answer = re.sub(r".*>>([\d.]+).*", r"\1", solution)
    extra = {"solution": f"{solution}\n#### {answer}"}
    written = from_gsm8k(Example("r", "Ann has 20 pens and 30 hats.", answer, extra=extra))
    with pytest.raises(MyceliumError, match=why) as caught:
        perturb_written(written, 3)
    assert caught.value.diagnostics[0].code == "MYC269"


def test_thousands_of_copies_a_minute() -> None:
    programs = [
        program(
            f"Row {i}: Ann has 48 pens in 6 boxes, and {i + 20} hats. How many?",
            "48/6",
            f"s0+{i + 20}",
        )
        for i in range(60)
    ]
    started = perf_counter()
    copies = sum(len(perturb(of, 12)) for of in programs)
    # 7,000 rows in two minutes are 58 a second; ten times slower machines still pass.
    assert copies >= 600
    assert perf_counter() - started < 10


def test_expressions_keep_their_shape() -> None:
    for copy in perturb(PENS, 4):
        shapes = [
            re.sub(r"\d+", "#", print_expression(s.expression)) for s in copy.steps if s.expression
        ]
        assert shapes == ["# / #", "s# * #"]
