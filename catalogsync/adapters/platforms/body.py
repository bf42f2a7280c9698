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
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise NotReadable(f"content-encoding {encoding[:20]!r}")
    packed = None if encoding in ("", "identity") else _Packed()
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        part = chunk if packed is None else packed.unpack(chunk, limit - size + 1)
        size += len(part)
        if size > limit:
            raise TooBig
        parts.append(part)
        if not in_time():
            raise TooSlow
    if packed is not None and not packed.whole:
        raise NotReadable("cut compression")
    return b"".join(parts)


class _Packed:
    """A body in gzip, zlib or bare deflate (some servers say "deflate" and leave out zlib's header)."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(47)  # tells gzip and zlib apart by itself
        self._empty = True

    def unpack(self, chunk: bytes, most: int) -> bytes:
        """What the next bytes unpack to, at most `most` bytes."""
        if not chunk:
            return b""
        first, self._empty = self._empty, False
        try:
            return self._stream.decompress(chunk, most)
        except zlib.error as e:
            if not first:
                raise NotReadable("broken compression") from e
        self._stream = zlib.decompressobj(-15)
        try:
            return self._stream.decompress(chunk, most)
        except zlib.error as e:
            raise NotReadable("broken compression") from e

    @property
    def whole(self) -> bool:
        """Whether the packed stream has come to its end (or never began)."""
        return self._empty or self._stream.eof
