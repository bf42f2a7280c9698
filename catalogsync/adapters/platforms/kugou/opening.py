"""Getting a kugou song's address: 128 kbit/s from the plain page, more for a login that may have it (section 6)."""

from __future__ import annotations

import time
from functools import partial

from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.kugou.login import Login
from catalogsync.adapters.platforms.kugou.requests import Sender
from catalogsync.adapters.platforms.kugou.signing import (
    APP_ID,
    APP_VERSION,
    android_signature,
    tracker_key,
    web_signature,
)
from catalogsync.adapters.platforms.kugou.songs import PLATFORM, file_hash
from catalogsync.adapters.platforms.kugou.streams import SUBSTITUTE, parse_song_url
from catalogsync.adapters.platforms.shapes import Offer, refusal
from catalogsync.pipeline.errors import Failure, NoSuchItem
from catalogsync.pipeline.ports import Access, Grant, Quality, SongInfo

OPERATION = "song-url"
_BETTER = (
    (Quality.LOSSLESS, "high", "hash_high"),
    (Quality.LOSSLESS, "flac", "hash_flac"),
    (Quality.HIGH, "320", "hash_320"),
)
_ORDER = tuple(Quality)
_WORDS = {
    Failure.VIP: "for members only",
    Failure.PURCHASE: "sold singly or in a package",
    Failure.TRIAL: "only a clip is offered",
    Failure.ENCRYPTED: "only in an encrypted container",
}


class Opener:
    """Asks for the levels above 128 kbit/s only with the user's login: without one they are refused anyway."""

    def __init__(self, send: Sender, login: Login) -> None:
        self._send = send
        self._login = login
        self._ways = Alternatives(("page", "player", "old player"))

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        """The best address granted at or below this quality, else the reason of the lowest level's refusal."""
        for level, word, member in _BETTER if self._login.present else ():
            wanted = song.handle.get(member)
            if wanted and _ORDER.index(level) >= _ORDER.index(quality):
                offer = self._of_gateway(song, wanted, word)
                if offer.grant is not None:
                    return offer.grant
        offer = self._standard(song)
        if offer.grant is not None and offer.code != SUBSTITUTE:
            return offer.grant
        failure, code, hint = offer.failure, offer.code, offer.hint
        if offer.grant is not None or failure is None:
            # A whole song, at 32 kbit/s: not what "standard" means, and other platforms may have better.
            failure = Failure.PURCHASE if song.access is Access.PURCHASE else Failure.VIP
            hint = "kugou hands out a 32 kbit/s substitute only"
        words = _WORDS.get(failure, "no address is handed out")
        raise refusal(PLATFORM, OPERATION, failure, words, code=code, hint=hint)

    def _standard(self, song: SongInfo) -> Offer:
        wanted = file_hash(song.handle.get("hash")) or file_hash(song.song_id)
        ways = {"old player": partial(self._of_old_player, song, wanted)}
        if wanted:
            ways["page"] = partial(self._of_page, song, wanted)
            if self._login.present:
                ways["player"] = partial(self._of_player, wanted)
        elif not song.song_id.isdigit():
            raise NoSuchItem(PLATFORM, OPERATION, f"{song.song_id[:40]!r} is no song id")
        return self._ways.run(OPERATION, ways)

    def _of_page(self, song: SongInfo, wanted: str) -> Offer:
        """`getSongInfo.php`, the plain one; a login in the cookie counts."""
        params = {"cmd": "playInfo", "hash": wanted, "from": "mkugou"}
        if album_id := song.handle.get("album_id"):
            params["album_id"] = album_id
        return self._send.get(OPERATION, _read, "https://m.kugou.com/app/i/getSongInfo.php", params)

    def _of_player(self, wanted: str) -> Offer:
        """`play/songinfo`, signed, with the user's own web login."""
        now = str(int(time.time() * 1000))
        params = {"srcappid": "2919", "clientver": "20000", "clienttime": now, "mid": self._login.mid}
        params |= {"uuid": self._login.mid, "dfid": self._login.dfid, "appid": "1014", "platid": "4"}
        params |= {"token": self._login.token, "userid": self._login.userid, "hash": wanted.lower()}
        params["signature"] = web_signature(params)
        return self._send.get(OPERATION, _read, "https://wwwapi.kugou.com/play/songinfo", params)

    def _of_old_player(self, song: SongInfo, wanted: str | None) -> Offer:
        """`play/getdata`: wants the marks of a browser since about 2022, and then goes by `album_audio_id`."""
        params = {
            "r": "play/getdata",
            "hash": (wanted or "").lower(),
            "album_id": song.handle.get("album_id", ""),
        }
        params |= {"album_audio_id": song.song_id if song.song_id.isdigit() else ""}
        params |= {"mid": self._login.mid, "dfid": self._login.dfid, "platid": "4", "appid": "1014"}
        params["_"] = str(int(time.time() * 1000))
        marks = (
            {"Cookie": f"kg_mid={self._login.mid}"} if "kg_mid" not in (self._send.http.cookie or "") else {}
        )
        return self._send.get(OPERATION, _read, "https://wwwapi.kugou.com/yy/index.php", params, marks)

    def _of_gateway(self, song: SongInfo, wanted: str, word: str) -> Offer:
        """`v5/url` for one file. `IsFreePart` stays 0: 1 would ask for a clip."""
        login = self._login
        params = {
            "album_id": song.handle.get("album_id", "0"),
            "album_audio_id": song.song_id if song.song_id.isdigit() else "0",
            "area_code": "1",
            "hash": wanted.lower(),
            "ssa_flag": "is_fromtrack",
            "version": "11430",
            "page_id": "151369488",
            "ppage_id": "463467626,350369493,788954147",
            "quality": word,
            "behavior": "play",
            "pid": "2",
            "cmd": "26",
            "pidversion": "3001",
            "IsFreePart": "0",
            "cdnBackup": "1",
            "module": "",
            "clientver": APP_VERSION,
            "appid": APP_ID,
            "mid": login.mid,
            "dfid": login.dfid,
            "uuid": "-",
            "clienttime": str(int(time.time())),
            "token": login.token,
            "userid": login.userid,
            "key": tracker_key(wanted, login.mid, login.userid),
        }
        params["signature"] = android_signature(params)
        headers = {"x-router": "trackercdn.kugou.com", "dfid": login.dfid, "mid": login.mid, "kg-rc": "1"}
        headers["clienttime"] = params["clienttime"]
        return self._send.get(OPERATION, _read, "https://gateway.kugou.com/v5/url", params, headers)


def _read(raw: bytes) -> Offer:
    return parse_song_url(raw)[0]
