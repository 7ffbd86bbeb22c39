"""The time of a whole `mycelium run`, against importing sympy and lark.

Runs alternate, so that both see the same machine; the median of each is compared.

    python benchmarks/startup.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

CLIPS = Path(__file__).parents[1] / "examples" / "clips.myc"
RUNS = 20


def seconds(command: list[str]) -> float:
    """The wall time of one process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print the figures."""
    ours = [str(Path(sys.executable).parent / "mycelium"), "run", str(CLIPS)]
    imports = [sys.executable, "-c", "import sympy, lark"]
    for command in (ours, imports):
        seconds(command)
    pairs = [(seconds(ours), seconds(imports)) for _ in range(RUNS)]
    run = statistics.median(pair[0] for pair in pairs)
    base = statistics.median(pair[1] for pair in pairs)
    print(f"mycelium run clips.myc: {run:.2f} s; import sympy, lark: {base:.2f} s")
    print(f"ratio {run / base:.2f} (median of {RUNS} alternating runs each)")


if __name__ == "__main__":
    main()
