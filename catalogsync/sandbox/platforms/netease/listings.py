"""Categories, square, toplists and playlists of NetEase."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.http import Request, Response, text_answer
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.netease.ids import TOPLISTS, Ids
from catalogsync.sandbox.platforms.netease.list_shapes import creator, list_head
from catalogsync.sandbox.platforms.netease.old_shapes import OldShapes
from catalogsync.sandbox.platforms.netease.shapes import Shapes
from catalogsync.sandbox.world.artists import artist
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist

_GROUPS = {"0": "语种", "1": "风格", "2": "场景", "3": "情感", "4": "主题"}


class Listings:
    def __init__(self, world: World, ids: Ids, shapes: Shapes) -> None:
        self._ids, self.shapes, self.catalog = ids, shapes, world.catalog
        self.old_shapes = OldShapes(ids, world.media)

    def toplist(self, id_: int) -> Playlist | None:
        for number, (known, name, _) in enumerate(TOPLISTS):
            if known == id_:
                return self.catalog.toplist("netease", number, name)
        return None

    def by_id(self, text: str) -> Playlist | None:
        if not text.isdigit() or len(text) > 19:
            return None
        return self.toplist(int(text)) or self.catalog.playlist("netease", self._ids.playlist.parse(text))

    def id_of(self, playlist: Playlist) -> int:
        if playlist.kind == "toplist":
            return TOPLISTS[playlist.number][0]
        return self._ids.playlist.to_id(playlist.number)

    def catalogue(self, request: Request) -> dict[str, Any]:
        """playlist-categories-1 (2019)."""

        def entry(name: str, category: int, hot: bool, kind: int) -> dict[str, Any]:
            common = {"name": name, "resourceCount": 1000, "imgId": 0, "imgUrl": None, "type": kind}
            return {**common, "category": category, "resourceType": 0, "hot": hot, "activity": False}

        sub = [entry(name, (1, 1, 1, 1, 1, 2, 1, 4)[i], i < 3, 1) for i, name in enumerate(CATEGORIES)]
        return {"all": entry("全部歌单", 4, False, 0), "sub": sub, "categories": _GROUPS, "code": 200}

    def hot_tags(self, request: Request) -> dict[str, Any]:
        """playlist-hottags-1 (2019)."""
        tags = []
        for i, name in enumerate(CATEGORIES[:5]):
            times = {"usedCount": 5447359 - i * 1000, "position": i + 1, "createTime": 1378707544870}
            tag = {"id": 5001 + i, "name": name, "category": 0, "type": 0, **times}
            marks = {"highQuality": 1, "highQualityPos": 1, "officialPos": 1}
            row = {
                "id": 5001 + i,
                "name": name,
                "category": 0,
                "type": 1,
                **times,
                "hot": True,
                "activity": False,
            }
            tags.append({**row, "playlistTag": {**tag, **marks}})
        return {"tags": tags, "code": 200}

    def quality_tags(self, request: Request) -> dict[str, Any]:
        tags = [
            {"id": 5001 + i, "name": name, "type": 1, "category": 0, "hot": True}
            for i, name in enumerate(CATEGORIES)
        ]
        return {"tags": tags, "code": 200}

    def _category(self, request: Request) -> range:
        name = request.params.get("cat", "全部")
        if name in ("全部", "全部歌单", ""):
            return self.catalog.square("netease")
        return self.catalog.square("netease", CATEGORIES.index(name)) if name in CATEGORIES else range(0)

    def _row(self, number: int) -> dict[str, Any]:
        playlist = self.catalog.playlist("netease", number)
        assert playlist is not None
        head = list_head(playlist, self._ids.playlist.to_id(number))
        more = {
            "totalDuration": 0,
            "creator": creator(playlist),
            "tracks": None,
            "subscribers": [],
        }
        return {
            **head,
            **more,
            "artists": None,
            "subscribed": False,
            "anonimous": False,
            "alg": "alg_sq_featured",
        }

    def square(self, request: Request) -> dict[str, Any]:
        """playlist-square-1 (2019). Every later page begins with the last list of the page before."""
        numbers = self._category(request)
        limit, offset = request.number("limit", 35, 100) or 35, request.number("offset", 0)
        first = offset - 1 if offset else 0
        last = offset + limit - (1 if offset else 0)
        rows = [self._row(number) for number in numbers[first:last]] if offset <= len(numbers) else []
        cat = request.params.get("cat") or "全部"
        return {
            "playlists": rows,
            "total": len(numbers),
            "code": 200,
            "more": last < len(numbers),
            "cat": cat,
        }

    def high_quality(self, request: Request) -> dict[str, Any]:
        """playlist-highquality-1 (2019): the cursor is the last item's `updateTime`."""
        numbers = [n for n in self._category(request) if n % 4 == 0]
        limit, before = request.number("limit", 50, 100) or 50, request.number("lasttime", 0, 10**14)
        start = (
            0
            if not before
            else next((i + 1 for i, n in enumerate(numbers) if self._cursor(n) == before), len(numbers))
        )
        rows = []
        for number in numbers[start : start + limit]:
            more = {
                "updateTime": self._cursor(number),
                "coverStatus": 3,
                "copywriter": "合成精选",
                "tag": "合成",
            }
            rows.append({**self._row(number), "highQuality": True, **more})
        end = start + limit >= len(numbers)
        cursor = rows[-1]["updateTime"] if rows else 0
        return {"playlists": rows, "code": 200, "more": not end, "lasttime": cursor, "total": len(numbers)}

    def _cursor(self, number: int) -> int:
        return 1_765_000_000_000 - number * 60_000

    def _toplist_row(self, number: int, lines: bool) -> dict[str, Any]:
        id_, name, letter = TOPLISTS[number]
        playlist = self.catalog.toplist("netease", number, name)
        head = list_head(playlist, id_)
        tracks: list[dict[str, str]] | None = None
        if lines:
            tracks = [
                {"first": s.title, "second": s.artists[0].name}
                for s in self.catalog.tracks(playlist, 0, 3)
                if letter
            ]
        more: dict[str, Any] = {
            "subscribers": [],
            "subscribed": None,
            "creator": None,
            "artists": None,
            "tracks": tracks,
            "updateFrequency": "每天更新",
            "backgroundCoverId": 0,
            "backgroundCoverUrl": None,
            "titleImage": 0,
            "titleImageUrl": None,
            "englishTitle": None,
            "opRecommend": False,
            "recommendInfo": None,
            "anonimous": False,
            "totalDuration": 0,
        }
        return {**more, **head, **({"ToplistType": letter} if letter else {})}

    def toplists(self, request: Request, lines: bool = False) -> dict[str, Any]:
        """toplists-2 (2022-12)."""
        artists = {
            "coverUrl": "https://p1.music.126.net/MJdmNzZwTCz0b4IpHJV6Wg==/109951162865487429.jpg",
            "name": "云音乐歌手榜",
            "upateFrequency": "每天更新",
            "position": 5,
            "updateFrequency": "每天更新",
        }
        rows = [self._toplist_row(number, lines) for number in range(len(TOPLISTS))]
        return {"code": 200, "list": rows, "artistToplist": artists}

    def toplists_with_lines(self, request: Request) -> dict[str, Any]:
        """toplist-detail-1 (2018): three display lines per official list, and two lists that are none."""
        answer = self.toplists(request, lines=True)
        names = [artist(number) for number in range(1, 4)]
        best = [{"first": a.name, "second": "", "third": 700_000 - i} for i, a in enumerate(names)]
        cover = "http://p1.music.126.net/oQAa0mlQw5LKA-Z54IOp3g==/19008357021296101.jpg"
        songs = [
            self.old_shapes.song(s)
            for s in self.catalog.tracks(self.catalog.special("netease", "plain"), 0, 3)
        ]
        reward = {"coverUrl": cover, "songs": songs, "name": "云音乐赞赏榜", "position": 4}
        return {
            **answer,
            "artistToplist": {**answer["artistToplist"], "artists": best},
            "rewardToplist": reward,
        }

    def of_user(self, request: Request) -> dict[str, Any]:
        """user-playlist-1: the first list is the user's liked songs."""
        rows = [self._row(number) for number in self.catalog.square("netease")[:2]]
        for row in rows[:1]:
            row["specialType"] = 5
        return {"more": False, "playlist": rows if "MUSIC_U" in request.cookies else [], "code": 200}

    def square_page(self, request: Request) -> Response:
        """The square as a page, for clients that read HTML (wire page 1d)."""
        numbers = self._category(request)
        offset, limit = request.number("offset", 0), request.number("limit", 35, 100)
        links = "".join(
            f'<li><div class="u-cover"><a title="{p.name}" href="/playlist?id={self.id_of(p)}" class="msk"></a></div></li>'
            for p in (self.catalog.playlist("netease", n) for n in numbers[offset : offset + limit])
            if p is not None
        )
        page = f'<!DOCTYPE html><html><body><ul class="m-cvrlst f-cb" id="m-pl-container">{links}</ul></body></html>'
        return text_answer(page, "text/html;charset=utf8")

    def found(self, text: str, limit: int, offset: int) -> dict[str, Any]:
        """Playlists by keyword: search-playlist-1 (2018)."""
        numbers = [n for n in self.catalog.square("netease")[:300] if self._named(n, text)]
        rows = []
        for number in numbers[offset : offset + limit]:
            row = self._row(number)
            kept = (
                "id",
                "name",
                "coverImgUrl",
                "subscribed",
                "trackCount",
                "userId",
                "playCount",
                "description",
            )
            named = ("nickname", "userId", "userType", "avatarUrl", "authStatus", "expertTags", "experts")
            owner = {name: row["creator"][name] for name in named}
            hit = {name: row[name] for name in (*kept, "specialType", "highQuality", "alg")}
            jump = {
                "officialTags": None,
                "action": f"orpheus://nm/playlist/detail?id={row['id']}",
                "actionType": "orpheus",
            }
            playlist = self.catalog.playlist("netease", number)
            first = self.catalog.tracks(playlist, 0, 1) if playlist else []
            track = self.old_shapes.song(first[0]) if first else None
            more = {
                "bookCount": row["subscribedCount"],
                "recommendText": "",
                "track": track,
                "creator": owner,
            }
            rows.append({**hit, **jump, **more})
        if not rows:
            return {"playlistCount": len(numbers)}
        more_follow = offset + len(rows) < len(numbers)
        return {
            "playlists": rows,
            "hasMore": more_follow,
            "playlistCount": len(numbers),
            "searchQcReminder": None,
        }

    def _named(self, number: int, text: str) -> bool:
        playlist = self.catalog.playlist("netease", number)
        return playlist is not None and (text in playlist.name or text in playlist.description)

    def described(self, toplists: tuple[tuple[int, str, str], ...]) -> dict[str, list[dict[str, object]]]:
        """Sample lists with their songs' ids in order."""

        def row(playlist: Playlist) -> dict[str, object]:
            ids = [str(self._ids.song.to_id(number)) for number in self.catalog.numbers(playlist)]
            return {
                "id": str(self.id_of(playlist)),
                "name": playlist.name,
                "kind": playlist.kind,
                "tracks": ids,
            }

        tops = [self.catalog.toplist("netease", n, name) for n, (_, name, _) in enumerate(toplists)]
        return {
            "playlists": [row(p) for p in self.catalog.samples("netease")],
            "toplists": [row(p) for p in tops],
        }
