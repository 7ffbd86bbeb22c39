"""Running programs through a warm pool: programs a second.

python benchmarks/executor.py
"""

from __future__ import annotations

import time

from language import program

from mycelium.executor import Executor
from mycelium_ir.parser import parse

COUNT = 500


def main() -> None:
    """Print the figures."""
    ten = parse(program(10))
    for workers in (1, 2):
        with Executor(workers=workers) as executor:
            assert executor.run(ten).answer is not None
            start = time.perf_counter()
            if workers == 1:
                for _ in range(COUNT):
                    executor.run(ten)
            else:
                for _ in executor.run_many([ten] * COUNT):
                    pass
            rate = COUNT / (time.perf_counter() - start)
        print(f"10-step arithmetic, {workers} warm worker(s): {rate:.0f} programs a second")


if __name__ == "__main__":
    main()
