"""Tags, square, ranks and playlists of Migu (wire pages 1 to 3)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.chance import hexadecimal
from catalogsync.sandbox.http import Request, dumps
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.migu.envelope import BAD_PARAMETER, FINE, told
from catalogsync.sandbox.platforms.migu.ids import OLD_RANKS, TOPLISTS
from catalogsync.sandbox.platforms.migu.shapes import Shapes
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist
from catalogsync.sandbox.world.songs import Song

TAG_BASE = 1_000_001_672
SQUARE_PAGE, TAG_PAGE, OLD_PAGE, RANK_PAGE, MOST = 20, 30, 10, 20, 500
_HOT = 3
_NO_COUNTS = {f"{what}Num{form}": "0" if form else 0 for what in ("play", "keep", "comment", "share") for form in ("", "Desc")}


class Listings:
    def __init__(self, world: World, shapes: Shapes) -> None:
        self._world, self._shapes, self._ids, self._catalog = world, shapes, shapes.ids, world.catalog

    # -- tags ----------------------------------------------------------------------------------------------------

    def tags(self, request: Request) -> Any:
        """The hot group first, then the rest; a tag may sit in two groups."""
        pairs = [{"texts": [name, str(TAG_BASE + i)]} for i, name in enumerate(CATEGORIES)]
        groups = (("热门", pairs[:_HOT]), ("风格", pairs))
        return told([{"header": {"title": title}, "content": content} for title, content in groups])

    def tag_page(self, request: Request) -> Any:
        """playlist-tags-1."""

        def column(title: str, id_: str, parent: str, contents: list[dict[str, Any]], changed: str) -> dict[str, Any]:
            return {
                "columnTitle": title,
                "columnId": id_,
                "columnPid": parent,
                "opNumItem": _NO_COUNTS,
                "contentsCount": len(contents),
                "columnStatus": 1,
                "columnCreateTime": "2016-11-10 10:53:05.077",
                "columntype": 2011,
                "contents": contents,
                "dataVersion": changed,
                "customizedPicUrls": [],
            }

        tags = [
            {
                "contentId": str(TAG_BASE + i),
                "relationType": 4034,
                "objectInfo": {"tagId": str(TAG_BASE + i), "tagName": name, "resourceType": "2034"},
                "relationSort": len(CATEGORIES) - i,
            }
            for i, name in enumerate(CATEGORIES)
        ]
        groups = []
        for place, (id_, title, members) in enumerate((("18464615", "热门", tags[:_HOT]), ("18464665", "风格", tags))):
            inner = column(title, id_, "15244430", members, "1620410266029")
            groups.append({"contentId": id_, "relationType": 2011, "objectInfo": inner, "relationSort": 6 - place})
        return {"code": FINE, "info": "SUCCESS", "columnInfo": column("分类", "15244430", "15031270", groups, "1620846028941")}

    # -- square --------------------------------------------------------------------------------------------------

    def _numbers(self, tag: str) -> range:
        if not tag:
            return self._catalog.square("migu")
        place = int(tag) - TAG_BASE if tag.isascii() and tag.isdigit() and len(tag) < 15 else -1
        return self._catalog.square("migu", place) if 0 <= place < len(CATEGORIES) else range(0)

    def _page(self, numbers: range, page: int, size: int) -> list[Playlist]:
        start = (max(1, page) - 1) * size
        return [p for p in (self._catalog.playlist("migu", n) for n in numbers[start : start + size]) if p is not None]

    def _id(self, playlist: Playlist) -> str:
        return str(self._ids.playlist.to_id(playlist.number))

    def _picture(self, playlist: Playlist) -> str:
        return f"https://d.musicapp.migu.cn/data/oss/playlist/{hexadecimal(24, 'migu list', playlist.key)}.png"

    def recommended(self, request: Request) -> Any:
        """Leaves at two depths among other modules; the first list of a page is shown twice."""
        lists = self._page(self._catalog.square("migu"), request.number("pageNo", 1), SQUARE_PAGE)
        leaves = [
            {
                "resType": "2021",
                "resId": self._id(p),
                "txt": p.name,
                "txt2": p.description,
                "img": self._picture(p),
                "action": f"mgmusic://song-list-info?id={self._id(p)}",
            }
            for p in lists
        ]
        banner = {"resType": "2011", "resId": "15031270", "txt": "横幅", "img": "", "action": "mgmusic://h5"}
        modules = [{"view": "ZJ-Banner", "contents": [banner]}, {"view": "ZJ-List", "contents": leaves}]
        if leaves:
            modules.append({"view": "ZJ-Group", "contents": [{"view": "ZJ-Row", "contents": leaves[:1]}]})
        return told({"contents": modules})

    def _item(self, playlist: Playlist, with_id: bool) -> dict[str, Any]:
        action = f"mgmusic://song-list-info?id={self._id(playlist)}&channel=1"
        row = {"title": playlist.name, "imageUrl": self._picture(playlist), "barList": [{"title": f"{playlist.plays // 10_000}万"}]}
        return {**row, **({"logEvent": {"contentId": self._id(playlist)}} if with_id else {}), "actionUrl": action}

    def by_tag(self, request: Request) -> Any:
        """`contentItemList` is an array here, the lists in its second entry."""
        numbers = self._numbers(request.params.get("tagId", ""))
        items = [self._item(p, True) for p in self._page(numbers, request.number("pageNumber", 1), TAG_PAGE)]
        return told({"contentItemList": [{"itemList": []}, {"itemList": items}]})

    def by_tag_v3(self, request: Request) -> Any:
        """The twin, in which it is an object, with `nextPageUrl` while there is more."""
        page, numbers = request.number("pageNumber", 1), self._numbers(request.params.get("tagId", ""))
        items = [self._item(p, False) for p in self._page(numbers, page, TAG_PAGE)]
        more = page * TAG_PAGE < len(numbers)
        following = f"https://{request.host}{request.path}?pageNumber={page + 1}&templateVersion=1" if more else ""
        return told({"contentItemList": {"itemList": items}, "nextPageUrl": following})

    def music_data(self, request: Request) -> Any:
        """The older one, `start` being a page number."""
        numbers = self._numbers(request.params.get("tags", ""))
        lists = self._page(numbers, request.number("start", 1), request.number("count", TAG_PAGE, 50) or TAG_PAGE)
        return told({"contentItemList": {"itemList": [self._item(p, True) for p in lists]}})

    def phone_square(self, request: Request) -> Any:
        """The old mobile site: `startIndex` is an offset, ten a page."""
        numbers = self._numbers(request.params.get("tagId", ""))
        lists = self._page(numbers, request.number("startIndex", 0) // OLD_PAGE + 1, OLD_PAGE)
        rows = [
            {
                "playListId": self._id(p),
                "playListName": p.name,
                "image": self._picture(p),
                "summary": p.description,
                "playCount": p.plays,
                "contentCount": str(p.length),
                "createName": p.creator,
                "createUserId": str(p.creator_number),
            }
            for p in lists
        ]
        return {"retCode": "100000", "retMsg": {"code": FINE, "countSize": str(len(numbers)), "playlist": rows}}

    # -- ranks ---------------------------------------------------------------------------------------------------

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
        rows.insert(1, {"imageUrl": "", "displayLogId": {"param": {}}, "actionUrl": "mgmusic://h5?url=synthetic"})
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
            rows.insert(2, {"contentId": "15031270", "relationType": 2011, "relationSort": 0, "objectInfo": advert})
        column = {"columnTitle": playlist.name, "columnId": request.params["columnId"], "contentsCount": len(rows)}
        return {"code": FINE, "info": "成功", "columnInfo": {**column, "columnStatus": 1, "contents": rows}}

    def rank_page(self, request: Request) -> Any:
        """Pages whose songs are JSON inside a text."""
        playlist, page = self.rank(request.params.get("rankId", "")), max(1, request.number("pageNo", 1))
        if playlist is None:
            return told(None)
        songs = self._catalog.tracks(playlist, (page - 1) * RANK_PAGE, min(page * RANK_PAGE, playlist.length))
        more = page * RANK_PAGE < playlist.length
        header = {"rankId": request.params["rankId"], "rankName": playlist.name, "nextPageNo": page + 1 if more else 0}
        return told({"header": header, "contents": [{"songData": dumps(self._shapes.c(song))} for song in songs]})

    def phone_rank(self, request: Request) -> Any:
        """The old mobile site: its own numbers, pages from 0."""
        place = OLD_RANKS.get(request.number("nid", 0, 10**9), -1)
        if place < 0:
            return {"success": False}
        playlist = self._catalog.toplist("migu", place, TOPLISTS[place][1])
        size, page = request.number("pageSize", OLD_PAGE, 100) or OLD_PAGE, request.number("pageNo", 0)
        songs = self._catalog.tracks(playlist, page * size, min((page + 1) * size, playlist.length))
        results = [{"songData": self._shapes.d(song)} for song in songs]
        return {"success": True, "result": {"results": results, "totalCount": playlist.length, "pageNo": page}}

    # -- playlists -----------------------------------------------------------------------------------------------

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
            return absent if request.params.get("playlistId", "0")[-1:] in "02468" else {**absent, "data": None}
        count = self.announced(playlist)
        return told(
            {
                "resourceType": "2021",
                "musicListId": self._id(playlist),
                "title": playlist.name,
                "summary": playlist.description,
                "imgItem": {"img": self._picture(playlist)},
                "ownerId": hexadecimal(32, "migu owner", playlist.creator_number),
                "ownerName": playlist.creator,
                "musicNum": count if playlist.number % 2 else str(count),
                "opNumItem": {
                    "playNum": playlist.plays,
                    "playNumDesc": f"{playlist.plays / 10_000:.1f}万",
                    "keepNum": playlist.plays // 2000,
                },
                "tags": [
                    {"tagId": str(TAG_BASE + CATEGORIES.index(name)), "tagName": name} for name in playlist.categories
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
        return {"code": FINE, "info": "成功", "totalCount": self.announced(playlist) if playlist else 0, "list": rows}

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
