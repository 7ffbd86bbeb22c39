"""The audit's marking of words: lines broken by width, carets below what is meant."""

from mycelium.audit import Look, columns, underlined, wrapped

PROBLEM = "A baker sells 12 rolls in the morning and twice as many after lunch. How many in all?"


def shown(text, *spans, width=44):
    return underlined(text, spans, Look(width=width))


def test_carets_stand_under_the_words():
    start = PROBLEM.index("12 rolls")
    assert shown(PROBLEM, (start, start + 8), width=120) == [
        "  " + PROBLEM,
        "  " + " " * start + "^" * 8,
    ]


def test_only_the_lines_that_are_meant_are_shown_with_ellipses_for_the_rest():
    start = PROBLEM.index("twice")
    assert shown(PROBLEM, (start, start + 13)) == [
        "… and twice as many after lunch. How many …",
        "      ^^^^^^^^^^^^^",
    ]


def test_a_span_that_runs_over_a_line_is_marked_on_both():
    start, end = PROBLEM.index("the morning"), PROBLEM.index(" after")
    assert shown(PROBLEM, (start, end)) == [
        "  A baker sells 12 rolls in the morning",
        "                            ^^^^^^^^^^^",
        "  and twice as many after lunch. How many …",
        "  ^^^^^^^^^^^^^^^^^",
    ]


def test_two_spans_far_apart():
    text = "one two\nthree\nfour"
    assert shown(text, (0, 3), (14, 18)) == ["  one two", "  ^^^", "… four", "  ^^^^"]


def test_every_character_is_on_a_line_or_is_a_space_at_a_break():
    for width in range(8, 90):
        lines = wrapped(PROBLEM, width)
        assert all(columns(PROBLEM[a:b]) <= width for a, b in lines)
        assert " ".join(PROBLEM[a:b].strip() for a, b in lines) == PROBLEM


def test_a_word_longer_than_a_line_is_cut():
    assert wrapped("x" * 20, 8) == [(0, 8), (8, 16), (16, 20)]


def test_wide_characters_and_accents_keep_the_carets_in_place():
    text = "数 e\u0301 12 个"
    start = text.index("12")
    _, second = shown(text, (start, start + 2))
    assert second == "  " + " " * columns(text[:start]) + "^^"
    assert columns("数") == 2
    assert columns("e\u0301") == 1


def test_styles_take_the_place_of_carets():
    look = Look(width=120, underline=lambda text: f"<{text}>", faint=lambda text: text.lower())
    assert underlined("Tom has 3 pens.", [(8, 14)], look) == ["  tom has <3 pens>."]


def test_text_that_nothing_marks_is_not_shown():
    assert shown(PROBLEM) == []
    assert shown("", (0, 0)) == []
