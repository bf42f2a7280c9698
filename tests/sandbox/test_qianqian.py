"""Qianqian as its wire page describes it: signed calls, arrays in place of objects, clips beside the file."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import md5
from typing import Any

import httpx
import pytest

from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.http import Response
from catalogsync.sandbox.platforms.qianqian.signing import APP_ID, sign
from catalogsync.sandbox.world.songs import Song
from tests.sandbox.conftest import Ask

NOW = "1795000000"
SITE = "https://music.91q.com/v1"

First = Callable[[str, str], Song]
Signed = Callable[..., Any]


def body(response: Response) -> Any:
    return json.loads(response.body)


@pytest.fixture
def signed(ask: Ask) -> Signed:
    """`signed(path, word="…")` asks with the site's signature."""

    def asked(path: str, host: str = SITE, cookie: str = "", **params: str) -> Any:
        query = {"timestamp": NOW, **params, "appid": APP_ID}
        query["sign"] = sign(query)
        return body(ask(str(httpx.URL(f"{host}{path}", params=query)), cookie=cookie))

    return asked


def tsid(gateway: Gateway, song: Song) -> str:
    return gateway.platforms["qianqian"].song_ids(song.number)["TSID"]


def listed(gateway: Gateway, kind: str) -> Any:
    return next(row for row in gateway.platforms["qianqian"].lists()["playlists"] if row["kind"] == kind)


def test_the_published_signature_is_right() -> None:
    params = {"TSID": "T10040899625", "appid": APP_ID, "timestamp": "1736756072"}

    assert "9fc7a2117bc61378cc8aa8a9ca3f7eeb" == sign(params)


def test_a_wrong_or_old_signature_fails_with_an_array(ask: Ask, signed: Signed, gateway: Gateway) -> None:
    song = tsid(gateway, gateway.world.catalog.sample_song("qianqian"))

    unsigned = body(ask(f"{SITE}/song/info?TSID={song}"))
    stale = signed("/song/info", TSID=song, timestamp="1600000000")

    for answer in (unsigned, stale):
        assert (False, []) == (answer["state"], answer["data"])
        assert "签名" in answer["errmsg"]


def test_both_names_of_the_site_and_both_units_of_time_will_do(signed: Signed, gateway: Gateway) -> None:
    song = tsid(gateway, gateway.world.catalog.sample_song("qianqian"))

    older = signed("/song/info", host="https://music.taihe.com/v1", TSID=song)
    finer = signed("/song/info", TSID=song, timestamp=f"{NOW}000")

    assert older["data"] == finer["data"]
    assert song == older["data"][0]["TSID"]


@pytest.mark.parametrize(
    ("rate", "format_"), [("64", "aac"), ("128", "mp3"), ("320", "mp3"), ("3000", "flac"), ("", "mp3")]
)
def test_a_granted_rate_is_the_file_it_says(
    signed: Signed, ask: Ask, gateway: Gateway, rate: str, format_: str
) -> None:
    wish = {"rate": rate} if rate else {}

    told = signed(
        "/song/tracklink", TSID=tsid(gateway, gateway.world.catalog.sample_song("qianqian")), **wish
    )["data"]

    file = ask(told["path"]).file
    assert file is not None
    assert (int(rate or 128), format_) == (told["rate"], told["format"])
    assert (file.size, md5(file.sound.read(0, file.size)).hexdigest()) == (told["size"], told["filemd5"])


def test_a_better_rate_than_one_may_have_is_answered_with_a_lower_one(
    signed: Signed, gateway: Gateway
) -> None:
    songs = (gateway.world.catalog.song("qianqian", number) for number in range(400))
    song = next(song for song in songs if song and song.free == ("standard",))

    assert 128 == signed("/song/tracklink", TSID=tsid(gateway, song), rate="3000")["data"]["rate"]


def test_an_address_ends_with_its_time(signed: Signed, ask: Ask, gateway: Gateway) -> None:
    told = signed("/song/tracklink", TSID=tsid(gateway, gateway.world.catalog.sample_song("qianqian")))[
        "data"
    ]
    gateway.world.moved_s = told["expireTime"] - gateway.world.now() + 1
    try:
        assert 403 == ask(told["path"]).status
    finally:
        gateway.world.moved_s = 0


def test_a_clip_stands_beside_the_missing_path(signed: Signed, gateway: Gateway, song_with: First) -> None:
    told = signed("/song/tracklink", TSID=tsid(gateway, song_with("qianqian", "trial")))["data"]

    assert not told.get("path")
    assert ("45", "30") == (told["trail_audio_info"]["start_time"], told["trail_audio_info"]["duration"])


def test_membership_opens_what_is_closed_to_others(
    signed: Signed, gateway: Gateway, song_with: First
) -> None:
    song = tsid(gateway, song_with("qianqian", "vip"))

    anyone, member = (
        signed("/song/tracklink", TSID=song, cookie=c)["data"] for c in ("", "access_token=vip1")
    )

    assert (1, None) == (anyone["isVip"], anyone.get("path") or None)
    assert member["path"]


def test_a_song_taken_down_is_no_object_but_an_array(
    signed: Signed, gateway: Gateway, song_with: First
) -> None:
    song = tsid(gateway, song_with("qianqian", "grey"))

    assert [] == signed("/song/tracklink", TSID=song)["data"]
    assert signed("/song/info", TSID=song)["data"][0]["downTime"].startswith("2025")
    assert [] == signed("/song/info", TSID="T19999999999")["data"]


def test_no_hit_is_an_empty_list_or_a_failure_that_is_none(signed: Signed) -> None:
    answers = [signed("/search", word=word, type="1") for word in ("zzz", "zzzq")]

    assert [22000, 22000] == [answer["errno"] for answer in answers]
    assert [{"total": 0, "typeTrack": []}, []] == [answer["data"] for answer in answers]


def test_punctuation_is_refused(signed: Signed) -> None:
    assert 23001 == signed("/search", word="合成 & 来信", type="1")["errno"]
    assert 22000 == signed("/search", word="合成 来信", type="1")["errno"]


def test_playlist_ids_are_numbers_here_and_texts_there(signed: Signed) -> None:
    rows = signed("/tracklist/list", pageNo="1", pageSize="25")["data"]["result"]

    assert {int, str} == {type(row["id"]) for row in rows}


def test_a_long_list_comes_a_hundred_at_a_time(signed: Signed, gateway: Gateway) -> None:
    long = listed(gateway, "long")
    pages = [
        signed("/tracklist/info", id=long["id"], pageNo=str(n), pageSize="500")["data"] for n in range(1, 14)
    ]

    tracks = [row.get("TSID") or row["assetId"] for page in pages for row in page["trackList"]]
    assert [100] * 12 + [0] == [len(page["trackList"]) for page in pages]
    assert long["tracks"] == tracks
    assert any("TSID" not in row for page in pages for row in page["trackList"])


@pytest.mark.parametrize("kind", ["private", "closed"])
def test_a_closed_list_is_a_failure_with_an_array(signed: Signed, gateway: Gateway, kind: str) -> None:
    answer = signed("/tracklist/info", id=listed(gateway, kind)["id"])

    assert (False, []) == (answer["state"], answer["data"])


def test_a_guest_may_stand_before_the_performer(signed: Signed, gateway: Gateway) -> None:
    songs = (gateway.world.catalog.song("qianqian", number) for number in range(2_400))
    duet = next(song for song in songs if song and song.recording.version and len(song.artists) == 2)

    rows = signed("/song/info", TSID=tsid(gateway, duet))["data"][0]["artist"]

    assert [2, 38] == [artist["artistType"] for artist in rows][:2]
    assert duet.artists[0].name == rows[1]["name"]


def test_words_are_files_under_a_charset_that_is_not_theirs(
    signed: Signed, ask: Ask, gateway: Gateway
) -> None:
    track = signed("/song/info", TSID=tsid(gateway, gateway.world.catalog.sample_song("qianqian")))["data"][0]

    answer = ask(track["lyric"])

    assert "ISO-8859-1" in answer.media_type
    assert track["title"] in answer.body.decode("utf-8-sig")
