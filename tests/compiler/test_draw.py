"""Programs as pictures, and as text for other tools."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import combinations
from xml.etree import ElementTree

import pytest

from mycelium.draw import MOST_STEPS, draw_png, draw_svg, to_dot, to_mermaid
from mycelium.draw.boxes import PADDING, content_of, text_width, visible, wrapped
from mycelium.draw.layout import lay_out
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.kinds import Kind
from mycelium_ir.outcome import Value
from mycelium_ir.parser import parse

CLIPS = parse("""
mycelium 1
problem "Natalia sold 48 clips in April, and half as many in May. How many altogether?"
clause c0 [0:30]
clause c1 [36:55]
step s0 : quantity = 48       @ c0
step s1 : divide   = s0 / 2   @ c1
step s2 : add      = s0 + s1
step b0 : unit_convert = s2*381/1250 implicit
goal integer s2
""")


def chain(count):
    lines = [f"step s{i} : add = s{i - 1} + {i}" for i in range(1, count)]
    return parse("\n".join(["mycelium 1", "step s0 : quantity = 1", *lines, "answer s0"]))


# ------------------------------------------------------------------ pictures


def test_an_svg_is_one_and_always_the_same():
    svg = draw_svg(CLIPS, {"s2": "72"})
    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert draw_svg(CLIPS, {"s2": "72"}) == svg
    assert not re.search(r"20\d\d-\d\d-\d\d", svg)
    assert draw_svg(CLIPS) != svg


def test_a_png_is_one_and_always_the_same():
    png = draw_png(CLIPS)
    assert png.startswith(b"\x89PNG")
    assert draw_png(CLIPS) == png
    assert len(draw_png(CLIPS, dpi=72)) < len(png)


def test_drawing_leaves_matplotlib_as_it_was():
    # In a process of its own, because other tests may have set matplotlib up.
    code = """
import sys, matplotlib
from mycelium.draw import draw_png, draw_svg
from mycelium_ir.parser import parse
before = matplotlib.rcParams.copy()
draw_svg(parse("mycelium 1\\nstep s0 = 1"))
draw_png(parse("mycelium 1\\nstep s0 = 1"))
assert matplotlib.rcParams.copy() == before
assert "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("count", [1, 2, MOST_STEPS])
def test_small_and_large_programs(count):
    assert "<svg" in draw_svg(chain(count))


def test_what_cannot_be_drawn_says_why():
    with pytest.raises(MyceliumError, match="61 steps") as caught:
        draw_svg(chain(MOST_STEPS + 1))
    assert caught.value.code == "MYC227"
    assert "dot or mermaid" in str(caught.value)
    with pytest.raises(MyceliumError, match="no steps") as caught:
        draw_png(parse('mycelium 1\nproblem "2 + 2"'))
    assert caught.value.code == "MYC226"
    with pytest.raises(MyceliumError, match="needs its own result"):
        draw_svg(parse("mycelium 1\nstep s0 = s1\nstep s1 = s0"))


def test_a_program_half_way_can_be_drawn():
    assert "<svg" in draw_svg(parse("mycelium 1\nstep s0\nstep s1 : solve = solve(_, s9; m)"))


# ------------------------------------------------------------------ boxes


def lines_of(name, value=None, program=CLIPS):
    content = content_of(program, program.step(name), value)
    return {line.style: line.text for line in content.lines}


def test_what_stands_in_a_box():
    content = content_of(CLIPS, CLIPS.step("s1"), Value(Kind.NUMBER, "24"))
    assert (content.name, content.operation, content.origin) == ("s1", "divide", "clause")
    assert [line.text for line in content.lines] == ["s0/2", "= 24", "“half as many in May”"]
    assert lines_of("b0")["origin"] == "implicit"
    assert "origin" not in lines_of("s2")
    # A value that only repeats the expression is left out.
    assert "value" not in lines_of("s0", "48")


def test_the_answer_is_shown_as_its_goal_wants_it():
    program = parse("mycelium 1\nstep s0 : solve = solve(_; m)\ngoal solution_set s0")
    assert lines_of("s0", "{1 - sqrt(2), 1 + sqrt(2)}", program)["value"] == "= 1 ± √2"


@pytest.mark.parametrize(
    "expression",
    [
        "1 + 2",
        "+".join(f"sqrt({n})" for n in range(100, 180)),
        "a" * 500 + " + 1",
        "9" * 900,
    ],
)
def test_no_text_is_wider_than_its_box(expression):
    program = parse(
        f'mycelium 1\nproblem "{"w" * 300}"\nclause c0 [0:200]\nclause c1 [1:9]\n'
        f"step {'n' * 90} : {'o' * 90} = {expression} @ c0, c1"
    )
    content = content_of(program, program.steps[0], expression)
    inside = content.width - 2 * PADDING + 0.01
    head = text_width(content.name, "name") + text_width(content.operation, "operation")
    assert head <= inside
    for line in content.lines:
        assert text_width(line.text, line.style) <= inside
        assert line.y < content.height
    assert content.width < 300
    assert len(content.lines) <= 7


def test_text_breaks_at_spaces_and_ends_in_dots():
    assert wrapped("one two three four", "expression", 70, 3) == ["one two", "three four"]
    assert wrapped("one two three four five", "expression", 70, 2)[-1].endswith("…")


def test_a_character_without_a_picture_shows_as_a_box():
    assert visible("λ ≤ 3√11", "expression") == "λ ≤ 3√11"
    assert visible("a\n漢", "origin") == "a □"


# ------------------------------------------------------------------ layout


def test_boxes_never_overlap_and_edges_lead_down():
    sizes = {f"s{i}": (60.0 + 7 * (i % 5), 40.0 + 5 * (i % 3)) for i in range(40)}
    edges = [(f"s{i}", f"s{j}") for j in range(40) for i in range(j) if (i * 7 + j) % 11 == 0]
    layout = lay_out(sizes, edges)
    for a, b in combinations(layout.boxes.values(), 2):
        apart_x = abs(a.x - b.x) - (a.width + b.width) / 2
        apart_y = abs(a.y - b.y) - (a.height + b.height) / 2
        assert max(apart_x, apart_y) > 10
    for box in layout.boxes.values():
        assert box.x - box.width / 2 >= -0.01
        assert box.x + box.width / 2 <= layout.width + 0.01
        assert box.y + box.height / 2 <= layout.height + 0.01
    for (start, end), points in layout.routes.items():
        heights = [y for _, y in points]
        assert heights == sorted(heights)
        assert layout.boxes[start].y < layout.boxes[end].y
        assert abs(points[0][0] - layout.boxes[start].x) < layout.boxes[start].width / 2
        assert abs(points[-1][0] - layout.boxes[end].x) < layout.boxes[end].width / 2


def test_no_edge_runs_through_a_box():
    sizes = dict.fromkeys(["a", "b", "c", "d"], (80.0, 50.0))
    layout = lay_out(sizes, [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"), ("a", "c")])
    for (start, end), points in layout.routes.items():
        for name, box in layout.boxes.items():
            if name not in (start, end):
                inside = [x for x, y in points if abs(y - box.y) <= box.height / 2]
                assert all(abs(x - box.x) > box.width / 2 for x in inside)


def test_a_simple_graph_has_no_crossings():
    sizes = dict.fromkeys(["a", "b", "x", "y"], (50.0, 30.0))
    boxes = lay_out(sizes, [("a", "y"), ("b", "x")]).boxes
    assert (boxes["a"].x < boxes["b"].x) == (boxes["y"].x < boxes["x"].x)


# ------------------------------------------------------------------ text


def test_dot():
    dot = to_dot(CLIPS)
    assert dot.startswith("digraph program {")
    assert '"s1" [label="s1: divide\\ns0/2"' in dot
    assert '  "s0" -> "s1";' in dot
    assert 'label="goal: integer"' in dot


def test_mermaid():
    mermaid = to_mermaid(CLIPS)
    assert mermaid.startswith("flowchart TD\n")
    assert '  n1["s1: divide<br>s0/2"]:::clause' in mermaid
    assert "  n0 --> n1" in mermaid
    assert "  n2 --> goal" in mermaid
    # What has a meaning in Mermaid is written as an entity.
    assert "unit#95;convert" in mermaid
    assert "a #60; b" in to_mermaid(parse("mycelium 1\nstep end = a < b"))


def test_texts_have_no_limit():
    program = chain(500)
    assert to_dot(program).count(" -> ") == 500
    assert to_mermaid(program).count(" --> ") == 500
