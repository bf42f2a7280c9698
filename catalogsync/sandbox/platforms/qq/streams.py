"""Stream grants of QQ (`vkey`) and the audio hosts that honour them."""

from __future__ import annotations

# ruff: noqa: SIM905 (long lists of words read better as text)
import re
from typing import Any

from catalogsync.sandbox.chance import hexadecimal
from catalogsync.sandbox.http import Request, Response, file_answer, html_answer, text_answer
from catalogsync.sandbox.media import File, Kind, number_of
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.qq.ids import Ids
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.songs import Song

GRANT_LIFE_S = 80_400
SIP = ("http://ws.stream.qqmusic.qq.com/", "http://isure.stream.qqmusic.qq.com/")
_QUALITY = {"M500": "standard", "M800": "high", "F000": "lossless"}
_NAME = re.compile(r"([A-Z0-9]{4})(\w{14})(\w{14})?\.(\w+)\Z")
_PROBE = "C400003mAan70zUy5O.m4a"
_EMPTY_LINKS = "opi48kurl opi96kurl opi192kurl opiflackurl opi128kurl opi192koggurl wififromtag flowfromtag wifiurl flowurl".split()


class Streams:
    def __init__(self, world: World, ids: Ids) -> None:
        self._world, self._ids = world, ids

    def grants(self, request: Request, param: dict[str, Any]) -> dict[str, Any]:
        """`CgiGetVkey` / `UrlGetVkey`: stream-url-1 (2024), stream-url-error-1."""
        mids = _list(param.get("songmid"))
        names = _list(param.get("filename"))
        guid = str(param.get("guid", ""))
        member = is_member(request)
        rows = [
            self._row(str(mid), str(names[i]) if i < len(names) else "", guid, member)
            for i, mid in enumerate(mids)
        ]
        invalid = not guid
        return {
            "uin": "",
            "retcode": 104009 if invalid else 0,
            "verify_type": 0,
            "login_key": "",
            "msg": "192.0.2.1;invalidq;" if invalid else "192.0.2.1",
            "sip": [] if invalid else list(SIP),
            "thirdip": ["", ""],
            "testfile2g": ""
            if invalid
            else f"{_PROBE}?guid={guid}&vkey={hexadecimal(112, 'probe', guid)}&uin=&fromtag=3",
            "testfilewifi": ""
            if invalid
            else f"{_PROBE}?guid={guid}&vkey={hexadecimal(112, 'probe', guid)}&uin=&fromtag=3",
            "midurlinfo": rows,
            "servercheck": hexadecimal(32, "check", guid),
            "expiration": 0 if invalid else GRANT_LIFE_S,
            "deviceResult": "",
        }

    def _row(self, mid: str, name: str, guid: str, member: bool) -> dict[str, Any]:
        song = self._world.catalog.song("qq", self._ids.song_mid.parse(mid))
        asked = name or f"M500{self._ids.media(song.number) if song else mid}.mp3"
        given, result, ekey = self._decide(song, asked, bool(name), member)
        key = self._key(given, guid) if given and guid else ""
        tag = "" if not key else f"{given}?guid={guid}&vkey={key}&uin=&fromtag=120032"
        return {
            "songmid": mid,
            "filename": given or asked,
            "purl": tag,
            "errtype": "",
            **dict.fromkeys(("p2pfromtag", "qmdlfromtag", "common_downfromtag", "vip_downfromtag", "pdl"), 0),
            **dict.fromkeys(
                ("premain", "hisdown", "hisbuy", "uiAlert", "isbuy", "pneedbuy", "pneed", "isonly"), 0
            ),
            "onecan": 0,
            "result": result,
            "tips": "",
            **dict.fromkeys(_EMPTY_LINKS, ""),
            "vkey": key,
            "opi30surl": "",
            "ekey": ekey,
            "auth_switch": 16824067,
            "subcode": 0 if key else 1,
            "opi96koggurl": "",
            "auth_switch2": 917504,
            "xcdnurl": "",
        }

    def _decide(self, song: Song | None, asked: str, named: bool, member: bool) -> tuple[str, int, str]:
        """(file name granted or "", result, ekey) for one file asked for."""
        match = _NAME.match(asked)
        quality = _QUALITY.get(match.group(1)) if match else None
        if song is None or match is None:
            return "", 104003, ""
        if song.access is Access.REGION:
            return "", 0, ""
        if song.access is Access.ENCRYPTED and member:
            return f"{match.group(1)[:2]}M0{match.group(2)}.mflac", 0, hexadecimal(704, "ekey", song.number)
        if song.access is Access.TRIAL and not member and not named:
            # Without a file name the server hands out the clip and says so only by the result (wire page 6b, 6c).
            return f"RS02{self._ids.media_mid.to_id(song.number)}.mp3", 104003, ""
        paid = member and song.access in (Access.VIP, Access.TRIAL)
        if quality and quality in (song.exists if paid else song.free):
            return asked, 0, ""
        return "", 104003, ""

    def _key(self, name: str, guid: str) -> str:
        """112 hex digits that bind name, guid and expiry: eight of them say when."""
        until = f"{int(self._world.now() + GRANT_LIFE_S):08X}"
        return until + hexadecimal(104, "vkey", name, guid, until).upper()

    def fetch(self, request: Request) -> Response:
        """The audio host: the file for a grant of this very name and guid, else 403."""
        name = request.path.strip("/").rsplit("/", 1)[-1]
        key, guid = request.query.get("vkey", ""), request.query.get("guid", "")
        until = key[:8]
        good = key == until + hexadecimal(104, "vkey", name, guid, until).upper()
        if not good or int(until, 16) < self._world.now():
            return html_answer("403 Forbidden", 403)
        file = self._file(name)
        return file_answer(file) if file else text_answer("404 Not Found\n", status=404)

    def _file(self, name: str) -> File | None:
        match = _NAME.match(name)
        song = self._world.catalog.song("qq", self._ids.any_song(match.group(2))) if match else None
        if song is None or match is None:
            return None
        if name.endswith(".mflac"):
            return self._world.media.open(number_of(song, "lossless", Kind.ENCRYPTED))
        if name.startswith("RS02"):
            return self._world.media.open(number_of(song, "standard", Kind.TRIAL))
        quality = _QUALITY.get(match.group(1))
        return self._world.media.open(number_of(song, quality)) if quality else None


def is_member(request: Request) -> bool:
    """A login whose key begins with `vip` belongs to a member."""
    key = request.cookies.get("qm_keyst") or request.cookies.get("qqmusic_key", "")
    return key.startswith("vip")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []
