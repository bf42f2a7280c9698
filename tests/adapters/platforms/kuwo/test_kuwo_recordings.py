"""Kuwo's parsers over recorded answers: each is read by the parser of its operation, or refused as what it is."""

from __future__ import annotations

import pytest

from catalogsync.adapters.platforms.kuwo import PARSERS
from catalogsync.adapters.platforms.kuwo.parse import parse_playlist_detail, parse_songs, parse_toplist_detail
from catalogsync.adapters.platforms.shapes import ListingPage
from catalogsync.pipeline.errors import LoginNeeded, PlatformError, UnexpectedAnswer
from catalogsync.pipeline.ports import Lyric, LyricKind, PoolPage
from tests.adapters.platforms.answering import recordings

OPERATIONS = {
    "album-detail": "playlist-detail",
    "artist-songs": "search",
    "lyric": "lyric",
    "playlist-detail": "playlist-detail",
    "playlist-recommend": "playlist-list",
    "playlist-square": "playlist-list",
    "playlist-tags": "categories",
    "search-playlist": "playlist-list",
    "search": "search",
    "song-detail": "song-detail",
    "song-url": "song-url",
    "toplist-detail": "toplist-detail",
    "toplist-list": "toplist-list",
    "toplist-preview": "toplist-list",
}
REFUSED = {"error": LoginNeeded, "search-album": UnexpectedAnswer, "search-artist": UnexpectedAnswer}


@pytest.mark.parametrize(("name", "raw"), recordings("kuwo"))
def test_a_recording_is_read_or_refused_as_what_it_is(name: str, raw: bytes) -> None:
    refusal = next((error for start, error in REFUSED.items() if name.startswith(start)), None)
    operation = next((op for start, op in OPERATIONS.items() if name.startswith(start)), "search")
    if refusal is not None:
        with pytest.raises(refusal):
            PARSERS[operation](raw)
        return
    found = PARSERS[operation](raw)

    if isinstance(found, ListingPage):
        assert found.listing.entries
        assert all(entry.song and entry.song.artists for entry in found.listing.entries)
        assert not found.missing_ids
    elif isinstance(found, Lyric):
        assert found.kind is LyricKind.TEXT
    elif isinstance(found, PoolPage):
        assert found.playlists
        assert all(ref.track_count for ref in found.playlists)
    else:
        assert found


@pytest.mark.parametrize(("name", "raw"), recordings("kuwo"))
def test_previews_are_told_from_whole_lists(name: str, raw: bytes) -> None:
    whole = {"playlist-detail-2.json": True, "playlist-detail-1.json": False, "toplist-detail-1.json": False}
    if name not in whole:
        return
    parse = parse_playlist_detail if name.startswith("playlist") else parse_toplist_detail

    assert parse(raw).complete is whole[name]


@pytest.mark.parametrize(("name", "raw"), recordings("kuwo"))
def test_the_words_of_a_page_come_with_their_song(name: str, raw: bytes) -> None:
    if not name.startswith("lyric"):
        return
    try:
        (song,) = parse_songs(raw)
    except PlatformError:
        assert name == "lyric-6.json"  # only its rows were kept
        return

    assert song.duration_ms
    assert song.qualities
