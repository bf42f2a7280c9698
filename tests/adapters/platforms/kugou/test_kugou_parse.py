"""Kugou's parsers over answers written in the platform's shapes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalogsync.adapters.platforms.kugou.login import login_of
from catalogsync.adapters.platforms.kugou.lyrics import chosen, parse_candidates, parse_lyric
from catalogsync.adapters.platforms.kugou.parse import (
    PARSERS,
    parse_categories,
    parse_playlist_detail,
    parse_playlist_list,
    parse_search,
    parse_songs,
    parse_toplist_detail,
    parse_toplist_list,
)
from catalogsync.adapters.platforms.kugou.signing import android_signature, tracker_key, web_signature
from catalogsync.adapters.platforms.kugou.streams import SUBSTITUTE, parse_song_url
from catalogsync.pipeline.errors import (
    Blocked,
    Failure,
    LoginNeeded,
    NoSuchItem,
    RateLimited,
    ServerTrouble,
    UnexpectedAnswer,
)
from catalogsync.pipeline.ports import Access, ArtistCredit, LyricKind, PlaylistKind, Quality, SongInfo

ANSWERS = Path(__file__).parent / "answers"
BOTH = (ArtistCredit("阿南", "501"), ArtistCredit("小北", "502"))


def answer(name: str) -> bytes:
    return (ANSWERS / name).read_bytes()


def hashed(number: int) -> str:
    return f"{number:032X}"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("categories-all.json", [("12", "经典", "主题"), ("35", "R&B", "主题")]),
        ("categories-tags.json", [("tag-101", "安静", "心情")]),
        ("categories-special.json", [("tag-21", "伤感", "心情")]),
    ],
)
def test_categories_keep_the_family_of_their_ids(name: str, found: list[tuple[str, str, str]]) -> None:
    assert [(c.category_id, c.name, c.group) for c in parse_categories(answer(name))] == found


def test_lists_are_known_by_special_id_or_global_id() -> None:
    page = parse_playlist_list(answer("playlist-list-square.json"))

    assert [(p.playlist_id, p.title) for p in page.playlists] == [
        ("601", "雨天 歌单"),
        ("collection_3_55_7_0", "用户歌单"),
    ]
    assert page.total == 70
    assert page.playlists[0].cover_url == "https://imge.kugou.com/soft/collection/480/1/2.jpg"


def test_marks_around_an_answer_do_not_matter() -> None:
    assert [p.playlist_id for p in parse_playlist_list(answer("playlist-list-category.json")).playlists] == [
        "602"
    ]
    assert [p.track_count for p in parse_playlist_list(answer("playlist-list-special.json")).playlists] == [9]


def test_boards_are_known_by_rank_id_children_included() -> None:
    page = parse_toplist_list(answer("toplist-list-page.json"))
    app = parse_toplist_list(answer("toplist-list-app.json"))

    assert [(b.playlist_id, b.kind) for b in page] == [
        ("8888", PlaylistKind.TOPLIST),
        ("6666", PlaylistKind.TOPLIST),
    ]
    assert [b.title for b in app] == ["飙升榜", "DJ榜"]


def test_a_playlist_page_keeps_withdrawn_songs_and_duplicates() -> None:
    page = parse_playlist_detail(answer("playlist-detail-page.json"))
    first, second, third = page.listing.entries

    assert [first.song_id, second.song_id, third.song_id] == ["2001", "2003", "2001"]
    assert first.song is not None
    assert (first.song.title, [a.name for a in first.song.artists]) == ("纸船 (Live)", ["阿南", "小北"])
    assert first.song.handle == {
        "hash": hashed(2001),
        "album_audio_id": "2001",
        "album_id": "9001",
        "hash_320": hashed(2002),
    }
    assert first.song.qualities == (Quality.HIGH, Quality.STANDARD)
    assert second.song is not None
    assert second.song.access is Access.WITHDRAWN
    assert page.complete
    assert page.listing.tags == ("流行",)


def test_a_file_name_without_a_dash_is_all_title() -> None:
    listing = parse_playlist_detail(answer("playlist-detail-songs.json")).listing

    assert listing.entries[1].song is not None
    assert (listing.entries[1].song.title, listing.entries[1].song.artists) == ("无分隔", ())


def test_the_head_of_a_list_is_a_page_without_songs() -> None:
    page = parse_playlist_detail(answer("playlist-detail-head.json"))

    assert (page.listing.ref.title, page.listing.entries, page.listing.announced, page.complete) == (
        "雨天 歌单",
        (),
        2,
        False,
    )


def test_a_share_page_and_an_old_page_read_from_their_scripts() -> None:
    share = parse_playlist_detail(answer("playlist-detail-share.html"))
    old = parse_playlist_detail(answer("playlist-detail-old.html")).listing

    assert (share.listing.ref.playlist_id, share.listing.ref.title, share.complete) == (
        "gcid_abc",
        "网页歌单",
        True,
    )
    song = share.listing.entries[0].song
    assert song is not None
    assert (song.title, song.artists, song.album, song.duration_ms) == ("纸船", BOTH, "纸船", 201_000)
    assert song.qualities == (Quality.LOSSLESS, Quality.HIGH, Quality.STANDARD)
    assert [e.song and e.song.duration_ms for e in old.entries] == [201_000]


def test_a_board_tells_its_issue() -> None:
    page = parse_toplist_detail(answer("toplist-detail-page.json"))
    app = parse_toplist_detail(answer("toplist-detail-app.json"))

    assert (page.listing.period, page.listing.ref.title, page.complete) == (
        "2026-11-20 08:30:00",
        "飙升榜",
        True,
    )
    assert [e.song and e.song.access for e in page.listing.entries] == [Access.OPEN, Access.VIP]
    assert page.listing.entries[0].song is not None
    assert page.listing.entries[0].song.artists == BOTH
    assert app.listing.ref.playlist_id == ""


def test_a_row_without_any_id_is_a_changed_shape() -> None:
    with pytest.raises(UnexpectedAnswer, match="song 0"):
        parse_playlist_detail(
            b'{"status":1,"errcode":0,"data":{"total":1,"info":[{"filename":"a - b","hash":""}]}}'
        )


def test_rows_that_lost_their_number_are_a_changed_shape_and_not_other_songs() -> None:
    raw = answer("playlist-detail-songs.json")

    with pytest.raises(UnexpectedAnswer):
        parse_playlist_detail(raw.replace(b'"album_audio_id"', b'"albumAudioId"'))
    without = parse_playlist_detail(raw.replace(b'"album_audio_id": 2001', b'"album_audio_id": 0'))
    assert [e.song_id for e in without.listing.entries] == [hashed(2001), "2002"]


def test_hits_announced_and_not_shown_are_trouble() -> None:
    with pytest.raises(ServerTrouble):
        parse_search(b'{"status":1,"errcode":0,"data":{"page":1,"total":463,"lists":[]}}')
    with pytest.raises(UnexpectedAnswer):
        parse_search(b'{"status":1,"errcode":0,"data":{"page":1,"total":463}}')


def test_a_named_song_without_its_hash_is_a_changed_shape() -> None:
    with pytest.raises(UnexpectedAnswer):
        parse_songs(b'{"status":1,"err_code":0,"data":{"song_name":"a","play_url":""}}')
    with pytest.raises(NoSuchItem):
        parse_songs(b'{"status":1,"errcode":0,"hash":"","songName":"","url":""}')


def test_a_batch_describes_the_songs_that_exist() -> None:
    (song,) = parse_songs(answer("song-detail-batch.json"))

    assert (song.song_id, song.title, song.duration_ms, song.album) == (
        "2001",
        "纸船 (Live)",
        201_000,
        "纸船",
    )
    assert song.handle["hash_high"] == hashed(2004)
    assert "hash_flac" not in song.handle


def test_the_address_answers_describe_their_song() -> None:
    (page,) = parse_songs(answer("song-url-page.json"))
    (player,) = parse_songs(answer("song-url-player.json"))

    assert (page.song_id, page.artists, page.album_id) == ("2001", BOTH, "9001")
    assert (player.song_id, player.album, player.artists) == (
        hashed(2001),
        None,
        (ArtistCredit("阿南", "501"),),
    )


def test_folded_versions_are_hits_and_repeats_of_a_file_are_not() -> None:
    hits = parse_search(answer("search-web.json"))

    assert [h.song_id for h in hits] == ["2001", "2010", "2012"]
    assert (hits[0].title, hits[0].artists, hits[0].access) == ("纸船 (Live)", BOTH, Access.VIP)
    assert hits[1].title == "纸船"


def test_hashes_have_one_case_whatever_the_endpoint() -> None:
    (old,) = parse_search(answer("search-old.json"))
    (gateway,) = parse_search(answer("search-gateway.json"))

    assert old.handle["hash"] == gateway.handle["hash"] == hashed(2001)
    assert gateway.qualities == (Quality.LOSSLESS, Quality.HIGH, Quality.STANDARD)


@pytest.mark.parametrize("name", ["search-nothing.json", "search-past-end.json"])
def test_no_more_hits_is_an_answer(name: str) -> None:
    assert parse_search(answer(name)) == ()


@pytest.mark.parametrize(
    ("name", "quality", "suffix", "others"),
    [
        ("song-url-page.json", Quality.STANDARD, "mp3", 1),
        ("song-url-player.json", Quality.STANDARD, "mp3", 1),
        ("song-url-gateway.json", Quality.LOSSLESS, "flac", 1),
        ("song-url-substitute.json", Quality.STANDARD, "m4a", 0),
    ],
)
def test_an_offer_has_every_host_of_its_file(name: str, quality: Quality, suffix: str, others: int) -> None:
    (offer,) = parse_song_url(answer(name))

    assert offer.grant is not None
    assert (offer.grant.quality, offer.grant.suffix, len(offer.grant.other_urls)) == (quality, suffix, others)
    assert offer.grant.duration_ms == 201_000
    assert (offer.code == SUBSTITUTE) is (suffix == "m4a")


@pytest.mark.parametrize(
    ("name", "failure", "trial"),
    [
        ("song-url-paid.json", Failure.PURCHASE, False),
        ("song-url-members.json", Failure.VIP, False),
        ("song-url-cut.json", Failure.TRIAL, True),
        ("song-url-player-clip.json", Failure.TRIAL, True),
        ("song-url-gateway-members.json", Failure.VIP, False),
        ("song-url-gateway-buyers.json", Failure.PURCHASE, False),
        ("song-url-gateway-nobody.json", Failure.WITHDRAWN, False),
        ("song-url-encrypted.json", Failure.ENCRYPTED, False),
    ],
)
def test_a_refusal_is_an_offer_of_its_class(name: str, failure: Failure, trial: bool) -> None:
    (offer,) = parse_song_url(answer(name))

    assert (offer.grant, offer.failure, offer.trial) == (None, failure, trial)
    assert offer.code
    assert offer.hint


@pytest.mark.parametrize(
    ("name", "error", "code"),
    [
        ("song-url-limited.json", RateLimited, "1002"),
        ("song-url-player-marks.json", LoginNeeded, "20010"),
        ("song-url-player-verify.json", Blocked, "30020"),
        ("song-url-gateway-verify.json", Blocked, "20028"),
        ("song-url-gateway-login.json", LoginNeeded, "20018"),
        ("error-device.json", UnexpectedAnswer, "152"),
        ("error-signature.json", UnexpectedAnswer, "20017"),
        ("error-page.html", ServerTrouble, "HTML"),
        ("error-denied.html", UnexpectedAnswer, "NOT_JSON"),
    ],
)
def test_what_the_envelope_says_is_raised_by_every_parser(
    name: str, error: type[Exception], code: str
) -> None:
    for operation in PARSERS:
        with pytest.raises(error) as raised:
            PARSERS[operation](answer(name))
        assert getattr(raised.value, "code", None) == code


def test_a_list_that_does_not_exist_is_no_such_item() -> None:
    with pytest.raises(NoSuchItem):
        parse_playlist_detail(b'{"status":1,"errcode":0,"data":[]}')


@pytest.mark.parametrize("name", ["lyric-download.json", "lyric-plain.txt"])
def test_words_lose_their_packing_and_nothing_else(name: str) -> None:
    lyric = parse_lyric(answer(name))

    assert lyric.kind is LyricKind.TEXT
    assert lyric.original.splitlines()[0] == "[id:$00000000]"
    assert lyric.original.splitlines()[-2:] == ["[00:01.00]折一只纸船", "[00:05.50]让它漂走"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("lyric-none.txt", LyricKind.ABSENT),
        ("lyric-krc.json", LyricKind.ABSENT),
        ("lyric-search-none.json", LyricKind.ABSENT),
        ("lyric-search.json", LyricKind.FOUND),
        ("lyric-instrumental.json", LyricKind.INSTRUMENTAL),
        ("song-url-player.json", LyricKind.TEXT),
    ],
)
def test_an_answer_without_words_says_which_kind_it_is(name: str, kind: LyricKind) -> None:
    assert parse_lyric(answer(name)).kind is kind


def test_the_candidate_fits_the_song_in_length_and_after_a_search_by_name_in_title() -> None:
    candidates = parse_candidates(answer("lyric-search.json"))
    song = SongInfo("kugou", "2001", "纸船", duration_ms=201_000)
    other = SongInfo("kugou", "2001", "河灯", duration_ms=201_000)
    longer = SongInfo("kugou", "2001", "纸船", duration_ms=300_000)

    assert [c.proposed for c in candidates] == [False, True, False]
    assert getattr(chosen(song, candidates, by_hash=True), "lyric_id", None) == "12"
    assert getattr(chosen(song, candidates, by_hash=False), "lyric_id", None) == "12"
    assert chosen(other, candidates, by_hash=False) is None
    assert chosen(longer, candidates, by_hash=True) is None


def test_signatures_are_the_known_answers() -> None:
    params = {"appid": "1005", "clientver": "20489", "clienttime": "1700000000", "mid": "123", "dfid": "-"}
    params |= {"uuid": "-", "hash": "a" * 32}
    page = {"appid": "1014", "clienttime": "1700000000000", "clientver": "20000", "dfid": "-", "platid": "4"}
    page |= {
        "encode_album_audio_id": "j6ju8e3",
        "mid": "d41d8cd98f00b204e9800998ecf8427e",
        "srcappid": "2919",
    }
    page |= {"token": "", "userid": "0", "uuid": "d41d8cd98f00b204e9800998ecf8427e"}

    assert android_signature(params) == "ed624552b507bf53a6e09dfdcaf3a740"
    assert web_signature(params) == "8fd7b449efe80934183ac4294b55fbd2"
    assert web_signature(page) == "39eacda99a8ae62dd8e5a3d26170aae7"
    lite = tracker_key("A" * 32, "123", "0", app_id="3116", salt="185672dd44712f60bb1736df5a377e82")
    assert lite == "00f9a736166c43c652c18e5ebb71ec18"


def test_a_login_is_read_from_plain_cookies_and_from_the_bundle() -> None:
    plain = login_of("KugooID=77; t=abc; kg_mid=m1; kg_dfid=d1")
    bundle = login_of("kg_mid=m1; KuGoo=KugooID%3D77%26KugooPwd%3Dx%26NickName%3D%26t%3Dabc")

    assert (plain.userid, plain.token, plain.mid, plain.dfid, plain.present) == (
        "77",
        "abc",
        "m1",
        "d1",
        True,
    )
    assert (bundle.userid, bundle.token, bundle.dfid) == ("77", "abc", "-")
    assert not login_of(None).present
    assert len(login_of(None).mid) == 32


@pytest.mark.parametrize("mark", [1, "1", True, 2])
def test_a_free_part_in_any_spelling_is_a_clip(mark: object) -> None:
    data = {"play_url": "https://webfs.yun.kugou.com/a/b.mp3", "is_free_part": mark, "bitrate": 128}

    (offer,) = parse_song_url(json.dumps({"status": 1, "err_code": 0, "data": data}).encode())

    assert (offer.grant, offer.failure, offer.trial) == (None, Failure.TRIAL, True)


@pytest.mark.parametrize("mark", [0, "0", False, None])
def test_no_free_part_is_the_song(mark: object) -> None:
    data = {"play_url": "https://webfs.yun.kugou.com/a/b.mp3", "is_free_part": mark, "bitrate": 128}

    (offer,) = parse_song_url(json.dumps({"status": 1, "err_code": 0, "data": data}).encode())

    assert offer.grant


@pytest.mark.parametrize(
    ("second", "failure"),
    [("https://fs.kugou.com/yp/cut/a.mp3", Failure.TRIAL), ("https://fs.kugou.com/a.mgg", Failure.ENCRYPTED)],
)
def test_every_address_of_an_offer_has_to_be_the_song(second: str, failure: Failure) -> None:
    told = {"url": "https://fs.kugou.com/yp/full/a.mp3", "backup_url": [second], "extName": "mp3"}

    (offer,) = parse_song_url(json.dumps({"status": 1, "errcode": 0, **told}).encode())

    assert (offer.grant, offer.failure) == (None, failure)


def test_announced_hits_that_are_null_on_the_first_page_are_trouble_and_not_none() -> None:
    def answer(page: int) -> bytes:
        return json.dumps({"status": 1, "data": {"page": page, "total": 300, "lists": None}}).encode()

    assert parse_search(answer(99)) == ()
    with pytest.raises(ServerTrouble):
        parse_search(answer(1))


def test_another_name_of_a_song_is_its_alias() -> None:
    row = {"FileHash": hashed(1), "SongName": "夜航", "OtherName": "Night &amp; Sail", "MixSongID": "9"}

    (song,) = parse_search(json.dumps({"status": 1, "data": {"total": 1, "lists": [row]}}).encode())

    assert song.aliases == ("Night & Sail",)
