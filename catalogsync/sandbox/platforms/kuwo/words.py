"""Lyrics in Kuwo's form: rows of text and time in seconds, with the noise of 32-bit floats."""

from __future__ import annotations

import struct

from catalogsync.sandbox.platforms.kuwo.shapes import hard_blanks
from catalogsync.sandbox.world.lyrics import Line, Lyric
from catalogsync.sandbox.world.songs import Song

BLANK = "   "


def seconds(ms: int) -> str:
    """Seconds as text; one in three passed through a 32-bit float and shows it ("91.770004")."""
    value = ms / 1000
    if ms % 3 == 0 and ms % 1000:
        wide = struct.unpack("f", struct.pack("f", value))[0]
        return f"{wide:.6f}".rstrip("0")
    return str(value)


def rows(song: Song, words: Lyric) -> list[dict[str, str]] | None:
    """`lrclist`: title row, credits, lines. A translated line stands before the next original, at that one's time
    (wire page section 7: the last row of a repeated time is the original)."""
    if words.kind == "none":
        return None if song.number % 2 else []
    who = "&".join(artist.name for artist in song.artists)
    lines: list[Line] = [(0, f"{song.title} - {who}")]
    if words.kind == "instrumental":
        return [_row(lines[0], song), _row((4000, "纯音乐，请欣赏"), song)]
    lines += [(2000 + 1000 * i, f"{'词曲'[i]}：{name}") for i, (_, name) in enumerate(words.credits)]
    if not words.translation:
        lines += words.lines
        return [_row(line, song) for line in lines]
    translated = [text for _, text in words.translation]
    for i, (at, text) in enumerate(words.lines):
        lines.append((at, translated[i - 1] if i else BLANK))
        lines.append((at, text))
    lines.append((words.lines[-1][0] + 4000, translated[-1]))
    return [_row(line, song) for line in lines]


def _row(line: Line, song: Song) -> dict[str, str]:
    at, text = line
    shown = hard_blanks(text) if song.number % 5 == 0 and text != BLANK else text
    time = "0.0" if at == 0 else seconds(at)
    return {"lineLyric": shown, "time": time} if song.number % 2 else {"time": time, "lineLyric": shown}
