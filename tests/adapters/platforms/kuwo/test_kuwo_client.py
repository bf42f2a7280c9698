"""Kuwo's adapter over a table of answers: which endpoint is asked, what is believed, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from catalogsync.adapters.platforms.kuwo import Kuwo
from catalogsync.adapters.platforms.shapes import CookieStanding
from catalogsync.pipeline.errors import (
    NoSuchItem,
    PurchaseOnly,
    RegionLocked,
    ServerTrouble,
    UnexpectedAnswer,
    VipOnly,
    Withdrawn,
)
from catalogsync.pipeline.ports import Access, Quality, SongInfo

from .conftest import ANSWERS, Site, kuwo_with

WAPI = "wapi.kuwo.cn/api/pc/classify/playlist"
MIRROR = "m.kuwo.cn/newh5app/wapi/api"
ONCE = "nplserver.kuwo.cn/pl.svc"
PAGED = f"{MIRROR}/www/playlist/playListInfo"
BOARD = f"{MIRROR}/www/bang/bang/musicList"
PROGRAM = "kbangserver.kuwo.cn/ksong.s"
PAGE = "m.kuwo.cn/newh5/singles/songinfoandlrc"
PLAIN = "antiserver.kuwo.cn/anti.s"
PLAYER = "www.kuwo.cn/api/v1/www/music/playUrl"
CDN = "er.sycdn.kuwo.cn"
SIGNATURE = "c" * 32 + "/6a5ebe2a"

Reply = Callable[[httpx.Request], httpx.Response]


def body(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def mirror_pages(total: int, present: int | None = None, announced_size: int = 100) -> Reply:
    """`playListInfo` of a list of `total` songs, of which `present` are listed, `announced_size` to a page."""

    def reply(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["pn"])
        shown = range(total if present is None else present)[
            (number - 1) * announced_size : number * announced_size
        ]
        rows = [{"rid": 1000 + n, "name": f"歌{n}", "artist": "甲"} for n in shown]
        return httpx.Response(
            200, json={"code": 200, "data": {"id": 7, "name": "长", "total": total, "musicList": rows}}
        )

    return reply


def once_pages(total: int, present: int | None = None) -> Reply:
    def reply(request: httpx.Request) -> httpx.Response:
        number, size = int(request.url.params["pn"]), int(request.url.params["rn"])
        shown = range(total if present is None else present)[number * size : (number + 1) * size]
        rows = [{"id": str(1000 + n), "name": f"歌{n}", "artist": "甲", "duration": "9"} for n in shown]
        return httpx.Response(
            200, json={"result": "ok", "id": 7, "title": "长", "total": total, "musiclist": rows}
        )

    return reply


def test_the_squares_views_come_before_its_tags(kuwo: Kuwo, site: Site) -> None:
    site.put(f"{WAPI}/getTagList", "categories-tags.json")

    assert [c.category_id for c in kuwo.categories()] == ["hot", "new", "11", "12", "area-77"]


def test_a_page_of_the_square_leads_to_the_next(kuwo: Kuwo, site: Site) -> None:
    site.put(f"{WAPI}/getTagPlayList", "playlist-list-square.json")

    page = kuwo.square_page("11", None)

    assert len(page.playlists) == 3
    assert page.next_cursor is not None
    assert page.next_cursor.startswith("2:")
    assert dict(site.asked[0].url.params)["id"] == "11"


def test_a_square_that_repeats_its_first_page_is_noticed(kuwo: Kuwo, site: Site) -> None:
    for base in (WAPI, f"{MIRROR}/pc/classify/playlist", "www.kuwo.cn/api/pc/classify/playlist"):
        site.put(f"{base}/getRcmPlayList", "playlist-list-square.json")
    page = kuwo.square_page(None, None)

    with pytest.raises(UnexpectedAnswer, match="new page"):
        kuwo.square_page(None, page.next_cursor)


def test_an_empty_first_page_is_trouble_and_an_empty_later_one_the_end(kuwo: Kuwo, site: Site) -> None:
    empty = body({"code": 200, "data": {"total": 5000, "pn": 1, "rn": 100, "data": []}})
    for base in (WAPI, f"{MIRROR}/pc/classify/playlist", "www.kuwo.cn/api/pc/classify/playlist"):
        site.put(f"{base}/getRcmPlayList", empty)

    with pytest.raises(ServerTrouble):
        kuwo.square_page("new", None)

    assert kuwo.square_page("new", "9:abc").next_cursor is None


def test_boards_come_from_the_program_when_the_site_is_down(kuwo: Kuwo, site: Site) -> None:
    site.put(f"{MIRROR}/pc/bang/list", b"<html>WAF</html>")
    site.put("qukudata.kuwo.cn/q.k", "toplist-list-program.json")

    assert [b.title for b in kuwo.toplists()] == ["飙升榜"]


def test_ten_thousand_songs_come_whole(kuwo: Kuwo, site: Site) -> None:
    site.put(ONCE, once_pages(10_000))

    listing = kuwo.playlist("7")

    assert [e.song_id for e in listing.entries] == [str(1000 + n) for n in range(10_000)]
    assert len(site.asked) == 10


def test_a_server_with_smaller_pages_is_followed_to_the_end(kuwo: Kuwo, site: Site) -> None:
    site.put(PAGED, mirror_pages(75, announced_size=30))

    assert len(kuwo.playlist("7").entries) == 75


def test_a_few_songs_short_on_both_endpoints_is_how_the_list_is(kuwo: Kuwo, site: Site) -> None:
    site.put(ONCE, once_pages(50, 47))
    site.put(PAGED, mirror_pages(50, 47))

    listing = kuwo.playlist("7")

    assert (len(listing.entries), listing.announced) == (47, 50)


def test_a_short_list_is_replaced_by_the_whole_one(kuwo: Kuwo, site: Site) -> None:
    site.put(ONCE, once_pages(50, 20))
    site.put(PAGED, mirror_pages(50))

    assert len(kuwo.playlist("7").entries) == 50


@pytest.mark.parametrize("elsewhere", [mirror_pages(50, 20), mirror_pages(50, 40)])
def test_a_list_much_shorter_than_announced_is_an_error(kuwo: Kuwo, site: Site, elsewhere: Reply) -> None:
    site.put(ONCE, once_pages(50, 20))
    site.put(PAGED, elsewhere)

    with pytest.raises(UnexpectedAnswer, match="of 50 songs"):
        kuwo.playlist("7")


def test_a_repeated_page_is_an_error(kuwo: Kuwo, site: Site) -> None:
    rows = [{"rid": 1, "name": "甲", "artist": "乙"}, {"rid": 2, "name": "丙", "artist": "丁"}]
    site.put(PAGED, body({"code": 200, "data": {"id": 7, "name": "圈", "total": 90, "musicList": rows}}))

    with pytest.raises(UnexpectedAnswer):
        kuwo.playlist("7")


def test_a_list_is_missing_only_when_both_endpoints_say_so(kuwo: Kuwo, site: Site) -> None:
    site.put(ONCE, "playlist-detail-missing.json")
    site.put(PAGED, mirror_pages(2))

    assert len(kuwo.playlist("7").entries) == 2

    site.put(PAGED, "playlist-detail-refused.json")
    with pytest.raises(NoSuchItem):
        kuwo.playlist("8")


def test_albums_nodes_and_bodian_lists_keep_the_id_they_were_asked_by(kuwo: Kuwo, site: Site) -> None:
    site.put(f"{MIRROR}/www/album/albumInfo", "playlist-detail-album.json")
    site.put("qukudata.kuwo.cn/q.k", body({"child": [{"sourceid": "7"}]}))
    site.put(ONCE, once_pages(2))
    site.put("bd-api.kuwo.cn/api/service/playlist/info/5", body({"code": 200, "data": {"name": "波点歌单"}}))
    site.put("bd-api.kuwo.cn/api/service/playlist/5/musicList", "playlist-detail-bodian.json")

    found = [kuwo.playlist(asked) for asked in ("album-9001", "node-402", "bodian-4-5")]

    assert [f.ref.playlist_id for f in found] == ["album-9001", "node-402", "bodian-4-5"]
    assert [f.ref.title for f in found] == ["纸船", "长", "波点歌单"]


def test_a_board_gets_its_name_from_the_list_of_boards(kuwo: Kuwo, site: Site) -> None:
    site.put(BOARD, "toplist-detail-mirror.json")
    site.put(f"{MIRROR}/pc/bang/list", "toplist-list-tree.json")

    listing = kuwo.toplist("93")

    assert (listing.ref.title, listing.ref.playlist_id, listing.period) == ("飙升榜", "93", "2026-11-20")
    with pytest.raises(NoSuchItem):
        kuwo.toplist("93", "2019-01-01")


def test_a_board_comes_from_the_program_when_the_mirror_is_down(kuwo: Kuwo, site: Site) -> None:
    site.put(PROGRAM, "toplist-detail-program.json")

    assert kuwo.toplist("16").ref.title == "热歌榜"


def test_a_detail_that_is_refused_once_is_asked_again(kuwo: Kuwo, site: Site) -> None:
    answers = iter(["lyric-refused.json", "lyric-page.json"])
    site.put(PAGE, lambda request: httpx.Response(200, content=(ANSWERS / next(answers)).read_bytes()))

    assert [s.title for s in kuwo.songs(["2001"])] == ["纸船"]


def test_ids_refused_three_times_are_left_out(kuwo: Kuwo, site: Site) -> None:
    site.put(PAGE, "lyric-refused.json")

    assert kuwo.songs(["2001", "no id"]) == ()
    assert len(site.asked) == 3


def test_a_search_goes_on_until_enough_or_no_more(kuwo: Kuwo, site: Site) -> None:
    def hits(request: httpx.Request) -> httpx.Response:
        first = int(request.url.params["pn"]) * 30
        rows = [
            {"MUSICRID": f"MUSIC_{n}", "SONGNAME": f"歌{n}", "ARTIST": "甲"}
            for n in range(first + 1, first + 31)
        ]
        return httpx.Response(200, json={"TOTAL": "1000", "SHOW": "1", "abslist": rows if first < 60 else []})

    site.put("www.kuwo.cn/search/searchMusicBykeyWord", hits)

    assert [s.song_id for s in kuwo.search("歌", 40)] == [str(n) for n in range(1, 41)]


def test_a_search_uses_the_programs_endpoint_when_the_sites_shows_nothing(kuwo: Kuwo, site: Site) -> None:
    site.put("www.kuwo.cn/search/searchMusicBykeyWord", "search-fault.json")
    site.put("search.kuwo.cn/r.s", "search-quoted.txt")

    assert [s.title for s in kuwo.search("fold", 1)] == ["Don't fold"]
    assert site.hosts() == ["www.kuwo.cn"] * 3 + ["search.kuwo.cn"]


def test_words_refused_on_both_endpoints_are_no_such_item(kuwo: Kuwo, site: Site) -> None:
    site.put(PAGE, "lyric-refused.json")
    site.put("www.kuwo.cn/openapi/v1/www/lyric/getlyric", "lyric-refused.json")

    with pytest.raises(NoSuchItem):
        kuwo.lyric(SongInfo("kuwo", "2001", "纸船"))


SIZES = {"2000kflac": 20_000_000, "320kmp3": 8_000_000, "128kmp3": 3_216_000}
SONG = SongInfo(
    "kuwo",
    "2001",
    "纸船",
    duration_ms=201_000,
    qualities=tuple(Quality),
    handle={"sizes": ",".join(f"{br}:{size}" for br, size in SIZES.items())},
)


def hand_out(site: Site, lengths: dict[str, int | None], paths: dict[str, str] | None = None) -> None:
    """Addresses for the levels in `lengths`, whose files have that length (None: the server does not say)."""

    def address(request: httpx.Request) -> httpx.Response:
        br = request.url.params["br"]
        if br not in lengths:
            return httpx.Response(200, content=b"failed")
        path = (paths or {}).get(br, f"{request.url.params['rid']}-{br}")
        return httpx.Response(
            200, content=f"http://{CDN}/{SIGNATURE}/resource/{path}.{br.lstrip('0123456789k')}".encode()
        )

    site.put(PLAIN, address)
    for br, length in lengths.items():
        for rid in ("MUSIC_2001", "MUSIC_2002"):
            path = (paths or {}).get(br, f"{rid}-{br}")
            headers = {} if length is None else {"content-length": str(length)}
            status = 405 if length is None else 200
            reply = httpx.Response(status, headers=headers)
            site.put(
                f"{CDN}/{SIGNATURE}/resource/{path}.{br.lstrip('0123456789k')}",
                lambda request, reply=reply: reply,
            )


def test_the_wished_level_is_granted_with_its_real_size(kuwo: Kuwo, site: Site) -> None:
    hand_out(site, dict(SIZES))

    grant = kuwo.stream(SONG, Quality.LOSSLESS)

    assert (grant.quality, grant.suffix, grant.size_bytes) == (Quality.LOSSLESS, "flac", 20_000_000)


def test_the_spoken_substitute_of_a_paid_level_leads_to_the_next_level(kuwo: Kuwo, site: Site) -> None:
    hand_out(site, {"2000kflac": 180_000, "320kmp3": 180_000, "128kmp3": SIZES["128kmp3"]})

    grant = kuwo.stream(SONG, Quality.LOSSLESS)

    assert (grant.quality, grant.suffix, grant.bitrate) == (Quality.STANDARD, "mp3", 128_000)


def test_a_smaller_file_than_asked_counts_as_what_it_is(kuwo: Kuwo, site: Site) -> None:
    hand_out(site, {"320kmp3": SIZES["128kmp3"]})
    song = SongInfo("kuwo", "2001", "纸船", duration_ms=201_000)

    assert kuwo.stream(song, Quality.HIGH).quality is Quality.STANDARD


@pytest.mark.parametrize(("access", "error"), [(Access.OPEN, VipOnly), (Access.PURCHASE, PurchaseOnly)])
def test_nothing_but_substitutes_is_a_paid_song(
    kuwo: Kuwo, site: Site, access: Access, error: type[Exception]
) -> None:
    hand_out(site, {"128kmp3": 180_000})
    song = SongInfo("kuwo", "2001", "纸船", duration_ms=201_000, access=access)

    with pytest.raises(error):
        kuwo.stream(song, Quality.STANDARD)


def test_one_file_for_two_songs_is_a_substitute_where_lengths_are_not_told(kuwo: Kuwo, site: Site) -> None:
    hand_out(site, {"128kmp3": None}, {"128kmp3": "spoken"})
    one, two = (SongInfo("kuwo", rid, "纸船", duration_ms=201_000) for rid in ("2001", "2002"))

    assert kuwo.stream(one, Quality.STANDARD).size_bytes is None
    assert kuwo.stream(one, Quality.STANDARD).size_bytes is None
    with pytest.raises(VipOnly):
        kuwo.stream(two, Quality.STANDARD)


def test_the_web_player_names_the_reason_of_a_refusal(site: Site) -> None:
    site.put(PLAIN, b"failed")
    site.put(PLAYER, "song-url-withdrawn.json")
    kuwo = kuwo_with(site, "userid=1; Hm_Iuvt_cdb524f42f23cer9b268564v7y735ewrq2324=" + "A" * 32)

    with pytest.raises(Withdrawn) as refused:
        kuwo.stream(SONG, Quality.HIGH)

    assert refused.value.code == "-1001"
    assert len(site.asked[-1].headers["secret"]) == 72


def test_the_web_player_is_asked_with_the_visitor_cookie_of_the_home_page(kuwo: Kuwo, site: Site) -> None:
    site.put(PLAIN, b"failed")
    cookie = f"Hm_Iuvt_cdb524f42f23cer9b268564v7y735ewrq2324={'B' * 32}; path=/"
    site.put(
        "www.kuwo.cn/",
        lambda request: httpx.Response(200, headers=[("set-cookie", "a=b"), ("set-cookie", cookie)]),
    )
    site.put(PLAYER, "song-url-paid.json")

    with pytest.raises(PurchaseOnly):
        kuwo.stream(SONG, Quality.STANDARD)

    assert "B" * 32 in site.asked[-1].headers["cookie"]


def test_a_foreign_address_is_told_at_once(kuwo: Kuwo, site: Site) -> None:
    site.put(PLAIN, "song-url-abroad.txt")

    with pytest.raises(RegionLocked):
        kuwo.stream(SONG, Quality.LOSSLESS)
    assert len(site.asked) == 1


def test_the_sites_address_endpoint_stands_in_for_the_plain_one(kuwo: Kuwo, site: Site) -> None:
    site.put(PLAIN, b"<html>502</html>")
    site.put("www.kuwo.cn/url", "song-url-small.json")

    assert kuwo.stream(SONG, Quality.STANDARD).url.endswith("30001.mp3")


def test_an_address_elsewhere_is_not_asked_for_its_length(kuwo: Kuwo, site: Site) -> None:
    site.put(PLAIN, b"http://10.0.0.1/resource/a.mp3")

    assert kuwo.stream(SONG, Quality.STANDARD).size_bytes is None
    assert site.hosts() == ["antiserver.kuwo.cn"]


def test_a_cookie_is_only_known_to_be_there(kuwo: Kuwo, site: Site) -> None:
    assert kuwo.check_cookie().standing is CookieStanding.NONE
    assert kuwo_with(site, "userid=1").check_cookie().standing is CookieStanding.UNKNOWN


def test_the_users_cookie_stays_with_the_web_site(site: Site) -> None:
    site.put(ONCE, once_pages(1))
    kuwo_with(site, "userid=1").playlist("7")

    assert "cookie" not in site.asked[0].headers
