"""The worker: reads programs from its parent, runs them, writes what they gave.

It imports the language, sympy and the plugin functions that programs ask for,
and nothing else of mycelium. Whatever it or a plugin prints goes to standard
error; the pipe for answers is out of reach.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
import threading
from dataclasses import replace
from queue import SimpleQueue
from types import ModuleType
from typing import TYPE_CHECKING, Any

from mycelium.executor import guard
from mycelium.executor.protocol import (
    MAX_FRAME,
    PROTOCOL,
    FrameBuffer,
    FrameError,
    Message,
    encode,
)
from mycelium.executor.specifications import function_from_json, goal_from_json
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.limits import TextLimits
from mycelium_ir.outcome import Outcome

if TYPE_CHECKING:
    from mycelium_ir.functions import Function
    from mycelium_ir.goals import GoalType
    from mycelium_ir.language import Language

# The parent has parsed, verified and measured the program already; only the frame limits it here.
_TEXT_LIMITS = TextLimits(characters=MAX_FRAME, line=MAX_FRAME, statements=MAX_FRAME)

RETIRE_AFTER = 5_000
"""Programs after which a worker is replaced."""

RETIRE_SHARE = 0.5
"""Share of the memory limit at which a worker is replaced: sympy's caches only ever grow."""


def main(parent: int) -> None:
    """Serve the process `parent` until it closes this process's standard input."""
    requests, replies = _take_pipes()
    guard.die_with_parent(parent)
    # Collecting garbage while modules load finds little, and takes a tenth of the time.
    gc.disable()
    from mycelium_ir.language import base_language
    from mycelium_ir.lowering import evaluate
    from mycelium_ir.parser import parse_expression

    parse_expression("1 + 1")  # builds the parser's tables before the clock runs
    worker = _Worker(base_language(), evaluate)
    gc.freeze()
    gc.enable()
    incoming: SimpleQueue[Message] = SimpleQueue()
    threading.Thread(target=_receive, args=(requests, incoming), daemon=True).start()
    _send(replies, {"is": "hello", "protocol": PROTOCOL, "language": _language_home()})
    while True:
        _send(replies, worker.answer(incoming.get()))


class _Worker:
    """What a worker knows between programs: the language, plugins' entries, its own age."""

    def __init__(self, base: Language, evaluate: Any) -> None:
        self.base = base
        self.functions: dict[str, Function] = {}
        self.goals: dict[str, GoalType] = {}
        self.evaluate = evaluate
        self.count = 0

    def answer(self, request: Message) -> Message:
        """The reply to a request."""
        if request["do"] == "load":
            return self.load(request)
        self.count += 1
        reply = self.run(request)
        held = guard.resident_bytes()
        if self.count >= RETIRE_AFTER or held > RETIRE_SHARE * request["memory"]:
            reply["retire"] = True
        return reply

    def load(self, request: Message) -> Message:
        """Take in a plugin's entries, and import what carries them out."""
        functions = [function_from_json(data) for data in request["functions"]]
        goals = [goal_from_json(data) for data in request["goals"]]
        path: list[str] = request["path"]
        guard.limit(request["seconds"], None)
        failures = [
            failure
            for what, entries in (("function", functions), ("goal type", goals))
            for entry in entries
            if (failure := _import_failure(what, entry, path))
        ]
        if failures:
            return _outcome(Outcome(diagnostics=tuple(failures)))
        self.functions.update({entry.name: entry for entry in functions})
        self.goals.update({entry.name: entry for entry in goals})
        return {"is": "loaded"}

    def language_for(self, request: Message) -> Language:
        """The language as it ships, and of the plugins' entries those that the request names.

        Nothing else: what earlier programs needed must not change what this one means.
        """
        base = self.base
        if not (request["functions"] or request["goals"] or request["constants"]):
            return base
        return replace(
            base,
            functions={**base.functions, **{n: self.functions[n] for n in request["functions"]}},
            goals={**base.goals, **{n: self.goals[n] for n in request["goals"]}},
            constants={**base.constants, **request["constants"]},
        )

    def run(self, request: Message) -> Message:
        """Run one program within its limits."""
        from mycelium_ir.parser import parse

        sys.set_int_max_str_digits(0)  # the limit on digits is the program's, in `evaluate`
        guard.limit(request["seconds"], request["memory"])
        try:
            program = parse(request["text"], limits=_TEXT_LIMITS)
            outcome = self.evaluate(
                program,
                self.language_for(request),
                partial=request["partial"],
                digits=request["digits"],
                size=request["size"],
            )
            return _outcome(outcome)
        except MemoryError:
            pass
        except MyceliumError as error:
            return _outcome(Outcome(diagnostics=error.diagnostics))
        except (Exception, SystemExit) as error:
            return _outcome(Outcome(diagnostics=(_unexpected(error),)))
        # Here the frames that held the memory are gone, and there is room to answer.
        guard.lift_memory_limit()
        return {"is": "out of memory", "retire": True}


def _take_pipes() -> tuple[int, int]:
    """Move the pipes out of the reach of `print` and `input`; their new descriptors."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies


def _receive(file: int, incoming: SimpleQueue[Message]) -> None:
    """Read requests, also while a program runs: where they end, the parent is gone or done."""
    frames = FrameBuffer()
    while piece := os.read(file, 1 << 16):
        frames.feed(piece)
        try:
            while (message := frames.take()) is not None:
                incoming.put(message)
        except FrameError:
            os._exit(3)
    os._exit(0)


def _send(file: int, message: Message) -> None:
    try:
        pending = memoryview(encode(message))
        while pending:
            pending = pending[os.write(file, pending) :]
    except BrokenPipeError:
        os._exit(0)


def _outcome(outcome: Outcome) -> Message:
    reply = {"is": "outcome", **outcome.to_json()}
    try:
        encode(reply)
    except FrameError as error:
        reply = {"is": "outcome", **Outcome(diagnostics=(_too_long(error),)).to_json()}
    return reply


def _language_home() -> str:
    import mycelium_ir

    return os.path.realpath(mycelium_ir.__file__ or "")


# --------------------------------------------------------------------------- failures


def _import_failure(what: str, entry: Function | GoalType, path: list[str]) -> Diagnostic | None:
    """What went wrong when the code of a function or goal type was imported, or None."""
    name, lower, plugin = entry.name, entry.lower, entry.plugin
    module, _, attributes = lower.partition(":")
    try:
        found: object = _imported(module, path)
        for attribute in attributes.split("."):
            found = getattr(found, attribute)
    except (Exception, SystemExit) as error:  # a plugin's module may raise anything
        owner = f"of plugin `{plugin}` " if plugin else ""
        return Diagnostic(
            "MYC134",
            f"the {what} `{name}` {owner}cannot be imported from `{lower}`: "
            f"{type(error).__name__}: {error}",
            hint=f"reinstall the plugin `{plugin}`, or tell its author" if plugin else None,
            subject=plugin or None,
        )
    return None


def _imported(module: str, path: list[str]) -> ModuleType:
    """A plugin's module; the parent's path is used only for one that cannot be found without."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        more = [folder for folder in path if folder not in sys.path]
        if not more:
            raise
        # Behind everything else: these folders can add modules, but not replace one.
        sys.path.extend(more)
        importlib.invalidate_caches()
        return importlib.import_module(module)


def _unexpected(error: BaseException) -> Diagnostic:
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    return Diagnostic(
        "MYC139",
        f"running the program failed with {type(error).__name__}: {str(error)[:200]} "
        f"(in `{last.name}`, {os.path.basename(last.filename)}:{last.lineno})",
        hint="this is a fault of mycelium or of a plugin, not of the program: please report it",
    )


def _too_long(error: FrameError) -> Diagnostic:
    return Diagnostic(
        "MYC136",
        f"the values are too long to hand over: {error}",
        hint="run fewer steps at once, or lower the limits on digits and size",
    )
