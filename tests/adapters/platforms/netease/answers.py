"""Invented answers in netease's shapes (wire facts as of 2026-11)."""

from __future__ import annotations

import json
from typing import Any

COVER = "http://p1.music.126.net/AAAAAAAAAAAAAAAAAAAAAA==/109951160000000001.jpg"


def body(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def track(number: int, **changes: Any) -> dict[str, Any]:
    """A song in the newer shape."""
    return {
        "name": f"纸船\u00a0{number}",
        "id": number,
        "t": 0,
        "ar": [{"id": 51, "name": "苏暮", "tns": [], "alias": []}, {"id": 0, "name": "Lin &amp; Oak"}],
        "alia": ["Live"],
        "tns": ["Paper Boat"],
        "st": 0,
        "fee": 8,
        "al": {"id": 77, "name": "合成的夜", "picUrl": COVER, "pic": 109951160000000000},
        "dt": 215_000,
        "h": {"br": 320_000, "size": 8_600_000},
        "m": None,
        "l": {"br": 128_000, "size": 3_440_000},
        "sq": {"br": 900_000, "size": 24_000_000},
        "cd": "01",
        "no": 1,
        **changes,
    }


def old_track(number: int, **changes: Any) -> dict[str, Any]:
    """The same song in the older shape."""
    return {
        "name": f"纸船 {number}",
        "id": number,
        "artists": [{"id": 51, "name": "苏暮"}],
        "album": {"id": 77, "name": "合成的夜", "picId": 109951160000000001},
        "duration": 215_000,
        "alias": [],
        "hMusic": {"bitrate": 320_000},
        "bMusic": {"bitrate": 96_000},
        "fee": 8,
        "status": 0,
        **changes,
    }


def privilege(number: int, **changes: Any) -> dict[str, Any]:
    plain = {"id": number, "fee": 8, "payed": 0, "st": 0, "pl": 128_000, "maxbr": 999_000, "toast": False}
    return {**plain, **changes}


def playlist(numbers: list[int], shown: int | None = None, **changes: Any) -> dict[str, Any]:
    """A v6 answer whose `tracks` preview holds `shown` songs (all of them when None)."""
    preview = numbers[: len(numbers) if shown is None else shown]
    return {
        "code": 200,
        "playlist": {
            "id": 990001,
            "name": "夜航 &lt;3",
            "coverImgUrl": COVER,
            "trackCount": len(numbers),
            "playCount": 1.2e7,
            "specialType": 0,
            "description": "一<br>二",
            "tags": ["华语", None],
            "creator": {"userId": 1, "nickname": "某人"},
            "tracks": [track(number) for number in preview],
            "trackIds": [{"id": number, "v": 1, "at": 1700000000000} for number in numbers],
            **changes,
        },
        "privileges": [privilege(number) for number in reversed(preview)],
    }


def old_playlist(numbers: list[int], count: int | None = None) -> dict[str, Any]:
    return {
        "result": {
            "id": 990001,
            "name": "夜航",
            "trackCount": len(numbers) if count is None else count,
            "tracks": [old_track(number) for number in numbers],
            "creator": None,
        },
        "code": 200,
    }


def square(numbers: list[int], more: bool | None = True, **changes: Any) -> dict[str, Any]:
    rows = [
        {
            "id": n,
            "name": f"歌单{n}",
            "trackCount": 3,
            "creator": {"nickname": "甲"},
            "description": None,
            "tags": [],
        }
        for n in numbers
    ]
    answer = {"playlists": rows, "total": 1305, "code": 200, "more": more, "cat": "全部"}
    return {**{key: value for key, value in answer.items() if value is not None}, **changes}


def toplists() -> dict[str, Any]:
    row = {"trackCount": 100, "playCount": 5_295_054_336, "creator": None, "specialType": 10, "tracks": None}
    lists = [
        {"id": 19723756, "name": "飙升榜", "ToplistType": "S", **row},
        {"id": 991, "name": "一榜", **row},
    ]
    return {"code": 200, "list": lists, "artistToplist": {"name": "歌手榜", "upateFrequency": "每天更新"}}


def categories() -> dict[str, Any]:
    sub = [{"name": "R&B/Soul", "category": 1, "hot": True}, {"name": "70后", "category": "4"}]
    return {"all": {"name": "全部歌单"}, "sub": sub, "categories": {"1": "风格", "4": "主题"}, "code": 200}


def item(number: int, **changes: Any) -> dict[str, Any]:
    """One song's part of a stream answer: granted at 320k unless changed."""
    return {
        "id": number,
        "url": f"http://m8.music.126.net/20261122010203/{'ab' * 16}/ymusic/0f/{number}.mp3?vuutv=x==&cdntag=y",
        "br": 320_000,
        "size": 8_600_000,
        "md5": "AB" * 16,
        "code": 200,
        "expi": 1200,
        "type": "MP3",
        "fee": 8,
        "uf": None,
        "freeTrialInfo": None,
        "level": "exhigh",
        "time": 215_000,
        **changes,
    }


def refused(number: int, code: Any, fee: int = 1) -> dict[str, Any]:
    return item(number, url=None, br=0, size=0, md5=None, code=code, fee=fee, type=None, level=None, time=0)


def streams(*items: dict[str, Any]) -> dict[str, Any]:
    return {"data": list(items), "code": 200}


def lyric(words: Any, **parts: Any) -> dict[str, Any]:
    lrc = {"version": 1, "lyric": words}
    return {"sgc": False, "lrc": lrc, "tlyric": {"version": 0, "lyric": None}, "code": 200, **parts}


EVERYTHING: dict[str, list[bytes]] = {
    "categories": [
        body(categories()),
        body({"tags": [{"id": 1, "name": "华语", "category": 0}], "code": 200}),
    ],
    "playlist-list": [
        body(square([1, 2])),
        body(square([1], lasttime=1565245122655)),
        body(square([], False)),
    ],
    "toplist-list": [body(toplists())],
    "playlist-detail": [body(playlist([1, 2, 1, 3], shown=2)), body(old_playlist([1, 2]))],
    "toplist-detail": [body(playlist([1, 2, 3], specialType=10))],
    "song-detail": [
        body({"songs": [track(1), track(2, st=-200)], "privileges": [privilege(2)], "code": 200}),
        body({"songs": [old_track(1)], "equalizers": {}, "code": 200}),
    ],
    "search": [
        body({"result": {"songs": [track(1, privilege=privilege(1))], "songCount": 300}, "code": 200}),
        body({"result": {"songs": [old_track(1)], "songCount": 300}, "code": 200}),
        body({"result": {"songCount": 0}, "code": 200}),
    ],
    "song-url": [body(streams(item(1), refused(2, -110), item(3, freeTrialInfo={"start": 0, "end": 30})))],
    "lyric": [
        body(lyric('{"t":0,"c":[{"tx":"作曲: "},{"tx":"某人"}]}\n[00:01.00]一\n')),
        body({"nolyric": True, "code": 200}),
        body({"uncollected": True, "code": 200}),
    ],
}
"""Good answers of every operation, in every shape that is told apart."""
