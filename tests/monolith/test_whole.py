"""The pass that writes whole programs: what it knows by heart it solves, all else fails clearly."""

from __future__ import annotations

import json

import pytest
from monolith_problems import PROBLEMS
from typer.testing import CliRunner

from mycelium.analyses import Analyses
from mycelium.cli import early
from mycelium.cli.app import app
from mycelium.executor import Executor
from mycelium.passes import Candidate, Context, Failure
from mycelium_ir.language import base_language
from mycelium_ir.nodes import Problem, Program
from mycelium_ir.parser import parse
from mycelium_monolith.whole import Whole

CLIPS = next(iter(PROBLEMS))
WHOLE = f'mycelium 1\nproblem "{CLIPS}"\nstep s0 : add = 48 + 24\ndone wire, bridge\n'


@pytest.fixture(scope="module")
def executor():
    with Executor() as pool:
        yield pool


@pytest.fixture
def context(executor):
    return Context(base_language(), executor, Analyses())


@pytest.fixture
def cli(monolith):
    def call(*arguments, stdin=None):
        return CliRunner().invoke(app, [str(a) for a in arguments], input=stdin)

    yield call
    early.stop()


def candidates(*problems):
    return [Candidate(row, Program((Problem(text),))) for row, text in enumerate(problems)]


def test_a_problem_is_compiled_and_run_end_to_end(cli, tmp_path):
    path = tmp_path / "clips.txt"
    path.write_text(CLIPS)
    compiled = cli("compile", path, "--passes", "monolith", "-o", tmp_path / "clips.myc")
    assert compiled.exit_code == 0, compiled.output
    program = parse((tmp_path / "clips.myc").read_text())
    assert program.facts >= {"problem", "typed", "expressions", "wired", "bridged", "goal"}
    assert program.problem == CLIPS
    ran = cli("run", tmp_path / "clips.myc", "--json")
    assert json.loads(ran.stdout)["answer"]["text"] == "72"


@pytest.mark.parametrize(
    ("problem", "answer"), list(zip(PROBLEMS, ["72", None, "2", None], strict=True))
)
def test_what_it_has_learnt_it_writes(problem, answer, monolith, context):
    ((found,),) = Whole().run(candidates(problem), context)
    (outcome,) = context.executor.run_many([found.program])
    assert outcome.ok, outcome.diagnostics
    assert found.score < 0
    if answer is not None:
        assert outcome.answer.text == answer


def test_it_is_measured_like_any_pipeline(cli, tmp_path):
    data = tmp_path / "rows.jsonl"
    rows = [{"problem": CLIPS, "answer": "72"}, {"problem": "What is 17 mod 5?", "answer": "3"}]
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    told = json.loads(cli("eval", data, "--passes", "monolith", "--json").stdout)
    assert told["accuracy"]["value"] == 0.5
    assert told["coverage"]["value"] == 1.0


def test_a_row_does_not_depend_on_its_neighbours(monolith, context):
    together = Whole().run(candidates(*PROBLEMS), context)
    for row, problem in enumerate(PROBLEMS):
        ((alone,),) = Whole().run(candidates(problem), context)
        (beside,) = together[row]
        assert beside.program == alone.program
        assert beside.score == pytest.approx(alone.score, abs=1e-4)


def test_several_candidates_have_scores_and_are_drawn_alike(monolith, context):
    drawing = Whole(samples=8, temperature=1.0)
    (first,), (second,) = (drawing.run(candidates(CLIPS), context) for _ in range(2))
    assert [(c.program, c.score) for c in first] == [(c.program, c.score) for c in second]
    assert 0 < len(first) <= 8
    assert [c.score for c in first] == sorted((c.score for c in first), reverse=True)
    assert all(c.row == 0 for c in first)


def test_a_whole_program_stays_and_a_begun_one_fails(monolith, context):
    whole = parse(WHOLE + "goal integer s0\n")
    begun = parse(f'mycelium 1\nproblem "{CLIPS}"\nstep s0 : add\n')
    (kept,), failed = Whole().run([Candidate(0, whole), Candidate(1, begun)], context)
    assert kept.program is whole
    assert isinstance(failed, Failure)
    assert failed.row == 1
    assert failed.diagnostics[0].code == "MYC279"


def test_clauses_that_were_there_stay(monolith, context):
    with_clause = parse(f'mycelium 1\nproblem "{CLIPS}"\nclause c0 "half as many in May"\n')
    ((found,),) = Whole().run([Candidate(0, with_clause)], context)
    assert found.program.clauses == with_clause.clauses
    assert len(found.program.steps) == 2


def test_a_text_that_is_no_program_fails_its_row_alone(monolith, context):
    failed, (fine,) = Whole().run(candidates("zzz qqq " * 9, CLIPS), context)
    assert isinstance(failed, Failure)
    assert {d.code for d in failed.diagnostics} == {"MYC277"}
    assert fine.program.goal is not None


def test_a_text_that_is_too_long_fails_its_row_alone(monolith, context):
    failed, (fine,) = Whole().run(candidates("many words " * 400, CLIPS), context)
    assert isinstance(failed, Failure)
    assert failed.diagnostics[0].code == "MYC274"
    assert fine.program.goal is not None


def test_without_weights_one_line_says_what_to_do(cli, tmp_path, monkeypatch):
    monkeypatch.delenv("MYCELIUM_MONOLITH")
    path = tmp_path / "p.txt"
    path.write_text(CLIPS)
    result = cli("compile", path, "--passes", "monolith")
    assert result.exit_code != 0
    assert "MYC278" in result.stderr
    assert "train-monolith" in result.stderr
    assert "Traceback" not in result.output


def test_the_fingerprint_knows_the_weights(monolith, tmp_path):
    import shutil

    other = tmp_path / "other"
    shutil.copytree(monolith, other)
    assert Whole(folder=str(monolith)).weights == Whole(folder=str(other)).weights
    changed = tmp_path / "changed"
    shutil.copytree(monolith, changed)
    from safetensors.torch import load_file, save_file

    state = load_file(changed / "model.safetensors")
    first = next(iter(state))
    state[first] = state[first] + 1
    save_file(state, changed / "model.safetensors", metadata={"format": "pt"})
    assert Whole(folder=str(changed)).weights != Whole(folder=str(monolith)).weights


@pytest.mark.parametrize("options", [{"samples": -1}, {"temperature": 0.0}])
def test_options_that_make_no_sense_are_refused(options):
    with pytest.raises(ValueError, match="must"):
        Whole(**options)
