"""Lyrics in QQ's forms: base64 LRC."""

from __future__ import annotations

from base64 import b64encode

from catalogsync.sandbox.world.lyrics import Lyric, lrc
from catalogsync.sandbox.world.songs import Song

_WORDLESS = ("此歌曲为没有填词的纯音乐，请您欣赏", "纯音乐，请欣赏")


def lrc_text(song: Song, words: Lyric) -> str:
    """Tags, a title line, credits, then the words; one line for an instrumental; "" for none."""
    if words.kind == "none":
        return ""
    who = "/".join(artist.name for artist in song.artists)
    head = f"[ti:{song.title}]\n[ar:{who}]\n[al:{song.album}]\n[by:]\n[offset:0]\n"
    if words.kind == "instrumental":
        return f"{head}[00:00.00]{_WORDLESS[song.number % 2]}\n"
    credits = "".join(f"[00:0{2 + i}.00]{role}：{name}\n" for i, (role, name) in enumerate(words.credits))
    return f"{head}[00:00.00]{song.title} - {who}\n{credits}{lrc(words.lines)}"


def translation_text(words: Lyric) -> str:
    """Translated lines under the same times; the title and credit lines have nothing to translate (`//`)."""
    if not words.translation:
        return ""
    return "[00:00.00]//\n[00:02.00]//\n[00:03.00]//\n" + lrc(words.translation)


def sealed(text: str) -> str:
    return b64encode(text.encode("utf-8", "surrogatepass")).decode() if text else ""


def numeric_entities(text: str) -> str:
    """`nobase64=1`: every sign that is not a letter or digit becomes a numeric entity."""
    return "".join(c if c.isalnum() else f"&#{ord(c)};" for c in text)
