"""What was read, shown in the terminal and as a page."""

from __future__ import annotations

import json
import re

import pytest
from made_up_readings import LOOKS, PROBLEM, reading, written

from mycelium_distill.viewing.page import page
from mycelium_distill.viewing.terminal import show
from mycelium_distill.viewing.view import view_of


def test_a_trace_in_the_terminal(capsys):
    row = written()
    show(view_of(row, reading(row, LOOKS).trace))
    shown = capsys.readouterr().out
    assert '3 ← "3"' in shown
    assert "15 ← s0 (15)" in shown
    assert "Ann buys 3 more" in shown
    assert "gold answer: 5" in shown


def test_a_trace_of_another_solution_is_refused():
    row = written()
    other = reading(row, LOOKS).trace
    with pytest.raises(ValueError, match="is none of"):
        view_of(type(row)(**{**_fields(row), "id": "own/9"}), other)


def test_the_page_is_self_contained_and_holds_strange_texts():
    problem = PROBLEM.replace("Ann has", "</script><b>Ann\u2028 🍎 has")
    row = written(problem)
    looks = dict.fromkeys(LOOKS, "")
    html = page([view_of(row, reading(row, looks).trace)], title="A & B")
    assert "<title>A &amp; B</title>" in html
    assert not re.search(r"(?:src|href)\s*=", html)
    assert html.count("</script>") == 2
    data = json.loads(re.search(r'id="data">(.*?)</script>', html, re.DOTALL)[1])
    assert data[0]["problem"] == problem


def _fields(row):
    return {name: getattr(row, name) for name in row.__slots__}
