"""How parent and worker speak: length-prefixed frames of UTF-8 JSON.

What is computed on travels as the language's own text; the envelope around it
holds only strings, numbers and lists. Nothing that arrives is ever executed.

The worker says `hello` once it is ready. From then on the parent sends one
request at a time and reads its one reply:

- `load` brings entries of plugins (`functions`, `goals`), the `path` on which their
  code may lie and the `seconds` to import it: `loaded`, or an `outcome` with errors;
- `run` brings a program's `text`, whether it is `partial`, the names of the entries
  that it needs (`functions`, `goals`, `constants`) and its limits (`seconds`, `memory`
  in bytes, `digits`, `size`): an `outcome`, or `out of memory`. With `"retire": true`
  the worker asks to be replaced.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

PROTOCOL = 1
"""Both sides come from one installation; a difference means that two are mixed up."""

MAX_FRAME = 64 * 1024 * 1024
"""The largest frame in bytes, both ways."""

_PREFIX = 4

Message: TypeAlias = dict[str, Any]


class FrameError(Exception):
    """A frame that is larger than `MAX_FRAME`, or is no JSON object."""


def encode(message: Mapping[str, Any]) -> bytes:
    """A message as a frame.

    Raises:
        FrameError: if it is larger than `MAX_FRAME`.
    """
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    if len(body) > MAX_FRAME:
        raise FrameError(f"{len(body)} bytes; a frame holds at most {MAX_FRAME}")
    return len(body).to_bytes(_PREFIX, "big") + body


def decode(body: bytes) -> Message:
    """The message in a frame's body.

    Raises:
        FrameError: if it is no JSON object.
    """
    try:
        message = json.loads(body.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise FrameError(f"no JSON: {error}") from None
    if not isinstance(message, dict):
        raise FrameError("no JSON object")
    return message


class FrameBuffer:
    """Puts frames together from the pieces in which they arrive."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, piece: bytes) -> None:
        """Take in the next bytes."""
        self._bytes += piece

    def take(self) -> Message | None:
        """The next whole message, or None while its frame is not complete.

        Raises:
            FrameError: if the frame is too large or holds no JSON object.
        """
        if len(self._bytes) < _PREFIX:
            return None
        length = int.from_bytes(self._bytes[:_PREFIX], "big")
        if length > MAX_FRAME:
            raise FrameError(f"{length} bytes; a frame holds at most {MAX_FRAME}")
        end = _PREFIX + length
        if len(self._bytes) < end:
            return None
        body = bytes(self._bytes[_PREFIX:end])
        del self._bytes[:end]
        return decode(body)
