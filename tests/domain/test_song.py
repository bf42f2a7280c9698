"""Given events of a song, when something is decided, then events or nothing."""

from __future__ import annotations

from catalogsync.domain.retry import most_hopeful, next_try_ms
from catalogsync.domain.song import (
    About,
    Artist,
    CandidateAccepted,
    CandidateRejected,
    Catalogued,
    Changed,
    Gone,
    Obtained,
    Song,
)

ABOUT = About(title="夜航", artists=[Artist(name="某人", artist_id="1")], duration_ms=200_000)


def catalogued() -> Song:
    song = Song("song:qq:a")
    song.observe("qq", "a", ABOUT, "playlist:qq:1")
    song.pending.clear()
    return song


def test_a_new_song_is_catalogued_with_where_it_was_seen() -> None:
    song = Song("song:qq:a")

    assert song.observe("qq", "a", ABOUT, "playlist:qq:1") is True
    assert [Catalogued(platform="qq", remote_id="a", about=ABOUT, seen_in="playlist:qq:1")] == song.pending


def test_what_we_know_records_nothing() -> None:
    song = catalogued()
    song.observe("qq", "a", ABOUT)

    assert [] == song.pending


def test_a_change_names_its_fields() -> None:
    song = catalogued()
    song.observe("qq", "a", About(title="夜航 (重制)", artists=ABOUT.artists, duration_ms=201_000))

    assert isinstance(song.pending[0], Changed)
    assert ["title", "duration_ms"] == song.pending[0].changed


def test_an_endpoint_that_tells_less_takes_nothing_back() -> None:
    song = catalogued()
    song.observe("qq", "a", About(title="夜航"))

    assert [] == song.pending


def test_a_song_that_is_gone_is_said_once_and_can_come_back() -> None:
    song = catalogued()
    song.bury()
    song.bury()
    song.observe("qq", "a", ABOUT)

    assert [Gone, Changed] == [type(fact) for fact in song.pending]


def test_a_rejected_candidate_is_no_longer_accepted() -> None:
    song = catalogued()
    song.accept("kuwo", "9")
    song.accept("kuwo", "9")
    song.reject("kuwo", "9")

    assert [CandidateAccepted, CandidateRejected] == [type(fact) for fact in song.pending]
    assert {} == song.accepted


def test_a_file_ends_the_count_of_misses() -> None:
    song = catalogued()
    song.miss("network", "reset", [], None)
    song.record(Obtained(source="qq", source_song_id="a", quality="high", chosen="own"))

    assert 0 == song.misses


def test_waits_grow_to_a_cap_and_some_classes_wait_for_a_person() -> None:
    first, second = next_try_ms("network", 1, 0), next_try_ms("network", 2, 0)

    assert (15 * 60_000, 30 * 60_000) == (first, second)
    assert 60 * 86_400_000 == next_try_ms("network", 99, 0)
    assert next_try_ms("login", 1, 0) is None


def test_the_most_hopeful_failure_speaks_for_the_song() -> None:
    assert "network" == most_hopeful(["not_found", "network", "vip"])
    assert "no_match" == most_hopeful([])
