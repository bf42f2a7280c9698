"""Migu's ranks and playlists (wire pages 2, 3)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.chance import hexadecimal
from catalogsync.sandbox.http import Request, dumps
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.migu.envelope import BAD_PARAMETER, FINE, told
from catalogsync.sandbox.platforms.migu.ids import OLD_RANKS, TOPLISTS
from catalogsync.sandbox.platforms.migu.shapes import Shapes
from catalogsync.sandbox.platforms.migu.square import OLD_PAGE, TAG_BASE, picture
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist
from catalogsync.sandbox.world.songs import Song

RANK_PAGE, MOST = 20, 500


class Listings:
    def __init__(self, world: World, shapes: Shapes) -> None:
        self._shapes, self._ids, self._catalog = shapes, shapes.ids, world.catalog

    def _id(self, playlist: Playlist) -> str:
        return str(self._ids.playlist.to_id(playlist.number))

    def rank(self, rank_id: str) -> Playlist | None:
        for number, (known, name) in enumerate(TOPLISTS):
            if str(known) == rank_id:
                return self._catalog.toplist("migu", number, name)
        return None

    def ranks(self, request: Request) -> Any:
        """The index: groups of leaves, one of which is a list of videos and no list of songs."""
        leaves = [{"rankId": str(id_), "rankName": name, "img": ""} for id_, name in TOPLISTS]
        groups = [{"title": "尖叫榜", "contents": leaves[:3]}, {"title": "地区榜", "contents": leaves[3:]}]
        videos = {"title": "其他", "contents": [{"rankId": "23217754", "rankName": "咪咕MV榜", "img": ""}]}
        return told({"contents": [*groups, videos]})

    def old_ranks(self, request: Request) -> Any:
        """Rows that lead elsewhere stand among the ranks."""
        rows: list[dict[str, Any]] = [
            {
                "imageUrl": "",
                "displayLogId": {"param": {"rankId": str(id_), "rankName": name}},
                "actionUrl": f"mgmusic://rank-info?rankid={id_}",
            }
            for id_, name in TOPLISTS
        ]
        rows.insert(
            1, {"imageUrl": "", "displayLogId": {"param": {}}, "actionUrl": "mgmusic://h5?url=synthetic"}
        )
        return told({"contentItemList": [{"itemList": rows}]})

    def rank_songs(self, request: Request) -> Any:
        """Every song at once in shape B; an advertisement stands among the rows of some."""
        playlist = self.rank(request.params.get("columnId", ""))
        if playlist is None:
            return {"code": FINE, "info": "成功"}
        rows: list[dict[str, Any]] = [
            {
                "contentId": self._ids.content_id(song.number),
                "relationType": 2002,
                "relationSort": playlist.length - place,
                "objectInfo": self._shapes.b(song),
            }
            for place, song in enumerate(self._catalog.tracks(playlist))
        ]
        if playlist.number % 2:
            advert = {"resourceType": "2011", "title": "开通会员"}
            rows.insert(
                2, {"contentId": "15031270", "relationType": 2011, "relationSort": 0, "objectInfo": advert}
            )
        column = {
            "columnTitle": playlist.name,
            "columnId": request.params["columnId"],
            "contentsCount": len(rows),
        }
        return {"code": FINE, "info": "成功", "columnInfo": {**column, "columnStatus": 1, "contents": rows}}

    def rank_page(self, request: Request) -> Any:
        """Pages whose songs are JSON inside a text."""
        playlist, page = self.rank(request.params.get("rankId", "")), max(1, request.number("pageNo", 1))
        if playlist is None:
            return told(None)
        songs = self._catalog.tracks(playlist, (page - 1) * RANK_PAGE, min(page * RANK_PAGE, playlist.length))
        more = page * RANK_PAGE < playlist.length
        header = {
            "rankId": request.params["rankId"],
            "rankName": playlist.name,
            "nextPageNo": page + 1 if more else 0,
        }
        return told(
            {"header": header, "contents": [{"songData": dumps(self._shapes.c(song))} for song in songs]}
        )

    def phone_rank(self, request: Request) -> Any:
        """The old mobile site: its own numbers, pages from 0."""
        place = OLD_RANKS.get(request.number("nid", 0, 10**9), -1)
        if place < 0:
            return {"success": False}
        playlist = self._catalog.toplist("migu", place, TOPLISTS[place][1])
        size, page = request.number("pageSize", OLD_PAGE, 100) or OLD_PAGE, request.number("pageNo", 0)
        songs = self._catalog.tracks(playlist, page * size, min((page + 1) * size, playlist.length))
        results = [{"songData": self._shapes.d(song)} for song in songs]
        return {
            "success": True,
            "result": {"results": results, "totalCount": playlist.length, "pageNo": page},
        }

    def by_id(self, text: str) -> Playlist | None:
        """A list anyone may read; private and closed ones are not told from missing ones."""
        playlist = self._catalog.playlist("migu", self._ids.playlist.parse(text))
        return None if playlist is None or playlist.refused else playlist

    def announced(self, playlist: Playlist) -> int:
        """One of the special lists counts songs that were taken out of it."""
        return playlist.length + (3 if playlist.kind == "gaps" else 0)

    def info(self, request: Request) -> Any:
        playlist = self.by_id(request.params.get("playlistId", ""))
        if playlist is None:
            # Absent for some ids, null for others (wire page 3.1).
            absent = {"code": FINE, "info": "操作成功"}
            return (
                absent if request.params.get("playlistId", "0")[-1:] in "02468" else {**absent, "data": None}
            )
        count = self.announced(playlist)
        return told(
            {
                "resourceType": "2021",
                "musicListId": self._id(playlist),
                "title": playlist.name,
                "summary": playlist.description,
                "imgItem": {"img": picture(playlist)},
                "ownerId": hexadecimal(32, "migu owner", playlist.creator_number),
                "ownerName": playlist.creator,
                "musicNum": count if playlist.number % 2 else str(count),
                "opNumItem": {
                    "playNum": playlist.plays,
                    "playNumDesc": f"{playlist.plays / 10_000:.1f}万",
                    "keepNum": playlist.plays // 2000,
                },
                "tags": [
                    {"tagId": str(TAG_BASE + CATEGORIES.index(name)), "tagName": name}
                    for name in playlist.categories
                ],
                "publishTime": "20261002194138",
                "status": 1,
            }
        )

    def _songs(self, request: Request, name: str) -> tuple[Playlist | None, list[Song]]:
        playlist = self.by_id(request.params.get(name, ""))
        if playlist is None:
            return None, []
        size = request.number("pageSize", 50, MOST) or 50
        start = (max(1, request.number("pageNo", 1)) - 1) * size
        return playlist, self._catalog.tracks(playlist, start, min(start + size, playlist.length))

    def songs(self, request: Request) -> Any:
        """Shape C; beyond the last page the total is 0."""
        playlist, songs = self._songs(request, "playlistId")
        if playlist is None:
            return told(None)
        total = self.announced(playlist) if songs else 0
        rows = [self._shapes.c(song) for song in songs]
        return told({"totalCount": total, "publishTime": "2026-10-02 19:41:38", "songList": rows})

    def old_songs(self, request: Request) -> Any:
        """The older call: shape B under `list`."""
        if not request.params.get("musicListId"):
            return told(None, BAD_PARAMETER, "musicListId不能为空")
        playlist, songs = self._songs(request, "musicListId")
        rows = [self._shapes.b(song) for song in songs]
        return {
            "code": FINE,
            "info": "成功",
            "totalCount": self.announced(playlist) if playlist else 0,
            "list": rows,
        }

    def described(self) -> dict[str, list[dict[str, object]]]:
        """Sample lists with their songs' ids in order."""

        def row(id_: str, playlist: Playlist) -> dict[str, object]:
            tracks = [self._ids.copyright_id(song.number) for song in self._catalog.tracks(playlist)]
            return {"id": id_, "name": playlist.name, "kind": playlist.kind, "tracks": tracks}

        tops = [self._catalog.toplist("migu", n, name) for n, (_, name) in enumerate(TOPLISTS)]
        return {
            "playlists": [row(self._id(p), p) for p in self._catalog.samples("migu")],
            "toplists": [row(str(TOPLISTS[p.number][0]), p) for p in tops],
        }
