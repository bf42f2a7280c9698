"""Kugou's adapter over a table of answers: which endpoint is asked, what is believed, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from catalogsync.adapters.platforms.kugou import Kugou
from catalogsync.adapters.platforms.kugou.signing import android_signature, web_signature
from catalogsync.adapters.platforms.shapes import CookieStanding
from catalogsync.pipeline.errors import (
    Blocked,
    LoginNeeded,
    NoSuchItem,
    PurchaseOnly,
    RateLimited,
    ServerTrouble,
    UnexpectedAnswer,
    VipOnly,
)
from catalogsync.pipeline.ports import LyricKind, PoolPage, Quality, SongInfo

from .conftest import ANSWERS, Site, kugou_with

SONGS = "mobilecdn.kugou.com/api/v3/special/song"
HEAD = "mobilecdn.kugou.com/api/v5/special/info"
PAGE = "m.kugou.com/plist/list/601"
BOARD = "m.kugou.com/rank/info/"
INFO = "m.kugou.com/app/i/getSongInfo.php"
PLAYER = "wwwapi.kugou.com/play/songinfo"
OLD_PLAYER = "wwwapi.kugou.com/yy/index.php"
GATEWAY = "gateway.kugou.com/v5/url"
LOGIN = "KugooID=77; t=abc; kg_mid=m1; kg_dfid=d1"

SONG = SongInfo(
    "kugou",
    "2001",
    "纸船",
    duration_ms=201_000,
    handle={
        "hash": f"{2001:032X}",
        "hash_flac": f"{2003:032X}",
        "hash_320": f"{2002:032X}",
        "album_id": "9001",
    },
)

Reply = Callable[[httpx.Request], httpx.Response]


def row(number: int) -> dict[str, object]:
    return {"hash": f"{number:032x}", "album_audio_id": number, "filename": f"甲 - 歌{number}", "duration": 9}


def songs(total: int, present: int | None = None, *, size: int | None = None) -> Reply:
    """`special/song` announcing `total` and holding `present`; `size` overrides the asked page size."""

    def reply(request: httpx.Request) -> httpx.Response:
        each = size or int(request.url.params["pagesize"])
        first = (int(request.url.params["page"]) - 1) * each
        shown = range(1, (total if present is None else present) + 1)[first : first + each]
        data = {"total": total, "info": [row(n) for n in shown]}
        return httpx.Response(200, json={"status": 1, "errcode": 0, "data": data})

    return reply


def boards(total: int, present: int) -> Reply:
    def reply(request: httpx.Request) -> httpx.Response:
        first = (int(request.url.params["page"]) - 1) * 30
        listed = [row(n) for n in range(1, present + 1)[first : first + 30]]
        head = {"rankid": 6666, "rankname": "飙升榜"}
        return httpx.Response(200, json={"info": head, "songs": {"total": total, "list": listed}})

    return reply


def test_ten_thousand_songs_come_whole_under_their_head(kugou: Kugou, site: Site) -> None:
    site.put(HEAD, "playlist-detail-head.json")
    site.put(SONGS, songs(10_000))

    listing = kugou.playlist("601")

    assert [e.song_id for e in listing.entries] == [str(n) for n in range(1, 10_001)]
    assert (listing.ref.playlist_id, listing.ref.title, listing.announced) == ("601", "雨天 歌单", 10_000)


def test_the_mobile_page_stands_in_and_is_asked_as_a_phone(kugou: Kugou, site: Site) -> None:
    site.put(PAGE, "playlist-detail-page.json")

    assert len(kugou.playlist("601").entries) == 3
    assert "Mobile" in site.asked[-1].headers["user-agent"]


def test_a_short_list_is_an_error(kugou: Kugou, site: Site) -> None:
    site.put(HEAD, "playlist-detail-head.json")
    site.put(SONGS, songs(50, 20))

    with pytest.raises(UnexpectedAnswer, match="20 of 50"):
        kugou.playlist("601")


def test_user_lists_go_by_their_global_id_with_a_web_signature(kugou: Kugou, site: Site) -> None:
    site.put("mobiles.kugou.com/api/v5/special/info_v2", "playlist-detail-head.json")
    site.put("mobiles.kugou.com/api/v5/special/song_v2", "playlist-detail-songs.json")

    listing = kugou.playlist("collection_3_55_7_0")
    sent = dict(site.asked[-1].url.params)
    signature = sent.pop("signature")

    assert (listing.ref.playlist_id, len(listing.entries)) == ("collection_3_55_7_0", 2)
    assert signature == web_signature(sent)
    assert site.asked[-1].headers["mid"] == sent["mid"]


def test_a_share_page_with_every_song_is_enough(kugou: Kugou, site: Site) -> None:
    site.put("www.kugou.com/songlist/gcid_abc/", "playlist-detail-share.html")

    assert kugou.playlist("gcid_abc").ref.title == "网页歌单"
    assert len(site.asked) == 1


def test_a_share_page_with_its_first_songs_leads_to_the_global_id(kugou: Kugou, site: Site) -> None:
    shown = (ANSWERS / "playlist-detail-share.html").read_bytes().replace(b'"count": 1', b'"count": 2')
    site.put("www.kugou.com/songlist/gcid_abc/", shown)
    found = {
        "status": 1,
        "error_code": 0,
        "data": {"list": [{"global_collection_id": "collection_3_55_7_0"}]},
    }
    site.put("t.kugou.com/v1/songlist/batch_decode", json.dumps(found).encode())
    site.put("mobiles.kugou.com/api/v5/special/info_v2", "playlist-detail-head.json")
    site.put("mobiles.kugou.com/api/v5/special/song_v2", "playlist-detail-songs.json")

    listing = kugou.playlist("gcid_abc")
    decode = site.asked[1]
    sent = dict(decode.url.params)
    signature = sent.pop("signature")

    assert (listing.ref.title, len(listing.entries)) == ("网页歌单", 2)
    assert signature == android_signature(sent, decode.content.decode())


def test_a_user_list_with_gaps_is_believed_when_pages_of_two_sizes_agree(kugou: Kugou, site: Site) -> None:
    site.put("mobiles.kugou.com/api/v5/special/info_v2", "playlist-detail-head.json")
    site.put("mobiles.kugou.com/api/v5/special/song_v2", songs(200, 190))

    assert len(kugou.playlist("collection_3_55_7_0").entries) == 190
    assert {r.url.params.get("pagesize") for r in site.asked} == {None, "300", "100"}


def test_a_share_page_that_is_gone_is_no_such_item(kugou: Kugou, site: Site) -> None:
    with pytest.raises(NoSuchItem):
        kugou.playlist("gcid_abc")


@pytest.mark.parametrize("asked", ["0", "../x", "collection_", "KuGou"])
def test_what_is_no_list_id_is_asked_of_nobody(kugou: Kugou, site: Site, asked: str) -> None:
    with pytest.raises(NoSuchItem):
        kugou.playlist(asked)

    assert site.asked == []


def test_a_board_is_read_past_a_number_that_is_too_low(kugou: Kugou, site: Site) -> None:
    site.put(BOARD, boards(23, 70))

    listing = kugou.toplist("6666")

    assert (len(listing.entries), listing.ref.title) == (70, "飙升榜")


def test_a_board_comes_from_the_app_when_the_page_is_down(kugou: Kugou, site: Site) -> None:
    site.put("mobilecdnbj.kugou.com/api/v3/rank/song", "toplist-detail-app.json")
    site.put("mobilecdnbj.kugou.com/api/v5/rank/list", "toplist-list-app.json")

    listing = kugou.toplist("24971")

    assert (listing.ref.title, listing.ref.playlist_id, len(listing.entries)) == ("DJ榜", "24971", 1)


def test_square_pages_lead_on_until_the_total(kugou: Kugou, site: Site) -> None:
    site.put("m.kugou.com/plist/index", "playlist-list-square.json")
    site.put("mobilecdnbj.kugou.com/api/v3/tag/specialList", "playlist-list-category.json")

    assert kugou.square_page(None, None).next_cursor == "2"
    assert kugou.square_page(None, "3").next_cursor is None
    assert kugou.square_page("tag-101", None).next_cursor is None
    assert dict(site.asked[-1].url.params)["tagid"] == "101"


def test_an_empty_first_page_is_trouble_and_an_empty_later_one_the_end(kugou: Kugou, site: Site) -> None:
    empty = {"plist": {"list": {"total": 4859, "info": []}}}
    site.put("m.kugou.com/plist/index", empty)

    with pytest.raises(ServerTrouble):
        kugou.square_page(None, None)
    assert kugou.square_page(None, "9") == PoolPage(())


def test_an_old_page_without_numbers_is_no_listing(kugou: Kugou, site: Site) -> None:
    page = (ANSWERS / "playlist-detail-old.html").read_bytes()
    address = "www2.kugou.kugou.com/yueku/v9/special/single/601-5-9999.html"
    site.put(address, page)

    assert [e.song_id for e in kugou.playlist("601").entries] == ["2001"]

    site.put(address, page.replace(b'"album_audio_id": 2001', b'"album_audio_id": 0'))
    with pytest.raises(UnexpectedAnswer):
        kugou.playlist("601")


def test_a_song_is_described_by_the_short_text_of_its_web_address(kugou: Kugou, site: Site) -> None:
    rows = [
        {
            "hash": f"{2001:032X}",
            "mixsongid": 2001,
            "song_name": "纸船",
            "author_name": "甲",
            "timelength": 9000,
        }
    ]
    script = f"<!DOCTYPE html><script>var dataFromSmarty = {json.dumps(rows)};</script>"
    site.put("www.kugou.com/mixsong/j6ju8e3.html", lambda _: httpx.Response(200, text=script))
    site.put("www.kugou.com/mixsong/gone123.html", lambda _: httpx.Response(404, text="<html></html>"))
    site.put("gateway.kugou.com/v3/album_audio/audio", {"status": 1, "error_code": 0, "data": [[]]})

    (song,) = kugou.songs(["gone123", "j6ju8e3"])

    assert ("2001", "纸船", f"{2001:032X}") == (song.song_id, song.title, song.handle["hash"])


def test_details_come_in_batches_and_one_by_one_when_the_gateway_is_down(kugou: Kugou, site: Site) -> None:
    asked = [f"{2001:032X}", f"{9:032X}"]
    site.put(INFO, "song-url-page.json")

    assert [s.title for s in kugou.songs(asked)] == ["纸船"]

    site.put("gateway.kugou.com/v3/album_audio/audio", "song-detail-batch.json")
    found = Kugou(kugou._http).songs(asked)

    assert [s.title for s in found] == ["纸船 (Live)"]
    assert [d["hash"] for d in json.loads(site.asked[-1].content)["data"]] == asked
    assert site.asked[-1].headers["x-router"] == "kmr.service.kugou.com"


def test_a_number_is_described_by_the_web_player_which_wants_browser_marks(kugou: Kugou, site: Site) -> None:
    site.put(OLD_PLAYER, "song-url-player.json")

    assert [s.song_id for s in kugou.songs(["2001"])] == ["2001"]

    site.put(OLD_PLAYER, "song-url-player-marks.json")
    with pytest.raises(LoginNeeded):
        kugou.songs(["2001"])


def test_a_search_goes_on_to_the_next_host(kugou: Kugou, site: Site) -> None:
    site.put("songsearch.kugou.com/song_search_v2", "error-device.json")
    site.put("mobilecdn.kugou.com/api/v3/search/song", "search-old.json")

    assert [s.song_id for s in kugou.search("纸船", 5)] == ["2001"]


def test_a_search_ends_where_nothing_new_comes(kugou: Kugou, site: Site) -> None:
    site.put("songsearch.kugou.com/song_search_v2", "search-web.json")

    assert len(kugou.search("纸船", 100)) == 3
    assert len(site.asked) == 2


def test_without_a_login_the_plain_page_is_asked_for_any_quality(kugou: Kugou, site: Site) -> None:
    site.put(INFO, "song-url-page.json")

    grant = kugou.stream(SONG, Quality.LOSSLESS)

    assert (grant.quality, grant.bitrate, len(grant.other_urls)) == (Quality.STANDARD, 128_000, 1)
    assert site.hosts() == ["m.kugou.com"]


def test_a_login_opens_the_level_it_may_have(site: Site) -> None:
    site.put(GATEWAY, "song-url-gateway.json")

    grant = kugou_with(site, LOGIN).stream(SONG, Quality.LOSSLESS)
    sent = dict(site.asked[-1].url.params)
    signature = sent.pop("signature")

    assert grant.quality is Quality.LOSSLESS
    assert (sent["IsFreePart"], sent["quality"], sent["userid"]) == ("0", "flac", "77")
    assert signature == android_signature(sent)
    assert "cookie" not in site.asked[-1].headers


def test_a_level_the_login_may_not_have_leads_to_the_next(site: Site) -> None:
    site.put(GATEWAY, "song-url-gateway-members.json")
    site.put(INFO, "song-url-page.json")

    grant = kugou_with(site, LOGIN).stream(SONG, Quality.LOSSLESS)

    assert grant.quality is Quality.STANDARD
    assert site.asked[-1].headers["cookie"] == LOGIN
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("song-url-substitute.json", VipOnly),
        ("song-url-paid.json", PurchaseOnly),
        ("song-url-members.json", VipOnly),
        ("song-url-limited.json", RateLimited),
    ],
)
def test_a_refusal_of_the_plain_page_is_the_answer(
    kugou: Kugou, site: Site, name: str, error: type[Exception]
) -> None:
    site.put(INFO, name)
    site.put(OLD_PLAYER, "song-url-player.json")

    with pytest.raises(error):
        kugou.stream(SONG, Quality.STANDARD)
    assert len(site.asked) == 1


def test_verification_of_the_account_is_told_and_not_dodged(site: Site) -> None:
    site.put(GATEWAY, "song-url-gateway-verify.json")
    site.put(INFO, "song-url-page.json")

    with pytest.raises(Blocked):
        kugou_with(site, LOGIN).stream(SONG, Quality.HIGH)


def test_the_web_player_stands_in_for_the_plain_page(site: Site) -> None:
    site.put(PLAYER, "song-url-player.json")

    assert kugou_with(site, LOGIN).stream(SONG, Quality.STANDARD).suffix == "mp3"
    assert dict(site.asked[-1].url.params)["token"] == "abc"


def test_a_song_known_by_number_only_goes_to_the_player_that_takes_numbers(kugou: Kugou, site: Site) -> None:
    site.put(OLD_PLAYER, "song-url-player.json")

    assert kugou.stream(SongInfo("kugou", "2001", "纸船"), Quality.STANDARD).suffix == "mp3"
    assert site.asked[-1].headers["cookie"].startswith("kg_mid=")


def test_words_are_searched_by_hash_and_downloaded(kugou: Kugou, site: Site) -> None:
    site.put("krcs.kugou.com/search", "lyric-search.json")
    site.put("krcs.kugou.com/download", "lyric-download.json")

    lyric = kugou.lyric(SONG)

    assert lyric.original.endswith("让它漂走")
    assert dict(site.asked[-1].url.params)["id"] == "12"


def test_words_no_hash_has_are_searched_by_name(kugou: Kugou, site: Site) -> None:
    def found(request: httpx.Request) -> httpx.Response:
        name = "lyric-search.json" if request.url.params["keyword"] else "lyric-search-none.json"
        return httpx.Response(200, content=(ANSWERS / name).read_bytes())

    site.put("krcs.kugou.com/search", found)
    site.put("krcs.kugou.com/download", "lyric-download.json")

    assert kugou.lyric(SONG).kind is LyricKind.TEXT


def test_no_candidate_means_no_words(kugou: Kugou, site: Site) -> None:
    site.put("krcs.kugou.com/search", "lyric-search-none.json")

    assert kugou.lyric(SONG).kind is LyricKind.ABSENT


def test_plain_words_stand_in_for_the_search(kugou: Kugou, site: Site) -> None:
    site.put("m.kugou.com/app/i/krc.php", "lyric-plain.txt")

    assert kugou.lyric(SONG).kind is LyricKind.TEXT


def test_a_cookie_without_a_login_is_told(site: Site) -> None:
    assert kugou_with(site).check_cookie().standing is CookieStanding.NONE
    assert kugou_with(site, "kg_mid=1").check_cookie().account_hint == "no KugooID and t in this cookie"
    assert kugou_with(site, LOGIN).check_cookie().account_hint is None
