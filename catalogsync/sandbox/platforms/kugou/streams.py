"""Stream addresses of Kugou: the mobile page, the web player, the app gateway, the old tracker, the audio hosts."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from catalogsync.sandbox.audio.aac import M4a
from catalogsync.sandbox.chance import hexadecimal
from catalogsync.sandbox.http import Request, Response, file_answer, html_answer
from catalogsync.sandbox.media import File, Kind, number_of
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.kugou.flags import (
    FREE,
    GONE,
    LIMITED,
    MEMBERS,
    hash_offset,
    privilege,
    trans_param,
)
from catalogsync.sandbox.platforms.kugou.shapes import Shapes, file_name, singers
from catalogsync.sandbox.platforms.kugou.signing import old_tracker_key, signed_by_app, tracker_key
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.songs import QUALITIES, Song

BEIJING_S = 8 * 3600
LIFE_S = 6 * 3600
_PATH = re.compile(r"/(\d{12})/([0-9a-f]{32})/(?:[\w/]+/)?a1000_u0_p409_s(\d+)\.\w+\Z")
SUBSTITUTE = 1 << 40
"""Added to a file's number: the 32 kbit/s m4a of the song instead."""


@dataclass(frozen=True)
class Offer:
    """A file and how it is handed out."""

    file: File
    extension: str
    kbps: int
    place: str = "yp/full"


class Streams:
    def __init__(self, world: World, shapes: Shapes) -> None:
        self._world, self._shapes, self._ids = world, shapes, shapes.ids

    def substitute(self, song: Song) -> File:
        """The whole song at 32 kbit/s, as some paid songs are handed out: song-info-2."""
        number = SUBSTITUTE + number_of(song, "standard")
        return File(number, M4a(f"{self._world.catalog.seed}/{song.number}", song.recording.duration_ms, 32))

    def _open(self, song: Song, quality: str, kind: Kind = Kind.WHOLE) -> File:
        file = self._world.media.open(number_of(song, quality, kind))
        assert file is not None
        return file

    def plain(self, song: Song) -> Offer | None:
        """What an anonymous caller is handed: 128 kbit/s at most, whatever hash was asked."""
        if song.access is Access.FREE:
            return Offer(self._open(song, "standard"), "mp3", 128)
        if song.access is Access.TRIAL:
            return Offer(self._open(song, "standard", Kind.TRIAL), "mp3", 128, "yp/cut")
        if song.access is Access.ENCRYPTED:
            return Offer(self._open(song, "standard", Kind.ENCRYPTED), "mflac", 128)
        if song.access is Access.VIP and song.recording.work % 2:
            return Offer(self.substitute(song), "m4a", 32)
        return None

    def address(self, offer: Offer, song: Song, host: str, middle: str = "") -> str:
        """An address on one of the audio hosts; the twelve digits are the minute of creation in China."""
        minute = time.strftime("%Y%m%d%H%M", time.gmtime(self._world.now() + BEIJING_S))
        signed = hexadecimal(32, "kugou address", host, minute, offer.file.number)
        inner = middle or f"v3/{self._ids.file_hash(song.number).lower()}/{offer.place}"
        return (
            f"https://{host}/{minute}/{signed}/{inner}/a1000_u0_p409_s{offer.file.number}.{offer.extension}"
        )

    def info(self, song: Song, asked: str, album_id: str) -> dict[str, Any]:
        """`getSongInfo.php`: song-info-1, song-info-2 and the members of 2024 (wire page 6a)."""
        shapes, offer = self._shapes, self.plain(song)
        extra: dict[str, Any] = {}
        for quality, name, rate in (("standard", "128", 128), ("high", "320", 320), ("lossless", "sq", 897)):
            there = quality in song.exists
            extra |= {
                f"{name}hash": shapes.file_hash(song, quality),
                f"{name}filesize": shapes.size(song, quality),
            }
            if there:
                extra |= {f"{name}bitrate": rate, f"{name}timelength": song.duration_ms}
        extra |= {"highhash": "", "highfilesize": 0}
        told_paid = privilege(song) in (LIMITED, MEMBERS)
        return {
            "status": 1,
            "errcode": 0,
            "error": "" if offer or song.access in GONE else "需要付费",
            "fileHead": 100 if offer else 0,
            "q": 0,
            "hash": shapes.file_hash(song, "standard"),
            "req_hash": asked,
            "req_albumid": album_id,
            "url": self.address(offer, song, "sharefs.tx.kugou.com") if offer else "",
            "backup_url": [self.address(offer, song, "sharefs.hw.kugou.com")] if offer else [],
            "fileSize": offer.file.size if offer else 0,
            "timeLength": song.duration_ms // 1000,
            "bitRate": offer.kbps if offer else 0,
            "extName": offer.extension if offer else "mp3",
            "fileName": file_name(song),
            "songName": song.title,
            "singerName": song.artists[0].name,
            "choricSinger": singers(song),
            "author_name": singers(song),
            "authors": shapes.authors(song),
            "singerId": shapes.artist_id(song.artists[0].number),
            "singerHead": "",
            "albumid": shapes.album_id(song),
            "album_audio_id": self._ids.song.to_id(song.number),
            "audio_id": self._ids.audio.to_id(song.number),
            "album_img": shapes.cover(song) if song.album else "",
            "imgUrl": shapes.portrait(song.artists[0].number),
            "mvhash": shapes.mv_hash(song),
            "time": int(self._world.now()),
            "trans_param": trans_param(song, self._ids, self._world.media),
            "privilege": privilege(song),
            "128privilege": privilege(song),
            "320privilege": privilege(song, "high"),
            "sqprivilege": privilege(song, "lossless"),
            "highprivilege": privilege(song, "lossless"),
            "pay_type": 3 * told_paid,
            "fail_process": 4 * told_paid,
            "extra": extra,
            "area_code": "1",
            "store_type": "audio",
            "intro": "",
            "topic_url": "",
            "topic_remark": "",
            "ctype": 1009,
            "stype": 11323,
        }

    def web_player(self, song: Song, words: str, newer: bool) -> dict[str, Any]:
        """`data` of play/getdata and play/songinfo: play-getdata-1 to -3. A clip still describes the whole song."""
        shapes, offer = self._shapes, self.plain(song)
        trial = offer is not None and offer.place == "yp/cut"
        whole = offer.file.size if offer and not trial else shapes.size(song, "standard")
        place = f"part/0/{offer.file.size}/G063/M03/06/11" if offer and trial else "G146/M07/02/14"
        picture = shapes.cover(song) if song.album else shapes.portrait(song.artists[0].number)
        data: dict[str, Any] = {
            "hash": shapes.file_hash(song, "standard").lower(),
            "timelength": song.duration_ms,
            "filesize": whole,
            "audio_name": file_name(song),
            "have_album": int(bool(song.album)),
            "album_name": song.album or "未知专辑",
            "album_id": str(shapes.album_id(song)) if song.album else 0,
            "img": picture.replace("{size}", "400"),
            "have_mv": int(bool(shapes.mv_hash(song))),
            "video_id": str(song.number) if shapes.mv_hash(song) else 0,
            "author_name": singers(song),
            "song_name": song.title,
            "lyrics": words,
            "author_id": str(shapes.artist_id(song.artists[0].number)),
            "privilege": privilege(song),
            "privilege2": {FREE: "0", MEMBERS: "1010"}.get(privilege(song), "1000"),
            "play_url": self.address(offer, song, "webfs.yun.kugou.com", place) if offer else "",
            "play_backup_url": self.address(offer, song, "webfs.cloud.kugou.com", place) if offer else "",
            "authors": [
                {
                    "author_id": str(shapes.artist_id(a.number)),
                    "author_name": a.name,
                    "is_publish": "1",
                    "sizable_avatar": shapes.portrait(a.number),
                    "avatar": shapes.portrait(a.number).replace("{size}", "400"),
                }
                for a in song.artists
            ],
            "is_free_part": int(trial),
            "bitrate": offer.kbps if offer else 0,
            "audio_id": str(self._ids.audio.to_id(song.number)),
        }
        if trial:
            data["trans_param"] = trans_param(song, self._ids, self._world.media)
        if newer:
            data |= {
                "encode_album_audio_id": self._ids.encoded(song.number),
                "encode_album_id": str(shapes.album_id(song)),
            }
        return data

    def gateway(self, request: Request) -> dict[str, Any]:
        """`v5/url` of the app: status 1 handed out, 2 to be paid or verified, 3 for nobody (wire page 6d)."""
        query = request.query
        if not signed_by_app(request):
            return {"data": {"errmsg": "params invalid"}, "status": 0, "error_code": 20017}
        asked, app = query.get("hash", ""), query.get("appid", "")
        if query.get("key") != tracker_key(asked, app, query.get("mid", ""), query.get("userid", "")):
            return {"status": 0, "error_code": 20010, "message": "param error, tracker key invalid."}
        if not query.get("dfid") or not query.get("mid"):
            return {"fail_process": ["pkg"], "errcode": 20028, "status": 2, "error": "本次请求需要验证"}
        found = self._ids.file(asked)
        song = self._world.catalog.song("kugou", found[0]) if found else None
        if song is None or song.access in GONE:
            return {
                "priv_status": 0,
                "auth_through": [],
                "trans_param": {
                    "pay_block_tpl": 1,
                    "language": "国语",
                    "qualitymap": {"attr0": 859815956, "attr1": 0},
                },
                "fail_process": [],
                "status": 3,
                "tracker_through": {
                    "identity_block": 0,
                    "cpy_grade": 75,
                    "musicpack_advance": 0,
                    "cpy_level": 0,
                },
            }
        member = query.get("token", "").startswith("vip")
        if song.access in (Access.VIP, Access.TRIAL) and not member:
            clip = hash_offset(song, self._ids, self._world.media)
            shown = {"classmap": {"attr0": 234881032}, "display": 0, "display_rate": 0}
            return {
                "priv_status": 0,
                "hash_offset": clip,
                "trans_param": shown,
                "status": 2,
                "fail_process": ["pkg", "buy"],
            }
        return self._handed_out(song, asked, query.get("quality", "128"), member)

    def _handed_out(self, song: Song, asked: str, wish: str, member: bool) -> dict[str, Any]:
        """A stranger gets 128 kbit/s whatever is asked (reported in 2026-02), a member what exists."""
        quality = (
            {"320": "high", "flac": "lossless", "high": "lossless"}.get(wish, "standard")
            if member
            else "standard"
        )
        quality = [q for q in song.exists if QUALITIES.index(q) <= QUALITIES.index(quality)][-1]
        encrypted = song.access is Access.ENCRYPTED
        file = self._open(song, quality, Kind.ENCRYPTED if encrypted else Kind.WHOLE)
        offer = Offer(
            file,
            "mflac" if encrypted else file.sound.extension,
            {"standard": 128, "high": 320}.get(quality, 897),
        )
        return {
            "status": 1,
            "priv_status": 1,
            "hash": self._ids.file_hash(song.number, quality).lower(),
            "std_hash": self._ids.file_hash(song.number).lower(),
            "std_hash_time": song.recording.duration_ms,
            "fileName": file_name(song),
            "fileSize": file.size,
            "timeLength": song.recording.duration_ms // 1000,
            "bitRate": offer.kbps * 1000 if asked else 0,
            "extName": offer.extension,
            "fileHead": 0,
            "q": 0,
            "volume": -9.2,
            "volume_peak": 0.9,
            "volume_gain": 0,
            "url": [self.address(offer, song, "fsandroid.tx.kugou.com")],
            "backupUrl": [self.address(offer, song, "fsandroid.hw.kugou.com")],
            "trans_param": trans_param(song, self._ids, self._world.media),
            "tracker_through": {"identity_block": 0, "cpy_grade": 5, "musicpack_advance": 0, "cpy_level": 1},
            "classmap": {"attr0": 234881032},
            "auth_through": [],
        }

    def old_tracker(self, request: Request) -> dict[str, Any]:
        """`/i/v2/`: a file by its own hash, with a key that anyone can compute; paid ones refused in words."""
        asked = request.params.get("hash", "")
        found = self._ids.file(asked)
        song = self._world.catalog.song("kugou", found[0]) if found else None
        if request.params.get("key") != old_tracker_key(asked) or song is None or found is None:
            return {"status": 0, "error": "Bad key"}
        if song.access is not Access.FREE or found[1] not in song.free:
            shown = {"trans_param": trans_param(song, self._ids, self._world.media)}
            return {"status": 0, **shown, "error": "The Resource Needs to be Paid"}
        file = self._open(song, found[1])
        offer = Offer(file, file.sound.extension, 0)
        rate = {"standard": 128_000, "high": 320_000}.get(found[1], 897_000)
        return {
            "status": 1,
            "url": [self.address(offer, song, "fs.open.kugou.com")],
            "backup_url": [self.address(offer, song, "fs.open2.kugou.com")],
            "fileSize": file.size,
            "bitRate": rate,
            "timeLength": song.recording.duration_ms // 1000,
            "extName": file.sound.extension,
            "fileName": file_name(song),
            "hash": asked,
            "q": 0,
        }

    def fetch(self, request: Request) -> Response:
        """An audio host: the file, 403 for an old or altered address and from the first host of some songs."""
        match = _PATH.match(request.path)
        if not match:
            return html_answer("404 Not Found", 404)
        minute, signed, name = match.groups()
        number = int(name)
        now = self._world.now() + BEIJING_S
        oldest = time.strftime("%Y%m%d%H%M", time.gmtime(now - LIFE_S))
        if signed != hexadecimal(32, "kugou address", request.host, minute, number) or minute < oldest:
            return html_answer("403 Forbidden", 403)
        if request.host == "sharefs.tx.kugou.com" and number // 32 % 9 == 4:
            return html_answer("403 Forbidden", 403)
        file = self._file(number)
        return file_answer(file) if file else html_answer("404 Not Found", 404)

    def _file(self, number: int) -> File | None:
        if number < SUBSTITUTE:
            return self._world.media.open(number)
        song = self._world.catalog.song("kugou", (number - SUBSTITUTE) // 32)
        return self.substitute(song) if song else None
