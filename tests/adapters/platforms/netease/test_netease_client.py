"""netease's adapter over a table of answers: which endpoint is asked, what is believed, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from catalogsync.adapters.platforms.netease import Netease
from catalogsync.adapters.platforms.shapes import CookieStanding, CookieState
from catalogsync.pipeline.errors import (
    Blocked,
    LoginNeeded,
    NoSuchItem,
    PlatformError,
    PurchaseOnly,
    RegionLocked,
    ServerTrouble,
    TrialOnly,
    UnexpectedAnswer,
    VipOnly,
    Withdrawn,
)
from catalogsync.pipeline.ports import Access, LyricKind, Quality, SongInfo
from tests.adapters.platforms.answering import Respond, Site, http_for

from . import answers
from .answers import body, item, old_track, privilege, refused, streams, track

HOST = "music.163.com"
DETAIL = f"{HOST}/api/v6/playlist/detail"
SONGS = f"{HOST}/api/v3/song/detail"
PLAYER = f"{HOST}/api/song/enhance/player/url"
EAPI = "interface3.music.163.com/eapi/song/enhance/player/url/v1"
OUTER = f"{HOST}/song/media/outer/url"
SONG = SongInfo("netease", "1", "纸船", duration_ms=215_000)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def netease(site: Site) -> Netease:
    return Netease(http_for("netease", site))


def form(request: httpx.Request) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(request.content.decode()).items()}


def shelf(*unknown: int, shape: Callable[[int], dict[str, Any]] = track, most: int = 1000) -> Respond:
    """`v3/song/detail` that knows every id but these, answers in another order, and at most `most` at once."""

    def respond(request: httpx.Request) -> httpx.Response:
        wanted = [row["id"] for row in json.loads(form(request)["c"])]
        if len(wanted) > 1000:
            return httpx.Response(200, json={"code": 400})
        known = [number for number in wanted if number not in unknown][:most]
        rows = [shape(number) for number in reversed(known)]
        return httpx.Response(
            200, json={"songs": rows, "privileges": [privilege(n) for n in known], "code": 200}
        )

    return respond


def test_every_request_names_the_site_and_a_browser(netease: Netease, site: Site) -> None:
    site.put(f"{HOST}/api/playlist/catalogue", answers.categories())

    netease.categories()

    assert "https://music.163.com/" == site.asked[0].headers["referer"]
    assert site.asked[0].headers["user-agent"].startswith("Mozilla/")


def test_the_square_is_paged_by_offset(netease: Netease, site: Site) -> None:
    site.put(f"{HOST}/api/playlist/list", answers.square([1, 2]))

    first = netease.square_page(None, None)
    netease.square_page("R&B/Soul", first.next_cursor)

    assert ["全部", "R&B/Soul"] == [request.url.params["cat"] for request in site.asked]
    assert ["0", "2"] == [request.url.params["offset"] for request in site.asked]


def test_the_second_host_stands_in_where_the_first_is_broken(netease: Netease, site: Site) -> None:
    site.put(f"{HOST}/api/playlist/list", b"<html>maintenance</html>")
    site.put("interface.music.163.com/api/playlist/list", answers.square([1, 2]))

    assert 2 == len(netease.square_page(None, None).playlists)


def test_the_other_toplist_endpoint_stands_in_and_is_remembered(netease: Netease, site: Site) -> None:
    site.put(f"{HOST}/api/toplist/detail", answers.toplists())

    assert 2 == len(netease.toplists()) == len(netease.toplists())
    assert [f"{HOST}/api/toplist", f"{HOST}/api/toplist/detail", f"{HOST}/api/toplist/detail"] == site.paths()


def test_a_playlist_of_ten_thousand_comes_whole_and_in_order(netease: Netease, site: Site) -> None:
    numbers = [*range(20_000, 10_000, -1), 19_999]
    site.put(DETAIL, answers.playlist(numbers, shown=10))
    site.put(SONGS, shelf())

    listing = netease.playlist("990001")

    assert [str(number) for number in numbers] == [entry.song_id for entry in listing.entries]
    assert all(entry.song and entry.song.song_id == entry.song_id for entry in listing.entries)
    assert 20 == site.paths().count(SONGS)


def test_songs_the_platform_no_longer_knows_keep_their_places(netease: Netease, site: Site) -> None:
    site.put(DETAIL, answers.playlist(list(range(1, 41)), shown=10))
    site.put(SONGS, shelf(15, 33))

    listing = netease.playlist("990001")

    assert 40 == len(listing.entries)
    assert ["15", "33"] == [entry.song_id for entry in listing.entries if entry.song is None]


def test_a_server_that_cuts_a_batch_is_asked_again(netease: Netease, site: Site) -> None:
    site.put(DETAIL, answers.playlist(list(range(1, 401)), shown=0))
    site.put(SONGS, shelf(most=120))

    listing = netease.playlist("990001")

    assert all(entry.song for entry in listing.entries)


def test_a_song_endpoint_that_knows_nothing_is_no_answer(netease: Netease, site: Site) -> None:
    site.put(DETAIL, answers.playlist(list(range(1, 41)), shown=0))
    site.put(SONGS, {"songs": [], "privileges": [], "code": 200})

    with pytest.raises(UnexpectedAnswer):
        netease.playlist("990001")


@pytest.mark.parametrize("count", [1, 40])
def test_far_fewer_songs_than_announced_is_a_soft_block(netease: Netease, site: Site, count: int) -> None:
    site.put(DETAIL, answers.playlist(list(range(1, count + 1)), trackCount=100))

    with pytest.raises(UnexpectedAnswer, match=f"{count} of 100"):
        netease.playlist("990001")


def test_a_few_withdrawn_songs_are_no_reason_to_doubt(netease: Netease, site: Site) -> None:
    site.put(DETAIL, answers.playlist(list(range(1, 32)), trackCount=35))

    listing = netease.playlist("990001")

    assert (31, 35) == (len(listing.entries), listing.announced)


def test_the_answer_has_to_be_about_the_playlist_asked_for(netease: Netease, site: Site) -> None:
    site.put(DETAIL, answers.playlist([1]))

    with pytest.raises(UnexpectedAnswer):
        netease.playlist("12345")


def test_older_endpoints_stand_in_and_the_oldest_only_when_whole(netease: Netease, site: Site) -> None:
    site.put(f"{HOST}/api/playlist/detail", answers.old_playlist([1, 2, 3]))

    assert 3 == len(netease.playlist("990001").entries)

    site.put(f"{HOST}/api/playlist/detail", answers.old_playlist([1, 2, 3], count=216))
    with pytest.raises(UnexpectedAnswer):
        netease.playlist("990001")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"code": 404}, NoSuchItem),
        ({"code": 20001, "message": "登录后才可查看"}, LoginNeeded),
        ({"code": -460, "msg": "Cheating"}, Blocked),
    ],
)
def test_a_refused_playlist_is_asked_for_once(
    netease: Netease, site: Site, answer: dict[str, Any], error: type[PlatformError]
) -> None:
    site.put(DETAIL, answer)

    with pytest.raises(error):
        netease.playlist("990001")
    assert [DETAIL] == site.paths()


def test_risk_control_closes_the_platform(netease: Netease, site: Site) -> None:
    site.put(DETAIL, {"code": -460, "msg": "Cheating"})

    with pytest.raises(Blocked):
        netease.playlist("990001")
    with pytest.raises(PlatformError):
        netease.categories()
    assert 1 == len(site.asked)


@pytest.mark.parametrize("playlist_id", ["", "0", "abc", "-5", "1/../2"])
def test_what_is_no_id_is_never_sent(netease: Netease, site: Site, playlist_id: str) -> None:
    with pytest.raises(NoSuchItem):
        netease.playlist(playlist_id)
    assert [] == site.asked


def test_toplists_have_no_older_issues(netease: Netease, site: Site) -> None:
    site.put(DETAIL, answers.playlist([1, 2]))

    assert netease.toplist("990001").period is None
    with pytest.raises(NoSuchItem):
        netease.toplist("990001", period="2026-11-20")


def test_songs_come_in_the_order_asked_each_once(netease: Netease, site: Site) -> None:
    site.put(SONGS, shelf(4))

    assert ["3", "1", "2"] == [song.song_id for song in netease.songs(["3", "1", "4", "3", "x", "2", "007"])]
    assert [] == netease.songs([])


def test_the_older_song_endpoint_stands_in(netease: Netease, site: Site) -> None:
    site.put(f"{HOST}/api/song/detail", {"songs": [old_track(1)], "code": 200})

    assert ["1"] == [song.song_id for song in netease.songs(["1"])]
    assert "[1]" == form(site.asked[-1])["ids"]


def found(request: httpx.Request) -> httpx.Response:
    """A search with 130 hits."""
    sent = form(request)
    first, size = int(sent["offset"]), int(sent["limit"])
    rows = [track(number) for number in range(first + 1, min(first + size, 130) + 1)]
    return httpx.Response(
        200, json={"result": {"songs": rows, "songCount": 300} if rows else {}, "code": 200}
    )


@pytest.mark.parametrize(("limit", "count", "requests"), [(5, 5, 1), (120, 120, 2), (500, 130, 2), (0, 0, 0)])
def test_a_search_is_paged_up_to_its_limit(
    netease: Netease, site: Site, limit: int, count: int, requests: int
) -> None:
    site.put(f"{HOST}/api/cloudsearch/pc", found)

    assert count == len(netease.search("纸船", limit))
    assert requests == len(site.asked)


def test_a_blank_search_finds_nothing_unasked(netease: Netease, site: Site) -> None:
    assert [] == netease.search("  ")
    assert [] == site.asked


def test_a_page_that_comes_again_ends_the_search(netease: Netease, site: Site) -> None:
    rows = [track(number) for number in range(1, 101)]
    site.put(f"{HOST}/api/cloudsearch/pc", {"result": {"songs": rows}, "code": 200})

    assert 100 == len(netease.search("纸船", 1000))
    assert 2 == len(site.asked)


def test_the_older_search_stands_in(netease: Netease, site: Site) -> None:
    site.put(f"{HOST}/api/cloudsearch/pc", b"")
    site.put(f"{HOST}/api/search/get/web", {"result": {"songs": [old_track(1)]}, "code": 200})

    assert ["1"] == [song.song_id for song in netease.search("纸船")]


@pytest.mark.parametrize(
    ("quality", "bitrate"),
    [(Quality.LOSSLESS, "999000"), (Quality.HIGH, "320000"), (Quality.STANDARD, "128000")],
)
def test_a_quality_is_asked_for_as_a_bitrate(
    netease: Netease, site: Site, quality: Quality, bitrate: str
) -> None:
    site.put(PLAYER, streams(item(2), item(1)))

    grant = netease.stream(SONG, quality)

    assert (Quality.HIGH, "/ymusic/0f/1.mp3") == (grant.quality, grant.url.partition("?")[0][-16:])
    assert ("[1]", bitrate) == (site.asked[0].url.params["ids"], site.asked[0].url.params["br"])


@pytest.mark.parametrize(
    ("part", "access", "error"),
    [
        (refused(1, -110), Access.VIP, VipOnly),
        (refused(1, -110, fee=4), Access.PURCHASE, PurchaseOnly),
        (refused(1, 404, fee=0), Access.WITHDRAWN, Withdrawn),
        (refused(1, 404, fee=0), Access.REGION, RegionLocked),
        (item(1, freeTrialInfo={"start": 0, "end": 30}), Access.VIP, TrialOnly),
        (item(1, time=30_040), Access.UNKNOWN, TrialOnly),
    ],
)
def test_a_refused_stream_is_asked_for_once_and_says_why(
    netease: Netease, site: Site, part: dict[str, Any], access: Access, error: type[PlatformError]
) -> None:
    site.put(PLAYER, streams(part))

    with pytest.raises(error) as raised:
        netease.stream(SongInfo("netease", "1", "纸船", duration_ms=215_000, access=access), Quality.HIGH)
    assert raised.value.code is not None
    assert [PLAYER] == site.paths()


def test_a_song_that_may_be_played_is_asked_for_at_standard_too(netease: Netease, site: Site) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        free = request.url.params["br"] == "128000"
        return httpx.Response(
            200, content=body(streams(item(1, br=128_000) if free else refused(1, -110, fee=8)))
        )

    site.put(PLAYER, respond)

    grant = netease.stream(SongInfo("netease", "1", "纸船", access=Access.OPEN), Quality.LOSSLESS)

    assert Quality.STANDARD is grant.quality


def test_an_answer_about_other_songs_goes_on_to_the_next_endpoint(netease: Netease, site: Site) -> None:
    site.put(PLAYER, streams(item(2)))
    site.put(EAPI, streams(item(1, type="flac", br=900_000)))

    assert Quality.LOSSLESS is netease.stream(SONG, Quality.LOSSLESS).quality
    assert form(site.asked[-1])["params"].startswith("FA90B329E9614F79E79598F37DC2EDB4")


def test_the_redirect_is_the_last_resort(netease: Netease, site: Site) -> None:
    target = "http://m7.music.126.net/2026/ab/1.mp3?x=1"
    site.put(OUTER, lambda request: httpx.Response(302, headers={"location": target}))

    grant = netease.stream(SONG, Quality.HIGH)

    assert (target, Quality.STANDARD, "mp3", None) == (
        grant.url,
        grant.quality,
        grant.suffix,
        grant.size_bytes,
    )


@pytest.mark.parametrize(
    "target", ["http://music.163.com/404", "http://evil.test/1.mp3", "http://a.music.126.net/x.ncm"]
)
def test_a_redirect_elsewhere_is_no_stream(netease: Netease, site: Site, target: str) -> None:
    site.put(OUTER, lambda request: httpx.Response(302, headers={"location": target}))

    with pytest.raises((Withdrawn, UnexpectedAnswer)):
        netease.stream(SONG, Quality.HIGH)


def test_words_are_asked_for_with_every_part(netease: Netease, site: Site) -> None:
    site.put(f"{HOST}/api/song/lyric", answers.lyric("[00:01.00]一"))

    assert LyricKind.TEXT is netease.lyric(SONG).kind
    assert {"lv", "tv", "rv", "kv", "yv", "id"} == set(site.asked[0].url.params)


def test_an_empty_body_goes_on_to_the_next_endpoint_and_is_trouble_in_the_end(
    netease: Netease, site: Site
) -> None:
    site.put(f"{HOST}/api/song/lyric", b"")
    site.put("interface3.music.163.com/eapi/song/lyric/v1", b"")

    with pytest.raises(ServerTrouble):
        netease.lyric(SONG)
    assert 2 == len(site.asked)


@pytest.mark.parametrize(
    ("cookie", "answer", "state"),
    [
        (None, {}, CookieState(CookieStanding.NONE)),
        ("MUSIC_U=ab", {"code": 200, "account": None, "profile": None}, CookieState(CookieStanding.EXPIRED)),
        ("MUSIC_U=ab", {"code": 301}, CookieState(CookieStanding.EXPIRED)),
        ("MUSIC_U=ab", {"code": 200, "what": 1}, CookieState(CookieStanding.UNKNOWN)),
        (
            "MUSIC_U=ab",
            {"code": 200, "account": {"id": 5}, "profile": {"vipType": 11, "nickname": "某人"}},
            CookieState(CookieStanding.VALID, "vipType 11"),
        ),
    ],
)
def test_the_cookie_is_checked(cookie: str | None, answer: dict[str, Any], state: CookieState) -> None:
    site = Site()
    site.put(f"{HOST}/api/nuser/account/get", answer)

    assert state == Netease(http_for("netease", site, cookie)).check_cookie()
