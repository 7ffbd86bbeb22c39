"""`mycelium`, and `python -m mycelium`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    from mycelium.cli import early

    early.start(sys.argv[1:])
    try:
        from mycelium.cli.app import app

        app(prog_name="mycelium")
    except SystemExit as end:
        early.stop()
        if sys.argv[1:2] == ["run"] and isinstance(end.code, int):
            # Output has left and the worker is gone; taking the modules apart one by one
            # would cost a tenth of the whole run.
            os._exit(end.code)
        raise
    finally:
        early.stop()


if __name__ == "__main__":
    main()
