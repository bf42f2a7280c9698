"""The one door through which decoders are made."""

from __future__ import annotations

import threading
from typing import TypeVar

import msgspec

T = TypeVar("T")

_ONE_AT_A_TIME = threading.Lock()


def decoder_of(kind: type[T]) -> msgspec.json.Decoder[T]:
    """A decoder of JSON into values of `kind`; it may be used from any thread, and is worth keeping.

    One at a time: msgspec keeps what it works out about a struct with the struct, and shares that before it is
    complete. A second thread that needs the same struct in that moment crashes the process (msgspec 0.22,
    segmentation fault). Once this has returned, `msgspec.convert` into the same kind is safe, too.
    """
    with _ONE_AT_A_TIME:
        return msgspec.json.Decoder(kind)
