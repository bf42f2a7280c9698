"""Kugou's parsers over recorded answers: each is read by the parser of its operation, or refused as what it is."""

from __future__ import annotations

import pytest

from catalogsync.adapters.platforms.kugou import PARSERS
from catalogsync.adapters.platforms.kugou.lyrics import parse_candidates
from catalogsync.adapters.platforms.kugou.parse import parse_songs
from catalogsync.adapters.platforms.kugou.streams import SUBSTITUTE, parse_song_url
from catalogsync.adapters.platforms.shapes import ListingPage
from catalogsync.pipeline.errors import Blocked, Failure, LoginNeeded, UnexpectedAnswer
from catalogsync.pipeline.ports import PoolPage
from tests.adapters.platforms.answering import recordings

OPERATIONS = {
    "category-playlists": "playlist-list",
    "lyric": "lyric",
    "playlist-categories": "categories",
    "playlist-detail": "playlist-detail",
    "playlist-square": "playlist-list",
    "rank-list": "toplist-list",
    "rank-info": "toplist-detail",
    "rank-song": "toplist-detail",
    "search": "search",
    "song-info": "song-detail",
    "play-getdata": "song-detail",
    "song-url": "song-url",
}
REFUSED = {
    "error-1.json": UnexpectedAnswer,
    "error-2.json": LoginNeeded,
    "error-3.json": Blocked,
    "song-url-v5-3.json": Blocked,
}
OFFERS = {
    "play-getdata-1.json": None,
    "play-getdata-2.json": None,
    "play-getdata-3.json": Failure.TRIAL,
    "song-info-1.json": None,
    "song-info-2.json": None,
    "song-url-v5-1.json": Failure.VIP,
    "song-url-v5-2.json": Failure.VIP,
    "song-url-v5-4.json": Failure.WITHDRAWN,
}


@pytest.mark.parametrize(("name", "raw"), recordings("kugou"))
def test_a_recording_is_read_or_refused_as_what_it_is(name: str, raw: bytes) -> None:
    operation = next((op for start, op in OPERATIONS.items() if name.startswith(start)), "song-url")
    if name in REFUSED:
        with pytest.raises(REFUSED[name]):
            PARSERS[operation](raw)
        return
    found = PARSERS[operation](raw)

    if isinstance(found, ListingPage):
        assert found.listing.entries
        assert all(entry.song and entry.song.handle.get("hash") for entry in found.listing.entries)
    elif isinstance(found, PoolPage):
        assert found.playlists
    else:
        assert found


@pytest.mark.parametrize(("name", "raw"), recordings("kugou"))
def test_clips_substitutes_and_refusals_are_told_from_songs(name: str, raw: bytes) -> None:
    if name not in OFFERS:
        return
    (offer,) = parse_song_url(raw)

    assert offer.failure is OFFERS[name]
    assert (offer.code == SUBSTITUTE) is (name == "song-info-2.json")
    if name.startswith("song-info"):
        assert parse_songs(raw)[0].duration_ms


@pytest.mark.parametrize(("name", "raw"), recordings("kugou"))
def test_candidates_have_what_a_download_needs(name: str, raw: bytes) -> None:
    if not name.startswith("lyric-search"):
        return
    candidates = parse_candidates(raw)

    assert all(c.access_key and c.duration_ms for c in candidates)
    assert candidates[0].proposed
