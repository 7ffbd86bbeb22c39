"""Programs in a notebook."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from mycelium.notebook import outcome_html, program_html, register
from mycelium_ir.diagnostics import Diagnostic
from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Program
from mycelium_ir.outcome import Outcome, Value
from mycelium_ir.parser import parse

PROGRAM = parse("mycelium 1\nstep s0 : quantity = 48\nstep s1 : divide = s0 / 2\ngoal integer s1")


class FakeFormatter:
    """What IPython's formatter does: it finds the function of an object's type."""

    def __init__(self):
        self.functions = {}

    def for_type(self, kind, function):
        self.functions[kind] = function

    def __call__(self, value):
        return self.functions[type(value)](value)


@pytest.fixture
def shell():
    formatters = {"text/html": FakeFormatter()}
    return SimpleNamespace(display_formatter=SimpleNamespace(formatters=formatters))


def test_a_program_shows_as_text_beside_its_graph(shell):
    assert register(shell)
    html = shell.display_formatter.formatters["text/html"](PROGRAM)
    assert html.index("<pre") < html.index("<svg")
    assert "quantity" in html
    assert "<?xml" not in html
    # The language itself knows nothing of notebooks.
    assert not hasattr(Program, "_repr_html_")


def test_the_running_shell_is_found(shell, monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert register()
    assert Program in shell.display_formatter.formatters["text/html"].functions


def test_without_a_notebook_nothing_happens(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert not register()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    assert not register()


def test_a_program_without_steps_is_text_alone():
    html = program_html(parse('mycelium 1\nproblem "<b>2 + 2</b>"'))
    assert "<svg" not in html
    assert "&lt;b&gt;" in html


def test_a_program_that_cannot_be_drawn_says_why():
    html = program_html(parse("mycelium 1\nstep s0 = s0"))
    assert "needs its own result" in html


def test_an_outcome_shows_answer_values_and_errors():
    outcome = Outcome(
        {"s0": Value(Kind.NUMBER, "3*sqrt(11)")},
        Value(Kind.NUMBER, "72"),
        (Diagnostic("MYC101", "a < b"),),
    )
    html = outcome_html(outcome)
    assert "<b>72</b>" in html
    assert "3√11" in html
    assert "a &lt; b" in html
    assert "= 24" not in program_html(PROGRAM, Outcome())
