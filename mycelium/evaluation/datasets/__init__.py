"""The datasets that ship as adapters: they read, fetch or generate problems, and hold none."""

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
    (
        "math",
        "mycelium.evaluation.datasets.math:load",
        "competition problems; splits test, train (math/{test,train}/SUBJECT/N.json)",
    ),
    (
        "mathematics_dataset",
        "mycelium.evaluation.datasets.generated:load_mathematics",
        "generated, extra `datasets`: mathematics_dataset:MODULE[:PART][,n=200][,seed=0]",
    ),
    (
        "reasoning_gym",
        "mycelium.evaluation.datasets.generated:load_gym",
        "generated, extra `datasets`: reasoning_gym:TASK[,n=200][,seed=0]",
    ),
    (
        "hf",
        "mycelium.evaluation.datasets.hub:load",
        "fetched from the Hugging Face hub, extra `datasets`: hf:gsm8k, svamp, mawps, math, "
        "or hf:OWNER/NAME[:SPLIT][,config=...]",
    ),
)
"""Name, `module:object` of the loader, and one line of documentation for each."""
