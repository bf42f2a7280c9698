"""Kuwo's parsers over answers written in the platform's shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from catalogsync.adapters.platforms.kuwo.lyrics import parse_lyric
from catalogsync.adapters.platforms.kuwo.parse import (
    PARSERS,
    parse_categories,
    parse_playlist_detail,
    parse_playlist_list,
    parse_search,
    parse_songs,
    parse_toplist_detail,
    parse_toplist_list,
)
from catalogsync.adapters.platforms.kuwo.signing import secret
from catalogsync.adapters.platforms.kuwo.streams import parse_song_url, resource, too_small
from catalogsync.pipeline.errors import (
    Failure,
    LoginNeeded,
    NoSuchItem,
    PurchaseOnly,
    ServerTrouble,
    UnexpectedAnswer,
    Withdrawn,
)
from catalogsync.pipeline.ports import Access, ArtistCredit, LyricKind, PlaylistKind, Quality

ANSWERS = Path(__file__).parent / "answers"


def answer(name: str) -> bytes:
    return (ANSWERS / name).read_bytes()


def test_tags_come_with_their_group_and_areas_with_a_prefix() -> None:
    found = [(c.category_id, c.name, c.group) for c in parse_categories(answer("categories-tags.json"))]

    assert found == [("11", "纸上", "主题"), ("12", "R&B", "主题"), ("area-77", "乐园", "主题")]


def test_a_square_page_keeps_the_family_of_an_id() -> None:
    page = parse_playlist_list(answer("playlist-list-square.json"))

    assert [p.playlist_id for p in page.playlists] == ["3000000001", "node-402", "album-9001"]
    assert (page.playlists[0].title, page.playlists[0].track_count, page.playlists[0].creator) == (
        "雨天 歌单",
        28,
        "小雨",
    )
    assert (page.next_cursor, page.total) == ("2", 250)


def test_areas_and_searches_are_square_pages_too() -> None:
    area = parse_playlist_list(answer("playlist-list-area.json"))
    searched = parse_playlist_list(answer("playlist-list-search.txt"))

    assert [p.title for p in area.playlists] == ["乐园一", "乐园二"]
    assert [(p.playlist_id, p.title, p.track_count) for p in searched.playlists] == [
        ("3000000004", "Don't stop", 12)
    ]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("toplist-list-tree.json", ["93", "17", "12"]),
        ("toplist-list-program.json", ["93"]),
        ("toplist-list-menu.json", ["93"]),
    ],
)
def test_a_board_is_known_by_its_source_id(name: str, ids: list[str]) -> None:
    boards = parse_toplist_list(answer(name))

    assert [b.playlist_id for b in boards] == ids
    assert {b.kind for b in boards} == {PlaylistKind.TOPLIST}


def test_a_playlist_keeps_greyed_songs_and_duplicates_in_place() -> None:
    page = parse_playlist_detail(answer("playlist-detail-mirror.json"))

    assert [e.song_id for e in page.listing.entries] == ["2001", "2002", "2001"]
    assert page.complete
    assert [e.song and e.song.access for e in page.listing.entries] == [
        Access.OPEN,
        Access.WITHDRAWN,
        Access.OPEN,
    ]
    assert page.listing.ref.creator == "小雨"
    assert page.listing.tags == ("雨天", "安静")


def test_the_one_shot_answer_tells_sizes_and_hides_the_login_name() -> None:
    page = parse_playlist_detail(answer("playlist-detail-once.json"))
    first, second, third = page.listing.entries

    assert page.listing.ref.creator is None
    assert first.song is not None
    assert first.song.artists == (ArtistCredit("阿南", "501"), ArtistCredit("小北"))
    assert first.song.handle == {"sizes": "2000kflac:20971520,320kmp3:8074035,128kmp3:3219128"}
    assert first.song.qualities == (Quality.LOSSLESS, Quality.HIGH, Quality.STANDARD)
    assert second.song is not None
    assert [a.name for a in second.song.artists] == ["Taylor Reed", "Wiz Moon"]
    assert (second.song.album, second.song.album_id, second.song.title) == (None, None, "旧名字")
    assert third.song is None
    assert page.missing_ids == ("2003",)


def test_a_list_that_does_not_exist_is_no_such_item_with_the_platforms_word() -> None:
    with pytest.raises(NoSuchItem) as missing:
        parse_playlist_detail(answer("playlist-detail-missing.json"))
    with pytest.raises(NoSuchItem) as refused:
        parse_playlist_detail(answer("playlist-detail-refused.json"))

    assert missing.value.code == "result:nolist"
    assert refused.value.code == "-1"


def test_a_row_without_an_id_is_a_changed_shape_not_a_shorter_list() -> None:
    with pytest.raises(UnexpectedAnswer, match=r"musicList\[1\]"):
        parse_playlist_detail(
            b'{"code":200,"data":{"total":2,"musicList":[{"rid":1,"name":"a"},{"name":"b"}]}}'
        )


def test_albums_and_bodian_lists_read_as_listings() -> None:
    album = parse_playlist_detail(answer("playlist-detail-album.json")).listing
    bodian = parse_playlist_detail(answer("playlist-detail-bodian.json")).listing

    assert (album.ref.playlist_id, album.ref.title, album.ref.creator) == ("album-9001", "纸船", "阿南")
    assert bodian.entries[0].song is not None
    assert bodian.entries[0].song.artists == (ArtistCredit("阿南", "501"), ArtistCredit("小北", "502"))
    assert bodian.entries[0].song.handle == {"sizes": "2000kflac:20971520,320kmp3:8074035"}


def test_a_board_tells_its_issue_and_what_is_paid() -> None:
    page = parse_toplist_detail(answer("toplist-detail-mirror.json"))
    program = parse_toplist_detail(answer("toplist-detail-program.json")).listing

    assert (page.listing.period, page.listing.announced, page.complete) == ("2026-11-20", 2, True)
    assert [e.song and e.song.access for e in page.listing.entries] == [Access.OPEN, Access.PURCHASE]
    assert program.ref.title == "热歌榜"
    assert [e.song and e.song.duration_ms for e in program.entries] == [201_000, 180_000]


def test_a_detail_page_describes_one_song() -> None:
    page = parse_songs(answer("lyric-page.json"))
    www = parse_songs(answer("song-detail-www.json"))

    assert page[0].song_id == www[0].song_id == "2001"
    assert page[0].title == www[0].title == "纸船"
    assert page[0].duration_ms == 201_000


def test_a_song_that_does_not_exist_is_told_apart_from_a_passing_fault() -> None:
    with pytest.raises(NoSuchItem):
        parse_songs(answer("song-detail-missing.json"))
    with pytest.raises(ServerTrouble, match="音乐查询失败"):
        parse_lyric(answer("lyric-refused.json"))


def test_search_rows_keep_names_with_an_ampersand_whole() -> None:
    first, second = parse_search(answer("search-site.json"))

    assert first.artists == (ArtistCredit("阿南", "501"), ArtistCredit("小北", "502"))
    assert first.title == "纸船(Live)"
    assert first.aliases == ()
    assert first.access is Access.VIP
    assert first.cover_url == "https://img2.kuwo.cn/star/albumcover/120/1/2/3.jpg"
    assert second.artists == (ArtistCredit("Simon & Sons", "503"),)
    assert second.access is Access.REGION


@pytest.mark.parametrize(
    ("name", "title", "artists"),
    [
        ("search-quoted.txt", "Don't fold", ["Anan Li", "Bei"]),
        ("search-gb18030.txt", "纸船", ["阿南"]),
        ("search-www.json", "纸船", ["阿南", "小北"]),
    ],
)
def test_every_spelling_of_a_hit_list_is_read(name: str, title: str, artists: list[str]) -> None:
    (hit,) = parse_search(answer(name))

    assert (hit.title, [a.name for a in hit.artists]) == (title, artists)


def test_hits_announced_and_not_shown_are_a_passing_fault_and_no_hits_are_an_answer() -> None:
    with pytest.raises(ServerTrouble):
        parse_search(answer("search-fault.json"))

    assert parse_search(answer("search-nothing.json")) == ()


def test_lists_of_artists_are_no_songs() -> None:
    with pytest.raises(UnexpectedAnswer):
        parse_search(
            '{"code":200,"data":{"total":"1","list":[{"id":47,"name":"阿南","musicNum":3}]}}'.encode()
        )


def test_words_are_lrc_with_rounded_times_and_without_entities() -> None:
    lyric = parse_lyric(answer("lyric-page.json"))

    assert lyric.kind is LyricKind.TEXT
    assert (
        lyric.original
        == "[00:00.00]纸船 - 阿南\n[00:04.06]词：小北\n[00:12.31]折一只纸船\n[01:02.00]让它'漂走"
    )
    assert lyric.translation is None


def test_a_translation_belongs_to_the_line_before() -> None:
    lyric = parse_lyric(answer("lyric-translated.json"))

    assert lyric.original.splitlines()[2:] == [
        "[00:10.00]Fold me a boat",
        "[00:15.00]Let it go",
        "[00:20.00]Down the river",
    ]
    assert lyric.translation == "[00:10.00]为我折船\n[00:15.00]让它走吧\n[00:20.00]顺流而下"


def test_no_words_and_music_without_words_are_answers() -> None:
    assert parse_lyric(answer("lyric-none.json")).kind is LyricKind.ABSENT
    assert parse_lyric(answer("lyric-instrumental.json")).kind is LyricKind.INSTRUMENTAL


@pytest.mark.parametrize(
    ("name", "suffix", "quality"),
    [
        ("song-url-small.json", "mp3", Quality.STANDARD),
        ("song-url-text.txt", "flac", Quality.LOSSLESS),
        ("song-url-web.json", "mp3", Quality.STANDARD),
    ],
)
def test_an_address_is_read_in_every_form(name: str, suffix: str, quality: Quality) -> None:
    (offer,) = parse_song_url(answer(name))

    assert offer.grant is not None
    assert (offer.grant.suffix, offer.grant.quality) == (suffix, quality)
    assert offer.failure is None


@pytest.mark.parametrize(
    ("name", "failure"),
    [
        ("song-url-paid.json", Failure.PURCHASE),
        ("song-url-withdrawn.json", Failure.WITHDRAWN),
        ("song-url-encrypted.txt", Failure.ENCRYPTED),
        ("song-url-abroad.txt", Failure.REGION),
        ("song-url-failed.txt", Failure.NOT_FOUND),
    ],
)
def test_a_refusal_is_an_offer_of_its_class(name: str, failure: Failure) -> None:
    (offer,) = parse_song_url(answer(name))

    assert offer.grant is None
    assert offer.failure is failure
    assert offer.code


@pytest.mark.parametrize("operation", PARSERS)
def test_the_gate_of_the_web_site_is_named_by_every_parser(operation: str) -> None:
    with pytest.raises(LoginNeeded, match="illegal"):
        PARSERS[operation](answer("gate.json"))


def test_words_of_a_refusal_decide_its_class() -> None:
    with pytest.raises(PurchaseOnly):
        parse_songs(answer("song-url-paid.json"))
    with pytest.raises(Withdrawn):
        parse_songs(answer("song-url-withdrawn.json"))


def test_a_web_page_is_trouble_of_the_server() -> None:
    for parser in PARSERS.values():
        with pytest.raises(ServerTrouble):
            parser(b"<!DOCTYPE html><html><body>WAF</body></html>")


def test_the_file_of_an_address_is_its_path_without_the_signature() -> None:
    signed = "http://er.sycdn.kuwo.cn/" + "c" * 32 + "/6a5ebe2a/resource/s2/1/2/3.flac"

    assert resource(signed) == "/resource/s2/1/2/3.flac"
    assert resource("http://x.kuwo.cn/resource/a.mp3") == "/resource/a.mp3"


def test_some_spoken_seconds_are_too_small_for_a_song() -> None:
    assert too_small(180_000, "2000kflac", 20_000_000, 201_000)
    assert too_small(180_000, "128kmp3", None, 201_000)
    assert not too_small(3_216_000, "128kmp3", None, 201_000)
    assert not too_small(19_000_000, "2000kflac", 20_000_000, 201_000)


def test_the_secret_is_the_known_answer() -> None:
    known = "1361b99125125e1ce61cc1f328ded44b38fec3e403cfaa3031b91afbe5e200ea00bc614e"

    assert secret("0123456789abcdef0123456789abcdef", 12345678) == known


@pytest.mark.parametrize(
    ("rights", "access"),
    [
        ({"payInfo": {"nplay": "00111"}}, Access.OPEN),
        ({"payInfo": {"nplay": "11111"}}, Access.VIP),
        ({"payInfo": {"play": "1100", "nplay": "11111"}}, Access.OPEN),
        ({"isListenFee": "true", "payInfo": {}}, Access.VIP),
        ({"isListenFee": 1, "pay": "0"}, Access.VIP),
        ({"isListenFee": "0", "pay": "0"}, Access.OPEN),
    ],
)
def test_rights_count_in_either_spelling(rights: dict[str, Any], access: Access) -> None:
    row = {"rid": 7, "name": "夜航", "artist": "甲", "SUBTITLE": "片尾曲", **rights}

    (song,) = parse_search(json.dumps({"abslist": [row], "TOTAL": "1"}).encode())

    assert (song.access, song.aliases) == (access, ("片尾曲",))
