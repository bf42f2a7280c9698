"""Which items did a job work on, how did each come out, and why?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogsync.domain import file, playlist, song
from catalogsync.domain.event import Event
from catalogsync.projections.engine import Projection, Row, on, upsert

_ITEM = upsert("job_items", ("job", "kind", "item"), ("outcome", "failure", "message", "at_ms"))


class JobItems(Projection):
    """The last outcome of each item in each job. `kind` is `playlist`, `song`, `lyric`, `file` or `copy`; `failure` is ''
    for what came out well. A copy is named `song part backend`."""

    name, version = "job_items", 3
    tables = (
        "CREATE TABLE job_items (job TEXT, kind TEXT, item TEXT, outcome TEXT, failure TEXT, message TEXT,"
        " at_ms INTEGER, PRIMARY KEY (job, kind, item)) WITHOUT ROWID",
    )
    indexes = ("CREATE INDEX job_items_by_failure ON job_items (job, kind, failure, item)",)

    @on(playlist.Synced, playlist.Unchanged)
    def playlist_read(self, event: Event[Any]) -> Iterable[Row]:
        """A playlist was read."""
        return _row(event, "playlist", "", "")

    @on(playlist.SyncFailed, playlist.Unavailable)
    def playlist_failed(self, event: Event[playlist.SyncFailed]) -> Iterable[Row]:
        """A playlist could not be read."""
        return _row(event, "playlist", event.fact.failure, event.fact.message)

    @on(song.Obtained)
    def obtained(self, event: Event[song.Obtained]) -> Iterable[Row]:
        """A file came in."""
        return _row(event, "song", "", event.fact.source)

    @on(song.Missed)
    def missed(self, event: Event[song.Missed]) -> Iterable[Row]:
        """No file came in."""
        return _row(event, "song", event.fact.failure, event.fact.message)

    @on(song.LyricSaved, song.LyricKept, song.LyricAbsent, song.Instrumental)
    def lyric(self, event: Event[Any]) -> Iterable[Row]:
        """The question of the lyric is settled."""
        return _row(event, "lyric", "", "")

    @on(song.LyricLost)
    def lyric_lost(self, event: Event[song.LyricLost]) -> Iterable[Row]:
        """A lyric is not there any more."""
        return _row(event, "lyric", "lost", event.fact.path)

    @on(song.LyricFailed)
    def lyric_failed(self, event: Event[song.LyricFailed]) -> Iterable[Row]:
        """No source could be asked."""
        return _row(event, "lyric", event.fact.failure, event.fact.message)

    @on(file.Lost)
    def lost(self, event: Event[file.Lost]) -> Iterable[Row]:
        """A file is not as it was recorded."""
        return _row(event, "file", "lost", event.fact.why)

    @on(file.Uploaded)
    def uploaded(self, event: Event[file.Uploaded]) -> Iterable[Row]:
        """A copy stands in a backend."""
        return _copy(event, "", event.fact.key)

    @on(file.UploadFailed)
    def upload_failed(self, event: Event[file.UploadFailed]) -> Iterable[Row]:
        """A copy did not get there."""
        return _copy(event, event.fact.failure, event.fact.message)


def _copy(
    event: Event[file.Uploaded] | Event[file.UploadFailed], failure: str, message: str
) -> tuple[Row, ...]:
    if event.job is None:
        return ()
    item = f"{event.subject} {event.fact.part} {event.fact.backend}"
    return ((_ITEM, (event.job, "copy", item, event.name, failure, message, event.at_ms)),)


def _row(event: Event[Any], kind: str, failure: str, message: str) -> tuple[Row, ...]:
    if event.job is None:
        return ()
    return ((_ITEM, (event.job, kind, event.subject, event.name, failure, message, event.at_ms)),)
