"""Migu's parsers over answers in every shape the gateway, the web player and the old mobile site send."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogsync.adapters.platforms.migu import PARSERS
from catalogsync.adapters.platforms.migu.parse import (
    parse_categories,
    parse_lyric,
    parse_playlist_detail,
    parse_playlist_list,
    parse_search,
    parse_song_detail,
    parse_toplist_detail,
    parse_toplist_list,
)
from catalogsync.adapters.platforms.migu.streams import parse_song_url, repaired
from catalogsync.pipeline.errors import (
    Failure,
    LoginNeeded,
    NoSuchItem,
    PlatformError,
    ServerTrouble,
    UnexpectedAnswer,
    VipOnly,
)
from catalogsync.pipeline.ports import Access, LyricKind, PlaylistKind, Quality
from tests.adapters.platforms.answering import answers_beside, recordings
from tests.adapters.platforms.mutation import damaged, monsters, refused_by

ANSWERS = answers_beside(__file__)
RECORDED_AS = {
    "error-1.json": "song-url",
    "lyric-1.lrc": "lyric",
    "lyric-3.lrc": "lyric",
    "playlist-tags-1.json": "categories",
    "search-1.json": "search",
    "search-item-1.json": "search",
    "search-remoting-1.json": "search",
    "song-detail-remoting-1.json": "song-detail",
    "song-url-legacy-1.json": "song-url",
}


def test_a_song_of_the_detail_call_is_read_whole() -> None:
    song, vip, withdrawn, expired = parse_song_detail(ANSWERS["song-detail-resourceinfo.json"])

    assert song.song_id == "6990000A001"
    assert (song.title, song.aliases) == ("纸船过江 & 雨", ("纸船",))
    assert [(a.name, a.artist_id) for a in song.artists] == [("苏暮", "51"), ("Lin & Oak", "52")]
    assert (song.album, song.album_id, song.duration_ms) == ("合成的夜", "1100000001", 215_000)
    assert song.cover_url == "https://d.musicapp.migu.cn/prod/l"
    assert song.qualities == (Quality.LOSSLESS, Quality.STANDARD)
    assert song.handle["contentId"] == "600900000000000001"
    assert song.handle["lrcUrl"].endswith("/1.lrc")
    assert [s.access for s in (song, vip, withdrawn, expired)] == [
        Access.OPEN,
        Access.VIP,
        Access.WITHDRAWN,
        Access.WITHDRAWN,
    ]
    assert (expired.album, expired.album_id) == (None, None)


@pytest.mark.parametrize("name", ["song-detail-web.json", "song-detail-phone.json"])
def test_older_detail_answers_tell_the_same_song(name: str) -> None:
    (song,) = parse_song_detail(ANSWERS[name])

    assert ("6990000A001", "纸船过江", "苏暮", "51") == (
        song.song_id,
        song.title,
        song.artists[0].name,
        song.artists[0].artist_id,
    )


def test_an_unknown_song_is_left_out() -> None:
    assert parse_song_detail(ANSWERS["song-detail-unknown.json"]) == ()


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("search-bmw.json", ["6990000A001", "6990000A002"]),
        ("search-all.json", ["6990000A001", "6990000A002"]),
        ("search-phone.json", ["6990000A001"]),
        ("search-phone-none.json", []),
        ("search-items.json", ["6990000A001", "6990000A002"]),
    ],
)
def test_every_search_answers_with_songs(name: str, ids: list[str]) -> None:
    assert [song.song_id for song in parse_search(ANSWERS[name])] == ids


def test_durations_come_as_numbers_and_texts_and_artists_joined_by_commas() -> None:
    first, second = parse_search(ANSWERS["search-bmw.json"])
    (joined,) = parse_search(ANSWERS["search-phone.json"])

    assert (first.duration_ms, second.duration_ms) == (201_000, 202_000)
    assert first.cover_url == "https://d.musicapp.migu.cn/data/oss/l.webp"
    assert [(a.name, a.artist_id) for a in joined.artists] == [("苏暮", "51"), ("林橡", "52")]


def test_a_page_of_a_playlist_keeps_duplicates_and_nameless_songs_in_place() -> None:
    page = parse_playlist_detail(ANSWERS["playlist-detail-songs.json"])

    ids = [entry.song_id for entry in page.listing.entries]
    assert ids == ["6990000A001", "6990000A002", "6990000A001", "6990000A003"]
    assert page.listing.entries[3].song is None
    assert (page.complete, page.listing.announced) == (True, 4)


def test_a_playlists_own_words_are_read_and_are_no_whole_listing() -> None:
    page = parse_playlist_detail(ANSWERS["playlist-detail-info.json"])

    ref = page.listing.ref
    assert (ref.playlist_id, ref.title, ref.track_count, ref.creator) == (
        "231000001",
        "夜里听的歌",
        4,
        "白云",
    )
    assert (ref.play_count, ref.description, page.listing.tags) == (3034737, "合成的\n歌单", ("流行",))
    assert not page.complete


def test_a_playlist_described_as_a_resource_reads_alike() -> None:
    row = b'{"resourceType":"2021","musicListId":"231000001","title":"a","musicNum":"4"}'

    assert parse_playlist_detail(b'{"code":"000000","resource":[' + row + b"]}").listing.ref.track_count == 4


def test_a_playlist_without_data_does_not_exist() -> None:
    with pytest.raises(NoSuchItem):
        parse_playlist_detail(ANSWERS["playlist-detail-missing.json"])


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("playlist-list-square.json", ["231000001", "231000002"]),
        ("playlist-list-tag.json", ["231000001", "231000002"]),
        ("playlist-list-tag-v3.json", ["231000001"]),
        ("playlist-list-phone.json", ["231000001"]),
    ],
)
def test_every_form_of_the_square_yields_its_playlists_once(name: str, ids: list[str]) -> None:
    page = parse_playlist_list(ANSWERS[name])

    assert [ref.playlist_id for ref in page.playlists] == ids
    assert page.playlists[0].title == "夜里听的歌"


@pytest.mark.parametrize("page", [{"data": {"contents": []}}, {"data": {}}, {"retMsg": {"playlist": []}}])
def test_a_page_without_playlists_is_the_end_of_the_square(page: dict[str, Any]) -> None:
    assert () == parse_playlist_list(json.dumps({"code": "000000", **page}).encode()).playlists


@pytest.mark.parametrize(
    "other",
    [
        {"data": {"playUrl": "//x", "formatId": "000009"}},
        {"columnInfo": {"contents": [{"objectInfo": {"tagId": "1000001672", "tagName": "流行"}}]}},
    ],
)
def test_another_answer_is_no_empty_page_of_the_square(other: dict[str, Any]) -> None:
    with pytest.raises(UnexpectedAnswer):
        parse_playlist_list(json.dumps({"code": "000000", **other}).encode())


def test_play_counts_in_chinese_are_numbers() -> None:
    assert [ref.play_count for ref in parse_playlist_list(ANSWERS["playlist-list-tag.json"]).playlists] == [
        3_035_000,
        812,
    ]


def test_a_tag_in_two_groups_comes_once() -> None:
    found = parse_categories(ANSWERS["categories-taglist.json"])

    assert [(c.name, c.group) for c in found] == [("流行", "热门"), ("国语", "热门"), ("电影", "主题")]


@pytest.mark.parametrize(
    ("name", "ids"),
    [("toplist-list-index.json", ["27553319", "27186466"]), ("toplist-list-older.json", ["27553319"])],
)
def test_ranks_of_songs_are_toplists_and_ranks_of_videos_are_not(name: str, ids: list[str]) -> None:
    found = parse_toplist_list(ANSWERS[name])

    assert [ref.playlist_id for ref in found] == ids
    assert {ref.kind for ref in found} == {PlaylistKind.TOPLIST}


def test_a_rank_passes_adverts_over_and_keeps_its_order() -> None:
    page = parse_toplist_detail(ANSWERS["toplist-detail-content.json"])

    assert [entry.song_id for entry in page.listing.entries] == ["6990000A001", "6990000A002"]
    assert (page.complete, page.listing.ref.title, page.listing.ref.playlist_id) == (
        True,
        "新歌榜",
        "27553319",
    )


def test_a_rank_page_holds_its_songs_as_texts() -> None:
    page = parse_toplist_detail(ANSWERS["toplist-detail-pages.json"], "27553319")

    assert [entry.song_id for entry in page.listing.entries] == ["6990000A001", "6990000A002"]
    assert page.complete


def test_a_granted_stream_says_what_was_granted() -> None:
    (offer,) = parse_song_url(ANSWERS["song-url-listen.json"])
    (flac,) = parse_song_url(ANSWERS["song-url-flac.json"])

    assert offer.grant is not None
    assert flac.grant is not None
    assert offer.song_id == "6990000A001"
    assert offer.grant.url == (
        "https://freetyst.nf.migu.cn/public/product9th/2024%E5%B9%B4%2009%E6%9C%88"
        "/%E6%A0%87%E6%B8%85%E9%AB%98%E6%B8%85/MP3_128_16_Stero/A%2BB.mp3?channelid=02&Tim=1&Key=abc"
    )
    assert (offer.grant.quality, offer.grant.suffix, offer.grant.bitrate) == (
        Quality.STANDARD,
        "mp3",
        128_000,
    )
    assert (offer.grant.size_bytes, offer.grant.duration_ms) == (3_450_883, 215_000)
    assert (flac.grant.quality, flac.grant.suffix, flac.grant.bitrate) == (Quality.LOSSLESS, "flac", None)
    assert flac.grant.url.startswith("https://")


@pytest.mark.parametrize(
    ("name", "failure", "trial"),
    [
        ("song-url-trial.json", Failure.TRIAL, True),
        ("song-url-trial-said.json", Failure.TRIAL, True),
        ("song-url-vip.json", Failure.VIP, False),
        ("song-url-silent.json", Failure.REGION, False),
        ("song-url-spatial.json", Failure.ENCRYPTED, False),
    ],
)
def test_a_refused_stream_is_an_offer_of_its_class(name: str, failure: Failure, trial: bool) -> None:
    (offer,) = parse_song_url(ANSWERS[name])

    assert (offer.grant, offer.failure, offer.trial) == (None, failure, trial)
    assert offer.hint


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("song-url-vip-top.json", VipOnly, "440013"),
        ("song-url-login.json", LoginNeeded, "290001"),
        ("song-url-bad-parameter.json", UnexpectedAnswer, "N000001"),
    ],
)
def test_a_code_is_the_outcome_it_stands_for(name: str, error: type[PlatformError], code: str) -> None:
    with pytest.raises(error) as raised:
        parse_song_url(ANSWERS[name])
    assert raised.value.code == code


def test_an_obfuscated_body_is_named_as_such() -> None:
    with pytest.raises(UnexpectedAnswer, match="obfuscated") as raised:
        parse_song_url(b"\xab\xcd\x01\x07" + b"\x99" * 50)
    assert raised.value.code == "AB CD 01"


def test_a_repaired_address_stays_as_it_is() -> None:
    once = repaired("http://freetyst.nf.migu.cn/a b/+%E5%A4%9C.mp3?k=1+2")

    assert once == "https://freetyst.nf.migu.cn/a%20b/%2B%E5%A4%9C.mp3?k=1%2B2"
    assert repaired(once) == once
    assert repaired("ftp://218.0.0.1/a.mp3") is None


def test_lyrics_come_as_files_and_in_json() -> None:
    words = parse_lyric(ANSWERS["lyric-file.lrc"])
    web = parse_lyric(ANSWERS["lyric-web.json"])
    phone = parse_lyric(ANSWERS["song-detail-phone.json"])

    assert words.original.startswith("[00:01.00]歌曲名")
    assert (web.original, web.translation) == ("[00:01.00]纸船\n[00:05.00]过江", "[00:01.00]paper boat")
    assert phone.kind is LyricKind.TEXT


@pytest.mark.parametrize("raw", [ANSWERS["lyric-none.lrc"], b"", b"\xef\xbb\xbf\r\n"])
def test_no_words_are_an_answer(raw: bytes) -> None:
    assert parse_lyric(raw).kind is LyricKind.ABSENT


def test_a_web_page_is_trouble_of_the_server() -> None:
    for operation in PARSERS:
        with pytest.raises(ServerTrouble):
            PARSERS[operation](b"<!DOCTYPE html><html>503</html>")


@pytest.mark.parametrize(("name", "raw"), recordings("migu"))
def test_every_recording_is_read_as_what_it_is(name: str, raw: bytes) -> None:
    operation = RECORDED_AS.get(name)
    if operation is None:
        pytest.skip(f"{name} is newer than this test")
    if name.startswith("error"):
        with pytest.raises(LoginNeeded):
            PARSERS[operation](raw)
        return
    found = PARSERS[operation](raw)

    assert found


def test_the_recorded_search_and_tags_are_read_in_full() -> None:
    raws = {param.values[0]: param.values[1] for param in recordings("migu")}
    if "search-1.json" not in raws:
        pytest.skip("no recordings here")
    found = parse_search(raws["search-1.json"])

    assert len(found) == 10
    assert all(song.artists and song.handle["contentId"] for song in found)
    assert len(parse_categories(raws["playlist-tags-1.json"])) > 40


ALL = [*ANSWERS.items(), *((p.values[0], p.values[1]) for p in recordings("migu") if p.values[1])]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.data())
def test_a_damaged_answer_is_read_or_refused(data: st.DataObject) -> None:
    name, raw = data.draw(st.sampled_from(ALL))
    operation = data.draw(st.sampled_from([op for op in PARSERS if name.startswith(op)] or list(PARSERS)))

    assert refused_by(PARSERS[operation], data.draw(damaged(raw))) in (None, "migu")


def test_renamed_members_are_a_changed_shape_and_no_list_of_dead_songs() -> None:
    raw = ANSWERS["playlist-detail-songs.json"]

    with pytest.raises(UnexpectedAnswer, match="songName"):
        parse_playlist_detail(raw.replace(b'"songName"', b'"label"'))
    with pytest.raises(UnexpectedAnswer, match="copyrightId"):
        parse_playlist_detail(raw.replace(b'"copyrightId"', b'"rightId"'))
    with pytest.raises(UnexpectedAnswer, match="any"):
        parse_playlist_detail(raw.replace(b'"copyrightId"', b'"rightId"').replace(b'"songName"', b'"label"'))


@pytest.mark.parametrize("operation", PARSERS)
def test_monsters_are_read_or_refused(operation: str) -> None:
    for raw in monsters():
        assert refused_by(PARSERS[operation], raw) in (None, "migu")


@pytest.mark.parametrize(("code", "granted"), [("", True), ("000000", True), ("440099", False)])
def test_an_address_beside_an_unknown_refusal_is_not_believed(code: str, granted: bool) -> None:
    answer = json.loads(ANSWERS["song-url-listen.json"])
    answer["data"]["cannotCode"] = code

    (offer,) = parse_song_url(json.dumps(answer).encode())

    assert (offer.grant is not None) is granted
