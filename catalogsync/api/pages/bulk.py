"""Decide the same about many songs or playlists at once, and queue jobs for what was ticked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from catalogsync.api.deps import Writer, written
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.playlist import Playlist
from catalogsync.domain.song import Song
from catalogsync.domain.stream import Stream
from catalogsync.pipeline.errors import Conflict

S = TypeVar("S", bound=Stream)

_AT_ONCE = 400
MOST = 200_000
"""More than this many things are not decided by one click."""


def decide_songs(writer: Writer, keys: Iterable[Key], decide: Callable[[Song], None]) -> int:
    """Decide about songs; how many of them changed by it."""
    return _decide(writer, Song, [stream_id("song", key) for key in keys], decide)


def decide_playlists(writer: Writer, keys: Iterable[Key], decide: Callable[[Playlist], None]) -> int:
    """Decide about playlists; how many of them changed by it."""
    return _decide(writer, Playlist, [stream_id("playlist", key) for key in keys], decide)


def _decide(writer: Writer, kind: type[S], streams: list[str], decide: Callable[[S], None]) -> int:
    changed = 0
    for some in _pieces(streams):
        loaded = list(writer.catalog.load_many(kind, some).values())
        for stream in loaded:
            decide(stream)
        deciding = [stream for stream in loaded if stream.pending]
        changed += len(deciding)
        try:
            writer.catalog.save(*deciding)
        except Conflict:  # somebody records in one of them just now: one by one, each decided anew
            for stream in deciding:
                writer.catalog.change(kind, stream.id, decide)
    written(writer)
    return changed


def _pieces(streams: list[str]) -> Iterator[list[str]]:
    for at in range(0, len(streams), _AT_ONCE):
        yield streams[at : at + _AT_ONCE]
