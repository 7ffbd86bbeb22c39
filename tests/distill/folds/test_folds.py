"""Folds, what models draw for rows that they have not seen, and what is made of it."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import torch
from tiny_specialists import GOALS, TEMPLATES, tiny_specialists
from typer.testing import CliRunner

from mycelium.cli.app import app
from mycelium.evaluation.folds import fold_of
from mycelium.executor import Executor
from mycelium_distill.examples.executing import arithmetic, untyped
from mycelium_distill.examples.record import Example, copied, read_examples, write_examples
from mycelium_distill.folds import sampling as sampling_module
from mycelium_distill.folds.cutting import Fold
from mycelium_distill.folds.distinct import dag_of
from mycelium_distill.folds.joining import read_solved, with_plans, write_plans
from mycelium_distill.folds.sampling import Sampling, Told, solve_rows
from mycelium_distill.folds.verdicts import Running
from mycelium_distill.multitask.encoded import Encoding, encoded
from mycelium_distill.multitask.encoding import Encoder
from mycelium_distill.multitask.showing import Mixture
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.language import base_language
from mycelium_ir.parser import parse, parse_expression
from mycelium_ir.verifier import check
from mycelium_passes.reading.loading import hold_model, load_model
from mycelium_passes.templates import added_operations
from mycelium_passes.transcript import Symbols, transcribe
from mycelium_passes.writing.decoding import Task, Writing
from mycelium_passes.writing.draft import Draft
from mycelium_passes.writing.grammar import Expressions
from mycelium_passes.writing.literals import Literals

PENS = """mycelium 1
problem "Ann has {a} pens. She buys {b} pens. How many pens does she have?"
clause c0 "Ann has {a} pens"
clause c1 "She buys {b} pens"
clause c2 "How many pens does she have"
step s0 : add = {a} + {b} @ c2, c0
goal integer s0
"""


def pens(a: int, b: int, split: str = "train", source: str = "gsm8k") -> Example:
    name = f"pens/{a}/{b}"
    values = {"s0": str(a + b)}
    return Example(name, source, split, PENS.format(a=a, b=b), values, True, name)


ROWS = [pens(a, b) for a in (2, 3, 5) for b in (4, 6)]


@pytest.fixture
def model() -> Any:
    """The name of a model that writes short sums."""
    found = tiny_specialists()
    weights = torch.full((len(found.vocabulary),), -30.0)
    for number, symbol in enumerate(found.vocabulary.all):
        weights[number] = {"+": 7.0, "=": 5.0, "<end>": 7.5, "@?": -30.0}.get(
            symbol, 5.0 if symbol.isdigit() or symbol[0] in "@:" else -30.0
        )
    told = found.heads.next_symbol
    found.heads.next_symbol = lambda states: 0.5 * told(states) + weights
    yield hold_model("folds", found)
    hold_model("folds", None)


def test_folds_part_the_training_rows_by_their_problems() -> None:
    folds = [Fold(number, 3) for number in range(3)]
    for row in ROWS:
        (own,) = [fold for fold in folds if fold.has(row)]
        assert own.has(copied(row, 1, parse(row.program), row.values))
        assert not any(fold.has(dataclasses.replace(row, split="tune")) for fold in folds)
        assert not any(fold.has(dataclasses.replace(row, source="stories.shop")) for fold in folds)
    # Models that were trained on a fold before rely on it.
    assert [fold_of(f"gsm8k/train-{number}", 2) for number in range(8)] == [1, 0, 1, 0, 0, 1, 1, 1]
    sizes = Counter(fold_of(str(number), 4) for number in range(4000))
    assert all(900 < size < 1100 for size in sizes.values())


@pytest.mark.parametrize("text", ["", "2", "2/2", "-1/2", "a/b", "0/0"])
def test_what_is_no_fold_is_said(text: str) -> None:
    with pytest.raises(MyceliumError) as raised:
        Fold.of(text)
    assert raised.value.diagnostics[0].code == "MYC347"
    assert str(Fold.of("1/2")) == "1/2"


def dag(*steps: str) -> str:
    told = []
    values = {}
    for number, text in enumerate(steps):
        expression, _, value = text.partition("=")
        told.append((f"s{number}", parse_expression(expression)))
        values[f"s{number}"] = Fraction(value)
    return dag_of(told, values, f"s{len(steps) - 1}")


def test_programs_are_the_same_that_compute_the_same() -> None:
    first = dag("2*3=6", "10/4=2.5", "6+2.5=8.5")
    assert dag("10/4=2.5", "3*2=6", "6+2.5=8.5") == first
    assert dag("7=7", "10/4=2.5", "2*3=6", "2.5+6=8.5") == first
    assert dag("3+3=6", "10/4=2.5", "6+2.5=8.5") != first
    assert dag("4/10=0.4", "2*3=6", "6+2.5=8.5") != first
    assert dag("10/3=10/3", "3.3333*3=10") == dag("10/3=10/3", "3*3.3333=10")
    assert dag("10/3=10/3", "3.3333*3=10") != dag("3.3333*3=9.9999")


def test_draws_are_judged_kept_and_encoded(model: str, tmp_path: Path) -> None:
    write_examples(tmp_path / "e.jsonl.gz", [*ROWS, pens(7, 9, "tune")])
    output = tmp_path / "s.jsonl.gz"
    arguments = ["sample-programs", str(tmp_path / "e.jsonl.gz"), "--weights", model]
    arguments += ["--samples", "120", "--temperature", "1", "--json", "--device", "cpu"]
    result = CliRunner().invoke(app, [*arguments, "--all", "-o", str(output)])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["problems"], told["draws"]) == (6, 720)
    originals = {row.id: row for row in ROWS}
    language = base_language().extend(operations=added_operations(tiny_specialists().operations))
    solved = read_solved([tmp_path / "s-solved.json"])
    plans = [json.loads(line) for line in (tmp_path / "s-plans.jsonl").read_text().splitlines()]
    assert {row["id"] for row in plans} == set(solved) == set(originals)
    assert {len(row["plan"]) for row in plans} == {3}
    counts: Counter[tuple[str, bool | None]] = Counter()
    texts = set()
    for row in read_examples(output):
        original = originals[row.group]
        program = parse(row.program)
        check(program, language)
        values = arithmetic(program)
        assert values is not None
        assert dict(row.values) == {name: str(value) for name, value in values.items()}
        answer = row.values[program.answer or ""]
        assert row.correct == (answer == original.values["s0"])
        assert answer in solved[original.id]
        assert program.problem == parse(original.program).problem
        assert row.source == "gsm8k.sampled"
        counts[row.group, row.correct] += 1
        texts.add((row.group, row.program))
    assert len(texts) == sum(counts.values()), "each once"
    assert max(counts.values()) <= 5
    assert {correct for _, correct in counts} == {True, False}
    assert told["kept"]["right"] == sum(n for (_, correct), n in counts.items() if correct)
    _encoded_as_wanted(list(read_examples(output)))


def test_answers_beyond_arithmetic_are_computed_and_compared(
    model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two drafts that spell other solutions of an equation the one with its value is right."""
    held = load_model(model)
    head = (
        'mycelium 1\nproblem "x and 3 more make 7. What is x?"\nclause c0 "x and 3 more make 7"\n'
    )
    spelled = ["step s0 = Eq({}, 7)\n", "step s1 = solve(s0; x)\n", "goal solution_set s1\n"]
    gold, turned, wrong = (
        head + "unknown x in real\n" + "".join(spelled).format(side)
        for side in ("x + 3", "3 + x", "x + 4")
    )
    row = Example("e", "draw", "train", gold, {}, True, "e")
    texts = [turned, wrong, wrong]
    language = base_language().extend(operations=added_operations(held.operations))

    def spelling(_: Any, tasks: Sequence[Task], **settings: Any) -> list[list[Writing]]:
        rest = iter(texts)
        return [
            [spelled_out(task, next(rest), settings["values"]) for _ in range(task.samples)]
            for task in tasks
        ]

    def spelled_out(task: Task, text: str, values: Any) -> Writing:
        literals = Literals((Fraction(3), Fraction(4), Fraction(7)))
        draft = Draft(held.vocabulary, Expressions(held.vocabulary), task.order, literals)
        # What the states say decides nothing where a hole has one step to refer to.
        writing = Writing(task, draft, chunks=[torch.zeros(200, 48)])
        symbols = transcribe(untyped(parse(text)), {}, held.vocabulary)
        for step in symbols.steps:
            for symbol in symbols.symbols[step.header : step.expression[1] + 1]:
                draft.push(symbol, -0.1)
            if draft.waiting:
                (value,) = values([writing])
                draft.close(value)
        draft.push(held.vocabulary["<end>"], -0.1)
        assert draft.finished
        return writing

    monkeypatch.setattr(sampling_module, "write", spelling)
    with Executor(language, workers=1) as executor:
        told = Told()
        sampling = Sampling(samples=3)
        (solved,) = solve_rows(held, [row], sampling, told, running=Running(executor, language))
        assert (told.problems, told.draws, told.right, told.solved) == (1, 3, 1, 1)
        assert [drawn.count for drawn in solved.wrong] == [2]
        left_out = Told()
        assert not list(solve_rows(held, [row], sampling, left_out))
        assert left_out.unfit.total() == 1


def _encoded_as_wanted(rows: list[Example]) -> None:
    """The verifier learns from all, and extract from right ones; nothing points anywhere."""
    from tiny_models import tiny_tokenizer

    names = tuple(template["name"] for template in TEMPLATES)
    encoder = Encoder(tiny_tokenizer(), Symbols(names), GOALS, Mixture(stated=1.0, gaps=1.0))
    for row in rows:
        made = encoder.encode(row)
        assert [each.verify[0, 1] for each in made if len(each.verify)] == [row.correct]
        assert [bool(each.symbol_weights.sum()) for each in made] == [True, False][
            not row.correct :
        ]
        for each in made:
            assert not len(each.pointers)
            assert not len(each.answer)
            assert not len(each.clauses)
            assert not len(each.gaps)
            assert each.symbols[0] == Symbols(names)["<whole>"]


def test_a_fold_without_rows_is_said(model: str, tmp_path: Path) -> None:
    write_examples(tmp_path / "e.jsonl.gz", ROWS)
    arguments = ["sample-programs", str(tmp_path / "e.jsonl.gz"), "--weights", model]
    arguments += ["--only", "mawps", "-o", str(tmp_path / "o.jsonl.gz"), "--json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code != 0
    assert "MYC349" in result.output


def test_copies_get_their_originals_plan(tmp_path: Path) -> None:
    first, second = ROWS[:2]
    same = copied(first, 1, parse(PENS.format(a=90, b=41)), {"s0": "131"})
    fewer = parse(PENS.replace('clause c1 "She buys {b} pens"\n', "").format(a=9, b=4))
    short = copied(first, 2, fewer, {"s0": "13"})
    write_examples(tmp_path / "e.jsonl.gz", [first, same, short, second])
    write_plans(tmp_path / "p.jsonl", {first.id: (("add",), (), ("add", "divide"))})
    counts = with_plans(tmp_path / "e.jsonl.gz", [tmp_path / "p.jsonl"], tmp_path / "o.jsonl.gz")
    assert counts == (2, 4)
    plans = [row.plan for row in read_examples(tmp_path / "o.jsonl.gz")]
    assert plans == [(("add",), (), ("add", "divide"))] * 2 + [None, None]
    (tmp_path / "p.jsonl").write_text("[]\n")
    with pytest.raises(MyceliumError) as raised:
        with_plans(tmp_path / "e.jsonl.gz", [tmp_path / "p.jsonl"], tmp_path / "o.jsonl.gz")
    assert raised.value.diagnostics[0].code == "MYC348"


def test_answers_of_several_models_are_joined(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"x": ["1", "2"], "y": []}')
    (tmp_path / "b.json").write_text('{"x": ["1/3"]}')
    found = read_solved([tmp_path / "a.json", tmp_path / "b.json"])
    assert found == {"x": ["1", "2", "1/3"], "y": []}


def test_a_left_out_fold_is_not_learnt_from(tmp_path: Path) -> None:
    from tiny_models import tiny_tokenizer

    path = tmp_path / "pens.jsonl.gz"
    write_examples(path, [*ROWS, pens(7, 9, "tune")])
    names = tuple(template["name"] for template in TEMPLATES)
    whole = Encoding(
        tiny_tokenizer().backend_tokenizer.to_str(), names, tuple(GOALS), Mixture(), 256, 0
    )
    found = encoded(path, whole, tmp_path / "rows", log=lambda _: None)
    again = encoded(path, whole, tmp_path / "rows", log=lambda _: None)
    tuned = encoded(path, whole, tmp_path / "rows", split="tune", log=lambda _: None)
    assert again.key == found.key
    assert (again.rows.groups == found.rows.groups).all()
    assert len(tuned.without(Fold(0, 2)).rows) == len(tuned.without(Fold(1, 2)).rows) == 1
    kept = [found.without(Fold(number, 2)) for number in (0, 1)]
    counts = [len(each.rows) for each in kept]
    assert len(found.rows) == len(ROWS) == sum(counts)
    assert 0 < counts[0] < len(ROWS)
    assert len({found.key, *(each.key for each in kept)}) == 3
    whole_rows = {found.rows[number].text.tobytes() for number in range(len(found.rows))}
    parts = [each.rows[number].text.tobytes() for each in kept for number in range(len(each.rows))]
    assert whole_rows == set(parts)
