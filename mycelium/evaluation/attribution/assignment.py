"""The assignment problem: pairs of rows and columns with the largest total score."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf


def best_pairs(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The pairs (row, column), each used once, whose scores have the largest sum.

    Pairs with a score of 0 or less are never made. Kuhn (1955), "The Hungarian
    method for the assignment problem", with potentials and shortest augmenting
    paths (Jonker and Volgenant, 1987): cubic in the longer side.

    Args:
        scores: A row of scores for each row, all of one length.

    Returns:
        The pairs in the order of the rows; among equal sums, always the same.
    """
    width = len(scores[0]) if scores else 0
    size = max(len(scores), width)
    # Padding with zeros makes it square, so that leaving out costs what a useless pair costs.
    cost = [
        [-max(0.0, scores[i][j]) if i < len(scores) and j < width else 0.0 for j in range(size)]
        for i in range(size)
    ]
    matched = _assigned(cost)
    return [
        (row, column)
        for row, column in enumerate(matched)
        if row < len(scores) and column < width and scores[row][column] > 0
    ]


def _assigned(cost: Sequence[Sequence[float]]) -> list[int]:
    """The column of each row at the smallest total cost; the matrix is square."""
    size = len(cost)
    # Index 0 of rows and columns is a stand-in from which each augmenting path begins.
    row_price = [0.0] * (size + 1)
    column_price = [0.0] * (size + 1)
    owner = [0] * (size + 1)
    for row in range(1, size + 1):
        owner[0] = row
        slack = [inf] * (size + 1)
        came_from = [0] * (size + 1)
        seen = [False] * (size + 1)
        column = 0
        while owner[column]:
            seen[column] = True
            here, step, following = owner[column], inf, 0
            for other in range(1, size + 1):
                if seen[other]:
                    continue
                reduced = cost[here - 1][other - 1] - row_price[here] - column_price[other]
                if reduced < slack[other]:
                    slack[other], came_from[other] = reduced, column
                if slack[other] < step:
                    step, following = slack[other], other
            for other in range(size + 1):
                if seen[other]:
                    row_price[owner[other]] += step
                    column_price[other] -= step
                else:
                    slack[other] -= step
            column = following
        while column:
            owner[column] = owner[came_from[column]]
            column = came_from[column]
    found = [0] * size
    for column in range(1, size + 1):
        found[owner[column] - 1] = column - 1
    return found
