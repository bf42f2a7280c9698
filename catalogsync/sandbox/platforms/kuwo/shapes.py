"""JSON shapes of Kuwo answers, member for member as recorded (recordings named at each function)."""

from __future__ import annotations

# ruff: noqa: SIM905 (long lists of words read better as text)
from typing import Any

from catalogsync.sandbox.chance import below, chance, hexadecimal
from catalogsync.sandbox.media import Media
from catalogsync.sandbox.platforms.kuwo.ids import Ids
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.playlists import Playlist
from catalogsync.sandbox.world.songs import Song

_PAID = (Access.VIP, Access.PROMPT, Access.TRIAL, Access.ENCRYPTED)


def hard_blanks(text: str) -> str:
    """Blanks and apostrophes as entities, as Kuwo writes names in many answers."""
    return text.replace("&", "&amp;").replace(" ", "&nbsp;").replace("'", "&apos;")


class Shapes:
    def __init__(self, ids: Ids, media: Media) -> None:
        self._ids, self._media = ids, media

    def rid(self, song: Song) -> int:
        return self._ids.song.to_id(song.number)

    def name(self, song: Song) -> str:
        """One title in four has its blanks as entities."""
        return hard_blanks(song.title) if chance(25, "kuwo entities", song.number) else song.title

    def artist(self, song: Song) -> str:
        return "&".join(a.name for a in song.artists)

    def artist_id(self, song: Song) -> int:
        return self._ids.artist.to_id(song.artists[0].number)

    def album_id(self, song: Song) -> int:
        return self._ids.album.to_id(song.album_number) if song.album else 0

    def picture(self, song: Song, edge: int) -> str:
        n = song.album_number
        return f"https://img{1 + n % 4}.kuwo.cn/star/albumcover/{edge}/{n % 90}/{n % 77}/{10**9 + n}.jpg"

    def rights(self, song: Song) -> dict[str, Any]:
        """`payInfo` as toplist-detail-1 (2022-01)."""
        paid = song.access in _PAID
        return {
            "play": "1111" if paid else "1100",
            "nplay": "11111" if paid else "00111",
            "overseas_play": "0",
            "local_encrypt": "1",
            "limitfree": 0,
            "refrain_start": 0,
            "feeType": {"song": "1", "vip": "1"},
            "down": "1111",
            "ndown": "11111",
            "overseas_down": "0",
            "download": "1111",
            "cannotDownload": 0,
            "refrain_end": 0,
            "cannotOnlinePlay": int(song.access is Access.REGION),
            **({"listen_fragment": "1"} if song.access is Access.TRIAL else {}),
        }

    def pay(self, song: Song) -> str:
        return "16711935" if song.access in _PAID else "16515324"

    def song(self, song: Song) -> dict[str, Any]:
        """SONG of playlists, toplists, albums and www search: playlist-detail-1, toplist-detail-1, search-2."""
        rid, seconds = self.rid(song), song.duration_ms // 1000
        return {
            "musicrid": f"MUSIC_{rid}",
            "barrage": "0",
            "ad_type": "",
            "artist": self.artist(song),
            "mvpayinfo": {"play": 0, "vid": 0, "down": 0},
            "pic": self.picture(song, 500),
            "isstar": 0,
            "rid": rid,
            "duration": seconds,
            "score100": str(below(100, "score", song.number)),
            "ad_subtype": "0",
            "content_type": "0",
            "track": 1 + song.number % 12,
            "hasLossless": "lossless" in song.exists,
            "hasmv": 0,
            "releaseDate": song.released if song.album else "1970-01-01",
            "album": song.album,
            "albumid": self.album_id(song),
            "pay": self.pay(song),
            "artistid": self.artist_id(song),
            "albumpic": self.picture(song, 500),
            "originalsongtype": 0 if song.recording.version == "cover" else 1,
            "songTimeMinutes": f"{seconds // 60:02d}:{seconds % 60:02d}",
            "isListenFee": song.access in _PAID,
            "pic120": self.picture(song, 120),
            "name": self.name(song),
            "online": 0 if song.access is Access.GREY else 1,
            "payInfo": self.rights(song),
            "tme_musician_adtype": "0",
        }

    def qualities(self, song: Song) -> str:
        """`MINFO` / `N_MINFO`: search-rs-1, grammar in wire page 5.4."""
        forms = {"lossless": ("ff", 2000, "flac"), "high": ("p", 320, "mp3"), "standard": ("h", 128, "mp3")}
        parts = []
        for quality in ("lossless", "high", "standard"):
            if quality in song.exists:
                level, rate, form = forms[quality]
                size = self._media.announced_size(song, quality) / 1_048_576
                parts.append(f"level:{level},bitrate:{rate},format:{form},size:{size:.2f}Mb")
        if song.access is Access.ENCRYPTED:
            parts.insert(0, "level:zp,bitrate:20201,format:mflac,size:41.20Mb")
        return ";".join(parts)

    def formats(self, song: Song) -> str:
        return (
            "WMA96|WMA128|MP3H|MP3192|MP3128"
            + ("|ALFLAC" if "lossless" in song.exists else "")
            + "|AAC48|AAC24"
        )

    def hit(self, song: Song) -> dict[str, Any]:
        """Row of r.s and www search with `mobi=1`: search-rs-1, search-rs-5 (2020-12). Every scalar is a string."""
        rid, paid = self.rid(song), song.access in _PAID
        return {
            "AARTIST": "###".join(a.alias or a.name for a in song.artists),
            "ALBUM": hard_blanks(song.album),
            "ALBUMID": str(self.album_id(song)),
            "ALIAS": "",
            "ARTIST": "&".join(hard_blanks(a.name) for a in song.artists),
            "ARTISTID": str(self.artist_id(song)),
            "CanSetRing": "1",
            "CanSetRingback": "1",
            "DC_TARGETID": str(rid),
            "DURATION": str(song.duration_ms // 1000),
            "FARTIST": hard_blanks(song.artists[0].name),
            "FORMAT": "wma",
            "FSONGNAME": "",
            "KMARK": "0",
            "MINFO": self.qualities(song),
            "MUSICRID": f"MUSIC_{rid}",
            "MVFLAG": "0",
            "MVPIC": "",
            "MVQUALITY": "",
            "NAME": hard_blanks(song.name),
            "NEW": "0",
            "N_MINFO": self.qualities(song),
            "ONLINE": "0" if song.access is Access.GREY else "1",
            "PAY": "16711935" if paid else "16515324",
            "PROVIDER": "",
            "SONGNAME": hard_blanks(song.title),
            "SUBLIST": [],
            "SUBTITLE": hard_blanks(song.subtitle),
            "TAG": "",
            "allartistid": "&".join(str(self._ids.artist.to_id(a.number)) for a in song.artists),
            "audiobookpayinfo": {"download": "0", "play": "0"},
            "barrage": "0",
            "bitSwitch": "0" if song.access is Access.GREY else "1",
            "cache_status": "1",
            "content_type": "0",
            "fpay": "0",
            "hts_MVPIC": "",
            "iot_info": "",
            "isdownload": "0",
            "isshowtype": "0",
            "isstar": "0",
            "mvpayinfo": {"download": "0", "play": "0", "vid": "0"},
            "nationid": "0",
            "opay": "0",
            "originalsongtype": "1",
            "overseas_copyright": "1",
            "overseas_pay": "0",
            "payInfo": {
                "cannotDownload": "0",
                "cannotOnlinePlay": str(int(song.access is Access.REGION)),
                "download": "1111",
                "feeType": {"album": "0", "bookvip": "0", "song": "1", "vip": "1"},
                "limitfree": "0",
                "listen_fragment": str(int(song.access is Access.TRIAL)),
                "local_encrypt": "1",
                "nplay": "11111" if paid else "00111",
                "play": "1111" if paid else "1100",
                "refrain_end": "0",
                "refrain_start": "0",
                "tips_intercept": "0",
            },
            "react_type": "",
            "spPrivilege": "0",
            "subsStrategy": "0",
            "subsText": "",
            "terminal": "",
            "tpay": "0",
            "web_albumpic_short": self.picture(song, 120).split("albumcover/")[1],
        }

    def bare_hit(self, song: Song) -> dict[str, str]:
        """Row of r.s without `mobi=1`: search-rs-4."""
        full = self.hit(song)
        kept = (
            "SONGNAME",
            "ARTIST",
            "AARTIST",
            "ALBUM",
            "ALBUMID",
            "ARTISTID",
            "DURATION",
            "DC_TARGETID",
            "MUSICRID",
            "ONLINE",
        )
        row = {name: str(full[name]) for name in (*kept, "web_albumpic_short")}
        return {
            **row,
            "FORMATS": self.formats(song),
            "SCORE100": "80",
            "PLAYCNT": str(song.number),
            "PICPATH": "",
        }

    def row(self, song: Song, bang: bool) -> dict[str, Any]:
        """Row of nplserver (`duration`) and kbangserver (`song_duration`): wire page 3.2, 3.3b."""
        alternate = not bang and song.number % 9 == 0
        names = ("song_name", "artist_name") if alternate else ("name", "artist")
        return {
            "id": str(self.rid(song)),
            names[0]: hard_blanks(song.title),
            names[1]: "&".join(hard_blanks(a.name) for a in song.artists),
            "artistid": str(self.artist_id(song)),
            "album": hard_blanks(song.album),
            "albumid": str(self.album_id(song)),
            "albumpic": self.picture(song, 240),
            "pic": self.picture(song, 120),
            "song_duration" if bang else "duration": str(song.duration_ms // 1000),
            "formats": self.formats(song),
            "MINFO": self.qualities(song),
            "N_MINFO": self.qualities(song),
            "online": "0" if song.access is Access.GREY else "1",
            "pay": self.pay(song),
            "payInfo": {k: v if isinstance(v, dict) else str(v) for k, v in self.rights(song).items()},
        }

    def info(self, song: Song) -> dict[str, Any]:
        """`songinfo` beside a lyric: lyric-1, lyric-2. Strings, nulls and empty texts."""
        rid, seconds = self.rid(song), song.duration_ms // 1000
        nothing: dict[str, Any] = dict.fromkeys(
            "hasEcho isExt isNew isbatch mvpayinfo mvpic params rankChange reason score tpay trend".split()
        )
        empty = dict.fromkeys("mp3Size mp4sig1 mp4sig2 playCnt upTime uploader".split(), "")
        return {
            "album": song.album,
            "albumId": str(self.album_id(song)),
            "artist": self.artist(song),
            "artistId": str(self.artist_id(song)),
            "contentType": "0",
            "coopFormats": ["320kmp3", "192kmp3", "128kmp3"],
            "copyRight": "0",
            "duration": str(seconds),
            "formats": self.formats(song),
            "hasMv": "0",
            "id": str(rid),
            "isPoint": "0",
            "isdownload": "0",
            "isstar": "0",
            "mkvNsig1": "0",
            "mkvNsig2": "0",
            "mkvRid": "MV_0",
            "mp3Nsig1": str(3722016488 - rid),
            "mp3Nsig2": str(1580523338 + rid),
            "mp3Rid": f"MP3_{rid}",
            "musicrId": f"MUSIC_{rid}",
            "mutiVer": "0",
            "nsig1": "4199394410",
            "nsig2": "1526637533",
            "online": "0" if song.access is Access.GREY else "1",
            "pay": self.pay(song),
            "pic": self.picture(song, 240),
            "score100": "74",
            "songName": song.title,
            "songTimeMinutes": f"{seconds // 60:02d}:{seconds % 60:02d}",
            **nothing,
            **empty,
        }

    def cover(self, playlist: Playlist, size: str) -> str:
        return f"http://img1.kwcdn.kuwo.cn/star/userpl2015/15/39/{playlist.created_ms}_{playlist.creator_number}{size}.jpg"

    def square_row(self, playlist: Playlist, id_: int) -> dict[str, str]:
        """playlist-square-1 (2019): every value is a string."""
        blank = dict.fromkeys("commentcnt isnew extend attribute radio_id imgscript desc".split(), "")
        return {
            **blank,
            "img": self.cover(playlist, "_500"),
            "uname": playlist.creator,
            "lossless_mark": "0",
            "favorcnt": str(playlist.plays // 60),
            "uid": str(playlist.creator_number),
            "total": str(playlist.length),
            "digest": "8",
            "name": hard_blanks(playlist.name),
            "listencnt": str(playlist.plays),
            "id": str(id_),
            "info": hard_blanks(playlist.description),
        }

    def list_head(self, playlist: Playlist, id_: int) -> dict[str, Any]:
        """playlist-detail-1 (2020-05)."""
        return {
            "img": self.cover(playlist, "_150"),
            "uPic": f"http://img2.kuwo.cn/star/userhead/{hexadecimal(12, playlist.key)}.jpg",
            "uname": playlist.creator,
            "img700": self.cover(playlist, "_700"),
            "img300": self.cover(playlist, "b"),
            "userName": playlist.creator,
            "img500": self.cover(playlist, "_500"),
            "total": playlist.length,
            "name": playlist.name,
            "listencnt": playlist.plays,
            "id": id_,
            "tag": ",".join(playlist.categories),
            "desc": "",
            "info": playlist.description,
        }
