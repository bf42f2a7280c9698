"""Kugou's lyrics: candidates of a search, and LRC with byte order mark and CRLF in base64 (wire page 7)."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from catalogsync.sandbox.chance import below, hexadecimal
from catalogsync.sandbox.platforms.kugou.shapes import Shapes, file_name, singers
from catalogsync.sandbox.world.lyrics import Lyric, stamp
from catalogsync.sandbox.world.songs import Song

BYTE_ORDER_MARK = "\ufeff"
OFFICIAL, LISTENERS = 0, 1
"""The two entries a song may have: the label's, and one that listeners timed to a longer take."""

EMPTY_SEARCH: dict[str, Any] = {
    "status": 200,
    "info": "OK",
    "errcode": 200,
    "errmsg": "OK",
    "has_complete_right": 0,
    "companys": "",
    "ugc": 0,
    "ugccount": 0,
    "expire": 43200,
    "ugccandidates": [],
    "artists": [],
    "ai_candidates": [],
}


def lrc_text(song: Song, words: Lyric, shapes: Shapes) -> str:
    """LRC as the platform keeps it: id tags for most songs, none (and no byte order mark) for old entries."""
    if words.kind == "none":
        return ""
    lines = [(420, file_name(song))]
    if words.kind == "instrumental":
        lines.append((4_000, "纯音乐，请欣赏"))
    else:
        lines += [(1_500 + 900 * i, f"{role}：{who}") for i, (role, who) in enumerate(words.credits)]
        lines += words.lines
    text = "".join(f"{stamp(at)}{line}\r\n" for at, line in lines)
    if below(6, "kugou old words", song.number) == 0:
        return text
    tags = {
        "id": "$00000000",
        "ar": singers(song),
        "ti": song.title,
        "by": "",
        "hash": shapes.file_hash(song, "standard").lower(),
        "al": "",
        "sign": "",
        "qq": "",
        "total": str(song.recording.duration_ms),
        "offset": "0",
    }
    return BYTE_ORDER_MARK + "".join(f"[{name}:{value}]\r\n" for name, value in tags.items()) + text


def candidates(song: Song, words: Lyric, shapes: Shapes) -> list[dict[str, Any]]:
    """lyric-search-1, -2. One song in three has a second, longer entry beside the right one."""
    if words.kind == "none":
        return []
    entries = (OFFICIAL, LISTENERS) if below(3, "kugou lyric entries", song.number) == 0 else (OFFICIAL,)
    rows: list[dict[str, Any]] = []
    for entry in entries:
        longer = 19_000 * entry
        id_ = lyric_id(song, entry, shapes)
        rows.append(
            {
                "id": id_,
                "product_from": "第三方歌词" if entry or song.number % 2 else "官方推荐歌词",
                "accesskey": access_key(id_),
                "can_score": False,
                "singer": singers(song),
                "song": song.title,
                "duration": song.recording.duration_ms + longer,
                "uid": "486948851",
                "nickname": "合成歌词组",
                "origiuid": "0",
                "transuid": "0",
                "sounduid": "0",
                "originame": "",
                "transname": "",
                "soundname": "",
                "parinfo": [],
                "parinfoExt": [],
                "language": "",
                "krctype": 2 if entry else 1,
                "hitlayer": 7,
                "hitcasemask": 12,
                "adjust": 0,
                "score": 10 if entry else 60,
                "contenttype": 0,
            }
        )
    return rows


def lyric_id(song: Song, entry: int, shapes: Shapes) -> str:
    return str(shapes.ids.audio.to_id(song.number) * 2 + entry)


def lyric_of(id_: str, shapes: Shapes) -> tuple[int, int] | None:
    """(song number, entry) behind the id of a lyric."""
    if not (id_.isascii() and id_.isdigit() and len(id_) < 15):
        return None
    number = shapes.ids.audio.to_number(int(id_) // 2)
    return None if number is None else (number, int(id_) % 2)


def access_key(id_: str) -> str:
    return hexadecimal(32, "kugou lyric key", id_).upper()


def downloaded(text: str, fmt: str) -> dict[str, Any]:
    """lyric-download-1. Word timing (`krc`) is a blob that nobody here reads."""
    body = text.encode("utf-8") if fmt == "lrc" else b"krc1" + bytes(60)
    return {
        "status": 200,
        "info": "OK",
        "error_code": 0,
        "fmt": fmt,
        "contenttype": 1,
        "charset": "utf8",
        "_source": "bss",
        "content": b64encode(body).decode(),
    }
