"""Kugou's categories and the square of playlists (wire page 1)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.kugou.frame import PAGE, TAG_BASE, enveloped, page, picture, published
from catalogsync.sandbox.platforms.kugou.listings import Listings
from catalogsync.sandbox.platforms.kugou.shapes import Shapes
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist

SQUARE_PAGE = 32
"""The square says 30 and sends 32: playlist-square-1."""


class Square:
    def __init__(self, world: World, shapes: Shapes, lists: Listings) -> None:
        self._world, self._shapes, self._ids, self._catalog = world, shapes, shapes.ids, world.catalog
        self._lists = lists

    def all_categories(self, request: Request) -> dict[str, Any]:
        """playlist-categories-1."""
        child = [{"categoryid": str(TAG_BASE + i), "categoryname": name} for i, name in enumerate(CATEGORIES)]
        return enveloped(self._world, {"info": [{"child": child, "categoryname": "主题", "categoryid": "1"}]})

    def tags(self, request: Request) -> dict[str, Any]:
        rows = [
            {"id": TAG_BASE + i, "name": name, "special_tag_id": TAG_BASE + i, "is_hot": int(i < 3)}
            for i, name in enumerate(CATEGORIES)
        ]
        return enveloped(self._world, {"info": [{"id": 1, "name": "主题", "children": rows}]})

    def recommended_tags(self, request: Request) -> dict[str, Any]:
        """playlist-categories-2."""
        rows = [
            {
                "jump_url": "",
                "icon": "",
                "id": TAG_BASE + i,
                "is_new": 0,
                "has_child": 0,
                "imgurl": "",
                "special_tag_id": TAG_BASE + i,
                "song_tag_id": 0,
                "theme": 1,
                "bannerurl": "",
                "name": name,
                "album_tag_id": 0,
            }
            for i, name in enumerate(CATEGORIES)
        ]
        return enveloped(self._world, {"info": rows})

    def square_row(self, playlist: Playlist) -> dict[str, Any]:
        """A playlist of the square: playlist-square-1, without a count of songs."""
        return {
            "recommendfirst": 0,
            "specialname": playlist.name,
            "intro": playlist.description,
            "suid": playlist.creator_number,
            "is_selected": 0,
            "selected_reason": "",
            "slid": 0,
            "trans_param": {"special_tag": 0},
            "publishtime": published(playlist),
            "singername": "",
            "verified": 0,
            "user_type": 3,
            "user_avatar": f"http://imge.kugou.com/kugouicon/165/20180722/20180722{playlist.creator_number:09d}.jpg",
            "imgurl": picture(playlist),
            "collectcount": playlist.plays // 2000,
            "specialid": self._ids.playlist.to_id(playlist.number),
            "username": playlist.creator,
            "ugc_talent_review": 1,
            "playcount": playlist.plays,
        }

    def _rows(self, numbers: range) -> list[Playlist]:
        return [p for p in (self._catalog.playlist("kugou", n) for n in numbers) if p is not None]

    def square(self, request: Request) -> dict[str, Any]:
        numbers = self._catalog.square("kugou")
        start = ((request.number("page", 1) or 1) - 1) * SQUARE_PAGE
        rows = [self.square_row(p) for p in self._rows(numbers[start : start + SQUARE_PAGE])]
        found = {"timestamp": int(self._world.now()), "info": rows, "total": len(numbers)}
        inner = {"plist": {"list": found, "pagesize": PAGE}, "pagesize": PAGE}
        return page(inner, "plist/index.html")

    def _category(self, text: str) -> range:
        if text in ("", "0"):
            return self._catalog.square("kugou")
        known = text.isascii() and text.isdigit() and 0 <= int(text) - TAG_BASE < len(CATEGORIES)
        return self._catalog.square("kugou", int(text) - TAG_BASE) if known else range(0)

    def of_category(self, request: Request) -> dict[str, Any]:
        """category-playlists-1: with a preview of up to four songs and `songcount`."""
        numbers = self._category(request.params.get("categoryid", request.params.get("tagid", "")))
        size = request.number("pagesize", PAGE, 100) or PAGE
        start = ((request.number("page", 1) or 1) - 1) * size
        rows = []
        for playlist in self._rows(numbers[start : start + size]):
            preview = [self._shapes.row(song) for song in self._catalog.tracks(playlist, 0, 4)]
            rows.append({**self.square_row(playlist), "songs": preview, "songcount": playlist.length})
        return enveloped(self._world, {"info": rows, "total": len(numbers)})

    def yueku(self, request: Request) -> dict[str, Any]:
        """The desktop client's tags (`is_smarty`) and lists (`is_ajax`): wire pages 1b, 1c."""
        if "is_ajax" not in request.query:
            rows = [
                {"id": str(TAG_BASE + i), "name": name, "pname": "主题", "parent_id": "1"}
                for i, name in enumerate(CATEGORIES)
            ]
            hot = {str(i): {"special_id": TAG_BASE + i, "special_name": CATEGORIES[i]} for i in range(3)}
            return {"status": 1, "data": {"主题": {"data": rows}, "hotTag": {"data": hot}}}
        numbers = self._category(request.query.get("c", ""))
        start = ((request.number("p", 1) or 1) - 1) * PAGE
        found = [
            {
                "specialid": row["specialid"],
                "specialname": row["specialname"],
                "nickname": row["username"],
                "img": row["imgurl"].replace("{size}", "240"),
                "total_play_count": row["playcount"],
                "publish_time": row["publishtime"],
                "songcount": playlist.length,
                "intro": row["intro"],
                "grade": 8.0,
            }
            for playlist in self._rows(numbers[start : start + PAGE])
            for row in (self.square_row(playlist),)
        ]
        return {"status": 1, "special_db": found, "params": {"total": len(numbers), "pagesize": PAGE}}

    def search(self, request: Request) -> dict[str, Any]:
        text = request.params.get("keyword", "").strip()
        found = [
            p
            for p in self._rows(self._catalog.square("kugou")[:300])
            if text and text in p.name + p.description
        ]
        size = request.number("pagesize", PAGE, 100) or PAGE
        start = ((request.number("page", 1) or 1) - 1) * size
        rows = [self._lists.head(playlist) for playlist in found[start : start + size]]
        return enveloped(self._world, {"info": rows, "total": len(found)})
