"""Telling a song's words from the ways platforms say that there are none."""

from __future__ import annotations

import re

from catalogsync.pipeline.ports import Lyric, LyricKind

_TAGS = re.compile(r"\[[^\[\]\n]{0,100}\]|<\d[^<>\n]{0,30}>")
_CREDIT = re.compile(
    r"\s*(?:作词|作詞|作曲|编曲|編曲|词|詞|曲|制作人|製作人|出品|发行|演唱|原唱|歌手|混音|母带|录音|和声|吉他|键盘|贝斯"
    r"|lyrics?|composed|composer|music|arrange[rd]?|producer|by)[^:：\n]{0,40}[:：]",
    re.IGNORECASE,
)
# netease lyric-6 (2022) and wire page 7; qq wire page 7a (2026-11); kugou and kuwo say it in the same words.
_WITHOUT_WORDS = re.compile(
    r"纯音乐.{0,4}请.{0,4}欣赏|没有填词的纯音乐|(?:该|此)歌曲没有歌词|^\s*暂无歌词\s*$|^\s*纯音乐\s*$"
)


def lyric_of(
    original: str | None,
    *,
    translation: str | None = None,
    romanisation: str | None = None,
    word_timed: str | None = None,
) -> Lyric:
    """The platform's texts as a Lyric: INSTRUMENTAL where they only say so, ABSENT where nothing but tags is
    left.

    The texts are kept as they are; a translation without a single word is None.
    """
    if not original or not (lines := _spoken_lines(original)):
        return Lyric(LyricKind.ABSENT)
    without_credits = [line for line in lines if not _CREDIT.match(line)]
    # The sentence stands alone or below a title line and credits, never among real words.
    if len(without_credits) <= 3 and any(_WITHOUT_WORDS.search(line) for line in without_credits):
        return Lyric(LyricKind.INSTRUMENTAL)
    return Lyric(
        LyricKind.TEXT,
        original,
        translation=_worded(translation),
        romanisation=_worded(romanisation),
        word_timed=_worded(word_timed),
    )


def _spoken_lines(words: str) -> list[str]:
    return [line for raw in words.splitlines() if (line := _TAGS.sub("", raw).strip()) and line != "//"]


def _worded(words: str | None) -> str | None:
    return words if words and _spoken_lines(words) else None
