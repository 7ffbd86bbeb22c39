r"""Gold answers beside computed ones, and what the comparison must say.

One case a line: gold text ~ value in the language ~ `=` or `/`; values are run
through the executor first, so that they have the form that a program's answer has.
"""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    gold: str
    value: str
    goal: str
    equal: bool


def _cases(goal: str, table: str) -> list[Case]:
    found = []
    for line in table.strip().splitlines():
        gold, value, mark = (part.strip() for part in line.rsplit("~", 2))
        found.append(Case(gold, value, goal, {"=": True, "/": False}[mark]))
    return found


INTEGER = _cases(
    "integer",
    r"""
    72 ~ 72 ~ =
    72 ~ 73 ~ /
    72.0 ~ 72 ~ =
    72.00 ~ 72 ~ =
    -3 ~ -3 ~ =
    −3 ~ -3 ~ =
    -3 ~ 3 ~ /
    1,080 ~ 1080 ~ =
    1,080 ~ 1081 ~ /
    109,200,000 ~ 109200000 ~ =
    $1,234 ~ 1234 ~ =
    \$18 ~ 18 ~ =
    $18$ ~ 18 ~ =
    €25 ~ 25 ~ =
    £3 ~ 3 ~ =
    USD 40 ~ 40 ~ =
    Rs. 1200 ~ 1200 ~ =
    72 clips ~ 72 ~ =
    72 clips ~ 27 ~ /
    5 cm ~ 5 ~ =
    5cm ~ 5 ~ =
    5 m ~ 5 ~ =
    5 m/s ~ 5 ~ =
    5 \text{ cm}^2 ~ 5 ~ =
    12 square feet ~ 12 ~ =
    60 miles per hour ~ 60 ~ =
    20 min ~ 20 ~ =
    30 sec ~ 30 ~ =
    45^\circ ~ 45 ~ =
    45° ~ 45 ~ =
    90 degrees ~ 90 ~ =
    $5 per hour ~ 5 ~ =
    3 million ~ 3000000 ~ =
    3 million ~ 3 ~ /
    2 dozen ~ 24 ~ =
    2 dozen eggs ~ 2 ~ /
    \boxed{72} ~ 72 ~ =
    The answer is 72. ~ 72 ~ =
    so it is \boxed{7}, as claimed ~ 7 ~ =
    x = 5 ~ 5 ~ =
    x=5 ~ 6 ~ /
    f(2) = 0 ~ 0 ~ =
    9E7 ~ 90000000 ~ =
    1.5 \times 10^3 ~ 1500 ~ =
    2^{10} ~ 1024 ~ =
    5! ~ 120 ~ =
    \binom{5}{2} ~ 10 ~ =
    \log_2 8 ~ 3 ~ =
    (-4)/(-2) ~ 2 ~ =
    -2(3) ~ -6 ~ =
    1{,}000 ~ 1000 ~ =

    """,
)

RATIONAL = _cases(
    "rational",
    r"""
    1/2 ~ 1/2 ~ =
    \frac{1}{2} ~ 1/2 ~ =
    \frac{1}{2} ~ 1/3 ~ /
    \frac12 ~ 1/2 ~ =
    \dfrac{1}{2} ~ 1/2 ~ =
    \tfrac{7}{3} ~ 7/3 ~ =
    -\frac{3}{4} ~ -3/4 ~ =
    \frac{-3}{4} ~ -3/4 ~ =
    -\frac{3}{4} ~ 3/4 ~ /
    2/4 ~ 1/2 ~ =
    ½ ~ 1/2 ~ =
    2\frac{1}{2} ~ 5/2 ~ =
    2\frac{1}{2} ~ 1 ~ /
    2 1/2 ~ 5/2 ~ =
    3½ cups ~ 7/2 ~ =
    0.333 ~ 1/3 ~ =
    0.33 ~ 1/3 ~ =
    0.34 ~ 1/3 ~ /
    0.3 ~ 1/3 ~ /
    0.334 ~ 1/3 ~ /
    1/3 ~ 333/1000 ~ /
    .25 ~ 1/4 ~ =
    0.5 ~ 1/2 ~ =
    0.67 ~ 2/3 ~ =
    0.66 ~ 2/3 ~ /
    -0.33 ~ -1/3 ~ =
    -$0.33 ~ -1/3 ~ =
    -0.33 ~ 1/3 ~ /
    0.13 ~ 1/8 ~ =
    0.12 ~ 1/8 ~ /
    -0.13 ~ -1/8 ~ =
    0.833333333333333 ~ 5/6 ~ =
    2.14285714286 ~ 15/7 ~ =
    0.\overline{3} ~ 1/3 ~ =
    0.1\overline{6} ~ 1/6 ~ =
    0.\overline{3} ~ 333/1000 ~ /
    3:2 ~ 3/2 ~ =
    3 : 2 ~ 2/3 ~ /
    1 ~ 99/100 ~ /
    7 ~ 701/100 ~ /
    7.00 ~ 7001/1000 ~ =
    7.0 ~ 701/100 ~ /
    40/3 ~ 40/3 ~ =
    40/3 ~ 1333/100 ~ /
    13.333 ~ 40/3 ~ =
    """,
)

DECIMAL = _cases(
    "decimal",
    r"""
    1.524 ~ 1.524 ~ =
    1.52 ~ 1.524 ~ =
    1.53 ~ 1.524 ~ /
    1.5 ~ 1.524 ~ /
    2 ~ 1.999 ~ /
    2.00 ~ 1.999 ~ =
    $1,234.50 ~ 1234.5 ~ =
    $1,234.50 ~ 1234.51 ~ /
    $ 12.70 ~ 12.7 ~ =
    $12.7 ~ 12.75 ~ /
    0.10 ~ 0.1 ~ =
    0.1 ~ 0.1 ~ =
    1.0 ~ 1 ~ =
    1/8 ~ 0.125 ~ =
    1.25 million ~ 1250000 ~ =
    12.5 hours ~ 12.5 ~ =
    3.1416 ~ 3.14159 ~ =
    """,
)

PERCENT = _cases(
    "percent",
    r"""
    12% ~ 12/100 ~ =
    12\% ~ 12/100 ~ =
    12 % ~ 12/100 ~ =
    12 percent ~ 12/100 ~ =
    12% ~ 12 ~ =
    12% ~ 13/100 ~ /
    12% ~ 13 ~ /
    12 ~ 12/100 ~ =
    0.12 ~ 12/100 ~ =
    12.5% ~ 1/8 ~ =
    33.33% ~ 1/3 ~ =
    33.33% ~ 100/3 ~ =
    33.3% ~ 1/3 ~ /
    33% ~ 1/3 ~ /
    33.34% ~ 1/3 ~ /
    250\% ~ 5/2 ~ =
    100% ~ 1 ~ =
    \frac{1}{2}\% ~ 1/200 ~ =
    """,
)

NOT_PERCENT = _cases(
    "rational",
    r"""
    12% ~ 3/25 ~ =
    12% ~ 12 ~ /
    12 ~ 3/25 ~ /
    12.5 percent ~ 1/8 ~ =
    12.5 percent ~ 25/2 ~ /
    """,
)

NUMBER = _cases(
    "number",
    r"""
    \sqrt{2} ~ sqrt(2) ~ =
    \sqrt2 ~ sqrt(2) ~ =
    √2 ~ sqrt(2) ~ =
    sqrt(2) ~ sqrt(2) ~ =
    \sqrt{2} ~ sqrt(3) ~ /
    2\sqrt{2} ~ sqrt(8) ~ =
    \frac{1}{\sqrt{2}} ~ sqrt(2)/2 ~ =
    \frac{\sqrt{3}}{2} ~ sqrt(3)/2 ~ =
    \sqrt{2} + \sqrt{3} ~ sqrt(5 + 2*sqrt(6)) ~ =
    \sqrt[3]{2} ~ cbrt(2) ~ =
    \sqrt[4]{16} ~ 2 ~ =
    2^{1/2} ~ sqrt(2) ~ =
    2\pi ~ 2*pi ~ =
    2π ~ 2*pi ~ =
    \frac{\pi}{6} ~ pi/6 ~ =
    \frac{\pi}{6} ~ pi/3 ~ /
    3.14 ~ pi ~ =
    3.15 ~ pi ~ /
    3.1 ~ pi ~ /
    3.1416 ~ pi ~ =
    1.41 ~ sqrt(2) ~ =
    1.42 ~ sqrt(2) ~ /
    -1.41 ~ -sqrt(2) ~ =
    22/7 ~ pi ~ /
    1 + 3\sqrt{11} ~ 1 + 3*sqrt(11) ~ =
    1 - 3\sqrt{11} ~ 1 + 3*sqrt(11) ~ /
    e^2 ~ exp(2) ~ =
    e ~ E ~ =
    2.718 ~ E ~ =
    \ln 2 ~ ln(2) ~ =
    ln2 ~ ln(2) ~ =
    0.693 ~ ln(2) ~ =
    \log_{10} 2 ~ log(2) ~ =
    \log 2 ~ log(2, 10) ~ =
    \sin 30^\circ ~ 1/2 ~ /
    \arctan 1 ~ pi/4 ~ =
    \cos \frac{\pi}{3} ~ 1/2 ~ =
    \left|-3\right| ~ 3 ~ =
    |1 - \sqrt{2}| ~ sqrt(2) - 1 ~ =
    \left(\frac{2}{3}\right)^2 ~ 4/9 ~ =
    """,
)

COMPLEX = _cases(
    "complex_standard_form",
    r"""
    5 - i ~ 5 - I ~ =
    5-1i ~ 5 - I ~ =
    5 - i ~ 5 + I ~ /
    5 - i ~ 5 ~ /
    -i + 5 ~ (3 + 2*I)*(1 - I) ~ =
    i ~ I ~ =
    -i ~ I ~ /
    2+3i ~ 2 + 3*I ~ =
    \frac{1+i}{1-i} ~ I ~ =
    \frac{1}{2} + \frac{\sqrt{3}}{2}i ~ 1/2 + sqrt(3)*I/2 ~ =
    3i^2 ~ -3 ~ =
    7 ~ 7 ~ =
    """,
)

EXPRESSION = _cases(
    "expression",
    r"""
    x^2 + 3x - 10 ~ x**2 + 3*x - 10 ~ =
    (x+5)(x-2) ~ x**2 + 3*x - 10 ~ =
    (x+5)(x+2) ~ x**2 + 3*x - 10 ~ /
    2xy ~ 2*x*y ~ =
    2xy ~ 2*x ~ /
    2x ~ 2 ~ /
    x(x+1) ~ x**2 + x ~ =
    \frac{x^2-1}{x-1} ~ x + 1 ~ =
    \frac{2x+2}{x(x+2)} ~ (2*x + 2)/(x*(x + 2)) ~ =
    y = 2x + 3 ~ 2*x + 3 ~ =
    f(x) = x^2 ~ x**2 ~ =
    \sin^2(x) + \cos^2(x) ~ 1 ~ =
    \sin^2 x + \cos^2 x ~ 1 ~ =
    \sin 2x ~ 2*x ~ /
    e^{2x} ~ exp(2*x) ~ =
    e^{2x} ~ exp(x)**3 ~ /
    -\frac{b}{2a} ~ -b/(2*a) ~ =
    \sqrt{x^2} ~ abs(x) ~ =
    \sqrt{x^2} ~ x ~ /
    x_1 + x_2 ~ x_2 + x_1 ~ =
    1 + 2(n - 1)n ~ n**2 + (n - 1)**2 ~ =
    2\pi r ~ 2*pi*r ~ =
    xy = 6 ~ 6 ~ /
    x ~ y ~ /
    """,
)

EQUATION = _cases(
    "equation",
    r"""
    y = 2x + 3 ~ Eq(y, 2*x + 3) ~ =
    2y = 4x + 6 ~ Eq(y, 2*x + 3) ~ =
    2x - y + 3 = 0 ~ Eq(y, 2*x + 3) ~ =
    y = 2x + 4 ~ Eq(y, 2*x + 3) ~ /
    2x + 3 ~ Eq(y, 2*x + 3) ~ =
    x^2 + y^2 = 25 ~ Eq(x**2 + y**2, 25) ~ =
    x^2 + y^2 = 5 ~ Eq(x**2 + y**2, 25) ~ /
    3 = x ~ Eq(x, 3) ~ =
    """,
)

INEQUALITY = _cases(
    "inequality",
    r"""
    x < 3 ~ x < 3 ~ =
    x < 3 ~ 3 > x ~ =
    x < 3 ~ x <= 3 ~ /
    x \le 3 ~ x <= 3 ~ =
    x > 3 ~ x < 3 ~ /
    -2x < 6 ~ x > -3 ~ =
    -2x < 6 ~ x < -3 ~ /
    y \geq x + 1 ~ y - x >= 1 ~ =
    -2 < x \le 3 ~ and(x > -2, x <= 3) ~ =
    -2 < x \le 3 ~ and(x > -2, x < 3) ~ /
    (-2, 3] ~ and(x > -2, x <= 3) ~ =
    """,
)

INTEGER_SET = _cases(
    "integer_set",
    r"""
    {-2, 5} ~ {5, -2} ~ =
    5, -2 ~ {5, -2} ~ =
    \{-2, 5\} ~ {5, -2} ~ =
    \left\{-2, 5\right\} ~ {5, -2} ~ =
    {-2; 5} ~ {5, -2} ~ =
    -2 and 5 ~ {5, -2} ~ =
    -2 or 5 ~ {5, -2} ~ =
    x = -2 or x = 5 ~ {5, -2} ~ =
    x = -2, x = 5 ~ {5, -2} ~ =
    x \in \{-2, 5\} ~ {5, -2} ~ =
    {-2, 5, 6} ~ {5, -2} ~ /
    {-2} ~ {5, -2} ~ /
    {-2, 6} ~ {5, -2} ~ /
    -4, -3, -2, -1, 0, 1, 2, 3, 4 ~ integers(interval(-4, 4)) ~ =
    5 ~ {5} ~ =
    5 ~ {5, 6} ~ /
    \pm 3 ~ {3, -3} ~ =
    \pm 3 ~ {3} ~ /
    """,
)

SOLUTION_SET = _cases(
    "solution_set",
    r"""
    1 \pm 3\sqrt{11} ~ {1 - 3*sqrt(11), 1 + 3*sqrt(11)} ~ =
    m = 1 ± 3√11 ~ {1 - 3*sqrt(11), 1 + 3*sqrt(11)} ~ =
    1 \pm 3\sqrt{10} ~ {1 - 3*sqrt(11), 1 + 3*sqrt(11)} ~ /
    {3+sqrt(2); 3-sqrt(2)} ~ {3 - sqrt(2), 3 + sqrt(2)} ~ =
    1.59, 4.41 ~ {3 - sqrt(2), 3 + sqrt(2)} ~ =
    12; 22 ~ {(12, 22)} ~ =
    22; 12 ~ {(12, 22)} ~ =
    12; 23 ~ {(12, 22)} ~ /
    (12, 22) ~ {(12, 22)} ~ =
    (22, 12) ~ {(12, 22)} ~ /
    15; 15 ~ {(15, 15)} ~ =
    15; 16 ~ {(15, 15)} ~ /
    80; 82 or -64; -62 ~ {(80, 82), (-64, -62)} ~ =
    80; 82 or -64; -62 ~ {(80, 82)} ~ /
    \{(1, 2), (3, 4)\} ~ {(3, 4), (1, 2)} ~ =
    \{(1, 2), (3, 4)\} ~ {(4, 3), (1, 2)} ~ /
    no solution ~ {} ~ =
    \emptyset ~ {} ~ =
    no solution ~ {0} ~ /
    none ~ {} ~ =
    x = 3, y = 5 ~ {(3, 5)} ~ =
    """,
)

INTERVAL = _cases(
    "interval",
    r"""
    x \in [-2,7] ~ interval(-2, 7) ~ =
    [-2,7] ~ interval(-2, 7) ~ =
    [-2,7) ~ interval(-2, 7) ~ /
    [-2,7) ~ right_open_interval(-2, 7) ~ =
    (-2,7) ~ open_interval(-2, 7) ~ =
    (-2,7) ~ interval(-2, 7) ~ /
    (-2,7] ~ left_open_interval(-2, 7) ~ =
    -2 \le x \le 7 ~ interval(-2, 7) ~ =
    7 \ge x \ge -2 ~ interval(-2, 7) ~ =
    -2 < x < 7 ~ interval(-2, 7) ~ /
    [-2,8] ~ interval(-2, 7) ~ /
    (-\infty, 3] ~ left_open_interval(-oo, 3) ~ =
    x \le 3 ~ left_open_interval(-oo, 3) ~ =
    x < 3 ~ left_open_interval(-oo, 3) ~ /
    x \ge 3 ~ right_open_interval(3, oo) ~ =
    \left[\frac{1}{2}, \sqrt{2}\right] ~ interval(1/2, sqrt(2)) ~ =
    [0, 1.41] ~ interval(0, sqrt(2)) ~ =
    """,
)

SET = _cases(
    "set",
    r"""
    [1, 2) \cup (5, \infty) ~ union(right_open_interval(1, 2), open_interval(5, oo)) ~ =
    (5, \infty) \cup [1, 2) ~ union(right_open_interval(1, 2), open_interval(5, oo)) ~ =
    [1, 2] \cup (5, \infty) ~ union(right_open_interval(1, 2), open_interval(5, oo)) ~ /
    all real numbers ~ open_interval(-oo, oo) ~ =
    \mathbb{R} ~ open_interval(-oo, oo) ~ =
    {1,234} ~ {1234} ~ =
    {1,234} ~ {1, 234} ~ =
    """,
)

POINT = _cases(
    "point",
    r"""
    (3, 4) ~ (3, 4) ~ =
    (4, 3) ~ (3, 4) ~ /
    3, 4 ~ (3, 4) ~ =
    (3, \frac{\pi}{2}) ~ (3, pi/2) ~ =
    \left(\frac{1}{2}, -1\right) ~ (1/2, -1) ~ =
    (1, 2, 3) ~ (1, 2, 3) ~ =
    (1, 2, 3) ~ (1, 2, 4) ~ /
    (1, 2) ~ (1, 2, 3) ~ /
    (0.33, 2) ~ (1/3, 2) ~ =
    """,
)

BOOLEAN = _cases(
    "boolean",
    r"""
    true ~ 3 < 4 ~ =
    yes ~ 3 < 4 ~ =
    Yes ~ 3 < 4 ~ =
    no ~ 3 < 4 ~ /
    False ~ 3 > 4 ~ =
    True ~ is_prime(9) ~ /
    1 ~ 3 < 4 ~ /
    """,
)

CASES = [
    *INTEGER,
    *RATIONAL,
    *DECIMAL,
    *PERCENT,
    *NOT_PERCENT,
    *NUMBER,
    *COMPLEX,
    *EXPRESSION,
    *EQUATION,
    *INEQUALITY,
    *INTEGER_SET,
    *SOLUTION_SET,
    *INTERVAL,
    *SET,
    *POINT,
    *BOOLEAN,
]
