"""Where the boxes of a graph go: layers from top to bottom, few crossings, short edges.

The layered method of Sugiyama, Tagawa and Toda (1981): layers from the longest
paths, barycentre sweeps against crossings, then horizontal places that keep
edges upright, found by isotonic regression. Deterministic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

SWEEPS = 12


@dataclass(frozen=True)
class Box:
    """A placed box: its centre and size, in points, y downwards."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """A placed graph.

    Attributes:
        boxes: The box of each node.
        routes: For each edge the points through which it runs, from box to box.
        width: The width of the whole, in points.
        height: The height of the whole, in points.
    """

    boxes: Mapping[str, Box]
    routes: Mapping[tuple[str, str], tuple[tuple[float, float], ...]]
    width: float
    height: float


def lay_out(
    sizes: Mapping[str, tuple[float, float]],
    edges: Sequence[tuple[str, str]],
    *,
    gap: float = 22.0,
    layer_gap: float = 44.0,
) -> Layout:
    """Place the nodes of an acyclic graph.

    Args:
        sizes: Width and height of each node, in points; in an order in which every
            edge leads forwards.
        edges: Pairs of nodes, from and to.
        gap: The least space between neighbours in a layer.
        layer_gap: The space between two layers.
    """
    depth = _depths(list(sizes), edges)
    nodes: dict[str, tuple[float, float]] = dict(sizes)
    chains: dict[tuple[str, str], list[str]] = {}
    for start, end in edges:
        # A long edge takes a place of its own in every layer that it crosses.
        via = [f"{start} {end} {level}" for level in range(depth[start] + 1, depth[end])]
        chains[start, end] = [start, *via, end]
        for level, name in enumerate(via, depth[start] + 1):
            nodes[name], depth[name] = (4.0, 0.0), level
    links = [pair for chain in chains.values() for pair in pairwise(chain)]
    layers: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for name in nodes:
        layers[depth[name]].append(name)
    _order(layers, links)
    x = _abscissae(layers, links, {name: size[0] for name, size in nodes.items()}, gap)
    return _placed(sizes, nodes, layers, chains, x, layer_gap)


def _depths(names: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The layer of each node, from the top.

    A node stands as low as its users and a full layer let it; one that nobody uses,
    as high as its operands let it.
    """
    most = max(4, ceil(sqrt(2 * len(names))))
    users: dict[str, list[str]] = {name: [] for name in names}
    for start, end in edges:
        users[start].append(end)
    height: dict[str, int] = {}
    filled: dict[int, int] = {}
    for name in reversed(names):
        level = max((height[user] + 1 for user in users[name]), default=0)
        while filled.get(level, 0) >= most:
            level += 1
        height[name] = level
        filled[level] = filled.get(level, 0) + 1
    top = max(height.values())
    operands: dict[str, list[str]] = {}
    for start, end in edges:
        operands.setdefault(end, []).append(start)
    for name in names:
        if not users[name]:
            filled[height[name]] -= 1
            level = (
                min((height[operand] for operand in operands.get(name, ())), default=top + 1) - 1
            )
            while level > height[name] and filled.get(level, 0) >= most:
                level -= 1
            height[name] = level
            filled[level] += 1
    rank = {level: i for i, level in enumerate(sorted(set(height.values()), reverse=True))}
    return {name: rank[level] for name, level in height.items()}


def _neighbours(links: Sequence[tuple[str, str]], *, above: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for start, end in links:
        found.setdefault(end if above else start, []).append(start if above else end)
    return found


def _order(layers: list[list[str]], links: Sequence[tuple[str, str]]) -> None:
    """Sort each layer by the mean place of its neighbours, sweeping down and up; keep the best."""
    above, below = _neighbours(links, above=True), _neighbours(links, above=False)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, below)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for layer, fixed in (
            zip(layers[1:], layers, strict=False)
            if down
            else zip(layers[-2::-1], layers[:0:-1], strict=False)
        ):
            place = {name: i for i, name in enumerate(fixed)}
            near = above if down else below
            # A node without neighbours there stays where it is.
            mean = {
                name: sum(place[n] for n in near[name]) / len(near[name])
                if name in near
                else i * (len(fixed) - 1) / max(1, len(layer) - 1)
                for i, name in enumerate(layer)
            }
            layer.sort(key=mean.__getitem__)
        crossings = _crossings(layers, below)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    layers[:] = best


def _crossings(layers: Sequence[Sequence[str]], below: Mapping[str, Sequence[str]]) -> int:
    count = 0
    for upper, lower in pairwise(layers):
        place = {name: i for i, name in enumerate(lower)}
        ends = [sorted(place[n] for n in below.get(name, ())) for name in upper]
        seen: list[int] = []
        for group in ends:
            count += sum(1 for end in group for other in seen if other > end)
            seen.extend(group)
    return count


def _abscissae(
    layers: Sequence[Sequence[str]],
    links: Sequence[tuple[str, str]],
    widths: Mapping[str, float],
    gap: float,
) -> dict[str, float]:
    """The horizontal centre of each node: near its neighbours', in order, with gaps kept."""
    x: dict[str, float] = {}
    for layer in layers:
        at = 0.0
        for name in layer:
            x[name] = at + widths[name] / 2
            at += widths[name] + gap
        middle = (at - gap) / 2
        for name in layer:
            x[name] -= middle
    above, below = _neighbours(links, above=True), _neighbours(links, above=False)
    for sweep in range(2 * SWEEPS + 1):
        down = sweep % 2 == 0
        near = above if down else below
        for layer in layers if down else layers[::-1]:
            wanted = [
                sum(x[n] for n in near[name]) / len(near[name]) if name in near else x[name]
                for name in layer
            ]
            # Edges that only pass through are kept straight first.
            weights = [4.0 if " " in name else 1.0 for name in layer]
            apart = [(widths[a] + widths[b]) / 2 + gap for a, b in pairwise(layer)]
            x.update(zip(layer, _spread(wanted, weights, apart), strict=True))
    left = min(x[name] - widths[name] / 2 for name in x)
    return {name: at - left for name, at in x.items()}


def _spread(
    wanted: Sequence[float], weights: Sequence[float], apart: Sequence[float]
) -> list[float]:
    """The places nearest to those wanted (least squares) that keep order and distance."""
    offsets = [0.0]
    for distance in apart:
        offsets.append(offsets[-1] + distance)
    # Pool adjacent violators: each block is a weighted mean and the members that share it.
    blocks: list[tuple[float, float, int]] = []
    for want, weight, offset in zip(wanted, weights, offsets, strict=True):
        mean, total, size = want - offset, weight, 1
        while blocks and blocks[-1][0] > mean:
            last_mean, last_total, last_size = blocks.pop()
            mean = (mean * total + last_mean * last_total) / (total + last_total)
            total, size = total + last_total, size + last_size
        blocks.append((mean, total, size))
    means = [mean for mean, _, size in blocks for _ in range(size)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _placed(
    sizes: Mapping[str, tuple[float, float]],
    nodes: Mapping[str, tuple[float, float]],
    layers: Sequence[Sequence[str]],
    chains: Mapping[tuple[str, str], Sequence[str]],
    x: Mapping[str, float],
    layer_gap: float,
) -> Layout:
    boxes: dict[str, Box] = {}
    top: dict[str, float] = {}
    bottom: dict[str, float] = {}
    y = 0.0
    for layer in layers:
        tallest = max(nodes[name][1] for name in layer)
        for name in layer:
            width, height = nodes[name]
            # What passes through runs upright along the whole layer.
            half = height / 2 if name in sizes else tallest / 2
            top[name], bottom[name] = y + tallest / 2 - half, y + tallest / 2 + half
            if name in sizes:
                boxes[name] = Box(x[name], y + tallest / 2, width, height)
        y += tallest + layer_gap
    starts = _ports([(s, c[1]) for (s, _), c in chains.items()], x, sizes)
    ends = _ports([(e, c[-2]) for (_, e), c in chains.items()], x, sizes)
    routes = {}
    for (start, end), chain in chains.items():
        points = [(starts[start, chain[1]], bottom[start])]
        for name in chain[1:-1]:
            points += [(x[name], top[name]), (x[name], bottom[name])]
        points.append((ends[end, chain[-2]], top[end]))
        routes[start, end] = tuple(points)
    width = max(box.x + box.width / 2 for box in boxes.values())
    width = max(width, *(at for points in routes.values() for at, _ in points), 0.0)
    return Layout(boxes, routes, width, y - layer_gap)


def _ports(
    pairs: Sequence[tuple[str, str]],
    x: Mapping[str, float],
    sizes: Mapping[str, tuple[float, float]],
) -> dict[tuple[str, str], float]:
    """Where edges meet a box: side by side in the middle, in the order of their other ends."""
    others: dict[str, list[str]] = {}
    for name, other in pairs:
        others.setdefault(name, []).append(other)
    found = {}
    for name, near in others.items():
        near.sort(key=lambda other: x[other])
        step = min(18.0, 0.6 * sizes[name][0] / max(1, len(near) - 1))
        for i, other in enumerate(near):
            found[name, other] = x[name] + (i - (len(near) - 1) / 2) * step
    return found
