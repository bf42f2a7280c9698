"""Kuwo: page bases, quoting, the gate of the site, the spoken prompt, lyrics with translations."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.http import Response
from catalogsync.sandbox.platforms.kuwo.query import opened_lyric_query, opened_query
from catalogsync.sandbox.platforms.kuwo.token import secret
from catalogsync.sandbox.world.songs import Song
from tests.sandbox.conftest import Ask

MIRROR = "https://m.kuwo.cn/newh5app/wapi/api"
ANTI = "http://antiserver.kuwo.cn/anti.s?type=convert_url&format=mp3&response=url&br=128kmp3&rid=MUSIC_{}"
LYRIC = "http://m.kuwo.cn/newh5/singles/songinfoandlrc?musicId={}"


def body(response: Response) -> Any:
    return json.loads(response.body)


def rid(gateway: Gateway, song: Song) -> str:
    return gateway.platforms["kuwo"].song_ids(song.number)["rid"]


def special(gateway: Gateway, kind: str) -> str:
    rows = gateway.platforms["kuwo"].lists()["playlists"]
    return str(next(row["id"] for row in rows if row["kind"] == kind))


def test_the_mirror_pages_from_one_and_the_old_server_from_zero(ask: Ask, gateway: Gateway) -> None:
    pid = special(gateway, "long")
    second = body(ask(f"{MIRROR}/www/playlist/playListInfo?pid={pid}&pn=2&rn=100"))["data"]
    whole = body(ask(f"http://nplserver.kuwo.cn/pl.svc?op=getlistinfo&pid={pid}&pn=0&rn=10000"))

    assert (1200, 100) == (second["total"], len(second["musicList"]))
    assert [str(row["rid"]) for row in second["musicList"]] == [
        row["id"] for row in whole["musiclist"][100:200]
    ]
    assert (1200, "ok") == (len(whole["musiclist"]), whole["result"])


def test_lists_that_are_not_there_are_refused(ask: Ask, gateway: Gateway) -> None:
    for pid in ("1", special(gateway, "private")):
        answer = body(ask(f"{MIRROR}/www/playlist/playListInfo?pid={pid}"))
        assert (-1, None) == (answer["code"], answer["data"])
        assert "ok" != body(ask(f"http://nplserver.kuwo.cn/pl.svc?op=getlistinfo&pid={pid}"))["result"]


def test_the_square_ends_with_an_empty_page(ask: Ask) -> None:
    url = "http://wapi.kuwo.cn/api/pc/classify/playlist/getRcmPlayList?rn=36&pn="
    pages = [body(ask(f"{url}{n}"))["data"] for n in (1, 2, 3)]

    assert [36, 36, 0] == [len(page["data"]) for page in pages]
    assert all(isinstance(value, str) for value in pages[0]["data"][0].values())


def test_a_toplist_says_its_number_as_text(ask: Ask) -> None:
    mirror = body(ask(f"{MIRROR}/www/bang/bang/musicList?bangId=93&pn=1&rn=100"))["data"]
    server = body(ask("http://kbangserver.kuwo.cn/ksong.s?id=93&pn=0&rn=100"))

    assert mirror["num"] == server["num"] == str(len(mirror["musicList"]))
    assert [str(row["rid"]) for row in mirror["musicList"]] == [row["id"] for row in server["musiclist"]]


def test_without_mobi_the_search_is_single_quoted(ask: Ask) -> None:
    plain = ask("http://search.kuwo.cn/r.s?all=合成&pn=0&rn=5").body.decode()
    found = body(ask("http://www.kuwo.cn/search/searchMusicBykeyWord?all=合成&pn=0&rn=5&mobi=1"))

    assert plain.startswith("{'")
    assert all(row["MUSICRID"] in plain for row in found["abslist"])


def test_a_search_without_hits_says_zero(ask: Ask) -> None:
    found = body(ask("http://www.kuwo.cn/search/searchMusicBykeyWord?all=zzzz&mobi=1"))

    assert ("0", []) == (found["TOTAL"], found["abslist"])


def test_the_site_wants_the_fresh_cookie_and_its_digest(ask: Ask) -> None:
    url = "http://www.kuwo.cn/api/www/bang/bang/bangMenu"
    cookie = ask("http://www.kuwo.cn/").headers["Set-Cookie"].partition(";")[0]
    value = cookie.partition("=")[2]

    assert not body(ask(url))["success"]
    assert not body(ask(url, cookie=cookie, secret="00" * 36))["success"]
    assert 200 == body(ask(url, cookie=cookie, secret=secret(value, 12345678)))["code"]
    assert 200 == body(ask(url, cookie="kw_token=A1", csrf="A1"))["code"]


def test_the_digest_follows_the_published_example() -> None:
    digest = "1361b99125125e1ce61cc1f328ded44b38fec3e403cfaa3031b91afbe5e200ea00bc614e"

    assert digest == secret("0123456789abcdef0123456789abcdef", 12345678)


def test_packed_queries_are_opened() -> None:
    packed = "TtctPU36tBF6fITR6hDSsAYAN0RPMuWcQVhu+04UpFvhh9kjX4OLOWGgtdpqKozz"
    masked = (
        "DBYAHlReXEpRUEAeCgxVEgAORRgLG0MXCRgaCwoRAB5UAwEaBAkEBhwaXxcAHVReSAsMAVEkOj0wJjpeWV9cXwkXDxFSXw=="
    )

    assert "user=0&type=convert_url2&format=mp3&rid=2002" == opened_query(packed)
    assert opened_lyric_query(masked).endswith("&rid=MUSIC_2002&lrcx=1")
    assert ("", "") == (opened_query("%"), opened_lyric_query("%"))


def test_each_kind_of_access_has_its_own_word(
    ask: Ask, gateway: Gateway, song_with: Callable[[str, str], Song]
) -> None:
    said = {
        kind: ask(ANTI.format(rid(gateway, song_with("kuwo", kind)))).body.decode()
        for kind in ("grey", "region", "prompt", "vip", "encrypted", "trial")
    }

    assert ("failed", "IPDeny") == (said["grey"], said["region"])
    assert said["prompt"].rsplit("/", 1)[1] == said["vip"].rsplit("/", 1)[1]
    assert said["encrypted"].endswith(".mflac")


def test_a_free_song_has_the_bytes_of_the_recording(ask: Ask, gateway: Gateway) -> None:
    song = gateway.world.catalog.sample_song("kuwo")
    url = ANTI.format(rid(gateway, song)).replace("128kmp3", "2000kflac")
    file = ask(ask(url).body.decode()).file

    assert file is not None
    assert ("flac", gateway.world.media.announced_size(song, "lossless")) == (file.sound.extension, file.size)


def test_the_web_player_says_paid_and_withdrawn(
    ask: Ask, gateway: Gateway, song_with: Callable[[str, str], Song]
) -> None:
    url = "https://www.kuwo.cn/api/v1/www/music/playUrl?mid={}"
    codes = [
        body(ask(url.format(rid(gateway, song_with("kuwo", kind))), cookie="kw_token=A", csrf="A"))["code"]
        for kind in ("vip", "grey")
    ]

    assert [-1, -1001] == codes


def test_the_last_row_of_a_repeated_time_is_the_original(ask: Ask, gateway: Gateway) -> None:
    catalog = gateway.world.catalog
    songs = (catalog.song("kuwo", number) for number in range(0, 400, 4))
    answers = (
        body(ask(LYRIC.format(rid(gateway, song))))
        for song in songs
        if song and song.recording.language == "en"
    )
    rows = next(
        a["data"]["lrclist"]
        for a in answers
        if a["data"]
        and len({r["time"] for r in a["data"]["lrclist"] or []}) < len(a["data"]["lrclist"] or [])
    )
    last = {row["time"]: row["lineLyric"] for row in rows}

    assert any("calling" in text for text in last.values())


def test_a_withdrawn_song_has_no_lyric(
    ask: Ask, gateway: Gateway, song_with: Callable[[str, str], Song]
) -> None:
    answer = body(ask(LYRIC.format(rid(gateway, song_with("kuwo", "grey")))))

    assert (301, None) == (answer["status"], answer["data"])
