"""Problems of the project's own, and their answers in the language."""

from __future__ import annotations

CLIPS = (
    "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in "
    "May. How many clips did Natalia sell altogether in April and May?"
)

SOLVED: tuple[tuple[str, str], ...] = (
    (CLIPS, "72"),
    # One step: adding.
    ("Vera picked 14 figs and Otto picked 9 figs. How many figs did they pick in all?", "23"),
    ("A pond has 8 frogs. Then 5 more frogs jump in. How many frogs are in the pond now?", "13"),
    ("The first jug holds 1.5 liters and the second 2.25 liters. What is the total?", "3.75"),
    ("There are 31 red kites and 27 blue kites in the sky. How many kites are there?", "58"),
    ("Mona had some stamps. She gave 12 to Piet and has 20 left. How many had she at first?", "32"),
    ("Selma scored 21 points on Friday. On Sunday she scored 17. What is the sum?", "38"),
    # One step: taking away.
    ("Otto had 25 nails. He used 9 of them. How many nails are left?", "16"),
    ("Piet has 52 stamps. He gives 17 to Mona. How many stamps does Piet have now?", "35"),
    ("Rosa is 162 cm tall and Timo is 149 cm tall. How much taller is Rosa than Timo?", "13"),
    ("The library owns 830 books. 245 of them are lent out. How many books are still in?", "585"),
    ("Mona needs 60 dollars for a coat. She has 42 dollars. How much more does she need?", "18"),
    ("A tank held 80.5 liters. 12.25 liters leaked out. How many liters remain?", "68.25"),
    ("Ida has some shells. She finds 8 more. Now she has 30. How many did she start with?", "22"),
    # One step: multiplying and dividing.
    ("There are 7 rows of chairs with 12 chairs in each row. How many chairs are there?", "84"),
    ("A ticket costs $4.50. How much do 6 tickets cost?", "27"),
    ("Otto runs 5 miles every day. How many miles does he run in 9 days?", "45"),
    ("Vera puts 6 eggs in each carton. She has 54 eggs. How many cartons does she fill?", "9"),
    ("Timo shares 35 cards equally among 5 friends. How many cards does each friend get?", "7"),
    ("A train goes 240 miles at 60 miles per hour. How long does it travel?", "4"),
    ("Selma has 4 coins. Piet has 3 times as many coins. How many coins has Piet?", "12"),
    ("A rope of 20 meters is cut into pieces of 4 meters. How many pieces are there?", "5"),
    ("Rosa has 36 beads and Ida has 9. How many times as many beads as Ida has Rosa?", "4"),
    ("Mona bought 3 dozen rolls for a feast. How many rolls did Mona buy?", "36"),
    ("What is 25% of 48?", "12"),
    # Two steps.
    (
        "A baker had 40 rolls, but 6 of them burned. If the rest go into 2 baskets, how many rolls "
        "are in each basket?",
        "17",
    ),
    ("Otto sold 5 red lamps and 3 blue lamps. If each lamp cost $9, what did he earn?", "72"),
    ("Ida had 18 plums. She ate 4 and then picked 11 more. How many plums has she now?", "25"),
    (
        "A hall has 9 tables. If each table seats 4 men and 2 women, how many people can sit down?",
        "54",
    ),
    (
        "Piet packed 3 boxes with 8 jars each and 2 crates with 10 jars each. How many jars did he "
        "pack in total?",
        "44",
    ),
    ("Rosa has 26 pens. Timo has 5 more pens than Rosa. How many pens do they have in all?", "57"),
    # What does not count.
    ("Vera has 12 pears and 7 nuts. She buys 5 pears. How many pears does she have now?", "17"),
    ("Otto has 40 bolts. Selma has 15 bolts. Otto loses 6. How many bolts will Otto have?", "34"),
    # Implicit steps.
    ("A film lasts 150 minutes. How many hours does the film last?", "2.5"),
    ("A rope is 5 feet long. How long is the rope, in metres?", "1.524"),
    (
        "30% of the beads are red and 45% are blue. What percent of the beads are not red or blue?",
        "25",
    ),
    ("Lea has 3 quarters. How many cents does Lea have?", "75"),
    # Written in formulas.
    ("What is 17 mod 5?", "2"),
    ("If m = r + 2 and m × r = 98, find m.", "{1 - 3*sqrt(11), 1 + 3*sqrt(11)}"),
    ("Find all values of x such that x^2 + 3x - 10 = 0.", "{-5, 2}"),
    ("Find all integers x with x² < 20.", "{-4, -3, -2, -1, 0, 1, 2, 3, 4}"),
    ("Compute (3 + 2i)(1 − i).", "5 - I"),
    ("What is the greatest common divisor of 84 and 36?", "12"),
)
