"""Which artists are in the catalog, and which songs do they have? Derived from what syncs saw of songs."""

from __future__ import annotations

from collections.abc import Iterable

from catalogsync.domain import song
from catalogsync.domain.event import Event
from catalogsync.domain.song import Artist
from catalogsync.projections.engine import Projection, Row, Statement, on

_ARTIST = Statement(
    "artists",
    "INSERT INTO artists (id, platform, remote_id, name, found_ms) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET name = excluded.name",
)
_CLEAR = Statement("song_artists", "DELETE FROM song_artists WHERE song = ?")
_CREDIT = Statement("song_artists", "INSERT INTO song_artists (song, place, artist) VALUES (?, ?, ?)")


class Artists(Projection):
    """Artists by short number and their songs. Where a platform gives no id, the name stands in for it (`~name`)."""

    name, version = "artists", 1
    weight = 4
    tables = (
        "CREATE TABLE artists (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, platform TEXT, remote_id TEXT,"
        " name TEXT, found_ms INTEGER)",
        "CREATE TABLE song_artists (song TEXT, place INTEGER, artist TEXT, PRIMARY KEY (song, place)) WITHOUT ROWID",
    )
    indexes = ("CREATE INDEX song_artists_by_artist ON song_artists (artist)",)

    @on(song.Catalogued)
    def catalogued(self, event: Event[song.Catalogued]) -> Iterable[Row]:
        """The credits of a new song."""
        return _credits(event, event.fact.about.artists)

    @on(song.Changed)
    def changed(self, event: Event[song.Changed]) -> Iterable[Row]:
        """The credits, when they changed."""
        if "artists" in event.fact.changed:
            yield _CLEAR, (event.subject,)
            yield from _credits(event, event.fact.about.artists)


def _credits(event: Event[song.Catalogued] | Event[song.Changed], artists: list[Artist]) -> tuple[Row, ...]:
    key = event.subject
    platform = key.partition(":")[0]
    rows: list[Row] = []
    for place, artist in enumerate(artists):
        remote_id = artist.artist_id or f"~{artist.name}"
        id_ = f"{platform}:{remote_id}"
        rows.append((_ARTIST, (id_, platform, remote_id, artist.name, event.at_ms)))
        rows.append((_CREDIT, (key, place, id_)))
    return tuple(rows)
