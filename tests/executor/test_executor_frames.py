"""Frames: put together from any pieces, and refused when they are not what they should be."""

from __future__ import annotations

import pytest

from mycelium.executor import protocol
from mycelium.executor.protocol import FrameBuffer, FrameError, encode


def test_a_frame_arrives_byte_by_byte() -> None:
    buffer = FrameBuffer()
    sent = [{"text": "3 − 1 = ½ … \ud800"}, {}, {"n": [1, 2.5, None, True]}]
    got = []
    for byte in b"".join(encode(message) for message in sent):
        buffer.feed(bytes([byte]))
        if (message := buffer.take()) is not None:
            got.append(message)
    assert got == sent


def test_several_frames_arrive_at_once() -> None:
    buffer = FrameBuffer()
    buffer.feed(encode({"a": 1}) + encode({"b": 2}))
    assert [buffer.take(), buffer.take(), buffer.take()] == [{"a": 1}, {"b": 2}, None]


@pytest.mark.parametrize("body", [b"\xff\xff", b"{", b"[1]", b"cos(0)"])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    buffer = FrameBuffer()
    buffer.feed(len(body).to_bytes(4, "big") + body)
    with pytest.raises(FrameError):
        buffer.take()


def test_a_frame_that_is_too_large_is_refused_both_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MAX_FRAME", 100)
    with pytest.raises(FrameError):
        encode({"text": "x" * 100})
    buffer = FrameBuffer()
    buffer.feed((101).to_bytes(4, "big"))
    with pytest.raises(FrameError):
        buffer.take()
