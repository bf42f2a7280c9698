"""JSON shapes of NetEase answers, member for member as recorded (recordings named at each function)."""

from __future__ import annotations

from base64 import b64encode
from hashlib import md5
from typing import Any

from catalogsync.sandbox.chance import below, draw, hexadecimal
from catalogsync.sandbox.media import Media
from catalogsync.sandbox.platforms.netease.ids import Ids
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.artists import Artist
from catalogsync.sandbox.world.playlists import Playlist
from catalogsync.sandbox.world.songs import Song

BIT_RATES = {"standard": 128_000, "high": 320_000, "lossless": 999_000}
LEVELS = {"standard": "standard", "high": "exhigh", "lossless": "lossless"}
_NO_PICTURE = "https://p2.music.126.net/6y-UleORITEDbvrOLV0Q8A==/5639395138885805.jpg"
_COVER_KEY = b"3go8&$8*3*3h0k(2)2"


def picture_id(*about: object) -> int:
    """A picture id above 2**53, as covers have."""
    return 109951160000000000 + draw("picture", *about) % 9_000_000_000


def picture_url(number: int) -> str:
    """Cover address: the middle part follows from the id (wire page section 8)."""
    digits = str(number).encode()
    mixed = bytes(d ^ _COVER_KEY[i % len(_COVER_KEY)] for i, d in enumerate(digits))
    middle = (
        b64encode(md5(mixed, usedforsecurity=False).digest()).decode().replace("/", "_").replace("+", "-")
    )
    return f"http://p{1 + number % 4}.music.126.net/{middle}/{number}.jpg"


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

    def old_artist(self, artist: Artist | None) -> dict[str, Any]:
        return {
            "id": self._ids.artist.to_id(artist.number) if artist else 0,
            "name": artist.name if artist else "",
            "picUrl": None,
            "alias": [],
            "albumSize": 0,
            "musicSize": 0,
            "picId": 0,
            "img1v1Url": _NO_PICTURE,
            "img1v1": 0,
            "trans": None,
        }

    def found_song(self, song: Song) -> dict[str, Any]:
        """Hit of the older search: search-song-2 (2019), search-song-4 (2026-09)."""
        return {
            "id": self.song_id(song),
            "name": song.title,
            "artists": [self.old_artist(a) for a in song.artists],
            "album": {
                "id": self._ids.album.to_id(song.album_number) if song.album else 0,
                "name": song.album,
                "artist": self.old_artist(None),
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

    def old_song(self, song: Song) -> dict[str, Any]:
        """Track of the older detail answers: song-detail-legacy-1 (2017), playlist-detail-legacy-1."""
        picture = picture_id(song.album_number)
        artists = [{**self.old_artist(a), "picUrl": "", "img1v1Id": 0, "briefDesc": ""} for a in song.artists]
        nobody = {**self.old_artist(None), "picUrl": "", "img1v1Id": 0, "briefDesc": ""}
        id_ = self.song_id(song)
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
            "hMusic": self._old_encoding(song, "high", 320_000),
            "mMusic": self._old_encoding(song, "standard", 128_000),
            "lMusic": self._old_encoding(song, "standard", 128_000),
            "bMusic": self._old_encoding(song, "standard", 128_000),
        }

    def _old_encoding(self, song: Song, quality: str, rate: int) -> dict[str, Any]:
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

    def creator(self, playlist: Playlist) -> dict[str, Any]:
        """Owner of a list: playlist-detail-2."""
        picture = picture_id("user", playlist.creator_number)
        return {
            "defaultAvatar": False,
            "province": 110000,
            "authStatus": 0,
            "followed": False,
            "avatarUrl": picture_url(picture),
            "accountStatus": 0,
            "gender": 0,
            "city": 110101,
            "birthday": 0,
            "userId": playlist.creator_number,
            "userType": 0,
            "nickname": playlist.creator,
            "signature": "",
            "description": "",
            "detailDescription": "",
            "avatarImgId": picture,
            "backgroundImgId": 109951162868126486,
            "backgroundUrl": picture_url(109951162868126486),
            "authority": 0,
            "mutual": False,
            "expertTags": None,
            "experts": None,
            "djStatus": 0,
            "vipType": 0,
            "remarkName": None,
            "authenticationTypes": 0,
            "avatarDetail": None,
            "anchor": False,
            "backgroundImgIdStr": "109951162868126486",
            "avatarImgIdStr": str(picture),
            "avatarImgId_str": str(picture),
        }

    def list_head(self, playlist: Playlist, id_: int) -> dict[str, Any]:
        """What all answers say of a list: playlist-square-1 (2019), toplists-2 (2022-12)."""
        cover = picture_id("list", playlist.key)
        top = playlist.kind == "toplist"
        count = playlist.length + (4 if playlist.kind == "gaps" else 0)
        return {
            "name": playlist.name,
            "id": id_,
            "trackNumberUpdateTime": playlist.changed_ms,
            "status": 0,
            "userId": 1 if top else playlist.creator_number,
            "createTime": playlist.created_ms,
            "updateTime": playlist.changed_ms,
            "subscribedCount": playlist.plays // 60,
            "trackCount": count,
            "cloudTrackCount": 0,
            "coverImgUrl": picture_url(cover),
            "coverImgId": cover,
            "coverImgId_str": str(cover),
            "description": playlist.description if playlist.number % 5 else None,
            "tags": [] if top else list(playlist.categories),
            "playCount": playlist.plays + (2**33 if top else 0),
            "trackUpdateTime": playlist.changed_ms,
            "specialType": 10 if top else 0,
            "privacy": 10 if playlist.kind == "private" else 0,
            "newImported": False,
            "adType": 0,
            "highQuality": playlist.number % 4 == 0,
            "ordered": True,
            "commentThreadId": f"A_PL_0_{id_}",
            "shareCount": playlist.plays // 9000,
            "commentCount": playlist.plays // 8000,
        }


def fee_of(song: Song) -> int:
    if song.access in (Access.VIP, Access.TRIAL):
        return 1
    if song.access is Access.ALBUM:
        return 4
    if song.access in (Access.GREY, Access.REGION):
        return 0
    return 0 if len(song.free) == 3 else 8


def published_ms(song: Song) -> int:
    """Release day in ms; old songs have negative values or 0, as recorded."""
    if song.album_number % 29 == 0:
        return 0
    return (song.year - 1970) * 31_556_952_000 + song.album_number % 300 * 86_400_000


def address_signature(*about: object) -> str:
    return hexadecimal(32, "netease address", *about)
