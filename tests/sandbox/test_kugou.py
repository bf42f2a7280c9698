"""Kugou as its wire page says a test server must behave (section 13)."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from catalogsync.sandbox.catalog import Catalog
from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.http import Request, Response
from catalogsync.sandbox.platforms.kugou.signing import ANDROID_STANDARD, WEB, signature, tracker_key
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.songs import Song
from tests.sandbox.conftest import Ask

DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/134.0"
INFO = "https://m.kugou.com/app/i/getSongInfo.php?cmd=playInfo"
DEVICE = {
    "appid": "1005",
    "clientver": "20489",
    "clienttime": "1795000000",
    "mid": "1" * 39,
    "dfid": "d" * 24,
}

First = Callable[[str, str], Song]


def body(response: Response) -> Any:
    return json.loads(response.body)


def ids_of(gateway: Gateway, song: Song) -> dict[str, str]:
    return gateway.platforms["kugou"].song_ids(song.number)


def listed(gateway: Gateway, kind: str) -> Any:
    return next(row for row in gateway.platforms["kugou"].lists()["playlists"] if row["kind"] == kind)


def info(ask: Ask, gateway: Gateway, song: Song) -> Any:
    return body(ask(f"{INFO}&hash={ids_of(gateway, song)['hash']}"))


def v5(ask: Ask, gateway: Gateway, song: Song, **more: str) -> Any:
    query = {**DEVICE, "hash": ids_of(gateway, song)["hash"].lower(), "quality": "flac", **more}
    query["key"] = tracker_key(query["hash"], query["appid"], query["mid"], query.get("userid", ""))
    query["signature"] = signature(ANDROID_STANDARD, query)
    return body(ask(f"https://gateway.kugou.com/v5/url?{urlencode(query)}"))


def test_a_toplist_comes_thirty_a_page_and_ends_in_an_empty_one(gateway: Gateway, ask: Ask) -> None:
    first = body(ask("https://m.kugou.com/rank/info/?rankid=8888&page=1&json=true"))
    beyond = body(ask("https://m.kugou.com/rank/info/?rankid=8888&page=2&json=true"))

    assert (20, 20, 30) == (first["songs"]["total"], len(first["songs"]["list"]), first["pagesize"])
    assert [] == beyond["songs"]["list"]
    assert {"JS_CSS_DATE", "kg_domain", "__Tpl"} <= first.keys()


def test_the_square_sends_more_than_the_page_size_it_names(ask: Ask) -> None:
    pages = [
        body(ask(f"http://m.kugou.com/plist/index&json=true&page={n}"))["plist"]["list"] for n in (1, 2, 3, 4)
    ]

    assert [32, 32, 8, 0] == [len(page["info"]) for page in pages]
    assert {72} == {page["total"] for page in pages}


@pytest.mark.parametrize(
    "path", ["rank/list?json=true", "plist/index?json=true", "app/i/getSongInfo.php?hash=1"]
)
def test_a_desktop_browser_is_shown_a_page(ask: Ask, path: str) -> None:
    answer = ask(f"https://m.kugou.com/{path}", user_agent=DESKTOP)

    assert (200, "text/html; charset=utf-8") == (answer.status, answer.media_type)


def test_128_kbit_is_all_there_is_whatever_hash_is_asked(ask: Ask, gateway: Gateway) -> None:
    better = gateway.platforms["kugou"].ids.file_hash(0, "lossless").lower()  # type: ignore[attr-defined]

    answer = body(ask(f"{INFO}&hash={better}"))

    assert (128, "mp3", better.upper()) == (answer["bitRate"], answer["extName"], answer["req_hash"])
    assert answer["fileSize"] == answer["extra"]["128filesize"]
    assert "/yp/full/" in answer["url"]


def test_a_paid_song_has_no_address_or_is_given_at_32_kbit(ask: Ask, gateway: Gateway) -> None:
    songs = (gateway.world.catalog.song("kugou", number) for number in range(2_400))
    answers = [info(ask, gateway, s) for s in songs if s and s.access is Access.VIP][:12]

    assert {("", "mp3", 0), ("m4a", 32)} == {
        ("", a["extName"], a["bitRate"]) if not a["url"] else (a["extName"], a["bitRate"]) for a in answers
    }
    for answer in answers:
        assert answer["fileSize"] < answer["extra"]["128filesize"]


def test_the_32_kbit_substitute_is_a_file_of_the_announced_size(ask: Ask, gateway: Gateway) -> None:
    songs = (gateway.world.catalog.song("kugou", number) for number in range(2_400))
    told = next(
        a
        for a in (info(ask, gateway, s) for s in songs if s and s.access is Access.VIP)
        if a["extName"] == "m4a"
    )

    file = ask(told["url"]).file or ask(told["backup_url"][0]).file

    assert file is not None
    assert told["fileSize"] == file.size
    assert b"ftypM4A" == file.sound.read(4, 11)


def test_a_clip_says_so_in_its_path_alone(ask: Ask, gateway: Gateway, song_with: First) -> None:
    answer = info(ask, gateway, song_with("kugou", "trial"))

    assert "/yp/cut/" in answer["url"]
    assert {"offset_hash", "end_byte", "end_ms"} <= answer["trans_param"]["hash_offset"].keys()


def test_the_first_host_is_dead_for_some_songs_and_the_second_alive(ask: Ask, gateway: Gateway) -> None:
    songs = [gateway.world.catalog.song("kugou", number) for number in range(4, 400, 9)]
    told = next(info(ask, gateway, song) for song in songs if song and song.access is Access.FREE)

    assert (403, 200) == (ask(told["url"]).status, ask(told["backup_url"][0]).status)


def test_the_web_player_hides_a_clip_behind_one_flag(ask: Ask, gateway: Gateway, song_with: First) -> None:
    song = song_with("kugou", "trial")
    hash_ = ids_of(gateway, song)["hash"]

    told = body(ask(f"https://wwwapi.kugou.com/yy/index.php?r=play/getdata&hash={hash_}&mid={'a' * 32}"))[
        "data"
    ]

    assert (1, song.duration_ms) == (told["is_free_part"], told["timelength"])
    assert "/part/0/" in told["play_url"]


def test_the_web_player_wants_a_device(ask: Ask, gateway: Gateway) -> None:
    hash_ = gateway.platforms["kugou"].song_ids(0)["hash"]
    address = f"https://wwwapi.kugou.com/yy/index.php?r=play/getdata&hash={hash_}"

    assert {"data": [], "status": 0, "err_code": 20010} == body(ask(address))
    assert 30020 == body(ask(f"{address}&mid=made-up"))["err_code"]


def test_folded_versions_are_a_list_or_an_empty_object(ask: Ask) -> None:
    hits = body(ask("https://songsearch.kugou.com/song_search_v2?keyword=合成&pagesize=40"))["data"]["lists"]

    assert {dict, list} == {type(hit["Grp"]) for hit in hits}
    assert {} in [hit["Grp"] for hit in hits]


def test_some_names_carry_entities(ask: Ask) -> None:
    hits = body(ask("https://songsearch.kugou.com/song_search_v2?keyword=合成&pagesize=40"))["data"]["lists"]

    assert any("&#40;Live&#41;" in hit["SongName"] for hit in hits)


def test_no_hit_is_an_empty_list(ask: Ask) -> None:
    data = body(ask("https://songsearch.kugou.com/song_search_v2?keyword=zzzz"))["data"]

    assert (0, []) == (data["total"], data["lists"])


def test_the_app_api_marks_its_answers_when_asked(ask: Ask) -> None:
    text = ask("http://mobilecdn.kugou.com/api/v3/search/song?keyword=合成&with_res_tag=1").body.decode()

    assert text.startswith("<!--KG_TAG_RES_START-->{")
    assert text.endswith("}<!--KG_TAG_RES_END-->")


def test_lyrics_have_candidates_of_other_lengths_or_none(ask: Ask, gateway: Gateway) -> None:
    songs = (gateway.world.catalog.song("kugou", number) for number in range(0, 200, 4))
    found = [
        body(ask(f"https://krcs.kugou.com/search?ver=1&hash={ids_of(gateway, song)['hash']}"))["candidates"]
        for song in songs
        if song
    ]

    assert {0, 1, 2} == {len(rows) for rows in found}
    assert all(len({row["duration"] for row in rows}) == len(rows) for rows in found)


def test_a_lyric_is_base64_with_byte_order_mark_and_crlf(ask: Ask, gateway: Gateway) -> None:
    hash_ = gateway.platforms["kugou"].song_ids(0)["hash"]
    one = body(ask(f"https://lyrics.kugou.com/search?hash={hash_}"))["candidates"][0]
    address = f"https://lyrics.kugou.com/download?id={one['id']}&accesskey={one['accesskey']}&fmt=lrc"

    text = b64decode(body(ask(address))["content"])

    assert text.startswith(b"\xef\xbb\xbf[id:$00000000]\r\n")


def test_plain_words_need_a_length(ask: Ask, gateway: Gateway) -> None:
    address = (
        f"https://m.kugou.com/app/i/krc.php?cmd=100&hash={gateway.platforms['kugou'].song_ids(0)['hash']}"
    )

    assert b"" == ask(address).body
    assert b"[00:08." in ask(f"{address}&timelength=999999").body


def test_the_gateway_hands_out_refuses_and_has_nothing(ask: Ask, gateway: Gateway, song_with: First) -> None:
    free = gateway.world.catalog.sample_song("kugou")

    given = v5(ask, gateway, free)
    paid = v5(ask, gateway, song_with("kugou", "trial"))
    gone = v5(ask, gateway, song_with("kugou", "grey"))

    assert (1, 2, 3) == (given["status"], paid["status"], gone["status"])
    assert ("mp3", "mflac") == (
        given["extName"],
        v5(ask, gateway, song_with("kugou", "encrypted"))["extName"],
    )
    assert "hash_offset" in paid
    assert ask(given["url"][0]).file is not None


def test_the_gateway_gives_a_member_what_was_asked(ask: Ask, gateway: Gateway) -> None:
    given = v5(ask, gateway, gateway.world.catalog.sample_song("kugou"), token="vip1", userid="7")

    assert "flac" == given["extName"]


def test_the_gateway_wants_its_signature_key_and_device(ask: Ask, gateway: Gateway) -> None:
    sample = gateway.world.catalog.sample_song("kugou")

    assert 20028 == v5(ask, gateway, sample, dfid="")["errcode"]
    assert 20017 == body(ask("https://gateway.kugou.com/v5/url?hash=1"))["error_code"]


def test_a_user_list_is_found_under_three_names(ask: Ask, gateway: Gateway) -> None:
    ids, number = gateway.platforms["kugou"].ids, gateway.world.catalog.size.playlists  # type: ignore[attr-defined]
    query = {"appid": "1058", "global_specialid": ids.collection(number), "specialid": "0", "pagesize": "300"}
    query["signature"] = signature(WEB, query)

    signed = body(ask(f"https://mobiles.kugou.com/api/v5/special/song_v2?{urlencode(query)}"))["data"]
    plain = body(
        ask(
            f"http://mobilecdn.kugou.com/api/v3/special/song?specialid={listed(gateway, 'plain')['id']}&pagesize=-1"
        )
    )
    page = ask(f"https://www.kugou.com/songlist/{ids.gcid(number)}/").body.decode()

    hashes = [row["hash"] for row in plain["data"]["info"]]
    assert hashes == [row["hash"] for row in signed["info"]]
    assert all(hash_ in page for hash_ in hashes)


def test_a_long_list_comes_whole(ask: Ask, gateway: Gateway) -> None:
    long = listed(gateway, "long")
    address = f"http://mobilecdn.kugou.com/api/v3/special/song?specialid={long['id']}&pagesize=500"
    pages = [body(ask(f"{address}&page={n}"))["data"]["info"] for n in (1, 2, 3, 4)]

    assert [500, 500, 200, 0] == [len(page) for page in pages]
    assert long["tracks"] == [str(row["album_audio_id"]) for page in pages for row in page]


def test_too_many_questions_are_told_by_a_fault_rule() -> None:
    crowded = {"status": 0, "errcode": 1002, "error": "", "url": ""}
    gateway = Gateway(Catalog(1, "tiny"))
    gateway.faults.add(
        {"kind": "risk", "platform": "kugou", "operation": "song-url", "body": crowded, "count": 1}
    )
    hash_ = gateway.platforms["kugou"].song_ids(0)["hash"]
    request = Request(
        "GET", "m.kugou.com", "/app/i/getSongInfo.php", f"hash={hash_}", {"user-agent": "Mobile"}
    )

    first, second = (body(gateway.answer(request).response) for _ in range(2))

    assert (crowded, 0) == (first, second["errcode"])
