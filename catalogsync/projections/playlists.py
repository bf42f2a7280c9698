"""Which playlists do we know, and what did the platform say of each when last asked?"""

from __future__ import annotations

from collections.abc import Iterable

from catalogsync.domain import playlist
from catalogsync.domain.event import Event
from catalogsync.projections.engine import Projection, Row, Statement, on

_DISCOVERED = Statement(
    "playlists",
    "INSERT INTO playlists (id, platform, remote_id, kind, title, creator, cover_url, announced, found_ms, sync)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'new') ON CONFLICT (id) DO NOTHING",
)
_SYNCED = Statement(
    "playlists",
    "UPDATE playlists SET title = ?, creator = coalesce(?, creator), cover_url = coalesce(?, cover_url), announced = ?,"
    " entries = ?, period = ?, synced_ms = ?, changed_ms = ?, sync = 'ok', failure = NULL, message = NULL WHERE id = ?",
)
_UNCHANGED = Statement(
    "playlists",
    "UPDATE playlists SET synced_ms = ?, sync = 'ok', failure = NULL, message = NULL WHERE id = ?",
)
_FAILED = Statement(
    "playlists",
    "UPDATE playlists SET asked_ms = ?, sync = CASE sync WHEN 'gone' THEN 'gone' ELSE 'failed' END,"
    " failure = ?, message = ? WHERE id = ?",
)
_GONE = Statement(
    "playlists", "UPDATE playlists SET asked_ms = ?, sync = 'gone', failure = ?, message = ? WHERE id = ?"
)
_EXCLUDED = Statement("playlists", "UPDATE playlists SET excluded = ? WHERE id = ?")
_VERSION = Statement(
    "playlist_versions",
    "INSERT INTO playlist_versions (playlist, version, position, at_ms, title, renamed_from, entries, added, removed,"
    " moved, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
)


class Playlists(Projection):
    """Playlists by short number, with the state of their last sync and every version they had."""

    name, version = "playlists", 1
    tables = (
        "CREATE TABLE playlists (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, platform TEXT, remote_id TEXT,"
        " kind TEXT, title TEXT, creator TEXT, cover_url TEXT, announced INTEGER, entries INTEGER, period TEXT,"
        " found_ms INTEGER, asked_ms INTEGER, synced_ms INTEGER, changed_ms INTEGER, sync TEXT, failure TEXT,"
        " message TEXT, excluded INTEGER NOT NULL DEFAULT 0)",
        "CREATE TABLE playlist_versions (playlist TEXT, version INTEGER, position INTEGER, at_ms INTEGER, title TEXT,"
        " renamed_from TEXT, entries INTEGER, added INTEGER, removed INTEGER, moved INTEGER, digest TEXT,"
        " PRIMARY KEY (playlist, version)) WITHOUT ROWID",
    )
    indexes = ("CREATE INDEX playlists_by_platform ON playlists (platform, number)",)

    @on(playlist.Discovered)
    def discovered(self, event: Event[playlist.Discovered]) -> Iterable[Row]:
        """A new playlist gets the next number, by its place in the store."""
        fact, id_ = event.fact, event.subject
        yield (
            _DISCOVERED,
            (
                id_,
                fact.platform,
                fact.remote_id,
                fact.playlist_kind,
                fact.heading.title,
                fact.heading.creator,
                fact.heading.cover_url,
                fact.announced,
                event.at_ms,
            ),
        )

    @on(playlist.Synced)
    def synced(self, event: Event[playlist.Synced]) -> Iterable[Row]:
        """What stands above the entries, and one more version."""
        fact, head, id_ = event.fact, event.fact.heading, event.subject
        yield (
            _SYNCED,
            (
                head.title,
                head.creator,
                head.cover_url,
                fact.announced,
                fact.entries,
                fact.period,
                event.at_ms,
                event.at_ms,
                id_,
            ),
        )
        yield (
            _VERSION,
            (
                id_,
                event.originator_version,
                event.position,
                event.at_ms,
                head.title,
                fact.renamed_from,
                fact.entries,
                fact.entries if fact.first else len(fact.added),
                len(fact.removed),
                len(fact.moved),
                fact.digest,
            ),
        )

    @on(playlist.Unchanged)
    def unchanged(self, event: Event[playlist.Unchanged]) -> Iterable[Row]:
        """Asked, and as we know it."""
        yield _UNCHANGED, (event.at_ms, event.subject)

    @on(playlist.SyncFailed)
    def failed(self, event: Event[playlist.SyncFailed]) -> Iterable[Row]:
        """Asked, without a whole answer."""
        yield _FAILED, (event.at_ms, event.fact.failure, event.fact.message, event.subject)

    @on(playlist.Unavailable)
    def gone(self, event: Event[playlist.Unavailable]) -> Iterable[Row]:
        """A tombstone."""
        yield _GONE, (event.at_ms, event.fact.failure, event.fact.message, event.subject)

    @on(playlist.Excluded)
    def excluded(self, event: Event[playlist.Excluded]) -> Iterable[Row]:
        """A person does not want it."""
        yield _EXCLUDED, (1, event.subject)

    @on(playlist.Wanted)
    def wanted(self, event: Event[playlist.Wanted]) -> Iterable[Row]:
        """A person wants it again."""
        yield _EXCLUDED, (0, event.subject)
