"""Texts that are no English: code, addresses, lists of numbers, dates, signs, filler."""

from __future__ import annotations

import string

from mycelium_distill.judging.unanswerable.drawing import Draw

_NAMES = ("total", "items", "count", "node", "buffer", "price", "row", "index", "queue", "user")
_CODE = (
    "{a} = [{b} * {n} for {b} in {c}]",
    "def {a}({b}, {c}={n}):\n    return {b}.{a}({c}) or {m}",
    "if ({a} > {n}) {{ {b}.push({c}); }} else {{ {b}.pop(); }}",
    "UPDATE {a} SET {b} = {n} WHERE {c} IS NULL LIMIT {m};",
    "INSERT INTO {a} ({b}, {c}) VALUES ({n}, {m});",
    "<ul class='{a}'><li id='{b}'>{n}</li><li>{m}</li></ul>",
    '{{"{a}": {n}, "{b}": [{m}, null], "{c}": {{}}}}',
    "public static int {a}(int {b}) {{ return {b} << {n}; }}",
    "const {a} = async ({b}) => await {b}.{c}({n});",
    "[{a}]\n{b} = {n}\n{c} = 'off'",
    "{a}:\n  - {b}: {n}\n  - {c}: {m}",
    "let mut {a}: Vec<u32> = {b}.iter().map(|{c}| {c} + {n}).collect();",
    "#!/bin/sh\nfor {a} in $({b} --{c}={n}); do echo ${a}; done",
    "class {a}:\n    {b} = {n}\n\n    def {c}(self):\n        pass",
    "Traceback (most recent call last):\n  File '{a}.py', line {n}, in {b}\nKeyError: '{c}'",
    "git commit -m '{a} {b}' && git push origin {c}-{n}",
    "\\begin{{{a}}} {b}_{{{n}}} \\to {c} \\end{{{a}}}",
    "{a}?.{b} ?? {c}[{n}] // TODO {m}",
    "SUM({a}:{b}) <> VLOOKUP({n}; {c}; {m})",
    'println!("{{}} {a}", {b}[{n}]);',
)
_ADDRESSES = (
    "http://www.{a}-{b}.net/{c}/{n}?{a}={m}#{b}",
    "ftp://{a}.org:{n}/{b}/{c}.tar.gz",
    "/home/{a}/{b}/{c}_{n}.csv",
    "D:\\{a}\\{b}\\{c}{n}.docx",
    "{a}.{b}@{c}{n}.com",
    "Subject: {a} {n}\nTo: {b}@{c}.org\n\nSee attachment.",
    "tel:+{n}-{m}-{n}{m}{n}",
    "[{a}](https://{b}.io/{c}/{n})",
    "192.168.{n}.{m} GET /{a}/{b} 404 {n}ms",
    "@{a} #{b} #{c}{n} RT",
    "{a}/{b}@sha256:{n}{m}{n}{m}",
    "doi:10.{n}{m}/{a}.{b}.{n}",
)
_MONTHS = ("Jan", "Feb", "March", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_SYLLABLES = "ba be bo du fa fi gra ho ji ka ki lo lum ma mo na nu pa pre ri ro sa shi ta tru ve wo"
_MARKS = string.punctuation + "§°±¬¦«»¿¡…–—•†‡€£¥"
_CONTROLS = [chr(n) for n in (*range(9), 11, 12, *range(14, 32), 127, 0x81, 0x9D)]
_CONTROLS += list("\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202d\u2060\ufeff\ufffd\u0300")
_FILLER = (
    "and so on",
    "blah",
    "la la la",
    "again and again",
    "yes no",
    "tick tock",
    "lorem ipsum dolor sit amet",
    "one two three four",
    "the same",
    "...",
    "very",
    "0",
    "7 ",
    "x ",
    "word word",
    "=-=",
)


def code(draw: Draw) -> str:
    """A piece of a program or of a file that a program reads."""
    lines = [_slots(draw.of(_CODE), draw) for _ in range(draw.choice((1, 1, 1, 2, 3)))]
    return "\n".join(lines)


def address(draw: Draw) -> str:
    """A link, a path or the like."""
    return _slots(draw.of(_ADDRESSES), draw)


def numbers(draw: Draw) -> str:
    """Numbers without a word."""
    made = [_number(draw) for _ in range(draw.randint(1, draw.choice((2, 6, 15, 60))))]
    return draw.choice((", ", " ", "\n", "; ", " | ", " - ")).join(made)


def dates(draw: Draw) -> str:
    """Dates and times of day."""
    return draw.choice((", ", " ", " to ", "\n")).join(
        _date(draw) for _ in range(draw.randint(1, 4))
    )


def letters(draw: Draw) -> str:
    """Letters, or syllables, that make no word."""
    if draw.chance(0.5):
        parts = _SYLLABLES.split()
        made = [
            "".join(draw.choice(parts) for _ in range(draw.randint(1, 4)))
            for _ in range(draw.randint(2, 25))
        ]
        if draw.chance(0.4):
            made.insert(draw.randrange(len(made)), str(draw.number()))
        text = " ".join(made)
        return text.capitalize() + draw.choice((".", "?", ""))
    return "".join(draw.choices(string.ascii_letters + " ", k=draw.randint(5, 120))).strip() or "q"


def marks(draw: Draw) -> str:
    """Signs, perhaps with digits among them."""
    return "".join(draw.choices(_MARKS + draw.choice(("", string.digits)), k=draw.randint(1, 50)))


def controlled(draw: Draw, text: str) -> str:
    """A text with control characters in it, or these alone."""
    made = draw.choices(_CONTROLS, k=draw.randint(1, 12))
    if draw.chance(0.3):
        return "".join(made)
    cut = draw.randint(3, max(3, len(text) // 2))
    pieces = list(text[:cut])
    for one in made:
        pieces.insert(draw.randint(0, len(pieces)), one)
    return "".join(pieces)


def filler(draw: Draw) -> str:
    """The same again and again, up to what a model reads."""
    piece = draw.of(_FILLER)
    times = draw.randint(10, 350) // max(1, len(piece.split()))
    return draw.choice(("", " ", ", ", "\n")).join([piece] * max(times, 5))


def tiny(draw: Draw) -> str:
    """Next to nothing."""
    return draw.of(
        (
            "hi",
            "ok",
            str(draw.number()),
            "a",
            "thanks",
            "hm",
            f"{draw.number()}.",
            "yes",
            "test",
            "n/a",
            "=",
            f"({draw.number()})",
            "help",
            "to be continued",
            f"#{draw.number()}",
            "-- ",
            "maybe",
            "x",
        )
    )


def _slots(frame: str, draw: Draw) -> str:
    a, b, c = draw.sample(_NAMES, 3)
    return frame.format(a=a, b=b, c=c, n=draw.number(), m=draw.number())


def _number(draw: Draw) -> str:
    kind = draw.random()
    if kind < 0.6:
        return str(draw.number())
    if kind < 0.8:
        return f"{draw.number()}.{draw.randint(0, 99)}"
    return draw.choice((f"{draw.number()}%", f"-{draw.number()}", f"${draw.number()}", "n/a"))


def _date(draw: Draw) -> str:
    day, month, year = draw.randint(1, 28), draw.randrange(12), draw.randint(1750, 2040)
    return draw.choice(
        (
            f"{_MONTHS[month]} {day}, {year}",
            f"{day}.{month + 1}.{year}",
            f"{year}-{month + 1:02}-{day:02}",
            f"{month + 1}/{day}/{year % 100:02}",
            f"{draw.randint(0, 23)}:{draw.randint(0, 59):02}",
            f"the {day}th of {_MONTHS[month]} {year}",
        )
    )
