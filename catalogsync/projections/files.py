"""Where is the file of each song, and what is it? And where are the library roots?"""

from __future__ import annotations

from collections.abc import Iterable

from catalogsync.domain import file, library, song
from catalogsync.domain.event import Event
from catalogsync.domain.paths import clash_key
from catalogsync.projections.engine import Projection, Row, Statement, on

_VERIFIED = Statement(
    "files",
    "INSERT OR REPLACE INTO files (song, root, path, clash, size_bytes, sha256, container, codec, bitrate, duration_ms,"
    " quality, source, source_song_id, verified_ms, present) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)",
)
_PRESENT = Statement(
    "files", "UPDATE files SET present = ?, removed = 0, why = ?, checked_ms = ? WHERE song = ?"
)
_REMOVED = Statement(
    "files", "UPDATE files SET present = 0, removed = 1, why = ?, checked_ms = ? WHERE song = ?"
)
_RESTORED = Statement(
    "files",
    "UPDATE files SET root = ?, path = ?, clash = ?, present = 1, removed = 0, why = NULL, checked_ms = ?"
    " WHERE song = ?",
)
_LYRIC = Statement(
    "lyrics", "INSERT OR REPLACE INTO lyrics (song, root, path, sha256, at_ms) VALUES (?, ?, ?, ?, ?)"
)
_LYRIC_MOVED = Statement("lyrics", "UPDATE lyrics SET root = ?, path = ? WHERE song = ?")
_LYRIC_LOST = Statement("lyrics", "DELETE FROM lyrics WHERE song = ?")
_ROOT = Statement(
    "roots",
    "INSERT INTO roots (id, location, opened_ms) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
    " location = excluded.location, opened_ms = excluded.opened_ms",
)


class Files(Projection):
    """The verified file of each song with its local copy, its lyric, and the library roots by id."""

    name, version = "files", 4
    weight = 2
    tables = (
        "CREATE TABLE files (song TEXT PRIMARY KEY, root TEXT, path TEXT, clash TEXT, size_bytes INTEGER, sha256 TEXT,"
        " container TEXT, codec TEXT, bitrate INTEGER, duration_ms INTEGER, quality TEXT, source TEXT,"
        " source_song_id TEXT, verified_ms INTEGER, checked_ms INTEGER, present INTEGER, why TEXT,"
        " removed INTEGER NOT NULL DEFAULT 0)",
        "CREATE TABLE lyrics (song TEXT PRIMARY KEY, root TEXT, path TEXT, sha256 TEXT, at_ms INTEGER)",
        "CREATE TABLE roots (id TEXT PRIMARY KEY, location TEXT, opened_ms INTEGER)",
    )
    indexes = (
        "CREATE INDEX files_by_path ON files (root, clash)",
        "CREATE INDEX files_by_sha256 ON files (sha256)",
        "CREATE INDEX files_absent ON files (removed, song) WHERE present = 0",
    )

    @on(file.Verified)
    def verified(self, event: Event[file.Verified]) -> Iterable[Row]:
        """Whole and in place."""
        fact = event.fact
        values = (
            event.subject,
            fact.root,
            fact.path,
            clash_key(fact.path),
            fact.size_bytes,
            fact.sha256,
            fact.container,
            fact.codec,
            fact.bitrate,
            fact.duration_ms,
            fact.quality,
            fact.source,
            fact.source_song_id,
            event.at_ms,
        )
        return ((_VERIFIED, values),)

    @on(file.Lost)
    def lost(self, event: Event[file.Lost]) -> Iterable[Row]:
        """The local copy is not as recorded."""
        yield _PRESENT, (0, event.fact.why, event.at_ms, event.subject)

    @on(file.FoundAgain, file.Checked)
    def there(self, event: Event[file.FoundAgain | file.Checked]) -> Iterable[Row]:
        """The local copy is as recorded."""
        yield _PRESENT, (1, None, event.at_ms, event.subject)

    @on(file.LocalRemoved)
    def removed(self, event: Event[file.LocalRemoved]) -> Iterable[Row]:
        """The local copy made room; a backend holds the file."""
        yield _REMOVED, (f"removed, stands in {event.fact.backend}", event.at_ms, event.subject)

    @on(file.Restored, file.Moved)
    def elsewhere(self, event: Event[file.Restored | file.Moved]) -> Iterable[Row]:
        """The local copy is back, or somebody moved it: possibly not where it was."""
        fact = event.fact
        yield _RESTORED, (fact.root, fact.path, clash_key(fact.path), event.at_ms, event.subject)

    @on(song.LyricSaved)
    def lyric_saved(self, event: Event[song.LyricSaved]) -> Iterable[Row]:
        """An .lrc of ours stands beside the audio."""
        fact = event.fact
        yield _LYRIC, (event.subject, fact.root, fact.path, fact.sha256, event.at_ms)

    @on(song.LyricKept)
    def lyric_kept(self, event: Event[song.LyricKept]) -> Iterable[Row]:
        """An .lrc of somebody else's stands beside the audio."""
        yield _LYRIC, (event.subject, event.fact.root, event.fact.path, None, event.at_ms)

    @on(song.LyricMoved)
    def lyric_moved(self, event: Event[song.LyricMoved]) -> Iterable[Row]:
        """The same .lrc stands elsewhere: what backends hold of it is no older for that."""
        yield _LYRIC_MOVED, (event.fact.root, event.fact.path, event.subject)

    @on(song.LyricLost)
    def lyric_lost(self, event: Event[song.LyricLost]) -> Iterable[Row]:
        """There is no .lrc any more; what backends hold of it stays."""
        yield _LYRIC_LOST, (event.subject,)

    @on(library.RootOpened)
    def root_opened(self, event: Event[library.RootOpened]) -> Iterable[Row]:
        """A library root is in use at a place."""
        yield _ROOT, (event.fact.root, event.fact.location, event.at_ms)
