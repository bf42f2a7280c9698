"""The Migu adapter: which endpoints it asks, how it pages, and when it steps down."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from catalogsync.adapters.platforms.migu import Migu
from catalogsync.adapters.platforms.shapes import CookieStanding
from catalogsync.pipeline.errors import (
    NoSuchItem,
    RateLimited,
    RegionLocked,
    ServerTrouble,
    TrialOnly,
    UnexpectedAnswer,
    VipOnly,
    Withdrawn,
)
from catalogsync.pipeline.ports import Access, LyricKind, Quality, SongInfo
from tests.adapters.platforms.answering import Site, answers_beside, http_for

ANSWERS = answers_beside(__file__)
APP, APP_C = "app.c.nf.migu.cn", "c.musicapp.migu.cn"
INFO, SONGS = f"{APP}/resource/playlist/v2.0", f"{APP}/MIGUM3.0/resource/playlist/song/v2.0"
LISTEN = f"{APP}/MIGUM3.0/strategy/pc/listen/v1.0"
DETAIL = f"{APP_C}/MIGUM2.0/v1.0/content/resourceinfo.do"
HANDLE = {"contentId": "600900000000000001", "copyrightId": "6990000A001", "songId": "1000000001"}
SONG = SongInfo("migu", "6990000A001", "纸船过江", duration_ms=215_000, handle=HANDLE)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def migu(site: Site) -> Migu:
    return Migu(http_for("migu", site))


def row(n: int) -> dict[str, Any]:
    return {
        "copyrightId": f"69{n:09d}",
        "contentId": f"6009{n:014d}",
        "songName": f"歌 {n}",
        "singerList": [{"id": "1", "name": "苏暮"}],
        "duration": 200,
    }


def info(count: int) -> dict[str, Any]:
    return {"code": "000000", "data": {"musicListId": "7", "title": "七", "musicNum": str(count)}}


def pages(songs: list[int], total: int, fault: Callable[[int], list[int] | None] | None = None) -> Any:
    """The song pages of a playlist; `fault` may put other songs on a page."""

    def respond(request: httpx.Request) -> httpx.Response:
        page, size = int(request.url.params["pageNo"]), int(request.url.params["pageSize"])
        here = fault(page) if fault else None
        if here is None:
            here = songs[(page - 1) * size : page * size]
        data = {"totalCount": total if here else 0, "songList": [row(n) for n in here]}
        return httpx.Response(200, content=json.dumps({"code": "000000", "data": data}).encode())

    return respond


def test_a_long_playlist_comes_whole_and_in_order(site: Site, migu: Migu) -> None:
    numbers = [*range(1, 330), 5, 5]
    site.put(INFO, info(331))
    site.put(SONGS, pages(numbers, 331))
    listing = migu.playlist("7")

    assert [entry.song_id for entry in listing.entries] == [f"69{n:09d}" for n in numbers]
    assert (listing.ref.title, listing.announced) == ("七", 331)
    assert site.paths().count(SONGS) == 7


def test_a_playlist_shorter_than_announced_is_believed_when_two_endpoints_agree(
    site: Site, migu: Migu
) -> None:
    site.put(INFO, info(80))
    site.put(SONGS, pages(list(range(1, 77)), 80))
    with pytest.raises(UnexpectedAnswer):
        migu.playlist("7")

    site.put(f"{APP_C}/MIGUM3.0/resource/playlist/song/v2.0", pages(list(range(1, 77)), 80))
    listing = migu.playlist("7")
    assert (len(listing.entries), listing.announced) == (76, 80)


FAULTS = pytest.mark.parametrize(
    "fault",
    [
        lambda page: [] if page == 2 else None,
        lambda page: [] if page == 1 else None,
        lambda page: list(range(1, 51)) if page == 2 else None,
    ],
    ids=["an empty page in the middle", "an empty first page", "a page that comes twice"],
)


@FAULTS
def test_a_playlist_that_did_not_arrive_whole_is_an_error(
    site: Site, migu: Migu, fault: Callable[[int], list[int] | None]
) -> None:
    site.put(INFO, info(195))
    site.put(SONGS, pages(list(range(1, 196)), 195, fault))

    with pytest.raises(UnexpectedAnswer):
        migu.playlist("7")


@FAULTS
def test_a_playlist_that_arrives_whole_from_another_host_is_taken(
    site: Site, migu: Migu, fault: Callable[[int], list[int] | None]
) -> None:
    site.put(INFO, info(195))
    site.put(SONGS, pages(list(range(1, 196)), 195, fault))
    site.put(f"{APP_C}/MIGUM3.0/resource/playlist/song/v2.0", pages(list(range(1, 196)), 195))

    assert len(migu.playlist("7").entries) == 195


def test_an_empty_playlist_is_a_listing_without_entries(site: Site, migu: Migu) -> None:
    site.put(INFO, info(0))
    site.put(SONGS, pages([], 0))

    assert migu.playlist("7").entries == ()


def test_a_missing_playlist_is_no_such_item_when_both_hosts_say_so(site: Site, migu: Migu) -> None:
    second = f"{APP_C}/MIGUM3.0/resource/playlist/v2.0"
    for address in (INFO, second):
        site.put(address, ANSWERS["playlist-detail-missing.json"])

    with pytest.raises(NoSuchItem):
        migu.playlist("7")
    with pytest.raises(NoSuchItem):
        migu.playlist("../7")
    assert site.paths() == [INFO, second]


def test_a_playlist_one_host_knows_exists(site: Site, migu: Migu) -> None:
    site.put(INFO, ANSWERS["playlist-detail-missing.json"])
    site.put(f"{APP_C}/MIGUM3.0/resource/playlist/v2.0", info(3))
    site.put(SONGS, pages([1, 2, 3], 3))

    assert len(migu.playlist("7").entries) == 3


def test_the_older_endpoint_takes_over_and_is_remembered(site: Site, migu: Migu) -> None:
    older = f"{APP}/MIGUM2.0/v1.0/user/queryMusicListSongs.do"
    site.put(INFO, info(2))
    site.put(older, ANSWERS["playlist-detail-older.json"])

    assert len(migu.playlist("7").entries) == 2
    first = len(site.asked)
    assert len(migu.playlist("7").entries) == 2
    assert site.paths()[first:] == [INFO, older]


def test_a_rank_comes_at_once_or_by_pages(site: Site, migu: Migu) -> None:
    site.put(f"{APP}/bmw/rank/rank-info/v1.0", ANSWERS["toplist-detail-pages.json"])
    assert len(migu.toplist("27553319").entries) == 2

    other = Site()
    other.put(f"{APP}/MIGUM2.0/v1.0/content/querycontentbyId.do", ANSWERS["toplist-detail-content.json"])
    listing = Migu(http_for("migu", other)).toplist("27553319")
    assert (len(listing.entries), listing.ref.title) == (2, "新歌榜")
    with pytest.raises(NoSuchItem):
        migu.toplist("27553319", period="2026-11-20")


def test_a_rank_without_songs_and_an_empty_first_page_are_no_answers(site: Site, migu: Migu) -> None:
    site.put(f"{APP}/bmw/rank/rank-info/v1.0", {"code": "000000", "data": {"header": {}, "contents": []}})
    site.put(
        f"{APP}/pc/bmw/page-data/playlist-square-recommend/v1.0", {"code": "000000", "data": {"contents": []}}
    )

    with pytest.raises(UnexpectedAnswer):
        migu.toplist("27553319")
    with pytest.raises(UnexpectedAnswer):
        migu.square_page(None, None)


def test_hits_announced_and_not_shown_are_a_passing_fault(site: Site, migu: Migu) -> None:
    site.put(f"{APP}/bmw/search/song/v1.0", {"code": "000000", "data": {"hasNext": True, "items": []}})
    with pytest.raises(ServerTrouble):
        migu.search("合成")
    site.put(f"{APP}/bmw/search/song/v1.0", {"code": "000000", "data": {"hasNext": False, "items": []}})
    assert migu.search("合成") == []


def test_the_square_ends_where_a_page_repeats(site: Site, migu: Migu) -> None:
    site.put(f"{APP}/pc/bmw/page-data/playlist-square-recommend/v1.0", ANSWERS["playlist-list-square.json"])
    first = migu.square_page(None, None)
    second = migu.square_page(None, first.next_cursor)

    assert [ref.playlist_id for ref in first.playlists] == ["231000001", "231000002"]
    assert (second.playlists, second.next_cursor) == ((), None)


def test_songs_are_described_in_the_order_asked_and_strangers_left_out(site: Site, migu: Migu) -> None:
    site.put(DETAIL, ANSWERS["song-detail-resourceinfo.json"])
    found = migu.songs(["6990000A003", "6990000A001", "6990000B999", "6990000A003"])

    assert [song.song_id for song in found] == ["6990000A003", "6990000A001"]
    assert b"copyrightId=6990000A003%7C6990000A001%7C6990000B999" in site.asked[0].content


def test_a_song_may_be_asked_for_by_any_of_its_ids(site: Site, migu: Migu) -> None:
    site.put(DETAIL, ANSWERS["song-detail-resourceinfo.json"])
    site.put(f"{APP}/MIGUM2.0/v2.0/content/querySongBySongId.do", ANSWERS["song-detail-resourceinfo.json"])

    assert [s.song_id for s in migu.songs(["600900000000000001", "1000000002"])] == [
        "6990000A001",
        "6990000A002",
    ]


def test_a_search_stops_at_the_limit_or_the_last_page(site: Site, migu: Migu) -> None:
    site.put(f"{APP}/bmw/search/song/v1.0", ANSWERS["search-bmw.json"])

    assert [song.song_id for song in migu.search("合成")] == ["6990000A001", "6990000A002"]
    assert len(migu.search("合成", limit=1)) == 1
    assert len(site.asked) == 2
    assert migu.search("  ") == []


def test_a_search_falls_back_but_never_dodges_a_rate_limit(site: Site, migu: Migu) -> None:
    site.put(f"{APP}/bmw/search/song/v1.0", b'{"code":"000000","data":{"rows":[]}}')
    site.put(f"{APP}/MIGUM2.0/v1.0/content/search_all.do", ANSWERS["search-all.json"])
    assert len(migu.search("合成")) == 2

    busy = Site()
    busy.put(f"{APP}/bmw/search/song/v1.0", lambda request: httpx.Response(429, content=b""))
    with pytest.raises(RateLimited):
        Migu(http_for("migu", busy)).search("合成")
    assert set(busy.paths()) == {f"{APP}/bmw/search/song/v1.0"}


def test_a_stream_takes_what_the_answer_says_it_grants(site: Site, migu: Migu) -> None:
    site.put(LISTEN, ANSWERS["song-url-listen.json"])
    grant = migu.stream(SONG, Quality.LOSSLESS)

    assert (grant.quality, grant.suffix) == (Quality.STANDARD, "mp3")
    assert site.asked[0].url.params["toneFlag"] == "SQ"


def test_a_level_for_members_is_followed_by_the_next_lower_one(site: Site, migu: Migu) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        name = "song-url-listen.json" if request.url.params["toneFlag"] == "PQ" else "song-url-vip.json"
        return httpx.Response(200, content=ANSWERS[name])

    site.put(LISTEN, respond)

    assert migu.stream(SONG, Quality.LOSSLESS).quality is Quality.STANDARD
    assert [request.url.params["toneFlag"] for request in site.asked] == ["SQ", "HQ", "PQ"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("song-url-trial.json", TrialOnly),
        ("song-url-vip.json", VipOnly),
        ("song-url-silent.json", RegionLocked),
    ],
)
def test_a_refused_stream_is_its_typed_outcome(
    site: Site, migu: Migu, name: str, error: type[Exception]
) -> None:
    site.put(LISTEN, ANSWERS[name])

    with pytest.raises(error):
        migu.stream(SONG, Quality.STANDARD)
    assert set(site.paths()) == {LISTEN}


def test_no_address_for_a_withdrawn_song_means_withdrawn(site: Site, migu: Migu) -> None:
    site.put(LISTEN, ANSWERS["song-url-silent.json"])
    song = SongInfo("migu", "6990000A001", "纸船过江", access=Access.WITHDRAWN, handle=HANDLE)

    with pytest.raises(Withdrawn):
        migu.stream(song, Quality.HIGH)


@pytest.mark.parametrize("empty", [{"data": None}, {}])
def test_an_envelope_around_nothing_is_a_song_that_is_not_handed_out(
    site: Site, migu: Migu, empty: dict[str, Any]
) -> None:
    site.put(LISTEN, {"code": "000000", "info": "成功", **empty})

    with pytest.raises(Withdrawn):
        migu.stream(SONG, Quality.STANDARD)
    assert 1 == len(site.asked)


def test_a_stream_much_shorter_than_the_song_is_a_clip(site: Site, migu: Migu) -> None:
    answer = json.loads(ANSWERS["song-url-listen.json"])
    answer["data"]["song"]["duration"] = 60
    site.put(LISTEN, answer)

    with pytest.raises(TrialOnly):
        migu.stream(SONG, Quality.STANDARD)


def test_a_song_known_by_one_id_is_looked_up_before_its_stream_is_asked_for(site: Site, migu: Migu) -> None:
    site.put(DETAIL, ANSWERS["song-detail-resourceinfo.json"])
    site.put(LISTEN, ANSWERS["song-url-listen.json"])

    assert migu.stream(SongInfo("migu", "6990000A001", "纸船过江"), Quality.STANDARD).suffix == "mp3"
    assert site.asked[-1].url.params["contentId"] == "600900000000000001"


def test_a_placeholder_user_that_is_refused_leads_to_the_endpoint_without_one(site: Site, migu: Migu) -> None:
    site.put(LISTEN, {"code": "8000100001", "info": "用户不存在"})
    site.put(f"{APP}/MIGUM2.0/strategy/listen-url/v2.4", ANSWERS["song-url-listen.json"])

    assert migu.stream(SONG, Quality.STANDARD).suffix == "mp3"


@pytest.mark.parametrize(("limited", "error"), [(False, None), (True, TrialOnly)])
def test_the_redirecting_endpoint_is_trusted_only_after_the_rights_check(
    site: Site, migu: Migu, limited: bool, error: type[Exception] | None
) -> None:
    row = {"contentId": HANDLE["contentId"], "canListen": True, "limitLength": limited}
    site.put(
        f"{APP}/strategy/pc/can-listen/v1.0", {"code": "000000", "data": {"canListenRespItemList": [row]}}
    )
    target = "http://freetyst.nf.migu.cn/public/MP3_320_16_Stero/a.mp3?Key=1"
    site.put(
        "app.pd.nf.migu.cn/MIGUM2.0/v1.0/content/sub/listenSong.do",
        lambda request: httpx.Response(302, headers={"Location": target}),
    )
    if error:
        with pytest.raises(error):
            migu.stream(SONG, Quality.STANDARD)
    else:
        assert migu.stream(SONG, Quality.HIGH).quality is Quality.HIGH


@pytest.mark.parametrize(("access", "error"), [(Access.WITHDRAWN, Withdrawn), (Access.VIP, VipOnly)])
def test_a_rights_check_that_says_no_is_read_with_what_the_listing_said(
    site: Site, migu: Migu, access: Access, error: type[Exception]
) -> None:
    row = {"contentId": HANDLE["contentId"], "canListen": False, "limitLength": False}
    site.put(
        f"{APP}/strategy/pc/can-listen/v1.0", {"code": "000000", "data": {"canListenRespItemList": [row]}}
    )

    with pytest.raises(error):
        migu.stream(
            SongInfo("migu", "6990000A001", "纸船过江", access=access, handle=HANDLE), Quality.STANDARD
        )


def test_a_lyric_is_the_songs_file_and_its_translation(site: Site, migu: Migu) -> None:
    handle = {
        **HANDLE,
        "lrcUrl": "https://d.musicapp.migu.cn/1.lrc",
        "trcUrl": "https://d.musicapp.migu.cn/1.trc",
    }
    site.put("d.musicapp.migu.cn/1.lrc", ANSWERS["lyric-file.lrc"])
    site.put("d.musicapp.migu.cn/1.trc", b"[00:28.03]a paper boat")
    lyric = migu.lyric(SongInfo("migu", "6990000A001", "纸船过江", handle=handle))

    assert (lyric.kind, lyric.translation) == (LyricKind.TEXT, "[00:28.03]a paper boat")


@pytest.mark.parametrize(
    "url", ["https://d.musicapp.migu.cn/gone.lrc", "http://127.0.0.1/a.lrc", "https://evil-migu.cn/a"]
)
def test_a_lyric_that_is_gone_or_lies_elsewhere_is_absent(site: Site, migu: Migu, url: str) -> None:
    lyric = migu.lyric(SongInfo("migu", "6990000A001", "纸船过江", handle={**HANDLE, "lrcUrl": url}))

    assert lyric.kind is LyricKind.ABSENT
    assert not [path for path in site.paths() if not path.startswith("d.musicapp.migu.cn")]


def test_the_cookie_is_checked_and_sent_as_the_header_the_gateway_reads(site: Site) -> None:
    check = f"{APP_C}/user/h5/user-info/v1.0"
    site.put(check, {"code": "000000", "data": {"userId": "1", "nickName": "白云"}})
    logged_in = Migu(http_for("migu", site, "a=b; pacmtoken=abc123; c=d"))

    assert logged_in.check_cookie().standing is CookieStanding.VALID
    assert logged_in.check_cookie().account_hint is None
    assert site.asked[0].headers["pacmtoken"] == "abc123"
    site.put(check, {"code": "290001", "info": "请先登录"})
    assert logged_in.check_cookie().standing is CookieStanding.EXPIRED
    assert Migu(http_for("migu", site)).check_cookie().standing is CookieStanding.NONE
    assert Migu(http_for("migu", site, "a=b")).check_cookie().standing is CookieStanding.UNKNOWN
