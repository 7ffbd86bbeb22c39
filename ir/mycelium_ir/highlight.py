"""Colours for the language: a Pygments lexer, and its use in terminals and pages.

Where Pygments is installed together with this package, `pygmentize -l mycelium`
and everything else that asks Pygments for a lexer finds it too.
"""

from __future__ import annotations

from typing import ClassVar

from pygments import highlight
from pygments.formatters import HtmlFormatter, TerminalFormatter
from pygments.lexer import RegexLexer, bygroups, default, include
from pygments.style import Style
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Token,
    Whitespace,
)

_NAME = r"[A-Za-z\u0370-\u03ff][A-Za-z0-9_\u0370-\u03ff]*"
_WORD = rf"{_NAME}(?:\.{_NAME})*"


class MyceliumLexer(RegexLexer):  # type: ignore[misc]
    """Lexer of `.myc` files."""

    name = "Mycelium"
    aliases: ClassVar[list[str]] = ["mycelium", "myc"]
    filenames: ClassVar[list[str]] = ["*.myc"]
    mimetypes: ClassVar[list[str]] = ["text/x-mycelium"]
    url = ""

    # A state lasts to the end of the line; `root` is where a line begins.
    tokens: ClassVar[dict[str, list[object]]] = {
        "root": [
            include("blank"),
            (r"\n", Whitespace),
            (r"(mycelium)([ \t]+)([0-9]+)", bygroups(Keyword.Namespace, Whitespace, Number)),
            (r"problem\b", Keyword, "rest"),
            (
                rf"(clause)([ \t]+)({_NAME})",
                bygroups(Keyword, Whitespace, Name.Label),
                "rest",
            ),
            (r"unknown\b", Keyword, "unknown"),
            (
                rf"(define)([ \t]+)({_NAME})",
                bygroups(Keyword, Whitespace, Name.Function),
                "rest",
            ),
            (
                rf"(step)([ \t]+)({_NAME})",
                bygroups(Keyword, Whitespace, Name.Variable),
                ("rest", "operation"),
            ),
            (r"done\b", Keyword, "roles"),
            (
                rf"(answer)([ \t]+)({_NAME})",
                bygroups(Keyword, Whitespace, Name.Variable),
                "rest",
            ),
            (
                rf"(goal)([ \t]+)({_WORD})([ \t]+)({_NAME})",
                bygroups(Keyword, Whitespace, Keyword.Type, Whitespace, Name.Variable),
                "rest",
            ),
        ],
        "blank": [
            (r"[ \t]+", Whitespace),
            (r"#[^\n]*", Comment.Single),
        ],
        "end": [
            include("blank"),
            (r"\n", Whitespace, "#pop"),
        ],
        "operation": [
            (
                rf"([ \t]*)(:)([ \t]*)({_WORD})",
                bygroups(Whitespace, Punctuation, Whitespace, Name.Class),
                "#pop",
            ),
            default("#pop"),
        ],
        "unknown": [
            include("end"),
            (rf"(in)([ \t]+)({_NAME})", bygroups(Keyword, Whitespace, Keyword.Type)),
            (_NAME, Name.Variable),
            (r",", Punctuation),
            (r"\{", Punctuation, "braces"),
        ],
        "roles": [
            include("end"),
            (_NAME, Name.Builtin),
            (r",", Punctuation),
            (r"\{", Punctuation, "braces"),
        ],
        "rest": [
            include("end"),
            (r"implicit\b(?![ \t]*\()", Keyword),
            (r"@", Punctuation, "clauses"),
            (r"\[[ \t]*[0-9]+[ \t]*:[ \t]*[0-9]+[ \t]*\]", Number.Integer),
            include("values"),
        ],
        "clauses": [
            (rf"[ \t]*{_NAME}", Name.Label),
            (r"[ \t]*,", Punctuation),
            default("#pop"),
        ],
        # A set in an expression, or attributes: a key has a colon behind it.
        "braces": [
            (r"\}", Punctuation, "#pop"),
            (r"(?=\n)", Text, "#pop"),
            (rf"({_NAME})([ \t]*)(:)", bygroups(Name.Attribute, Whitespace, Punctuation)),
            include("blank"),
            include("values"),
        ],
        "values": [
            (r'"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"', String.Double),
            (r"[0-9]+(?:\.[0-9]+)?", Number),
            (r"_(?![A-Za-z0-9_])", Name.Builtin.Pseudo),
            (rf"{_WORD}(?=[ \t]*\()", Name.Function),
            (r"(?:true|false)\b", Keyword.Constant),
            (r"(?:pi|E|I|oo)\b", Keyword.Constant),
            (_WORD, Name.Variable),
            (r"\*\*|<=|>=|[-+*/<>=]", Operator),
            (r"\{", Punctuation, "braces"),
            (r"[()\[\],;]", Punctuation),
        ],
    }


class MyceliumStyle(Style):  # type: ignore[misc]
    """Colours that can be read on white and on black."""

    styles: ClassVar[dict[object, str]] = {
        Comment: "italic #7f7f7f",
        Keyword: "bold #8250a8",
        Keyword.Namespace: "#7f7f7f",
        Keyword.Type: "nobold #0f7b6c",
        Keyword.Constant: "nobold #0b6fb8",
        Name.Class: "#0f7b6c",
        Name.Function: "#0b6fb8",
        Name.Label: "#b35900",
        Name.Attribute: "#7f7f7f",
        Name.Builtin: "#0f7b6c",
        Name.Builtin.Pseudo: "bold #c62828",
        Number: "#0b6fb8",
        String: "#4d7c0f",
        Operator: "",
        Punctuation: "",
    }


# For a light and for a dark background, in the terminal's own sixteen colours.
_TERMINAL: dict[object, tuple[str, str]] = {
    Token: ("", ""),
    Whitespace: ("", ""),
    Comment: ("gray", "brightblack"),
    Keyword: ("*magenta*", "*brightmagenta*"),
    Keyword.Namespace: ("gray", "brightblack"),
    Keyword.Type: ("cyan", "brightcyan"),
    Keyword.Constant: ("blue", "brightblue"),
    Name.Class: ("cyan", "brightcyan"),
    Name.Function: ("blue", "brightblue"),
    Name.Label: ("yellow", "yellow"),
    Name.Attribute: ("gray", "brightblack"),
    Name.Builtin: ("cyan", "brightcyan"),
    Name.Builtin.Pseudo: ("*red*", "*brightred*"),
    Number: ("blue", "brightblue"),
    String: ("green", "brightgreen"),
    Error: ("_red_", "_brightred_"),
}


def highlight_terminal(text: str, *, dark: bool = True) -> str:
    """A program's text with the escape codes of a terminal's sixteen colours.

    Args:
        text: The text of a program, or a piece of one.
        dark: Whether the terminal's background is dark.
    """
    formatter = TerminalFormatter(bg="dark" if dark else "light", colorscheme=_TERMINAL)
    colored: str = highlight(text, _lexer(), formatter)
    return colored


def highlight_html(text: str) -> str:
    """A program's text as a `<pre>` element whose colours need no style sheet."""
    formatter = HtmlFormatter(
        style=MyceliumStyle, noclasses=True, nobackground=True, cssclass="mycelium"
    )
    html: str = highlight(text, _lexer(), formatter)
    return html


def _lexer() -> MyceliumLexer:
    # Pygments would otherwise strip blank lines, and so text that was there.
    return MyceliumLexer(stripnl=False, ensurenl=False)
