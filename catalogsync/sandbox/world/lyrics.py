"""Lyrics made of the sandbox's own words, timed to the recording."""

from __future__ import annotations

from dataclasses import dataclass

from catalogsync.sandbox.chance import below, chance, pick
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


def lyric(seed: str, recording: Recording) -> Lyric:
    if recording.wordless:
        return Lyric("instrumental")
    key = (seed, recording.work, "lyric")
    if recording.work and chance(9, *key, "none"):
        return Lyric("none")
    first, second, _ = TITLE_WORDS[recording.language]
    times = range(8_000 + below(4_000, *key, "start"), recording.duration_ms - 3_000, 4_370)
    joiner = " " if recording.language == "en" else ""
    lines = tuple(
        (at, f"{pick(first, *key, at, 1)}{joiner}{pick(second, *key, at, 2)}{joiner}{_ENDINGS[recording.language]}")
        for at in times
    )
    translation: tuple[Line, ...] = ()
    romanisation: tuple[Line, ...] = ()
    if recording.language != "zh" and chance(60, *key, "translated"):
        zh_first, zh_second, _ = TITLE_WORDS["zh"]
        translation = tuple(
            (at, f"{pick(zh_first, *key, at, 1)}{pick(zh_second, *key, at, 2)}{_ENDINGS['zh']}") for at, _ in lines
        )
    if recording.language == "ja" and chance(50, *key, "romanised"):
        romanisation = tuple((at, " ".join(_KANA.get(c, ROMANISED.get(c, c)) for c in text)) for at, text in lines)
    credits = (("作词", recording.artists[0].name), ("作曲", recording.artists[-1].name))
    return Lyric("words", lines, translation, romanisation, credits)


def stamp(ms: int, digits: int = 2) -> str:
    """`[mm:ss.xx]`, with 2 or 3 digits after the point."""
    minutes, rest = divmod(ms, 60_000)
    fraction = f"{rest % 1000:03d}"[:digits]
    return f"[{minutes:02d}:{rest // 1000:02d}.{fraction}]"


def lrc(lines: tuple[Line, ...], digits: int = 2) -> str:
    return "".join(f"{stamp(at, digits)}{text}\n" for at, text in lines)
