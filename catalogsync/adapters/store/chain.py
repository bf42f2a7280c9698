"""The checksum chain over the store: each event's checksum covers the event and the checksum before it.

SQLite's own integrity check looks at the structure of pages and misses most flipped bytes inside values. One value
here stands for the whole history up to a position, so two stores (or a store and what was derived from it) can be
compared by one short look.
"""

from __future__ import annotations

from hashlib import blake2b

GENESIS = bytes(16)
"""What stands before the first event."""


def link(previous: bytes, position: int, stream: str, version: int, topic: str, state: bytes) -> bytes:
    """The 16-byte checksum of an event that follows `previous`. Part of the file format: never change it."""
    name, kind = stream.encode("utf-8", "surrogatepass"), topic.encode("utf-8", "surrogatepass")
    # The lengths keep ("ab", "c") and ("a", "bc") apart.
    head = b"%d %d %d %d " % (position, version, len(name), len(kind))
    return blake2b(b"".join((previous, head, name, kind, state)), digest_size=16).digest()
