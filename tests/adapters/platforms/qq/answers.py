"""Invented answers in qq's shapes (wire facts as of 2026-11)."""

from __future__ import annotations

import base64
import json
from typing import Any


def body(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def mid(number: int, letter: str = "S") -> str:
    """A mid of 14 characters."""
    return f"00{letter}{number:011d}"


def gateway(data: Any, code: Any = 0, name: str = "req_0") -> dict[str, Any]:
    return {"code": 0, "ts": 1, "traceid": "a", name: {"code": code, "data": data}}


def track(number: int, **changes: Any) -> dict[str, Any]:
    """A track object, free at every quality."""
    return {
        "id": number,
        "type": 0,
        "songtype": 13,
        "mid": mid(number),
        "name": "纸船",
        "title": f"纸船 {number} (Live)",
        "subtitle": "《夜》插曲",
        "interval": 215,
        "singer": [
            {"id": 1, "mid": mid(1, "A"), "name": "苏暮"},
            {"id": 2, "mid": "", "name": "Lin &amp; Oak"},
        ],
        "album": {"id": 7, "mid": mid(7, "B"), "name": "合成的夜", "pmid": mid(7, "B") + "_2"},
        "status": 0,
        "file": {
            "media_mid": mid(number, "M"),
            "size_flac": 24_000_000,
            "size_320mp3": 8_600_000,
            "size_128mp3": 3_440_000,
            "size_192aac": 5_000_000,
            "size_96aac": 2_600_000,
            "size_hires": 0,
            "size_new": None,
        },
        "pay": {"pay_play": 0, "pay_month": 1, "price_album": 0},
        "action": {"switch": 16_889_603},
        "vs": None,
        **changes,
    }


def paid(number: int, price: int = 0, **changes: Any) -> dict[str, Any]:
    pay = {"pay_play": 1, "pay_month": 1, "price_album": price}
    return track(number, pay=pay, action={"switch": 16_897_793}, **changes)


def old_track(number: int, **changes: Any) -> dict[str, Any]:
    """The same song in the old shape."""
    return {
        "songid": number,
        "songmid": mid(number),
        "songname": f"纸船 {number} (Live)",
        "songorig": "纸船",
        "type": 0,
        "strMediaMid": mid(number, "M"),
        "interval": 215,
        "singer": [{"id": 1, "mid": mid(1, "A"), "name": "苏暮"}],
        "albummid": mid(7, "B"),
        "albumname": "合成的夜",
        "albumdesc": "",
        "size128": 3_440_000,
        "size320": 8_600_000,
        "sizeflac": 0,
        "pay": {"payplay": 0, "payalbumprice": 0},
        "switch": 75_575,
        **changes,
    }


def playlist(
    rows: list[dict[str, Any]], total: int | None = None, begin: int = 0, **changes: Any
) -> dict[str, Any]:
    """A page of `fcg_ucc_getcdinfo_byids_cp`."""
    return {
        "code": 0,
        "subcode": 0,
        "cdnum": 1,
        "cdlist": [
            {
                "disstid": "7011264340",
                "dissid": 7011264,
                "dissname": "夜航 &#60;3",
                "logo": "http://qpic.y.qq.com/music_cover/a/600?n=1",
                "desc": "一<br>二",
                "nickname": "某人",
                "tags": [{"id": 24, "name": "电子"}, {"id": 1, "name": ""}],
                "songnum": len(rows) if total is None else total,
                "total_song_num": len(rows) if total is None else total,
                "song_begin": begin,
                "cur_song_num": len(rows),
                "songlist": rows,
                "visitnum": 146_379,
                **changes,
            }
        ],
    }


def gateway_playlist(
    rows: list[dict[str, Any]], total: int, hasmore: int = 0, **changes: Any
) -> dict[str, Any]:
    about = {
        "id": 7011264340,
        "title": "夜航",
        "songnum": total,
        "host_nick": "某人",
        "desc": "",
        "picurl": "",
    }
    data = {
        "code": 0,
        "subcode": 0,
        "msg": "",
        "dirinfo": about,
        "songlist": rows,
        "songlist_size": len(rows),
    }
    return gateway({**data, "total_song_num": total, "hasmore": hasmore, **changes})


def toplist(
    rows: list[int], lost: tuple[int, ...] = (), total: int | None = None, **changes: Any
) -> dict[str, Any]:
    """`GetDetail`: rank rows, and tracks in another order without the lost ones."""
    ranked = [
        {
            "rank": place,
            "songId": number,
            "title": f"纸船 {number}",
            "singerName": "苏暮/Lin",
            "albumMid": mid(7, "B"),
        }
        for place, number in enumerate(rows, 1)
    ]
    inner = {
        "topId": 26,
        "title": "热歌榜",
        "period": "2026-11-20",
        "intro": "一<br>二",
        "listenNum": 9,
        "song": ranked,
    }
    inner |= {"totalNum": len(rows) if total is None else total, **changes}
    songs = [track(number) for number in reversed(rows) if number not in lost]
    return gateway({"data": inner, "songInfoList": songs, "extInfoList": None, "songTagInfoList": None})


def old_toplist(rows: list[int], total: int | None = None) -> dict[str, Any]:
    return {
        "code": 0,
        "date": "2026_46",
        "total_song_num": len(rows) if total is None else total,
        "cur_song_num": len(rows),
        "song_begin": 0,
        "songlist": [{"cur_count": "9", "data": old_track(number)} for number in rows],
        "topinfo": {"topID": "26", "ListName": "热歌榜", "info": "一<br>", "listennum": 9, "type": "0"},
    }


def toplists() -> dict[str, Any]:
    row = {"intro": "一<br>二", "totalNum": 300, "listenNum": 5, "frontPicUrl": "http://y.gtimg.cn/a.jpg"}
    rows = [
        {"topId": 26, "title": "热歌榜", "period": "2026-11-20", **row},
        {"topId": 201, "title": "MV榜", "period": "", **row},
        {"topId": 5, "title": "内地榜", "period": "2026_46", **row},
    ]
    return gateway({"group": [{"groupId": 0, "groupName": "巅峰榜", "toplist": rows}]})


def categories() -> dict[str, Any]:
    groups = [
        {"categoryGroupName": "流派", "items": [{"categoryId": 8, "categoryName": "R&#38;B", "usable": 1}]},
        {
            "categoryGroupName": "热门",
            "items": [{"categoryId": 10000000, "categoryName": "全部", "usable": 0}],
        },
    ]
    return {"code": 0, "subcode": 0, "data": {"categories": groups}}


def square(ids: list[int], begin: int = 0, total: int = 8260) -> dict[str, Any]:
    rows = [
        {
            "dissid": str(number),
            "dissname": "A&#38;&#35;46&#59;S",
            "imgurl": "http://p.qpic.cn/a/600?n=1",
            "introduction": "a&#60;br&#62;b",
            "listennum": 5,
            "creator": {"name": "某&amp;人", "qq": 1},
        }
        for number in ids
    ]
    data = {"categoryId": 10000000, "sortId": 5, "sum": total, "sin": begin, "ein": begin + 29, "list": rows}
    return {"code": 0, "subcode": 0, "data": data}


def plaza(ids: list[int], total: int = 747) -> dict[str, Any]:
    rows = [
        {
            "tid": n,
            "title": f"歌单{n}",
            "access_num": 5,
            "creator_info": {"nick": "甲"},
            "cover_url_big": "http://h/a",
        }
        for n in ids
    ]
    return gateway({"total": total, "v_playlist": rows}, name="playlist")


def search(rows: list[dict[str, Any]], page: int = 1, estimate: int = 600, code: Any = 0) -> dict[str, Any]:
    meta = {"curpage": page, "nextpage": page + 1, "perpage": 20, "sum": estimate, "estimate_sum": estimate}
    found: dict[str, Any] = {"code": 0, "body": {"song": {"list": rows}, "zhida": {"list": []}}, "meta": meta}
    if code:
        found["feedbackURL"] = "https://y.qq.com/login"
    return gateway(found, code)


def row(
    number: int, prefix: str = "M800", suffix: str = "mp3", granted: bool = True, **changes: Any
) -> dict[str, Any]:
    """One file's part of a stream answer."""
    name = f"{prefix}{mid(number, 'M')}.{suffix}"
    purl = f"{name}?guid=1234567890&vkey=AB&uin=0&fromtag=120032" if granted else ""
    plain = {
        "songmid": mid(number),
        "filename": name,
        "purl": purl,
        "vkey": "",
        "result": 0 if granted else 104003,
    }
    return {**plain, "ekey": "", **changes}


def streams(*rows: dict[str, Any], **changes: Any) -> dict[str, Any]:
    data = {
        "uin": "",
        "retcode": 0,
        "msg": "192.0.2.1",
        "sip": [
            "http://cdn.example/amobile/",
            "http://ws.stream.qqmusic.qq.com/",
            "http://isure.stream.qqmusic.qq.com/",
        ],
        "testfile2g": "C400003mAan70zUy5O.m4a?guid=1",
        "midurlinfo": list(rows),
        "expiration": 80_400,
        **changes,
    }
    return gateway(data)


def coded(words: str) -> str:
    return base64.b64encode(words.encode()).decode()


def lyric(words: str, trans: str = "", **changes: Any) -> dict[str, Any]:
    return {"retcode": 0, "code": 0, "subcode": 0, "lyric": coded(words), "trans": coded(trans), **changes}


EVERYTHING: dict[str, list[bytes]] = {
    "categories": [
        body(categories()),
        body(gateway({"v_group": [{"group_name": "流派", "v_item": [{"id": 8, "name": "爵士"}]}]})),
    ],
    "playlist-list": [
        body(square([1, 2])),
        body(plaza([1, 2])),
        b"MusicJsonCallback(" + body(square([])) + b")",
    ],
    "toplist-list": [body(toplists()), body({"code": 0, "data": {"topList": [{"id": 4, "topTitle": "榜"}]}})],
    "playlist-detail": [
        body(playlist([track(1), track(2), track(1)], songids="1,2,1")),
        body(playlist([old_track(1), old_track(0, songmid="")])),
        body(gateway_playlist([track(1)], 2, 1)),
    ],
    "toplist-detail": [body(toplist([1, 2, 3], lost=(2,))), body(old_toplist([1, 2]))],
    "song-detail": [
        body(gateway({"info": {}, "extras": {"transname": "Paper"}, "track_info": track(1)})),
        body(gateway({"tracks": [track(1), {"id": 0, "mid": ""}]})),
        body({"code": 0, "data": [old_track(1)]}),
    ],
    "search": [
        body(search([track(1)])),
        body({"code": 0, "data": {"song": {"list": [old_track(1)], "curpage": 1}}}),
        body(gateway({"body": {"item_song": [track(1)]}, "meta": {"sum": 1}})),
    ],
    "song-url": [body(streams(row(1), row(1, "F000", "flac", granted=False), row(2, "M500")))],
    "lyric": [
        body(lyric("[00:01.00]一&apos;s", "[00:01.00]//")),
        body(gateway({"lyric": coded("[00:01.00]一"), "crypt": 0})),
    ],
}
"""Good answers of every operation, in every shape that is told apart."""
