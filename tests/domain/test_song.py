"""Given events of a song, when something is decided, then events or nothing."""

from __future__ import annotations

import pytest

from catalogsync.domain.event import Event
from catalogsync.domain.retry import most_hopeful, next_try_ms
from catalogsync.domain.song import (
    About,
    Artist,
    CandidateAccepted,
    CandidateRejected,
    Catalogued,
    Changed,
    DecisionTakenBack,
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


def decided(*words: str) -> Song:
    """A song with a person's words on kuwo:9, each `accept` or `reject`."""
    song = catalogued()
    for word in words:
        (song.accept if word == "accept" else song.reject)("kuwo", "9")
    return song


def again(song: Song) -> Song:
    """The same song, folded from its events."""
    found = Song(song.id)
    found.replay(
        Event(originator_id=song.id, originator_version=n, at_ms=0, actor="test", fact=fact)
        for n, fact in enumerate(song.pending, 1)
    )
    return found


@pytest.mark.parametrize("word", ["accept", "reject"])
def test_after_a_word_is_taken_back_it_is_as_if_nobody_had_decided(word: str) -> None:
    song = decided(word)
    song.take_back(song.decisions[-1].version)

    for one in (song, again(song)):
        assert ({}, set(), []) == (one.accepted, one.rejected, one.decisions)


def test_a_word_taken_back_lets_the_one_before_it_hold_again() -> None:
    song = decided("reject", "accept")
    song.take_back(song.decisions[-1].version)

    assert "reject" == song.pending[-1].standing  # type: ignore[attr-defined]
    assert {("kuwo", "9")} == again(song).rejected


def test_taking_back_an_accepted_candidate_lets_the_earlier_choice_of_that_source_hold_again() -> None:
    song = catalogued()
    song.accept("kuwo", "8")
    song.accept("kuwo", "9")
    song.take_back(again(song).decisions[-1].version)

    assert {"kuwo": "8"} == song.accepted == again(song).accepted


def test_a_word_is_taken_back_once() -> None:
    song = decided("accept")
    version = song.decisions[-1].version
    song.take_back(version)
    song.take_back(version)
    song.take_back(99)

    assert 1 == sum(isinstance(fact, DecisionTakenBack) for fact in song.pending)


@pytest.mark.parametrize(("chosen", "reopens"), [("person", True), ("rules", False), ("own", False)])
def test_a_file_that_is_there_because_of_the_word_is_wanted_anew(chosen: str, reopens: bool) -> None:
    song = decided("accept")
    song.record(Obtained(source="kuwo", source_song_id="9", quality="high", chosen=chosen))
    song.take_back(song.decisions[-1].version)

    assert reopens == song.pending[-1].reopens  # type: ignore[attr-defined]
    assert (not reopens) == song.obtained == again(song).obtained


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
