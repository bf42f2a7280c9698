"""Kugou's toplists (wire pages 2, 3a)."""

from __future__ import annotations

import time
from typing import Any

from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.kugou.frame import PAGE, enveloped, page, picture
from catalogsync.sandbox.platforms.kugou.ids import TOPLISTS
from catalogsync.sandbox.platforms.kugou.shapes import Shapes, file_name
from catalogsync.sandbox.world.playlists import Playlist


class Ranks:
    def __init__(self, world: World, shapes: Shapes) -> None:
        self._world, self._shapes, self._catalog = world, shapes, world.catalog

    def toplist(self, rank_id: str) -> Playlist | None:
        for number, (known, name) in enumerate(TOPLISTS):
            if str(known) == rank_id:
                return self._catalog.toplist("kugou", number, name)
        return None

    def all(self) -> list[Playlist]:
        return [self._catalog.toplist("kugou", number, name) for number, (_, name) in enumerate(TOPLISTS)]

    def rank_head(self, playlist: Playlist) -> dict[str, Any]:
        """rank-list-1; the last list is no list of issues (`isvol` 0)."""
        day = time.strftime("%Y-%m-%d 08:30:00", time.gmtime(playlist.changed_ms / 1000))
        return {
            "rankid": TOPLISTS[playlist.number][0],
            "id": playlist.number + 1,
            "update_frequency": "每天",
            "intro": "数据来源：合成目录\r\n排序方式：按编号\r\n更新周期：每天",
            "jump_url": "",
            "jump_title": "",
            "imgurl": picture(playlist),
            "banner7url": picture(playlist),
            "isvol": int(playlist.number + 1 < len(TOPLISTS)),
            "bannerurl": picture(playlist).replace("mcommon", "mcommonbanner"),
            "custom_type": 0,
            "rankname": playlist.name,
            "ranktype": 2,
            "rank_id_publish_date": day,
        }

    def index(self, request: Request) -> dict[str, Any]:
        rows = [self.rank_head(playlist) for playlist in self.all()]
        for row in rows:
            del row["rank_id_publish_date"]
        return page({"rank": {"total": len(rows), "list": rows}}, "rank/list.html")

    def app_all(self, request: Request) -> dict[str, Any]:
        """rank-list-v3-1: with the names of the first songs."""
        rows = []
        for playlist in self.all():
            first = [{"songname": file_name(song)} for song in self._catalog.tracks(playlist, 0, 3)]
            more = {
                "children": [],
                "haschildren": 0,
                "issue": playlist.edition + 1,
                "classify": 1,
                "show_play_button": 0,
            }
            pictures = {"album_img_9": picture(playlist), "banner_9": "", "img_9": ""}
            rows.append({**self.rank_head(playlist), **more, **pictures, "songinfo": first})
        return enveloped(self._world, {"info": rows, "total": len(rows)})

    def page(self, request: Request) -> dict[str, Any]:
        """rank-info-1: thirty a page, an empty `list` beyond the last."""
        rank_id = request.params.get("rankid") or request.path.rstrip("/").rsplit("/", 1)[-1]
        playlist, number = self.toplist(rank_id), request.number("page", 1) or 1
        if playlist is None:
            empty = {
                "total": 0,
                "page": number,
                "pagesize": PAGE,
                "timestamp": int(self._world.now()),
                "list": [],
            }
            return page({"info": [], "songs": empty, "pagesize": PAGE}, "rank/info.html")
        rows = self._ranked(playlist, number, PAGE, newer=playlist.number % 2 == 1)
        songs = {
            "total": playlist.length,
            "page": number,
            "pagesize": PAGE,
            "timestamp": int(self._world.now()),
            "list": rows,
        }
        return page({"info": self.rank_head(playlist), "songs": songs, "pagesize": PAGE}, "rank/info.html")

    def _ranked(self, playlist: Playlist, page: int, size: int, newer: bool) -> list[dict[str, Any]]:
        songs = self._catalog.tracks(playlist, (page - 1) * size, page * size)
        return [self._shapes.ranked_row(song, (page - 1) * size + i, newer) for i, song in enumerate(songs)]

    def app_rank(self, request: Request) -> dict[str, Any]:
        """rank-song-v3-1: up to a hundred a page."""
        playlist, page = self.toplist(request.params.get("rankid", "")), request.number("page", 1) or 1
        size = request.number("pagesize", PAGE, 100) or PAGE
        rows = self._ranked(playlist, page, size, newer=True) if playlist else []
        return enveloped(self._world, {"info": rows, "total": playlist.length if playlist else 0})
