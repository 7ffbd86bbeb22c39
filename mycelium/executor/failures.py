"""What is said when a program had to be stopped, or a worker could not do its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium.executor.extras import Extras
    from mycelium.executor.limits import Limits
    from mycelium.executor.process import WorkerGoneError
    from mycelium.executor.protocol import Message
    from mycelium_ir.functions import Function
    from mycelium_ir.goals import GoalType
    from mycelium_ir.outcome import Outcome


def outcome(diagnostic: Diagnostic) -> Outcome:
    """An outcome that consists of one error."""
    from mycelium_ir.outcome import Outcome

    return Outcome(diagnostics=(diagnostic,))


def error(diagnostic: Diagnostic) -> MyceliumError:
    """The same as an exception."""
    return MyceliumError(diagnostic)


def out_of_time(limits: Limits) -> Diagnostic:
    """The program took longer than it may."""
    return Diagnostic(
        "MYC130",
        f"the program did not finish within {limits.seconds:g} s and was stopped",
        hint="simplify it, or allow it more time",
    )


def out_of_memory(limits: Limits) -> Diagnostic:
    """The program needed more memory than it may."""
    return Diagnostic(
        "MYC131",
        f"the program needed more than {limits.memory_mb} MiB of memory and was stopped",
        hint="simplify it, or allow it more memory",
    )


def crashed(gone: WorkerGoneError) -> Diagnostic:
    """The worker ended in the middle of the program."""
    hint = "if a plugin's function is used, tell its author; otherwise please report it"
    if "SIGKILL" in gone.why:
        hint = "the system may have run out of memory: run fewer workers, or lower the limit"
    return Diagnostic(
        "MYC132", f"the worker crashed on this program: {gone.why}{_told(gone.tail)}", hint=hint
    )


def no_start(why: str, tail: str = "") -> Diagnostic:
    """No worker could be started."""
    return Diagnostic(
        "MYC133",
        f"no worker process could be started: {why}{_told(tail)}",
        hint="see whether `python -c 'import sympy, mycelium_ir.lowering'` works "
        "with the same Python",
    )


def mixed_up(hello: Message, protocol: int, home: str) -> Diagnostic | None:
    """An error if the worker runs another installation than its parent, else None."""
    if hello.get("protocol") == protocol and hello.get("language") == home:
        return None
    return Diagnostic(
        "MYC133",
        f"the worker found another installation of mycelium: {hello.get('language')}, "
        f"where its parent uses {home}",
        hint="leave one of the two out of PYTHONPATH, or uninstall it",
    )


def slow_import(extras: Extras) -> Diagnostic:
    """A plugin's modules took too long to import."""
    entries: tuple[Function | GoalType, ...] = (*extras.functions, *extras.goals)
    names = ", ".join(f"`{entry.name}`" for entry in entries)
    plugins = sorted({entry.plugin for entry in entries if entry.plugin})
    owner = f" (plugin {', '.join(plugins)})" if plugins else ""
    return Diagnostic(
        "MYC134",
        f"what carries out {names}{owner} could not be imported in time",
        hint="import heavy modules inside the function, where it needs them",
        subject=plugins[0] if plugins else None,
    )


def too_long(why: Exception) -> Diagnostic:
    """The program does not fit into a frame."""
    return Diagnostic(
        "MYC135",
        f"the program is too long to hand to a worker: {why}",
        hint="split it into several programs",
    )


def closed() -> Diagnostic:
    """The executor was closed, or the program was taken back."""
    return Diagnostic(
        "MYC137",
        "the executor was closed before the program had run",
        hint="run it inside the executor's `with` block, or make a new executor",
    )


def internal(raised: Exception) -> Diagnostic:
    """The parent's side of the executor failed: a fault of mycelium itself."""
    return Diagnostic(
        "MYC139",
        f"the executor failed with {type(raised).__name__}: {raised}",
        hint="this is a fault of mycelium, not of the program: please report it",
    )


def _told(tail: str) -> str:
    """A worker's last words, the end of them if there are many."""
    last = [line for line in tail.splitlines() if line.strip()][-1:]
    return f" ({last[0].strip()[-300:]})" if last else ""
