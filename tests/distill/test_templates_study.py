"""From written solutions to templates: the probe, the study, the weights, the command."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from mycelium.cli.app import app
from mycelium_distill.templates.assigner import Assigner
from mycelium_distill.templates.clustering import Settings, find, measure, one_hot
from mycelium_distill.templates.files import read_assignments
from mycelium_distill.templates.gather import gather
from mycelium_distill.templates.probe import Axes, cross_fit, fit_probe, folds_by_problem
from mycelium_distill.templates.reading import READING, reading
from mycelium_distill.templates.table import read_table
from mycelium_distill.traces.record import Trace, write_shard
from mycelium_distill.written import Written, WrittenOperand, WrittenStep, write_written
from mycelium_ir.diagnostics import MyceliumError

RANDOM = np.random.default_rng(5)

# --------------------------------------------------------------------------- the probe


def test_a_problem_is_never_in_two_folds() -> None:
    problems = [f"p{n % 23}" for n in range(100)]
    folds = folds_by_problem(problems, 5, seed=1)
    for problem in set(problems):
        assert len({f for f, p in zip(folds.tolist(), problems, strict=True) if p == problem}) == 1
    assert set(folds.tolist()) == set(range(5))
    assert (folds == folds_by_problem(problems, 5, seed=1)).all()
    assert (folds != folds_by_problem(problems, 5, seed=2)).any()
    with pytest.raises(ValueError, match="folds"):
        folds_by_problem(["a", "b"], 3, seed=0)


def test_a_step_is_never_scored_by_a_probe_that_saw_its_problem() -> None:
    # Each problem has its own direction and a random label: who saw the problem knows it.
    problems = [f"p{n // 4}" for n in range(160)]
    labels = np.repeat(RANDOM.integers(2, size=40), 4)
    x = np.repeat(np.eye(40, dtype=np.float32) * 8, 4, axis=0)
    seen = fit_probe(x, labels, 2, 1e-4)
    assert (seen.posterior(x).argmax(axis=1) == labels).all()
    fitted = cross_fit(x, labels, problems, 2, penalty=1e-4, folds=4)
    # The held-out problems' own directions have no weight: all get the fold's one answer.
    for fold in range(4):
        assert np.ptp(fitted.posterior[fitted.folds == fold], axis=0).max() < 1e-6
    assert (fitted.posterior.argmax(axis=1) == labels).mean() < 0.75


def test_the_probe_learns_what_is_there() -> None:
    centres = RANDOM.standard_normal((5, 12)) * 3
    labels = RANDOM.integers(5, size=400)
    x = (centres[labels] + RANDOM.standard_normal((400, 12))).astype(np.float32)
    axes = Axes.fit(x)
    assert np.abs(axes(x).mean(axis=0)).max() < 1e-3
    fitted = cross_fit(axes(x), labels, [str(n) for n in range(400)], 5, penalty=1e-3)
    assert fitted.posterior.sum(axis=1) == pytest.approx(np.ones(400), abs=1e-4)
    assert (fitted.posterior.argmax(axis=1) == labels).mean() > 0.95
    # The shipped probe has the geometric mean of the folds' posteriors, normalised.
    assert (fitted.probe.posterior(axes(x)).argmax(axis=1) == labels).mean() > 0.95


# --------------------------------------------------------------------------- clusters


def clouds(count: int, rare: int) -> tuple[np.ndarray, np.ndarray]:
    """Four kinds of step; the last has few, and a fifth label stands for `other`."""
    labels = np.concatenate([np.arange(count) % 3, np.full(rare, 3)])
    centres = np.random.default_rng(8).standard_normal((4, 16)) * 4
    noise = np.random.default_rng(9).standard_normal((len(labels), 16))
    return (centres[labels] + noise).astype(np.float32), labels


def test_a_group_needs_support() -> None:
    x, y = clouds(300, 12)
    problems = [str(n) for n in range(len(y))]
    found = find(x, y, problems, 5, Settings(penalty=1e-3, support=20))
    assert sorted(found.labels.tolist()) == [0, 1, 2]
    assert (found.support >= 20).all()
    assert found.support.sum() + (found.assignment == 3).sum() == len(y)
    lower = find(x, y, problems, 5, Settings(penalty=1e-3, support=8))
    assert sorted(lower.labels.tolist()) == [0, 1, 2, 3]


def test_a_sample_is_annealed_and_every_step_assigned() -> None:
    x, y = clouds(900, 30)
    problems = [str(n) for n in range(len(y))]
    found = find(x, y, problems, 5, Settings(penalty=1e-3, annealed=310))
    assert len(found.assignment) == len(y)
    # A third of the 30 rows is enough for a third of the support.
    assert sorted(found.labels.tolist()) == [0, 1, 2, 3]
    assert found.support.sum() == len(y)
    assert measure(found.assignment, y, found.labels, 4).purity > 0.97
    again = find(x, y, problems, 5, Settings(penalty=1e-3, annealed=310))
    assert (again.assignment == found.assignment).all()


def test_new_embeddings_are_assigned_as_the_old_ones_were(tmp_path: Path) -> None:
    x, y = clouds(300, 30)
    found = find(x, y, [str(n) for n in range(len(y))], 5, Settings(penalty=1e-3))
    names = tuple(f"t{label}" for label in found.labels)
    assigner = Assigner.of(found, names)
    assigner.save(tmp_path / "weights.safetensors")
    loaded = Assigner.load(tmp_path / "weights.safetensors")
    assert loaded.names == names
    probability = loaded.assign(x)
    assert probability.shape == (len(x), len(names) + 1)
    assert probability.sum(axis=1) == pytest.approx(np.ones(len(x)))
    assert (probability == assigner.assign(x)).all()
    assert loaded.assign(x[0]) == pytest.approx(probability[0], abs=1e-5)
    assert loaded.name_of(x[0]) == f"t{y[0]}"
    told = measure(found.assign(x), y, found.labels, 4)
    assert told.purity > 0.97
    with pytest.raises(MyceliumError, match="weights of templates"):
        Assigner.load(tmp_path / "nothing.safetensors")


def test_figures_of_one_hot_labels_ignore_the_embeddings() -> None:
    y = np.arange(400) % 4
    told = one_hot(y, 5, Settings())
    assert told.purity == told.own_purity == 1.0
    assert told.relevance == pytest.approx(1)


def test_purity_counts_a_step_by_its_groups_name() -> None:
    named = np.array([7, 8])
    groups, labels = np.array([0, 0, 1, 1, 1, 2]), np.array([7, 7, 7, 7, 8, 9])
    told = measure(groups, labels, named, other=9)
    assert told.purity == pytest.approx(4 / 6)  # 7 7 . . 8 and `other`
    assert told.own_purity == pytest.approx(5 / 6)
    assert told.other == pytest.approx(1 / 6)


# --------------------------------------------------------------------------- the command

KINDS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}


def row(number: int) -> Written:
    """A problem of two steps about beads; the second one doubles by a constant."""
    operation, sign = list(KINDS.items())[number % 4]
    a, b = 60 + number, 2 + number % 2
    text = f"{a} {sign} {b}"
    problem = f"Mia has {a} beads and a box of {b}. How many are there?"
    value = Fraction(exact(a, sign, b))
    solution = f"{text} = {value}\n{value} * 2 = {value * 2}\n#### {value * 2}"
    second = len(f"{text} = {value}\n")
    places = {a: problem.index(str(a)), b: problem.rindex(f" {b}.") + 1}
    operands = tuple(
        WrittenOperand(
            (start, start + len(str(n))),
            Fraction(n),
            "problem",
            ((places[n], places[n] + len(str(n))),),
        )
        for n, start in ((a, 0), (b, len(text) - len(str(b))))
    )
    constant = second + len(f"{value} * ")
    steps = (
        WrittenStep("s0", (0, second - 1), (0, len(text)), (len(text) + 3, second - 1), operands),
        WrittenStep(
            "s1",
            (second, second + len(f"{value} * 2 = {value * 2}")),
            (second, constant + 1),
            None,
            (
                WrittenOperand((second, second + len(str(value))), value, "step", (), (0,), gold=0),
                WrittenOperand((constant, constant + 1), Fraction(2), "constant"),
            ),
        ),
    )
    program = (
        f"mycelium 1\nproblem {json.dumps(problem)}\n\n"
        f"step s0 : {operation} = {text}\nstep s1 : multiply = s0 * 2\n\ngoal rational s1\n"
    )
    split = {0: "report", 1: "tune"}.get(number % 8, "train")
    answer = str(value * 2)
    return Written(f"r{number}", "beads", split, problem, solution, steps, program, answer)


def exact(a: int, sign: str, b: int) -> Fraction:
    return {"+": Fraction(a + b), "-": Fraction(a - b), "*": Fraction(a * b), "/": Fraction(a, b)}[
        sign
    ]


def trace(written: Written, number: int) -> Trace:
    """States that show a step's operator, and attention that finds no place for a constant."""
    random = np.random.default_rng(number)
    hidden = random.standard_normal((2, 24)).astype("float32")
    hidden[0, number % 4] += 6
    hidden[1, 4] += 6
    tokens = np.array([(n, n + 1) for n in range(len(written.solution))], "int32")
    second = written.steps[1].span[0]
    return Trace(
        written.id,
        solution_offsets=tokens,
        iaf=np.where(tokens[:, 0] < second, 0.5, 0.05).astype("float32"),
        hidden=hidden,
        operands=np.array([(0, 0), (0, 1), (1, 0), (1, 1)], "int32"),
        numbers=np.array([(8, 10), (27, 28)], "int32"),
        scores=np.array([(0.8, 0, 0, 0), (0.1, 0.8, 0, 0), (0, 0, 0.8, 0), (0.05, 0, 0, 0)], "f2"),
        mass=np.array([0.8, 0.9, 0.8, 0.05], "float16"),
        question_spans=np.array([(30, 49)], "int32"),
        question=(random.standard_normal((1, 8)) + 5 * (number % 2)).astype("float32"),
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [row(number) for number in range(240)]
    write_written(tmp_path / "written.jsonl", rows)
    traces = tmp_path / "traces"
    traces.mkdir()
    write_shard(traces / "shard-00000.parquet", [trace(r, n) for n, r in enumerate(rows)])
    (traces / "manifest.json").write_text(json.dumps({"model": "tiny", "iaf_threshold": 0.2}))
    return tmp_path


def invoke(*args: str | Path | float) -> str:
    result = CliRunner().invoke(app, ["templates", *map(str, args)], prog_name="mycelium")
    assert result.exit_code == 0, result.output
    return str(result.output)


def test_the_command_finds_the_kinds_of_step(folder: Path) -> None:
    out = folder / "out"
    shown = invoke(
        *("--written", folder / "written.jsonl", "--traces", folder / "traces"),
        *("-o", out, "--seeds", 2, "--report", "--penalty", 1e-3),
    )
    assert "AMI over 2 seeds" in shown
    table = read_table(out / "templates.json")
    names = {template.name for template in table.templates}
    assert names == {"add", "subtract", "multiply", "divide", "multiply_by_constant"}
    report = json.loads((out / "report.json").read_text())
    assert report["held_out"]["report"]["purity"] > 0.95
    assert report["seeds"]["agreement_on_held_out_steps"]["least"] > 0.9
    assert report["held_out"]["report"]["other"] == 0
    assert report["bridging"]["steps"] == 240  # the second step of each
    assert report["answer_types"]["questions"] == 240
    rows = pq.read_table(out / "assignments.parquet").to_pylist()
    assert len(rows) == 480
    first = next(r for r in rows if r["id"] == "r0" and r["step"] == 1)
    assert first["template"] == first["label"] == "multiply_by_constant"
    assert first["probability"] > 0.5
    by_step = read_assignments(out)
    assert len(by_step) == 480
    assert by_step["r2", "s0"] == "multiply"
    assert by_step["r2", "s1"] == "multiply_by_constant"
    tree = json.loads((out / "tree.json").read_text())
    assert len(tree["nodes"]) == 1 + 2 * len(tree["splits"])
    assert {node["template"] for node in tree["nodes"] if node["template"]} <= names | {"other"}
    points = json.loads((out / "curves.json").read_text())["points"]
    assert points[0]["clusters"] == 1
    assert points[-1]["relevance"] > points[0]["relevance"]
    for picture in ("plane.png", "purity.png", "tree.png"):
        assert (out / picture).read_bytes().startswith(b"\x89PNG")


def test_a_constant_shows_in_how_little_attention_it_pays() -> None:
    written = row(1)
    told = [
        dict(zip(READING, reading(written, trace(written, 1), place).tolist(), strict=True))
        for place in (0, 1)
    ]
    assert [t["operands"] for t in told] == pytest.approx([np.log(3)] * 2)
    assert [t["mass_0"] for t in told] == pytest.approx([0.8, 0.05], abs=1e-3)
    assert [t["mass_1"] for t in told] == pytest.approx([0.9, 0.8], abs=1e-3)
    assert all(t["mass_2"] == t["mass_3"] == 1 for t in told)  # no such operands
    assert [t["below_0.1"] for t in told] == [0, 1]
    # The least one of the second step is its 2, which no number of the problem explains.
    assert [t["least_problem"] for t in told] == pytest.approx([0.8, 0.05], abs=1e-3)
    assert [t["least_result"] for t in told] == [0, 0]
    assert told[1]["least_tokens"] == 1
    assert [t["iaf"] for t in told] == pytest.approx([0.5, 0.05])
    # A step whose operands were not sought has its tokens and its IAF alone.
    bare = replace(trace(written, 1), operands=np.zeros((0, 2), "int32"))
    assert np.flatnonzero(reading(written, bare, 0)).tolist() == [0, len(READING) - 1]


def test_assignments_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(MyceliumError, match="templates of steps"):
        read_assignments(tmp_path)
    (tmp_path / "assignments.parquet").write_text("no table")
    with pytest.raises(MyceliumError, match="templates of steps"):
        read_assignments(tmp_path)
    pq.write_table(pa.table({"id": ["r0"], "name": ["s0"]}), tmp_path / "assignments.parquet")
    with pytest.raises(MyceliumError, match="label"):
        read_assignments(tmp_path)


def test_the_text_reference_needs_no_traces(folder: Path) -> None:
    out = folder / "reference"
    invoke("--written", folder / "written.jsonl", "--text", "--seeds", 1, "-o", out)
    assert json.loads((out / "report.json").read_text())["embedding"] == "hashed characters"
    assert not (out / "report.json").read_text().count("bridging")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), "MYC296"),
        (("--text", "--traces", "traces"), "MYC296"),
        (("--text", "--support", "5000"), "MYC296"),
    ],
)
def test_what_cannot_be_done_is_told(folder: Path, options: tuple[str, ...], code: str) -> None:
    given = [str(folder / o) if o == "traces" else o for o in options]
    line = ["templates", "--written", str(folder / "written.jsonl"), "-o", str(folder / "x")]
    result = CliRunner().invoke(app, [*line, *given], prog_name="mycelium")
    assert result.exit_code == 2
    assert code in result.output


def test_traces_of_other_solutions_are_refused(folder: Path) -> None:
    rows = [replace(row(n), id=f"else{n}") for n in range(40)]
    with pytest.raises(MyceliumError, match="none of the solutions has a trace"):
        gather(rows, [folder / "traces"])
    changed = [replace(row(n), steps=row(n).steps[:1]) for n in range(40)]
    with pytest.raises(MyceliumError, match="has 2 steps, its solution 1"):
        gather(changed, [folder / "traces"])
