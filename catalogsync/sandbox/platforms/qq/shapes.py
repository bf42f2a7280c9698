"""JSON shapes of QQ answers, member for member as recorded (recordings named at each function)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.chance import below
from catalogsync.sandbox.media import Media
from catalogsync.sandbox.platforms.qq.ids import Ids
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.songs import Song

TRIAL_BYTES = 479_616
_PAID = (Access.VIP, Access.TRIAL, Access.ENCRYPTED)


class Shapes:
    def __init__(self, ids: Ids, media: Media) -> None:
        self._ids, self._media = ids, media

    def size(self, song: Song, quality: str) -> int:
        return self._media.announced_size(song, quality)

    def album_cover(self, song: Song) -> str:
        mid = self._ids.album_mid.to_id(song.album_number)
        return f"http://y.gtimg.cn/music/photo_new/T002R300x300M000{mid}.jpg"

    def singers(self, song: Song, newer: bool) -> list[dict[str, Any]]:
        more = {"type": 0, "uin": 0, "pmid": ""} if newer else {}
        return [
            {
                "id": self._ids.artist.to_id(a.number),
                "mid": self._ids.artist_mid.to_id(a.number),
                "name": a.name,
                **({"title": a.name} if newer else {}),
                **more,
            }
            for a in song.artists
        ]

    def track(self, song: Song) -> dict[str, Any]:
        """The track object: track-info-1, song-detail-1, new-songs-1 (2023-03)."""
        ids, number = self._ids, song.number
        album_mid = ids.album_mid.to_id(song.album_number) if song.album else ""
        paid = song.access in _PAID
        switch = 16_889_601 | (1 << 14 if paid else 1 << 1)
        return {
            "id": ids.song.to_id(number),
            "type": 0,
            "mid": ids.song_mid.to_id(number),
            "name": song.name,
            "title": song.title,
            "subtitle": song.subtitle,
            "singer": self.singers(song, newer=True),
            "album": {
                "id": ids.album.to_id(song.album_number) if song.album else 0,
                "mid": album_mid,
                "name": song.album or "空",
                "title": song.album or "空",
                "subtitle": "",
                "time_public": song.released,
                "pmid": f"{album_mid}_1" if album_mid else "",
            },
            "mv": {"id": 0, "vid": "", "name": "", "title": "", "vt": 0},
            "interval": song.duration_ms // 1000,
            "isonly": 0,
            "language": {"zh": 0, "en": 5, "ja": 3}[song.recording.language],
            "genre": 1 + below(40, "genre", number),
            "index_cd": 0,
            "index_album": 1 + number % 12,
            "time_public": song.released,
            "status": 31 if song.access is Access.GREY else 0,
            "fnote": 4009,
            "file": self._file(song),
            "pay": {
                "pay_month": 1,
                "price_track": 200,
                "price_album": 0,
                "pay_play": 1 if paid else 0,
                "pay_down": 1,
                "pay_status": 0,
                "time_free": 0,
            },
            "action": {
                "switch": switch,
                "msgid": 13 if paid else 14,
                "alert": 22 if paid else 2,
                "icons": 12992510 if paid else 8527740,
                "msgshare": 0,
                "msgfav": 0,
                "msgdown": 0,
                "msgpay": 6,
                "switch2": 0,
                "icon2": 0,
            },
            "ksong": {"id": 0, "mid": ""},
            "volume": {"gain": -7.488, "peak": 1.0, "lra": 9.637},
            "label": "0",
            "url": "",
            "bpm": 0,
            "version": 0,
            "trace": "",
            "data_type": 0,
            "modify_stamp": 0,
            "pingpong": "",
            "aid": 0,
            "ppurl": "",
            "tid": 0,
            "ov": 0,
            "sa": 1040,
            "es": "",
            "vs": [
                self._ids.media_mid.to_id(number) if song.access is Access.TRIAL else "",
                "",
                "",
                "",
                "",
                "",
            ],
            "vi": [5387064],
            "ktag": "0",
            "vf": [-6.718, 0.999, 8.3],
        }

    def _file(self, song: Song) -> dict[str, Any]:
        trial = song.access is Access.TRIAL
        return {
            "media_mid": self._ids.media(song.number),
            "size_24aac": 0,
            "size_48aac": 0,
            "size_96aac": 0,
            "size_192ogg": 0,
            "size_192aac": 0,
            "size_128mp3": self.size(song, "standard"),
            "size_320mp3": self.size(song, "high"),
            "size_ape": 0,
            "size_flac": self.size(song, "lossless"),
            "size_dts": 0,
            "size_try": TRIAL_BYTES if trial else 0,
            "try_begin": 0,
            "try_end": 30_000 if trial else 0,
            "url": "",
            "size_hires": 0,
            "hires_sample": 0,
            "hires_bitdepth": 0,
            "b_30s": 0,
            "e_30s": 60_000,
            "size_96ogg": 0,
            "size_360ra": [],
            "size_dolby": 0,
            "size_new": [0, 0, 0, 0, 0, 0],
        }

    def old_track(self, song: Song) -> dict[str, Any]:
        """The old track object: playlist-detail-legacy-1 (2017), toplist-detail-legacy-1."""
        ids, paid = self._ids, int(song.access in _PAID)
        pay = {"payalbum": 0, "payalbumprice": 0, "paydownload": 1, "payinfo": 1, "payplay": paid}
        return {
            "albumdesc": song.subtitle,
            "albumid": ids.album.to_id(song.album_number) if song.album else 0,
            "albummid": ids.album_mid.to_id(song.album_number) if song.album else "",
            "albumname": song.album or "空",
            "alertid": 2,
            "belongCD": 1 + song.number % 12,
            "cdIdx": 0,
            "interval": song.duration_ms // 1000,
            "isonly": 0,
            "label": "0",
            "msgid": 14,
            "pay": {**pay, "paytrackmouth": 1, "paytrackprice": 200, "timefree": 0},
            "preview": {"trybegin": 0, "tryend": 0, "trysize": 0},
            "rate": 31,
            "singer": self.singers(song, newer=False),
            "size128": self.size(song, "standard"),
            "size320": self.size(song, "high"),
            "size5_1": 0,
            "sizeape": 0,
            "sizeflac": self.size(song, "lossless"),
            "sizeogg": 0,
            "songid": ids.song.to_id(song.number),
            "songmid": ids.song_mid.to_id(song.number),
            "songname": song.title,
            "songorig": song.name,
            "songtype": 0,
            "strMediaMid": ids.media(song.number),
            "stream": 2,
            "switch": 604_019 if paid else 604_051,
            "type": 0,
            "vid": "",
        }

    def found_track(self, song: Song) -> dict[str, Any]:
        """A hit of the retired search in the newer shape: search-newjson-1 (2018)."""
        track = self.track(song)
        shown = f"<em>{song.title}</em>"
        sizes = {
            "size_aac": 0,
            "size_ogg": 0,
            "size_128": self.size(song, "standard"),
            "size_320": self.size(song, "high"),
        }
        lost = {"lyric": "", "lyric_hilight": "", "desc": "", "desc_hilight": "", "docid": "0", "grp": []}
        more = {"chinesesinger": 0, "newStatus": 2, "nt": 10002, "pure": 0, "t": 1, "tag": 10, "ver": 0}
        return {
            **track,
            **lost,
            **more,
            "action": {"alert": 2, "icons": 8060, "msg": 16, "switch": track["action"]["switch"]},
            "album": {**track["album"], "title_hilight": track["album"]["title"]},
            "file": {**track["file"], **sizes, "strMediaMid": track["file"]["media_mid"]},
            "singer": [{**singer, "title_hilight": singer["name"]} for singer in track["singer"]],
            "title_hilight": shown,
        }

    def found_old_track(self, song: Song) -> dict[str, Any]:
        """A hit of the retired search in the old shape: search-legacy-1 (2016), which has no media mid."""
        track = {name: value for name, value in self.old_track(song).items() if name != "strMediaMid"}
        shown = f'<span class="c_tx_highlight">{song.title}</span>'
        texts = {"albumname_hilight": song.album, "songname_hilight": shown, "lyric": "", "lyric_hilight": ""}
        counts = {
            "chinesesinger": 0,
            "nt": 2798671867,
            "pubtime": 1091462400,
            "pure": 0,
            "t": 0,
            "tag": 10,
            "ver": 0,
        }
        form = {"docid": "0", "format": "qqhq;common;mp3common;wmacommon", "grp": []}
        address = f"http://y.qq.com/#type=song&id={track['songid']}"
        singers = [{**singer, "name_hilight": singer["name"]} for singer in track["singer"]]
        return {**track, **texts, **counts, **form, "songurl": address, "singer": singers}

    def list_track(self, song: Song) -> dict[str, Any]:
        """A track inside a playlist of the newer format: playlist-detail-newformat-1."""
        track = self.track(song)
        old = {
            "size_aac": 0,
            "size_ogg": 0,
            "size_128": track["file"]["size_128mp3"],
            "size_320": track["file"]["size_320mp3"],
        }
        return {**track, "file": {**track["file"], **old}, "songtype": 13}
