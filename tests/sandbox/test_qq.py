"""QQ: the gateway's batches and sub-codes, the old pages' manners, grants and what they refuse."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from typing import Any

from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.http import Response
from catalogsync.sandbox.world.songs import Song
from tests.sandbox.conftest import Ask

GATEWAY = "https://u.y.qq.com/cgi-bin/musicu.fcg"
LIST = "https://c.y.qq.com/qzone/fcg-bin/fcg_ucc_getcdinfo_byids_cp.fcg?format=json&outCharset=utf-8"
LYRIC = "https://c.y.qq.com/lyric/fcgi-bin/fcg_query_lyric_new.fcg?format=json"


def body(response: Response) -> Any:
    return json.loads(response.body)


def sub(module: str, method: str, **param: Any) -> dict[str, Any]:
    return {"module": module, "method": method, "param": param}


def special(gateway: Gateway, kind: str) -> str:
    rows = gateway.platforms["qq"].lists()["playlists"]
    return str(next(row["id"] for row in rows if row["kind"] == kind))


def grant(ask: Ask, gateway: Gateway, song: Song, *prefixes: str, cookie: str = "") -> list[dict[str, Any]]:
    ids = gateway.platforms["qq"].song_ids(song.number)
    names = [f"{p}{ids['media_mid']}.{'flac' if p == 'F000' else 'mp3'}" for p in prefixes]
    param = {"guid": "123456789", "songmid": [ids["mid"]] * max(1, len(names)), "filename": names}
    data = {"req_0": sub("vkey.GetVkeyServer", "CgiGetVkey", **param)}
    rows: list[dict[str, Any]] = body(ask(GATEWAY, data=data, cookie=cookie))["req_0"]["data"]["midurlinfo"]
    return rows


def test_a_batch_answers_each_request_under_its_own_key(ask: Ask) -> None:
    data = {
        "comm": {"ct": 24},
        "tops": sub("musicToplist.ToplistInfoServer", "GetAll"),
        "a": sub("no.such.Module", "X"),
        "b": sub("musicToplist.ToplistInfoServer", "X"),
        "c": {"module": "m", "method": "n", "param": 5},
    }
    answer = body(ask(GATEWAY, data=data))

    assert (0, 0, 500003, 40000, 500001) == (
        answer["code"],
        *(answer[k]["code"] for k in ("tops", "a", "b", "c")),
    )


def test_the_gateway_reads_a_get_as_well(ask: Ask) -> None:
    data = json.dumps({"x": sub("musicToplist.ToplistInfoServer", "GetAll")})

    assert body(ask(f"{GATEWAY}?format=json&data={data}"))["x"]["data"]["group"]


def test_the_signed_twin_wants_a_signature(ask: Ask) -> None:
    data = {"x": sub("musicToplist.ToplistInfoServer", "GetAll")}
    signed = "https://u.y.qq.com/cgi-bin/musics.fcg"

    assert 2000 == body(ask(signed, data=data))["x"]["code"]
    assert 0 == body(ask(f"{signed}?sign=zzcabc", data=data))["x"]["code"]


def test_old_pages_want_their_referer(ask: Ask) -> None:
    assert -1310 == body(ask(f"{LYRIC}&songmid=x", referer=""))["code"]


def test_without_format_an_old_page_answers_a_call_in_the_old_charset(ask: Ask) -> None:
    answer = ask("https://c.y.qq.com/splcloud/fcgi-bin/fcg_get_diss_tag_conf.fcg")
    text = answer.body.decode("gb18030")

    assert text.startswith("MusicJsonCallback(")
    assert "流行" in text
    assert "gb2312" in answer.media_type


def test_the_look_alike_path_is_404_with_nothing(ask: Ask) -> None:
    answer = ask(LIST.replace("fcg-bin", "fcgi-bin"))

    assert (404, b"") == (answer.status, answer.body)


def test_a_list_comes_whole_or_by_pages(ask: Ask, gateway: Gateway) -> None:
    url = f"{LIST}&new_format=1&disstid={special(gateway, 'long')}"
    whole = body(ask(url))["cdlist"][0]
    page = body(ask(f"{url}&song_begin=1000&song_num=500"))["cdlist"][0]

    assert (1200, 1200, 200) == (whole["total_song_num"], whole["cur_song_num"], page["cur_song_num"])
    assert 1200 == len(whole["songids"].split(","))


def test_withdrawn_songs_are_counted_but_not_all_are_shown(ask: Ask, gateway: Gateway) -> None:
    record = body(ask(f"{LIST}&new_format=1&disstid={special(gateway, 'long')}"))["cdlist"][0]

    assert len(record["songlist"]) < record["songnum"]


def test_the_format_parameter_decides_the_shape_of_tracks(ask: Ask, gateway: Gateway) -> None:
    url = f"{LIST}&disstid={special(gateway, 'plain')}"
    old, new = (body(ask(u))["cdlist"][0]["songlist"][0] for u in (url, f"{url}&new_format=1"))

    assert ("songmid" in old, "mid" in new) == (True, True)


def test_closed_and_unknown_lists_have_no_list(ask: Ask, gateway: Gateway) -> None:
    closed = body(ask(f"{LIST}&disstid={special(gateway, 'closed')}"))
    unknown = body(ask(f"{LIST}&disstid=1"))

    assert (4000, False) == (closed["subcode"], "cdlist" in closed)
    assert [] == unknown["cdlist"]


def test_the_square_counts_both_ends(ask: Ask) -> None:
    url = "https://c.y.qq.com/splcloud/fcgi-bin/fcg_get_diss_by_tag.fcg?format=json&outCharset=utf-8&categoryId=10000000"
    pages = [body(ask(f"{url}&sin={n * 30}&ein={n * 30 + 29}"))["data"] for n in range(4)]

    assert [30, 30, 12, 0] == [len(page["list"]) for page in pages]
    assert 72 == len({row["dissid"] for page in pages for row in page["list"]}) == pages[0]["sum"]


def test_a_toplist_keeps_rank_rows_of_songs_that_are_gone(ask: Ask) -> None:
    data = {"x": sub("musicToplist.ToplistInfoServer", "GetDetail", topId=26, offset=0, num=100)}
    answer = body(ask(GATEWAY, data=data))["x"]["data"]

    assert answer["data"]["totalNum"] == len(answer["data"]["song"]) >= len(answer["songInfoList"])
    assert (
        10000
        == body(ask(GATEWAY, data={"x": sub("musicToplist.ToplistInfoServer", "GetDetail", topId=9)}))["x"][
            "code"
        ]
    )


def test_periods_are_days_or_weeks_and_videos_have_none(ask: Ask) -> None:
    data = {"x": sub("musicToplist.ToplistInfoServer", "GetAll")}
    tops = [top for group in body(ask(GATEWAY, data=data))["x"]["data"]["group"] for top in group["toplist"]]
    periods = {top["topId"]: top["period"] for top in tops}

    assert ("-" in periods[26], "_" in periods[5], periods[201]) == (True, True, "")


def test_a_free_song_is_granted_in_its_free_qualities_only(ask: Ask, gateway: Gateway) -> None:
    catalog = gateway.world.catalog
    songs = (catalog.song("qq", number) for number in range(2000))
    song = next(song for song in songs if song and song.free == ("standard",))
    low, high = grant(ask, gateway, song, "M500", "M800")

    assert (0, 104003) == (low["result"], high["result"])
    assert (True, "") == (bool(low["purl"]), high["purl"])


def test_refusals_have_their_own_rows(
    ask: Ask, gateway: Gateway, song_with: Callable[[str, str], Song]
) -> None:
    vip, region = (grant(ask, gateway, song_with("qq", kind), "M500")[0] for kind in ("vip", "region"))
    clip = grant(ask, gateway, song_with("qq", "trial"))[0]
    sealed = grant(ask, gateway, song_with("qq", "encrypted"), "M500", cookie="qm_keyst=vip1")[0]

    assert [("", 104003), ("", 0)] == [(row["purl"], row["result"]) for row in (vip, region)]
    assert (104003, True) == (clip["result"], clip["purl"].startswith("RS02"))
    assert (True, True) == (bool(sealed["ekey"]), ".mflac" in sealed["purl"])


def test_a_grant_is_bound_to_its_guid(ask: Ask, gateway: Gateway) -> None:
    song = gateway.world.catalog.sample_song("qq")
    purl = grant(ask, gateway, song, "F000")[0]["purl"]
    good = ask(f"https://isure.stream.qqmusic.qq.com/{purl}")
    bad = ask(f"https://isure.stream.qqmusic.qq.com/{purl.replace('guid=1', 'guid=9')}")

    assert good.file is not None
    assert (gateway.world.media.announced_size(song, "lossless"), 403) == (good.file.size, bad.status)


def test_without_a_guid_nothing_is_granted_although_each_result_is_fine(ask: Ask, gateway: Gateway) -> None:
    mid = gateway.platforms["qq"].song_ids(0)["mid"]
    answer = body(ask(GATEWAY, data={"x": sub("music.vkey.GetVkey", "UrlGetVkey", songmid=[mid])}))["x"]

    assert (104009, [], "") == (
        answer["code"],
        answer["data"]["sip"],
        answer["data"]["midurlinfo"][0]["purl"],
    )


def test_a_lyric_is_base64_and_an_instrumental_says_so(
    ask: Ask, gateway: Gateway, song_with: Callable[[str, str], Song]
) -> None:
    platform = gateway.platforms["qq"]
    texts = [
        b64decode(body(ask(f"{LYRIC}&songmid={platform.song_ids(n)['mid']}"))["lyric"]).decode()
        for n in (0, song_with("qq", "instrumental").number)
    ]

    assert "[00:00.00]合成来信 - " in texts[0]
    assert "纯音乐" in texts[1]


def test_media_mids_differ_from_song_mids_for_some_songs(gateway: Gateway) -> None:
    ids = [gateway.platforms["qq"].song_ids(number) for number in range(200)]
    own = sum(1 for row in ids if row["mid"] != row["media_mid"])

    assert 20 < own < 80
    assert list(range(200)) == [gateway.platforms["qq"].song_number(row["media_mid"]) for row in ids]


def test_an_expired_login_gets_sub_code_1000(ask: Ask) -> None:
    data = {"x": sub("musicToplist.ToplistInfoServer", "GetAll")}

    assert 1000 == body(ask(GATEWAY, data=data, cookie="qm_keyst=expired"))["x"]["code"]
