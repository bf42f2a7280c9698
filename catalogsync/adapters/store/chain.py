"""The checksum chain over the store: each event's checksum covers the event and the checksum before it.

SQLite's own integrity check looks at the structure of pages and misses most flipped bytes inside values. One value
here stands for the whole history up to a position, so two stores (or a store and what was derived from it) can be
compared by one short look.
"""

from __future__ import annotations

from hashlib import blake2b

GENESIS = bytes(16)
"""What stands before the first event."""


_fresh = blake2b(digest_size=16).copy
# Copying a started hash is quicker than starting one with its parameters for each event.


def link(previous: bytes, position: int, stream: str, version: int, topic: str, state: bytes) -> bytes:
    """The 16-byte checksum of an event that follows `previous`. Part of the file format: never change it."""
    name, kind = stream.encode("utf-8", "surrogatepass"), topic.encode("utf-8", "surrogatepass")
    checksum = _fresh()
    # The lengths keep ("ab", "c") and ("a", "bc") apart.
    checksum.update(
        b"%b%d %d %d %d %b%b%b" % (previous, position, version, len(name), len(kind), name, kind, state)
    )
    return checksum.digest()
