"""Traces as one self-contained HTML page: choose a step, see what it read and from where.

No script or style comes from elsewhere; all text from outside is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from importlib.resources import files

from mycelium_distill.viewing.view import View


def page(views: Sequence[View], title: str = "Traces") -> str:
    """The page, as HTML text."""
    data = json.dumps([asdict(view) for view in views], ensure_ascii=False)
    # Inside a script element only `</` and `<!--` could end it; both begin with `<`.
    data = data.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    here = files("mycelium_distill.viewing")
    template = here.joinpath("page.html").read_text(encoding="utf-8")
    return template.replace("{{title}}", escape(title)).replace("{{data}}", data)
