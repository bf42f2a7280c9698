"""Migu's four shapes of one song (wire page 12.1): A of the old search, B of details and ranks, C of newer lists,
D of the old mobile site."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.chance import below, hexadecimal
from catalogsync.sandbox.media import Media
from catalogsync.sandbox.platforms.migu import words as files
from catalogsync.sandbox.platforms.migu.ids import Ids
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.lyrics import Lyric, lyric
from catalogsync.sandbox.world.songs import Song

TONES = {"PQ": "standard", "HQ": "high", "SQ": "lossless"}
FORMATS = {"LQ": "000019", "PQ": "020007", "HQ": "020010", "SQ": "011002"}
MEMBERS_ONLY = (Access.VIP, Access.TRIAL)
SALES_END = "2037-12-31"
SALES_OVER = "2020-03-07"
PICTURE_FOLDER = f"{files.PREFIX}{hexadecimal(32, 'migu pictures')}/"


class Shapes:
    def __init__(self, seed: str, ids: Ids, media: Media) -> None:
        self._seed, self.ids, self.media = seed, ids, media

    def words(self, song: Song) -> Lyric:
        return lyric(self._seed, song.recording)

    def file(self, song: Song, kind: int) -> str:
        return files.address(song, self.words(song), kind, self.ids)

    def size(self, song: Song, tone: str) -> int:
        if tone == "LQ":
            return self.media.announced_size(song, "standard") // 2
        return self.media.announced_size(song, TONES[tone])

    def tones(self, song: Song) -> list[str]:
        return ["LQ", *(tone for tone, quality in TONES.items() if quality in song.exists)]

    def clock(self, song: Song) -> str:
        """`length` of shape B, hh:mm:ss."""
        minutes, seconds = divmod(song.duration_ms // 1000, 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"

    def tone_control(self, song: Song, digits: int = 6) -> str:
        return ("111100" if "lossless" in song.exists else "110000")[:digits]

    def album_id(self, song: Song) -> str:
        """ "1" means none."""
        return str(self.ids.album.to_id(song.album_number)) if song.album else "1"

    def picture(self, song: Song, size: str) -> str:
        inner = hexadecimal(32, "migu album", song.album_number)
        return f"{PICTURE_FOLDER}{inner}/{hexadecimal(32, inner, size)}"

    def pictures(self, song: Song) -> list[dict[str, str]]:
        """Sizes 01 to 03 in either order."""
        rows = [
            {"imgSizeType": s, "img": f"https://{files.FILES_HOST}{self.picture(song, s)}"}
            for s in ("01", "02", "03")
        ]
        return rows[::-1] if song.number % 3 else rows

    def sold(self, song: Song) -> bool:
        return song.access is not Access.GREY

    def _ids(self, song: Song) -> dict[str, str]:
        return {
            "contentId": self.ids.content_id(song.number),
            "copyrightId": self.ids.copyright_id(song.number),
        }

    def _people(self, song: Song) -> list[dict[str, str]]:
        return [
            {"id": str(self.ids.artist.to_id(artist.number)), "name": artist.name} for artist in song.artists
        ]

    def _rate(self, song: Song, tone: str, newer: bool = False) -> dict[str, Any]:
        size = str(self.size(song, tone))
        if tone != "SQ":
            kind = "3" if tone == "LQ" else "2"
            return {
                "resourceType": kind,
                "formatType": tone,
                "format": FORMATS[tone],
                "size": size,
                "fileType": "mp3",
                "price": "200",
            }
        row = {
            "resourceType": "E",
            "formatType": "SQ",
            "format": "011002",
            "androidFormat": "011002",
            "androidSize": size,
        }
        more = {
            "androidFileType": "flac",
            "iosFormat": "011003",
            "iosSize": size,
            "iosFileType": "m4a",
            "price": "200",
        }
        return {
            **row,
            **more,
            "androidAccuracyLevel": "16bit",
            "iosAccuracyLevel": "16bit",
            **({} if newer else {"size": size}),
        }

    def _related(self, song: Song) -> list[dict[str, str]]:
        base = self._ids(song)
        return [
            {
                "resourceType": kind,
                "resourceTypeName": name,
                "copyrightId": base["copyrightId"],
                "productId": base["contentId"],
            }
            for kind, name in (("1", "振铃"), ("3", "随身听"), ("E", "无损"), ("0", "彩铃"))
        ]

    def a(self, song: Song, word: str = "") -> dict[str, Any]:
        """A row of `search_all.do`: search-1, search-item-1. No duration; `albums` is left out when there is none."""
        member = song.access in MEMBERS_ONLY
        row: dict[str, Any] = {
            "id": self.ids.song_id(song.number),
            "resourceType": "2",
            **self._ids(song),
            "name": song.title,
            "highlightStr": [word] if word and word in song.title else [],
            "singers": self._people(song),
            "albums": [{"id": self.album_id(song), "name": song.album, "type": "1"}],
            "tags": ["合成", "流行"],
            "lyricUrl": self.file(song, files.LINES),
            "trcUrl": self.file(song, files.TRANSLATION),
            "imgItems": self.pictures(song),
            "televisionNames": [song.subtitle] if song.subtitle else [],
            "tones": [],
            "relatedSongs": self._related(song),
            "toneControl": self.tone_control(song, 4),
            "rateFormats": [self._rate(song, tone) for tone in self.tones(song)],
            "newRateFormats": [self._rate(song, tone, newer=True) for tone in self.tones(song)],
            "songType": "01",
            "isInDAlbum": "0",
            "copyright": "1" if self.sold(song) else "0",
            "digitalColumnId": "",
            "mrcurl": self.file(song, files.BY_WORD),
            "songDescs": "",
            "songAliasName": "",
            "translateName": "",
            "invalidateDate": SALES_END if self.sold(song) else SALES_OVER,
            "isInSalesPeriod": "0",
            "dalbumId": "",
            "isInSideDalbum": "0",
            "vipType": "1" if member or song.number % 5 == 2 else "",
            "chargeAuditions": "1" if member else "0",
            "scopeOfcopyright": "01",
            "actionUrlParams": "",
            "mgVideoParam4IOS": "",
            "mgVideoParam4Adr": "",
        }
        if not song.album:
            del row["albums"]
        return row

    def b(self, song: Song) -> dict[str, Any]:
        """A row of `resourceinfo.do`, of ranks and of the older playlist call (wire page 4.1)."""
        member, sold = song.access in MEMBERS_ONLY, self.sold(song)
        tags = [*(["vip"] if member else []), *(["isq"] if "lossless" in song.exists else [])]
        return {
            "resourceType": "2",
            **self._ids(song),
            "songId": self.ids.song_id(song.number),
            "songName": song.title,
            "singer": "|".join(artist.name for artist in song.artists),
            "singerId": "|".join(person["id"] for person in self._people(song)),
            "artists": [{**person, "nameSpelling": ""} for person in self._people(song)],
            "album": song.album,
            "albumId": self.album_id(song),
            "albumImgs": self.pictures(song),
            "length": self.clock(song),
            "lrcUrl": self.file(song, files.LINES),
            "mrcUrl": self.file(song, files.BY_WORD),
            "trcUrl": self.file(song, files.TRANSLATION),
            "toneControl": self.tone_control(song),
            "rateFormats": [self._rate(song, tone) for tone in self.tones(song)],
            "newRateFormats": [self._rate(song, tone, newer=True) for tone in self.tones(song)],
            "copyright": "1" if sold else "0",
            "validStatus": sold,
            "materialValidStatus": sold,
            "vipType": "1" if member else "",
            "vipFlag": "1" if member else "0",
            "chargeAuditions": "1" if member else "0",
            "auditionsType": "04" if member else "",
            "auditionsLength": 60 if member else 0,
            "auditionsStartTime": "65" if member else "0",
            "topQuality": self.tones(song)[-1],
            "showTag": tags,
            "invalidateDate": SALES_END if sold else SALES_OVER,
            "relatedSongs": self._related(song),
            "songAliasName": "",
            "translateName": "",
            "songDescs": song.subtitle,
            "foreverListen": False,
        }

    def c(self, song: Song) -> dict[str, Any]:
        """A row of the v2.0 playlist, of bmw and of item search: relative pictures, duration as number or text."""
        member, number = song.access in MEMBERS_ONLY, song.number
        seconds = song.duration_ms // 1000
        formats = []
        for tone in self.tones(song)[1:]:
            size = self.size(song, tone)
            row: dict[str, Any] = {
                "resourceType": "E" if tone == "SQ" else "2",
                "formatType": tone,
                "aformat": FORMATS[tone],
            }
            formats.append(row | {("isize" if number % 2 else "asize"): str(size) if tone == "PQ" else size})
        lyrics = {
            "lrcUrl": self.file(song, files.LINES),
            "trcUrl": self.file(song, files.TRANSLATION),
            "mrcUrl": self.file(song, files.BY_WORD),
        }
        return {
            "resourceType": "2",
            **self._ids(song),
            "songId": self.ids.song_id(number),
            "songName": song.title,
            "duration": str(seconds) if number % 2 else seconds,
            "singerList": self._people(song),
            "album": song.album,
            "albumId": self.album_id(song),
            "img1": self._relative(song, "01"),
            "img2": self._relative(song, "02"),
            "img3": self._relative(song, "03"),
            "audioFormats": formats,
            **({"ext": lyrics} if below(4, "migu ext", number) == 0 else lyrics),
            "showTags": ["vip"] if member else [],
            "restrictType": int(member),
            "foreverListen": False,
            **({} if self.sold(song) else {"validStatus": False, "copyright": "0"}),
        }

    def _relative(self, song: Song, size: str) -> str:
        return f"/data/oss/resource/{hexadecimal(24, 'migu album', song.album_number)}_{size}.webp"

    def d(self, song: Song) -> dict[str, Any]:
        """A hit of the old mobile site: search-remoting-1; several names in one text."""
        people = self._people(song)
        cover = f"https://mcontent.migu.cn/newlv2/new/album/20191031/{self.album_id(song)}/s_{song.album_number}.jpg"
        return {
            "albumName": song.album,
            "albumId": self.album_id(song),
            "copyrightId": self.ids.copyright_id(song.number),
            "mp3": "",
            "unuseFlag": None if self.sold(song) else "1",
            "songName": song.title,
            "mvId": "",
            "lyrics": self.file(song, files.LINES),
            "mvCopyrightId": None,
            "id": self.ids.song_id(song.number),
            "singerId": ", ".join(person["id"] for person in people),
            "title": song.title,
            "cover": cover,
            "hasMv": None,
            "singerName": ", ".join(person["name"] for person in people),
            "isHdCrbt": None,
            "hasSQqq": "1" if "lossless" in song.exists else None,
            "artist": ", ".join(person["name"] for person in people),
            "hasHQqq": "1",
        }
