"""The compiler for Python programs: `compile`, `run` and `solve`, with one executor for all.

>>> import mycelium
>>> solution = mycelium.solve("Ann has 3 pens and buys 4. How many now?", "heuristic")
>>> solution.answer, solution.program
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Problem, Program

if TYPE_CHECKING:
    from mycelium.executor import Executor, Limits
    from mycelium.passes import Context
    from mycelium.pipeline import Pipeline
    from mycelium.plugins import Plugins
    from mycelium_ir.outcome import Outcome, Value


@dataclass(frozen=True)
class Solution:
    """A compiled program and what its run gave.

    `confidence` is how likely the answer is right, where a pass judges programs.
    """

    program: Program
    outcome: Outcome
    confidence: float | None = None

    @property
    def answer(self) -> Value | None:
        """The answer in the goal's form; None if the run ended in an error."""
        return self.outcome.answer

    @property
    def ok(self) -> bool:
        """Whether the run ended without an error."""
        return self.outcome.ok

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The errors of the run; empty when it succeeded."""
        return self.outcome.diagnostics


def compile(
    problem: str | Program,
    passes: str | Pipeline | None = None,
    *,
    swap: Iterable[str] = (),
    without: Iterable[str] = (),
    stop_after: str | None = None,
    seed: int = 0,
    plugins: Plugins | None = None,
    executor: Executor | None = None,
) -> Program:
    """Compile a problem into a program.

    Args:
        problem: The problem's text; or a program, at any stage, to compile on.
        passes: The pipeline, such as `"heuristic"` or `"segment,classify{beams=4}"`;
            without it the learned one.
        swap: Passes to exchange, `"extract=heuristic.extract"`.
        without: Passes to leave out.
        stop_after: The last pass to run.
        seed: Seed of whatever is random in the passes.
        plugins: What is installed, unless given.
        executor: The one of this module, unless given.

    Raises:
        MyceliumError: if the pipeline cannot be used (MYC158 without `passes` where the
            learned passes are not loaded), or with the reasons why this problem
            could not be compiled.
    """
    from mycelium.compiler import compile_rows

    offered = plugins if plugins is not None else _plugins()
    pipeline = pipeline_of(passes, offered, swap=swap, without=without, stop_after=stop_after)
    context = context_of(offered, executor or default_executor(), seed)
    return compile_rows([_begun(problem)], pipeline, context)[0].program


def run(
    program: Program | str,
    *,
    limits: Limits | None = None,
    partial: bool = False,
    executor: Executor | None = None,
) -> Outcome:
    """Run a program, or the text of one, exactly.

    Args:
        program: A program, or its text.
        limits: What it may use; the executor's own limits if not given.
        partial: Leave out what has holes, and ask for no answer.
        executor: The one of this module, unless given. That one gets a language
            that knows all that the program names.

    Returns:
        The value of every step and the answer; a program that is bad, exceeds a
        limit or has no answer gives an outcome with diagnostics.

    Raises:
        MyceliumError: with all syntax errors, if the text cannot be parsed.
    """
    if isinstance(program, str):
        from mycelium_ir.parser import parse

        program = parse(program)
    if executor is None:
        from mycelium.plugins import language_for
        from mycelium_ir.language import base_language

        executor = default_executor()
        language = language_for(program)
        # Never narrowed again: another thread may be running what needs the plugins.
        if executor.language is None or language is not base_language():
            executor.language = language
    return executor.run(program, partial=partial, limits=limits)


def solve(
    problem: str | Program,
    passes: str | Pipeline | None = None,
    *,
    swap: Iterable[str] = (),
    without: Iterable[str] = (),
    seed: int = 0,
    limits: Limits | None = None,
    min_confidence: float | None = None,
    plugins: Plugins | None = None,
    executor: Executor | None = None,
) -> Solution:
    """Compile a problem and run the program: see `compile` and `run`.

    An answer that is less likely right than `min_confidence`, or than the weights' own
    threshold if that is not given, is withheld: the solution then has MYC341 in its place.

    Raises:
        MyceliumError: as `compile` does; MYC342, if a confidence is asked for and no pass
            judges programs. Errors of the run are in the solution.
    """
    from mycelium.compiler import compile_rows
    from mycelium.trust import least_confidence, withhold

    offered = plugins if plugins is not None else _plugins()
    pipeline = pipeline_of(passes, offered, swap=swap, without=without)
    least = least_confidence(min_confidence, pipeline)
    context = context_of(offered, executor or default_executor(), seed)
    (result,) = compile_rows([_begun(problem)], pipeline, context)
    outcome = run(result.program, limits=limits, executor=executor)
    judged = result.candidates[0].judged
    return Solution(result.program, withhold(outcome, judged, least), judged)


def pipeline_of(
    passes: str | Pipeline | None,
    plugins: Plugins,
    *,
    swap: Iterable[str] = (),
    without: Iterable[str] = (),
    stop_after: str | None = None,
) -> Pipeline:
    """The pipeline that a user asks for; without a text the default one, never another.

    Raises:
        MyceliumError: MYC158 where the learned passes are not loaded and none are
            named, and all that `parse_pipeline` raises.
    """
    from mycelium.pipeline import Pipeline, default_text, parse_pipeline

    if isinstance(passes, Pipeline):
        pipeline = passes
        for change in swap:
            pipeline = pipeline.swap(change, plugins)
        for name in without:
            pipeline = pipeline.without(name)
        return pipeline if stop_after is None else pipeline.stop_after(stop_after)
    text = passes if passes is not None else default_text(plugins)
    return parse_pipeline(text, plugins, swap=swap, without=without, stop_after=stop_after)


def context_of(plugins: Plugins, executor: Executor, seed: int = 0, samples: int = 1) -> Context:
    """What passes may use, made for one run; the executor gets the plugins' language."""
    from mycelium.analyses import Analyses
    from mycelium.passes import Context

    executor.language = plugins.language
    return Context(plugins.language, executor, Analyses(), seed, samples)


def bare(problem: str) -> Program:
    """The program that holds a problem's text and nothing else.

    Raises:
        MyceliumError: MYC236, if the text is blank.
    """
    if not problem.strip():
        raise MyceliumError(
            Diagnostic("MYC236", "the problem is empty", hint="give the problem's text")
        )
    return Program((Problem(problem),))


def _begun(problem: str | Program) -> Program:
    return bare(problem) if isinstance(problem, str) else problem


_LOCK = threading.Lock()
_executor: Executor | None = None


def default_executor() -> Executor:
    """The executor that this module's functions share: started when first needed, closed at exit.

    It has one worker and the usual limits.
    """
    global _executor
    with _LOCK:
        if _executor is None:
            from mycelium.executor import Executor

            _executor = Executor()
            atexit.register(_executor.close)
        return _executor


def _plugins() -> Plugins:
    from mycelium.plugins import plugins

    return plugins()
