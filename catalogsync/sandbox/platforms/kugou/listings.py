"""Kugou's playlists in the plain and the signed families (wire page 3)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.kugou.frame import PAGE, TAG_BASE, enveloped, page, picture, published
from catalogsync.sandbox.platforms.kugou.ids import TOPLISTS
from catalogsync.sandbox.platforms.kugou.ranks import Ranks
from catalogsync.sandbox.platforms.kugou.shapes import Shapes, file_name
from catalogsync.sandbox.platforms.kugou.signing import json_body, signed_by_app, signed_by_web
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist
from catalogsync.sandbox.world.songs import Song

PARAMS_INVALID = {"data": {"errmsg": "params invalid"}, "status": 0, "error_code": 20017}
NO_SUCH_LIST = {"status": 0, "errcode": 30108, "error": "歌单不存在", "data": []}
EVERYTHING = 10_000


class Listings:
    def __init__(self, world: World, shapes: Shapes, ranks: Ranks) -> None:
        self._world, self._shapes, self._ids, self._catalog = world, shapes, shapes.ids, world.catalog
        self._ranks = ranks

    def by_id(self, text: str) -> Playlist | None:
        """A list anyone may read; private and closed ones are not told from missing ones."""
        playlist = self._catalog.playlist("kugou", self._ids.any_playlist(text))
        return None if playlist is None or playlist.refused else playlist

    def announced(self, playlist: Playlist) -> int:
        """The count a list states: one of the special ones counts songs it does not show."""
        return playlist.length + (3 if playlist.kind == "gaps" else 0)

    def head(self, playlist: Playlist) -> dict[str, Any]:
        return {
            "specialid": self._ids.playlist.to_id(playlist.number),
            "specialname": playlist.name,
            "nickname": playlist.creator,
            "intro": playlist.description,
            "imgurl": picture(playlist),
            "playcount": playlist.plays,
            "songcount": self.announced(playlist),
            "collectcount": playlist.plays // 2000,
            "commentcount": playlist.plays // 20_000,
            "publishtime": published(playlist),
            "suid": playlist.creator_number,
            "slid": 0,
            "global_specialid": self._ids.collection(playlist.number) if playlist.number % 2 else "",
        }

    def info(self, request: Request) -> dict[str, Any]:
        playlist = self.by_id(request.params.get("specialid", ""))
        if playlist is None:
            return dict(NO_SUCH_LIST)
        return {"status": 1, "errcode": 0, "error": "", "data": self.head(playlist)}

    def songs(self, request: Request) -> dict[str, Any]:
        """`special/song`: `pagesize=-1` is everything (wire page 3b)."""
        playlist = self.by_id(request.params.get("specialid", ""))
        if playlist is None:
            return dict(NO_SUCH_LIST)
        size = (
            EVERYTHING
            if request.params.get("pagesize") == "-1"
            else request.number("pagesize", PAGE, 500) or PAGE
        )
        start = ((request.number("page", 1) or 1) - 1) * size
        rows = [
            self._shapes.row(song)
            for song in self._catalog.tracks(playlist, start, min(start + size, playlist.length))
        ]
        return enveloped(self._world, {"info": rows, "total": self.announced(playlist)})

    def page(self, request: Request) -> dict[str, Any]:
        """The mobile page: playlist-detail-1."""
        playlist = self.by_id(request.path.rstrip("/").rsplit("/", 1)[-1].split("&")[0])
        number, now = request.number("page", 1) or 1, int(self._world.now())
        if playlist is None:
            nothing = {"list": {"timestamp": now, "info": [], "total": 0}, "pagesize": PAGE, "page": number}
            return page({"list": nothing, "info": {"list": []}, "pagesize": PAGE}, "plist/list.html")
        songs = self._catalog.tracks(playlist, (number - 1) * PAGE, min(number * PAGE, playlist.length))
        rows = [self._shapes.row(song) for song in songs]
        listed = {"timestamp": now, "info": rows, "total": self.announced(playlist)}
        tags = [{"tagname": name, "tagid": TAG_BASE + CATEGORIES.index(name)} for name in playlist.categories]
        about = {**self.head(playlist), "trans_param": {"special_tag": 0}, "singername": "", "tags": tags}
        del about["global_specialid"]
        body = {
            "list": {"list": listed, "pagesize": PAGE, "page": number},
            "info": {"list": about},
            "pagesize": PAGE,
        }
        return page(body, "plist/list.html")

    def signed_info(self, request: Request) -> dict[str, Any]:
        playlist = self.by_id(request.query.get("global_specialid", ""))
        if not signed_by_web(request) or playlist is None:
            return dict(PARAMS_INVALID)
        return {"status": 1, "errcode": 0, "error": "", "data": {**self.head(playlist), "specialid": 0}}

    def signed_songs(self, request: Request) -> dict[str, Any]:
        """`song_v2`: 300 a page at most."""
        playlist = self.by_id(request.query.get("global_specialid", ""))
        if not signed_by_web(request) or playlist is None:
            return dict(PARAMS_INVALID)
        size = request.number("pagesize", PAGE, 300) or PAGE
        start = ((request.number("page", 1) or 1) - 1) * size
        songs = self._catalog.tracks(playlist, start, min(start + size, playlist.length))
        rows = [{**self._shapes.gateway_row(song), "filename": file_name(song)} for song in songs]
        return enveloped(self._world, {"info": rows, "total": self.announced(playlist)})

    def decoded(self, request: Request) -> dict[str, Any]:
        """gcid to global_collection_id: `batch_decode`."""
        if not signed_by_app(request):
            return dict(PARAMS_INVALID)
        rows = []
        asked = json_body(request).get("data")
        for entry in asked if isinstance(asked, list) else []:
            playlist = self.by_id(str(entry.get("id"))) if isinstance(entry, dict) else None
            if playlist is not None:
                info = {"specialid": self._ids.playlist.to_id(playlist.number), "name": playlist.name}
                rows.append({"global_collection_id": self._ids.collection(playlist.number), "info": info})
        return {"status": 1, "error_code": 0, "data": {"list": rows}}

    def other_list(self, request: Request) -> dict[str, Any]:
        """`get_other_list_file` and its relatives on the gateway: signed, 300 a page."""
        asked = request.query.get("specialid") or request.query.get("global_collection_id", "")
        playlist = self.by_id(asked)
        if not signed_by_app(request) or playlist is None:
            return dict(PARAMS_INVALID)
        size = request.number("pagesize", PAGE, 300) or PAGE
        start = request.number("begin_idx", ((request.number("page", 1) or 1) - 1) * size)
        songs = self._catalog.tracks(playlist, start, min(start + size, playlist.length))
        rows = [self._shapes.gateway_row(song) for song in songs]
        about = {"name": playlist.name, "pic": picture(playlist), "count": self.announced(playlist)}
        data = {
            "begin_idx": start,
            "pagesize": size,
            "count": self.announced(playlist),
            "userid": playlist.creator_number,
        }
        return {
            "status": 1,
            "error_code": 0,
            "data": {**data, "info": rows, "songs": rows, "list_info": about},
        }

    def page_songs(self, playlist: Playlist) -> list[Song]:
        return self._catalog.tracks(playlist, 0, PAGE)

    def described(self) -> dict[str, list[dict[str, object]]]:
        """Sample lists with their songs' ids in order."""

        def row(id_: int, playlist: Playlist) -> dict[str, object]:
            tracks = [str(self._ids.song.to_id(song.number)) for song in self._catalog.tracks(playlist)]
            return {"id": str(id_), "name": playlist.name, "kind": playlist.kind, "tracks": tracks}

        lists = self._catalog.samples("kugou")
        return {
            "playlists": [row(self._ids.playlist.to_id(p.number), p) for p in lists],
            "toplists": [row(TOPLISTS[p.number][0], p) for p in self._ranks.all()],
        }
