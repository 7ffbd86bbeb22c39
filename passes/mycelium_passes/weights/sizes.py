"""How many bits a tensor gets, and how many bytes that makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

BITS = (4, 5, 6, 8)
GROUP = 64
"""How many neighbours of a row share a scale."""

SMALL = 4096
"""Tensors of fewer values stay as they are: they weigh nothing."""

DEFAULT = "default"


def bits_of(name: str, shape: Sequence[int], bits: Mapping[str, int]) -> int | None:
    """How many bits a tensor gets; None if it stays float16.

    Args:
        name: Of the tensor.
        shape: Of the tensor.
        bits: From a part of names to bits, 16 for float16: the first part that the name
            holds counts, else the entry `default`, else float16.

    Raises:
        ValueError: if bits are none of 4, 5, 6, 8 and 16.
    """
    wanted = next((many for part, many in bits.items() if part in name), bits.get(DEFAULT, 16))
    if wanted not in (*BITS, 16):
        raise ValueError(f"a tensor can have 4, 5, 6, 8 or 16 bits, not {wanted}")
    count = shape[0] * shape[1] if len(shape) == 2 else 0
    if wanted == 16 or count < SMALL or shape[1] % GROUP:
        return None
    return wanted


def weights_bytes(shapes: Mapping[str, Sequence[int]], bits: Mapping[str, int]) -> int:
    """How many bytes tensors of these shapes take in all, without their names."""
    whole = 0
    for name, shape in shapes.items():
        count = 1
        for size in shape:
            count *= size
        many = bits_of(name, shape, bits)
        whole += 2 * count if many is None else count * many // 8 + 2 * (count // GROUP)
    return whole
