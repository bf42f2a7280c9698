"""Qianqian's parsers over answers in the web interface's shapes."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogsync.adapters.platforms.qianqian import PARSERS
from catalogsync.adapters.platforms.qianqian.parse import (
    parse_categories,
    parse_lyric,
    parse_playlist_detail,
    parse_playlist_list,
    parse_search,
    parse_song_detail,
    parse_song_url,
    parse_toplist_detail,
    parse_toplist_list,
)
from catalogsync.adapters.platforms.qianqian.signing import sign, signed
from catalogsync.pipeline.errors import (
    Failure,
    LoginNeeded,
    NoSuchItem,
    ServerTrouble,
    UnexpectedAnswer,
)
from catalogsync.pipeline.ports import Access, LyricKind, PlaylistKind, Quality
from tests.adapters.platforms.answering import answers_beside, recordings
from tests.adapters.platforms.mutation import damaged, monsters, refused_by

ANSWERS = answers_beside(__file__)
NOW = 1_700_000_000.0


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"TSID": "T10040899625", "timestamp": "1736756072"}, "9fc7a2117bc61378cc8aa8a9ca3f7eeb"),
        (
            {"word": "薛之谦", "type": "1", "pageNo": "1", "pageSize": "20", "timestamp": "1700000000"},
            "6508657460226ea49a5765cf8ec6e2c8",
        ),
        (
            {"TSID": "T10062480746", "rate": "3000", "timestamp": "1700000000"},
            "12c4599f6ba47095d7ba5a50ef7b3751",
        ),
        (
            {"word": "abc", "type": "1", "pageNo": "1", "pageSize": "10", "timestamp": "1700000000"},
            "0c6908decbba68d6e3e91e45ec76d921",
        ),
    ],
)
def test_the_signature_is_the_known_answer(params: dict[str, str], expected: str) -> None:
    assert sign({**params, "appid": "16073360"}) == expected


def test_empty_parameters_are_left_out_before_signing() -> None:
    assert signed({"TSID": "T1", "rate": ""}, NOW) == signed({"TSID": "T1"}, NOW + 0.5)


def test_a_song_is_read_whole_with_the_performers_first_credited() -> None:
    (song,) = parse_song_detail(ANSWERS["song-detail-one.json"])

    assert (song.song_id, song.title, song.duration_ms) == ("T10000000001", "合成之歌 1（Live）", 230_000)
    assert [(a.name, a.artist_id) for a in song.artists] == [("苏暮", "A10")]
    assert (song.album, song.album_id, song.access) == ("合成的夜", "P10000000001", Access.OPEN)
    assert song.qualities == (Quality.LOSSLESS, Quality.HIGH, Quality.STANDARD)
    assert song.handle == {"lyric": "https://static01.dmhmusic.com/1.lrc"}


def test_the_hint_about_access_is_the_platforms_own() -> None:
    vip, gone, unknown = parse_song_detail(ANSWERS["song-detail-vip.json"])

    assert [s.access for s in (vip, gone, unknown)] == [Access.VIP, Access.WITHDRAWN, Access.UNKNOWN]
    assert [a.name for a in unknown.artists] == ["词人"]
    assert unknown.qualities == (Quality.STANDARD,)


def test_an_unknown_song_is_left_out() -> None:
    assert parse_song_detail(ANSWERS["song-detail-unknown.json"]) == ()


def test_a_playlist_keeps_duplicates_nameless_songs_and_every_form_of_id_in_place() -> None:
    page = parse_playlist_detail(ANSWERS["playlist-detail-whole.json"])

    ids = [entry.song_id for entry in page.listing.entries]
    assert ids == ["T10000000001", "T10000000002", "T10000000001", "T10000000003"]
    assert page.listing.entries[3].song is None
    assert (page.complete, page.listing.ref.playlist_id, page.listing.tags) == (True, "295893", ("流行",))


def test_a_page_of_a_playlist_is_not_whole() -> None:
    page = parse_playlist_detail(ANSWERS["playlist-detail-page.json"])

    assert (page.complete, page.listing.announced, len(page.listing.entries)) == (False, 130, 2)


def test_a_closed_playlist_is_no_such_item() -> None:
    with pytest.raises(NoSuchItem) as raised:
        parse_playlist_detail(ANSWERS["playlist-detail-closed.json"])
    assert raised.value.code == "22001"


def test_albums_read_as_listings() -> None:
    page = parse_playlist_detail(ANSWERS["playlist-detail-album.json"])

    assert [entry.song_id for entry in page.listing.entries] == ["T10000000001"]
    assert page.listing.ref.title == "合成的夜"


def test_the_square_its_search_and_its_end() -> None:
    page = parse_playlist_list(ANSWERS["playlist-list-square.json"])
    last = parse_playlist_list(ANSWERS["playlist-list-square.json"], page=10)

    assert [(ref.playlist_id, ref.track_count) for ref in page.playlists] == [("295893", 50), ("295894", 20)]
    assert (page.next_cursor, page.total, last.next_cursor) == ("2", 240, None)
    assert parse_playlist_list(ANSWERS["playlist-list-end.json"]).playlists == ()
    assert len(parse_playlist_list(ANSWERS["playlist-list-search.json"]).playlists) == 1


def test_categories_and_bangs() -> None:
    found = parse_categories(ANSWERS["categories-all.json"])
    bangs = parse_toplist_list(ANSWERS["toplist-list-all.json"])
    page = parse_toplist_detail(ANSWERS["toplist-detail-page.json"], "257851")

    assert [(c.category_id, c.name, c.group) for c in found] == [
        ("1191", "校园", "场景"),
        ("1192", "夜晚", "场景"),
    ]
    assert [(ref.playlist_id, ref.kind) for ref in bangs] == [
        ("257851", PlaylistKind.TOPLIST),
        ("257852", PlaylistKind.TOPLIST),
    ]
    assert (page.complete, len(page.listing.entries)) == (True, 2)


@pytest.mark.parametrize(
    ("name", "count"), [("search-tracks.json", 2), ("search-none.json", 0), ("search-empty.json", 0)]
)
def test_hits_without_an_id_are_passed_over_and_no_hits_are_an_answer(name: str, count: int) -> None:
    assert len(parse_search(ANSWERS[name])) == count


@pytest.mark.parametrize(
    ("name", "code"), [("search-refused.json", "23001"), ("search-signature.json", "22005")]
)
def test_refused_words_and_signatures_are_no_empty_results(name: str, code: str) -> None:
    with pytest.raises(UnexpectedAnswer) as raised:
        parse_search(ANSWERS[name])
    assert raised.value.code == code


def test_a_granted_stream_says_what_was_granted() -> None:
    (offer,) = parse_song_url(ANSWERS["song-url-granted.json"], NOW)
    (flac,) = parse_song_url(ANSWERS["song-url-flac.json"], NOW)

    assert offer.grant is not None
    assert flac.grant is not None
    assert (offer.grant.quality, offer.grant.suffix, offer.grant.bitrate) == (Quality.HIGH, "mp3", 320_000)
    assert (offer.grant.size_bytes, offer.grant.duration_ms, offer.grant.expires_in_s) == (
        9222313,
        230_000,
        3600,
    )
    assert offer.grant.md5 == "4726ae4f675bb8062459b1b7aa00597c"
    assert (flac.grant.quality, flac.grant.bitrate) == (Quality.LOSSLESS, None)


def test_an_entitled_answer_may_hold_a_clip_beside_the_file() -> None:
    (offer,) = parse_song_url(ANSWERS["song-url-entitled.json"], NOW)

    assert offer.grant is not None
    assert "clip" not in offer.grant.url


@pytest.mark.parametrize(
    ("name", "failure", "trial"),
    [
        ("song-url-clip.json", Failure.TRIAL, True),
        ("song-url-members.json", Failure.VIP, False),
        ("song-url-gone.json", Failure.WITHDRAWN, False),
        ("song-url-nothing.json", Failure.WITHDRAWN, False),
    ],
)
def test_a_refused_stream_is_an_offer_of_its_class(name: str, failure: Failure, trial: bool) -> None:
    (offer,) = parse_song_url(ANSWERS[name])

    assert (offer.grant, offer.failure, offer.trial) == (None, failure, trial)
    assert offer.hint


def test_a_demand_to_log_in_is_told_by_its_words() -> None:
    with pytest.raises(LoginNeeded) as raised:
        parse_song_url(ANSWERS["song-url-login.json"])
    assert raised.value.code == "22452"


def test_lyrics_are_lrc_or_plain_text() -> None:
    assert parse_lyric(ANSWERS["lyric-file.lrc"]).original.startswith("[00:01.00]")
    assert parse_lyric(ANSWERS["lyric-plain.txt"]).original == "合成之歌\n第二行\n"
    assert parse_lyric(b"").kind is LyricKind.ABSENT
    with pytest.raises(ServerTrouble):
        parse_lyric(b"<html>404</html>")
    with pytest.raises(UnexpectedAnswer):
        parse_lyric(ANSWERS["song-detail-one.json"])


RECORDED_AS = {
    "tracklink-1.json": ("song-url", "song-detail"),
    "partnerdoc-album-songs-1.json": ("toplist-detail",),
}


@pytest.mark.parametrize(("name", "raw"), recordings("qianqian"))
def test_every_recording_is_read_as_what_it_is(name: str, raw: bytes) -> None:
    if name not in RECORDED_AS:
        pytest.skip(f"{name} is newer than this test")
    for operation in RECORDED_AS[name]:
        assert PARSERS[operation](raw)


ALL = [*ANSWERS.items(), *((p.values[0], p.values[1]) for p in recordings("qianqian") if p.values[1])]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(st.data())
def test_a_damaged_answer_is_read_or_refused(data: st.DataObject) -> None:
    name, raw = data.draw(st.sampled_from(ALL))
    operation = data.draw(st.sampled_from([op for op in PARSERS if name.startswith(op)] or list(PARSERS)))

    assert refused_by(PARSERS[operation], data.draw(damaged(raw))) in (None, "qianqian")


def test_renamed_members_are_a_changed_shape_and_no_list_of_dead_songs() -> None:
    raw = ANSWERS["playlist-detail-whole.json"]

    with pytest.raises(UnexpectedAnswer, match="title"):
        parse_playlist_detail(raw.replace(b'"title"', b'"label"'))
    with pytest.raises(UnexpectedAnswer, match="any"):
        parse_playlist_detail(raw.replace(b'"T1', b'"X1'))


@pytest.mark.parametrize("operation", PARSERS)
def test_monsters_are_read_or_refused(operation: str) -> None:
    for raw in monsters():
        assert refused_by(PARSERS[operation], raw) in (None, "qianqian")


def test_the_clips_address_is_no_song_wherever_it_stands() -> None:
    clip = "https://audio04.dmhmusic.com/clip.mp3"
    data = {"TSID": "T10062480746", "path": clip, "format": "mp3", "trail_audio_info": {"path": clip}}

    (offer,) = parse_song_url(json.dumps({"state": True, "errno": 22000, "data": data}).encode())

    assert (offer.grant, offer.failure, offer.trial) == (None, Failure.TRIAL, True)
