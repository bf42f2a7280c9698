"""JSON shapes of QQ's lists and categories, member for member as recorded (recordings named at each function)."""

from __future__ import annotations

import html
import time
from typing import Any

from catalogsync.sandbox.chance import draw, hexadecimal
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist


def opaque_user(number: int) -> str:
    """An `encrypt_uin`: letters that say nothing, two stars at the end."""
    return "o" + hexadecimal(11, "uin", number) + "**"


def entities(text: str) -> str:
    """Names with numeric entities, as old pages send them."""
    return html.escape(text, quote=False).replace("&amp;", "&#38;").replace("/", "&#47;")


def category_id(index: int | None) -> int:
    return 10_000_000 if index is None else 6 + 29 * index


def category_index(id_: int) -> int | None:
    return next((i for i in range(len(CATEGORIES)) if category_id(i) == id_), None)


def cover(playlist: Playlist, edge: int = 600) -> str:
    return f"http://qpic.y.qq.com/music_cover/{hexadecimal(40, 'cover', playlist.key)}/{edge}?n=1"


def square_row(playlist: Playlist, id_: int) -> dict[str, Any]:
    """playlist-square-1 (2019): the id is a string, names carry entities."""
    day = day_of(playlist.created_ms)
    creator = {
        "type": 0,
        "qq": playlist.creator_number,
        "encrypt_uin": opaque_user(playlist.creator_number),
    }
    creator |= {"singerid": 0, "singermid": ""}
    return {
        "dissid": str(id_),
        "createtime": day,
        "commit_time": day_of(playlist.changed_ms),
        "dissname": entities(playlist.name),
        "imgurl": cover(playlist),
        "introduction": entities(playlist.description),
        "listennum": playlist.plays,
        "score": 0,
        "version": 0,
        "creator": {**creator, "name": playlist.creator, "isVip": 0, "avatarUrl": "", "followflag": 0},
    }


def plaza_row(playlist: Playlist, id_: int, song_ids: list[int]) -> dict[str, Any]:
    """playlist-square-musicu-1 (2023-03)."""
    creator = {"avatar": "", "is_dj": 0, "nick": playlist.creator, "taoge_avatar": "", "taoge_nick": ""}
    return {
        "access_num": playlist.plays,
        "album_pic_mid": "",
        "censor_remark": [],
        "censor_status": 0,
        "censor_time": 0,
        "commit_time": playlist.changed_ms // 1000,
        "cover_mid": "",
        "cover_url_big": cover(playlist),
        "cover_url_medium": cover(playlist, 300),
        "cover_url_small": cover(playlist, 150),
        "create_time": playlist.created_ms // 1000,
        "creator_info": {**creator, "uin": playlist.creator_number, "vip_type": 0},
        "creator_uin": playlist.creator_number,
        "desc": playlist.description,
        "dirid": 0,
        "fav_num": playlist.plays // 60,
        "modify_time": playlist.changed_ms // 1000,
        "pic_mid": "",
        "rcmdcontent": "",
        "rcmdtemplate": "",
        "score": 0,
        "song_ids": song_ids[:20],
        "song_types": [13] * len(song_ids[:20]),
        "tag_ids": [category_id(playlist.number % len(CATEGORIES))],
        "tag_names": [],
        "tid": id_,
        "title": playlist.name,
        "tjreport": "",
    }


def cd_head(playlist: Playlist, id_: int) -> dict[str, Any]:
    """The playlist record of `cdlist[0]`: playlist-detail-newformat-1. `dissid` is cut short, as there."""
    user = opaque_user(playlist.creator_number)
    number = playlist.number % len(CATEGORIES)
    return {
        "disstid": str(id_),
        "dir_show": 1,
        "owndir": 0,
        "dirid": 14,
        "coveradurl": "",
        "dissid": id_ // 1000,
        "login": "",
        "uin": user,
        "encrypt_uin": user,
        "dissname": entities(playlist.name),
        "logo": cover(playlist),
        "pic_mid": "",
        "album_pic_mid": "",
        "pic_dpi": 300,
        "isAd": 0,
        "desc": entities(playlist.description).replace("\n", "<br>"),
        "ctime": playlist.created_ms // 1000,
        "mtime": playlist.changed_ms // 1000 if playlist.number % 3 else 0,
        "headurl": "http://thirdqq.qlogo.cn/g?b=sdk&k=synthetic&s=140",
        "ifpicurl": "",
        "nick": playlist.creator,
        "nickname": playlist.creator,
        "type": 0,
        "singerid": 0,
        "singermid": "",
        "isvip": 0,
        "isdj": 0,
        "tags": [{"id": category_id(number), "name": CATEGORIES[number], "pid": category_id(number)}],
    }


def day_of(ms: int) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(ms / 1000))


def trace(*about: object) -> str:
    return f"{draw('trace', *about):016x}"
