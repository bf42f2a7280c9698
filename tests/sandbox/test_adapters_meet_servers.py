"""Our adapters of the fallback platforms against the sandbox on a real socket: what they find is the catalog's truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from catalogsync.adapters.connections import HttpSettings
from catalogsync.adapters.platforms.http import PlatformHttp, open_http
from catalogsync.adapters.platforms.kugou import Kugou
from catalogsync.adapters.platforms.migu import Migu
from catalogsync.adapters.platforms.qianqian import Qianqian
from catalogsync.pipeline import errors
from catalogsync.pipeline.ports import Quality
from catalogsync.sandbox import SIZES, Sandbox
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.lyrics import lyric
from catalogsync.sandbox.world.songs import Song
from tests.adapters.origin import PATIENT

ADAPTERS: dict[str, Callable[[PlatformHttp], Any]] = {"kugou": Kugou, "migu": Migu, "qianqian": Qianqian}
REFUSALS: dict[Access, tuple[type[Exception], ...]] = {
    Access.VIP: (errors.VipOnly, errors.PurchaseOnly, errors.LoginNeeded),
    Access.TRIAL: (errors.TrialOnly,),
    Access.GREY: (errors.Withdrawn,),
    Access.REGION: (errors.RegionLocked, errors.Withdrawn),
    Access.ENCRYPTED: (errors.Encrypted,),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[tuple[Sandbox, str]]:
    # The long list takes several pages everywhere; more of it would only take longer.
    sandbox = Sandbox(seed=1, size=replace(SIZES["demo"], longest=450))
    with sandbox.running() as address:
        yield sandbox, address


@pytest.fixture(params=list(ADAPTERS))
def met(request: pytest.FixtureRequest, sandbox: tuple[Sandbox, str]) -> Iterator[tuple[Any, Any, Sandbox]]:
    """An adapter, the server it talks to, and the sandbox of both."""
    name = request.param
    http = open_http(
        name, HttpSettings(gateway=sandbox[1], proxy=None, pace=None, allow_private=True, **PATIENT), None
    )
    yield ADAPTERS[name](http), sandbox[0].gateway.platforms[name], sandbox[0]
    http.close()


def first_id(server: Any, song: Song) -> str:
    return str(next(iter(server.song_ids(song.number).values())))


def first_songs(sandbox: Sandbox, server: Any, count: int) -> list[Song]:
    songs = (sandbox.catalog.song(server.name, number) for number in range(sandbox.catalog.world.recordings))
    return [song for song, _ in zip((s for s in songs if s), range(count), strict=False)]


def test_details_are_found_by_our_own_id_and_in_order(met: tuple[Any, Any, Sandbox]) -> None:
    adapter, server, sandbox = met
    truth = first_songs(sandbox, server, 60)
    asked = [first_id(server, song) for song in truth]

    found = adapter.songs(asked)

    assert asked == [song.song_id for song in found]
    for song, true in zip(found, truth, strict=True):
        assert true.title.split() == song.title.split() or true.subtitle
        assert abs(song.duration_ms - true.duration_ms) < 1000


def test_a_search_finds_what_the_catalog_means(met: tuple[Any, Any, Sandbox]) -> None:
    adapter, server, sandbox = met

    found = adapter.search("合成", 30)

    assert [first_id(server, s) for s in sandbox.catalog.search(server.name, "合成")][:30] == [
        s.song_id for s in found
    ]


def test_every_list_comes_whole(met: tuple[Any, Any, Sandbox]) -> None:
    adapter, server, _ = met
    lists = server.lists()

    for row in lists["playlists"]:
        if row["kind"] in ("private", "closed"):
            with pytest.raises(errors.NoSuchItem):
                adapter.playlist(row["id"])
        else:
            listing = adapter.playlist(row["id"])
            assert (row["tracks"], row["name"]) == ([e.song_id for e in listing.entries], listing.ref.title)
    for row in lists["toplists"]:
        assert row["tracks"] == [entry.song_id for entry in adapter.toplist(row["id"]).entries]


def test_streams_are_granted_to_free_songs_and_refused_by_class(met: tuple[Any, Any, Sandbox]) -> None:
    adapter, server, sandbox = met
    songs = (sandbox.catalog.song(server.name, number) for number in range(1_200))
    kinds: dict[Access, list[Song]] = {}
    for song in songs:
        if song is not None and len(kinds.setdefault(song.access, [])) < 6:
            kinds[song.access].append(song)

    for access, some in kinds.items():
        for song in adapter.songs([first_id(server, s) for s in some]):
            if access is Access.FREE:
                assert adapter.stream(song, Quality.LOSSLESS).url.startswith("http")
            else:
                with pytest.raises(REFUSALS[access]):
                    adapter.stream(song, Quality.STANDARD)


def test_words_are_the_recordings_own(met: tuple[Any, Any, Sandbox]) -> None:
    adapter, server, sandbox = met
    truth = [song for song in first_songs(sandbox, server, 60) if not song.defect]

    for song, true in zip(adapter.songs([first_id(server, s) for s in truth]), truth, strict=True):
        words, found = lyric(sandbox.catalog.world.seed, true.recording), adapter.lyric(song)
        expected = {"words": "text", "instrumental": "instrumental", "none": "absent"}[words.kind]
        assert expected == found.kind
        assert words.first_line is None or words.first_line in str(found)


def test_a_kugou_song_is_found_by_the_short_text_of_its_web_address(sandbox: tuple[Sandbox, str]) -> None:
    ids = sandbox[0].gateway.platforms["kugou"].song_ids(0)
    http = open_http("kugou", HttpSettings(gateway=sandbox[1], pace=None, attempts=1, **PATIENT))
    adapter = Kugou(http)

    asked = [ids["encode_album_audio_id"], ids["album_audio_id"], ids["hash"]]
    found = adapter.songs([*asked, "zzzzzz"])
    http.close()

    assert [ids["album_audio_id"]] * 3 == [song.song_id for song in found]
