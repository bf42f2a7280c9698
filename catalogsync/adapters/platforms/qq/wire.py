"""How qq is asked: the gateway's envelope, the old pages' constants, the user's number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from catalogsync.adapters.platforms.asking import Asking
from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.qq.songs import mid_of

T = TypeVar("T")

GATEWAY = "https://u.y.qq.com/cgi-bin/musicu.fcg"
OLD = "https://c.y.qq.com"
SECOND_OLD = "https://i.y.qq.com"
"""Serves some of the old pages under the same or a like path (wire pages 3c and 7a)."""

SITE = {"Referer": "https://y.qq.com/"}
WEB: Mapping[str, object] = {"ct": 24, "cv": 0}
DESKTOP: Mapping[str, object] = {"ct": "19", "cv": "1859", "uin": "0"}
PHONE: Mapping[str, object] = {"ct": 11, "cv": 14090508, "v": 14090508, "tmeAppID": "qqmusic", "uin": "0"}
CONSTANTS: Mapping[str, str] = {
    "g_tk": "5381",
    "loginUin": "0",
    "hostUin": "0",
    "format": "json",
    "inCharset": "utf8",
    "outCharset": "utf-8",
    "notice": "0",
    "platform": "yqq.json",
    "needNewCode": "0",
}
"""What every old page wants; without `format` it answers with JSONP, without `outCharset` in GBK."""

ENDPOINTS = (
    *("tag conf", "by tag", "GetAll", "GetDetail", "cdinfo", "detail", "tracks", "vkey", "lyric", "desktop"),
    *("newer name", "i.y.qq.com", "gateway", "living", "details", "old page", "mobile"),
)


class Wire:
    """One session with qq: its requests and which endpoints worked."""

    def __init__(self, http: PlatformHttp) -> None:
        self.ask = Asking(http, SITE)
        self.alternatives = Alternatives(ENDPOINTS)

    def gateway(
        self,
        operation: str,
        read: Callable[[bytes], T],
        module: str,
        method: str,
        param: Mapping[str, object],
        comm: Mapping[str, object] = WEB,
    ) -> T:
        """What `read` makes of one call to the gateway."""
        return self.calls(operation, read, [call(module, method, param)], comm)

    def calls(
        self,
        operation: str,
        read: Callable[[bytes], T],
        subs: list[dict[str, object]],
        comm: Mapping[str, object] = WEB,
    ) -> T:
        """What `read` makes of several calls in one request, 20 at most (wire page 0.3)."""
        named = {f"req_{place}": sub for place, sub in enumerate(subs)}
        return self.ask.post(operation, read, GATEWAY, json={"comm": dict(comm), **named})

    def uin(self) -> str:
        """The user's number out of the cookie (`o0123456789` means 123456789), "0" without one."""
        found = re.search(r"(?:^|;\s*)(?:wx)?uin=o?0*(\d{1,20})", self.ask.cookie or "")
        return found.group(1) if found else "0"


def call(module: str, method: str, param: Mapping[str, object]) -> dict[str, object]:
    """A sub-request of the gateway."""
    return {"module": module, "method": method, "param": dict(param)}


def detail_call(song_id: str) -> dict[str, object]:
    """The sub-request for one song, by mid or number."""
    by: dict[str, object] = {"song_mid": song_id} if mid_of(song_id) else {"song_id": int(song_id)}
    return call("music.pf_song_detail_svr", "get_song_detail_yqq", {**by, "song_type": 0})
