"""The track object and lists of Qianqian: tracklink-1 and partnerdoc-album-songs-1, wire page 4."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.chance import below, hexadecimal
from catalogsync.sandbox.media import Media
from catalogsync.sandbox.platforms.qianqian.ids import TOPLISTS, Ids
from catalogsync.sandbox.platforms.qianqian.words import lyric_address
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.artists import Artist
from catalogsync.sandbox.world.lyrics import Lyric
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist
from catalogsync.sandbox.world.songs import Song

RATES = {"64": "standard", "128": "standard", "320": "high", "3000": "lossless"}
FORMATS = {"64": "aac", "128": "mp3", "320": "mp3", "3000": "flac"}
PERFORMER, GUEST, COMPOSER = 38, 2, 9
_TYPE_NAMES = {PERFORMER: "歌手", GUEST: "合作艺人", COMPOSER: "作曲"}
SUB_CATEGORY_BASE = 1191
MEMBERS_ONLY = (Access.VIP, Access.TRIAL)


def rates(song: Song) -> list[str]:
    """What exists, in no order (wire page pitfall 3)."""
    found = [rate for rate, quality in RATES.items() if quality in song.exists]
    return sorted(found, key=lambda rate: hexadecimal(4, "qianqian rates", song.number, rate))


class Shapes:
    def __init__(self, ids: Ids, media: Media) -> None:
        self.ids, self.media = ids, media

    def picture(self, kind: str, number: int) -> str:
        name = hexadecimal(24, "qianqian picture", kind, number)
        return f"https://img01.dmhmusic.com/0101/M00/95/1F/ChR{name}{number % 900 + 100}.jpg"

    def artists(self, song: Song) -> list[dict[str, Any]]:
        """Performers; of some other takes the guest comes first, and some rows name a writer as well."""
        rows = [self._artist(artist, PERFORMER) for artist in song.artists]
        if song.recording.version and len(rows) > 1:
            rows = [self._artist(song.artists[1], GUEST), rows[0]]
        if song.traps and song.recording.work % 3 == 0:
            rows.append(self._artist(song.artists[0], COMPOSER))
        return rows

    def _artist(self, artist: Artist, kind: int) -> dict[str, Any]:
        row: dict[str, Any] = {
            "artistCode": f"A{self.ids.artist.to_id(artist.number)}",
            "birthday": f"{1970 + artist.number % 30}-{1 + artist.number % 12:02d}-17",
            "gender": "男" if artist.number % 2 else "女",
            "name": artist.name,
            "artistType": kind,
            "artistTypeName": _TYPE_NAMES[kind],
            "pic": self.picture("artist", artist.number),
            "region": "" if artist.number % 3 else "内地",
            "isFavorite": 0,
        }
        if artist.number % 4 == 0:
            del row["birthday"]
        return row

    def track(self, song: Song, words: Lyric) -> dict[str, Any]:
        """A song wherever it stands but in `tracklink`. A few rows lack `TSID` or `pic`, as some do."""
        tsid, number = self.ids.tsid(song.number), song.number
        row = {
            **self.base(song, words),
            "rateFileInfo": {rate: self._file(song, rate) for rate in sorted(rates(song), key=int)},
        }
        if song.traps and below(8, "qianqian without", number) == 0:
            del row["TSID"], row["pic"]
            row["id"] = row["assetId"] = tsid
        return row

    def _file(self, song: Song, rate: str) -> dict[str, Any]:
        size = self.media.announced_size(song, RATES[rate])
        return {"size": size // 2 if rate == "64" else size, "format": FORMATS[rate]}

    def base(self, song: Song, words: Lyric) -> dict[str, Any]:
        """The members that every form of a track has."""
        tsid, number = self.ids.tsid(song.number), song.number
        row: dict[str, Any] = {
            "artist": self.artists(song),
            "cpId": 23,
            "pic": self.picture("album", song.album_number),
            "title": f"{song.title}（{song.subtitle}）" if song.subtitle else song.title,
            "duration": song.duration_ms // 1000,
            "assetId": tsid,
            "genre": "流行",
            "albumTitle": song.album,
            "id": tsid,
            "lang": {"zh": "中文", "en": "英语", "ja": "日语"}[song.recording.language],
            "afReplayGain": -1.300003 if number % 2 else 0,
            "albumAssetCode": f"P{self.ids.album.to_id(song.album_number)}" if song.album else "",
            "releaseDate": f"{song.released}T00:00:00.000Z",
            "isrc": f"CN-Z50-{song.year % 100:02d}-{number % 100_000:05d}",
            "sort": 1 + number % 12,
            "meanVolume": -14.8 if number % 2 else 0,
            "maxVolume": 0,
            "pay_model": 1 + int(song.access in MEMBERS_ONLY),
            "TSID": tsid,
            "allRate": rates(song),
            "pushTime": f"{song.released}T10:00:00+08:00",
            "downTime": "2025-01-01T00:00:00+08:00"
            if song.access is Access.GREY
            else "2037-01-01T00:00:00+08:00",
            "bizList": ["sdk_cpm"],
            "isFavorite": 0,
            "isVip": int(song.access in MEMBERS_ONLY),
            "isPaid": 0,
        }
        address = lyric_address(song, words)
        if address is not None:
            row["lyric"] = address
        if not song.album and number % 2:
            del row["albumTitle"], row["albumAssetCode"]
        return row

    # -- lists ---------------------------------------------------------------------------------------------------

    def playlist_id(self, playlist: Playlist) -> int | str:
        """A number in some answers, text in others: by list."""
        id_ = self.ids.playlist.to_id(playlist.number)
        return id_ if playlist.number % 2 == 0 else str(id_)

    def list_row(self, playlist: Playlist) -> dict[str, Any]:
        return {
            "id": self.playlist_id(playlist),
            "title": playlist.name,
            "pic": self.picture("list", playlist.number),
            "trackCount": self.announced(playlist),
            "desc": playlist.description,
            "tagList": list(playlist.categories),
        }

    def announced(self, playlist: Playlist) -> int:
        """One of the special lists counts songs that their owners took back."""
        return playlist.length + (3 if playlist.kind == "gaps" else 0)

    def categories(self) -> list[dict[str, Any]]:
        half = len(CATEGORIES) // 2
        groups = (("1", "风格", range(half)), ("2", "场景", range(half, len(CATEGORIES))))
        return [
            {
                "id": id_,
                "categoryName": name,
                "subCate": [
                    {"id": str(SUB_CATEGORY_BASE + i), "categoryName": CATEGORIES[i], "count": 12}
                    for i in members
                ],
            }
            for id_, name, members in groups
        ]

    def toplist_rows(self) -> list[dict[str, Any]]:
        return [{"bdid": id_, "title": title, "pic": self.picture("bang", id_)} for id_, title in TOPLISTS]
