"""Which pools are there, what did the last reading bring, and which playlists hang in each?"""

from __future__ import annotations

from collections.abc import Iterable

from catalogsync.domain import playlist, pool
from catalogsync.domain.event import Event
from catalogsync.projections.engine import Projection, Row, Statement, on

_SEEN = Statement("pools", "INSERT INTO pools (id, seen_ms) VALUES (?, ?) ON CONFLICT (id) DO NOTHING")
_COLLECTED = Statement(
    "pools",
    "INSERT INTO pools (id, seen_ms, collected_ms, complete) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
    " collected_ms = excluded.collected_ms, complete = excluded.complete, failure = NULL, message = NULL",
)
_FAILED = Statement(
    "pools",
    "INSERT INTO pools (id, seen_ms, failed_ms, failure, message) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
    " SET failed_ms = excluded.failed_ms, failure = excluded.failure, message = excluded.message",
)
_HUNG = Statement(
    "pool_playlists", "INSERT OR IGNORE INTO pool_playlists (pool, playlist, found_ms) VALUES (?, ?, ?)"
)


class Pools(Projection):
    """Pools and the playlists found in them."""

    name, version = "pools", 1
    tables = (
        "CREATE TABLE pools (id TEXT PRIMARY KEY, seen_ms INTEGER, collected_ms INTEGER, complete INTEGER,"
        " failed_ms INTEGER, failure TEXT, message TEXT)",
        "CREATE TABLE pool_playlists (pool TEXT, playlist TEXT, found_ms INTEGER, PRIMARY KEY (pool, playlist))"
        " WITHOUT ROWID",
    )
    indexes = ("CREATE INDEX pool_playlists_by_playlist ON pool_playlists (playlist)",)

    @on(pool.Collected)
    def collected(self, event: Event[pool.Collected]) -> Iterable[Row]:
        """The last reading that came to its end."""
        yield _COLLECTED, (event.subject, event.at_ms, event.at_ms, int(event.fact.complete))

    @on(pool.PageFailed)
    def failed(self, event: Event[pool.PageFailed]) -> Iterable[Row]:
        """The last reading broke off."""
        fact = event.fact
        yield _FAILED, (event.subject, event.at_ms, event.at_ms, fact.failure, fact.message)

    @on(playlist.Discovered, playlist.Hung)
    def hung(self, event: Event[playlist.Discovered | playlist.Hung]) -> Iterable[Row]:
        """A playlist was found in a pool."""
        yield _SEEN, (event.fact.pool, event.at_ms)
        yield _HUNG, (event.fact.pool, event.subject, event.at_ms)
