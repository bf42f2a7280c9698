"""Stream addresses of Kuwo: text, small JSON, the web player's refusals, and the audio hosts."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl

from catalogsync.sandbox.chance import hexadecimal
from catalogsync.sandbox.http import (
    Request,
    Response,
    file_answer,
    html_answer,
    json_answer,
    redirect,
    text_answer,
)
from catalogsync.sandbox.media import File, Kind, number_of
from catalogsync.sandbox.platforms.base import ADDRESS_LIFE_S, World
from catalogsync.sandbox.platforms.kuwo.ids import Ids
from catalogsync.sandbox.platforms.kuwo.query import opened_query
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.songs import Song

_PATH = re.compile(r"/([0-9a-f]{32})/([0-9a-f]{8})/resource/\w+/\d+/\d+/(\d+)\.\w+\Z")
_WISHES = {"2000kflac": "lossless", "4000kflac": "lossless", "1000kape": "", "320kmp3": "high"}
FOREIGN, FAILED = "IPDeny", "failed"


class Streams:
    def __init__(self, world: World, ids: Ids) -> None:
        self._world, self._ids = world, ids

    def _granted(self, song: Song, wish: str) -> File | None:
        """What anyone gets for a wish: the song, or the spoken prompt where money is wanted (wire page 6.4)."""
        if song.access is Access.ENCRYPTED:
            return self._world.media.open(number_of(song, "lossless", Kind.ENCRYPTED))
        if song.access is Access.TRIAL:
            return self._world.media.open(number_of(song, "standard", Kind.TRIAL))
        if song.access in (Access.PROMPT, Access.VIP) or wish not in song.free:
            return self._world.media.open(number_of(song, "standard", Kind.PROMPT))
        return self._world.media.open(number_of(song, wish))

    def word(self, request: Request) -> str:
        """An address, or one of the words `anti.s` says instead."""
        song = self._world.catalog.song("kuwo", self._ids.rid(request.params.get("rid", "")))
        if song is None or song.access is Access.GREY:
            return FAILED
        if song.access is Access.REGION:
            return FOREIGN
        rate = request.params.get("br", "128kmp3")
        wish = _WISHES.get(rate, "standard")
        if "flac" in request.params.get("format", "") and "br" not in request.params:
            wish = "lossless"
        file = self._granted(song, wish) if wish else None
        return self.address(file) if file else FAILED

    def address(self, file: File) -> str:
        """Signature, hex expiry, and a path that names the file: the prompt has one path for all songs."""
        until = f"{int(self._world.now()) + ADDRESS_LIFE_S:08x}"
        name = 10**9 + file.number
        folder = f"n{1 + file.number % 3}/{file.number % 90}/{file.number % 19}"
        signed = hexadecimal(32, "kuwo address", name, until)
        host = ("er-sycdn", "lv-sycdn", "ra01.sycdn")[file.number % 3]
        return f"http://{host}.kuwo.cn/{signed}/{until}/resource/{folder}/{name}.{file.sound.extension}"

    def anti(self, request: Request) -> Response:
        """`anti.s`: text by default, a redirect for `response=res`, JSON for `type=convert_url3`."""
        word = self.word(request)
        if request.params.get("type") == "convert_url3" or request.params.get("format") == "json":
            good = word.startswith("http")
            return json_answer(
                {"code": 200 if good else -1, "msg": "success" if good else word, "url": word if good else ""}
            )
        if request.params.get("response") == "res" and word.startswith("http"):
            return redirect(word)
        return text_answer(word, "text/plain;charset=utf-8")

    def url(self, request: Request) -> Response:
        """song-url-1 (2020-05): `url` at top level."""
        word = self.word(request).replace("http://", "https://", 1)
        if word.startswith("http"):
            return json_answer({"code": 200, "msg": "success", "url": word})
        return json_answer({"code": -1, "msg": word, "url": ""})

    def packed(self, request: Request) -> Response:
        """`mobi.s`: the phone application's form, `name=value` lines; the best quality that is free."""
        wanted = dict(parse_qsl(opened_query(request.query.get("q", ""))))
        song = self._world.catalog.song("kuwo", self._ids.rid(wanted.get("rid", "")))
        if song is None or song.access in (Access.GREY, Access.REGION):
            return text_answer("format=\r\nbitrate=0\r\nurl=\r\nsig=0\r\n")
        fitting = [q for q in song.free if wanted.get("format") == "flac" or q != "lossless"]
        file = self._granted(song, fitting[-1] if fitting else "standard")
        if file is None:
            return text_answer("format=\r\nbitrate=0\r\nurl=\r\nsig=0\r\n")
        rate = {"standard": 128, "high": 320, "lossless": 2000}[fitting[-1] if fitting else "standard"]
        lines = {
            "format": file.sound.extension,
            "bitrate": rate,
            "url": self.address(file),
            "sig": file.number,
        }
        return text_answer("".join(f"{name}={value}\r\n" for name, value in lines.items()))

    def play_url(self, request: Request, envelope: dict[str, Any]) -> dict[str, Any]:
        """The web player's address (128 kbit/s only) and its refusals: wire page 6.3."""
        song = self._world.catalog.song("kuwo", self._ids.rid(request.params.get("mid", "")))
        if song is None or song.access is Access.GREY:
            return {**envelope, "code": -1001, "msg": "该歌曲已下线", "success": False, "data": None}
        if song.access is not Access.FREE:
            text = "该歌曲为付费内容，请下载酷我音乐客户端后付费收听"
            return {**envelope, "code": -1, "msg": text, "success": False, "data": None}
        file = self._granted(song, "standard")
        assert file is not None
        return {
            **envelope,
            "data": {"url": self.address(file).replace("http://", "https://", 1)},
            "success": True,
        }

    def fetch(self, request: Request) -> Response:
        """The audio host: the file, or 403 for an expired or altered address."""
        match = _PATH.match(request.path)
        if not match:
            return html_answer("404 Not Found", 404)
        signed, until, name = match.groups()
        if signed != hexadecimal(32, "kuwo address", int(name), until) or int(until, 16) < self._world.now():
            return html_answer("403 Forbidden", 403)
        file = self._world.media.open(int(name) - 10**9)
        return file_answer(file) if file else html_answer("404 Not Found", 404)
