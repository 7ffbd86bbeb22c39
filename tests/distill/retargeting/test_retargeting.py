"""New questions: what is asked, what is checked, what a candidate's program is, what stays."""

import json
from dataclasses import replace

import pytest
from tiny_models import tiny_model, tiny_tokenizer

from mycelium_distill.examples.record import Example
from mycelium_distill.labels.model import ClauseLabel, EdgeLabel, GoalLabel, Labels, StepLabel
from mycelium_distill.retargeting import write
from mycelium_distill.retargeting.asking import asking
from mycelium_distill.retargeting.candidates import UnfitError, candidate, question_of
from mycelium_distill.retargeting.keep import DUPLICATE, MEASURED, UNSOLVED, WORSE, kept
from mycelium_distill.retargeting.pairs import pairs_of, requests_of
from mycelium_distill.retargeting.write import Writing, fold_of, write_candidates
from mycelium_distill.templates.relevance import Relevant
from mycelium_distill.templates.table import Template, TemplateTable
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.parser import parse

TABLE = TemplateTable(
    (
        Template("left_over", "subtract", Relevant("_ - _", "none", "number"), ("_ - _",), 9),
        Template("multiply", "multiply", Relevant("_ * _", "none", "number"), ("_ * _",), 9),
    )
)

TEMPLATES = {"subtract": "left_over", "multiply": "multiply"}

PROBLEM = (
    "Ann picks 16 plums a day and eats 3 of them. She sells the rest at 2 coins each. "
    "If she works 5 days, how many coins does she get in all?"
)


def labels_of(problem=PROBLEM, id="gsm8k/a"):
    """Three steps: 16-3, times 2, times 5, the last in the condition before the question."""

    def span(piece):
        start = problem.index(piece)
        return start, start + len(piece)

    question = problem[problem.index("how many") : -1]
    clauses = ("Ann picks 16 plums a day and eats 3 of them", "She sells the rest at 2 coins each",
               "If she works 5 days", question)  # fmt: skip
    operations = ("subtract", "multiply", "multiply")
    anchors = {0: (0,), 1: (1,), 2: (2, 3)}
    texts = ("16 - 3", "13 * 2", "26 * 5")
    values = ("13", "26", "130")
    numbers = {"16": "16 plums", "3": "3 of", "2": "2 coins", "5": "5 days"}

    def edge(step, slot, number=None, origin=None):
        place = None
        if number is not None:
            start = problem.index(numbers[number])
            place = start, start + len(number)
        source = "problem" if origin is None else "step"
        return EdgeLabel(f"s{step}", slot, (slot,), source, origin, place)

    return Labels(
        id, "gsm8k", "train", problem, "130",
        tuple(
            ClauseLabel(
                span(text),
                tuple(f"s{s}" for s in anchors if anchors[s][-1] == i),
                tuple(TEMPLATES[operations[s]] for s in anchors if anchors[s][-1] == i),
                tuple(operations[s] for s in anchors if anchors[s][-1] == i),
                i == 3,
            )
            for i, text in enumerate(clauses)
        ),
        tuple(
            StepLabel(f"s{i}", kind, TEMPLATES[kind], texts[i], values[i], anchors[i], (), None)
            for i, kind in enumerate(operations)
        ),
        (),
        (edge(0, 0, "16"), edge(0, 1, "3"), edge(1, 0, origin="s0"), edge(1, 1, "2"),
         edge(2, 0, origin="s1"), edge(2, 1, "5")),
        GoalLabel("s2", "integer", span(question)),
    )  # fmt: skip


def lines_for(labels):
    told = ("She keeps 16 - 3 = 13 plums.", "A day brings 13 * 2 = 26 coins.", "26 * 5 = 130.")
    return {(labels.id, f"s{i}"): line for i, line in enumerate(told)}


def request_of(step, labels=None):
    labels = labels or labels_of()
    (found,) = [r for r in requests_of([labels], lines_for(labels)) if r.step == step]
    return found


@pytest.mark.parametrize(
    ("problem", "sentence", "question"),
    [
        (PROBLEM, "If she works", "how many coins"),
        ("Mr. Bo has 2. How many has he, if he buys 3 more?", "How many", "How many"),
        ("He ran. In how many days did Mrs. Li rest? She ran 3.", "In how many", "In how many"),
        ("A pen costs 2 .  What do 4 pens cost ?", "What do", "What do"),
    ],
)
def test_where_a_problem_asks(problem, sentence, question):
    mark = problem.index("?")
    start = max(problem.rfind(". ", 0, mark), problem.rfind(", ", 0, mark)) + 2
    found = asking(problem, (start, problem[:mark].rstrip().__len__()))
    assert problem[slice(*found.sentence)].startswith(sentence)
    assert problem[slice(*found.question)].startswith(question)
    assert problem[slice(*found.question)].endswith("?")


def test_a_pair_asks_for_the_answer_and_a_request_for_what_is_on_the_way():
    labels = labels_of()
    ((group, pair),) = pairs_of([labels], lines_for(labels))
    assert group == labels.id
    assert pair.target == "how many coins does she get in all?"
    body, program, line, end = pair.prompt.split("\n")
    assert body.endswith("If she works 5 days,")
    assert (program, line, end) == ("16-3=13;13*2=26;26*5=130", "26 * 5 = 130.", "")
    # The first step needs no condition; the sentence that it does not read stays.
    body, program, line, _ = request_of("s0").prompt.split("\n")
    assert body.endswith("She sells the rest at 2 coins each.")
    assert (program, line) == ("16-3=13", "She keeps 16 - 3 = 13 plums.")
    assert [r.step for r in requests_of([labels], lines_for(labels))] == ["s0", "s1"]


def test_no_row_that_is_measured_or_tuned_on_is_learnt_or_asked():
    for split in ("tune", "report"):
        labels = replace(labels_of(), split=split)
        assert not list(pairs_of([labels], lines_for(labels)))
        assert not list(requests_of([labels], lines_for(labels)))


def test_a_step_that_needs_a_number_of_the_question_is_not_asked_for():
    problem = PROBLEM.replace("If she works 5 days, how many coins does she get in all", "#")
    problem = problem.replace("#", "how many coins does she get if she works 5 days")
    problem = problem.replace(" at 2 coins each", "").replace("eats 3", "at 2 coins each eats 3")
    labels = labels_of()
    start = problem.index("how many")
    edges = tuple(
        replace(e, place=(start + 40, start + 41)) if e.step == "s1" and e.place else e
        for e in labels.edges
    )
    labels = replace(labels, problem=problem, edges=edges,
                     goal=GoalLabel("s2", "integer", (start, len(problem) - 1)))  # fmt: skip
    assert [r.step for r in requests_of([labels], lines_for(labels))] == ["s0"]


def test_a_candidate_has_what_the_step_needs_and_a_clause_for_its_question():
    row = candidate(request_of("s1"), "How many coins does a day bring?", 1, TABLE)
    program = parse(row.program)
    assert program.problem == (
        "Ann picks 16 plums a day and eats 3 of them. She sells the rest at 2 coins each. "
        "How many coins does a day bring?"
    )
    assert [clause.text for clause in program.clauses] == [
        "Ann picks 16 plums a day and eats 3 of them",
        "She sells the rest at 2 coins each",
        "How many coins does a day bring",
    ]
    assert [(s.operation, s.clauses) for s in program.steps] == [
        ("left_over", ("c0",)),
        ("multiply", ("c1",)),
    ]
    assert row.values == {"s0": "13", "s1": "26"}
    assert (row.id, row.group, row.source) == ("gsm8k/a?s1.1", "gsm8k/a", "gsm8k.retargeted")


def test_an_anchor_in_the_old_question_moves_to_the_new_one_and_a_needed_condition_stays():
    labels = labels_of()
    extra = StepLabel("s3", "subtract", "left_over", "130 - 1", "129", (3,), (), None)
    last = replace(labels.clauses[3], steps=("s2", "s3"), templates=("multiply", "left_over"),
                   operations=("multiply", "subtract"))  # fmt: skip
    labels = replace(
        labels,
        steps=(*labels.steps, extra),
        clauses=(*labels.clauses[:3], last),
        edges=(*labels.edges, EdgeLabel("s3", 0, (0,), "step", "s2")),
        goal=replace(labels.goal, step="s3"),
    )
    request = request_of("s2", labels)
    assert request.prompt.split("\n")[0].endswith("If she works 5 days,")
    text = question_of("What does Ann earn in that time?", request)
    program = parse(candidate(request, text, 0, TABLE).program)
    assert program.problem.endswith("If she works 5 days, what does Ann earn in that time?")
    assert program.steps[-1].clauses == ("c2", "c3")
    assert program.clauses[-1].text == "what does Ann earn in that time"


@pytest.mark.parametrize(
    "text",
    [
        "She keeps some plums.",
        "How many plums?  How many coins?",
        "Why not?",
        "How many coins does she get in all?",
        "Does she keep thirteen plums a day?",
        "How far are 130 coins from what she gets?",
        "How many plums does she keep in 7 days?",
    ],
)
def test_questions_that_are_none_or_tell_too_much_are_refused(text):
    with pytest.raises(UnfitError):
        question_of(text, request_of("s0"))


def test_a_question_may_tell_what_the_problem_tells():
    text = question_of(" how many of the 16 plums\nare left?", request_of("s0"))
    assert text == "How many of the 16 plums are left?"


def example(id, question, value="26"):
    program = f'mycelium 1\nproblem "Bo has 13 pens. {question}"\nstep s0 : multiply = 13 * 2\n'
    return Example(id, "gsm8k.retargeted", "train", program, {"s0": value}, True, id.split("?")[0])


def test_only_questions_that_a_solver_answers_as_meant_are_kept():
    rows = [
        example("a?s0.0", "How many ink pens?"),
        example("a?s0.1", "How many pens in all?"),
        example("b?s0.0", "How many pens in all?"),
        example("c?s0.0", "How many caps?"),
        example("d?s0.0", "How many lids?"),
    ]
    solved = {
        "a?s0.0": ["26", "25", "x"],
        "a?s0.1": ["26.0", "52/2"],
        "b?s0.0": ["26"],
        "c?s0.0": ["27", "1/0"],
        "d?s0.0": ["26"],
    }
    found = kept(rows, solved, ["Bo has 99 pens. How many lids?"])
    assert [row.id for row in found.rows] == ["a?s0.1"]
    assert found.dropped == {WORSE: 1, UNSOLVED: 1, DUPLICATE: 1, MEASURED: 1}
    assert "1 of 5" in found.report()


def many(count):
    towns = [f"{a}{b}" for a in "KLMNPRST" for b in ("ola", "uri", "emo", "ixa")]
    return [labels_of(f"Once in {towns[i]}. {PROBLEM}", id=f"gsm8k/{i}") for i in range(count)]


def test_writers_are_trained_apart_asked_and_found_again(tmp_path, monkeypatch):
    rows = many(8)
    lines = {key: line for row in rows for key, line in lines_for(row).items()}
    pairs, requests = list(pairs_of(rows, lines)), list(requests_of(rows, lines))
    base = tmp_path / "base"
    tiny_model().save_pretrained(base)
    tiny_tokenizer([pair.prompt + pair.target for _, pair in pairs]).save_pretrained(base)
    writing = Writing(str(base), steps=4, tokens_per_step=600)
    told = []
    first = write_candidates(pairs, requests, TABLE, writing, tmp_path / "w", log=told.append)
    assert len(first.rows) + first.dropped.total() == 2 * len(requests)
    learnt = json.loads((tmp_path / "w/0/training.json").read_text())["pairs"]
    assert learnt == sum(fold_of(group, 2) != 0 for group, _ in pairs)
    # Nothing is trained again, and the same is written.
    monkeypatch.setattr("mycelium_distill.training.fit", None)
    again = write_candidates(pairs, requests, TABLE, writing, tmp_path / "w", log=told.append)
    assert (again.rows, again.dropped) == (first.rows, first.dropped)
    same = ["How many has she then?", "how many has she then?"]
    monkeypatch.setattr(write, "questions", lambda writer, prompts, writing: [same] * len(prompts))
    found = write_candidates(pairs, requests, TABLE, writing, tmp_path / "w", log=told.append)
    assert sorted(row.id for row in found.rows) == sorted(f"{r.id}.0" for r in requests)
    assert found.dropped == {write.AGAIN: len(requests)}


def test_a_writer_without_anything_to_learn_says_so(tmp_path):
    labels = labels_of()
    requests = list(requests_of([labels], lines_for(labels)))
    with pytest.raises(MyceliumError) as caught:
        write_candidates([], requests, TABLE, Writing("none"), tmp_path, log=str)
    assert caught.value.diagnostics[0].code == "MYC346"
