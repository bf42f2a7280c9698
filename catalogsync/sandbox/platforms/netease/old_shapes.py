"""Songs in the shapes of NetEase's older endpoints, member for member as recorded."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.chance import draw
from catalogsync.sandbox.media import Media
from catalogsync.sandbox.platforms.netease.ids import Ids
from catalogsync.sandbox.platforms.netease.pictures import NO_PICTURE, picture_id, picture_url
from catalogsync.sandbox.platforms.netease.terms import fee_of, published_ms
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.artists import Artist
from catalogsync.sandbox.world.songs import Song


class OldShapes:
    def __init__(self, ids: Ids, media: Media) -> None:
        self._ids, self._media = ids, media

    def artist(self, artist: Artist | None) -> dict[str, Any]:
        return {
            "id": self._ids.artist.to_id(artist.number) if artist else 0,
            "name": artist.name if artist else "",
            "picUrl": None,
            "alias": [],
            "albumSize": 0,
            "musicSize": 0,
            "picId": 0,
            "img1v1Url": NO_PICTURE,
            "img1v1": 0,
            "trans": None,
        }

    def found(self, song: Song) -> dict[str, Any]:
        """Hit of the older search: search-song-2 (2019), search-song-4 (2026-09)."""
        return {
            "id": self._ids.song.to_id(song.number),
            "name": song.title,
            "artists": [self.artist(a) for a in song.artists],
            "album": {
                "id": self._ids.album.to_id(song.album_number) if song.album else 0,
                "name": song.album,
                "artist": self.artist(None),
                "publishTime": published_ms(song),
                "size": 1 + song.album_number % 14,
                "copyrightId": 1416729,
                "status": 1,
                "picId": picture_id(song.album_number),
                "mark": 0,
            },
            "duration": song.duration_ms,
            "copyrightId": 1416729,
            "status": 0,
            "alias": [song.subtitle] if song.subtitle else [],
            "rtype": 0,
            "ftype": 0,
            "mvid": 0,
            "fee": fee_of(song),
            "rUrl": None,
            "mark": 0,
        }

    def song(self, song: Song) -> dict[str, Any]:
        """Track of the older detail answers: song-detail-legacy-1 (2017), playlist-detail-legacy-1."""
        picture = picture_id(song.album_number)
        artists = [{**self.artist(a), "picUrl": "", "img1v1Id": 0, "briefDesc": ""} for a in song.artists]
        nobody = {**self.artist(None), "picUrl": "", "img1v1Id": 0, "briefDesc": ""}
        id_ = self._ids.song.to_id(song.number)
        return {
            "name": song.title,
            "id": id_,
            "position": 1 + song.number % 12,
            "alias": [song.subtitle] if song.subtitle else [],
            "status": -1 if song.access is Access.GREY else 0,
            "fee": fee_of(song),
            "copyrightId": 7003,
            "disc": "1",
            "no": 1 + song.number % 12,
            "artists": artists,
            "album": {
                "name": song.album,
                "id": self._ids.album.to_id(song.album_number) if song.album else 0,
                "type": "专辑",
                "size": 1 + song.album_number % 14,
                "picId": picture,
                "blurPicUrl": picture_url(picture),
                "companyId": 0,
                "pic": picture,
                "picUrl": picture_url(picture),
                "publishTime": published_ms(song),
                "description": "",
                "tags": "",
                "company": "合成唱片",
                "briefDesc": "",
                "artist": nobody,
                "songs": [],
                "alias": [],
                "status": 0,
                "copyrightId": 7003,
                "commentThreadId": f"R_AL_3_{self._ids.album.to_id(song.album_number)}",
                "artists": artists,
            },
            "starred": False,
            "popularity": 100.0,
            "score": 100,
            "starredNum": 0,
            "duration": song.duration_ms,
            "playedNum": 0,
            "dayPlays": 0,
            "hearTime": 0,
            "ringtone": None,
            "crbt": None,
            "audition": None,
            "copyFrom": "",
            "commentThreadId": f"R_SO_4_{id_}",
            "rtUrl": None,
            "ftype": 0,
            "rtUrls": [],
            "copyright": 0,
            "rtype": 0,
            "rurl": None,
            "mvid": 0,
            "mp3Url": None,
            "hMusic": self._encoding(song, "high", 320_000),
            "mMusic": self._encoding(song, "standard", 128_000),
            "lMusic": self._encoding(song, "standard", 128_000),
            "bMusic": self._encoding(song, "standard", 128_000),
        }

    def _encoding(self, song: Song, quality: str, rate: int) -> dict[str, Any]:
        return {
            "name": song.name,
            "id": draw("encoding", song.number, quality) % 10**10,
            "size": self._media.announced_size(song, quality),
            "extension": "mp3",
            "sr": 48000,
            "dfsId": 0,
            "bitrate": rate,
            "playTime": song.duration_ms,
            "volumeDelta": -3.2,
        }
