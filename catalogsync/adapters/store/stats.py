"""How much does a store hold? What an index or the file itself can say comes at once; the rest reads every event."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec

from catalogsync.adapters.store import schema
from catalogsync.adapters.store.walk import Tell, unheard, whole_store
from catalogsync.pipeline.decoding import decoder_of

PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Extent:
    """How big a store is. Sizes in bytes; times are those of its first and last event, None while it is empty."""

    events: int
    last_position: int
    first_ms: int | None
    last_ms: int | None
    file_bytes: int
    wal_bytes: int
    schema: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store holds; `facts` are (topic, events, payload bytes), most events first."""

    streams: int
    payload_bytes: int
    facts: tuple[tuple[str, int, int], ...]


def extent(path: Path) -> Extent:
    """At once, also of ten million events."""
    schema.check(path)
    with whole_store(path) as db:
        events: int = db.execute("SELECT count(*) FROM stored_events").fetchone()[0]
        (_, first), (last_position, last) = (
            db.execute(f"SELECT id, state FROM stored_events ORDER BY id {order} LIMIT 1").fetchone()
            or (0, b"")
            for order in ("ASC", "DESC")
        )
    wal = path.with_name(path.name + "-wal")
    return Extent(
        events=events,
        last_position=last_position,
        first_ms=_time_of(first),
        last_ms=_time_of(last),
        file_bytes=path.stat().st_size,
        wal_bytes=wal.stat().st_size if wal.exists() else 0,
        schema=schema.SCHEMA_VERSION,
    )


def contents(path: Path, *, tell: Tell = unheard) -> Contents:
    """Reads every event: no index knows the topics, and one that does would cost every append."""
    schema.check(path)
    events: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    streams = 0
    with whole_store(path) as db:
        last = db.execute("SELECT max(id) FROM stored_events").fetchone()[0] or 0
        for after in range(0, last, PAGE):
            for topic, n, size_bytes, begun in db.execute(
                "SELECT topic, count(*), sum(length(state)), sum(originator_version = 1) FROM stored_events"
                " WHERE id > ? AND id <= ? GROUP BY topic",
                (after, min(after + PAGE, last)),
            ):
                events[topic] += n
                sizes[topic] += size_bytes
                streams += begun
            tell("events counted", min(after + PAGE, last), last)
    facts = sorted(((topic, n, sizes[topic]) for topic, n in events.items()), key=lambda f: (-f[1], f[0]))
    return Contents(streams=streams, payload_bytes=sizes.total(), facts=tuple(facts))


class _Time(msgspec.Struct):
    at: int


_read_time = decoder_of(_Time).decode


def _time_of(state: bytes) -> int | None:
    try:
        return _read_time(state).at
    except msgspec.MsgspecError:
        return None
