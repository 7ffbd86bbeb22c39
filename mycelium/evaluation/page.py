"""Self-contained HTML pages for results: one file, no script, no font or image from elsewhere.

Everything here takes plain text and gives HTML; what is HTML already is marked as
`Html`, and all else is escaped.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def escape(text: object) -> Html:
    """Text as HTML; what is HTML already stays as it is."""
    return text if isinstance(text, Html) else Html(html.escape(str(text)))


def tag(name: str, *children: object, **attributes: object) -> Html:
    """An element; `class_` gives its class, and children are escaped unless they are HTML."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{told}>{''.join(map(escape, children))}</{name}>")


def join(parts: Iterable[object], between: str = "") -> Html:
    """Several pieces after each other."""
    return Html(escape(between).join(map(escape, parts)))


def table(
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    numbers: Iterable[int] = (),
    strong: Iterable[int] = (),
) -> Html:
    """A table that scrolls sideways where the page is narrow.

    Args:
        header: The columns' names.
        rows: The cells.
        numbers: The columns that hold numbers, which are set flush right.
        strong: The rows to stress.
    """
    right, stressed = set(numbers), set(strong)

    def line(cells: Sequence[object], kind: str, class_: str | None = None) -> Html:
        made = (
            tag(kind, cell, class_="number" if i in right else None) for i, cell in enumerate(cells)
        )
        return tag("tr", join(made), class_=class_)

    body = (line(cells, "td", "strong" if i in stressed else None) for i, cells in enumerate(rows))
    return tag(
        "div",
        tag("table", tag("thead", line(header, "th")), tag("tbody", join(body))),
        class_="scroll",
    )


@dataclass(frozen=True)
class Bar:
    """A bar of a chart: its name, its value, its interval if it has one, and a word on it.

    `tone` is the colour: `main`, `other` or `dim`.
    """

    name: str
    value: float
    told: str
    low: float | None = None
    high: float | None = None
    tone: str = "main"


def bars(data: Sequence[Bar], *, top: float | None = None) -> Html:
    """A chart of horizontal bars, as inline SVG; `top` is the value at its right end."""
    left, width, step = 190.0, 460.0, 30.0
    most = top or max((b.high if b.high is not None else b.value for b in data), default=1) or 1

    def x(value: float) -> float:
        return round(left + width * max(0.0, min(1.0, value / most)), 1)

    drawn: list[Html] = []
    for index, bar in enumerate(data):
        y = index * step + 4
        middle = y + 10
        drawn.append(tag("text", bar.name, x=left - 12, y=middle + 4, text_anchor="end"))
        drawn.append(
            tag(
                "rect",
                x=left,
                y=y,
                width=max(1.0, x(bar.value) - left),
                height=20,
                rx=4,
                class_=bar.tone,
            )
        )
        end = x(bar.value)
        if bar.low is not None and bar.high is not None:
            low, end = x(bar.low), max(end, x(bar.high))
            path = (
                f"M{low} {middle}H{x(bar.high)}M{low} {middle - 5}v10M{x(bar.high)} {middle - 5}v10"
            )
            drawn.append(tag("path", d=path, class_="whisker"))
        drawn.append(tag("text", bar.told, x=end + 10, y=middle + 4, class_="told"))
    height = len(data) * step + 8
    return tag(
        "div",
        tag(
            "svg",
            *drawn,
            viewBox=f"0 0 {left + width + 190:.0f} {height:.0f}",
            role="img",
            xmlns="http://www.w3.org/2000/svg",
        ),
        class_="scroll chart",
    )


def section(heading: str, *content: object) -> Html:
    """A part of a page under its heading."""
    return tag("section", tag("h2", heading), *content)


def listing(told: Mapping[str, object]) -> Html:
    """Names and what stands for each: a configuration."""
    pairs = (tag("div", tag("dt", name), tag("dd", value)) for name, value in told.items())
    return tag("dl", join(pairs))


def code(text: str) -> Html:
    """A block of code, such as a program."""
    return tag("pre", tag("code", text))


def details(summary: object, *content: object, is_open: bool = False) -> Html:
    """Something that opens when it is clicked; keyboards and screen readers know how."""
    inner = f"<summary>{escape(summary)}</summary>{''.join(map(escape, content))}"
    return Html(f"<details{' open' if is_open else ''}>{inner}</details>")


def page(title: str, lead: object, *sections: object) -> str:
    """A whole page: its title, a paragraph that says what it shows, and its parts."""
    head = (
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style>"
    )
    body = tag(
        "main",
        tag("header", tag("h1", title), tag("p", lead, class_="lead")),
        *sections,
    )
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'


_STYLE = """
:root { color-scheme: light dark; --paper: #fbfaf7; --card: #fff; --ink: #23241f; --soft: #6d6f66;
  --line: #e4e2da; --main: #3f7d58; --other: #c47f2c; --dim: #b9b7ab; --code: #f4f2ec;
  --added: #e3f2e6; --removed: #fbe6e1; }
@media (prefers-color-scheme: dark) { :root { --paper: #171814; --card: #1f201b; --ink: #e8e6dc;
  --soft: #a3a497; --line: #34352d; --main: #6db489; --other: #e0a45a; --dim: #5c5d52;
  --code: #262720; --added: #1f3a28; --removed: #47251f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 3rem 1.25rem 5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.02em; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 0 0 .9rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .5rem; }
p { margin: 0 0 .8rem; max-width: 44rem; }
.lead, .note { color: var(--soft); } .note { font-size: .9rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 1.4rem 1.5rem; margin-top: 1.4rem; }
.scroll { overflow-x: auto; } .scroll + p { margin-top: .9rem; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: .82rem; }
th, td { padding: .42rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child td { border-bottom: 0; }
tr.strong td { font-weight: 650; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.chart { margin: .2rem 0 1rem; } .chart svg { min-width: 36rem; width: 100%; height: auto; }
svg text { fill: var(--ink); font-size: 13px; } svg .told { fill: var(--soft); }
svg .main { fill: var(--main); } svg .other { fill: var(--other); } svg .dim { fill: var(--dim); }
svg .whisker { stroke: var(--ink); stroke-width: 1.4; fill: none; }
pre { background: var(--code); border-radius: 8px; padding: .8rem 1rem; margin: .4rem 0 .8rem;
  overflow-x: auto; font: .82rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
details { border-top: 1px solid var(--line); padding: .5rem 0; }
summary { cursor: pointer; } summary:focus-visible { outline: 2px solid var(--main); }
.pair { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); }
.pair > div { min-width: 0; }
.added { background: var(--added); } .removed { background: var(--removed); }
dl { margin: 0; font-size: .9rem; }
dl div { display: grid; grid-template-columns: 11rem 1fr; gap: .8rem; padding: .2rem 0; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 34rem) { dl div { grid-template-columns: 1fr; gap: 0; } }
"""
