"""Two kinds of things at once; people who come and go."""

from __future__ import annotations

from mycelium_distill.stories.author import Author, Person
from mycelium_distill.stories.lexicon import COLLECTED, COLORS, FRUIT, SHOPS, TREATS
from mycelium_distill.stories.terms import Term, made, total, whole


def two_kinds(w: Author) -> None:
    """Two people with two kinds of things each; the question decides which matter."""
    w.contrast = True
    pool = w.pick(FRUIT, TREATS, COLLECTED)
    x, y = w.some(pool, 2)
    a, b = w.person(), w.person()
    ax, dx, dy = w.whole(12, 60), w.whole(2, 11), w.whole(2, 30)
    ay = w.whole(5, 60)
    form = w.pick(0, 1, 2)
    if form == 0:
        w.tell(
            f"{a.n} has {w.count(ax, x)} and {w.count(ay, y)}",
            f"{a.n} has {w.count(ay, y)} and {w.count(ax, x)}",
            condition=f"{a.n} has {w.count(ax, x)} and {w.count(ay, y)}",
        )
        w.tell(f"{b.n} has {w.n(dx)} fewer {x.many} and {w.n(dy)} more {y.many} than {a.n}")
        bx, by = whole(ax - dx), whole(ay + dy)
        w.ask(bx, f"how many {x.many} does {b.n} have")
        w.ask(by, f"how many {y.many} does {b.n} have")
        w.ask(whole(bx + by), f"how many {x.many} and {y.many} does {b.n} have in all")
        w.ask(whole(ax + ay), f"how many {x.many} and {y.many} does {a.n} have altogether")
        w.ask(whole(ax + bx), f"how many {x.many} do they have together")
    elif form == 1:
        cx = w.whole(5, 60)
        cy = w.whole(5, 60)
        w.tell(
            f"{a.n} {w.pick('picked', 'bought', 'counted')} {w.count(ax, x)} and {w.count(ay, y)}"
        )
        w.tell(
            f"{b.n} {w.pick('picked', 'bought', 'counted')} {w.count(cx, x)} and {w.count(cy, y)}"
        )
        w.ask(whole(ax + cx), f"how many {x.many} were there in total")
        w.ask(whole(ay + cy), f"how many {y.many} were there in all")
        for p, q, n, m, t in ((a, b, ax, cx, x), (a, b, ay, cy, y)):
            if n.value > m.value:
                w.ask(
                    made(n - m),
                    f"how many more {t.many} than {q.n} did {p.n} have",
                    f"how many fewer {t.many} did {q.n} have than {p.n}",
                )
        for p, n, m in ((a, ax, ay), (b, cx, cy)):
            if n.value > m.value:
                w.ask(made(n - m), f"how many more {x.many} than {y.many} did {p.n} have")
            w.ask(whole(n + m), f"how many {x.many} and {y.many} did {p.n} have in all")
    else:
        ex, ey = w.whole(2, ax.number - 1), w.whole(2, max(2, ay.number - 2))
        w.keep_order = True
        w.tell(
            f"{a.n} had {w.count(ax, x)} and {w.count(ay, y)}",
            f"in {a.p} basket there were {w.count(ax, x)} and {w.count(ay, y)}",
        )
        verb = "ate" if pool is not COLLECTED else "gave away"
        w.tell(
            f"{a.s} {verb} {w.count(ex, x)} and {w.count(ey, y)}",
            condition=f"{a.s} {verb} {w.count(ex, x)} and {w.count(ey, y)}",
        )
        lx, ly = whole(ax - ex), whole(ay - ey)
        w.ask(lx, f"how many {x.many} {w.pick('were left', 'remained', f'did {a.n} have left')}")
        w.ask(ly, f"how many {y.many} {w.pick('were left', 'remained', f'did {a.n} have left')}")
        w.ask(whole(lx + ly), f"how many {x.many} and {y.many} did {a.n} have left in all")
        past = "eat" if verb == "ate" else "give away"
        w.ask(whole(ex + ey), f"how many {x.many} and {y.many} did {a.n} {past} altogether")
        if ex.value > ey.value:
            w.ask(made(ex - ey), f"how many more {x.many} than {y.many} did {a.n} {past}")
    color(w, a, pool is FRUIT)


def color(w: Author, a: Person, fruit: bool) -> None:
    """Facts about something else that the same person has."""
    k, m = w.whole(2, 30), w.whole(2, 30)
    w.aside(
        f"{a.s} also has {w.n(k)} {w.of(COLORS)} {w.pick('pens', 'ribbons', 'socks', 'caps')}",
        f"{a.p} neighbor has {w.n(k)} {w.pick('cats', 'chickens', 'bicycles', 'plants')}",
    )
    w.aside(
        f"there were {w.n(m)} people at {w.of(SHOPS)} that day",
        f"{a.s} spent {w.n(m)} minutes on the way home",
    )


def crowd(w: Author) -> None:
    """People who get on and off, come and go."""
    place, inn, out = w.pick(
        ("on a bus", "got on", "got off"), ("on a train", "got on", "got off"),
        ("at a party", "arrived", "left"), ("in a library", "came in", "went out"),
        ("in a swimming pool", "jumped in", "got out"), ("in a museum", "entered", "left"),
    )  # fmt: skip
    who = w.pick("people", "people", "passengers" if "got on" in inn else "people", "children")
    start = w.whole(12, 70)
    w.keep_order = True
    w.tell(f"there were {w.n(start)} {who} {place}", f"{w.n(start)} {who} were {place}")
    stop = "at the {} stop, " if inn == "got on" else w.pick("", "", "after {} hour{}, ")
    now: Term = start
    ins: list[Term] = []
    outs: list[Term] = []
    for i in range(w.pick(1, 1, 2, 2, 3)):
        when = (
            stop.format(("first", "second", "third")[i])
            if inn == "got on"
            else w.pick("", "then ", "later, ")
            if i
            else ""
        )
        kind = w.pick("in", "out", "both")
        x, y = w.whole(2, 25), w.whole(2, max(2, min(25, int(now.value) - 1)))
        if kind == "both":
            w.tell(
                f"{when}{w.n(y)} {who} {out} and {w.n(x)} {who} {inn}",
                f"{when}{w.n(y)} of them {out} and {w.n(x)} more {inn}",
                follows=True,
            )
            now = whole(now - y)
            now = whole(now + x)
            ins.append(x)
            outs.append(y)
        elif kind == "in":
            w.tell(
                f"{when}{w.n(x)} more {who} {inn}",
                f"{when}another {w.n(x)} {who} {inn}",
                follows=True,
            )
            now = whole(now + x)
            ins.append(x)
        else:
            w.tell(f"{when}{w.n(y)} {who} {out}", f"{when}{w.n(y)} of them {out}", follows=True)
            now = whole(now - y)
            outs.append(y)
    where = place.replace(" a ", " the ")
    w.ask(now, f"how many {who} are {where} now", f"how many {who} were {where} in the end")
    if now.value < start.value:
        w.ask(made(start - now), f"how many fewer {who} were {where} at the end than at the start")
    if len(ins) > 1:
        w.ask(whole(total(ins)), f"how many {who} {inn} in total")
    if len(outs) > 1:
        w.ask(whole(total(outs)), f"how many {who} {out} altogether")
    if len(ins) == len(outs) == 1 and ins[0].value > outs[0].value:
        w.ask(made(ins[0] - outs[0]), f"how many more {who} {inn} than {out}")
    k, m = w.whole(3, 50), w.whole(2, 12)
    w.aside(
        f"the day before, there had been {w.n(k)} {who} {where}",
        f"a ticket cost ${w.mark(k, str(k.number))}",
    )
    w.aside(f"{w.n(m)} of the {who} wore hats", f"it was {w.n(m)} o'clock")
