"""Lyrics in NetEase's forms: plain LRC in JSON, and four ways of having none."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.chance import below, draw
from catalogsync.sandbox.http import dumps
from catalogsync.sandbox.world.lyrics import Line, Lyric, lrc, stamp

_FLAGS = {"sgc": False, "sfy": False, "qfy": False}


def lyric_answer(lyric: Lyric, number: int, newer: bool) -> dict[str, Any]:
    """lyric-1 (translation), lyric-2 (uncollected), lyric-4 (romalrc), lyric-6 (instrumental); `newer` adds the
    word-by-word members of `/api/song/lyric/v1`."""
    if lyric.kind == "instrumental":
        if number % 8 == 3:
            return {"nolyric": True, **_FLAGS, "needDesc": True, "code": 200, "briefDesc": None}
        return {
            **_FLAGS,
            "needDesc": True,
            "pureMusic": True,
            "lrc": {"version": 1, "lyric": "[00:05.00]纯音乐，请欣赏\n"},
            "code": 200,
            "briefDesc": None,
        }
    if lyric.kind == "none":
        if number % 3 == 0:
            empty: dict[str, Any] = {
                "lrc": {"version": 0, "lyric": ""},
                "klyric": {"version": 0, "lyric": ""},
            }
            return {**_FLAGS, **empty, "tlyric": {"version": 0, "lyric": ""}, "code": 200}
        return {"uncollected": True, **_FLAGS, "sgc": True, "needDesc": True, "code": 200, "briefDesc": None}
    answer: dict[str, Any] = {**_FLAGS}
    if lyric.translation:
        answer["transUser"] = _user(number, "trans", 1)
    answer["lyricUser"] = _user(number, "lyric", 0)
    answer["lrc"] = {"version": 1 + number % 9, "lyric": _text(lyric, number)}
    answer["klyric"] = {"version": 0, "lyric": None}
    translation = "[by:合成译者]\n" + lrc(lyric.translation, 3) if lyric.translation else None
    answer["tlyric"] = {"version": 2 if translation else 0, "lyric": translation}
    answer["romalrc"] = {"version": 0, "lyric": lrc(lyric.romanisation, 3)}
    if newer:
        answer["yrc"] = {"version": 1, "lyric": "".join(_by_word(line) for line in lyric.lines)}
    answer["code"] = 200
    return answer


def _text(lyric: Lyric, number: int) -> str:
    """LRC text; one song in three opens with credit lines, half of those as JSON lines (wire page section 7)."""
    kind = below(6, "netease credits", number)
    if kind == 0:
        credit = "".join(
            dumps({"t": at, "c": [{"tx": f"{role}: "}, {"tx": who}]}) + "\n"
            for at, (role, who) in zip((0, 1000), lyric.credits, strict=True)
        )
    elif kind == 1:
        credit = "".join(
            f"{stamp(at, 3)} {role} : {who}\n"
            for at, (role, who) in zip((0, 1000), lyric.credits, strict=True)
        )
    elif kind == 2:
        credit = "[by:合成歌词]\n"
    else:
        credit = ""
    return credit + lrc(lyric.lines, 2 + number % 2)


def _by_word(line: Line) -> str:
    at, text = line
    words = text.split(" ") if " " in text else list(text)
    step = 4000 // len(words)
    return (
        f"[{at},4000]" + "".join(f"({at + i * step},{step},0){word}" for i, word in enumerate(words)) + "\n"
    )


def _user(number: int, what: str, demand: int) -> dict[str, Any]:
    return {
        "id": number,
        "status": 99,
        "demand": demand,
        "userid": draw("lyric user", number, what) % 10**9,
        "nickname": "合成歌词组",
        "uptime": 1_600_000_000_000 + number,
    }
