"""No worker outlives its parent, however the parent ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from mycelium_ir.language import Language

SCRIPT = """
import sys, threading, time
from mycelium.executor import Executor, Limits
from mycelium_ir.functions import Function
from mycelium_ir.kinds import Kind
from mycelium_ir.language import base_language
from mycelium_ir.parser import parse

sys.path.append({folder!r})
function = Function("rude", (Kind.NUMBER,), Kind.NUMBER, "A test.", "bad_manners:" + sys.argv[1])
executor = Executor(base_language().extend([function]), Limits(seconds=4))
executor.warm()
program = parse("mycelium 1\\nstep s0 = rude(7)\\nanswer s0\\n")
threading.Thread(target=executor.run, args=(program,), daemon=True).start()
time.sleep(0.3)
print(*executor.pids, flush=True)
{end}
"""

FATE = {
    "killed": ("time.sleep(100)", signal.SIGKILL),
    "terminated": ("time.sleep(100)", signal.SIGTERM),
    "interrupted": ("time.sleep(100)", signal.SIGINT),
    "ended": ("", None),
    "failed": ("raise SystemExit(1)", None),
    "vanished": ("import os; os._exit(1)", None),
}


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    ("fate", "manner"),
    [("killed", "loop"), ("killed", "sleep"), ("ended", "loop"), *((f, "grind") for f in FATE)],
)
def test_a_worker_in_the_middle_of_a_computation_dies_with_its_parent(
    rude: Language, plugin_folder: Path, fate: str, manner: str
) -> None:
    end, sent = FATE[fate]
    parent = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(folder=str(plugin_folder), end=end), manner],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    line = parent.stdout.readline()
    worker = int(line)
    assert alive(worker) or sent is None
    if sent is not None:
        os.kill(parent.pid, sent)
    parent.wait(timeout=10)
    parent.stdout.close()
    # On Linux the kernel ends it at once; elsewhere a call in C is ended by its processor time.
    deadline = time.monotonic() + (2 if sys.platform == "linux" or manner != "grind" else 10)
    while alive(worker):
        assert time.monotonic() < deadline, f"worker {worker} outlived its parent"
        time.sleep(0.01)
