"""netease's parsers: every shape of an answer is read, every refusal has its class, nothing crashes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.adapters.platforms.netease import PARSERS
from catalogsync.adapters.platforms.netease.parse import (
    parse_account,
    parse_categories,
    parse_lyric,
    parse_playlist_detail,
    parse_playlist_list,
    parse_search,
    parse_song_detail,
    parse_toplist_detail,
    parse_toplist_list,
)
from catalogsync.adapters.platforms.netease.streams import parse_song_url
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
)
from catalogsync.pipeline.ports import Access, ArtistCredit, LyricKind, PlaylistKind, Quality
from tests.adapters.platforms.answering import recordings
from tests.adapters.platforms.mutation import damaged, monsters

from . import answers
from .answers import body, item, old_track, privilege, refused, streams, track


def test_categories_are_named_by_their_name_and_all_comes_first() -> None:
    found = parse_categories(body(answers.categories()))

    assert [("全部", "全部歌单", None), ("R&B/Soul", "R&B/Soul", "风格"), ("70后", "70后", "主题")] == [
        (c.category_id, c.name, c.group) for c in found
    ]


def test_a_square_page_says_where_the_next_begins() -> None:
    page = parse_playlist_list(body(answers.square([5, 6])), offset=50)

    assert (["5", "6"], "52", 1305) == (
        [ref.playlist_id for ref in page.playlists],
        page.next_cursor,
        page.total,
    )
    assert ("歌单5", 3, "甲", None) == (
        page.playlists[0].title,
        page.playlists[0].track_count,
        page.playlists[0].creator,
        page.playlists[0].description,
    )


def test_the_square_ends_where_it_says_so_or_is_empty() -> None:
    assert parse_playlist_list(body(answers.square([5], False))).next_cursor is None
    assert parse_playlist_list(body(answers.square([], True))).next_cursor is None


def test_the_high_quality_list_pages_by_time() -> None:
    assert (
        "1565245122655" == parse_playlist_list(body(answers.square([5], lasttime=1565245122655))).next_cursor
    )


def test_a_found_playlist_and_a_users_own_are_read_like_the_square() -> None:
    row = answers.square([5])["playlists"][0]

    found = parse_playlist_list(body({"result": {"playlists": [row], "playlistCount": 9}, "code": 200}))
    own = parse_playlist_list(body({"more": False, "playlist": [row], "code": 200}))

    assert (found.playlists, "1", None) == (own.playlists, found.next_cursor, own.next_cursor)


def test_recommended_playlists_are_read_too() -> None:
    row = {"id": 5, "name": "荐", "picUrl": answers.COVER, "trackCount": 3, "playCount": 1.5e6}

    page = parse_playlist_list(body({"code": 200, "result": [row]}))

    assert [("5", answers.COVER)] == [(ref.playlist_id, ref.cover_url) for ref in page.playlists]


def test_toplists_are_playlists_and_the_artist_list_is_none() -> None:
    found = parse_toplist_list(body(answers.toplists()))

    assert [("19723756", "飙升榜"), ("991", "一榜")] == [(ref.playlist_id, ref.title) for ref in found]
    assert {PlaylistKind.TOPLIST} == {ref.kind for ref in found}
    assert 5_295_054_336 == found[0].play_count


def test_track_ids_are_the_playlist_and_tracks_a_preview() -> None:
    page = parse_playlist_detail(body(answers.playlist([3, 1, 3, 2], shown=2)))

    assert ["3", "1", "3", "2"] == [entry.song_id for entry in page.listing.entries]
    assert (False, ("2",)) == (page.complete, page.missing_ids)
    assert page.listing.entries[2].song == page.listing.entries[0].song
    assert page.listing.entries[3].song is None
    ref = page.listing.ref
    assert ("990001", "夜航 <3", "某人", "一\n二", 12_000_000) == (
        ref.playlist_id,
        ref.title,
        ref.creator,
        ref.description,
        ref.play_count,
    )
    assert ("华语",) == page.listing.tags


def test_privileges_belong_to_songs_by_id_not_by_place() -> None:
    answer = answers.playlist([1, 2])
    answer["privileges"] = [privilege(2, pl=0, fee=1), privilege(1)]

    one, two = parse_playlist_detail(body(answer)).listing.entries

    assert (Access.OPEN, Access.VIP) == (one.song and one.song.access, two.song and two.song.access)


def test_an_older_playlist_is_whole_only_with_every_announced_song() -> None:
    assert parse_playlist_detail(body(answers.old_playlist([1, 2]))).complete
    assert not parse_playlist_detail(body(answers.old_playlist([1, 2], count=216))).complete


def test_a_toplists_detail_is_a_toplist_and_so_is_one_read_as_a_playlist() -> None:
    plain, marked = body(answers.playlist([1])), body(answers.playlist([1], specialType=10))

    assert PlaylistKind.TOPLIST is parse_toplist_detail(plain).listing.ref.kind
    assert PlaylistKind.TOPLIST is parse_playlist_detail(marked).listing.ref.kind


def test_a_listing_with_an_unreadable_place_is_no_listing() -> None:
    answer = answers.playlist([1, 2])
    del answer["playlist"]["trackIds"][1]["id"]

    with pytest.raises(UnexpectedAnswer, match=r"trackIds\[1\]\.id"):
        parse_playlist_detail(body(answer))


def test_a_song_is_read_in_both_shapes() -> None:
    (song,) = parse_song_detail(body({"songs": [track(1)], "privileges": [privilege(1)], "code": 200}))
    (old,) = parse_song_detail(body({"songs": [old_track(1)], "code": 200}))

    assert ("1", "纸船 1", "合成的夜", "77", 215_000) == (
        song.song_id,
        song.title,
        song.album,
        song.album_id,
        song.duration_ms,
    )
    assert (ArtistCredit("苏暮", "51"), ArtistCredit("Lin & Oak")) == song.artists
    assert (("Live", "Paper Boat"), answers.COVER) == (song.aliases, song.cover_url)
    assert (Quality.LOSSLESS, Quality.HIGH, Quality.STANDARD) == song.qualities
    assert (old.song_id, old.title, old.album, old.duration_ms) == (
        song.song_id,
        song.title,
        song.album,
        song.duration_ms,
    )
    assert (Access.OPEN, Access.UNKNOWN) == (song.access, old.access)


def test_a_cloud_upload_is_known_by_its_uploaders_tags() -> None:
    upload = track(
        1, name=None, ar=[{"id": 0, "name": None}], al=None, t=1, pc={"sn": "名", "ar": "人", "alb": "辑"}
    )

    (song,) = parse_song_detail(body({"songs": [upload], "code": 200}))

    assert ("名", (ArtistCredit("人"),), "辑", None) == (song.title, song.artists, song.album, song.album_id)


def test_a_song_without_a_name_is_left_out() -> None:
    assert () == parse_song_detail(body({"songs": [track(1, name=None)], "code": 200}))


@pytest.mark.parametrize(
    ("changes", "access"),
    [
        ({"pl": 128_000}, Access.OPEN),
        ({"pl": 0, "fee": 1}, Access.VIP),
        ({"pl": 0, "fee": 8}, Access.VIP),
        ({"pl": 0, "fee": 4}, Access.PURCHASE),
        ({"pl": 320_000, "fee": 1, "payed": 3}, Access.OPEN),
        ({"st": -200, "pl": 0, "fee": 0}, Access.WITHDRAWN),
        ({"st": -100, "pl": 0}, Access.REGION),
        ({"toast": True}, Access.REGION),
        ({"pl": 0, "fee": 0}, Access.UNKNOWN),
    ],
)
def test_access_is_what_the_privilege_says(changes: dict[str, Any], access: Access) -> None:
    answer = {"result": {"songs": [track(1, fee=0, privilege=privilege(1, **changes))]}, "code": 200}

    assert [access] == [song.access for song in parse_search(body(answer))]


@pytest.mark.parametrize(
    "answer",
    [{"result": {"songCount": 0}, "code": 200}, {"result": {}, "code": 200}, {"code": 200, "trp": {}}],
)
def test_no_hit_is_an_absent_list(answer: dict[str, Any]) -> None:
    assert () == parse_search(body(answer))


@pytest.mark.parametrize(
    "answer", [{"code": 200, "data": {"songs": []}}, {"result": "6a5b", "code": 200}, {}]
)
def test_a_search_of_another_shape_is_not_an_empty_one(answer: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse_search(body(answer))


def test_a_granted_stream_is_what_the_file_says_of_itself() -> None:
    (offer,) = parse_song_url(body(streams(item(1, level="lossless"))))

    assert offer.grant
    assert (Quality.HIGH, "mp3", 320_000, 8_600_000, "ab" * 16, 215_000, 1200) == (
        offer.grant.quality,
        offer.grant.suffix,
        offer.grant.bitrate,
        offer.grant.size_bytes,
        offer.grant.md5,
        offer.grant.duration_ms,
        offer.grant.expires_in_s,
    )
    assert offer.grant.url.endswith("?vuutv=x==&cdntag=y")


@pytest.mark.parametrize(
    ("changes", "quality", "suffix"),
    [
        ({"type": "flac", "br": 1_619_359, "level": None}, Quality.LOSSLESS, "flac"),
        ({"br": 128_001, "level": None}, Quality.STANDARD, "mp3"),
        ({"type": "m4a", "br": 96_000}, Quality.STANDARD, "m4a"),
        ({"type": None, "br": 192_000}, Quality.STANDARD, "mp3"),
        ({"br": None, "level": "exhigh"}, Quality.HIGH, "mp3"),
    ],
)
def test_quality_follows_the_file(changes: dict[str, Any], quality: Quality, suffix: str) -> None:
    (offer,) = parse_song_url(body(streams(item(1, **changes))))

    assert offer.grant
    assert (quality, suffix) == (offer.grant.quality, offer.grant.suffix)


@pytest.mark.parametrize(
    ("part", "failure"),
    [
        (item(1, freeTrialInfo={"start": 0, "end": 30}, fee=1, time=30_040), Failure.TRIAL),
        (refused(1, -110, fee=1), Failure.VIP),
        (refused(1, "-110", fee=8), Failure.VIP),
        (refused(1, -110, fee=4), Failure.PURCHASE),
        (refused(1, 404, fee=0), Failure.WITHDRAWN),
        (refused(1, -103, fee=0), Failure.PURCHASE),
        (refused(1, -105, fee=0), Failure.PURCHASE),
        (refused(1, 200, fee=0), Failure.WITHDRAWN),
        (refused(1, 777, fee=0), Failure.CHANGED_SHAPE),
        (item(1, type="ncm"), Failure.ENCRYPTED),
        (item(1, url="http://m8.music.126.net/a/b.ncm"), Failure.ENCRYPTED),
        (item(1, url="file:///etc/passwd"), Failure.VIP),
    ],
)
def test_every_refusal_has_its_class(part: dict[str, Any], failure: Failure) -> None:
    (offer,) = parse_song_url(body(streams(part)))

    assert (None, failure) == (offer.grant, offer.failure)
    assert offer.trial is (failure is Failure.TRIAL)


def test_members_that_are_gone_are_a_changed_shape_not_a_refusal() -> None:
    part = {key: value for key, value in item(1).items() if key != "url"}

    (offer,) = parse_song_url(body(streams(part)))

    assert Failure.CHANGED_SHAPE is offer.failure
    with pytest.raises(UnexpectedAnswer):
        parse_lyric(body({"sgc": False, "tlyric": {"lyric": ""}, "code": 200}))
    with pytest.raises(UnexpectedAnswer):
        parse_search(body({"result": {"tracks": [track(1)], "songCount": 300}, "code": 200}))
    with pytest.raises(UnexpectedAnswer):
        parse_song_detail(body({"songs": [{**track(1), "id": None}], "code": 200}))


def test_offers_keep_the_answers_order_and_the_users_own_file_counts() -> None:
    first, second = parse_song_url(
        body(streams(item(9), item(1, url=None, uf={"url": "http://m8.music.126.net/u.mp3"})))
    )

    assert ["9", "1"] == [first.song_id, second.song_id]
    assert second.grant
    assert "http://m8.music.126.net/u.mp3" == second.grant.url


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ({"nolyric": True, "sgc": False, "code": 200}, LyricKind.INSTRUMENTAL),
        (answers.lyric("[00:05.00]纯音乐，请欣赏\n", pureMusic=True), LyricKind.INSTRUMENTAL),
        (answers.lyric("[99:00.00]纯音乐，请欣赏\n"), LyricKind.INSTRUMENTAL),
        ({"uncollected": True, "code": 200}, LyricKind.ABSENT),
        (answers.lyric(""), LyricKind.ABSENT),
        (answers.lyric(None), LyricKind.ABSENT),
    ],
)
def test_four_bodies_say_that_there_are_no_words(answer: dict[str, Any], kind: LyricKind) -> None:
    assert kind is parse_lyric(body(answer)).kind


def test_words_come_with_translation_romanisation_and_word_times() -> None:
    parts = {
        "tlyric": {"lyric": "[00:01.00]one"},
        "romalrc": {"lyric": "[00:01.00]yi"},
        "yrc": {"lyric": "[0,9](0,9,0)一"},
    }

    lyric = parse_lyric(body(answers.lyric("[00:01.00]一\n", **parts)))

    assert ("[00:01.00]一", "[00:01.00]one", "[00:01.00]yi", "[0,9](0,9,0)一") == (
        lyric.original,
        lyric.translation,
        lyric.romanisation,
        lyric.word_timed,
    )


def test_json_credit_lines_become_lrc() -> None:
    credit = '{"t":61500,"c":[{"tx":"作曲: "},{"tx":"某人","li":"http://h/","or":"orpheus://x"}]}'

    lyric = parse_lyric(body(answers.lyric(credit + "\n[00:01.00]一\n{broken")))

    assert "[01:01.50]作曲: 某人\n[00:01.00]一\n{broken" == lyric.original


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"code": -460, "msg": "Cheating"}, Blocked),
        ({"code": "-460", "message": "检测到您的网络环境存在风险"}, Blocked),
        ({"code": -462, "data": {"verifyToken": "secret"}, "message": "绑定手机"}, LoginNeeded),
        ({"code": 301}, LoginNeeded),
        ({"code": 20001, "message": "登录后才可查看", "data": None}, LoginNeeded),
        ({"code": 401}, LoginNeeded),
        ({"code": 404, "msg": "no resource"}, NoSuchItem),
        ({"code": 405, "message": "操作频繁，请稍候再试"}, RateLimited),
        ({"code": 503}, RateLimited),
        ({"code": 502}, ServerTrouble),
        ({"code": 512}, ServerTrouble),
        ({"code": 400}, UnexpectedAnswer),
        ({"code": 31337, "message": "新"}, UnexpectedAnswer),
    ],
)
@pytest.mark.parametrize("operation", PARSERS)
def test_error_bodies_come_out_as_what_they_are(
    operation: str, answer: dict[str, Any], error: type[PlatformError]
) -> None:
    with pytest.raises(error) as raised:
        PARSERS[operation](body(answer))

    assert ("netease", operation, str(answer["code"])) == (
        raised.value.platform,
        raised.value.operation,
        raised.value.code,
    )
    assert "secret" not in f"{raised.value} {raised.value.hint}"


@pytest.mark.parametrize("operation", PARSERS)
@pytest.mark.parametrize("raw", [b"", b"<!DOCTYPE html>"])
def test_an_empty_body_is_a_failure_never_an_empty_list(operation: str, raw: bytes) -> None:
    with pytest.raises(ServerTrouble):
        PARSERS[operation](raw)


def test_a_cookie_is_alive_when_the_account_has_a_profile() -> None:
    alive = parse_account(
        body({"code": 200, "account": {"id": 1}, "profile": {"nickname": "某人", "vipType": 11}})
    )
    gone = parse_account(body({"code": 200, "account": None, "profile": None}))

    assert (CookieStanding.VALID, "vipType 11") == (alive.standing, alive.account_hint)
    assert CookieStanding.EXPIRED is gone.standing
    assert CookieStanding.EXPIRED is parse_account(body({"code": 301})).standing


def outcome(operation: str, raw: bytes) -> tuple[str, str]:
    """Whom a parser's error names; a result is as good as an error that names the right ones."""
    try:
        PARSERS[operation](raw)
    except PlatformError as e:
        return e.platform, e.operation
    return "netease", operation


@pytest.mark.parametrize("operation", PARSERS)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_any_damage_gives_a_result_or_a_typed_error(operation: str, data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(answers.EVERYTHING[operation]).flatmap(damaged))
    assert ("netease", operation) == outcome(operation, raw)


@pytest.mark.parametrize("operation", PARSERS)
def test_monsters_give_a_result_or_a_typed_error(operation: str) -> None:
    assert {("netease", operation)} == {outcome(operation, raw) for raw in monsters()}


RECORDED_AS = {
    "error": None,
    "lyric": "lyric",
    "playlist-categories": "categories",
    "playlist-detail": "playlist-detail",
    "playlist-detail-legacy": "playlist-detail",
    "playlist-highquality": "playlist-list",
    "playlist-hottags": "categories",
    "playlist-square": "playlist-list",
    "search-playlist": "playlist-list",
    "search-song": "search",
    "song-detail": "song-detail",
    "song-detail-legacy": "song-detail",
    "song-list-privileges": "song-detail",
    "song-url": "song-url",
    "toplist-detail": "toplist-list",
    "toplists": "toplist-list",
    "user-playlist": "playlist-list",
}


@pytest.mark.parametrize(("name", "raw"), recordings("netease"))
def test_recordings_are_read(name: str, raw: bytes) -> None:
    kind = name.rsplit("-", 1)[0]
    if kind not in RECORDED_AS:
        pytest.skip(f"a recording of a kind we do not know: {kind}")
    operation = RECORDED_AS[kind]
    if operation is None:
        with pytest.raises((Blocked, LoginNeeded)):
            PARSERS["playlist-detail"](raw)
        return

    assert PARSERS[operation](raw)


@pytest.mark.parametrize(("name", "raw"), recordings("netease"))
@settings(deadline=None, max_examples=4)
@given(data=st.data())
def test_damaged_recordings_give_a_result_or_a_typed_error(
    name: str, raw: bytes, data: st.DataObject
) -> None:
    operation = RECORDED_AS.get(name.rsplit("-", 1)[0]) or "song-detail"
    assert ("netease", operation) == outcome(operation, data.draw(damaged(raw)))


def test_ten_thousand_places_are_read_at_once() -> None:
    answer = answers.playlist(list(range(1, 10_001)), shown=0)

    page = parse_playlist_detail(json.dumps(answer).encode())

    assert (10_000, 10_000) == (len(page.listing.entries), len(page.missing_ids))


def test_a_members_song_that_may_be_consumed_is_a_clip_even_without_its_bounds() -> None:
    marks = {"freeTrialPrivilege": {"resConsumable": True}, "fee": 1, "payed": 0}

    (clip,) = parse_song_url(body(streams(item(1, **marks))))
    (paid,) = parse_song_url(body(streams(item(1, **{**marks, "payed": 1}))))

    assert (None, Failure.TRIAL, True) == (clip.grant, clip.failure, clip.trial)
    assert paid.grant


def test_the_container_is_told_twice_and_has_to_be_plain_both_times() -> None:
    (sealed,) = parse_song_url(body(streams(item(1, encodeType="ncm"))))
    (plain,) = parse_song_url(body(streams(item(1, encodeType="MP3"))))

    assert Failure.ENCRYPTED is sealed.failure
    assert plain.grant


@pytest.mark.parametrize(
    ("level", "access"),
    [("standard", Access.OPEN), ("none", Access.VIP), ("", Access.UNKNOWN), (None, Access.UNKNOWN)],
)
def test_the_newer_naming_of_what_is_playable_counts_too(level: Any, access: Access) -> None:
    told = {key: value for key, value in privilege(1, fee=1, plLevel=level).items() if key != "pl"}

    (song,) = parse_song_detail(body({"songs": [track(1)], "privileges": [told], "code": 200}))

    assert access is song.access


def test_words_nobody_contributed_are_absent_whatever_stands_beside() -> None:
    answer = {"uncollected": True, "tlyric": {"version": 0, "lyric": None}, "sgc": True, "code": 200}

    assert LyricKind.ABSENT is parse_lyric(body(answer)).kind


def test_credit_lines_are_told_by_their_members_and_word_timed_text_stays_as_it_is() -> None:
    credit = '{"c":[{"tx":"作曲: "},{"tx":"某人"}],"t":1000}'

    found = parse_lyric(
        body(answers.lyric(f'{credit}\n[00:02.00]一\n{{"tx"}}', yrc={"lyric": f"{credit}\n[2,3](2,3,0)一"}))
    )

    assert '[00:01.00]作曲: 某人\n[00:02.00]一\n{"tx"}' == found.original
    assert f"{credit}\n[2,3](2,3,0)一" == found.word_timed


def test_a_search_without_result_and_code_is_no_empty_search() -> None:
    with pytest.raises(UnexpectedAnswer):
        parse_search(body({"code": None, "msg": "Cheating"}))


@pytest.mark.parametrize(("code", "failure"), [(-110, Failure.VIP), ("404", Failure.WITHDRAWN)])
def test_a_refusal_may_leave_out_what_it_does_not_give(code: Any, failure: Failure) -> None:
    told = {key: value for key, value in refused(1, code).items() if value is not None}

    (offer,) = parse_song_url(body(streams(told)))

    assert (None, failure) == (offer.grant, offer.failure)
