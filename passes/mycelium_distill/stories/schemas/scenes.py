# ruff: noqa: E501 - each wording stands on one line
"""Small scenes of one or two steps: what is there, what comes and goes, and what was not told."""

from __future__ import annotations

from dataclasses import dataclass

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import BOUGHT
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Unfit, whole


@dataclass(frozen=True)
class Scene:
    """Things at a place, a second kind of them, and what makes them more or fewer."""

    things: str
    other: str
    place: str
    come: str
    go: str


SCENES = (
    Scene("birds", "squirrels", "in the tree", "landed there", "flew away"),
    Scene("ducks", "swans", "on the pond", "swam over", "flew off"),
    Scene("boats", "ships", "in the harbor", "arrived", "sailed away"),
    Scene("cars", "trucks", "in the parking lot", "drove in", "drove away"),
    Scene("planes", "helicopters", "at the airport", "landed", "took off"),
    Scene("roses", "tulips", "in the vase", "were put in", "were taken out"),
    Scene("books", "magazines", "on the shelf", "were returned", "were borrowed"),
    Scene("eggs", "pancakes", "on the counter", "were brought in", "were eaten"),
    Scene("cows", "sheep", "in the meadow", "walked in", "went to the barn"),
    Scene("children", "parents", "on the playground", "joined them", "went home"),
    Scene("bees", "butterflies", "in the garden", "came flying", "flew away"),
    Scene("fish", "crabs", "in the bucket", "were caught", "were set free"),
    Scene("cookies", "brownies", "in the jar", "were baked", "were eaten"),
    Scene("letters", "postcards", "in the mailbox", "were dropped in", "were taken out"),
    Scene("bikes", "scooters", "at the rental shop", "were brought back", "were rented"),
    Scene("chairs", "tables", "in the hall", "were carried in", "were carried out"),
    Scene("customers", "clerks", "in the shop", "came in", "left"),
    Scene("frogs", "turtles", "by the lake", "came out of the water", "jumped into the water"),
    Scene("logs", "planks", "in the shed", "were stacked there", "were burned"),
    Scene("players", "coaches", "on the field", "ran in", "went off"),
    Scene("photos", "drawings", "on the wall", "were hung up", "were taken down"),
    Scene("shirts", "towels", "on the line", "were hung up", "were taken down"),
)


def scene(w: Author) -> None:
    """One of the scenes, with a change told, not told, or the start not told."""
    s = w.of(SCENES)
    w.keep_order = True
    start, second = w.whole(6, 90), w.whole(3, 60)
    form = w.pick("change", "change", "unknown", "start", "two")
    here = f"{w.n(start)} {s.things}"
    also = w.chance(0.5)
    if form != "start":
        both = f" and {w.n(second)} {s.other}" if also else ""
        w.tell(f"there were {here}{both} {s.place}", f"{here}{both} were {s.place}", joins=False)
        if also:
            w.ask(
                whole(start + second),
                f"how many {s.things} and {s.other} were there {w.pick('in all', 'altogether')} at first",
            )
            if start.value > second.value:
                w.ask(
                    whole(start - second),
                    f"how many more {s.things} than {s.other} were there at first",
                )
    if form in ("change", "two"):
        k = w.whole(2, 40)
        up = w.chance(0.5)
        if not up and k.value >= start.value:
            raise Unfit
        w.tell(
            f"{w.n(k)} more {s.things} {s.come}" if up else f"{w.n(k)} {s.things} {s.go}",
            f"then {w.n(k)} {'more ' if up else ''}{s.things} {s.come if up else s.go}",
            f"later, {w.n(k)} {'more' if up else 'of the'} {s.things} {s.come if up else s.go}",
            follows=True,
        )
        now = whole(start + k if up else start - k)
        if form == "two":
            m = w.whole(2, 30)
            up2 = not up
            if not up2 and m.value >= now.value:
                raise Unfit
            w.tell(
                f"after that, {w.n(m)} {'more ' if up2 else ''}{s.things} {s.come if up2 else s.go}",
                f"then {w.n(m)} {'other ' if up2 else 'of them '}{s.things + ' ' if up2 else ''}{s.come if up2 else s.go}",
                follows=True,
            )
            now = whole(now + m if up2 else now - m)
        elif also:
            j = w.whole(2, 30)
            w.tell(
                f"{w.n(j)} more {s.other} {s.come}",
                f"{w.n(j)} {s.other} {s.come}, too",
                follows=True,
            )
            w.ask(whole(second + j), f"how many {s.other} are {s.place} now")
        w.ask(
            now,
            f"how many {s.things} are {s.place} now",
            f"how many {s.things} are there now",
            f"how many {s.things} {'are' if up else 'stayed'} {s.place}"
            if form == "change"
            else f"how many {s.things} were {s.place} in the end",
        )
    elif form == "unknown":
        now2 = w.whole(3, 120)
        if now2.value == start.value:
            raise Unfit
        up = now2.value > start.value
        w.tell(
            f"some {'more ' if up else 'of the '}{s.things} {s.come if up else s.go}",
            f"then {'more' if up else 'some'} {s.things} {s.come if up else s.go}",
            follows=True,
        )
        w.tell(
            f"now there are {w.n(now2)} {s.things} {s.place}",
            f"now {w.n(now2)} {s.things} are {s.place}",
            f"there are {w.n(now2)} {s.things} {s.place} now",
            follows=True,
        )
        w.ask(
            whole(now2 - start if up else start - now2),
            f"how many {s.things} {s.come if up else s.go}",
        )
    else:
        gone, left = w.whole(2, 60), w.whole(2, 60)
        w.tell(f"there were some {s.things} {s.place}", f"some {s.things} were {s.place}")
        w.tell(f"{w.n(gone)} of them {s.go}", f"{w.n(gone)} {s.things} {s.go}", follows=True)
        w.tell(
            f"{w.n(left)} {s.things} were left",
            f"there are {w.n(left)} {s.things} {s.place} now",
            follows=True,
        )
        w.ask(
            whole(gone + left),
            f"how many {s.things} were {s.place} {w.pick('at first', 'in the beginning', 'before')}",
        )
    a = w.person()
    if w.chance(0.4):
        about_others(w, [a], w.of(BOUGHT))
        w.opening = ""
    w.aside(
        f"{w.n(w.whole(2, 60))} {s.other} were {w.pick('somewhere else', 'on their way', 'not there')}"
        if not also
        else f"the day before, there were {w.n(w.whole(2, 90))} {s.things} {s.place}",
        f"a week ago, there were {w.n(w.whole(2, 90))} {s.things} {s.place}",
    )
    w.aside(
        f"{a.n} watched for {w.n(w.whole(5, 50))} minutes",
        f"it was {w.n(w.whole(50, 90))} degrees that day",
        f"{w.n(w.whole(2, 9))} of the {s.things} were {w.pick('small', 'old', 'new', 'very big')}",
    )
