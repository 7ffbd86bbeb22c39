"""`mycelium`, and `python -m mycelium`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from mycelium.cli import early

    early.start(sys.argv[1:])
    try:
        from mycelium.cli.app import app

        app(prog_name="mycelium")
    finally:
        early.stop()


if __name__ == "__main__":
    main()
