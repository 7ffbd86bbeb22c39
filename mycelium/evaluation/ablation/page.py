"""The page of an ablation: one HTML file that needs nothing else, on paper light or dark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files

from mycelium.evaluation.ablation.result import HEADER, LEGEND, Ablation, ArmReport, Flip
from mycelium.evaluation.ablation.scale import tone_of
from mycelium.evaluation.ablation.study import Study
from mycelium.evaluation.ablation.svg import chart_svg
from mycelium.evaluation.answers import RULES
from mycelium.evaluation.paired import Paired
from mycelium.evaluation.report import LENIENT, STRICT, RowReport

MOST_FLIPS = 100
"""So many flipped rows of a variant are shown with their programs, the others by id."""


def page(ablation: Ablation, study: Study) -> str:
    """The ablation as the text of an HTML file: chart, table, flipped rows, configuration.

    The study is what was asked for: the page shows the commands that ask for it again.
    """
    told = ablation.reference.report.configuration
    title = f"Ablation on {told['dataset']} {told['split']}"
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    sampled = f"a sample of {told['n']} rows" if told["limit"] else f"all {told['n']} rows"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            "<main>",
            f"<h1>{escape(title)}</h1>",
            f'<p class="faint">{sampled}, seed {told["seed"]}; '
            f"{_count(len(ablation.variants), 'variant')} against the pipeline as given</p>",
            f'<figure class="scroll" tabindex="0">{chart_svg(ablation)}</figure>',
            *_table(ablation),
            *_flips(ablation),
            *_configuration(ablation, study),
            "</main>",
            "<footer>Written by <code>mycelium ablate</code>.</footer>",
            f"<script>{_OPENING}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


# A link to a row opens it; without scripts it is still found, closed.
_OPENING = (
    "const open = () => { const row = location.hash && "
    "document.getElementById(decodeURIComponent(location.hash.slice(1))); "
    "if (row && row.tagName === 'DETAILS') { row.open = true; row.scrollIntoView(); } }; "
    "addEventListener('hashchange', open); open();"
)


# --------------------------------------------------------------------------- the table


def _table(ablation: Ablation) -> Iterator[str]:
    yield '<div class="scroll" tabindex="0" role="region" aria-label="Figures">'
    yield "<table>"
    yield "<caption>Accuracy of the pipeline as given and of each variant</caption>"
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in HEADER)
    yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    tones = ["", *map(_tone, ablation.paired, ablation.adjusted)]
    for number, (cells, tone) in enumerate(zip(ablation.cells(), tones, strict=True)):
        name = escape(cells[0])
        if number and ablation.flips(number - 1):
            name = f'<a href="#variant-{number}">{name}</a>'
        values = "".join(_cell(HEADER[i], text, tone) for i, text in enumerate(cells) if i)
        yield f'<tr><th scope="row">{name}</th>{values}</tr>'
    yield "</tbody></table></div>"
    yield '<div class="legend">'
    yield from (f"<p>{escape(line)}</p>" for line in LEGEND)
    yield "</div>"


def _cell(column: str, text: str, tone: str) -> str:
    value, bracket, interval = text.partition(" [")
    shown = escape(value.replace("-", "−"))
    if bracket:
        between = escape(interval.replace("-", "−"))
        shown += f' <span class="interval">[{between}</span>'
    kind = f' class="{tone}"' if tone and column in ("difference [95%]", "Holm's p") else ""
    return f"<td{kind}>{shown}</td>"


def _tone(pair: Paired, adjusted: float) -> str:
    tone = tone_of(pair.difference, adjusted)
    return "" if tone == "open" else tone


# --------------------------------------------------------------------------- flipped rows


def _flips(ablation: Ablation) -> Iterator[str]:
    yield "<h2>Rows that flipped</h2>"
    if not any(ablation.flips(number) for number in range(len(ablation.variants))):
        yield "<p>None: every variant has the same rows right as the reference.</p>"
    for number, arm in enumerate(ablation.variants, 1):
        flips = ablation.flips(number - 1)
        if not flips:
            continue
        lost = [flip for flip in flips if not flip.gained]
        gained = [flip for flip in flips if flip.gained]
        yield f'<h3 id="variant-{number}">{escape(arm.name)}</h3>'
        shown = {flip.id: f"flip-{number}-{place}" for place, flip in _shown(lost, gained)}
        yield from _ids("Lost", lost, shown)
        yield from _ids("Gained", gained, shown)
        for flip in flips:
            if flip.id in shown:
                yield from _flip(flip, shown[flip.id], arm)


def _shown(lost: Sequence[Flip], gained: Sequence[Flip]) -> Iterable[tuple[int, Flip]]:
    """The flips whose programs are shown: some of each kind, so that neither hides the other."""
    half = MOST_FLIPS // 2
    some_lost = lost[: max(half, MOST_FLIPS - len(gained))]
    return enumerate([*some_lost, *gained[: MOST_FLIPS - len(some_lost)]])


def _ids(what: str, flips: Sequence[Flip], shown: dict[str, str]) -> Iterator[str]:
    if not flips:
        return
    left = sum(flip.id not in shown for flip in flips)
    beyond = f"; the programs of {left} are not on this page" if left else ""
    yield f'<p class="faint">{what}: {_count(len(flips), "row")}{beyond}</p>'
    items = "".join(
        f'<li><a href="#{shown[f.id]}">{escape(f.id)}</a></li>'
        if f.id in shown
        else f"<li>{escape(f.id)}</li>"
        for f in flips
    )
    yield f'<ul class="ids">{items}</ul>'


def _flip(flip: Flip, anchor: str, arm: ArmReport) -> Iterator[str]:
    kind = "gained" if flip.gained else "lost"
    yield f'<details id="{anchor}">'
    yield (
        f'<summary><span class="tag {kind}">{kind}</span> <strong>{escape(flip.id)}</strong> '
        f"<span>gold {escape(flip.reference.gold)}</span> "
        f'<span class="faint">reference {escape(_answer(flip.reference))} → '
        f"{escape(_answer(flip.variant))}</span></summary>"
    )
    yield f'<div class="flip"><blockquote>{escape(flip.problem)}</blockquote><div class="sides">'
    for name, row in (("reference", flip.reference), (arm.name, flip.variant)):
        yield f"<section><h4>{escape(name)}: {escape(_answer(row))}</h4>{_program(row)}</section>"
    yield "</div></div></details>"


def _answer(row: RowReport) -> str:
    if row.answer is not None:
        return row.display or row.answer
    return "no answer" if row.error is None else f"no answer ({row.error['code']})"


def _program(row: RowReport) -> str:
    """The program's text without its problem, which stands above; and what went wrong."""
    parts = []
    if row.program is not None:
        lines = row.program.split("\n")
        text = "\n".join(line for line in lines if not line.startswith(("mycelium ", "problem ")))
        parts.append(f"<pre><code>{_highlighted(text.strip())}</code></pre>")
    if row.error is not None:
        told = f"{row.error['code']}: {row.error['message']}"
        parts.append(f"<p>{escape(told)}</p>")
    elif row.reason:
        parts.append(f"<p>{escape(row.reason)}</p>")
    return "".join(parts)


def _highlighted(text: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter

    from mycelium_ir.highlight import MyceliumLexer

    lexer = MyceliumLexer(stripnl=False, ensurenl=False)
    html: str = highlight(text, lexer, HtmlFormatter(nowrap=True))
    return html


# --------------------------------------------------------------------------- how it came about


def _configuration(ablation: Ablation, study: Study) -> Iterator[str]:
    told = ablation.reference.report.configuration
    yield "<h2>How these figures came about</h2>"
    yield f"<pre><code>{escape(study.command())}</code></pre>"
    versions = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
    limits = ", ".join(f"{name} {value:g}" for name, value in told["limits"].items())
    together = sum(len(arm.pipeline) for arm in ablation.arms)
    yield from _list(
        ("rows", f"{told['n']} of {told['dataset']} {told['split']}, seed {told['seed']}"),
        ("equality", STRICT if told["strict"] else LENIENT),
        ("passes for each row", f"{ablation.stages}; one variant after another: {together}"),
        ("limits of a run", limits),
        ("versions", versions),
    )
    report = ablation.reference.report
    if report.broken:
        yield f"<h3>Not measured: {_count(len(report.broken), 'row')} that could not be read</h3>"
        yield f"<ul>{''.join(f'<li>{escape(d.message)}</li>' for d in report.broken)}</ul>"
    yield "<h3>Rules of equality</h3>"
    yield f"<pre>{escape(RULES)}</pre>"
    yield "<h3>The variants, and the command that measures each alone</h3>"
    for arm in ablation.arms:
        weights = [stage.instance.weights for stage in arm.pipeline if stage.instance.weights]
        yield f"<h4>{escape(arm.name)}</h4>"
        yield from _list(
            ("passes", str(arm.pipeline)),
            ("fingerprint", arm.pipeline.fingerprint),
            *([("weights", ", ".join(dict.fromkeys(weights)))] if weights else []),
        )
        yield f"<pre><code>{escape(study.command_of(arm.variant))}</code></pre>"


def _list(*entries: tuple[str, str]) -> Iterator[str]:
    yield "<dl>"
    yield from (f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in entries)
    yield "</dl>"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
