"""HTTP as transfers need it: ask for an address, see status and headers, take the body as it comes.

Two implementations keep this one contract (`tests/adapters/test_streams.py` runs both): `streams_direct` for the way
without a proxy, which most go, and `streams_by_proxy` for HTTP and SOCKS proxies. Neither follows redirects, keeps
cookies, unpacks bodies or tries again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered. `headers` go by lower-case name; `blocks` is the body as sent, framing taken off, to be
    read once: at its end it was whole, as far as the server told a length."""

    status: int
    headers: Mapping[str, str]
    host: str
    blocks: Iterator[bytes]


class StreamBroke(Exception):
    """No answer, or not all of it. `code` is `tls` (a certificate that is not trusted), `cut` or `reset`."""

    def __init__(self, what: str, code: str = "reset") -> None:
        super().__init__(what)
        self.what = what
        self.code = code


class NotAsked(Exception):
    """Nothing was sent: the address or a header is of no use, or leads into a private network, where nobody outside
    may send us. Says what was missing."""


PUBLIC_ADDRESS = "stream at a public address"
USABLE_ADDRESS = "usable stream address"


class OpensStreams(Protocol):
    """Thread-safe; at most so many streams at once as it was made for, further callers wait."""

    def get(self, url: str, headers: Mapping[str, str]) -> AbstractContextManager[Answer]:
        """The answer to a GET, open until the end of the block.

        StreamBroke or NotAsked while asking; StreamBroke also while reading the blocks.
        """
        ...

    def close(self) -> None:
        """Close all connections."""
        ...
