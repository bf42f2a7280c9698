"""Migu as its wire page describes it: three song shapes, refusals that look like answers, a veiled family."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.http import Response
from catalogsync.sandbox.media import TRIAL_MS
from catalogsync.sandbox.platforms.migu.envelope import KEY, MAGIC
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.lyrics import lyric
from catalogsync.sandbox.world.songs import Song
from tests.sandbox.conftest import Ask

APP = "https://app.c.nf.migu.cn"
LISTEN = f"{APP}/MIGUM3.0/strategy/pc/listen/v1.0?netType=01&resourceType=2&toneFlag=SQ"

First = Callable[[str, str], Song]


def body(response: Response) -> Any:
    return json.loads(response.body)


def ids_of(gateway: Gateway, song: Song) -> dict[str, str]:
    return gateway.platforms["migu"].song_ids(song.number)


def listed(gateway: Gateway, kind: str) -> Any:
    return next(row for row in gateway.platforms["migu"].lists()["playlists"] if row["kind"] == kind)


def listen(ask: Ask, gateway: Gateway, song: Song, **headers: str) -> Any:
    ids = ids_of(gateway, song)
    address = f"{LISTEN}&copyrightId={ids['copyrightId']}&contentId={ids['contentId']}"
    return body(ask(address, channel="0146951", **headers))


def fetched(ask: Ask, address: str) -> Response:
    whole = f"https:{address}" if address.startswith("//") else address
    return ask(quote(whole, safe=":/?&=%+"))


def test_anyone_gets_128_kbit_and_a_member_what_was_asked(ask: Ask, gateway: Gateway) -> None:
    sample = gateway.world.catalog.sample_song("migu")

    anyone, member = (listen(ask, gateway, sample, **who)["data"] for who in ({}, {"pacmtoken": "vip1"}))

    assert ("PQ", "SQ") == (anyone["audioFormatType"], member["audioFormatType"])
    assert "flac" == fetched(ask, member["url"]).file.sound.extension  # type: ignore[union-attr]


def test_a_clip_has_an_address_like_any_other(ask: Ask, gateway: Gateway, song_with: First) -> None:
    data = listen(ask, gateway, song_with("migu", "trial"))["data"]

    assert (TRIAL_MS // 1000, 65) == (data["auditionsLength"], data["auditionsStartTime"])
    assert "MP3_128_16_Stero" in data["url"]


def test_members_only_is_said_in_three_ways(ask: Ask, gateway: Gateway) -> None:
    songs = (gateway.world.catalog.song("migu", number) for number in range(2_400))
    answers = [listen(ask, gateway, s) for s in songs if s and s.access is Access.VIP][:20]

    assert {("440013", ""), ("290001", ""), ("000000", "440013")} == {
        (answer["code"], answer.get("data", {}).get("cannotCode", "")) for answer in answers
    }


def test_a_song_taken_down_is_refused_and_known(ask: Ask, gateway: Gateway, song_with: First) -> None:
    song = song_with("migu", "grey")
    answer = listen(ask, gateway, song)
    address = f"{APP}/MIGUM2.0/v1.0/content/resourceinfo.do?resourceType=2"

    row = body(ask(f"{address}&copyrightId={ids_of(gateway, song)['copyrightId']}"))["resource"][0]

    assert not (answer["data"] or {}).get("url")
    assert (False, "0") == (row["validStatus"], row["copyright"])


def test_addresses_hold_raw_chinese_and_live_twenty_minutes(gateway: Gateway, ask: Ask) -> None:
    url = listen(ask, gateway, gateway.world.catalog.sample_song("migu"))["data"]["url"]

    assert "标清高清" in url
    assert fetched(ask, url).file is not None
    gateway.world.moved_s = 1_300
    try:
        assert 403 == fetched(ask, url).status
    finally:
        gateway.world.moved_s = 0


def test_the_redirect_leads_to_the_file_or_says_why_not(ask: Ask, gateway: Gateway, song_with: First) -> None:
    address = "https://app.pd.nf.migu.cn/MIGUM2.0/v1.0/content/sub/listenSong.do?toneFlag=PQ&contentId="
    sample = gateway.world.catalog.sample_song("migu")

    moved = ask(address + ids_of(gateway, sample)["contentId"])
    refused = ask(address + ids_of(gateway, song_with("migu", "vip"))["contentId"])

    assert (302, "440013") == (moved.status, body(refused)["code"])
    assert fetched(ask, moved.headers["Location"]).file is not None


def test_rights_tell_clips_from_songs(ask: Ask, gateway: Gateway, song_with: First) -> None:
    songs = (gateway.world.catalog.sample_song("migu"), song_with("migu", "trial"), song_with("migu", "vip"))
    asked = ",".join(ids_of(gateway, song)["contentId"] for song in songs)

    answer = body(ask(f"{APP}/strategy/pc/can-listen/v1.0", data={"contentIds": asked}, channel="014X031"))

    rows = answer["data"]["canListenRespItemList"]
    assert [(True, False), (False, True), (False, False)] == [
        (r["canListen"], r["limitLength"]) for r in rows
    ]


def test_the_veil_comes_off_with_seed_and_key(ask: Ask, gateway: Gateway) -> None:
    ids = gateway.platforms["migu"].song_ids(0)
    address = (
        f"https://c.musicapp.migu.cn/strategy/listen-url/h5/v2.4?contentId={ids['contentId']}&toneFlag=PQ"
    )

    raw = ask(address, channel="014X031", signature="1").body

    seed = raw[3]
    plain = bytes((byte + seed - KEY[i % len(KEY)]) % 256 for i, byte in enumerate(raw[4:]))
    assert raw.startswith(MAGIC)
    assert ids["contentId"] == json.loads(plain)["data"]["song"]["contentId"]


def test_the_oldest_call_wants_a_user_it_knows(ask: Ask) -> None:
    answer = body(ask(f"{APP}/MIGUM2.0/v2.0/content/listen-url?songId=1", channel="0", uid="1234"))

    assert {"code": "8000100001", "info": "用户不存在, 1610000002:用户不存在"} == answer


@pytest.mark.parametrize("kind", ["private", "closed"])
def test_a_closed_list_is_an_answer_without_data(ask: Ask, gateway: Gateway, kind: str) -> None:
    id_ = listed(gateway, kind)["id"]

    for path in ("resource/playlist/v2.0", "MIGUM3.0/resource/playlist/song/v2.0"):
        answer = body(ask(f"{APP}/{path}?playlistId={id_}"))
        assert ("000000", None) == (answer["code"], answer.get("data"))


def test_the_total_is_lost_beyond_the_last_page(ask: Ask, gateway: Gateway) -> None:
    long = listed(gateway, "long")
    address = f"{APP}/MIGUM3.0/resource/playlist/song/v2.0?playlistId={long['id']}&pageSize=500"
    pages = [body(ask(f"{address}&pageNo={n}"))["data"] for n in (1, 2, 3, 4)]

    assert [1200, 1200, 1200, 0] == [page["totalCount"] for page in pages]
    assert long["tracks"] == [row["copyrightId"] for page in pages for row in page["songList"]]


def test_details_come_in_another_order_and_without_unknown_ids(ask: Ask, gateway: Gateway) -> None:
    ids = [gateway.platforms["migu"].song_ids(number)["contentId"] for number in (0, 4)]
    form = {"resourceType": "2", "resourceId": "|".join([*ids, "600900000000000000"])}

    rows = body(ask("https://c.musicapp.migu.cn/MIGUM2.0/v1.0/content/resourceinfo.do", form=form))[
        "resource"
    ]

    assert ids[::-1] == [row["contentId"] for row in rows]


def test_a_song_has_its_length_in_two_shapes_of_three(ask: Ask, gateway: Gateway) -> None:
    a = body(ask(f"{APP}/MIGUM2.0/v1.0/content/search_all.do?text=合成"))["songResultData"]["result"][0]
    b = body(ask(f"{APP}/MIGUM2.0/v2.0/content/querySongBySongId.do?songId={a['id']}&contentId=0"))[
        "resource"
    ][0]
    c = body(ask(f"{APP}/bmw/search/song/v1.0?text=合成"))["data"]["items"][0]["song"]

    assert ("00:01:05", 65) == (b["length"], int(c["duration"]))
    assert not {"length", "duration"} & a.keys()
    assert a["contentId"] == b["contentId"] == c["contentId"]


def test_rank_songs_stand_among_adverts_or_inside_texts(ask: Ask, gateway: Gateway) -> None:
    top = gateway.platforms["migu"].lists()["toplists"][1]
    at_once = body(ask(f"{APP}/MIGUM2.0/v1.0/content/querycontentbyId.do?columnId={top['id']}"))["columnInfo"]
    page = body(ask(f"{APP}/bmw/rank/rank-info/v1.0?rankId={top['id']}&pageNo=1"))["data"]

    songs = [row["objectInfo"] for row in at_once["contents"] if "songId" in row["objectInfo"]]
    assert len(songs) + 1 == len(at_once["contents"])
    assert top["tracks"] == [song["copyrightId"] for song in songs]
    assert top["tracks"] == [json.loads(row["songData"])["copyrightId"] for row in page["contents"]]


def test_lists_of_a_tag_hang_in_an_array_or_an_object(ask: Ask) -> None:
    listing = "v1.0/template/musiclistplaza-listbytag/release?pageNumber=1&tagId=1000001672"
    array = body(ask(f"{APP}/pc/{listing}"))["data"]["contentItemList"]
    one = body(ask(f"{APP}/MIGUM3.0/{listing}"))["data"]["contentItemList"]

    assert [row["title"] for row in array[1]["itemList"]] == [row["title"] for row in one["itemList"]]


def test_words_are_a_file_and_their_absence_has_many_faces(ask: Ask, gateway: Gateway) -> None:
    catalog = gateway.world.catalog
    songs = [s for s in (catalog.song("migu", number) for number in range(2_400)) if s]
    silent = [s for s in songs if lyric(catalog.world.seed, s.recording).kind == "none"][:40]
    faces = set()
    for song in silent:
        url = listen(ask, gateway, song).get("data", {}) or {}
        if "lrcUrl" in url:
            answer = ask(url["lrcUrl"]) if url["lrcUrl"] else None
            faces.add((answer.status, bool(answer.body)) if answer else None)

    assert {None, (404, True), (200, False), (200, True)} == faces


def test_the_old_site_refuses_strangers(ask: Ask) -> None:
    address = "https://m.music.migu.cn/migu/remoting/scr_search_tag?keyword=合成&pgc=1"

    assert {"success": False} == body(ask(address))
    assert body(ask(address, referer="https://m.music.migu.cn/"))["success"]
