"""qq's parsers: every shape of an answer is read, every refusal has its class, nothing crashes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.adapters.platforms.qq import PARSERS
from catalogsync.adapters.platforms.qq.listings import parse_playlist_detail, parse_toplist_detail
from catalogsync.adapters.platforms.qq.parse import (
    parse_account,
    parse_lyric,
    parse_search,
    parse_song_detail,
)
from catalogsync.adapters.platforms.qq.pools import parse_categories, parse_playlist_list, parse_toplist_list
from catalogsync.adapters.platforms.qq.streams import parse_song_url
from catalogsync.adapters.platforms.shapes import CookieStanding
from catalogsync.pipeline.errors import (
    Blocked,
    Failure,
    LoginNeeded,
    NoSuchItem,
    PlatformError,
    RateLimited,
    ServerTrouble,
    UnexpectedAnswer,
    Withdrawn,
)
from catalogsync.pipeline.ports import Access, ArtistCredit, LyricKind, PlaylistKind, Quality
from tests.adapters.platforms.answering import recordings
from tests.adapters.platforms.mutation import damaged, monsters

from . import answers
from .answers import body, gateway, mid, old_track, paid, row, streams, track


def test_all_comes_first_and_names_are_decoded() -> None:
    found = parse_categories(body(answers.categories()))

    assert [("10000000", "全部", "热门"), ("8", "R&B", "流派")] == [
        (c.category_id, c.name, c.group) for c in found
    ]


def test_the_gateways_categories_are_read_too() -> None:
    (found,) = parse_categories(answers.EVERYTHING["categories"][1])

    assert ("8", "爵士", "流派") == (found.category_id, found.name, found.group)


def test_a_square_page_tells_its_own_place() -> None:
    page = parse_playlist_list(body(answers.square([7011264340, 5], begin=60)))

    ref = page.playlists[0]
    assert ("90", 8260) == (page.next_cursor, page.total)
    assert ("7011264340", "A.S", "某&人", "a\nb", 5, None) == (
        ref.playlist_id,
        ref.title,
        ref.creator,
        ref.description,
        ref.play_count,
        ref.track_count,
    )


def test_the_square_ends_at_its_sum_or_with_an_empty_page() -> None:
    assert parse_playlist_list(body(answers.square([5], begin=8250))).next_cursor is None
    assert parse_playlist_list(body(answers.square([], begin=60))).next_cursor is None


def test_the_gateways_square_goes_on_from_where_it_was_asked() -> None:
    page = parse_playlist_list(body(answers.plaza([6975481262, 5])), offset=30)

    assert ("6975481262", "32") == (page.playlists[0].playlist_id, page.next_cursor)


def test_toplists_leave_out_the_videos() -> None:
    found = parse_toplist_list(body(answers.toplists()))

    assert [("26", 300), ("5", 300)] == [(ref.playlist_id, ref.track_count) for ref in found]
    assert {PlaylistKind.TOPLIST} == {ref.kind for ref in found}


def test_the_oldest_list_of_toplists_has_no_frame() -> None:
    raw = b"JsonCallback(" + body([{"GroupName": "榜", "List": [{"topID": 4, "ListName": "流行"}]}]) + b")"

    assert [("4", "流行")] == [(ref.playlist_id, ref.title) for ref in parse_toplist_list(raw)]


def test_a_toplist_without_its_rank_rows_is_not_complete() -> None:
    answer = answers.toplist([1, 2])
    del answer["req_0"]["data"]["data"]["song"]

    assert not parse_toplist_detail(body(answer)).complete


def test_a_playlist_keeps_order_and_duplicates_and_leaves_out_local_files() -> None:
    local = [track(0, mid=""), track(9, mid="")]

    page = parse_playlist_detail(body(answers.playlist([track(2), track(1), *local, track(2)])))

    assert [mid(2), mid(1), mid(2)] == [entry.song_id for entry in page.listing.entries]
    ref = page.listing.ref
    assert (True, "7011264340", "夜航 <3", "某人", "一\n二", 146_379) == (
        page.complete,
        ref.playlist_id,
        ref.title,
        ref.creator,
        ref.description,
        ref.play_count,
    )
    assert ("电子",) == page.listing.tags


def test_both_track_shapes_tell_the_same_song() -> None:
    new = parse_playlist_detail(body(answers.playlist([track(1)]))).listing.entries[0].song
    old = parse_playlist_detail(body(answers.playlist([old_track(1)]))).listing.entries[0].song

    assert new
    assert old
    assert (new.song_id, new.title, new.album, new.album_id, new.duration_ms) == (
        old.song_id,
        old.title,
        old.album,
        old.album_id,
        old.duration_ms,
    )
    assert (mid(1, "M"), "1", "0") == (new.handle["media_mid"], new.handle["songid"], new.handle["type"])
    assert new.handle["media_mid"] == old.handle["media_mid"]


def test_the_list_of_numbers_keeps_the_places_of_songs_that_are_gone() -> None:
    answer = answers.playlist([track(1), track(3)], total=4, songids="1,2,3,1", cur_song_num=4)

    page = parse_playlist_detail(body(answer))

    assert [mid(1), "2", mid(3), mid(1)] == [entry.song_id for entry in page.listing.entries]
    assert ("2",) == page.missing_ids


def test_a_page_of_a_longer_playlist_is_not_complete() -> None:
    assert not parse_playlist_detail(body(answers.playlist([track(1)], total=5))).complete
    assert not parse_playlist_detail(body(answers.gateway_playlist([track(1)], 5, hasmore=1))).complete


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"code": 0, "subcode": 4000, "msg": "not open"}, LoginNeeded),
        ({"code": 0, "subcode": 0, "cdlist": []}, UnexpectedAnswer),
        ({"code": -1310, "subcode": -1310}, UnexpectedAnswer),
        (gateway(None, 10004), NoSuchItem),
        (gateway({"code": 0, "subcode": 4000, "msg": "x"}), LoginNeeded),
    ],
)
def test_a_playlist_that_is_refused_says_so(answer: dict[str, Any], error: type[PlatformError]) -> None:
    with pytest.raises(error):
        parse_playlist_detail(body(answer))


def test_ranks_are_the_list_and_lost_tracks_keep_theirs() -> None:
    page = parse_toplist_detail(body(answers.toplist([5, 3, 9], lost=(3,))))

    assert [mid(5), "3", mid(9)] == [entry.song_id for entry in page.listing.entries]
    lost = page.listing.entries[1].song
    assert lost
    assert ("纸船 3", (ArtistCredit("苏暮"), ArtistCredit("Lin")), Access.WITHDRAWN) == (
        lost.title,
        lost.artists,
        lost.access,
    )
    assert ("2026-11-20", 3, "26") == (
        page.listing.period,
        page.listing.announced,
        page.listing.ref.playlist_id,
    )


def test_an_old_toplist_has_its_period_and_order() -> None:
    page = parse_toplist_detail(body(answers.old_toplist([5, 3])))

    assert ([mid(5), mid(3)], "2026_46", True) == (
        [entry.song_id for entry in page.listing.entries],
        page.listing.period,
        page.complete,
    )
    assert not parse_toplist_detail(body(answers.old_toplist([5, 3], total=100))).complete


def test_a_track_is_read_whole() -> None:
    (song,) = parse_song_detail(answers.EVERYTHING["song-detail"][0])

    assert (mid(1), "纸船 1 (Live)", "合成的夜", mid(7, "B"), 215_000) == (
        song.song_id,
        song.title,
        song.album,
        song.album_id,
        song.duration_ms,
    )
    assert (ArtistCredit("苏暮", mid(1, "A")), ArtistCredit("Lin & Oak")) == song.artists
    assert ("《夜》插曲", "Paper") == song.aliases
    assert f"https://y.gtimg.cn/music/photo_new/T002R300x300M000{mid(7, 'B')}_2.jpg" == song.cover_url
    assert (Quality.LOSSLESS, Quality.HIGH, Quality.STANDARD) == song.qualities


def test_missing_songs_are_left_out() -> None:
    assert [mid(1)] == [song.song_id for song in parse_song_detail(answers.EVERYTHING["song-detail"][1])]
    assert () == parse_song_detail(body({"code": 0, "data": []}))


def test_several_sub_requests_are_one_answer() -> None:
    both = {
        "code": 0,
        "req_0": {"code": 0, "data": {"track_info": track(1)}},
        "req_1": {"code": 103902, "data": {}},
        "req_2": {"code": 0, "data": {"track_info": track(2)}},
    }

    assert [mid(1), mid(2)] == [song.song_id for song in parse_song_detail(body(both))]


@pytest.mark.parametrize(
    ("found", "access"),
    [
        (track(1), Access.OPEN),
        (paid(1), Access.VIP),
        (paid(1, price=2000), Access.PURCHASE),
        (track(1, action={"switch": 1}), Access.WITHDRAWN),
        (track(1, pay=None), Access.UNKNOWN),
        (old_track(1, switch=1), Access.OPEN),
        (old_track(1, pay={"payplay": 1, "payalbumprice": 0}), Access.VIP),
    ],
)
def test_access_is_what_pay_and_switch_say(found: dict[str, Any], access: Access) -> None:
    assert [access] == [song.access for song in parse_song_detail(body(gateway({"tracks": [found]})))]


def test_nameless_albums_and_highlights_are_cleaned() -> None:
    plain = track(1, album={"id": 0, "mid": "", "name": "空"}, title="<em>纸船</em> &lt;3", singer=None)

    (song,) = parse_search(body(answers.search([plain])))

    assert ("纸船 <3", None, None, (), None) == (
        song.title,
        song.album,
        song.album_id,
        song.artists,
        song.cover_url,
    )


def test_a_search_without_hits_is_empty() -> None:
    assert () == parse_search(body(answers.search([], estimate=0)))
    assert () == parse_search(body(answers.search([], page=3, estimate=18_990)))


@pytest.mark.parametrize("code", [0, 2001, "2001"])
def test_an_empty_search_that_would_have_hits_is_a_block(code: object) -> None:
    with pytest.raises(Blocked) as raised:
        parse_search(body(answers.search([], estimate=18_990, code=code)))
    assert raised.value.hint


def test_a_grant_is_an_address_under_the_stream_hosts() -> None:
    (offer,) = parse_song_url(body(streams(row(1, "F000", "flac"))))

    assert offer.grant
    assert offer.grant.url.startswith(f"http://ws.stream.qqmusic.qq.com/F000{mid(1, 'M')}.flac?guid=")
    assert ["http://isure.stream.qqmusic.qq.com", "http://cdn.example/amobile"] == [
        url.split("/F000")[0] for url in offer.grant.other_urls
    ]
    assert (Quality.LOSSLESS, "flac", 80_400) == (
        offer.grant.quality,
        offer.grant.suffix,
        offer.grant.expires_in_s,
    )


def test_a_grant_without_hosts_gets_the_known_ones() -> None:
    (offer,) = parse_song_url(body(streams(row(1), sip=[])))

    assert offer.grant
    assert offer.grant.url.startswith("https://dl.stream.qqmusic.qq.com/M800")


@pytest.mark.parametrize(
    ("part", "more", "failure"),
    [
        (row(1, granted=False), {}, Failure.VIP),
        (row(1, granted=False, result=0), {}, Failure.REGION),
        (row(1, granted=False, result=104004), {}, Failure.SERVER),
        (row(1, granted=False, result="104013"), {}, Failure.LOGIN),
        (row(1, granted=False, result=0), {"retcode": 104009, "sip": []}, Failure.REGION),
        (row(1, result=104003), {}, Failure.TRIAL),
        (row(1, "RS02", "mp3"), {}, Failure.TRIAL),
        (row(1, "O802", "ogg"), {}, Failure.TRIAL),
        (row(1, "F0M0", "mflac"), {}, Failure.ENCRYPTED),
        (row(1, "O4M0", "mgg"), {}, Failure.ENCRYPTED),
        (row(1, ekey="abc"), {}, Failure.ENCRYPTED),
        (row(1, purl="C400003mAan70zUy5O.m4a?guid=1"), {}, Failure.CHANGED_SHAPE),
        (row(1, "ZZ99", "exe"), {}, Failure.CHANGED_SHAPE),
        ({"songmid": mid(1), "result": 0}, {}, Failure.CHANGED_SHAPE),
    ],
)
def test_every_refusal_has_its_class(part: dict[str, Any], more: dict[str, Any], failure: Failure) -> None:
    (offer,) = parse_song_url(body(streams(part, **more)))

    assert (None, failure, failure is Failure.TRIAL) == (offer.grant, offer.failure, offer.trial)


def test_words_are_base64_with_entities() -> None:
    lyric = parse_lyric(
        body(answers.lyric("[ti:a]\n[00:01.00]it&apos;s&#32;一", "[00:00.50]//\n[00:01.00]one"))
    )

    assert ("[ti:a]\n[00:01.00]it's 一", "[00:01.00]one") == (lyric.original, lyric.translation)


def test_wrapped_and_plain_words_are_read_too() -> None:
    wrapped = b"MusicJsonCallback_lrc(" + body(answers.lyric("[00:01.00]a")) + b")"
    plain = body({"retcode": "0", "lyric": "&#91;00&#58;01&#46;00&#93;a"})

    assert ["[00:01.00]a"] * 2 == [parse_lyric(raw).original for raw in (wrapped, plain)]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (answers.lyric("[00:00.00]此歌曲为没有填词的纯音乐，请您欣赏"), LyricKind.INSTRUMENTAL),
        (answers.lyric(""), LyricKind.ABSENT),
        ({"retcode": -1901, "code": -1901, "lyric": ""}, LyricKind.ABSENT),
        (gateway({"lyric": "", "trans": "", "crypt": 0}), LyricKind.ABSENT),
    ],
)
def test_no_words_are_an_answer(answer: dict[str, Any], kind: LyricKind) -> None:
    assert kind is parse_lyric(body(answer)).kind


@pytest.mark.parametrize(
    "answer",
    [
        {"retcode": -1310, "code": -1310, "lyric": ""},
        gateway({"lyric": "AABBCC", "crypt": 1}),
        {"code": 0, "lyric": "!!!"[:0] + "abcde"},
        {"code": 0, "lyric": 5},
    ],
)
def test_words_that_cannot_be_read_are_no_absence(answer: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse_lyric(body(answer))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (gateway(None, 2001), Blocked),
        (gateway(None, 2000), UnexpectedAnswer),
        (gateway({}, 1000), LoginNeeded),
        (gateway({}, "104400"), LoginNeeded),
        (gateway(None, 104604), RateLimited),
        (gateway(None, 10000), NoSuchItem),
        (gateway(None, 103902), Withdrawn),
        (gateway(None, 500003), UnexpectedAnswer),
        ({"code": 500001, "ts": 1}, UnexpectedAnswer),
        ({"code": -1310, "retcode": -1310, "subcode": -1310}, UnexpectedAnswer),
    ],
)
@pytest.mark.parametrize("operation", PARSERS)
def test_error_bodies_come_out_as_what_they_are(
    operation: str, answer: dict[str, Any], error: type[PlatformError]
) -> None:
    with pytest.raises(error) as raised:
        PARSERS[operation](body(answer))

    assert ("qq", operation) == (raised.value.platform, raised.value.operation)
    assert raised.value.code


@pytest.mark.parametrize("operation", PARSERS)
@pytest.mark.parametrize("raw", [b"", b"<html>verify</html>"])
def test_an_empty_body_is_a_failure_never_an_empty_list(operation: str, raw: bytes) -> None:
    with pytest.raises(ServerTrouble):
        PARSERS[operation](raw)


def test_a_cookie_is_alive_when_its_own_lists_are_shown() -> None:
    assert CookieStanding.VALID is parse_account(body(gateway({"v_playlist": []}))).standing
    assert CookieStanding.EXPIRED is parse_account(body(gateway(None, 1000))).standing


def outcome(operation: str, raw: bytes) -> tuple[str, str]:
    """Whom a parser's error names; a result is as good as an error that names the right ones."""
    try:
        PARSERS[operation](raw)
    except PlatformError as e:
        return e.platform, e.operation
    return "qq", operation


@pytest.mark.parametrize("operation", PARSERS)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_any_damage_gives_a_result_or_a_typed_error(operation: str, data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(answers.EVERYTHING[operation]).flatmap(damaged))
    assert ("qq", operation) == outcome(operation, raw)


@pytest.mark.parametrize("operation", PARSERS)
def test_monsters_give_a_result_or_a_typed_error(operation: str) -> None:
    assert {("qq", operation)} == {outcome(operation, raw) for raw in monsters()}


RECORDED_AS = {
    "hall-categories": "categories",
    "lyric": "lyric",
    "lyric-musicu": "lyric",
    "new-songs": "song-detail",
    "playlist-categories": "categories",
    "playlist-detail-legacy": "playlist-detail",
    "playlist-detail-musicu": "playlist-detail",
    "playlist-detail-newformat": "playlist-detail",
    "playlist-square": "playlist-list",
    "playlist-square-musicu": "playlist-list",
    "recommend-hot": "playlist-list",
    "search-legacy": "search",
    "search-newjson": "search",
    "search-playlists": "playlist-list",
    "song-detail": "song-detail",
    "stream-url": "song-url",
    "stream-url-error": "song-url",
    "toplist-detail-legacy": "toplist-detail",
    "toplist-detail-ranks": "toplist-detail",
    "toplists-getall": "toplist-list",
    "toplists-legacy": "toplist-list",
    "track-info": "song-detail",
}


@pytest.mark.parametrize(("name", "raw"), recordings("qq"))
def test_recordings_are_read(name: str, raw: bytes) -> None:
    kind = name.rsplit("-", 1)[0]
    if kind == "search-blocked":
        with pytest.raises(Blocked):
            parse_search(raw)
    elif kind.startswith("stream-key-legacy"):
        with pytest.raises(PlatformError):
            parse_song_url(raw)
    elif kind in RECORDED_AS:
        assert PARSERS[RECORDED_AS[kind]](raw)
    else:
        pytest.skip(f"a recording of a kind we do not know: {kind}")


@pytest.mark.parametrize(("name", "raw"), recordings("qq"))
@settings(deadline=None, max_examples=4)
@given(data=st.data())
def test_damaged_recordings_give_a_result_or_a_typed_error(
    name: str, raw: bytes, data: st.DataObject
) -> None:
    operation = RECORDED_AS.get(name.rsplit("-", 1)[0], "song-url")
    assert ("qq", operation) == outcome(operation, data.draw(damaged(raw)))


def test_a_name_left_empty_under_one_spelling_is_taken_from_the_next() -> None:
    answer = {"code": 0, "data": {"list": [{"dissid": "5", "dissname": None, "title": "夜航"}], "sum": 1}}

    assert ["夜航"] == [ref.title for ref in parse_playlist_list(body(answer)).playlists]
