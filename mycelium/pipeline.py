"""Pipelines: which passes run, with which options, in which order.

A pipeline is text and data, and converts both ways. Its order is checked against
the facts that are there at the start before anything runs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from mycelium.pass_options import RawOption, changed_options, make_pass, print_value
from mycelium.passes import Pass
from mycelium.pipeline_order import check, order_problems
from mycelium.pipeline_text import RawStage, read_stages
from mycelium.plugins import BUILT_IN, Plugins, ambiguous, candidates
from mycelium.specs import PassSpec
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, Source, nearest

__all__ = [
    "DEFAULT",
    "Pipeline",
    "PipelineStage",
    "check",
    "default_text",
    "order_problems",
    "parse_pipeline",
]

DEFAULT = f"{BUILT_IN}.default"
"""The full name of the pipeline that runs where no passes are named."""

LEARNED = "specialists.learned"
"""The one that runs where the built-in plugin offers none: that of the trained passes."""


@dataclass(frozen=True)
class PipelineStage:
    """One place of a pipeline: a pass with its options, and the name it is offered under."""

    spec: PassSpec
    instance: Pass

    @property
    def role(self) -> str:
        """The pass's bare name: `extract`, whichever plugin's pass it is."""
        return self.spec.name

    @property
    def name(self) -> str:
        """The pass's full name: `heuristic.extract`."""
        return self.spec.full_name

    @property
    def fingerprint(self) -> str:
        """Changes with the plugin's name and whatever changes the pass's own fingerprint."""
        return f"{self.name}:{self.instance.fingerprint}"

    def __str__(self) -> str:
        options = changed_options(self.instance)
        told = ",".join(f"{name}={print_value(value)}" for name, value in options.items())
        return f"{self.name}{{{told}}}" if told else self.name


@dataclass(frozen=True)
class Pipeline:
    """A sequence of stages; `str()` gives its canonical text, with full names.

    Options at their defaults are not written.
    """

    stages: tuple[PipelineStage, ...]

    def __str__(self) -> str:
        return ",".join(map(str, self.stages))

    def __iter__(self) -> Iterator[PipelineStage]:
        return iter(self.stages)

    def __len__(self) -> int:
        return len(self.stages)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What each stage is called among the others: `wire`, and at its second place `wire#2`."""
        seen: dict[str, int] = {}
        labels: list[str] = []
        for stage in self.stages:
            count = seen[stage.role] = seen.get(stage.role, 0) + 1
            labels.append(stage.role if count == 1 else f"{stage.role}#{count}")
        return tuple(labels)

    @property
    def fingerprint(self) -> str:
        """16 hex digits that change with any pass, its options, its weights, or the order."""
        told = "\n".join(stage.fingerprint for stage in self.stages)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def swap(self, text: str, plugins: Plugins) -> Pipeline:
        """This pipeline with another pass in a role's place: `extract=heuristic.extract`.

        Every occurrence is exchanged. The new pass has the options that the text
        gives it and its defaults besides; the old one's are not its own.

        Raises:
            MyceliumError: MYC156 if no stage has that role or full name; what
                `parse_pipeline` raises for the new pass.
        """
        return _built(_swapped([_kept(s) for s in self.stages], text, plugins))

    def without(self, name: str) -> Pipeline:
        """This pipeline without a pass: a role, a full name, or one place of it (`wire#2`).

        Raises:
            MyceliumError: MYC156 if no stage is called that, or none would be left.
        """
        return _built(_left([_kept(s) for s in self.stages], name))

    def stop_after(self, name: str) -> Pipeline:
        """This pipeline up to the first stage of that role or full name, or to `wire#2`.

        Raises:
            MyceliumError: MYC156 if no stage is called that.
        """
        return _built(_stopped([_kept(s) for s in self.stages], name))

    def indices(self, name: str) -> tuple[int, ...]:
        """The stages that a role, a full name or a label means.

        Raises:
            MyceliumError: MYC156 if there is none.
        """
        return _places([_kept(s) for s in self.stages], name)


def parse_pipeline(
    text: str,
    plugins: Plugins,
    *,
    swap: Iterable[str] = (),
    without: Iterable[str] = (),
    stop_after: str | None = None,
) -> Pipeline:
    """The pipeline of a text: passes with commas between them, options in braces.

    A pipeline's name stands for its text. The edits are made in the order swap,
    without, stop-after, and a pass that they take out is never imported.

    Raises:
        MyceliumError: MYC150 for a text that is no pipeline, MYC151 for an unknown
            pass, MYC152 for one that several plugins offer, MYC153, MYC154 and
            MYC159 for options, MYC156 for an edit that matches nothing.
    """
    slots = _resolved(read_stages(text), plugins, ())
    for change in swap:
        slots = _swapped(slots, change, plugins)
    for name in without:
        slots = _left(slots, name)
    if stop_after is not None:
        slots = _stopped(slots, stop_after)
    return _built(slots)


def default_text(plugins: Plugins) -> str:
    """The text of the default pipeline, the learned one.

    Raises:
        MyceliumError: MYC158, if the learned passes are not loaded.
    """
    for name in (DEFAULT, LEARNED):
        if name in plugins.pipelines:
            return name
    named = sorted(entry.name for entry in plugins.pipelines.values())
    remedy = (
        f"name a pipeline with `--passes {named[0]}`"
        if named
        else "see whether MYCELIUM_PLUGINS leaves them out, or name other passes with `--passes`"
    )
    raise MyceliumError(Diagnostic("MYC158", f"the trained passes are not loaded: {remedy}"))


# --------------------------------------------------------------------------- building


_NO_SOURCE = Source("", "<passes>")


@dataclass(frozen=True)
class _Slot:
    """A stage before its pass is imported, or one that was built before."""

    spec: PassSpec
    options: tuple[RawOption, ...] = ()
    source: Source = _NO_SOURCE
    built: PipelineStage | None = None


def _kept(stage: PipelineStage) -> _Slot:
    return _Slot(stage.spec, built=stage)


def _built(slots: Sequence[_Slot]) -> Pipeline:
    faults: list[Diagnostic] = []
    stages: list[PipelineStage] = []
    for slot in slots:
        try:
            stages.append(
                slot.built
                or PipelineStage(slot.spec, make_pass(slot.spec, slot.options, slot.source))
            )
        except MyceliumError as error:
            faults.extend(d for d in error.diagnostics if d not in faults)
    if faults:
        raise MyceliumError(*faults)
    return Pipeline(tuple(stages))


class _Offer(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def plugin(self) -> str: ...
    @property
    def full_name(self) -> str: ...


def _resolved(stages: Iterable[RawStage], plugins: Plugins, within: tuple[str, ...]) -> list[_Slot]:
    slots: list[_Slot] = []
    faults: list[Diagnostic] = []
    for stage in stages:
        try:
            slots.extend(_meant(stage, plugins, within))
        except MyceliumError as error:
            faults.extend(error.diagnostics)
    if faults:
        raise MyceliumError(*faults)
    return slots


def _meant(stage: RawStage, plugins: Plugins, within: tuple[str, ...]) -> list[_Slot]:
    """What one name stands for: a pass, or the passes of a named pipeline."""
    passes = candidates(stage.name, plugins.passes)
    pipelines = candidates(stage.name, plugins.pipelines)
    found: list[_Offer] = [*passes, *pipelines]
    if len(found) > 1:
        error = ambiguous(stage.name, "pass", found)
        raise MyceliumError(*(_placed(d, stage) for d in error.diagnostics))
    if not found:
        tables = (plugins.passes, plugins.pipelines)
        known = [n for table in tables for e in table.values() for n in (e.name, e.full_name)]
        fallback = "`mycelium passes` lists the passes and pipelines that are installed"
        if not known:
            fallback = "no passes are installed: install a plugin such as mycelium-heuristic"
        unknown = Diagnostic(
            "MYC151",
            f"there is no pass or pipeline `{stage.name}`",
            hint=nearest(stage.name, known) or fallback,
        )
        raise MyceliumError(_placed(unknown, stage))
    if passes:
        return [_Slot(passes[0], stage.options, stage.source)]
    named = pipelines[0]
    if stage.options:
        wrong = Diagnostic(
            "MYC153",
            f"`{stage.name}` is a pipeline and takes no options",
            hint=f"write its passes out and give each its own: {named.text}",
        )
        raise MyceliumError(_placed(wrong, stage))
    if named.full_name in within:
        circle = " → ".join((*within, named.full_name))
        raise MyceliumError(
            Diagnostic(
                "MYC157",
                f"pipeline `{named.full_name}` stands for itself: {circle}",
                hint=f"this is a fault of the plugin `{named.plugin}`: tell its author",
                subject=named.plugin,
            )
        )
    inner = read_stages(named.text, f"<pipeline {named.full_name}>")
    return _resolved(inner, plugins, (*within, named.full_name))


def _placed(diagnostic: Diagnostic, stage: RawStage) -> Diagnostic:
    from dataclasses import replace

    return replace(diagnostic, at=stage.at, source=stage.source, subject=stage.name)


# --------------------------------------------------------------------------- edits


def _places(slots: Sequence[_Slot], name: str) -> tuple[int, ...]:
    wanted, _, count = name.partition("#")
    found = [i for i, s in enumerate(slots) if wanted in (s.spec.name, s.spec.full_name)]
    if count:
        number = int(count) if count.isascii() and count.isdigit() else 0
        found = found[number - 1 : number] if number else []
    if not found:
        known = [n for s in slots for n in (s.spec.name, s.spec.full_name)]
        passes = ", ".join(s.spec.full_name for s in slots)
        raise MyceliumError(
            Diagnostic(
                "MYC156",
                f"the pipeline has no pass `{name}`",
                hint=nearest(wanted, known) or f"its passes are {passes}",
                subject=name,
            )
        )
    return tuple(found)


def _swapped(slots: Sequence[_Slot], text: str, plugins: Plugins) -> list[_Slot]:
    role, equals, new = text.partition("=")
    if not equals or not role.strip() or not new.strip():
        raise MyceliumError(
            Diagnostic(
                "MYC150",
                f"`{text}` does not say what to swap for what",
                hint="write ROLE=PASS, for instance `extract=heuristic.extract`",
            )
        )
    places = _places(slots, role.strip())
    fresh = _resolved(read_stages(new.strip(), "<swap>"), plugins, ())
    return [s for i, slot in enumerate(slots) for s in (fresh if i in places else [slot])]


def _left(slots: Sequence[_Slot], name: str) -> list[_Slot]:
    places = _places(slots, name)
    rest = [slot for i, slot in enumerate(slots) if i not in places]
    if not rest:
        raise MyceliumError(
            Diagnostic(
                "MYC156",
                f"without `{name}` the pipeline has no pass left",
                hint="leave out the whole compilation instead, or name other passes",
                subject=name,
            )
        )
    return rest


def _stopped(slots: Sequence[_Slot], name: str) -> list[_Slot]:
    return list(slots[: _places(slots, name)[0] + 1])
