"""Stream addresses: what a caller is granted, and the audio host that honours it for twenty minutes."""

from __future__ import annotations

import re
import time
from typing import Any

from catalogsync.sandbox.http import Request, Response, file_answer, html_answer
from catalogsync.sandbox.media import TRIAL_MS, File, Kind, number_of
from catalogsync.sandbox.platforms.base import ADDRESS_LIFE_S, World
from catalogsync.sandbox.platforms.netease.shapes import BIT_RATES, LEVELS
from catalogsync.sandbox.platforms.netease.terms import address_signature, fee_of
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.songs import QUALITIES, Song

BEIJING_S = 8 * 3600
_PATH = re.compile(r"/(\d{14})/([0-9a-f]{32})/[\w-]+/\w{4}/\w{4}/\w{4}/([0-9a-f]{32})\.\w+\Z")


def wished_by_rate(rate: int) -> str:
    return "lossless" if rate > 320_000 else "high" if rate > 192_000 else "standard"


def wished_by_level(level: str) -> str:
    if level in ("standard", "higher"):
        return "standard"
    return "high" if level == "exhigh" else "lossless"


class Streams:
    def __init__(self, world: World) -> None:
        self._world = world

    def item(self, id_: int, song: Song | None, wish: str, member: bool) -> dict[str, Any]:
        """One row of `player/url`: song-url-1 (full and trial, 2023-06), -4 (refused), -5 (withdrawn)."""
        if song is None or song.access in (Access.GREY, Access.REGION):
            return self._row(id_, song, None, 404)
        paid = member and song.access is not Access.ALBUM
        granted = song.exists if paid else song.free
        allowed = [q for q in granted if QUALITIES.index(q) <= QUALITIES.index(wish)]
        if allowed:
            return self._row(id_, song, allowed[-1], 200)
        if song.access is Access.TRIAL:
            return self._row(id_, song, "standard", 200, trial=True)
        return self._row(id_, song, None, -110)

    def _row(
        self, id_: int, song: Song | None, quality: str | None, code: int, trial: bool = False
    ) -> dict[str, Any]:
        file: File | None = None
        if song and quality:
            file = self._world.media.open(number_of(song, quality, Kind.TRIAL if trial else Kind.WHOLE))
        rate = 0
        if file and quality:
            rate = 699_342 if quality == "lossless" else BIT_RATES[quality]
        level = LEVELS[quality] if quality else None
        length = 0
        if song and file:
            length = TRIAL_MS if trial else song.recording.duration_ms
        return {
            "id": id_,
            "url": self.address(file, trial) if file else None,
            "br": rate,
            "size": file.size if file else 0,
            "md5": file.md5 if file else None,
            "code": code,
            "expi": ADDRESS_LIFE_S,
            "type": file.sound.extension if file else None,
            "gain": -6.3072 if file else 0.0,
            "peak": 1 if file else None,
            "closedGain": 0.0,
            "closedPeak": 0.0,
            "fee": fee_of(song) if song else 0,
            "uf": None,
            "payed": 0,
            "flag": 129 if file else 1092,
            "canExtend": False,
            "freeTrialInfo": {"start": 0, "end": TRIAL_MS // 1000} if trial else None,
            "level": level,
            "encodeType": file.sound.extension if file else None,
            "channelLayout": None,
            "freeTrialPrivilege": {
                "resConsumable": trial,
                "userConsumable": False,
                "listenType": None,
                "cannotListenReason": None,
            },
            "freeTimeTrialPrivilege": {
                "resConsumable": False,
                "userConsumable": False,
                "type": 0,
                "remainTime": 0,
            },
            "urlSource": 0,
            "rightSource": 0,
            "podcastCtrp": None,
            "effectTypes": None,
            "time": length,
            "message": None,
            "levelConfuse": None,
            "musicId": str(id_),
        }

    def address(self, file: File, trial: bool) -> str:
        """An address on the audio host, good for twenty minutes."""
        until = time.strftime("%Y%m%d%H%M%S", time.gmtime(self._world.now() + ADDRESS_LIFE_S + BEIJING_S))
        token = self._world.files.to_id(file.number)
        place = "jd-musicrep-ts" if trial else "ymusic"
        folders = "/".join((token[:4], token[4:8], token[8:12]))
        signed = address_signature(token, until)
        return (
            f"http://m{701 + file.number % 2 * 100}.music.126.net/{until}/{signed}/{place}/{folders}/{token}."
            f"{file.sound.extension}?vuutv=synthetic&cdntag=bWFyaz1vc193ZWI"
        )

    def fetch(self, request: Request) -> Response:
        """The audio host: 200/206 with the file, 403 for an expired or altered address, 404 otherwise."""
        match = _PATH.match(request.path)
        if not match:
            return html_answer("404 Not Found", 404)
        until, signed, token = match.groups()
        now = time.strftime("%Y%m%d%H%M%S", time.gmtime(self._world.now() + BEIJING_S))
        if signed != address_signature(token, until) or now > until:
            return html_answer("403 Forbidden", 403)
        number = self._world.files.parse(token)
        file = self._world.media.open(number) if number is not None else None
        return file_answer(file) if file else html_answer("404 Not Found", 404)
