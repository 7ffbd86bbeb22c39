"""Rows through a pipeline: golden programs, batches, candidates, and passes that do wrong."""

from __future__ import annotations

import shlex
from collections.abc import Callable

import pytest
from toy_passes import Picky, plugin, spec_of

from mycelium.compiler import compile_iter, compile_rows, total_timings
from mycelium.passes import Context
from mycelium.pipeline import Pipeline, parse_pipeline
from mycelium.plugins import load_plugins
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Problem, Program
from mycelium_ir.parser import parse
from mycelium_ir.printer import print_program

Pipe = Callable[[str], Pipeline]

APPLES = "Ann has 3 apples. Ben has twelve. How many are there?"


def problem(text: str) -> Program:
    return Program((Problem(text=text),))


@pytest.fixture
def compiled(pipe: Pipe, context: Context, tmp_path):
    """`compiled(text of passes, programs...)`: the results, reproducers in `tmp_path`."""
    return lambda text, *programs, **options: compile_rows(
        programs, pipe(text), context, **{"reproducers": tmp_path, **options}
    )


# ---------------------------------------------------------------- golden


def test_a_problem_becomes_a_program(compiled, executor):
    (result,) = compiled("sums", problem(APPLES))
    assert print_program(result.program) == (
        "mycelium 1\n"
        f'problem "{APPLES}"\n'
        "\n"
        'clause c0 [0:16]  "Ann has 3 apples"\n'
        'clause c1 [18:32] "Ben has twelve"\n'
        'clause c2 [34:52] "How many are there"\n'
        "\n"
        "step s0 : quantity = 3\n"
        "step s1 : quantity = 12\n"
        "step s2 : add      = s0 + s1\n"
        "\n"
        "done wire\n"
        "goal integer s2\n"
    )
    assert executor.run(result.program).answer.text == "15"


def test_a_program_that_stopped_half_way_compiles_on(compiled):
    whole = compiled("sums", problem(APPLES))[0].program
    for stop in ("split", "count", "wire", "target"):
        half = compiled("sums", problem(APPLES), stop_after=stop)[0].program
        again = parse(print_program(half))
        assert compiled("sums", again)[0].program == whole


def test_what_a_person_wrote_stays(compiled):
    mine = parse('mycelium 1\nproblem "Ann has 3 apples."\nstep mine : quantity = 7\n')
    program = compiled("sums", mine)[0].program
    assert [s.name for s in program.steps] == ["mine"]


def test_a_program_without_a_problem_begins_where_its_facts_allow(compiled):
    program = parse("mycelium 1\nstep a : quantity = 7\n")
    assert compiled("wire,target", program)[0].program.goal.step == "a"


# ---------------------------------------------------------------- batches


def problems(count: int) -> list[Program]:
    texts = [
        "Ann has {0} apples and {1} pears. How many?",
        "This is bad: {0}.",
        "No number is here.",
        "Take {0}, {1} and a dozen.",
    ]
    return [problem(texts[i % 4].format(i, i + 5)) for i in range(count)]


@pytest.mark.parametrize("how", ["crash", "fail", "break", "nothing"])
def test_a_row_does_not_depend_on_its_batch(pipe, context, tmp_path, how):
    pipeline = pipe(f"split,count,bad{{how={how}}},wire,bridge,fill,wire,target")

    def told(batch_size: int) -> list[object]:
        found = compile_iter(
            problems(64), pipeline, context, batch_size=batch_size, reproducers=tmp_path
        )
        return [(r.row, r.candidates, r.failure, r.stage, r.reached) for r in found]

    alone, together = told(1), told(64)
    assert alone == together == told(7)
    stages = [row[3] for row in alone[:4]]
    assert stages == [None, "bad", "count", None]


def test_results_come_as_the_batches_go(pipe, context):
    read: list[int] = []

    def rows():
        for i in range(100):
            read.append(i)
            yield problem(f"{i} and 1")

    results = compile_iter(rows(), pipe("sums"), context, batch_size=10)
    assert next(results).row == 0
    assert len(read) == 10


def test_no_rows(compiled):
    assert compiled("sums") == []


@pytest.mark.parametrize("sizes", [{"batch_size": 0}, {"keep": 0}])
def test_sizes_are_at_least_one(compiled, sizes):
    with pytest.raises(ValueError, match="at least 1"):
        compiled("sums", problem("1"), **sizes)


# ---------------------------------------------------------------- candidates


def test_the_best_candidates_are_kept_in_order(compiled):
    (result,) = compiled("beam{scores=[-3,-1,-2,-1]},wire", problem("?"), keep=3)
    assert [c.score for c in result.candidates] == [-1, -1, -2]
    assert [c.program.steps[0].name for c in result.candidates] == ["b1", "b3", "b2"]
    assert result.program.steps[0].name == "b1"


def test_equal_programs_are_one_candidate(compiled):
    (result,) = compiled("beam{scores=[-3,-1],same=true}", problem("?"))
    assert [c.score for c in result.candidates] == [-1]


def test_a_candidate_that_fails_is_dropped_while_others_go_on(compiled):
    (result,) = compiled("beam{scores=[-1,-2]},picky", problem("?"))
    assert [c.program.steps[0].name for c in result.candidates] == ["b1"]


def test_a_row_fails_when_no_candidate_is_left_for_the_reason_of_its_best(compiled):
    (result,) = compiled("beam{scores=[-2,-1]},picky{unwanted=[b0,b1]}", problem("?"))
    assert result.stage == "picky"
    assert [d.message for d in result.diagnostics] == ["step b1 is unwanted"]


def test_an_interruption_is_no_failure_of_a_row(compiled, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Picky, "rewrite", interrupted)
    with pytest.raises(KeyboardInterrupt):
        compiled("picky", problem("1"))


# ---------------------------------------------------------------- watching


def test_an_observer_sees_every_pass(compiled):
    seen: list[tuple[int, str, int]] = []
    rows = [problem("1 and 2"), problem("this is 3, bad"), problem("4")]
    compiled(
        "split,count,bad,wire,bridge,fill,wire",
        *rows,
        observer=lambda row, label, program: seen.append((row, label, len(program.steps))),
    )
    assert [s for s in seen if s[0] == 0] == [
        (0, "split", 0),
        (0, "count", 3),
        (0, "bad", 3),
        (0, "wire", 3),
        (0, "bridge", 4),
        (0, "fill", 4),
        (0, "wire#2", 4),
    ]
    assert [s[1] for s in seen if s[0] == 1] == ["split", "count"]


def test_timings_tell_each_pass(compiled):
    results = compiled("split,count,wire,bridge,fill,wire", problem("1"), problem("2"))
    totals = total_timings(results)
    assert list(totals) == ["split", "count", "wire", "bridge", "fill", "wire#2"]
    assert all(seconds > 0 for seconds in totals.values())
    assert totals["count"] == pytest.approx(2 * dict(results[0].timings)["count"])


# ---------------------------------------------------------------- passes that do wrong


@pytest.mark.parametrize(
    ("how", "code", "says"),
    [
        ("crash", "MYC160", "crashed on this program (toy_passes.py, line "),
        ("deep", "MYC160", "RecursionError"),
        ("refuse", "MYC999", "cannot read this"),
        ("fail", "MYC999", "cannot do this"),
        ("break", "MYC161", "nowhere"),
        ("garble", "MYC163", "not made of the language's nodes"),
        ("nothing", "MYC164", "no way to go on"),
        ("none", "MYC163", "NoneType for a candidate"),
        ("program", "MYC163", "Program in a list of candidates"),
        ("row", "MYC163", "a candidate of row 2 for row 1"),
        ("score", "MYC163", "the score nan"),
        ("silent", "MYC163", "a failure without diagnostics"),
    ],
)
def test_only_the_guilty_row_fails(compiled, how, code, says):
    good, bad, last = compiled(
        f"split,count,bad{{how={how}}},wire", problem("1"), problem("2, bad"), problem("3")
    )
    assert good.ok
    assert last.ok
    assert bad.stage == "bad"
    assert bad.diagnostics[0].code == code
    assert says in str(bad.diagnostics[0])
    assert all(d.subject == "toy.bad" for d in bad.diagnostics if code != "MYC161")
    assert bad.reached.steps
    with pytest.raises(MyceliumError, match=code):
        _ = bad.program


def test_a_pass_that_returns_too_little(compiled):
    results = compiled("short", problem("1"), problem("2"))
    assert {r.diagnostics[0].code for r in results} == {"MYC163"}
    assert "0 entries for 1 candidates" in str(results[0].diagnostics[0])


def test_a_broken_program_is_shown_with_its_place(compiled):
    (result,) = compiled("bad{how=break}", problem("bad"))
    broken, error = result.diagnostics
    assert broken.message.startswith("pass `toy.bad` broke the program")
    assert "--> <after toy.bad>:" in str(error)
    assert "^^^^^^^" in str(error)


def test_a_promise_that_is_not_kept(compiled):
    (empty,) = compiled("split,count", problem("No number is here."))
    assert empty.stage == "count"
    assert empty.diagnostics[0].code == "MYC162"
    (lie,) = compiled("liar", problem("1"))
    assert "did not bring about the fact `answer`" in str(lie.diagnostics[0])


def test_a_fact_that_was_lost_on_the_way(compiled):
    (result,) = compiled("split,thief,weigher", problem("1"))
    assert result.stage == "weigher"
    assert result.diagnostics[0].code == "MYC165"


# ---------------------------------------------------------------- reproducers


def test_a_reproducer_shows_the_same_failure_again(compiled, tmp_path):
    (result,) = compiled("split,count,bad{how=break},wire", problem("2 is bad"))
    (written,) = tmp_path.iterdir()
    assert str(written) in result.diagnostics[0].hint
    text = written.read_text(encoding="utf-8")
    command = next(line for line in text.splitlines() if "mycelium compile" in line)
    words = shlex.split(command.removeprefix("#"))
    assert words[:4] == ["mycelium", "compile", written.name, "--passes"]
    (again,) = compiled(words[4], parse(text))
    assert again.diagnostics[0].code == "MYC161"
    assert len(list(tmp_path.iterdir())) == 1


def test_reproducers_can_be_left_out_and_may_fail_to_be_written(compiled, tmp_path):
    (result,) = compiled("bad", problem("bad"), reproducers=None)
    assert "reproducer" not in result.diagnostics[0].hint
    (tmp_path / "file").write_text("here")
    (result,) = compiled("bad", problem("bad"), reproducers=tmp_path / "file")
    assert "no reproducer could be written" in result.diagnostics[0].hint


# ---------------------------------------------------------------- rows that cannot begin


def test_a_row_whose_facts_do_not_suffice_fails_alone(compiled):
    lacking, good = compiled("sums", parse("mycelium 1\nstep a = 1\n"), problem("1"))
    assert lacking.diagnostics[0].code == "MYC155"
    assert lacking.stage is None
    assert good.ok


def test_when_no_row_can_begin_that_is_an_error(compiled):
    with pytest.raises(MyceliumError, match="MYC155"):
        compiled("sums", parse("mycelium 1\nstep a = 1\n"))


def test_a_row_that_is_faulty_from_the_start(compiled):
    faulty = parse('mycelium 1\nproblem "1"\nstep a = nowhere\n')
    bad, good = compiled("sums", faulty, problem("1"))
    assert bad.stage is None
    assert bad.diagnostics[0].source is not None
    assert good.ok


def test_a_class_that_differs_from_its_specification(context):
    from dataclasses import replace

    from toy_passes import Split

    spec = replace(spec_of(Split), provides=frozenset({"clauses", "typed"}))
    found = load_plugins({"p": plugin(passes=[spec])}, installed=False)
    with pytest.raises(MyceliumError, match="says provides clauses, typed, its class clauses"):
        parse_pipeline("split", found)
