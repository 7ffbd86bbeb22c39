"""The words of stories: people, and things grouped by what one does with them."""

from __future__ import annotations

from dataclasses import dataclass

HERS = (
    "Amelia",
    "Anna",
    "Aria",
    "Beatrice",
    "Bella",
    "Brenda",
    "Camila",
    "Carla",
    "Charlotte",
    "Chloe",
    "Clara",
    "Dana",
    "Daisy",
    "Deborah",
    "Diana",
    "Elena",
    "Elise",
    "Emma",
    "Erin",
    "Eva",
    "Fatima",
    "Fiona",
    "Freya",
    "Gina",
    "Gloria",
    "Grace",
    "Greta",
    "Hannah",
    "Harper",
    "Hazel",
    "Helen",
    "Ida",
    "Ingrid",
    "Irene",
    "Isabel",
    "Ivy",
    "Jade",
    "Jasmine",
    "Joan",
    "Josie",
    "Judith",
    "Julia",
    "Kara",
    "Kate",
    "Kayla",
    "Kelly",
    "Laila",
    "Lara",
    "Layla",
    "Leah",
    "Lily",
    "Linda",
    "Lola",
    "Lucy",
    "Lydia",
    "Mabel",
    "Maria",
    "Martha",
    "Maya",
    "Mei",
    "Mia",
    "Molly",
    "Nadia",
    "Naomi",
    "Nina",
    "Nora",
    "Olga",
    "Olivia",
    "Paula",
    "Penny",
    "Petra",
    "Priya",
    "Rachel",
    "Renee",
    "Rita",
    "Rosa",
    "Ruby",
    "Ruth",
    "Sadie",
    "Sara",
    "Selena",
    "Sofia",
    "Stella",
    "Susan",
    "Tara",
    "Teresa",
    "Tessa",
    "Uma",
    "Valerie",
    "Vera",
    "Violet",
    "Wendy",
    "Yara",
    "Yolanda",
    "Zoe",
)
HIS = (
    "Aaron",
    "Abel",
    "Adam",
    "Ahmed",
    "Alan",
    "Albert",
    "Andre",
    "Anton",
    "Arthur",
    "Ben",
    "Boris",
    "Brian",
    "Caleb",
    "Carlos",
    "Cedric",
    "Charles",
    "Chris",
    "Clark",
    "Cole",
    "Colin",
    "Dan",
    "Darius",
    "David",
    "Dennis",
    "Derek",
    "Diego",
    "Dmitri",
    "Edgar",
    "Eli",
    "Eric",
    "Ethan",
    "Felix",
    "Finn",
    "Francis",
    "Frank",
    "Fred",
    "Gabriel",
    "Gary",
    "George",
    "Gordon",
    "Hank",
    "Harold",
    "Hassan",
    "Henry",
    "Hugo",
    "Ian",
    "Igor",
    "Isaac",
    "Ivan",
    "Jack",
    "Jamal",
    "James",
    "Jason",
    "Jay",
    "Jerome",
    "Joe",
    "John",
    "Jonas",
    "Juan",
    "Karl",
    "Keith",
    "Kenji",
    "Kevin",
    "Kyle",
    "Leo",
    "Liam",
    "Logan",
    "Louis",
    "Luca",
    "Luis",
    "Marcus",
    "Mark",
    "Martin",
    "Mateo",
    "Max",
    "Miguel",
    "Nathan",
    "Neil",
    "Noah",
    "Omar",
    "Oscar",
    "Owen",
    "Pablo",
    "Patrick",
    "Paul",
    "Pedro",
    "Peter",
    "Philip",
    "Quentin",
    "Rafael",
    "Raj",
    "Ralph",
    "Ray",
    "Robert",
    "Roger",
    "Ron",
    "Ryan",
    "Samir",
    "Scott",
    "Sean",
    "Simon",
    "Stefan",
    "Steve",
    "Theo",
    "Thomas",
    "Tim",
    "Tom",
    "Tony",
    "Victor",
    "Vincent",
    "Walter",
    "Will",
    "Xavier",
    "Zach",
)


@dataclass(frozen=True)
class Thing:
    """A noun in both numbers."""

    one: str
    many: str


def _things(text: str) -> tuple[Thing, ...]:
    found = []
    for word in text.split(","):
        one, _, many = word.strip().partition("/")
        found.append(Thing(one, many or _plural(one)))
    return tuple(found)


def _plural(one: str) -> str:
    if one.endswith(("s", "x", "ch", "sh")):
        return one + "es"
    if one.endswith("y") and one[-2] not in "aeiou":
        return one[:-1] + "ies"
    return one + "s"


def thing(text: str) -> Thing:
    """One noun, its plural behind a slash where it is irregular."""
    return _things(text)[0]


TOYS = _things(
    """marble, sticker, toy car, trading card, baseball card, stamp, coin, seashell, balloon,
    action figure, comic book, puzzle, yo-yo, teddy bear, kite, jump rope, doll, postcard, magnet,
    keychain, badge, robot, spinning top, building block, model plane, board game, video game,
    pebble, bead, rubber duck, poster, whistle"""
)
FRUIT = _things(
    """apple, orange, pear, peach, banana, plum, mango/mangoes, lemon, lime, kiwi, strawberry,
    cherry, fig, apricot, coconut, melon, watermelon, tomato/tomatoes, potato/potatoes, carrot,
    onion, cucumber, pumpkin, cabbage, pepper, radish, pineapple, grapefruit, avocado, nectarine"""
)
TREATS = _things(
    """cookie, cupcake, muffin, brownie, doughnut, pie, bagel, croissant, lollipop, gumdrop,
    chocolate bar, candy cane, jelly bean, mint, pretzel, sandwich/sandwiches, meatball, dumpling,
    pancake, waffle, egg roll, taco, hot dog, pastry, macaroon, biscuit, granola bar, caramel"""
)
SCHOOL = _things(
    """pencil, pen, notebook, eraser, crayon, marker, folder, ruler, paper clip, binder,
    highlighter, glue stick, index card, paintbrush, book, envelope,
    sheet of paper/sheets of paper"""
)
CLOTHES = _things(
    """shirt, hat, scarf/scarves, sweater, jacket, T-shirt, belt, necktie, dress, skirt, coat,
    cap, bow tie, headband, bracelet, necklace, ring, handbag, backpack, umbrella"""
)
PLANTS = _things(
    """rose, tulip, daisy, lily, sunflower, daffodil, orchid, fern, cactus/cacti, bush,
    oak tree, maple tree, pine tree, apple tree, rosebush, seedling, marigold, violet"""
)
ANIMALS = _things(
    """cow, sheep/sheep, goat, pig, horse, chicken, duck, goose/geese, turkey, rabbit, llama,
    donkey, pony, hen, lamb, calf/calves, alpaca, ostrich"""
)
PETS = _things(
    """dog, cat, goldfish/goldfish, hamster, parrot, turtle, guinea pig, kitten, puppy, canary,
    gecko, snail, frog, lizard, butterfly"""
)
GOODS = _things(
    """lamp, vase, candle, clock, mug, plate, bowl, chair, pillow, blanket, towel, rug, mirror,
    basket, picture frame, kettle, frying pan, flashlight, battery, light bulb, hammer, screwdriver,
    paint can, tile, bucket, brick, plank, soccer ball, basketball, tennis racket, helmet"""
)
COLLECTED = TOYS + SCHOOL[:8] + FRUIT[:8] + TREATS[:4]
BOUGHT = TOYS + FRUIT + TREATS + SCHOOL + CLOTHES + GOODS
MADE = TREATS[:12] + _things("bracelet, necklace, scarf/scarves, candle, card, paper crane, mug")

COLORS = ("red", "blue", "green", "yellow", "white", "black", "purple", "orange", "pink", "brown")
KINDS = ("small", "large", "old", "new", "wooden", "plastic", "striped", "plain")
HOLDERS = _things(
    """box, bag, basket, crate, jar, shelf/shelves, drawer, bin, tray, carton, pack, bucket, case,
    sack, chest, album, folder, tin, container, package"""
)
PLACES = (
    "at home", "at school", "in the garage", "in the attic", "in the kitchen", "in the basement",
    "at the office", "in the living room", "in the closet", "on the porch",
)  # fmt: skip
SHOPS = (
    "the store", "the market", "the mall", "the supermarket", "a flea market", "the corner shop",
    "a garage sale", "the farmers' market", "an online store", "the school fair",
)  # fmt: skip
RELATIVES = (
    ("her", "brother", 0), ("her", "sister", 1), ("her", "cousin", 0), ("her", "friend", 1),
)  # fmt: skip
JOBS = (
    ("waiter", "at a restaurant"), ("cashier", "at a grocery store"), ("tutor", "after school"),
    ("lifeguard", "at the city pool"), ("gardener", "in a park"), ("mechanic", "in a repair shop"),
    ("babysitter", "for the neighbors"), ("clerk", "at a library"), ("barista", "at a coffee shop"),
    ("cleaner", "at a hotel"), ("driver", "for a delivery company"), ("baker", "in a small bakery"),
    ("nurse", "at a clinic"), ("painter", "for a builder"), ("carpenter", "in a workshop"),
    ("dog walker", "in the neighborhood"), ("receptionist", "at a dentist's office"),
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
