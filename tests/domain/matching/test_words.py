"""Words beside a title and names of albums as platforms print them: those that name another recording, and those
that do not.

The lists were written before the lexicon was asked about them; docs/matching.md tells how many it did not know.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from catalogsync.domain.matching.score import score
from catalogsync.domain.matching.values import Recording, Verdict

HERE = Path(__file__).parent
SONGS = (
    Recording("晴空之下", ("林夕遥",), "远方", 240_000),
    Recording("Paper Rivers", ("Ada Quinn",), "North", 240_000),
)
FORMS = ("{} ({})", "{}（{}）", "{} [{}]", "{} - {}")


def words(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines for word in line.split(" | ")]


def refused_or_accepted(song: Recording, albums: list[str], verdict: Verdict) -> set[str]:
    """The album names, ``{}`` standing for the song's own album, under which the song gets that verdict."""
    return {
        name
        for name in albums
        if score(song, replace(song, album=name.format(song.album))).verdict is verdict
    }


@pytest.mark.parametrize("song", SONGS, ids=("written", "latin"))
def test_a_word_for_a_version_is_never_the_plain_recording(song: Recording) -> None:
    accepted = {
        word
        for word in words("version_words.txt")
        for form in (*FORMS, "{} {}")
        for album in (song.album, None)
        if score(song, replace(song, title=form.format(song.title, word), album=album)).verdict
        is Verdict.ACCEPT
    }

    assert accepted == set()


@pytest.mark.parametrize("song", SONGS, ids=("written", "latin"))
def test_a_word_that_names_no_version_makes_no_difference(song: Recording) -> None:
    refused = {
        word
        for word in words("neutral_words.txt")
        for form in FORMS
        if score(song, replace(song, title=form.format(song.title, word))).verdict is not Verdict.ACCEPT
    }

    assert refused == set()


@pytest.mark.parametrize("song", SONGS, ids=("written", "latin"))
def test_an_album_that_names_a_version_makes_each_song_on_it_that_version(song: Recording) -> None:
    assert refused_or_accepted(song, words("version_albums.txt"), Verdict.ACCEPT) == set()


@pytest.mark.parametrize("song", SONGS, ids=("written", "latin"))
def test_an_album_that_names_no_version_makes_no_difference(song: Recording) -> None:
    assert refused_or_accepted(song, words("neutral_albums.txt"), Verdict.REJECT) == set()
