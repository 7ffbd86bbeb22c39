"""Pairs for training: copies that keep their meaning, none twice, the same from the same seed."""

from __future__ import annotations

import random

import pytest

from mycelium.executor import Executor
from mycelium_distill.perturbing.varying import Varying, names_in
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.parser import parse
from mycelium_monolith.pairs import Augmentation, Source, pairs_of, read_pairs, write_pairs
from mycelium_monolith.target import program_of

PEOPLE = ("Ada", "Ben", "Cleo", "Dora", "Emil", "Fritz", "Gina", "Hugo")
PROBLEMS = [
    f"{name} has {3 + i} red pens. {name} buys {20 + i} blue pens in a shop. How many pens does "
    f"{name} have?"
    for i, name in enumerate(PEOPLE)
    for _ in range(3)
]


def sources() -> list[Source]:
    found = []
    for index, problem in enumerate(dict.fromkeys(PROBLEMS)):
        text = f'mycelium 1\nproblem "{problem}"\nstep s0 : add = {3 + index} + {20 + index}\n'
        program = parse(text + "goal integer s0\n")
        found.append(program)
    with Executor() as executor:
        outcomes = executor.run_many(found)
        return [
            Source("gsm8k", program, outcome.values)
            for program, outcome in zip(found, outcomes, strict=True)
        ]


def test_names_are_those_who_act():
    assert names_in(PROBLEMS) == PEOPLE


def test_people_are_renamed_throughout():
    varying = Varying.learn(PROBLEMS)
    new = varying.renaming(PROBLEMS[0], random.Random(1)).new
    (name,) = {word for word in new.replace(".", "").replace("?", "").split() if word in PEOPLE}
    assert name != "Ada"
    assert new.replace(name, "Ada") == PROBLEMS[0]


def test_a_needless_sentence_is_about_the_same_person_and_before_the_question():
    varying = Varying.learn(PROBLEMS)
    assert all(sentence.startswith("* has ") for sentence in varying.sentences)
    new = varying.distracting(PROBLEMS[0], random.Random(0)).new
    assert len(new) > len(PROBLEMS[0])
    assert new.endswith("How many pens does Ada have?")
    assert "Ada" in new
    assert not any(name in new for name in PEOPLE[1:])


def test_pairs_are_right_distinct_and_drawn_alike():
    rows = sources()
    augmentation = Augmentation({"gsm8k": 5}, distractors=0.5, seed=3)
    pairs, counts = pairs_of(rows, augmentation)
    assert pairs == pairs_of(rows, augmentation)[0]
    assert pairs != pairs_of(rows, Augmentation({"gsm8k": 5}, distractors=0.5, seed=4))[0]
    assert len({(p.prompt, p.target) for p in pairs}) == len(pairs) == counts["gsm8k"]
    assert len(pairs) > 4 * len(rows)
    for pair in pairs:
        step = program_of(pair.prompt, pair.target).steps[0].expression
        stated = pair.target.removesuffix(";integer").partition("=")[2]
        assert sum(operand.value for operand in step.operands) == int(stated)
        assert all(str(operand.value) in pair.prompt for operand in step.operands)


def test_pairs_of_a_row_do_not_depend_on_its_place():
    rows = sources()
    plain = Augmentation({"gsm8k": 3}, distractors=0.0)
    forward = pairs_of(rows, plain)[0]
    backward = pairs_of(rows[::-1], plain)[0]
    assert set(forward) == set(backward)


def test_pairs_are_kept_in_a_file(tmp_path):
    pairs, _ = pairs_of(sources(), Augmentation({}))
    write_pairs(tmp_path / "pairs.jsonl.gz", pairs, {"seed": 0})
    assert read_pairs(tmp_path / "pairs.jsonl.gz") == (pairs, {"seed": 0})
    whole = (tmp_path / "pairs.jsonl.gz").read_bytes()
    write_pairs(tmp_path / "pairs.jsonl.gz", pairs, {"seed": 0})
    assert (tmp_path / "pairs.jsonl.gz").read_bytes() == whole


def test_a_damaged_file_of_pairs_is_refused(tmp_path):
    pairs, _ = pairs_of(sources(), Augmentation({}))
    path = tmp_path / "pairs.jsonl.gz"
    write_pairs(path, pairs, {})
    path.write_bytes(path.read_bytes()[:-40])
    for bad in (path, tmp_path / "missing.gz"):
        with pytest.raises(MyceliumError) as caught:
            read_pairs(bad)
        assert caught.value.diagnostics[0].code == "MYC237"
