"""Judgements of programs: who is judged, what is fitted, where it is kept, what it refuses."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from tiny_specialists import context_for, save_tiny, tiny_specialists

from mycelium.evaluation.dataset import Dataset, Example
from mycelium.hookspecs import hookimpl
from mycelium.passes import Candidate, Context, Failure, Pass
from mycelium.pipeline import Pipeline, parse_pipeline
from mycelium.plugins import load_plugins
from mycelium.specs import PassSpec
from mycelium.trust import Trust, least_confidence, sigmoid
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Call, Name, Number, Step
from mycelium_ir.parser import parse
from mycelium_passes import plugin
from mycelium_passes.calibrating.command import fitted_to, write_calibration
from mycelium_passes.calibrating.fitting import fit, threshold, unseen
from mycelium_passes.calibrating.gathering import Gathering
from mycelium_passes.calibrating.spoiling import KINDS, spoiled
from mycelium_passes.goal import ChooseGoal
from mycelium_passes.judging import features, judgement, trust
from mycelium_passes.reading.loading import hold_model
from mycelium_passes.weights.manifest import read_manifest, verify, weights_hash

SUM = """mycelium 1
problem "Ann has 3 pens and buys 4 more. How many now?"
step s0 : add = 3 + 4 {by: "somebody"}
answer s0
"""


@dataclass(frozen=True)
class Adding(Pass):
    """Adds the first two numbers, once more if the problem says so: then it is wrong.

    Of several samples one more is drawn, which is wrong wherever the first is right.
    """

    name: ClassVar[str] = "adding"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions", "answer"})

    def run(self, batch: Sequence[Candidate], context: Context) -> list[list[Candidate] | Failure]:
        return [self._added(given, context.samples) for given in batch]

    def _added(self, given: Candidate, samples: int) -> list[Candidate]:
        text = given.program.problem or ""
        found = [Number(int(word)) for word in text.split() if word.isdigit()]
        first, second = [*found, Number(1), Number(1)][:2]
        marks = {"by": "adding"}
        program = given.program.add(
            Step(name="s0", expression=Call("+", (first, second)), attributes=marks)
        )
        longer = program.add(
            Step(name="s1", expression=Call("+", (Name("s0"), Number(1))), attributes=marks)
        )
        made = [program.set_answer("s0"), longer.set_answer("s1")]
        if "again" in text:
            made.reverse()
        return [
            dataclasses.replace(given, program=each, score=-1.0 - place)
            for place, each in enumerate(made[:samples])
        ]


class Own:
    """The plugin with that pass."""

    HOOK_VERSION = 1

    @hookimpl
    def mycelium_passes(self) -> list[PassSpec]:
        name = f"{__name__}:Adding"
        return [PassSpec("adding", name, "adds", Adding.requires, Adding.provides)]


def rows(count: int) -> Dataset:
    """Of three rows one is wrong, though its second sample is right; of five one has no right."""
    rng = random.Random(3)
    found = []
    for number in range(count):
        a, b = rng.randint(2, 30), rng.randint(2, 30)
        again = " once again" if number % 3 == 0 else ""
        text = f"Ann has {a} pens and buys {b} more{again} . How many?"
        found.append(Example(str(number), text, f"{a + b + 50 * (number % 5 == 0)}"))
    return Dataset("own", "tune", tuple(found))


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny_specialists()


@pytest.fixture(scope="module")
def context(model: Any) -> Iterator[Context]:
    hold_model("judge", model)
    with context_for(model) as made:
        yield made


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    import sys

    monkeypatch.setitem(sys.modules, Adding.__module__, sys.modules[__name__])
    offered = load_plugins({"own": Own(), "specialists": plugin}, installed=False)
    assert not offered.problems
    return parse_pipeline('own.adding,specialists.goal{model="held:judge"}', offered)


def judged(text: str, context: Context) -> float | None:
    (found,) = ChooseGoal(model="held:judge").run([Candidate(0, parse(text), -2.0)], context)
    assert not isinstance(found, Failure)
    return found[0].judged


def test_a_model_s_program_is_judged_and_a_person_s_is_not(context: Context, model: Any) -> None:
    found = judged(SUM, context)
    told = features(Candidate(0, parse(SUM), -2.0), context, model)
    assert told is not None
    assert found == pytest.approx(sigmoid(told["verifier"]))
    assert 0 < found < 1
    assert judged(SUM.replace(' {by: "somebody"}', ""), context) is None
    # A goal that stands there is kept, and the program judged all the same.
    assert judged(SUM.replace("answer s0", "goal integer s0"), context) == pytest.approx(found)


def test_what_was_fitted_makes_the_judgement(context: Context, model: Any) -> None:
    fitted = {"features": ["score", "steps"], "weights": [0.5, 3.0], "bias": 0.25, "threshold": 0.3}
    told = dataclasses.replace(model, calibration={"confidence": fitted})
    found = features(Candidate(0, parse(SUM), -2.0), context, model)
    assert found is not None
    assert judgement(found, told.calibration) == pytest.approx(sigmoid(-0.75))
    assert trust(told.calibration) == Trust(0.3)
    assert trust({}) == Trust()
    voting = {"confidence": {**fitted, "votes": [1, 2, 3]}}
    assert trust(voting).votes == (1, 2, 3)


def test_logistic_regression_finds_what_made_the_rows() -> None:
    rng = random.Random(1)
    table = [{"a": rng.gauss(5, 3), "b": rng.gauss(0, 0.1), "c": 7.0} for _ in range(20000)]
    right = [rng.random() < sigmoid(0.5 * row["a"] - 8 * row["b"] - 2) for row in table]
    found = fit(["a", "b", "c"], table, right)
    assert found.weights == pytest.approx((0.5, -8, 0), abs=0.4)
    assert found.bias == pytest.approx(-2, abs=0.15)
    # Rows that can be told apart at once do not break it.
    sure = fit(["a"], [{"a": float(n)} for n in range(20)], [n > 9 for n in range(20)])
    assert sure.probability({"a": 0.0}) < 0.1 < 0.9 < sure.probability({"a": 19.0})
    # What says nothing promises nothing to rows that were left out.
    noise = [{"a": rng.random()} for _ in range(400)]
    assert max(unseen(["a"], noise, [rng.random() < 0.3 for _ in noise])) < 0.5


def test_a_threshold_lets_no_more_through_than_it_may() -> None:
    sure = [0.9, 0.8, 0.7, 0.6, None, None, None, None, None, None]
    for answered in (0.0, 0.1, 0.25, 0.3, 0.5, 1.0):
        least = threshold(sure, answered)
        assert sum(c is not None and c >= least for c in sure) == min(4, int(answered * 10))
    assert threshold([0.5, 0.5, 0.5], 0.4) > 0.5
    assert threshold([None], 0.0) == 0


def test_spoiled_problems() -> None:
    text = "Ann has 3 pens . She buys 12.50 more . How many pens has she ?"
    made = [kind(text, random.Random(0)) for kind in KINDS]
    assert len(set(made)) == len(KINDS)
    assert not any(c.isdigit() for c in made[0])
    assert made[1] == "Ann has 3 pens ."
    texts = [f"{text} {n}" for n in range(50)]
    assert spoiled(texts, 20, 1) == spoiled(texts, 20, 1) != spoiled(texts, 20, 2)
    assert not set(spoiled(texts, 50, 1)) & set(texts)
    assert spoiled([], 10, 0) == []


def test_calibrating_on_rows(context: Context, model: Any, pipeline: Pipeline) -> None:
    done: list[int] = []
    gathering = Gathering(pipeline, context, model, 16, lambda: done.append(1))
    fitted, told = fitted_to(gathering, [rows(120)], None, 4, 20, 0.1)
    assert told["rows"] == {"own:tune": {"n": 120, "answered": 120, "right": 64}}
    assert len(done) == 120 + 120 + 20
    assert told["bad"]["answered"] <= 2
    # Wrong programs are longer here, and that is found out.
    by_name = dict(zip(fitted["features"], fitted["weights"], strict=True))
    assert by_name["steps"] < 0
    assert float(told["greedy"].split("AUROC ")[1].split()[0]) > 0.75
    assert "53.3% of 100%" in told["greedy"]
    assert "80.0% of 100%" in told["voted"]
    assert len(fitted["votes"]) == 3
    few = [rows(30)]
    with pytest.raises(MyceliumError, match="MYC343"):
        fitted_to(gathering, few, None, 1, 0, 0.1)


def test_it_is_written_where_the_weights_are(tmp_path: Path) -> None:
    save_tiny(tmp_path)
    before = weights_hash(tmp_path)
    fitted = {"features": ["steps"], "weights": [1.0], "bias": 0.0, "threshold": 0.4}
    write_calibration(tmp_path, {"plan_weight": 0.5})
    write_calibration(tmp_path, {"confidence": fitted})
    manifest = read_manifest(tmp_path)
    verify(tmp_path, manifest)
    assert manifest.config["calibration"] == {"plan_weight": 0.5, "confidence": fitted}
    assert weights_hash(tmp_path) != before
    assert ChooseGoal(model=str(tmp_path)).trust == Trust(0.4)
    offered = load_plugins({"specialists": plugin}, installed=False)
    one = parse_pipeline(f'specialists.goal{{model="{tmp_path}"}}', offered)
    assert least_confidence(None, one) == 0.4
