"""Migu's lyric files: plain LRC under addresses without an ending, a second file for the translation (wire page 7)."""

from __future__ import annotations

from catalogsync.sandbox.chance import below, hexadecimal, stream
from catalogsync.sandbox.platforms.migu.ids import Ids
from catalogsync.sandbox.world.lyrics import Lyric, lrc, stamp
from catalogsync.sandbox.world.songs import Song

FILES_HOST = "d.musicapp.migu.cn"
PREFIX = "/prod/file-service/file-down/"
LINES, TRANSLATION, BY_WORD = range(3)
WITHOUT = ("absent", "gone", "empty", "says so")
"""How a song without words may say so: no address, a dead one, an empty file, a line that says it."""


def fate(song: Song, words: Lyric) -> str:
    return WITHOUT[below(len(WITHOUT), "migu no words", song.number)] if words.kind == "none" else ""


def address(song: Song, words: Lyric, kind: int, ids: Ids) -> str:
    """Address of one of the three files, "" when there is none."""
    if fate(song, words) == "absent" or (kind == TRANSLATION and not words.translation):
        return ""
    if kind == BY_WORD and words.kind != "words":
        return ""
    folder = hexadecimal(32, "migu words folder", kind)
    inner = hexadecimal(32, "migu words inner", song.number)
    return f"https://{FILES_HOST}{PREFIX}{folder}/{inner}/{ids.words.to_id(song.number * 3 + kind)}"


def asked(path: str, ids: Ids) -> tuple[int, int] | None:
    """(song number, file kind) of a path on the file host."""
    parts = path.removeprefix(PREFIX).split("/")
    found = ids.words.parse(parts[-1]) if path.startswith(PREFIX) and len(parts) == 3 else None
    return None if found is None else divmod(found, 3)


def lyric_file(song: Song, words: Lyric, kind: int) -> bytes | None:
    """The file's bytes, None for a dead address: lyric-1, lyric-3."""
    why_none = fate(song, words)
    if why_none in ("absent", "gone"):
        return None
    if why_none == "empty":
        return b""
    if why_none:
        return f"{stamp(0)}暂无歌词\r\n".encode()
    if kind == BY_WORD:
        return stream(2_000, "migu words by word", song.number)
    if kind == TRANSLATION:
        return lrc(words.translation).replace("\n", "\r\n").encode()
    who = "、".join(artist.name for artist in song.artists)
    head = [(1_000, f"歌曲名 {song.title}"), (2_000, f"歌手名 {who}")]
    head += [(3_000 + 1_000 * i, f"{role}：{name}") for i, (role, name) in enumerate(words.credits)]
    lines = tuple(head) + (words.lines or ((7_000, "纯音乐，请欣赏"),))
    body = lrc(lines).replace("\n", "\r\n").encode()
    form = below(6, "migu words form", song.number)
    return b"\xef\xbb\xbf" + body if form == 1 else b"\0\0" + body if form == 2 else body


def text(song: Song, words: Lyric) -> str:
    """The words as a member of an answer."""
    body = lyric_file(song, words, LINES) or b""
    return body.decode("utf-8-sig").strip("\0").replace("\r\n", "\n")
