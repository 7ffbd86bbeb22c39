"""The model card: what a folder of weights was made from, and how."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium_monolith.pairs import UNWRITTEN

if TYPE_CHECKING:
    from mycelium_distill.training import Recipe

LICENCES = {
    "gsm8k": "GSM8K (MIT, openai/grade-school-math)",
    "mawps": "MAWPS (MIT, MWPToolkit's mawps-single split)",
    "mathqa": "MathQA (Apache-2.0)",
    "draw": "DRAW (MIT, MWPToolkit; texts from a public forum)",
    "dolphin1878": "Dolphin1878 (MIT, MWPToolkit; texts from a public forum)",
    "algebra": "algebra (`mycelium algebra`: generators of the project, of Mathematics Dataset and "
    "of Reasoning Gym, both Apache-2.0)",
    "stories": "stories (`mycelium stories`: a generator of the project)",
}


def write_card(
    folder: Path,
    trunk: str,
    about: Mapping[str, Any],
    fitted: Mapping[str, Any],
    recipe: Recipe,
) -> None:
    """Write FOLDER/README.md; `about` tells of the pairs, `fitted` of the training."""
    from importlib.metadata import version

    counts: Mapping[str, int] = about.get("pairs", {})
    lines = [
        "# Monolith",
        "",
        "A causal language model, fine-tuned to read a math problem in both directions and to "
        "write its whole program: the baseline of Mycelium's six passes "
        "(`mycelium eval gsm8k --passes monolith`). It is for measuring, and makes mistakes.",
        "",
        "## Made from",
        "",
        f"- model: {Path(trunk).name}",
        *(
            f"- {LICENCES.get(name, name)}: {count:,} pairs"
            for name, count in counts.items()
            if name != UNWRITTEN
        ),
        f"- pairs {fitted.get('data', '')}",
        "",
        "No row of a test, report or tuning split, nor one with the text of such a row and "
        "other numbers.",
        "",
        "## How",
        "",
        f"mycelium {version('mycelium-math')}, mycelium-monolith {version('mycelium-monolith')}",
        "",
        "```json",
        json.dumps(
            {"recipe": asdict(recipe), "training": dict(fitted), "data": dict(about)}, indent=1
        ),
        "```",
        "",
    ]
    (folder / "README.md").write_text("\n".join(lines), encoding="utf-8")
