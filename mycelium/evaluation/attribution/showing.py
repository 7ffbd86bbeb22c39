"""An attribution to look at: a page in one file, and examples of each fault as `.myc` files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mycelium.evaluation.attribution.report import MEANINGS, Attribution, Category, RowFault
from mycelium.evaluation.page import (
    Bar,
    Html,
    bars,
    code,
    details,
    join,
    listing,
    page,
    section,
    table,
    tag,
)
from mycelium.evaluation.report import LENIENT, STRICT
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.diff import Change, diff
from mycelium_ir.nodes import Comments, Program, replace
from mycelium_ir.parser import parse
from mycelium_ir.printer import print_program

if TYPE_CHECKING:
    from mycelium_ir.language import Language

EXAMPLES = 5
"""Examples that are shown of each pass and category."""


def html(found: Attribution, language: Language) -> str:
    """The page: chart, table, metrics, examples, and how it all came about."""
    told = found.report.configuration
    return page(
        f"Where the errors come from: {told['dataset']} {told['split']}",
        f"{told['n']} problems, accuracy {found.report.accuracy}. For each of the "
        f"{len(found.faults)} rows that are not right, gold was put in pass by pass.",
        _chart(found),
        _metrics(found),
        _examples(found, language),
        _configuration(found),
    )


def examples(found: Attribution) -> Iterator[tuple[str, str]]:
    """Files to open: for each pass and category, up to five predicted programs beside their gold.

    Yields names, `wire/01-row.myc` and `wire/01-row.gold.myc`, and texts.
    """
    for name in found.counts:
        folder = re.sub(r"\W+", "-", name)
        for number, fault in enumerate(found.of(name)[:EXAMPLES], 1):
            stem = f"{folder}/{number:02}-{re.sub(r'[^A-Za-z0-9_.-]+', '-', fault.row.id)}"
            predicted = _parsed(fault.row.program)
            if predicted is not None:
                yield f"{stem}.myc", print_program(_headed(predicted, fault))
            if fault.gold is not None:
                yield f"{stem}.gold.myc", print_program(fault.gold)


def _parsed(text: str | None) -> Program | None:
    if text is None:
        return None
    try:
        return parse(text)
    except MyceliumError:
        return None


def _headed(program: Program, fault: RowFault) -> Program:
    """The program with a comment that says what is wrong with it."""
    lines = (f" row {fault.row.id}: {fault.name}", *(f" {line}" for line in _story(fault)))
    header = Comments(before=(*lines, *program.header.before), behind=program.header.behind)
    return replace(program, header=header)


def _story(fault: RowFault) -> list[str]:
    row = fault.row
    lines = []
    if row.answer is not None:
        lines.append(f"answers {row.display or row.answer}; the gold answer is {row.gold}")
    else:
        lines.append(f"has no answer; the gold answer is {row.gold}")
    if row.error is not None:
        told = " ".join(str(row.error["message"]).split())
        lines.append(f"{row.error['code']} in {row.error['stage']}: {told}")
    if fault.later:
        lines.append(f"also at fault, behind it: {', '.join(fault.later)}")
    lines += [" ".join(d.message.split()) for d in fault.no_gold]
    return lines


# --------------------------------------------------------------------------- parts of the page


def _chart(found: Attribution) -> Html:
    blind = {n for n, gold in zip(found.labels, found.gold, strict=True) if gold == "n/a"}
    drawn = [
        Bar(
            name,
            share.value or 0.0,
            "no gold" if name in blind else str(share.hits),
            share.interval.low if share.hits else None,
            share.interval.high if share.hits else None,
            "main" if name in found.labels else "dim",
        )
        for name in found.counts
        for share in (found.share(name),)
    ]
    notes = [
        tag("li", tag("strong", c.value), ": ", text)
        for c, text in MEANINGS.items()
        if c is not Category.WRONG and found.counts[c.value]
    ]
    both = sum(bool(fault.later) for fault in found.faults)
    if both:
        notes.append(tag("li", f"in {both} rows another pass is at fault behind the one named"))
    return section(
        "The pass at fault",
        bars(drawn),
        table(
            ["pass at fault", "its gold", "rows", "share of the rows not right"],
            found.table,
            numbers=(2, 3),
        ),
        tag(
            "p",
            "The pass at fault is the first from which on the answer stays right once it and "
            "all before it are given gold; of two, the earlier. Whiskers are Wilson's 95% "
            "intervals.",
            class_="note",
        ),
        tag("ul", *notes, class_="note") if notes else "",
        _counted("Not compiled, by the pass that gave up", found.stopped),
        _counted("Rows without gold, and why", found.reasons),
    )


def _counted(heading: str, counts: dict[str, int]) -> Html:
    if not counts:
        return Html("")
    rows = [[name, str(count)] for name, count in counts.items()]
    return join([tag("h3", heading), table(["", "rows"], rows, numbers=(1,))])


def _metrics(found: Attribution) -> Html:
    if not found.scores:
        return Html("")
    from mycelium.evaluation.attribution.scores import score_table

    header, rows, numbers = score_table(found.scores)
    return section(
        "Each pass by itself",
        tag(
            "p",
            "Given gold for the passes before it, in per cent, beside the best predictor that "
            "does nothing clever.",
            class_="note",
        ),
        table(header, rows, numbers=numbers),
    )


def _examples(found: Attribution, language: Language) -> Html:
    parts = []
    for name in found.counts:
        chosen = found.of(name)[:EXAMPLES]
        if chosen:
            parts.append(tag("h3", f"{name} ({found.counts[name]})"))
            parts += [_example(fault, language) for fault in chosen]
    if not parts:
        parts = [tag("p", "Every answer is right.")]
    return section("Examples", *parts)


def _example(fault: RowFault, language: Language) -> Html:
    predicted = _parsed(fault.row.program)
    columns = [tag("div", tag("h3", "Predicted"), _program(predicted))]
    if fault.gold is not None:
        columns.append(tag("div", tag("h3", "Gold"), _program(fault.gold)))
    changes = _told(predicted, fault.gold, language) if predicted and fault.gold else []
    return details(
        f"{fault.row.id}: {fault.problem}",
        tag("ul", *(tag("li", line) for line in _story(fault))),
        tag("div", *columns, class_="pair"),
        join([tag("h3", "From predicted to gold"), _changes(changes)]) if changes else "",
    )


def _told(predicted: Program, gold: Program, language: Language) -> list[Change]:
    """What differs; where the gold says nothing of clauses, what it would say is left out."""
    changes = diff(predicted, gold, language)
    if gold.clauses:
        return changes
    return [c for c in changes if c.part not in ("clause", "done") and c.kind != "provenance"]


def _program(program: Program | None) -> Html:
    """A program without its problem's text, which stands above."""
    if program is None:
        return tag("p", "There is no program.", class_="note")
    lines = print_program(program).splitlines()
    shown = [line for line in lines if not line.startswith(("mycelium ", "problem "))]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(shown)).strip()
    return code(text or "(no clause and no step yet)")


def _changes(changes: list[Change]) -> Html:
    """The changes, one a line, those that add and take away in colour."""
    lines = [
        tag("span", str(c), class_=c.kind if c.kind in ("added", "removed") else None)
        for c in changes
    ]
    return tag("pre", tag("code", join(lines, "\n")))


def _configuration(found: Attribution) -> Html:
    told = found.report.configuration
    broken = (*found.report.broken, *found.broken)
    shown: dict[str, object] = {
        "dataset": f"{told['dataset']} {told['split']}",
        "rows": f"{told['n']}" + (f", a sample of {told['limit']}" if told["limit"] else ""),
        "seed": told["seed"],
        "pipeline": told["pipeline"],
        "fingerprint": told["fingerprint"],
        "equality": f"mathematical; {STRICT if told['strict'] else LENIENT}",
        "versions": ", ".join(f"{n} {v}" for n, v in told["versions"].items()),
    }
    aside = ""
    if broken:
        items = [tag("li", f"{d.code} {d.message}") for d in broken[:50]]
        aside = join([tag("h3", f"Set aside: {len(broken)}"), tag("ul", *items)])
    return section("How it came about", listing(shown), aside)
