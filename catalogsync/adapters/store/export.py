"""A store as JSON lines, for other programs and for decades.

One line per event, oldest first:

    {"position":7,"stream":"song:netease:186016","version":1,"topic":"song.catalogued","state":{…}}

`state` is the stored JSON as it is. An import into an empty store keeps positions, so the checksum of the whole
history comes out the same: that is the proof of the round trip.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from eventsourcing.persistence import StoredEvent

from catalogsync.adapters.store.errors import StoreError
from catalogsync.adapters.store.log import EventLog
from catalogsync.adapters.store.sqlite import StoreRecorder
from catalogsync.adapters.store.walk import Tell, tell_bytes, unheard
from catalogsync.pipeline.decoding import decoder_of

PAGE = 5_000


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One exported event."""

    position: int
    stream: str
    version: int
    topic: str
    state: msgspec.Raw


class _Head(msgspec.Struct):
    at: int
    by: str
    fact: msgspec.Raw


_read_line = decoder_of(Line).decode
_read_head = decoder_of(_Head).decode


def export_lines(
    log: EventLog, *, after: int = 0, upto: int | None = None, tell: Tell = unheard
) -> Iterator[bytes]:
    """Every event as one line (with its newline), as of now."""
    last = log.last_position() if upto is None else upto
    encode = msgspec.json.Encoder().encode
    while rows := log.rows(after, PAGE, upto=last):
        for position, stream, version, topic, state in rows:
            line = Line(
                position=position, stream=stream, version=version, topic=topic, state=msgspec.Raw(state)
            )
            yield encode(line) + b"\n"
        after = rows[-1][0]
        tell("events exported", after, last)


def import_lines(log: EventLog, lines: Iterable[bytes], *, size_bytes: int = 0, tell: Tell = unheard) -> int:
    """Fill an empty store from exported lines (of `size_bytes`, where known); returns the number of events.

    A malformed line, an event of no known fact, positions out of order or a store that is not empty is a StoreError
    that names the line; events of earlier pages stay, so import into a new store.
    """
    if log.last_position():
        raise StoreError(f"{log.name} is not empty: events are imported into a new store only")
    recorder = log.recorder
    count = seen_bytes = 0
    page: list[tuple[int, Line]] = []
    last = 0
    for number, text in enumerate(lines, 1):
        seen_bytes += len(text)
        if not text.strip():
            continue
        try:
            line = _read_line(text)
            _read_head(line.state)
        except msgspec.MsgspecError as e:
            raise StoreError(f"line {number} is no exported event: {e}") from None
        if line.position <= last:
            raise StoreError(f"line {number}: position {line.position} does not follow {last}")
        last = line.position
        page.append((number, line))
        if len(page) == PAGE:
            count += _put(recorder, page)
            page = []
            tell_bytes(tell, "imported", seen_bytes, size_bytes)
    return count + _put(recorder, page)


def _put(recorder: Any, page: Sequence[tuple[int, Line]]) -> int:
    if not page:
        return 0
    stored = [StoredEvent(line.stream, line.version, line.topic, bytes(line.state)) for _, line in page]
    try:
        if isinstance(recorder, StoreRecorder):
            recorder.insert_at([line.position for _, line in page], stored)
        else:
            recorder.insert_events(stored)
    except Exception as e:
        first, last = page[0][0], page[-1][0]
        raise StoreError(f"lines {first} to {last} cannot be stored: {e}") from e
    return len(stored)
