"""Search, song detail, batch detail, privileges and lyrics of Kugou."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.http import Request, Response, json_answer, text_answer
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.kugou.flags import (
    GONE,
    LIMITED,
    MEMBERS,
    hash_offset,
    privilege,
    trans_param,
)
from catalogsync.sandbox.platforms.kugou.shapes import BIT_RATES, Shapes, file_name, singers
from catalogsync.sandbox.platforms.kugou.signing import (
    ANDROID_STANDARD,
    json_body,
    signed_by_app,
    signed_by_web,
)
from catalogsync.sandbox.platforms.kugou.streams import Streams
from catalogsync.sandbox.platforms.kugou.words import (
    EMPTY_SEARCH,
    access_key,
    candidates,
    downloaded,
    lrc_text,
    lyric_of,
)
from catalogsync.sandbox.world.lyrics import Lyric, lyric
from catalogsync.sandbox.world.songs import Song

MOST_HASHES = 100
MOST_HITS = 480
AGGREGATION = [{"key": key, "count": 0} for key in ("DJ", "现场", "广场舞", "伴奏", "铃声")]
_EXTENSIONS = {"standard": "mp3", "high": "mp3", "lossless": "flac"}


class Songs:
    def __init__(self, world: World, shapes: Shapes, streams: Streams) -> None:
        self._world, self._shapes, self._streams, self._ids = world, shapes, streams, shapes.ids

    def _song(self, text: str) -> Song | None:
        return self._world.catalog.song("kugou", self._ids.any_song(text))

    def _words(self, song: Song) -> Lyric:
        return lyric(self._world.catalog.world.seed, song.recording)

    def _hits(self, request: Request) -> tuple[list[Song], int, int, int]:
        text = request.params.get("keyword", "").strip()
        page, size = request.number("page", 1) or 1, request.number("pagesize", 30, 300) or 30
        songs = list(self._world.catalog.search("kugou", text))[:MOST_HITS] if text else []
        return songs[(page - 1) * size : page * size], len(songs), page, size

    def _folded(self, song: Song) -> tuple[Song, ...]:
        """The live take, which some songs of its work carry along in their own row."""
        if song.recording.version or song.recording.work % 5 != 2:
            return ()
        live = self._world.catalog.song("kugou", song.number + 1)
        return (live,) if live else ()

    def search(self, request: Request) -> dict[str, Any]:
        """`song_search_v2`: search-song-v2-1."""
        songs, total, page, size = self._hits(request)
        data = {
            "page": page,
            "pagesize": size,
            "total": total,
            "tab": "全部",
            "lists": [self._shapes.web_hit(song, self._folded(song)) for song in songs],
            "chinesecount": 4,
            "searchfull": 1,
            "correctiontype": 0,
            "correctiontip": "",
            "correctionsubject": "",
            "correctionforce": 0,
            "subjecttype": 0,
            "aggregation": AGGREGATION,
            "allowerr": 0,
            "istag": 0,
            "istagresult": 0,
        }
        return {"status": 1, "error_code": 0, "data": data}

    def old_search(self, request: Request) -> dict[str, Any]:
        """`api/v3/search/song`: search-song-1 to -3; `highlight=em` puts marks round the words asked for."""
        songs, total, _, _ = self._hits(request)
        marked = request.params.get("keyword", "").strip() if request.params.get("highlight") == "em" else ""
        data = {
            "aggregation": AGGREGATION,
            "tab": "全部",
            "info": [self._shapes.old_hit(song, marked, self._folded(song)) for song in songs],
            "correctiontype": 0,
            "timestamp": int(self._world.now()),
            "allowerr": 0,
            "total": total,
            "istag": 0,
            "istagresult": 0,
            "forcecorrection": 0,
            "correctiontip": "",
        }
        return {"status": 1, "error": "", "data": data, "errcode": 0}

    def complex_search(self, request: Request) -> dict[str, Any]:
        """The signed search: error-1 without a device, else the web search's rows with grouped qualities."""
        if not signed_by_app(request) or request.query.get("dfid", "-") == "-":
            counts = {
                "pagesize": 30,
                "page": 1,
                "from": 0,
                "size": 0,
                "AlgPath": "",
                "total": 0,
                "correctiontype": 0,
            }
            more = {
                "correctionforce": 0,
                "correctiontip": "",
                "istag": 0,
                "isshareresult": 0,
                "istagresult": 0,
            }
            data = {**counts, **more, "allowerr": 0, "sectag_info": {"is_sectag": 0}, "lists": []}
            return {"status": 0, "error_code": 152, "error_msg": "Parameter Error", "data": data}
        answer = self.search(request)
        for hit in answer["data"]["lists"]:
            for group in ("HQ", "SQ"):
                if hit[f"{group}FileHash"].strip("0"):
                    size, level = hit[f"{group}FileSize"], hit[f"{group}Privilege"]
                    hit[group] = {"Hash": hit[f"{group}FileHash"], "FileSize": size, "Privilege": level}
        return answer

    def info(self, request: Request) -> dict[str, Any]:
        """`getSongInfo.php`; an unknown hash has no file, whoever asks."""
        asked = request.params.get("hash", "")
        song = self._song(asked)
        if song is None:
            return {
                "status": 0,
                "errcode": 1001,
                "error": "参数错误",
                "url": "",
                "hash": asked,
                "req_hash": asked,
            }
        return self._streams.info(song, asked.upper(), request.params.get("album_id", ""))

    def web_player(self, request: Request) -> dict[str, Any]:
        """`r=play/getdata`: error-2 without the device's mark, verification for a made-up one."""
        if request.query.get("r") != "play/getdata":
            return {"status": 0, "err_code": 20001, "data": []}
        mark = request.cookies.get("kg_mid", request.query.get("mid", ""))
        song = self._song(request.query.get("album_audio_id", "")) or self._song(
            request.query.get("hash", "")
        )
        if len(mark) < 32 and not mark.isdigit():
            if not mark:
                return {"data": [], "status": 0, "err_code": 20010}
            hidden = {"SSA-HMID": "0", "is_publish": 1, "privilege": privilege(song) if song else 0}
            return {"data": hidden, "status": 0, "err_code": 30020}
        if song is None:
            return {"data": [], "status": 0, "err_code": 20010}
        text = lrc_text(song, self._words(song), self._shapes)
        return {"status": 1, "err_code": 0, "data": self._streams.web_player(song, text, newer=False)}

    def signed_player(self, request: Request) -> dict[str, Any]:
        """`play/songinfo` with the web signature: wire page 6c."""
        if not signed_by_web(request):
            return {"data": {"errmsg": "params invalid"}, "status": 0, "err_code": 20017}
        song = self._song(request.query.get("encode_album_audio_id", "") or request.query.get("hash", ""))
        if song is None:
            return {"data": [], "status": 0, "err_code": 20010}
        text = lrc_text(song, self._words(song), self._shapes)
        return {"status": 1, "err_code": 0, "data": self._streams.web_player(song, text, newer=True)}

    def batch(self, request: Request) -> dict[str, Any]:
        """`album_audio/audio`: one inner list per hash, all numbers as text (wire page 4b)."""
        body = json_body(request)
        asked = body.get("data")
        if body.get("key") != ANDROID_STANDARD or not isinstance(asked, list) or len(asked) > MOST_HASHES:
            return {"data": {"errmsg": "params invalid"}, "status": 0, "error_code": 20017}
        rows = []
        for entry in asked:
            told = entry.get("hash") or entry.get("album_audio_id") if isinstance(entry, dict) else ""
            song = self._song(str(told))
            rows.append([self._batched(song)] if song else [])
        return {"status": 1, "error_code": 0, "errmsg": "", "data": rows}

    def _batched(self, song: Song) -> dict[str, Any]:
        shapes, ids = self._shapes, self._ids
        sizes = {
            f"filesize_{n}": str(shapes.size(song, q)) for q, n in (("high", "320"), ("lossless", "flac"))
        }
        return {
            "album_audio_id": str(ids.song.to_id(song.number)),
            "author_name": singers(song),
            "ori_audio_name": song.name,
            "songname": song.title,
            "audio_info": {
                "audio_id": str(ids.audio.to_id(song.number)),
                "hash": shapes.file_hash(song, "standard"),
                "hash_128": shapes.file_hash(song, "standard"),
                "hash_320": shapes.file_hash(song, "high"),
                "hash_flac": shapes.file_hash(song, "lossless"),
                "hash_high": "",
                "filesize": str(shapes.size(song, "standard")),
                "filesize_128": str(shapes.size(song, "standard")),
                **sizes,
                "filesize_high": "0",
                "timelength": str(song.duration_ms),
                "bitrate": "128",
                "extname": "mp3",
                "privilege": str(privilege(song)),
                "is_publish": str(int(song.access not in GONE)),
                "trans_param": trans_param(song, ids, self._world.media),
            },
            "album_info": {
                "album_id": str(shapes.album_id(song)) if song.album else "0",
                "album_name": song.album,
                "publish_date": song.released,
                "sizable_cover": shapes.cover(song) if song.album else "",
            },
        }

    def privileges(self, request: Request) -> dict[str, Any]:
        """`get_res_privilege`: the song's files with their flags (wire page 4c)."""
        asked = json_body(request).get("resource")
        rows: list[dict[str, Any]] = []
        for entry in asked if isinstance(asked, list) else []:
            song = (
                self._song(str(entry.get("hash") or entry.get("album_audio_id")))
                if isinstance(entry, dict)
                else None
            )
            if song is not None:
                goods = [self._good(song, quality) for quality in song.exists]
                rows.append({**goods[0], "relate_goods": goods})
        return {
            "status": 1,
            "error_code": 0,
            "message": "",
            "data": rows,
            "vip": 0,
            "appid_group": 1,
            "should_cache": 1,
        }

    def _good(self, song: Song, quality: str) -> dict[str, Any]:
        shapes = self._shapes
        paid = privilege(song, quality) in (LIMITED, MEMBERS)
        return {
            "type": "audio",
            "id": self._ids.audio.to_id(song.number),
            "album_id": str(shapes.album_id(song)),
            "album_audio_id": self._ids.song.to_id(song.number),
            "hash": shapes.file_hash(song, quality),
            "name": f"{file_name(song)}.{_EXTENSIONS[quality]}",
            "level": {"standard": 2, "high": 4, "lossless": 5}[quality],
            "privilege": privilege(song, quality),
            "status": int(not paid),
            "fail_process": 4 * paid,
            "pay_type": 3 * paid,
            "price": 200 * paid,
            "pkg_price": int(paid),
            "publish": int(song.access not in GONE),
            "expire": 0,
            "info": {
                "duration": song.duration_ms,
                "filesize": shapes.size(song, quality),
                "bitrate": BIT_RATES[quality],
                "extname": _EXTENSIONS[quality],
                "image": shapes.cover(song),
            },
            **({"hash_offset": hash_offset(song, self._ids, self._world.media)} if paid else {}),
        }

    def lyric_search(self, request: Request) -> dict[str, Any]:
        """By hash, or by words: then the entries of several songs are offered."""
        params = request.params
        song = self._song(params.get("hash", "")) or self._song(params.get("album_audio_id", ""))
        keyword = params.get("keyword", "")
        songs = [song] if song else []
        if not songs and keyword.strip(" -"):
            songs = [s for _, s in zip(range(3), self._world.catalog.search("kugou", keyword), strict=False)]
        rows = [row for found in songs for row in candidates(found, self._words(found), self._shapes)]
        proposal = rows[0]["id"] if rows else "0"
        return {**EMPTY_SEARCH, "keyword": keyword, "proposal": proposal, "candidates": rows}

    def lyric_download(self, request: Request) -> dict[str, Any]:
        id_ = request.params.get("id", "")
        found = lyric_of(id_, self._shapes)
        song = self._world.catalog.song("kugou", found[0]) if found else None
        if song is None or request.params.get("accesskey", "").upper() != access_key(id_):
            return {"status": 404, "info": "Not Found", "error_code": 404, "content": ""}
        fmt = "krc" if request.params.get("fmt") == "krc" else "lrc"
        return downloaded(lrc_text(song, self._words(song), self._shapes), fmt)

    def lyric_text(self, request: Request) -> Response:
        """`krc.php`: plain LRC, empty when there is none or when `timelength` is missing (wire page 7b)."""
        song = self._song(request.params.get("hash", ""))
        if song is None or not request.params.get("timelength"):
            return text_answer("")
        return text_answer(lrc_text(song, self._words(song), self._shapes))

    def device(self, request: Request) -> Response:
        """Registration of a device: the mark that signed requests carry."""
        return json_answer({"status": 1, "error_code": 0, "data": {"dfid": "0synthetic0synthetic0000"}})
