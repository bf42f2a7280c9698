"""Migu's tags and the square of playlists (wire page 1)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.chance import hexadecimal
from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.migu.envelope import FINE, told
from catalogsync.sandbox.platforms.migu.ids import Ids
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist

TAG_BASE = 1_000_001_672
SQUARE_PAGE, TAG_PAGE, OLD_PAGE = 20, 30, 10
_HOT = 3
_COUNTED = (
    *("playNum", "keepNum", "commentNum", "shareNum", "orderNumByWeek", "orderNumByTotal", "thumbNum"),
    *("followNum", "subscribeNum", "livePlayNum", "popularNum", "bookingNum"),
)
_NO_COUNTS = {**dict.fromkeys(_COUNTED, 0), **{f"{name}Desc": "0" for name in _COUNTED}}


def picture(playlist: Playlist) -> str:
    """A list's picture."""
    return f"https://d.musicapp.migu.cn/data/oss/playlist/{hexadecimal(24, 'migu list', playlist.key)}.png"


class Square:
    def __init__(self, world: World, ids: Ids) -> None:
        self._ids, self._catalog = ids, world.catalog

    def tags(self, request: Request) -> Any:
        """The hot group first, then the rest; a tag may sit in two groups."""
        pairs = [{"texts": [name, str(TAG_BASE + i)]} for i, name in enumerate(CATEGORIES)]
        groups = (("热门", pairs[:_HOT]), ("风格", pairs))
        return told([{"header": {"title": title}, "content": content} for title, content in groups])

    def tag_page(self, request: Request) -> Any:
        """playlist-tags-1."""

        def column(
            title: str, id_: str, parent: str, contents: list[dict[str, Any]], changed: str
        ) -> dict[str, Any]:
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
        for place, (id_, title, members) in enumerate(
            (("18464615", "热门", tags[:_HOT]), ("18464665", "风格", tags))
        ):
            inner = column(title, id_, "15244430", members, "1620410266029")
            groups.append(
                {"contentId": id_, "relationType": 2011, "objectInfo": inner, "relationSort": 6 - place}
            )
        return {
            "code": FINE,
            "info": "SUCCESS",
            "columnInfo": column("分类", "15244430", "15031270", groups, "1620846028941"),
        }

    def _numbers(self, tag: str) -> range:
        if not tag:
            return self._catalog.square("migu")
        place = int(tag) - TAG_BASE if tag.isascii() and tag.isdigit() and len(tag) < 15 else -1
        return self._catalog.square("migu", place) if 0 <= place < len(CATEGORIES) else range(0)

    def _page(self, numbers: range, page: int, size: int) -> list[Playlist]:
        start = (max(1, page) - 1) * size
        return [
            p
            for p in (self._catalog.playlist("migu", n) for n in numbers[start : start + size])
            if p is not None
        ]

    def _id(self, playlist: Playlist) -> str:
        return str(self._ids.playlist.to_id(playlist.number))

    def recommended(self, request: Request) -> Any:
        """Leaves at two depths among other modules; the first list of a page is shown twice."""
        lists = self._page(self._catalog.square("migu"), request.number("pageNo", 1), SQUARE_PAGE)
        leaves = [
            {
                "resType": "2021",
                "resId": self._id(p),
                "txt": p.name,
                "txt2": p.description,
                "img": picture(p),
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
        row = {
            "title": playlist.name,
            "imageUrl": picture(playlist),
            "barList": [{"title": f"{playlist.plays // 10_000}万"}],
        }
        return {
            **row,
            **({"logEvent": {"contentId": self._id(playlist)}} if with_id else {}),
            "actionUrl": action,
        }

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
        following = (
            f"https://{request.host}{request.path}?pageNumber={page + 1}&templateVersion=1" if more else ""
        )
        return told({"contentItemList": {"itemList": items}, "nextPageUrl": following})

    def music_data(self, request: Request) -> Any:
        """The older one, `start` being a page number."""
        numbers = self._numbers(request.params.get("tags", ""))
        lists = self._page(
            numbers, request.number("start", 1), request.number("count", TAG_PAGE, 50) or TAG_PAGE
        )
        return told({"contentItemList": {"itemList": [self._item(p, True) for p in lists]}})

    def phone_square(self, request: Request) -> Any:
        """The old mobile site: `startIndex` is an offset, ten a page."""
        numbers = self._numbers(request.params.get("tagId", ""))
        lists = self._page(numbers, request.number("startIndex", 0) // OLD_PAGE + 1, OLD_PAGE)
        rows = [
            {
                "playListId": self._id(p),
                "playListName": p.name,
                "image": picture(p),
                "summary": p.description,
                "playCount": p.plays,
                "contentCount": str(p.length),
                "createName": p.creator,
                "createUserId": str(p.creator_number),
            }
            for p in lists
        ]
        return {
            "retCode": "100000",
            "retMsg": {"code": FINE, "countSize": str(len(numbers)), "playlist": rows},
        }
