"""Decide the same about many streams: loaded and saved by the hundred, where one by one each would wait for the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from catalogsync.domain.stream import Stream
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import Conflict

S = TypeVar("S", bound=Stream)

AT_ONCE = 400


def decide_about(catalog: Catalog, kind: type[S], streams: Iterable[str], decide: Callable[[S], None]) -> int:
    """Decide about each stream; how many of them changed by it. `decide` may be asked twice about one.

    Stopped on the way, all or nothing of each hundred is recorded, and the same again goes on from there.
    """
    changed, rest = 0, iter(streams)
    while some := list(islice(rest, AT_ONCE)):
        loaded = list(catalog.load_many(kind, some).values())
        for stream in loaded:
            decide(stream)
        deciding = [stream for stream in loaded if stream.pending]
        changed += len(deciding)
        try:
            catalog.save(*deciding)
        except Conflict:  # somebody records in one of them just now: one by one, each decided anew
            for stream in deciding:
                catalog.change(kind, stream.id, decide)
    return changed
