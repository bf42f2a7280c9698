"""The Qianqian adapter: signing, paging, the second host, and when it steps down."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from catalogsync.adapters.platforms.qianqian import Qianqian
from catalogsync.adapters.platforms.qianqian.signing import sign
from catalogsync.adapters.platforms.shapes import CookieStanding
from catalogsync.pipeline.errors import (
    NoSuchItem,
    ServerTrouble,
    TrialOnly,
    UnexpectedAnswer,
    VipOnly,
    Withdrawn,
)
from catalogsync.pipeline.ports import Access, LyricKind, Quality, SongInfo
from tests.adapters.platforms.answering import Site, answers_beside, http_for

ANSWERS = answers_beside(__file__)
V1, OLD = "music.91q.com/v1", "music.taihe.com/v1"
SONG = SongInfo("qianqian", "T10000000001", "合成之歌", duration_ms=230_000)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def qianqian(site: Site) -> Qianqian:
    return Qianqian(http_for("qianqian", site), now=lambda: 1_700_000_000.0)


def track(n: int) -> dict[str, Any]:
    return {"TSID": f"T{10_000_000_000 + n}", "title": f"歌 {n}", "duration": 200, "artist": [], "isVip": 0}


def pages(numbers: list[int], count: int, empty: int | None = None) -> Any:
    """The pages of playlist 7; page `empty` comes without tracks, pages beyond the end as "no such thing"."""

    def respond(request: httpx.Request) -> httpx.Response:
        page, size = int(request.url.params["pageNo"]), int(request.url.params["pageSize"])
        here = [] if page == empty else numbers[(page - 1) * size : page * size]
        data: Any = {"id": "7", "title": "七", "trackCount": count, "trackList": [track(n) for n in here]}
        value = {"state": True, "errno": 22000, "data": data}
        if not here and page > 1 and page != empty:
            value = {"state": False, "errno": 22001, "errmsg": "", "data": []}
        return httpx.Response(200, content=json.dumps(value).encode())

    return respond


def test_every_call_is_signed_over_its_raw_parameters(site: Site, qianqian: Qianqian) -> None:
    site.put(f"{V1}/search", ANSWERS["search-tracks.json"])
    qianqian.search("合成 夜&雨")

    params = dict(site.asked[0].url.params)
    told = params.pop("sign")
    assert params["word"] == "合成 夜&雨"
    assert told == sign(params)
    assert "%20" in str(site.asked[0].url)


def test_a_long_playlist_comes_whole_and_in_order(site: Site, qianqian: Qianqian) -> None:
    numbers = [*range(1, 230), 3]
    site.put(f"{V1}/tracklist/info", pages(numbers, 230))
    listing = qianqian.playlist("7")

    assert [entry.song_id for entry in listing.entries] == [track(n)["TSID"] for n in numbers]
    assert (listing.ref.title, len(site.asked)) == ("七", 3)


def test_a_playlist_with_a_hole_is_taken_from_the_other_host_or_not_at_all(
    site: Site, qianqian: Qianqian
) -> None:
    site.put(f"{V1}/tracklist/info", pages(list(range(1, 231)), 230, empty=2))
    with pytest.raises(UnexpectedAnswer):
        qianqian.playlist("7")

    site.put(f"{OLD}/tracklist/info", pages(list(range(1, 231)), 230))
    assert len(qianqian.playlist("7").entries) == 230


def test_a_few_withdrawn_songs_on_both_hosts_are_believed(site: Site, qianqian: Qianqian) -> None:
    for base in (V1, OLD):
        site.put(f"{base}/tracklist/info", pages(list(range(1, 128)), 130))

    assert len(qianqian.playlist("7").entries) == 127


def test_a_closed_playlist_is_no_such_item_when_both_hosts_say_so(site: Site, qianqian: Qianqian) -> None:
    for base in (V1, OLD):
        site.put(f"{base}/tracklist/info", ANSWERS["playlist-detail-closed.json"])

    with pytest.raises(NoSuchItem):
        qianqian.playlist("7")


def test_a_bang_gets_its_name_from_the_index(site: Site, qianqian: Qianqian) -> None:
    site.put(f"{V1}/bd/category", ANSWERS["toplist-list-all.json"])
    site.put(f"{V1}/bd/list", ANSWERS["toplist-detail-page.json"])
    listing = qianqian.toplist("257851")

    assert (listing.ref.title, listing.ref.playlist_id, len(listing.entries)) == ("新歌榜", "257851", 2)
    with pytest.raises(NoSuchItem):
        qianqian.toplist("1")


def test_the_square_pages_by_its_total(site: Site, qianqian: Qianqian) -> None:
    site.put(f"{V1}/tracklist/list", ANSWERS["playlist-list-square.json"])
    page = qianqian.square_page("1191", "2")

    assert page.next_cursor == "3"
    assert (site.asked[0].url.params["subCateId"], site.asked[0].url.params["pageNo"]) == ("1191", "2")


def test_pages_that_are_empty_before_the_end_are_a_passing_fault(site: Site, qianqian: Qianqian) -> None:
    for base in (V1, OLD):
        site.put(
            f"{base}/tracklist/list", {"state": True, "errno": 22000, "data": {"total": 60, "result": []}}
        )
        site.put(f"{base}/search", {"state": True, "errno": 22000, "data": {"total": 60, "typeTrack": []}})

    with pytest.raises(ServerTrouble):
        qianqian.square_page(None, "3")
    assert qianqian.square_page(None, "4").playlists == ()
    with pytest.raises(ServerTrouble):
        qianqian.search("合成")


def test_words_refused_for_punctuation_are_asked_for_once_more_without(
    site: Site, qianqian: Qianqian
) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        name = "search-refused.json" if "《" in request.url.params["word"] else "search-tracks.json"
        return httpx.Response(200, content=ANSWERS[name])

    for base in (V1, OLD):
        site.put(f"{base}/search", respond)

    assert len(qianqian.search("《合成》之歌")) == 2
    with pytest.raises(UnexpectedAnswer):
        qianqian.search("《》")


def test_songs_are_described_one_by_one_and_unknown_ones_left_out(site: Site, qianqian: Qianqian) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        known = request.url.params["TSID"] == "T10000000001"
        return httpx.Response(
            200, content=ANSWERS["song-detail-one.json" if known else "song-detail-unknown.json"]
        )

    site.put(f"{V1}/song/info", respond)

    assert [s.song_id for s in qianqian.songs(["T5", "T10000000001", "x"])] == ["T10000000001"]


def test_a_stream_takes_the_rate_the_answer_grants(site: Site, qianqian: Qianqian) -> None:
    site.put(f"{V1}/song/tracklink", ANSWERS["song-url-granted.json"])
    grant = qianqian.stream(SONG, Quality.LOSSLESS)

    assert (grant.quality, grant.size_bytes, grant.expires_in_s) == (Quality.HIGH, 9222313, 3600)
    assert [request.url.params["rate"] for request in site.asked] == ["3000"]


def test_a_rate_for_members_is_followed_by_the_next_lower_one(site: Site, qianqian: Qianqian) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        granted = request.url.params["rate"] == "320"
        return httpx.Response(
            200, content=ANSWERS["song-url-granted.json" if granted else "song-url-members.json"]
        )

    site.put(f"{V1}/song/tracklink", respond)

    assert qianqian.stream(SONG, Quality.LOSSLESS).quality is Quality.HIGH


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("song-url-clip.json", TrialOnly),
        ("song-url-members.json", VipOnly),
        ("song-url-nothing.json", Withdrawn),
    ],
)
def test_a_refused_stream_is_its_typed_outcome_and_no_other_host_is_asked(
    site: Site, qianqian: Qianqian, name: str, error: type[Exception]
) -> None:
    site.put(f"{V1}/song/tracklink", ANSWERS[name])

    with pytest.raises(error):
        qianqian.stream(SONG, Quality.STANDARD)
    assert site.paths() == [f"{V1}/song/tracklink"]


def test_no_such_song_means_withdrawn_where_the_listing_said_so(site: Site, qianqian: Qianqian) -> None:
    site.put(f"{V1}/song/tracklink", ANSWERS["playlist-detail-closed.json"])

    with pytest.raises(NoSuchItem):
        qianqian.stream(SONG, Quality.HIGH)
    with pytest.raises(Withdrawn):
        qianqian.stream(replace(SONG, access=Access.WITHDRAWN), Quality.HIGH)


def test_another_songs_stream_is_not_taken(site: Site, qianqian: Qianqian) -> None:
    for base in (V1, OLD):
        site.put(f"{base}/song/tracklink", ANSWERS["song-url-granted.json"])

    with pytest.raises(UnexpectedAnswer):
        qianqian.stream(SongInfo("qianqian", "T10000000009", "其他"), Quality.HIGH)


def test_a_lyric_is_the_file_the_track_names(site: Site, qianqian: Qianqian) -> None:
    site.put(f"{V1}/song/info", ANSWERS["song-detail-one.json"])
    site.put("static01.dmhmusic.com/1.lrc", ANSWERS["lyric-file.lrc"])

    assert qianqian.lyric(SONG).kind is LyricKind.TEXT


@pytest.mark.parametrize("url", ["https://static01.dmhmusic.com/gone.lrc", "http://10.0.0.1/a.lrc"])
def test_a_lyric_that_is_gone_or_lies_elsewhere_is_absent(site: Site, qianqian: Qianqian, url: str) -> None:
    song = SongInfo("qianqian", "T10000000001", "合成之歌", handle={"lyric": url})

    assert qianqian.lyric(song).kind is LyricKind.ABSENT
    assert "10.0.0.1/a.lrc" not in site.paths()


def test_a_cookie_cannot_be_checked_and_the_state_says_so(site: Site) -> None:
    assert Qianqian(http_for("qianqian", site)).check_cookie().standing is CookieStanding.NONE
    assert Qianqian(http_for("qianqian", site, "a=b")).check_cookie().standing is CookieStanding.UNKNOWN
