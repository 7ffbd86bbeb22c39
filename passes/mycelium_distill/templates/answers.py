"""Answer types: what a question asks for, clustered as steps are and held against the goals."""

from __future__ import annotations

import re

FORMS = (
    "boolean",
    "interval",
    "set",
    "tuple",
    "relation",
    "expression",
    "whole_number",
    "negative_whole_number",
    "decimal",
    "fraction",
    "text",
)
"""The forms that an answer's text can have."""

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("boolean", r"(?:true|false)"),
    (
        "interval",
        r"[\[(][^,]*,[^,]*\)|\[[^,]*,[^,]*\]|(?:open_|left_open_|right_open_)?interval\(.*\)",
    ),
    ("set", r"\{.*\}|set\(.*\)"),
    ("tuple", r"\(.*,.*\)"),
    ("relation", r".*(?:<|>|=).*"),
    ("whole_number", r"\+?\d+(?:,\d{3})*"),
    ("negative_whole_number", r"-\s?\d+(?:,\d{3})*"),
    ("decimal", r"-?\d*(?:,\d{3})*\.\d+"),
    ("fraction", r"-?\d+\s?/\s?\d+"),
    ("expression", r"[\w\s.+\-*/^()√π!]*\d[\w\s.+\-*/^()√π!]*|[a-zA-Z]"),
)


def answer_form(answer: str) -> str:
    """The form of an answer's text: one of `FORMS`.

    It is read off the answer alone, not off the program's goal, so that the two can be
    compared.
    """
    text = answer.strip().rstrip(".")
    for form, pattern in _PATTERNS:
        if form == "interval" and re.fullmatch(r"\([^,]*,[^,]*\)", text):
            continue  # two numbers in round brackets are a point
        if re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL):
            return form
    return "text"
