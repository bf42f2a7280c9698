"""Which songs does each playlist hold, in order, and how many of them have a file?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogsync.domain import file, playlist, song
from catalogsync.domain.event import Event
from catalogsync.domain.patch import Patch
from catalogsync.projections.engine import Derived, Projection, Row, Statement, on

_PUT = Statement(
    "playlist_entries", "INSERT INTO playlist_entries (playlist, position, song) VALUES (?, ?, ?)"
)
_DROP = Statement(
    "playlist_entries", "DELETE FROM playlist_entries WHERE playlist = ? AND position BETWEEN ? AND ?"
)
# Two steps, because a position may be taken by a row that has not moved yet: first below zero, then back up.
_LIFT = Statement(
    "playlist_entries",
    "UPDATE playlist_entries SET position = -1 - (position + ?) WHERE playlist = ? AND position BETWEEN ? AND ?",
)
_LAND = Statement(
    "playlist_entries",
    "UPDATE playlist_entries SET position = -1 - position WHERE playlist = ? AND position < 0",
)
_STATE = Statement(
    "song_states",
    "INSERT INTO song_states (song, state) VALUES (?, ?) ON CONFLICT (song) DO UPDATE SET state = excluded.state",
)
_LIST_MARK = Statement(
    "dirty_coverage", "INSERT OR IGNORE INTO dirty_coverage (key) VALUES (?)", live_only=True
)
_SONG_MARK = Statement(
    "dirty_coverage",
    "INSERT OR IGNORE INTO dirty_coverage (key) SELECT playlist FROM playlist_entries WHERE song = ?",
    live_only=True,
)

_SYNCED = Statement(
    "playlist_coverage",
    "INSERT OR IGNORE INTO playlist_coverage (playlist, songs, done, missed, excluded) VALUES (?, 0, 0, 0, 0)",
)

_COUNT = (
    "INSERT OR REPLACE INTO playlist_coverage (playlist, songs, done, missed, excluded)"
    " SELECT c.playlist, count(DISTINCT e.song),"
    " count(DISTINCT CASE s.state WHEN 'done' THEN e.song END),"
    " count(DISTINCT CASE s.state WHEN 'missed' THEN e.song END),"
    " count(DISTINCT CASE s.state WHEN 'excluded' THEN e.song END)"
    " FROM playlist_coverage c LEFT JOIN playlist_entries e ON e.playlist = c.playlist"
    " LEFT JOIN song_states s ON s.song = e.song {where} GROUP BY c.playlist"
)


class Coverage(Projection):
    """Entries in the platform's order, and per playlist how many distinct songs are done, missed, excluded."""

    name, version = "coverage", 1
    weight = 2
    tables = (
        "CREATE TABLE playlist_entries (playlist TEXT, position INTEGER, song TEXT,"
        " PRIMARY KEY (playlist, position)) WITHOUT ROWID",
        "CREATE TABLE song_states (song TEXT PRIMARY KEY, state TEXT) WITHOUT ROWID",
        "CREATE TABLE playlist_coverage (playlist TEXT PRIMARY KEY, songs INTEGER, done INTEGER, missed INTEGER,"
        " excluded INTEGER) WITHOUT ROWID",
    )
    indexes = ("CREATE INDEX playlist_entries_by_song ON playlist_entries (song)",)
    derived = (
        Derived(
            "coverage",
            dirty_sql=_COUNT.format(where="WHERE c.playlist IN (SELECT key FROM dirty_coverage)"),
            all_sql=_COUNT.format(where=""),
        ),
    )

    @on(playlist.Synced)
    def synced(self, event: Event[playlist.Synced]) -> Iterable[Row]:
        """Play the patch on the rows: drop, lift what moves, land it, put what is new."""
        id_ = event.subject
        platform = id_.partition(":")[0]
        yield _SYNCED, (id_,)
        yield from patch_rows(id_, platform, event.fact.patch)
        yield _LIST_MARK, (id_,)

    @on(song.Obtained)
    def obtained(self, event: Event[song.Obtained]) -> Iterable[Row]:
        """A file is in place."""
        return _becomes(event, "done")

    @on(song.Missed)
    def missed(self, event: Event[song.Missed]) -> Iterable[Row]:
        """A download ended without a file."""
        return _becomes(event, "missed")

    @on(song.Excluded)
    def excluded(self, event: Event[song.Excluded]) -> Iterable[Row]:
        """A person does not want a file."""
        return _becomes(event, "excluded")

    @on(song.Reopened, file.Lost)
    def reopened(self, event: Event[song.Reopened | file.Lost]) -> Iterable[Row]:
        """Wanted again."""
        return _becomes(event, "open")

    @on(file.FoundAgain)
    def found_again(self, event: Event[file.FoundAgain]) -> Iterable[Row]:
        """The file is back."""
        return _becomes(event, "done")


def _becomes(event: Event[Any], state: str) -> Iterable[Row]:
    key = event.subject
    return ((_STATE, (key, state)), (_SONG_MARK, (key,)))


def patch_rows(playlist_id: str, platform: str, patch: Patch) -> Iterable[Row]:
    """A patch as changes of the stored entries, without reading them."""
    lifted = False
    puts: list[Row] = []
    old = new = 0
    for step in patch:
        if isinstance(step, list):
            puts += [
                (_PUT, (playlist_id, new + at, f"{platform}:{song_id}")) for at, song_id in enumerate(step)
            ]
            new += len(step)
        elif step < 0:
            yield _DROP, (playlist_id, old, old - step - 1)
            old -= step
        else:
            if old != new:
                yield _LIFT, (new - old, playlist_id, old, old + step - 1)
                lifted = True
            old += step
            new += step
    if lifted:
        yield _LAND, (playlist_id,)
    yield from puts
