"""Reproducers: the program on which a pass failed, in a file that says how to see it again."""

from __future__ import annotations

import dataclasses
import hashlib
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from mycelium_ir.diagnostics import Diagnostic
from mycelium_ir.nodes import NO_COMMENTS, Program
from mycelium_ir.printer import print_program

if TYPE_CHECKING:
    from mycelium.pipeline import PipelineStage

FOLDER = Path("mycelium-reproducers")
"""Where reproducers go unless said otherwise, below the current folder."""


def reproducer(
    program: Program, stage: PipelineStage, problem: Diagnostic, seed: int
) -> tuple[str, str]:
    """The file name and the text of a reproducer.

    The text is the program before the pass, with comment lines that name the
    pass, what went wrong, and the command that runs the pass on the file. Both
    depend on these alone, so that the same failure is written once.
    """
    from importlib.metadata import version

    # The comments at its head may be those of a reproducer that is being run again.
    text = print_program(dataclasses.replace(program, header=NO_COMMENTS))
    told = f"{stage.fingerprint}\n{seed}\n{problem.code}\n{text}"
    name = f"{stage.name}-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:12]}.myc"
    seeded = f" --seed {seed}" if seed else ""
    message = " ".join(problem.message.split())
    lines = [
        f"# {problem.code}: {message}",
        "# see it again with:",
        f"#   mycelium compile {shlex.quote(name)} --passes {shlex.quote(str(stage))}{seeded}",
        f"# mycelium {version('mycelium-math')}, {stage.name} version {stage.instance.version},"
        f" fingerprint {stage.instance.fingerprint}",
    ]
    return name, "\n".join(lines) + "\n" + text


def write_reproducer(
    folder: Path, program: Program, stage: PipelineStage, problem: Diagnostic, seed: int
) -> str:
    """Write a reproducer into a folder and say where, in a sentence for a hint.

    A folder that cannot be written is said too, since the failure itself matters more.
    """
    name, text = reproducer(program, stage, problem, seed)
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        return f"no reproducer could be written to {path}: {error.strerror or error}"
    return f"a reproducer was written to {path}"
