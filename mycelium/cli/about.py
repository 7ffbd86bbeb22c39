"""`version` and `schema`: facts about this release."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed

from mycelium.cli import options
from mycelium.cli.console import out, out_file, out_json


def release() -> str:
    """The version of mycelium that is installed."""
    return _installed("mycelium-math")


def version(json: options.Json = False) -> None:
    """Print the versions that a bug report needs: mycelium, language, python, sympy, plugins.

    Examples:
      mycelium version
      mycelium version --json
    """
    from mycelium.hookspecs import HOOK_VERSION
    from mycelium.plugins import BUILT_IN, plugins
    from mycelium_ir.nodes import VERSION

    found = {info.name: info.version for info in plugins().infos if info.name != BUILT_IN}
    if json:
        out_json(
            {
                "ok": True,
                "mycelium": release(),
                "language": VERSION,
                "hooks": HOOK_VERSION,
                "python": platform.python_version(),
                "sympy": _installed("sympy"),
                "platform": platform.platform(),
                "plugins": found,
            }
        )
        return
    out(f"mycelium {release()}")
    out(f"language {VERSION}, plugin hooks {HOOK_VERSION}")
    out(f"python {platform.python_version()}, sympy {_installed('sympy')}, {platform.platform()}")
    told = ", ".join(f"{name} {number}".strip() for name, number in sorted(found.items()))
    out(f"plugins: {told or 'none'}")


def schema() -> None:
    """Print the JSON schema of a program's JSON form.

    Examples:
      mycelium schema > program.schema.json
    """
    from importlib.resources import files

    out_file(files("mycelium_ir").joinpath("program.schema.json").read_text(encoding="utf-8"))


def _installed(distribution: str) -> str:
    try:
        return installed(distribution)
    except PackageNotFoundError:
        return "not installed"
