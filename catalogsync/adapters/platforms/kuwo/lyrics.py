"""Kuwo's words: rows of a time in seconds and a line, with the translation mixed in (kuwo page, section 7, 2026-11)."""

from __future__ import annotations

from collections import Counter

from catalogsync.adapters.platforms.kuwo.answers import opened
from catalogsync.adapters.platforms.kuwo.songs import PLATFORM
from catalogsync.adapters.platforms.shapes import clean_name, member, rows, text
from catalogsync.adapters.platforms.words import lyric_of
from catalogsync.pipeline.errors import UnexpectedAnswer
from catalogsync.pipeline.ports import Lyric, LyricKind

_Line = tuple[int, str]
"""Centiseconds from the start, and the line ("" for kuwo's three blanks)."""

_LONGEST_CS = 24 * 3600 * 100


def parse_lyric(raw: bytes) -> Lyric:
    """The words as LRC, original and translation apart; `songinfoandlrc` and `getlyric` send the same rows."""
    content = opened("lyric", raw)
    listed = member(content, "lrclist")
    if listed is None and isinstance(content, dict) and "lrclist" in content:
        return Lyric(LyricKind.ABSENT)
    if not isinstance(listed, list):
        raise UnexpectedAnswer(PLATFORM, "lyric", "data.lrclist")
    lines = [
        (at, clean_name(row.get("lineLyric")) or "")
        for row in rows(listed)
        if (at := _centiseconds(row.get("time"))) is not None
    ]
    if listed and not lines:
        raise UnexpectedAnswer(PLATFORM, "lyric", "data.lrclist[].time")
    originals, translations = separated(lines)
    return lyric_of(_lrc(originals), translation=_lrc(translations))


def separated(lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """Original and translated lines, blanks dropped, by time.

    Of the rows with one time the last is the original; an earlier one is the translation of the original line before
    (lyric-6: the Chinese at 25.04 translates the English of 20.24), so it gets that line's time. Where every line has
    such a partner, a single last row is the translation of the last original.
    """
    repeats = Counter(at for at, _ in lines)
    originals: list[_Line] = []
    translations: list[_Line] = []
    before = None
    for position, (at, line) in enumerate(lines):
        if position + 1 < len(lines) and lines[position + 1][0] == at:
            if before is not None:
                translations.append((before, line))
            continue
        originals.append((at, line))
        before = at
    paired = sum(1 for count in repeats.values() if count > 1)
    if paired >= 4 and paired >= len(repeats) - 2 and repeats[lines[-1][0]] == 1 and len(originals) > 1:
        translations.append((originals[-2][0], originals.pop()[1]))
    return [(at, line) for at, line in sorted(originals, key=lambda o: o[0]) if line], [
        (at, line) for at, line in sorted(translations, key=lambda t: t[0]) if line
    ]


def _centiseconds(value: object) -> int | None:
    """`"78.520004"` seconds (float noise of the platform) as 7852."""
    told = text(value) if not isinstance(value, float) else repr(value)
    try:
        seconds = float(told) if told and len(told) <= 30 else -1.0
    except ValueError:
        return None
    return round(seconds * 100) if 0 <= seconds * 100 <= _LONGEST_CS else None


def _lrc(lines: list[_Line]) -> str:
    return "\n".join(f"[{at // 6000:02d}:{at // 100 % 60:02d}.{at % 100:02d}]{line}" for at, line in lines)
