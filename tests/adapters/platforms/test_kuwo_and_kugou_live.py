"""Kuwo's and kugou's adapters over real sockets: what they list and open is what the sandbox's catalog holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from catalogsync.adapters.platforms.http import HttpSettings, open_http
from catalogsync.adapters.platforms.kugou import Kugou
from catalogsync.adapters.platforms.kuwo import Kuwo
from catalogsync.pipeline.errors import NotGranted, UnexpectedAnswer
from catalogsync.pipeline.ports import Grant, LyricKind, Quality, SongInfo
from catalogsync.sandbox.describe import describe
from catalogsync.sandbox.server import Sandbox

ADAPTERS = {"kuwo": Kuwo, "kugou": Kugou}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[tuple[Sandbox, str, dict[str, Any]]]:
    served = Sandbox(seed=11, size="tiny")
    described = describe(served.catalog)["platforms"]
    with served.running() as address:
        yield served, address, described


@pytest.fixture(params=ADAPTERS)
def asked(request: pytest.FixtureRequest, sandbox: tuple[Sandbox, str, dict[str, Any]]) -> Iterator[Any]:
    """The adapter, and what is true of its platform."""
    _, address, described = sandbox
    http = open_http(request.param, HttpSettings(gateway=address, pace=None, attempts=1))
    yield ADAPTERS[request.param](http), described[request.param]
    http.close()


def test_every_readable_list_comes_with_its_songs_in_order(asked: Any) -> None:
    adapter, truth = asked
    readable = [p for p in truth["playlists"] if p["kind"] not in ("private", "closed")]

    assert readable
    for playlist in readable:
        listing = adapter.playlist(playlist["id"])
        assert [e.song_id for e in listing.entries] == playlist["tracks"]
        assert listing.ref.title == playlist["name"]
    for toplist in truth["toplists"]:
        listing = adapter.toplist(toplist["id"])
        assert [e.song_id for e in listing.entries] == toplist["tracks"]
        assert listing.ref.title == toplist["name"]


def test_pools_lead_to_lists_and_boards(asked: Any) -> None:
    adapter, truth = asked

    assert adapter.categories()
    assert adapter.square_page(None, None).playlists
    assert {t["id"] for t in truth["toplists"]} <= {board.playlist_id for board in adapter.toplists()}


def test_hits_open_or_say_why_not(asked: Any) -> None:
    adapter, truth = asked
    hits: list[SongInfo] = list(adapter.search(truth["keyword"], 10))
    opened: list[Grant | NotGranted] = []
    for song in hits:
        try:
            opened.append(adapter.stream(song, Quality.HIGH))
        except NotGranted as e:
            opened.append(e)

    assert set(truth["hits"]) & {song.song_id for song in hits}
    assert any(isinstance(found, Grant) for found in opened)
    assert adapter.lyric(hits[0]).kind in LyricKind
    assert [s.title for s in adapter.songs([hits[0].song_id])] == [hits[0].title]


@pytest.mark.parametrize("kind", ["empty", "repeat"])
def test_a_list_that_arrives_broken_is_never_a_shorter_one(
    sandbox: tuple[Sandbox, str, dict[str, Any]], asked: Any, kind: str
) -> None:
    served, _, _ = sandbox
    adapter, truth = asked
    served.gateway.faults.add({"platform": adapter.name, "operation": "playlist-detail", "kind": kind})
    try:
        for playlist in [p for p in truth["playlists"] if p["kind"] in ("playlist", "long")]:
            try:
                shown = [e.song_id for e in adapter.playlist(playlist["id"]).entries]
            except UnexpectedAnswer:
                continue
            assert shown == playlist["tracks"]
    finally:
        served.gateway.faults.clear()
