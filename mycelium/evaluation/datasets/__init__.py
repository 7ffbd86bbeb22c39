"""The datasets that ship as adapters: they read files of a data folder, they hold none."""

from __future__ import annotations

DATASETS: tuple[tuple[str, str, str], ...] = (
    (
        "gsm8k",
        "mycelium.evaluation.datasets.gsm8k:load",
        "grade-school problems; splits test, report, tune, train (gsm8k/{test,train}.jsonl)",
    ),
    (
        "svamp",
        "mycelium.evaluation.datasets.svamp:load",
        "one-step problems with distractors; split test (svamp/svamp.json)",
    ),
    (
        "mawps",
        "mycelium.evaluation.datasets.mawps:load",
        "one- and two-step problems; splits test, valid, train (mawps/{test,valid,train}.json)",
    ),
    (
        "mathqa",
        "mycelium.evaluation.datasets.mathqa:load",
        "GMAT-style problems, noisy; split dev (mathqa/dev.json)",
    ),
    (
        "draw",
        "mycelium.evaluation.datasets.systems:load_draw",
        "systems of equations; splits valid, train (systems/draw_{valid,train}.json)",
    ),
    (
        "dolphin1878",
        "mycelium.evaluation.datasets.systems:load_dolphin",
        "number puzzles; splits test, train (systems/dolphin1878_{test,train}.json)",
    ),
)
"""Name, `module:object` of the loader, and one line of documentation for each."""
