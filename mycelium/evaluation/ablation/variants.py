"""What an ablation compares: the pipeline as given, and named changes to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mycelium.pipeline import Pipeline, order_problems
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest

if TYPE_CHECKING:
    from mycelium.plugins import Plugins

REFERENCE = "reference"
"""What the pipeline as given is called."""

FACTS = frozenset({"problem"})
"""What is there when a dataset's row begins: its text, and nothing else."""

MAX_NAME = 80
"""A name has at most so many characters: it must fit into a table."""

_WORDS = ("swap", "without", "passes")
_EDIT = re.compile(r"\s*(\w[\w-]*)\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Variant:
    """A change to the reference pipeline.

    Attributes:
        name: What tables call it.
        swap: Passes to exchange, `"wire=heuristic.wire"` each, as `--swap` takes them.
        without: Passes to leave out, made after the exchanges.
        passes: The text of another pipeline to start from; the reference's if None.
    """

    name: str
    swap: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    passes: str | None = None

    def __str__(self) -> str:
        edits = [f"passes {self.passes}"] if self.passes is not None else []
        edits += [f"swap {text}" for text in self.swap]
        edits += [f"without {name}" for name in self.without]
        return ", ".join(edits)

    def pipeline(self, passes: str | None, plugins: Plugins) -> Pipeline:
        """The pipeline that the change makes of the one that the text `passes` names.

        Raises:
            MyceliumError: as `mycelium.api.pipeline_of` does.
        """
        from mycelium.api import pipeline_of

        text = self.passes if self.passes is not None else passes
        return pipeline_of(text, plugins, swap=self.swap, without=self.without)


@dataclass(frozen=True)
class Arm:
    """A variant with its pipeline, ready to run; the first arm of an ablation is the reference."""

    variant: Variant
    pipeline: Pipeline

    @property
    def name(self) -> str:
        """The variant's name."""
        return self.variant.name


def swapped(text: str) -> Variant:
    """The variant of one exchange, named after it."""
    return Variant(_shortened(f"swap {text.strip()}"), swap=(text,))


def left_out(name: str) -> Variant:
    """The variant without one pass, named after it."""
    return Variant(_shortened(f"without {name.strip()}"), without=(name,))


def read_variant(text: str) -> Variant:
    """The variant of a text such as `all rules: swap wire=heuristic.wire, without bridge`.

    Behind the name stand edits with commas between them, each of which begins with
    `swap`, `without` or `passes`: what the options of these names take.

    Raises:
        MyceliumError: MYC256, if it is no such text.
    """
    name, colon, rest = text.partition(":")
    if not colon or not name.strip():
        raise _unread(text, "it has no name", 'write "NAME: swap ROLE=PASS, without ROLE"')
    swap: list[str] = []
    without: list[str] = []
    passes: str | None = None
    for piece in _pieces(rest):
        found = _EDIT.fullmatch(piece)
        word = found[1] if found else piece.strip()
        if found is None or word not in _WORDS:
            hint = nearest(word, _WORDS) or f"an edit begins with one of {', '.join(_WORDS)}"
            what = f"`{piece.strip()}` is no edit" if piece.strip() else "an edit is missing"
            raise _unread(text, what, hint)
        told = found[2].strip()
        if word == "swap":
            swap.append(told)
        elif word == "without":
            without.append(told)
        elif passes is None:
            passes = told
        else:
            raise _unread(text, "it names `passes` twice", "a variant starts from one pipeline")
    return checked(Variant(name.strip(), tuple(swap), tuple(without), passes))


def checked(variant: Variant) -> Variant:
    """The variant itself, if it has a usable name and changes something.

    Raises:
        MyceliumError: MYC256, if not.
    """
    name = variant.name
    if not name.strip() or len(name) > MAX_NAME or not name.isprintable():
        raise _unread(name, "its name cannot be used", f"a name has 1 to {MAX_NAME} characters")
    if variant == Variant(name):
        raise _unread(name, "it changes nothing", "give it a swap, a without, or passes")
    return variant


def arms_of(passes: str | None, variants: Sequence[Variant], plugins: Plugins) -> tuple[Arm, ...]:
    """The reference and the variants with their pipelines, each checked before anything runs.

    Args:
        passes: The text of the reference's pipeline; None for the default one.
        variants: What to compare with it.
        plugins: Where passes are looked up.

    Raises:
        MyceliumError: MYC257 for no variant, one that is there twice, and one that
            changes nothing; for pipelines that cannot be made or are out of order,
            all their errors, each naming its variant.
    """
    if not variants:
        raise MyceliumError(
            Diagnostic(
                "MYC257",
                "there is nothing to compare the pipeline with",
                hint="give variants: `--without ROLE`, `--swap ROLE=PASS` or "
                '`--variant "NAME: swap ROLE=PASS, without ROLE"`',
            )
        )
    reference = Variant(REFERENCE, passes=passes)
    arms = [Arm(reference, _pipeline(reference, passes, plugins))]
    faults: list[Diagnostic] = []
    for variant in variants:
        try:
            arm = Arm(variant, _pipeline(variant, passes, plugins))
        except MyceliumError as error:
            faults += error.diagnostics
        else:
            faults += _repeats(arm, arms)
            arms.append(arm)
    if faults:
        raise MyceliumError(*faults)
    return tuple(arms)


def _pipeline(variant: Variant, passes: str | None, plugins: Plugins) -> Pipeline:
    try:
        pipeline = variant.pipeline(passes, plugins)
        problems = order_problems(pipeline, FACTS, plugins)
    except MyceliumError as error:
        problems = error.diagnostics
    if not problems:
        return pipeline
    who = "the reference" if variant.name == REFERENCE else f"variant `{variant.name}`"
    raise MyceliumError(*(replace(d, message=f"{who}: {d.message}") for d in problems))


def _repeats(arm: Arm, earlier: Sequence[Arm]) -> Iterator[Diagnostic]:
    """What is wrong with an arm that is there already, by name or by what it runs."""
    for other in earlier:
        is_reference = other is earlier[0]
        if arm.pipeline.fingerprint == other.pipeline.fingerprint:
            told = "the reference, so it changes nothing" if is_reference else f"`{other.name}`"
            yield Diagnostic(
                "MYC257",
                f"variant `{arm.name}` runs the same passes as {told}",
                hint=f"leave it out, or change it: both are {arm.pipeline}",
                subject=arm.name,
            )
        elif arm.name == other.name:
            yield Diagnostic(
                "MYC257",
                f"two variants are called `{arm.name}`"
                if not is_reference
                else f"`{REFERENCE}` is what the pipeline as given is called",
                hint="give the variant another name",
                subject=arm.name,
            )


def _pieces(text: str) -> list[str]:
    """The text cut at the commas that stand before an edit's first word.

    Commas inside braces, brackets and quotes belong to a pass's options, others to
    a list of passes.
    """
    pieces, depth, start, quoted = [], 0, 0, False
    for at, character in enumerate(text):
        if character == '"' and text[at - 1 : at] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
        elif character == "," and depth <= 0:
            following = text[at + 1 :].split(None, 1)
            if not following or (len(following) > 1 and _begins_edit(*following)):
                pieces.append(text[start:at])
                start = at + 1
    return [*pieces, text[start:]]


def _begins_edit(word: str, rest: str) -> bool:
    """Whether a word begins an edit, or was surely meant to: behind a pass stands no word."""
    return word.isidentifier() and not rest.startswith(("{", ","))


def _shortened(name: str) -> str:
    return name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…"


def _unread(text: str, what: str, hint: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC256",
            f"`{text[:MAX_NAME]}` is no variant: {what}",
            hint=hint,
            subject=text[:MAX_NAME],
        )
    )
