"""Rounding matrices to few bits, in groups of 64 along a row with a scale each.

A code is a signed integer; it is stored with half the range added, so that it is never
negative, and codes lie plane by plane: the low four bits of all, two to a byte, then
what is above them. Unpacking is then a handful of operations over whole tensors.
"""

from __future__ import annotations

import torch
from torch import Tensor

from mycelium_passes.weights.sizes import GROUP

_CANDIDATES = (1.0, 0.97, 0.94, 0.91, 0.88, 0.85, 0.8, 0.75, 0.7)
"""Parts of the scale that would leave the largest value whole; the best for a group is kept."""


def quantise(matrix: Tensor, bits: int) -> tuple[Tensor, Tensor]:
    """Codes and scales of a matrix.

    Args:
        matrix: [N, K], K a multiple of 64.
        bits: 4, 5, 6 or 8.

    Returns:
        int8 [N, K], from -2^(bits-1) + 1 to 2^(bits-1) - 1, and float16 [N, K / 64]: the
        scales that leave the least squared error among a few.
    """
    top = 2 ** (bits - 1) - 1
    groups = matrix.detach().float().reshape(matrix.shape[0], -1, GROUP)
    largest = groups.abs().amax(-1, keepdim=True)
    best = torch.full_like(largest, torch.inf)
    scales = torch.zeros_like(largest)
    for part in _CANDIDATES:
        # The least normal float16 at least: a group of zeros needs a scale too.
        scale = (largest * (part / top)).clamp(min=6.2e-5).half().float()
        codes = (groups / scale).round().clamp(-top, top)
        error = (codes * scale - groups).square().sum(-1, keepdim=True)
        better = error < best
        best = torch.where(better, error, best)
        scales = torch.where(better, scale, scales)
    codes = (groups / scales).round().clamp(-top, top)
    return codes.to(torch.int8).view(matrix.shape), scales.half().squeeze(-1)


def dequantise(codes: Tensor, scales: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
    """The matrix that codes [N, K] and scales [N, K / 64] stand for."""
    groups = codes.view(*scales.shape, GROUP).to(torch.float32)
    return (groups * scales.float().unsqueeze(-1)).view(codes.shape).to(dtype)


def pack(codes: Tensor, bits: int) -> Tensor:
    """Codes, int8 [N, K], as bytes: uint8, one dimension."""
    whole: Tensor = (codes.flatten().to(torch.int16) + 2 ** (bits - 1)).to(torch.uint8)
    if bits == 8:
        return whole
    planes = [_folded(whole.bitwise_and(15), 4)]
    if bits > 4:
        planes.append(_folded(whole >> 4, bits - 4))
    return torch.cat(planes)


def unpack(packed: Tensor, bits: int, shape: tuple[int, int]) -> Tensor:
    """The codes of `pack`, int8 [N, K]."""
    count = shape[0] * shape[1]
    half = 2 ** (bits - 1)
    if bits == 8:
        return packed.bitwise_xor(half).view(torch.int8).view(shape)
    whole = _unfolded(packed[: count // 2], 4)
    if bits > 4:
        whole |= _unfolded(packed[count // 2 :], bits - 4) << 4
    return whole.view(torch.int8).sub_(half).view(shape)


def _folded(values: Tensor, bits: int) -> Tensor:
    """Values of few bits, several to a byte: the first part of them lowest in each byte."""
    parts = values.view(8 // bits, -1)
    folded = torch.zeros_like(parts[0])
    for index, part in enumerate(parts):
        folded |= part << (bits * index)
    return folded


def _unfolded(packed: Tensor, bits: int) -> Tensor:
    parts = torch.empty(8 // bits, len(packed), dtype=torch.uint8)
    for index, part in enumerate(parts):
        torch.bitwise_right_shift(packed, bits * index, out=part)
    parts &= 2**bits - 1
    return parts.flatten()
