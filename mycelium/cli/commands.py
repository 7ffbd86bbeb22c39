"""The table of the commands that ship: where each one's function lives, and a line about it."""

from __future__ import annotations

from typing import NamedTuple


class Builtin(NamedTuple):
    """One command.

    Attributes:
        load: `module:function`, the module below `mycelium.cli`.
        doc: Its line in `mycelium --help`.
        panel: The heading that it stands under there.
    """

    load: str
    doc: str
    panel: str


_WORK = "From a problem to its answer"
_TOOLS = "Work on programs"
_ABOUT = "What there is"

BUILTIN: dict[str, Builtin] = {
    "compile": Builtin("compiling:compile_", "Compile problems to programs.", _WORK),
    "run": Builtin("running:run", "Run a program and print its answer.", _WORK),
    "solve": Builtin("solving:solve", "Compile problems and run them.", _WORK),
    "eval": Builtin("evaluating:evaluate", "Measure a pipeline on a dataset.", _WORK),
    "ablate": Builtin("ablating:ablate", "Compare variants of a pipeline on a dataset.", _WORK),
    "attribute": Builtin(
        "attributing:attribute", "Find the pass at fault for each wrong row.", _WORK
    ),
    "check": Builtin("checking:check", "Print all errors of programs.", _TOOLS),
    "explain": Builtin("checking:explain", "Describe an error code.", _TOOLS),
    "fmt": Builtin("formatting:fmt", "Write programs in their canonical form.", _TOOLS),
    "diff": Builtin("comparing:diff", "Compare two programs by what they mean.", _TOOLS),
    "graph": Builtin("graphing:graph", "Draw a program's steps.", _TOOLS),
    "ops": Builtin("tables:ops", "List functions, operations and goals.", _ABOUT),
    "passes": Builtin("tables:passes", "List passes and pipelines.", _ABOUT),
    "plugins": Builtin("tables:plugins", "List plugins, and what is wrong with them.", _ABOUT),
    "datasets": Builtin("tables:datasets", "List datasets.", _ABOUT),
    "version": Builtin("about:version", "Print versions.", _ABOUT),
    "schema": Builtin("about:schema", "Print the JSON schema of programs.", _ABOUT),
}
"""The commands that ship with mycelium; a plugin cannot take one of these names."""
