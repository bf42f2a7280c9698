"""Decide the same about many songs or playlists at once, and queue jobs for what was ticked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from catalogsync.api.deps import Writer, written
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.playlist import Playlist
from catalogsync.domain.song import Song
from catalogsync.domain.stream import Stream
from catalogsync.pipeline.deciding import decide_about

S = TypeVar("S", bound=Stream)

MOST = 200_000
"""More than this many things are not decided by one click."""


def decide_songs(writer: Writer, keys: Iterable[Key], decide: Callable[[Song], None]) -> int:
    """Decide about songs; how many of them changed by it."""
    return _decide(writer, Song, [stream_id("song", key) for key in keys], decide)


def decide_playlists(writer: Writer, keys: Iterable[Key], decide: Callable[[Playlist], None]) -> int:
    """Decide about playlists; how many of them changed by it."""
    return _decide(writer, Playlist, [stream_id("playlist", key) for key in keys], decide)


def _decide(writer: Writer, kind: type[S], streams: list[str], decide: Callable[[S], None]) -> int:
    changed = decide_about(writer.catalog, kind, streams, decide)
    written(writer)
    return changed
