"""Reading, checking and printing programs: programs a second, and how the cost grows.

python benchmarks/language.py
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from mycelium_ir.parser import parse
from mycelium_ir.printer import print_program
from mycelium_ir.verifier import verify


def program(steps: int) -> str:
    """A program of so many clauses and steps, each step using the one before it."""
    words = [f"then {n} more came" for n in range(2, steps + 2)]
    problem = ", ".join(words)
    lines = ["mycelium 1", f'problem "{problem}"']
    at = 0
    for n, word in enumerate(words):
        lines.append(f'clause c{n} [{at}:{at + len(word)}] "{word}"')
        at += len(word) + 2
    lines.append("step s0 : quantity = 2 @ c0")
    lines.extend(f"step s{n} : add = s{n - 1} + {n + 2} @ c{n}" for n in range(1, steps))
    lines.append(f"goal integer s{steps - 1}")
    return "\n".join(lines) + "\n"


def once(text: str) -> None:
    """Parse, verify and print one program."""
    parsed = parse(text)
    found = verify(parsed)
    assert not found, found[0]
    print_program(parsed)


def best(work: Callable[[], None], repeats: int) -> float:
    """The median time of several runs, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the figures."""
    ten = program(10)
    once(ten)
    second = best(lambda: once(ten), 500)
    print(f"10 steps, 10 clauses: {1 / second:.0f} programs a second (parse + verify + print)")
    thousand, ten_thousand = program(1_000), program(10_000)
    small = best(lambda: once(thousand), 5)
    large = best(lambda: once(ten_thousand), 3)
    print(f"1,000 steps: {small:.2f} s; 10,000 steps: {large:.2f} s, {large / small:.1f} times")


if __name__ == "__main__":
    main()
