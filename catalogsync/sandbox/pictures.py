"""Covers: a small picture of one colour, decided by its address."""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from catalogsync.sandbox.chance import stream
from catalogsync.sandbox.http import Request, Response

SIDE = 64


@lru_cache(maxsize=256)
def png(name: str) -> bytes:
    """A PNG of one colour."""
    row = b"\0" + stream(3, "picture", name) * SIDE
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(row * SIDE, 9)), (b"IEND", b""))
    parts = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def picture(request: Request) -> Response:
    """A picture host: something to show under every address."""
    return Response(200, png(request.path.rsplit("/", 1)[-1]), {"Content-Type": "image/png"})
