"""The cue words, as tables: which words speak for which part a number plays.

Every weight in the plugin is set by hand and stands either here or in
`weights.py`; none is learned.
"""

from __future__ import annotations

import re


def _table(text: str) -> frozenset[str]:
    return frozenset(text.split())


LOSS_VERBS = _table(
    """gave give gives giving lost lose loses losing ate eat eats eaten eating sold sell sells
    selling spent spend spends spending used use uses using threw throw throws thrown broke break
    breaks broken cut missed
    deleted delete deletes removed remove removes left leave leaves quit quits
    wilted died die dies rid shared share shares lent lend lends sent send sends donated donate
    donates finished finish finishes installed melted burned flew escaped popped expired dropped
    drops drop destroy destroyed traded lands cashed poured leaked fell discarded
    handed returned graded beat cooked painted mailed colored borrowed
    borrow stole read took take takes taken drank drink drinks spilled
    defeated washed missing recycled absent paid pay pays dealt licked chopped mowed"""
)
"""Verbs whose object its subject has no longer (or need not do any more)."""

WORK_VERBS = _table(
    "finished finish finishes installed graded cooked painted colored read washed"
    " beat defeated recycled mowed paid took take takes ran walked drank picked used cut"
    " flew drove spilled poured fell lands dealt missing absent beats"
)
"""Verbs of `LOSS_VERBS` that take away only from something that stood there before."""

GAIN_VERBS = _table(
    """found find finds got get gets bought buy buys received receive receives earned earn earns
    collected collect collects won win wins made make makes baked bake bakes added add adds
    joined join joins joining gained gain gains grew grow grows saved save saves came come comes
    brought bring brings caught catch catches picked pick picks arrived arrive hatched purchased
    purchase borrows started downloaded adopted built build builds gathered gather scored began"""
)
"""Verbs whose object its subject now has."""

GIVE_VERBS = _table(
    "gave give gives giving sent send sends lent lend lends handed hand hands paid pay mailed"
    " offered offers shared shares share brought bring brings"
)
"""Verbs that move things from a giver, their subject, to a receiver."""

ACTIONS = LOSS_VERBS | GAIN_VERBS | GIVE_VERBS

HOLD_VERBS = _table(
    "has have had is are was were there needs need needed wants owns own contains contain holds"
    " hold"
)

OTHER_VERBS = _table(
    """weighs weighed weigh costs cost ran run runs walked drove went goes go does did do will would
    can could should ordered order works worked sat sit sitting saw see sees wrote wants want
    takes carries carry held fit fits sleeps charges charged rode ride rides rented lives live
    decided decide served serve serves split divided divide shows drew draws dug laid lay sings
    measures measured swam dove travels traveled packs packed stored equals wore became
    gotten were worth let ended end ends think estimates harvests"""
)

AUXILIARIES = _table(
    "is are was were be been do does did has have had will would can could should must may might"
)

PRONOUNS = _table(
    "he she they it i we you him her them us me his their its my our your hers theirs this"
)

NOT_ED_VERBS = _table("seed speed weed hundred need bleed breed shed sled bed red feed")

STOP_WORDS = _table(
    """a an the of in on at to from for with by into onto per each every and or but if then that
    which who when while as than so because before after during over under about until last next
    there     this these those he she they it i we you him her them us his their its my our your me
    how many much what is are was were be been do does did has have had will would can could
    should must may might not no yes now today tomorrow yesterday currently still already only just
    also later again there altogether total all both either instead together apiece away back
    up out off down equally evenly left remaining remain where here ago using since not
    inside outside between among around near through across towards toward early exactly
    didn't don't doesn't wasn't weren't aren't isn't couldn't can't won't wouldn't"""
)
"""Words at which a noun phrase ends."""

FILLERS = _table(
    "more another other new extra additional fewer less of whole full different identical same"
    " equal total few old regular original remaining"
)
"""Words inside a noun phrase that say nothing of what is counted."""

MONEY = _table("dollar cent money buck penny $ price cost")
TIME = _table("second minute hour day week month year time")
DISTANCE = _table("mile kilometer km foot inch meter metre yard centimeter distance")
WEIGHT = _table("pound ton gram kilogram kg ounce weight")
CONTAINERS = _table(
    "box bag package pack packet carton case shelf page row group pile basket drawer jar table van"
    " bus bowl crate container stack team album folder binder load set bucket bin bouquet tank"
)

UNIT_CLASSES: dict[str, frozenset[str]] = {
    "money": MONEY,
    "time": TIME,
    "distance": DISTANCE,
    "weight": WEIGHT,
}
"""Words that measure the same thing; a question for money matches dollars."""

HYPERNYMS: dict[str, frozenset[str]] = {
    "person": _table(
        "child boy girl man woman adult kid student teacher pupil player friend member guest"
        " employee customer passenger parent immigrant"
    ),
    "child": _table("boy girl kid student pupil"),
    "student": _table("boy girl child kid pupil"),
    "player": _table("boy girl friend"),
    "customer": _table("man woman person adult child"),
    "animal": _table("dog cat bird fish horse cow pig sheep chicken duck rabbit lion tiger"),
    "bird": _table("parrot parakeet duck goose crow robin chicken"),
    "flower": _table("rose tulip daisy lily orchid daffodil"),
    "fruit": _table("apple orange banana pear plum peach lemon lime mango"),
    "pet": _table("dog cat bird fish puppy kitten rabbit hamster"),
    "vegetable": _table("carrot potato tomato onion cucumber"),
    "coin": _table("penny nickel dime quarter"),
    "toy": _table("doll car ball truck block marble bear"),
    "pastry": _table("cupcake cookie pie brownie muffin cake"),
    "dessert": _table("cake pie cookie brownie"),
    "vehicle": _table("car truck bus van bike motorcycle"),
    "sweet": _table("candy chocolate lollipop cookie cake"),
    "tree": _table("oak maple pine walnut"),
    "sport": _table("soccer football baseball basketball"),
    "furniture": _table("chair table desk sofa bed"),
    "pie": _table("pecan apple pumpkin"),
}
"""A word of a question and words of things that it covers."""

COIN_VALUES = {
    "penny": "0.01",
    "nickel": "0.05",
    "dime": "0.1",
    "quarter": "0.25",
    "half-dollar": "0.5",
}
"""US coins in dollars, for problems that count coins and ask for money."""

CENTS = "cent"

PERIODS = {"week": ("day", 7), "year": ("month", 12), "day": ("hour", 24), "hour": ("minute", 60)}
"""Periods, and how many of which smaller period they hold."""

SPLITTING = re.compile(
    r"\b(?:split|divid\w+|shar\w+|equal\w*|evenly|same number|distribut\w+|separat\w+|among)\b",
    re.IGNORECASE,
)
"""Words of sharing in equal parts."""

CALENDAR = _table(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may"
    " june july august september october november december"
)
"""Capital words that are nobody's name."""

WHEN = ("today", "yesterday", "tomorrow", "this year", "last year", "next year")
"""Times that exclude each other."""

VERB_FAMILIES = tuple(
    _table(family)
    for family in (
        "use used uses using",
        "sell sold sells selling",
        "spend spent spends pay paid pays cost costs buy bought",
        "eat ate eats eaten",
        "give gave gives given",
        "pick picked picks",
        "plant planted plants",
        "read reads",
        "lose lost loses",
        "run ran runs",
        "walk walked walks",
        "take took takes taken",
        "make made makes",
        "cook cooked",
        "put puts",
        "drink drank drinks",
        "break broke broken",
        "serve served",
    )
)
"""Forms of one verb, or verbs that say the same: `bought for 5 dollars`, `did he spend`."""
