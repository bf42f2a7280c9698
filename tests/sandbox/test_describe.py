"""What `describe` says exists, exists, and is as it says."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest

from catalogsync.sandbox.catalog import Catalog
from catalogsync.sandbox.describe import describe
from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.media import Kind, number_of
from catalogsync.sandbox.world.sizes import SIZES


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    return describe(Catalog(1, "demo"))


def test_it_is_json_and_says_that_it_is_synthetic(said: dict[str, Any]) -> None:
    assert json.loads(json.dumps(said))["synthetic"]


def test_every_platform_has_a_song_a_playlist_and_a_keyword_with_hits(said: dict[str, Any]) -> None:
    for platform in ("netease", "qq", "kuwo"):
        row = said["platforms"][platform]
        first = next(iter(row["song"]["ids"].values()))

        assert row["playlist"]["tracks"]
        assert len(row["toplists"]) >= 3
        assert first == row["hits"][0]


def test_every_id_form_leads_to_the_song(said: dict[str, Any], gateway: Gateway) -> None:
    for name in ("netease", "qq", "kuwo"):
        platform = gateway.platforms[name]
        for form, id_ in said["platforms"][name]["song"]["ids"].items():
            if form != "url":
                assert 0 == platform.song_number(id_), (name, form)


def test_the_digests_are_those_of_the_files(said: dict[str, Any], gateway: Gateway) -> None:
    song = gateway.world.catalog.sample_song("qq")
    truth = said["platforms"]["qq"]["song"]["audio"]
    for quality in ("standard", "high", "lossless"):
        file = gateway.world.media.open(number_of(song, quality, Kind.WHOLE))
        assert file is not None
        assert truth[quality]["sha256"] == sha256(b"".join(file.chunks(0, file.size))).hexdigest()


def test_the_plain_playlist_is_playable_throughout(said: dict[str, Any], gateway: Gateway) -> None:
    for name in ("netease", "qq", "kuwo"):
        for id_ in said["platforms"][name]["playlist"]["tracks"]:
            song = gateway.world.catalog.song(name, gateway.platforms[name].song_number(id_))
            assert song is not None
            assert gateway.world.catalog.plain(song)


def test_there_is_an_example_of_every_trap(said: dict[str, Any]) -> None:
    wanted = {
        "live",
        "cover",
        "instrumental",
        "remix",
        "trial",
        "vip",
        "region",
        "grey",
        "wrong-duration",
        "truncated",
    }
    wanted |= {"traditional", "full-width", "artist-alias", "lyric-none", "lyric-translated"}
    for platform in ("netease", "qq"):
        assert wanted <= set(said["platforms"][platform]["traps"])


@pytest.mark.parametrize("size", ["tiny"])
def test_other_sizes_can_be_described(size: str) -> None:
    assert describe(Catalog(3, size))["size"]["songs"] == SIZES[size].songs


def test_the_plain_playlist_is_short_enough_to_be_shown_whole_and_holds_every_song_once(
    said: dict[str, Any],
) -> None:
    for row in said["platforms"].values():
        tracks = row["playlist"]["tracks"]

        assert 0 < len(tracks) <= 10
        assert len(set(tracks)) == len(tracks)


def test_a_stranger_is_promised_only_what_a_stranger_is_handed(said: dict[str, Any]) -> None:
    for name in ("kugou", "migu"):
        song = said["platforms"][name]["song"]

        assert ["standard"] == song["free_qualities"] == list(song["handed_out"])
        assert ["standard", "high", "lossless"] == list(song["audio"])
