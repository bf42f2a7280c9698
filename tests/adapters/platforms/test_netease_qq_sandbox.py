"""netease and qq over real sockets against the synthetic platforms, compared with what is true there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import httpx
import pytest

from catalogsync.adapters.platforms.http import HttpSettings, open_http
from catalogsync.adapters.platforms.netease import Netease
from catalogsync.adapters.platforms.qq import QQ
from catalogsync.pipeline.errors import Failure, PlatformError
from catalogsync.pipeline.ports import Access, LyricKind, Quality, SongInfo
from catalogsync.sandbox.server import Sandbox
from tests.adapters.origin import PATIENT

Adapter = Netease | QQ

REFUSED_AS = {
    "vip": {Failure.VIP},
    "album": {Failure.PURCHASE},
    "trial": {Failure.TRIAL, Failure.VIP},
    "grey": {Failure.WITHDRAWN},
    "region": {Failure.REGION},
    "encrypted": {Failure.ENCRYPTED, Failure.VIP},
}
"""What each kind of access may come out as: qq hides a clip and a protected file behind the refusal of a paid song."""

WORDS = {"words": LyricKind.TEXT, "none": LyricKind.ABSENT, "instrumental": LyricKind.INSTRUMENTAL}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    with Sandbox(seed=11, size="tiny").running() as address:
        yield address


@pytest.fixture(scope="module", params=[Netease, QQ])
def platform(request: pytest.FixtureRequest, sandbox: str) -> Iterator[Adapter]:
    make: Callable[..., Adapter] = request.param
    http = open_http(request.param.name, HttpSettings(gateway=sandbox, pace=None, attempts=1, **PATIENT))
    yield make(http)
    http.close()


@pytest.fixture(scope="module")
def songs(platform: Adapter) -> list[SongInfo]:
    """The songs of everything that can be collected, each once."""
    page = platform.square_page(None, None)
    listings = [platform.playlist(ref.playlist_id) for ref in page.playlists]
    listings += [platform.toplist(ref.playlist_id) for ref in platform.toplists()]
    entries = [entry for listing in listings for entry in listing.entries]
    found = {entry.song_id: entry.song for entry in entries if entry.song}
    # Telling the truth about a song is slow work (its audio is made): a few of each kind of access are enough.
    return [song for kind in Access for song in [s for s in found.values() if s.access is kind][:2]]


@cache
def truth(sandbox: str, platform: str, song_id: str) -> dict[str, Any]:
    answer = httpx.get(
        f"{sandbox}/_sandbox/truth", params={"platform": platform, "song": song_id}, timeout=120
    )
    found: dict[str, Any] = answer.raise_for_status().json()
    return found


def test_listings_hold_every_song_they_announce(platform: Adapter) -> None:
    page = platform.square_page(None, None)

    for ref in page.playlists:
        listing = platform.playlist(ref.playlist_id)
        assert ref.playlist_id == listing.ref.playlist_id
        assert len(listing.entries) >= (listing.announced or 1) - 1


def opened(platform: Adapter, song: SongInfo) -> Quality | Failure:
    try:
        return platform.stream(song, Quality.LOSSLESS).quality
    except PlatformError as e:
        return e.failure


def test_streams_come_out_as_what_is_true(platform: Adapter, songs: list[SongInfo], sandbox: str) -> None:
    for song in songs:
        true = truth(sandbox, song.platform, song.song_id)
        came = opened(platform, song)
        if isinstance(came, Failure):
            assert came in REFUSED_AS[str(true["access"])]
        else:
            assert [came.value] == true["free_qualities"][-1:]


def test_words_come_out_as_what_is_true(platform: Adapter, songs: list[SongInfo], sandbox: str) -> None:
    for song in songs:
        words = truth(sandbox, song.platform, song.song_id)["lyric"]
        lyric = platform.lyric(song)
        assert (WORDS[words["kind"]], words["translated"]) == (lyric.kind, lyric.translation is not None)


def test_a_song_is_found_by_its_title_and_by_its_id(platform: Adapter, songs: list[SongInfo]) -> None:
    song = songs[0]

    assert song.song_id in [found.song_id for found in platform.search(song.title, 50)]
    assert [song.title] == [found.title for found in platform.songs([song.song_id])]
