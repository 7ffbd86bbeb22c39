"""Pairs from files of examples: what is left out, what counts, and that their order is fixed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from mycelium.evaluation.gold_programs.exact import values_of
from mycelium_distill.examples.record import Example, write_examples
from mycelium_ir.diagnostics import MyceliumError
from mycelium_monolith import examples as module
from mycelium_monolith.examples import pairs_of_examples, read_limit, write_down
from mycelium_monolith.target import program_of

PROGRAM = """mycelium 1
problem "Ann has {n} pens. She buys half as many. How many has she?"
clause c0 "Ann has {n} pens"
clause c1 "buys half as many"
clause c2 "How many has she?"
step s0 : take_half_of_it = {n} / 2 @ c1
step s1 : put_together = {n} + {ref} @ c2
done wire, bridge
goal integer s1
"""


def example(number: int = 48, **changes) -> Example:
    values = {"s0": str(Fraction(number, 2)), "s1": str(Fraction(3 * number, 2))}
    fields = {
        "id": f"e{number}",
        "source": "stories.pens",
        "split": "train",
        "program": PROGRAM.format(n=number, ref="s0"),
        "values": values,
        "labelled": True,
        "group": f"e{number}",
    }
    return Example(**{**fields, **changes})


@pytest.fixture
def file(tmp_path: Path):
    def write(name: str, *rows: Example) -> Path:
        path = tmp_path / f"{name}.jsonl.gz"
        write_examples(path, rows)
        return path

    return write


def quiet(_: str) -> None:
    """Say nothing."""


def test_templates_and_clauses_leave_no_trace_and_the_program_comes_back():
    ((prompt, target, weight, dataset),), unfit = write_down([example()])
    assert (target, weight, dataset, unfit) == ("48/2=24;48+24=72;integer", 1.0, "stories", 0)
    assert prompt == "Ann has 48 pens. She buys half as many. How many has she?\n"
    back = program_of(prompt, target)
    assert values_of(back)[back.answer or ""] == 72


def test_a_sample_with_literals_gives_the_same_pair_and_the_greatest_weight_counts(file):
    drawn = example(
        id="drawn",
        program=PROGRAM.format(n=48, ref="24"),
        labelled=False,
        correct=True,
        weight=2.0,
    )
    pairs, counts = pairs_of_examples([file("gold", example()), file("drawn", drawn)], log=quiet)
    assert [(pair.target, pair.weight) for pair in pairs] == [("48/2=24;48+24=72;integer", 2.0)]
    assert counts == {"stories": 1}


def test_what_is_not_learnt_from_is_left_out(file):
    rows = [
        example(2),
        example(4, split="tune"),
        example(6, split="report"),
        example(8, correct=False),
        example(10, weight=0.0),
        example(12, program="mycelium 1\nstep"),
        example(14, program='mycelium 1\nproblem "?"\nstep s0 = _ + 1\ngoal integer s0\n'),
        example(16, values={"s0": "1/0"}),
    ]
    told: list[str] = []
    pairs, counts = pairs_of_examples([file("all", *rows)], log=told.append)
    assert [pair.target for pair in pairs] == ["2/2=1;2+1=3;integer"]
    assert counts == {"stories": 1, "cannot be written down": 3}
    assert told == ["all.jsonl.gz: 4 rows, 1 new pairs, 3 rows cannot be written down"]


def test_a_limit_draws_rows_of_its_file_alone(file):
    first = file("first", *(example(2 * n) for n in range(1, 41)))
    second = file("second", *(example(2 * n) for n in range(101, 111)))

    def drawn(seed: int) -> set[str]:
        pairs, _ = pairs_of_examples([first, second], {"first": 6}, seed=seed, log=quiet)
        assert len(pairs) == 16
        return {pair.prompt for pair in pairs}

    assert drawn(0) == drawn(0)
    assert drawn(0) != drawn(1)
    assert len(drawn(0) & drawn(1)) >= 10


def test_a_limit_of_all_leaves_as_many_pairs(file):
    path = file("some", *(example(2 * n) for n in range(1, 41)))
    pairs, _ = pairs_of_examples([path], limit=7, log=quiet)
    assert len(pairs) == 7


def test_processes_give_what_one_gives(file, monkeypatch):
    monkeypatch.setattr(module, "_ALONE", 8)
    monkeypatch.setattr(module, "_CHUNK", 3)
    path = file("some", *(example(2 * n) for n in range(1, 30)))
    alone = pairs_of_examples([path], log=quiet)
    assert pairs_of_examples([path], workers=2, log=quiet) == alone
    assert len(alone[0]) == 29


@pytest.mark.parametrize("limits", [{"stroies": 3}, {"twice": 3}])
def test_a_limit_of_no_file_or_of_two_is_refused(file, tmp_path, limits):
    (tmp_path / "other").mkdir()
    again = tmp_path / "other" / "twice.jsonl.gz"
    write_examples(again, [example()])
    with pytest.raises(MyceliumError) as caught:
        pairs_of_examples([file("stories", example()), file("twice"), again], limits, log=quiet)
    assert caught.value.diagnostics[0].code == "MYC324"


@pytest.mark.parametrize("text", ["stories", "stories=", "=3", "stories=0", "stories=-1", "a=b"])
def test_a_limit_says_a_file_and_a_number(text):
    assert read_limit("stories=20") == ("stories", 20)
    with pytest.raises(MyceliumError) as caught:
        read_limit(text)
    assert caught.value.diagnostics[0].code == "MYC231"
