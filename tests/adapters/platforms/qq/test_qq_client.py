"""qq's adapter over a table of answers: which endpoint is asked, what is believed, what is refused."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from catalogsync.adapters.platforms.qq import QQ
from catalogsync.adapters.platforms.shapes import CookieStanding, CookieState
from catalogsync.pipeline.errors import (
    Blocked,
    Encrypted,
    LoginNeeded,
    NoSuchItem,
    PlatformError,
    PurchaseOnly,
    RegionLocked,
    TrialOnly,
    UnexpectedAnswer,
    VipOnly,
    Withdrawn,
)
from catalogsync.pipeline.ports import Access, LyricKind, Quality, SongInfo
from tests.adapters.platforms.answering import Respond, Site, http_for

from . import answers
from .answers import body, gateway, mid, row, streams, track

GATEWAY = "u.y.qq.com/cgi-bin/musicu.fcg"
CDINFO = "c.y.qq.com/qzone/fcg-bin/fcg_ucc_getcdinfo_byids_cp.fcg"
SECOND = "i.y.qq.com/qzone-music/fcg-bin/fcg_ucc_getcdinfo_byids_cp.fcg"
LYRIC = "c.y.qq.com/lyric/fcgi-bin/fcg_query_lyric_new.fcg"
LIST = "7011264340"
HANDLE = {
    "songid": "1",
    "media_mid": mid(1, "M"),
    "type": "0",
    "F000": "24000000",
    "M800": "8600000",
    "M500": "3440000",
}
SONG = SongInfo("qq", mid(1), "纸船", duration_ms=215_000, access=Access.OPEN, handle=HANDLE)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def qq(site: Site) -> QQ:
    return QQ(http_for("qq", site))


def sent(request: httpx.Request) -> dict[str, Any]:
    """The only sub-request of a gateway call."""
    call: dict[str, Any] = json.loads(request.content)["req_0"]
    return call


def called(**methods: Any) -> Respond:
    """A gateway that knows these methods; others are unknown to it (40000)."""

    def respond(request: httpx.Request) -> httpx.Response:
        asked = json.loads(request.content)
        answer: dict[str, Any] = {"code": 0}
        for name, call in asked.items():
            if name != "comm":
                reply = methods.get(call["method"])
                data = reply(call["param"]) if callable(reply) else reply
                answer[name] = (
                    data if isinstance(data, dict) and "code" in data else {"code": 0, "data": data}
                )
                if reply is None:
                    answer[name] = {"code": 40000}
        return httpx.Response(200, json=answer)

    return respond


def library(*unknown: int) -> Any:
    """`CgiGetTrackInfo` that knows every number but these."""

    def reply(param: dict[str, Any]) -> dict[str, Any]:
        numbers = param.get("ids") or [int(found[3:]) for found in param["mids"]]
        assert len(numbers) == len(param["types"]) <= 50
        return {"tracks": [track(n) if n not in unknown else {"id": 0, "mid": ""} for n in numbers]}

    return reply


def pages(rows: list[dict[str, Any]], most: int = 1000, **changes: Any) -> Respond:
    """The playlist page that hands out at most `most` rows at once."""

    def respond(request: httpx.Request) -> httpx.Response:
        begin = int(request.url.params["song_begin"])
        size = min(int(request.url.params["song_num"]), most)
        answer = answers.playlist(rows[begin : begin + size], len(rows), begin, **changes)
        return httpx.Response(200, content=body(answer))

    return respond


def test_old_pages_see_a_referer_and_ask_for_json(qq: QQ, site: Site) -> None:
    site.put("c.y.qq.com/splcloud/fcgi-bin/fcg_get_diss_tag_conf.fcg", answers.categories())

    assert "10000000" == qq.categories()[0].category_id
    assert "https://y.qq.com/" == site.asked[0].headers["referer"]
    assert ("json", "utf-8") == (site.asked[0].url.params["format"], site.asked[0].url.params["outCharset"])


def test_the_square_is_paged_by_both_ends(qq: QQ, site: Site) -> None:
    site.put("c.y.qq.com/splcloud/fcgi-bin/fcg_get_diss_by_tag.fcg", answers.square([1, 2]))

    first = qq.square_page(None, None)
    qq.square_page("8", first.next_cursor)

    spans = [[request.url.params[key] for key in ("categoryId", "sin", "ein")] for request in site.asked]
    assert [["10000000", "0", "29"], ["8", "30", "59"]] == spans


def test_the_gateways_square_stands_in(qq: QQ, site: Site) -> None:
    site.put(GATEWAY, called(get_playlist_by_tag=answers.plaza([1, 2])["playlist"]["data"]))

    assert 2 == len(qq.square_page("8", "60").playlists)
    assert {"id": 8, "sin": 60, "size": 30, "order": 5, "cur_page": 3} == sent(site.asked[-1])["param"]


def test_toplists_come_from_the_gateway_and_else_from_the_old_page(qq: QQ, site: Site) -> None:
    old = "c.y.qq.com/v8/fcg-bin/fcg_myqq_toplist.fcg"
    site.put(GATEWAY, called())
    site.put(old, {"code": 0, "data": {"topList": [{"id": 4, "topTitle": "榜"}]}})

    assert ["4"] == [ref.playlist_id for ref in qq.toplists()]
    assert [GATEWAY, GATEWAY, old] == site.paths()


@pytest.mark.parametrize("most", [1000, 300, 150])
def test_a_long_playlist_comes_whole_whatever_the_page_size(qq: QQ, site: Site, most: int) -> None:
    numbers = [*range(1, 2500), 7]
    site.put(CDINFO, pages([track(number) for number in numbers], most))

    listing = qq.playlist(LIST)

    assert [mid(number) for number in numbers] == [entry.song_id for entry in listing.entries]
    assert f"https://y.qq.com/n/ryqq/playlist/{LIST}" == site.asked[0].headers["referer"]


def test_a_page_that_comes_again_is_no_listing(qq: QQ, site: Site) -> None:
    site.put(CDINFO, answers.playlist([track(number) for number in range(1, 101)], total=250))

    with pytest.raises(UnexpectedAnswer, match="page after 100 of 250"):
        qq.playlist(LIST)


def test_a_listing_that_changes_while_it_is_read_is_no_listing(qq: QQ, site: Site) -> None:
    totals = iter((4, 5))

    def respond(request: httpx.Request) -> httpx.Response:
        begin = int(request.url.params["song_begin"])
        rows = [track(begin + 1), track(begin + 2)]
        return httpx.Response(200, content=body(answers.playlist(rows, next(totals), begin)))

    site.put(CDINFO, respond)

    with pytest.raises(UnexpectedAnswer, match="changed"):
        qq.playlist(LIST)


def test_songs_beyond_the_page_are_found_by_number_and_the_gone_keep_their_places(qq: QQ, site: Site) -> None:
    rows = [track(1), track(3)]
    site.put(CDINFO, answers.playlist(rows, total=5, songids="1,2,3,4,1", cur_song_num=5))
    site.put(GATEWAY, called(CgiGetTrackInfo=library(4)))

    listing = qq.playlist(LIST)

    assert [mid(1), mid(2), mid(3), "4", mid(1)] == [entry.song_id for entry in listing.entries]
    assert [4] == [place for place, entry in enumerate(listing.entries, 1) if entry.song is None]


def test_a_short_listing_that_nothing_explains_is_an_error(qq: QQ, site: Site) -> None:
    rows = [track(number) for number in range(1, 61)]
    site.put(CDINFO, answers.playlist(rows, total=100, cur_song_num=100))

    with pytest.raises(UnexpectedAnswer, match="60 of 100"):
        qq.playlist(LIST)


def test_a_few_dead_songs_and_local_files_are_no_reason_to_doubt(qq: QQ, site: Site) -> None:
    rows = [*(track(number) for number in range(1, 40)), track(0, mid="")]
    site.put(CDINFO, answers.playlist(rows, total=41, cur_song_num=41))

    assert (39, 41) == (len(qq.playlist(LIST).entries), qq.playlist(LIST).announced)


def test_the_twin_page_and_the_gateway_stand_in(qq: QQ, site: Site) -> None:
    def paged(param: dict[str, Any]) -> dict[str, Any]:
        begin = param["song_begin"]
        rows = [track(number) for number in range(begin + 1, min(begin + 100, 130) + 1)]
        answer: dict[str, Any] = answers.gateway_playlist(rows, 130, int(begin == 0))["req_0"]
        return answer

    site.put(SECOND, b"<html>503</html>")
    site.put(GATEWAY, called(CgiGetDiss=paged))

    assert 130 == len(qq.playlist(LIST).entries)
    assert [CDINFO, SECOND, GATEWAY, GATEWAY] == site.paths()


def test_tracks_the_gateway_says_it_left_out_are_no_shortfall(qq: QQ, site: Site) -> None:
    rows = [track(number) for number in range(1, 11)]
    answer = answers.gateway_playlist(rows, 15, filtered_song=[track(n) for n in range(20, 25)])
    site.put(GATEWAY, called(CgiGetDiss=answer["req_0"]))

    assert 10 == len(qq.playlist(LIST).entries)


@pytest.mark.parametrize(
    ("answer", "error"),
    [({"code": 0, "subcode": 4000}, LoginNeeded), ({"code": 1000, "subcode": 1000}, LoginNeeded)],
)
def test_a_hidden_playlist_is_asked_for_once(
    qq: QQ, site: Site, answer: dict[str, Any], error: type[PlatformError]
) -> None:
    site.put(CDINFO, answer)

    with pytest.raises(error):
        qq.playlist(LIST)
    assert [CDINFO] == site.paths()


def test_the_answer_has_to_be_about_the_playlist_asked_for(qq: QQ, site: Site) -> None:
    site.put(CDINFO, answers.playlist([track(1)]))

    with pytest.raises(UnexpectedAnswer):
        qq.playlist("12345")
    with pytest.raises(NoSuchItem):
        qq.playlist("../12345")


def ranked(count: int, lost: tuple[int, ...] = ()) -> Any:
    def reply(param: dict[str, Any]) -> Any:
        rows = list(range(param["offset"] + 1, min(param["offset"] + param["num"], count) + 1))
        period = {"": "2026-11-20"}.get(param["period"], param["period"])
        return answers.toplist(rows, lost, total=count, period=period)["req_0"]

    return reply


def test_a_toplist_of_three_hundred_comes_whole(qq: QQ, site: Site) -> None:
    site.put(
        GATEWAY,
        called(GetDetail=ranked(300, lost=(150,)), CgiGetTrackInfo=library(150), get_song_detail_yqq={}),
    )

    listing = qq.toplist("26")

    assert [mid(n) if n != 150 else "150" for n in range(1, 301)] == [
        entry.song_id for entry in listing.entries
    ]
    lost = listing.entries[149].song
    assert lost
    assert (Access.WITHDRAWN, "2026-11-20") == (lost.access, listing.period)


def test_an_older_issue_is_asked_for_by_its_period(qq: QQ, site: Site) -> None:
    site.put(GATEWAY, called(GetDetail=ranked(3)))

    assert "2026_07" == qq.toplist("26", "2026_07").period


def test_a_toplist_that_falls_short_is_an_error(qq: QQ, site: Site) -> None:
    short = answers.toplist([1, 2, 3], total=100)["req_0"]
    site.put(GATEWAY, called(GetDetail=lambda param: short))
    site.put("c.y.qq.com/v8/fcg-bin/fcg_v8_toplist_cp.fcg", answers.old_toplist([1, 2, 3], total=100))

    with pytest.raises(UnexpectedAnswer):
        qq.toplist("26")


def test_the_old_toplist_page_stands_in(qq: QQ, site: Site) -> None:
    site.put(GATEWAY, called())
    site.put("c.y.qq.com/v8/fcg-bin/fcg_v8_toplist_cp.fcg", answers.old_toplist([1, 2, 3]))

    assert 3 == len(qq.toplist("26").entries)
    with pytest.raises(NoSuchItem):
        qq.toplist("201")


def test_songs_come_in_the_order_asked_by_mid_and_by_number(qq: QQ, site: Site) -> None:
    site.put(GATEWAY, called(CgiGetTrackInfo=library(3)))
    wanted = [mid(5), "7", mid(3), mid(5), "9", mid(4), "no such id"]

    assert [mid(5), mid(7), mid(9), mid(4)] == [song.song_id for song in qq.songs(wanted)]


def test_one_removed_song_does_not_refuse_its_batch(qq: QQ, site: Site) -> None:
    known = library()

    def reply(param: dict[str, Any]) -> Any:
        return {"code": 103902} if mid(3) in param["mids"] else known(param)

    site.put(GATEWAY, called(CgiGetTrackInfo=reply))

    assert [mid(n) for n in (1, 2, 4, 5)] == [
        song.song_id for song in qq.songs([mid(n) for n in range(1, 6)])
    ]


def test_many_songs_are_asked_for_one_by_one_where_the_batch_call_is_gone(qq: QQ, site: Site) -> None:
    def one(param: dict[str, Any]) -> dict[str, Any]:
        return {"info": {}, "extras": {}, "track_info": track(int(param["song_mid"][3:]))}

    site.put(GATEWAY, called(get_song_detail_yqq=one))

    assert 45 == len(qq.songs([mid(number) for number in range(1, 46)]))
    assert [1, 20, 20, 5] == [len(json.loads(request.content)) - 1 for request in site.asked]


def test_a_search_is_paged_up_to_its_limit(qq: QQ, site: Site) -> None:
    def reply(param: dict[str, Any]) -> Any:
        first, size = (param["page_num"] - 1) * param["num_per_page"], param["num_per_page"]
        rows = [track(number) for number in range(first + 1, min(first + size, 70) + 1)]
        return answers.search(rows, param["page_num"])["req_0"]

    site.put(GATEWAY, called(DoSearchForQQMusicDesktop=reply))

    assert 5 == len(qq.search("纸船", 5))
    assert 70 == len(qq.search("纸船", 500))
    assert [] == qq.search(" ")
    assert 4 == len(site.asked)


def test_a_blocked_search_is_not_dodged(qq: QQ, site: Site) -> None:
    blocked = answers.search([], estimate=18_990, code=2001)["req_0"]
    site.put(
        GATEWAY,
        called(DoSearchForQQMusicDesktop=blocked, DoSearchForQQMusicMobile={"body": {"item_song": []}}),
    )

    with pytest.raises(Blocked):
        qq.search("纸船")
    assert 1 == len(site.asked)


def granting(*prefixes: str, **changes: Any) -> Any:
    """A stream call that grants the files with these prefixes."""

    def reply(param: dict[str, Any]) -> Any:
        files = []
        for name, songmid in zip(param["filename"], param["songmid"], strict=True):
            part = row(1, name[:4], name.rsplit(".", 1)[1], name[:4] in prefixes, **changes)
            files.append({**part, "songmid": songmid, "filename": name})
        return streams(*reversed(files))["req_0"]["data"]

    return reply


@pytest.mark.parametrize(
    ("quality", "granted", "got", "size"),
    [
        (Quality.LOSSLESS, ("F000", "M800", "M500"), Quality.LOSSLESS, 24_000_000),
        (Quality.LOSSLESS, ("M500", "C400"), Quality.STANDARD, 3_440_000),
        (Quality.HIGH, ("F000", "M800", "C400"), Quality.HIGH, 8_600_000),
        (Quality.STANDARD, ("M800", "C400"), Quality.STANDARD, None),
    ],
)
def test_the_best_granted_file_is_taken_in_one_request(
    qq: QQ, site: Site, quality: Quality, granted: tuple[str, ...], got: Quality, size: int | None
) -> None:
    site.put(GATEWAY, called(CgiGetVkey=granting(*granted)))

    grant = qq.stream(SONG, quality)

    assert (got, size, 215_000) == (grant.quality, grant.size_bytes, grant.duration_ms)
    assert 1 == len(site.asked)


def test_only_files_that_exist_are_asked_for(qq: QQ, site: Site) -> None:
    site.put(GATEWAY, called(CgiGetVkey=granting("M500")))
    song = SongInfo(
        "qq", mid(1), "纸船", handle={**HANDLE, "F000": "0", "RS01": "0", "C600": "0", "C400": "0"}
    )

    qq.stream(song, Quality.LOSSLESS)

    param = sent(site.asked[0])["param"]
    assert [f"M800{mid(1, 'M')}.mp3", f"M500{mid(1, 'M')}.mp3"] == param["filename"]
    assert ([mid(1)] * 2, [0, 0], "0") == (param["songmid"], param["songtype"], param["uin"])
    assert param["guid"].isdigit()


def test_a_song_known_by_its_mid_only_is_looked_up_first(qq: QQ, site: Site) -> None:
    described = {"info": {}, "extras": {}, "track_info": track(1)}
    site.put(GATEWAY, called(get_song_detail_yqq=described, CgiGetVkey=granting("F000")))

    grant = qq.stream(SongInfo("qq", mid(1), "纸船"), Quality.LOSSLESS)

    assert Quality.LOSSLESS is grant.quality


@pytest.mark.parametrize(
    ("changes", "access", "error"),
    [
        ({}, Access.VIP, VipOnly),
        ({"result": 0}, Access.VIP, VipOnly),
        ({}, Access.PURCHASE, PurchaseOnly),
        ({}, Access.OPEN, RegionLocked),
        ({"result": 0}, Access.UNKNOWN, RegionLocked),
        ({}, Access.WITHDRAWN, Withdrawn),
        ({"result": 104013}, Access.OPEN, LoginNeeded),
        ({"result": 104003, "purl": f"RS02{mid(9, 'M')}.mp3?vkey=1"}, Access.VIP, TrialOnly),
        ({"ekey": "x", "purl": f"F0M0{mid(1, 'M')}.mflac?vkey=1"}, Access.OPEN, Encrypted),
    ],
)
def test_nothing_granted_says_why(
    qq: QQ, site: Site, changes: dict[str, Any], access: Access, error: type[PlatformError]
) -> None:
    site.put(GATEWAY, called(CgiGetVkey=granting(**changes)))

    with pytest.raises(error) as raised:
        qq.stream(SongInfo("qq", mid(1), "纸船", access=access, handle=HANDLE), Quality.HIGH)
    assert raised.value.code is not None
    assert "vkey" not in f"{raised.value} {raised.value.hint}"


def test_a_key_that_was_not_produced_is_asked_for_once_more(qq: QQ, site: Site) -> None:
    tries = iter((granting(result=104004), granting("M800")))
    site.put(GATEWAY, called(CgiGetVkey=lambda param: next(tries)(param)))

    assert Quality.HIGH is qq.stream(SONG, Quality.HIGH).quality


def test_the_newer_stream_call_stands_in_and_the_cookies_number_is_sent() -> None:
    site = Site()
    site.put(GATEWAY, called(UrlGetVkey=granting("M800")))

    QQ(http_for("qq", site, "pgv=1; uin=o0123456789; qm_keyst=Q_H_L_x")).stream(SONG, Quality.HIGH)

    assert ("123456789", 0) == (sent(site.asked[-1])["param"]["uin"], sent(site.asked[-1])["param"]["ctx"])


def test_words_are_asked_for_by_mid_and_the_gateway_stands_in(qq: QQ, site: Site) -> None:
    site.put(LYRIC, {"retcode": -1310, "code": -1310, "lyric": ""})
    site.put(GATEWAY, called(GetPlayLyricInfo={"lyric": answers.coded("[00:01.00]一"), "crypt": 0}))

    assert LyricKind.TEXT is qq.lyric(SONG).kind
    assert mid(1) == site.asked[0].url.params["songmid"]
    assert {"songMID": mid(1)} == sent(site.asked[-1])["param"]


@pytest.mark.parametrize(
    ("cookie", "answer", "standing"),
    [
        (None, {}, CookieStanding.NONE),
        ("a=b", {}, CookieStanding.UNKNOWN),
        ("wxuin=1234567; a=b", {"v_playlist": []}, CookieStanding.VALID),
        ("uin=o1234567", gateway(None, 1000)["req_0"], CookieStanding.EXPIRED),
        ("uin=o1234567", {"other": 1}, CookieStanding.UNKNOWN),
    ],
)
def test_the_cookie_is_checked(cookie: str | None, answer: dict[str, Any], standing: CookieStanding) -> None:
    site = Site()
    site.put(GATEWAY, called(GetPlaylistByUin=answer))

    assert CookieState(standing) == QQ(http_for("qq", site, cookie)).check_cookie()
