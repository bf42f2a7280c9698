"""Stream addresses of Migu in all their families, and the audio host (wire page 6)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from catalogsync.sandbox.chance import below, hexadecimal
from catalogsync.sandbox.http import Request, Response, file_answer, html_answer, redirect
from catalogsync.sandbox.media import TRIAL_MS, File, Kind, number_of
from catalogsync.sandbox.platforms.base import ADDRESS_LIFE_S, World
from catalogsync.sandbox.platforms.migu import words as files
from catalogsync.sandbox.platforms.migu.caller import json_body, member_of
from catalogsync.sandbox.platforms.migu.envelope import (
    BAD_PARAMETER,
    LOGIN,
    MEMBERS,
    UNKNOWN_USER,
    answer,
    told,
    veiled,
)
from catalogsync.sandbox.platforms.migu.shapes import MEMBERS_ONLY, TONES, Shapes
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.songs import QUALITIES, Song

_FOLDERS = {
    "standard": "标清高清/MP3_128_16_Stero",
    "high": "标清高清/MP3_320_16_Stero",
    "lossless": "无损/flac",
}
_FORMAT_TYPES = {"standard": "PQ", "high": "HQ", "lossless": "SQ"}
_PATH = re.compile(r"/public/.*/[0-9A-Z]{11}F(\d{1,17})\.\w+\Z")
REFUSALS = ("cannotCode", "code", "login")


class Streams:
    def __init__(self, world: World, shapes: Shapes) -> None:
        self._world, self._shapes, self._ids = world, shapes, shapes.ids

    def song(self, request: Request) -> Song | None:
        params = request.params
        for name in ("contentId", "copyrightId", "songId", "resourceId"):
            number = self._ids.any_song(params.get(name, ""))
            if number is not None:
                return self._world.catalog.song("migu", number)
        return None

    def granted(self, song: Song, tone: str, member: bool) -> tuple[str, Kind] | None:
        """128 kbit/s for anyone whatever the tone; the best up to the tone for a member."""
        if song.access is Access.TRIAL and not member:
            return "standard", Kind.TRIAL
        if song.access is not Access.FREE and not (member and song.access in MEMBERS_ONLY):
            return None
        if not member:
            return "standard", Kind.WHOLE
        wish = QUALITIES.index(TONES.get("SQ" if tone.startswith("ZQ") else tone, "standard"))
        return [quality for quality in song.exists if QUALITIES.index(quality) <= wish][-1], Kind.WHOLE

    def address(self, song: Song, file: File, quality: str) -> str:
        """An address with raw Chinese in its path; some lack the scheme, some hold a blank and a plus sign.

        The folder is not covered by `Key`: what the file is stands in its name.
        """
        stamp = int(self._world.now() * 1000)
        key = hexadecimal(16, "migu address", file.number, stamp)
        folder = "2024年09月11日23点35分内容准入合成9首515217"
        odd = below(5, "migu address form", song.number)
        if odd == 1:
            folder += "+ 补充"
        path = f"/public/product9th/product46/2024/09/1213/{folder}/{_FOLDERS[quality]}"
        name = f"{self._ids.copyright_id(song.number)}F{file.number}.{file.sound.extension}"
        query = f"channelid=02&msisdn=synthetic&Tim={stamp}&Key={key}&playSessionId={key[:8]}"
        scheme = {2: "", 3: "http:"}.get(odd if song.traps else 0, "https:")
        return f"{scheme}//freetyst.nf.migu.cn{path}/{name}?{query}"

    def data(self, song: Song, tone: str, member: bool, item: str = "song") -> dict[str, Any]:
        """`data` of a stream answer; for a trial clip the address is there like any other."""
        grant = self.granted(song, tone, member)
        trial = grant is not None and grant[1] is Kind.TRIAL
        file = self._world.media.open(number_of(song, *grant)) if grant else None
        refused = file is None and song.access in MEMBERS_ONLY
        text = "该歌曲为会员专享，开通会员后可听完整歌曲" if trial or refused else ""
        if song.access is Access.GREY:
            text = "该歌曲已下架"
        return {
            "url": self.address(song, file, grant[0]) if file and grant else "",
            "audioFormatType": _FORMAT_TYPES[grant[0]] if grant else "",
            "freeListenType": "1" if trial else "0",
            "lrcUrl": self._shapes.file(song, files.LINES),
            "mrcUrl": self._shapes.file(song, files.BY_WORD),
            "trcUrl": self._shapes.file(song, files.TRANSLATION),
            "auditionsLength": TRIAL_MS // 1000 if trial else 0,
            "auditionsStartTime": 65 if trial else 0,
            "dialogInfo": {"showType": int(bool(text)), "text": text, "payCompleteText": ""},
            "cannotCode": MEMBERS if refused else "",
            item: {**self._shapes.c(song), "duration": song.duration_ms // 1000},
        }

    def said(self, request: Request, item: str = "song") -> dict[str, Any]:
        """The whole answer of a listen call: refusals come in `cannotCode`, in `code`, or as a wish for a login."""
        if not request.headers.get("channel"):
            return told(None, BAD_PARAMETER, "channel不能为空")
        song = self.song(request)
        if song is None:
            return told(None)
        if song.access is Access.GREY and song.recording.work % 2:
            return {**told(None), "data": None}
        member = member_of(request)
        way = REFUSALS[below(len(REFUSALS), "migu refusal", song.number)]
        if song.access is Access.VIP and not member and way != "cannotCode":
            return told(None, MEMBERS, "需要开通会员") if way == "code" else told(None, LOGIN, "请先登录")
        return told(self.data(song, request.params.get("toneFlag", "PQ"), member, item))

    def listen(self, request: Request) -> Response:
        return answer(self.said(request))

    def listen_item(self, request: Request) -> Response:
        """The older versions call the song `songItem`."""
        return answer(self.said(request, "songItem"))

    def listen_with_user(self, request: Request) -> Response:
        """The oldest wants a user it knows: error-1."""
        if not request.headers.get("uid", "").startswith("synthetic"):
            return answer({"code": UNKNOWN_USER, "info": "用户不存在, 1610000002:用户不存在"})
        return self.listen_item(request)

    def veiled(self, request: Request) -> Response:
        """The web player's own family: under the veil for those who say `signature: 1`."""
        value = self.said(request)
        if request.headers.get("signature") != "1":
            return answer(value)
        return veiled(value, below(256, "migu veil", request.raw_query))

    def redirected(self, request: Request) -> Response:
        """`listenSong.do`: a redirect to the file, or JSON that says why not."""
        song = self.song(request)
        grant = self.granted(song, request.params.get("toneFlag", "PQ"), member_of(request)) if song else None
        if song is None or grant is None:
            return answer(
                told(None, MEMBERS if song and song.access in MEMBERS_ONLY else "299999", "无播放权限")
            )
        file = self._world.media.open(number_of(song, *grant))
        assert file is not None
        address = self.address(song, file, grant[0])
        whole = f"https:{address}" if address.startswith("//") else address
        return redirect(quote(whole, safe="/%:@?&=+"))

    def can_listen(self, request: Request) -> Response:
        """The rights check: `limitLength` means a clip only."""
        if not request.headers.get("channel"):
            return answer(told(None, BAD_PARAMETER, "channel不能为空"))
        asked = str(json_body(request).get("contentIds", "")).split(",")
        rows = []
        for content_id in asked[:100]:
            song = self._world.catalog.song("migu", self._ids.content.parse(content_id))
            may = bool(
                song and (song.access is Access.FREE or (member_of(request) and song.access in MEMBERS_ONLY))
            )
            clip = bool(song and song.access is Access.TRIAL and not may)
            rows.append({"contentId": content_id, "canListen": may, "limitLength": clip})
        return answer(told({"canListenRespItemList": rows}))

    def old_player(self, request: Request) -> Response:
        """`getPlayInfo`: its parameters are sealed, so only the refusal can be said."""
        return answer({"returnCode": "N000001", "msg": "必需参数版权ID不合法"})

    def fetch(self, request: Request) -> Response:
        """The audio host: the file, or 403 for an expired or altered address."""
        match = _PATH.match(request.path)
        if not match:
            return html_answer("404 Not Found", 404)
        text = request.query.get("Tim", "")
        number, stamp = int(match[1]), int(text) if re.fullmatch(r"[0-9]{1,15}", text) else 0
        now = self._world.now() * 1000
        if (
            request.query.get("Key") != hexadecimal(16, "migu address", number, stamp)
            or stamp + ADDRESS_LIFE_S * 1000 < now
        ):
            return html_answer("403 Forbidden", 403)
        file = self._world.media.open(number)
        return file_answer(file) if file else html_answer("404 Not Found", 404)
