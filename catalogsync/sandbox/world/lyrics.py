"""Lyrics made of the sandbox's own words, timed to the recording."""

from __future__ import annotations

# ruff: noqa: SIM905 (long lists of words read better as text)
from dataclasses import dataclass

from catalogsync.sandbox.chance import below, chance, stream
from catalogsync.sandbox.world.recordings import Recording
from catalogsync.sandbox.world.words import ROMANISED, TITLE_WORDS

_ENDINGS = {"zh": "在夜里慢慢亮起", "en": "is calling me tonight", "ja": "を探している"}
_KANA = dict(
    zip(
        "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん",
        "a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me mo ya yu yo "
        "ra ri ru re ro wa wo n".split(),
        strict=True,
    )
)

Line = tuple[int, str]
"""(time in ms, text)"""


@dataclass(frozen=True, slots=True)
class Lyric:
    """`kind` is "words", "instrumental" or "none"; lines are sorted by time, translation pairs by equal time."""

    kind: str
    lines: tuple[Line, ...] = ()
    translation: tuple[Line, ...] = ()
    romanisation: tuple[Line, ...] = ()
    credits: tuple[tuple[str, str], ...] = ()

    @property
    def first_line(self) -> str | None:
        return self.lines[0][1] if self.lines else None


def lyric_kind(seed: str, recording: Recording) -> str:
    """ "words", "instrumental" or "none", without making the words."""
    if recording.wordless:
        return "instrumental"
    return "none" if recording.work and chance(9, seed, recording.work, "lyric", "none") else "words"


def is_translated(seed: str, recording: Recording) -> bool:
    """Would words of this recording come with a translation?"""
    return recording.language != "zh" and chance(60, seed, recording.work, "lyric", "translated")


def lyric(seed: str, recording: Recording) -> Lyric:
    kind = lyric_kind(seed, recording)
    if kind != "words":
        return Lyric(kind)
    key = (seed, recording.work, "lyric")
    times = range(8_000 + below(4_000, *key, "start"), recording.duration_ms - 3_000, 4_370)
    luck = stream(2 * len(times), *key, "lines")
    lines = _lines(recording.language, times, luck)
    translation = _lines("zh", times, luck) if is_translated(seed, recording) else ()
    romanisation: tuple[Line, ...] = ()
    if recording.language == "ja" and chance(50, *key, "romanised"):
        romanisation = tuple(
            (at, " ".join(_KANA.get(c, ROMANISED.get(c, c)) for c in text)) for at, text in lines
        )
    credits = (("作词", recording.artists[0].name), ("作曲", recording.artists[-1].name))
    return Lyric("words", lines, translation, romanisation, credits)


def _lines(language: str, times: range, luck: bytes) -> tuple[Line, ...]:
    first, second, _ = TITLE_WORDS[language]
    joiner = " " if language == "en" else ""
    return tuple(
        (
            at,
            joiner.join(
                (first[luck[2 * i] % len(first)], second[luck[2 * i + 1] % len(second)], _ENDINGS[language])
            ),
        )
        for i, at in enumerate(times)
    )


def stamp(ms: int, digits: int = 2) -> str:
    """`[mm:ss.xx]`, with 2 or 3 digits after the point."""
    minutes, rest = divmod(ms, 60_000)
    fraction = f"{rest % 1000:03d}"[:digits]
    return f"[{minutes:02d}:{rest // 1000:02d}.{fraction}]"


def lrc(lines: tuple[Line, ...], digits: int = 2) -> str:
    return "".join(f"{stamp(at, digits)}{text}\n" for at, text in lines)
