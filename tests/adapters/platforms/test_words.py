"""Words are told from the ways platforms say that there are none."""

from __future__ import annotations

import pytest

from catalogsync.adapters.platforms.words import lyric_of
from catalogsync.pipeline.ports import LyricKind


@pytest.mark.parametrize(
    "words",
    [
        "[00:05.00]纯音乐，请欣赏\n",
        "[99:00.00]纯音乐，请欣赏",
        "[ti:夜航]\n[00:00.00]夜航 - 某人\n[00:01.00]此歌曲为没有填词的纯音乐，请您欣赏",
        "[00:00.00] 作曲 : 某人\n[00:00.50] 编曲：某人\n[00:01.00]纯音乐，请欣赏",
        "[00:00.00]该歌曲没有歌词",
    ],
)
def test_a_sentence_that_says_instrumental_is_no_text(words: str) -> None:
    assert LyricKind.INSTRUMENTAL is lyric_of(words).kind


@pytest.mark.parametrize("words", [None, "", "[ti:a]\n[00:01.00]\n[00:02.00] //\n"])
def test_nothing_but_tags_is_no_text(words: str | None) -> None:
    assert LyricKind.ABSENT is lyric_of(words).kind


def test_words_stay_as_they_are_and_empty_companions_are_none() -> None:
    words = "[00:01.00]一\n[00:02.00]二\n[00:03.00]三\n[00:04.00]我们说纯音乐请欣赏"

    lyric = lyric_of(words, translation="[by:x]\n", romanisation="[00:01.00]yi", word_timed="")

    assert (LyricKind.TEXT, words, None, "[00:01.00]yi", None) == (
        lyric.kind,
        lyric.original,
        lyric.translation,
        lyric.romanisation,
        lyric.word_timed,
    )
