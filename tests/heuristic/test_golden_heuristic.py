"""What each pass makes of a program, before and after, as files: `golden/PASS/NAME.in.myc`."""

from __future__ import annotations

from pathlib import Path

import pytest

from mycelium.passes import Context, ProgramPass
from mycelium_heuristic.bridge import Bridge
from mycelium_heuristic.classify import Classify
from mycelium_heuristic.extract import Extract
from mycelium_heuristic.goal import ChooseGoal
from mycelium_heuristic.segment import Segment
from mycelium_heuristic.wire import Wire
from mycelium_ir.parser import parse
from mycelium_ir.printer import print_program

GOLDEN = Path(__file__).parent / "golden"
PASSES: dict[str, ProgramPass] = {
    found.name: found
    for found in (Segment(), Classify(), Extract(), Wire(), Bridge(), ChooseGoal())
}
CASES = sorted(
    str(path.relative_to(GOLDEN)).removesuffix(".in.myc") for path in GOLDEN.glob("*/*.in.myc")
)


def read(case: str, which: str) -> str:
    return (GOLDEN / f"{case}.{which}.myc").read_text(encoding="utf-8")


def test_every_pass_has_golden_files() -> None:
    assert {case.split("/")[0] for case in CASES} == set(PASSES)


@pytest.mark.parametrize("case", CASES)
def test_before_and_after(case: str, context: Context) -> None:
    found = PASSES[case.split("/")[0]].rewrite(parse(read(case, "in")), context)
    assert print_program(found) == read(case, "out")


@pytest.mark.parametrize("case", CASES)
def test_a_second_run_changes_nothing(case: str, context: Context) -> None:
    once = parse(read(case, "out"))
    twice = PASSES[case.split("/")[0]].rewrite(once, context)
    assert print_program(twice) == print_program(once)


@pytest.mark.parametrize("case", [case for case in CASES if "#" in read(case, "in")])
def test_comments_stay(case: str) -> None:
    comments = [line.partition("#")[2] for line in read(case, "in").splitlines() if "#" in line]
    assert [c for c in comments if f"#{c}\n" in read(case, "out")] == comments
