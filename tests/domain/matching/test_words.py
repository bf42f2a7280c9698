"""Words beside a title as platforms print them: those that name another recording, and those that do not.

The two lists were written before the lexicon was asked about them; ten of the first were then unknown to it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from catalogsync.domain.matching import Recording, Verdict, score

HERE = Path(__file__).parent
SONGS = (
    Recording("晴空之下", ("林夕遥",), "远方", 240_000),
    Recording("Paper Rivers", ("Ada Quinn",), "North", 240_000),
)
FORMS = ("{} ({})", "{}（{}）", "{} [{}]", "{} - {}")


def words(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines for word in line.split(" | ")]


@pytest.mark.parametrize("song", SONGS, ids=("written", "latin"))
def test_a_word_for_a_version_is_never_the_plain_recording(song: Recording) -> None:
    accepted = {
        word
        for word in words("version_words.txt")
        for form in FORMS
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
