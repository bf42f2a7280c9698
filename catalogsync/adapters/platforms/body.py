"""Read an answer's body in bounded time and memory, whatever the server claims about it."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable


class TooBig(Exception):
    """The body is longer than allowed."""


class TooSlow(Exception):
    """The body was still arriving when the time was over."""


class NotReadable(Exception):
    """The body's content-encoding is unknown or broken."""


def read_body(
    chunks: Iterable[bytes], encoding: str, limit: int, in_time: Callable[[], bool] = lambda: True
) -> bytes:
    """The decoded body of at most `limit` bytes. A compressed one is never unpacked beyond that."""
    unpack = _unpacker(encoding.strip().lower())
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        part = unpack(chunk, limit - size + 1)
        size += len(part)
        if size > limit:
            raise TooBig
        parts.append(part)
        if not in_time():
            raise TooSlow
    return b"".join(parts)


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    """A function from the next wire bytes and the most bytes wanted to plain bytes."""
    if encoding in ("", "identity"):
        return lambda chunk, most: chunk
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise NotReadable(f"content-encoding {encoding[:20]!r}")
    # 47 tells zlib and gzip apart by themselves; some servers send "deflate" without zlib's header (-15).
    stream = zlib.decompressobj(47)
    started = False

    def unpack(chunk: bytes, most: int) -> bytes:
        nonlocal stream, started
        try:
            if started or not chunk:
                return stream.decompress(chunk, most)
            started = True
            try:
                return stream.decompress(chunk, most)
            except zlib.error:
                stream = zlib.decompressobj(-15)
                return stream.decompress(chunk, most)
        except zlib.error as e:
            raise NotReadable("broken compression") from e

    return unpack
