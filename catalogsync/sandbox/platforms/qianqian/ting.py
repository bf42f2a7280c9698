"""The older gateway `musicapi.taihe.com/v1/restserver/ting`, which one widespread client still asks.

No wire page describes it; the members are those that client reads. Songs go by their TSID here as well.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.qianqian.ids import Ids
from catalogsync.sandbox.platforms.qianqian.shapes import FORMATS, RATES, Shapes
from catalogsync.sandbox.platforms.qianqian.streams import Streams
from catalogsync.sandbox.platforms.qianqian.words import lyric_address, lyric_file
from catalogsync.sandbox.world.lyrics import lyric
from catalogsync.sandbox.world.songs import Song

FINE, NO_SUCH_THING = 22000, 22001


class Ting:
    def __init__(self, world: World, ids: Ids, shapes: Shapes, streams: Streams) -> None:
        self._world, self._ids, self._shapes, self._streams = world, ids, shapes, streams

    def operation(self, request: Request) -> str:
        method = request.query.get("method", "")
        known = {
            "search.merge": "search",
            "song.getInfos": "song-url",
            "song.lry": "lyric",
            "diy.gedanInfo": "playlist-detail",
        }
        return next((operation for name, operation in known.items() if method.endswith(name)), "unknown")

    def answer(self, request: Request) -> dict[str, Any]:
        said = {
            "search": self._search,
            "song-url": self._song_infos,
            "lyric": self._lyric,
            "playlist-detail": self._playlist,
        }.get(self.operation(request))
        return said(request) if said else {"error_code": NO_SUCH_THING, "error_message": "method not found"}

    def _song(self, request: Request) -> Song | None:
        return self._world.catalog.song("qianqian", self._ids.any_song(request.query.get("songid", "")))

    def _row(self, song: Song) -> dict[str, Any]:
        tsid = self._ids.tsid(song.number)
        return {
            "song_id": tsid,
            "title": song.title,
            "author": ",".join(artist.name for artist in song.artists),
            "album_title": song.album,
            "file_duration": song.duration_ms // 1000,
            "pic_small": f"{self._shapes.picture('album', song.album_number)}@w_90,h_90",
            "pic_radio": f"{self._shapes.picture('album', song.album_number)}@w_300,h_300",
            "lrclink": lyric_address(song, lyric(self._world.catalog.world.seed, song.recording)) or "",
        }

    def _search(self, request: Request) -> dict[str, Any]:
        size = request.number("page_size", 30, 100) or 30
        start = (max(1, request.number("page_no", 1)) - 1) * size
        songs = list(self._world.catalog.search("qianqian", request.query.get("query", "").strip() or "\0"))
        found = {
            "total": len(songs),
            "song_list": [self._row(song) for song in islice(songs, start, start + size)],
        }
        return {"error_code": FINE, "result": {"query": request.query.get("query", ""), "song_info": found}}

    def _song_infos(self, request: Request) -> dict[str, Any]:
        song = self._song(request)
        if song is None:
            return {"error_code": NO_SUCH_THING, "error_message": "song not found"}
        urls = []
        for rate in sorted(RATES, key=int):
            told = self._streams.members(song, rate, False)
            if told.get("path") and told["rate"] == int(rate):
                link = {"file_link": told["path"], "show_link": told["path"], "file_size": told["size"]}
                urls.append(
                    {
                        **link,
                        "file_bitrate": int(rate),
                        "file_extension": FORMATS[rate],
                        "hash": told["filemd5"],
                    }
                )
        return {"error_code": FINE, "songinfo": self._row(song), "songurl": {"url": urls}}

    def _lyric(self, request: Request) -> dict[str, Any]:
        song = self._song(request)
        words = lyric(self._world.catalog.world.seed, song.recording) if song else None
        content = lyric_file(song, words, "lrc") if song and words else None
        return {
            "error_code": FINE,
            "title": song.title if song else "",
            "lrcContent": (content or b"").decode("utf-8-sig"),
        }

    def _playlist(self, request: Request) -> dict[str, Any]:
        catalog = self._world.catalog
        playlist = catalog.playlist("qianqian", self._ids.playlist.parse(request.query.get("listid", "")))
        if playlist is None or playlist.refused:
            return {"error_code": NO_SUCH_THING, "error_message": "list not found"}
        content = [self._row(song) for song in catalog.tracks(playlist)]
        about = {"listid": request.query["listid"], "title": playlist.name, "listenum": str(playlist.plays)}
        return {"error_code": FINE, **about, "desc": playlist.description, "content": content}
