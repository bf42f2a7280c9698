"""Lyric files of Qianqian: LRC on a static host, plain text for some songs, none for others (wire page 6)."""

from __future__ import annotations

import re

from catalogsync.sandbox.chance import below, hexadecimal
from catalogsync.sandbox.world.lyrics import Lyric, lrc, stamp
from catalogsync.sandbox.world.songs import Song

HOSTS = ("static-qianqian.taihe.com", "static01.dmhmusic.com")
_PATH = re.compile(r"/0101/M00/95/2F/(\d+)_([0-9a-f]{16})\.(lrc|txt)\Z")


def lyric_address(song: Song, words: Lyric) -> str | None:
    """Where the words stand. Without any: "" or no member at all, or a file that is gone, by song."""
    fate = below(3, "qianqian no words", song.number)
    if words.kind == "none" and fate < 2:
        return "" if fate else None
    unsynchronised = (
        words.kind == "words" and bool(song.traps) and below(6, "qianqian plain words", song.number) == 0
    )
    ending = "txt" if unsynchronised else "lrc"
    signed = hexadecimal(16, "qianqian words", song.number)
    # Clients that judge the sandbox reach this one of the two hosts.
    return f"https://{HOSTS[0]}/0101/M00/95/2F/{song.number}_{signed}.{ending}"


def asked(path: str) -> tuple[int, str] | None:
    """(song number, ending) of a lyric file's path."""
    match = _PATH.match(path)
    if not match or len(match[1]) > 12 or match[2] != hexadecimal(16, "qianqian words", int(match[1])):
        return None
    return int(match[1]), match[3]


def lyric_file(song: Song, words: Lyric, ending: str) -> bytes | None:
    """The file's bytes; some begin with a byte order mark, some have CRLF."""
    if words.kind == "none":
        return None
    who = ",".join(artist.name for artist in song.artists)
    if words.kind == "instrumental":
        body = f"{stamp(0)}{song.title} - {who}\n{stamp(3_000)}纯音乐，请欣赏\n"
    elif ending == "txt":
        body = "\n".join(line for _, line in words.lines) + "\n"
    else:
        body = f"[ti:{song.title}]\n[ar:{who}]\n[al:{song.album}]\n[offset:0]\n" + lrc(words.lines)
    kind = below(4, "qianqian file form", song.number)
    if kind == 1:
        body = body.replace("\n", "\r\n")
    return body.encode("utf-8-sig" if kind == 2 else "utf-8")
