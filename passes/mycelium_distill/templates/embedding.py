"""Embeddings of text by hashed character n-grams: the reference that has no teacher.

What they give says how much of Y the written characters show by themselves.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WIDTH = 1024
"""How many features the n-grams are hashed to."""


def text_embeddings(
    texts: Sequence[str], width: int = WIDTH, lengths: Sequence[int] = (1, 2, 3, 4)
) -> NDArray[np.float32]:
    """Signed counts of hashed character n-grams, digits masked, [N, width].

    Counts are dampened (sign(c) log(1 + |c|)). Hashing is CRC-32: the same everywhere.
    """
    table = np.zeros((len(texts), width), dtype=np.float32)
    for row, text in enumerate(texts):
        masked = "^" + "".join("0" if c.isdigit() else c.lower() for c in text) + "$"
        while "00" in masked:
            masked = masked.replace("00", "0")
        for length in lengths:
            for start in range(len(masked) - length + 1):
                code = zlib.crc32(masked[start : start + length].encode())
                table[row, code % width] += 1.0 if code >> 31 else -1.0
    return np.asarray(np.sign(table) * np.log1p(np.abs(table)), dtype=np.float32)
