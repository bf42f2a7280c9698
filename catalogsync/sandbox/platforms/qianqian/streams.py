"""`tracklink` of Qianqian and its audio host (wire page 5)."""

from __future__ import annotations

import re
from typing import Any

from catalogsync.sandbox.audio.aac import Adts
from catalogsync.sandbox.chance import below, hexadecimal
from catalogsync.sandbox.http import Request, Response, file_answer, html_answer
from catalogsync.sandbox.media import TRIAL_MS, File, Kind, number_of
from catalogsync.sandbox.platforms.base import ADDRESS_LIFE_S, World
from catalogsync.sandbox.platforms.qianqian.ids import Ids
from catalogsync.sandbox.platforms.qianqian.shapes import FORMATS, MEMBERS_ONLY, RATES
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.songs import Song

AUDIO_HOST = "zhangmenshiting.qianqian.com"
"""An older name of the audio hosts. The present one, `audio04.dmhmusic.com`, is answered too, but the redirection that
brings unmodified clients to the sandbox does not know it."""

AAC = 1 << 40
"""Added to a file's number: the 64 kbit/s AAC of the song instead."""

_PATH = re.compile(r"/71_53_T\d{11}_\d+_4_1_0_sdk-cpm/cn/0105/M00/94/F5/F(\d+)\.\w+\Z")
_BY_RATE = ("64", "128", "320", "3000")


class Streams:
    def __init__(self, world: World, ids: Ids) -> None:
        self._world, self._ids = world, ids

    def _open(self, song: Song, rate: str) -> File:
        if rate == "64":
            return self._aac(song)
        file = self._world.media.open(number_of(song, RATES[rate]))
        assert file is not None
        return file

    def _aac(self, song: Song) -> File:
        sound = Adts(f"{self._world.catalog.seed}/{song.number}", song.recording.duration_ms, 64)
        return File(AAC + number_of(song, "standard"), sound)

    def granted(self, song: Song, asked: str, member: bool) -> str | None:
        """The best rate at or below the wish that the caller may have."""
        if song.access in (Access.GREY, Access.REGION):
            return None
        if song.access is not Access.FREE and not (member and song.access in MEMBERS_ONLY):
            return None
        may = song.exists if member else song.free
        top = _BY_RATE.index(asked if asked in _BY_RATE else "128")
        return next((rate for rate in reversed(_BY_RATE[: top + 1]) if RATES[rate] in may), None)

    def members(self, song: Song, asked: str, member: bool) -> dict[str, Any]:
        """What `tracklink` adds to the track: tracklink-1 when granted, a clip or nothing otherwise."""
        rate = self.granted(song, asked, member)
        until = int(self._world.now()) + ADDRESS_LIFE_S
        told: dict[str, Any] = {"bits": 16}
        if rate is not None:
            file = self._open(song, rate)
            told |= {
                "path": self.address(song, file, rate, until),
                "size": file.size,
                "rate": int(rate),
                "hashcode": hexadecimal(40, "qianqian hashcode", file.number),
                "format": FORMATS[rate],
                "filemd5": file.md5,
                "expireTime": until,
            }
        elif song.number % 2:
            told["path"] = ""
        offers_clip = (
            rate is not None and song.free == ("standard",) and below(9, "qianqian both", song.number) == 0
        )
        if (song.access is Access.TRIAL and rate is None) or offers_clip:
            told["trail_audio_info"] = self._clip(song, until)
        return told

    def _clip(self, song: Song, until: int) -> dict[str, Any]:
        file = self._world.media.open(number_of(song, "standard", Kind.TRIAL))
        assert file is not None
        return {
            "path": self.address(song, file, "128", until),
            "rate": 128,
            "start_time": "45",
            "duration": str(TRIAL_MS // 1000),
            "size": file.size,
            "format": "mp3",
            "expireTime": until,
        }

    def address(self, song: Song, file: File, rate: str, until: int) -> str:
        """`xcode` carries the end of the address's life and proves it."""
        proof = hexadecimal(32, "qianqian address", file.number, until)
        inner = f"71_53_{self._ids.tsid(song.number)}_{rate}_4_1_0_sdk-cpm/cn/0105/M00/94/F5"
        return f"https://{AUDIO_HOST}/{inner}/F{file.number}.{file.sound.extension}?xcode={until:08x}{proof}"

    def fetch(self, request: Request) -> Response:
        """The audio host: the file, or 403 for an expired or altered address."""
        match = _PATH.match(request.path)
        number = int(match[1]) if match and len(match[1]) < 18 else -1
        code = request.query.get("xcode", "")
        until = int(code[:8], 16) if re.fullmatch(r"[0-9a-f]{40}", code) else 0
        if number < 0:
            return html_answer("404 Not Found", 404)
        if code[8:] != hexadecimal(32, "qianqian address", number, until) or until < self._world.now():
            return html_answer("403 Forbidden", 403)
        file = self._file(number)
        return file_answer(file) if file else html_answer("404 Not Found", 404)

    def _file(self, number: int) -> File | None:
        if number < AAC:
            return self._world.media.open(number)
        song = self._world.catalog.song("qianqian", (number - AAC) // 32)
        return self._aac(song) if song else None
