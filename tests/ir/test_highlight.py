"""Colours for the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename
from pygments.token import Comment, Error, Keyword, Name, Number, Operator, String
from strategies import programs

from mycelium_ir.highlight import MyceliumLexer, highlight_html, highlight_terminal
from mycelium_ir.printer import print_program

EXAMPLES = Path(__file__).parents[2] / "examples"

TEXT = """\
# clips
mycelium 1
problem "He said \\"48\\" # clips"

clause c0 [3:7] "said"
unknown m, r in real
define f(x) = x**2 + 3*x - 10
step s0 : plugin.solve = solve({s1, _}, m <= 0.5; m) @ c0 , c1 {by: "extract", tags: [a, 1]}
step s1 implicit  # here
done wire, bridge
goal solution_set s0
"""


def tokens(text):
    return list(MyceliumLexer(stripnl=False, ensurenl=False).get_tokens(text))


def kinds(text):
    """The kind of each word of a text."""
    return {value.strip(): kind for kind, value in tokens(text) if value.strip()}


def test_every_kind_of_word_has_its_colour():
    found = kinds(TEXT)
    assert found["# clips"] in Comment
    assert found["# here"] in Comment
    assert found['"He said \\"48\\" # clips"'] in String
    assert {found[w] for w in ("problem", "step", "goal", "in", "implicit")} == {Keyword}
    assert found["solution_set"] is found["real"] is Keyword.Type
    assert found["plugin.solve"] is Name.Class
    assert found["solve"] is Name.Function
    assert found["s0"] is found["m"] is Name.Variable
    assert found["c0"] is found["c1"] is Name.Label
    assert found["by"] is Name.Attribute
    assert found["0.5"] in Number
    assert found["**"] is found["<="] is Operator
    assert found["_"] is Name.Builtin.Pseudo


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("**/*.myc")), ids=lambda file: file.name)
def test_the_examples_have_no_word_unknown_to_the_lexer(file):
    text = file.read_text("utf-8")
    assert [value for kind, value in tokens(text) if kind is Error] == []


@settings(max_examples=200, deadline=None)
@given(programs())
def test_nor_has_any_program(program):
    text = print_program(program)
    found = tokens(text)
    assert [value for kind, value in found if kind is Error] == []
    assert "".join(value for _, value in found) == text


def test_a_mistake_costs_one_line_its_colours():
    found = kinds("mycelium 1\nstep s0 = 3 ? 4\nstep s1 = 5\n")
    assert found["?"] is Error
    assert found["s1"] is Name.Variable


def test_pygments_finds_the_lexer():
    assert isinstance(get_lexer_by_name("mycelium"), MyceliumLexer)
    assert isinstance(get_lexer_by_name("myc"), MyceliumLexer)
    assert isinstance(get_lexer_for_filename("clips.myc"), MyceliumLexer)


@pytest.mark.parametrize("dark", [True, False])
def test_a_terminal_shows_the_same_text(dark):
    colored = highlight_terminal(TEXT, dark=dark)
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == TEXT


def test_html_needs_no_style_sheet_and_escapes():
    html = highlight_html('mycelium 1\nproblem "<script>"\n')
    assert "&lt;script&gt;" in html
    assert 'class="k"' not in html
    assert 'style="color:' in html
