"""JSON shapes of NetEase answers, member for member as recorded (recordings named at each function)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.chance import below
from catalogsync.sandbox.media import Media
from catalogsync.sandbox.platforms.netease.ids import Ids
from catalogsync.sandbox.platforms.netease.pictures import picture_id, picture_url
from catalogsync.sandbox.platforms.netease.terms import fee_of, published_ms
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.songs import Song

BIT_RATES = {"standard": 128_000, "high": 320_000, "lossless": 999_000}
LEVELS = {"standard": "standard", "high": "exhigh", "lossless": "lossless"}


class Shapes:
    def __init__(self, ids: Ids, media: Media) -> None:
        self._ids, self._media = ids, media

    def song_id(self, song: Song) -> int:
        return self._ids.song.to_id(song.number)

    def song(self, song: Song) -> dict[str, Any]:
        """Track of v3/v6 answers: playlist-detail-2 (2021-11), song-detail-2 (2021-04)."""
        fee = fee_of(song)
        picture = picture_id(song.album_number)
        missing = not song.album
        return {
            "name": song.title,
            "id": self.song_id(song),
            "pst": 0,
            "t": 0,
            "ar": [
                {
                    "id": self._ids.artist.to_id(a.number),
                    "name": a.name,
                    "tns": [],
                    "alias": [a.alias] if a.alias else [],
                }
                for a in song.artists
            ],
            "alia": [song.subtitle] if song.subtitle else [],
            "pop": 100.0 - below(60, "pop", song.number),
            "st": 0,
            "rt": "",
            "fee": fee,
            "v": 1 + below(60, "v", song.number),
            "crbt": None,
            "cf": "",
            "al": {
                "id": 0 if missing else self._ids.album.to_id(song.album_number),
                "name": None if missing else song.album,
                "picUrl": None if missing else picture_url(picture),
                "tns": [],
                "pic_str": str(picture),
                "pic": picture,
            },
            "dt": song.duration_ms,
            "h": self._encoding(song, "high", 320_000),
            "m": self._encoding(song, "standard", 128_000),
            "l": self._encoding(song, "standard", 128_000),
            "sq": self._encoding(song, "lossless", 699_342),
            "hr": None,
            "a": None,
            "cd": "01",
            "no": 1 + song.number % 12,
            "rtUrl": None,
            "ftype": 0,
            "rtUrls": [],
            "djId": 0,
            "copyright": 0,
            "s_id": 0,
            "mark": 0x20000 if song.recording.wordless else 8192,
            "originCoverType": 2 if song.recording.version == "cover" else 1,
            "originSongSimpleData": None,
            "tagPicList": None,
            "resourceState": True,
            "version": 1 + below(60, "v", song.number),
            "songJumpInfo": None,
            "entertainmentTags": None,
            "awardTags": None,
            "single": 0,
            "noCopyrightRcmd": None,
            "mst": 9,
            "cp": 1416500,
            "mv": 0,
            "rtype": 0,
            "rurl": None,
            "publishTime": published_ms(song),
        }

    def _encoding(self, song: Song, quality: str, rate: int) -> dict[str, Any] | None:
        if quality not in song.exists:
            return None
        size = self._media.announced_size(song, quality)
        return {"br": rate, "fid": 0, "size": size, "vd": -45161.0, "sr": 48000}

    def privilege(self, song: Song, member: bool) -> dict[str, Any]:
        """Playable flags: playlist-detail-2, song-list-privileges-1 (blocked songs, 2022-05)."""
        blocked = {Access.GREY: -200, Access.REGION: -100}.get(song.access, 0)
        most = BIT_RATES[song.exists[-1]]
        free = BIT_RATES[song.free[-1]] if song.free else 0
        play = most if member and not blocked and song.access is not Access.ALBUM else free
        level = {0: "none", 128_000: "standard", 320_000: "exhigh", 999_000: "lossless"}
        trial = song.access is Access.TRIAL
        return {
            "id": self.song_id(song),
            "fee": fee_of(song),
            "payed": 1 if member and not blocked else 0,
            "realPayed": 0,
            "st": blocked,
            "pl": play,
            "dl": play if member else 0,
            "sp": 0 if blocked else 7,
            "cp": 0 if blocked else 1,
            "subp": 0 if blocked else 1,
            "cs": False,
            "maxbr": most,
            "fl": free,
            "pc": None,
            "toast": song.access is Access.REGION,
            "flag": 1284 if fee_of(song) == 1 else 256,
            "paidBigBang": False,
            "preSell": False,
            "playMaxbr": most,
            "downloadMaxbr": most,
            "maxBrLevel": level[most],
            "playMaxBrLevel": level[most],
            "downloadMaxBrLevel": level[most],
            "plLevel": level[play],
            "dlLevel": level[play if member else 0],
            "flLevel": level[free],
            "rscl": None,
            "freeTrialPrivilege": {"resConsumable": trial, "userConsumable": False, "listenType": None},
            "rightSource": 0,
            "chargeInfoList": [
                {
                    "rate": rate,
                    "chargeUrl": None,
                    "chargeMessage": None,
                    "chargeType": 0 if rate <= free else 1,
                }
                for rate in (128_000, 192_000, 320_000, 999_000)
            ],
        }
