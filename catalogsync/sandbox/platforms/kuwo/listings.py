"""Tags, square, toplists and playlists of Kuwo on all the hosts that serve them."""

from __future__ import annotations

import time
from typing import Any

from catalogsync.sandbox.http import Request, Response, dumps, json_answer, text_answer
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.kuwo.ids import TOPLISTS, Ids
from catalogsync.sandbox.platforms.kuwo.shapes import Shapes, hard_blanks
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist

_PICTURE = "https://img3.kuwo.cn/star/upload/5/9/1641940904.png"


class Listings:
    def __init__(self, world: World, ids: Ids, shapes: Shapes) -> None:
        self._world, self._ids, self._shapes = world, ids, shapes
        self._catalog = world.catalog

    def by_id(self, text: str) -> Playlist | None:
        return self._catalog.playlist("kuwo", self._ids.playlist.parse(text))

    def toplist(self, text: str) -> Playlist | None:
        for number, (source, _, name, _) in enumerate(TOPLISTS):
            if str(source) == text:
                return self._catalog.toplist("kuwo", number, name)
        return None

    def tags(self, request: Request) -> Any:
        """playlist-tags-1 (2022-01): two groups, and one that is empty."""

        def tag(i: int, name: str) -> dict[str, str]:
            extend = "|HOT" if i == 0 else ""
            return {
                "extend": extend,
                "img": "",
                "digest": "10000",
                "name": name,
                "isnew": "0",
                "id": str(2189 + i),
            }

        rows = [tag(i, name) for i, name in enumerate(CATEGORIES)]

        def group(id_: str, name: str, data: list[dict[str, str]]) -> dict[str, Any]:
            return {
                "img": _PICTURE,
                "mdigest": "5",
                "data": data,
                "name": name,
                "id": id_,
                "type": "list",
                "img1": _PICTURE,
            }

        half = len(rows) // 2
        return [
            group("5", "主题", rows[:half]),
            group("1", "心情", rows[half:]),
            group("103", "有声系列", []),
        ]

    def hot_tags(self, request: Request) -> Any:
        return [{"data": self.tags(request)[0]["data"], "name": "热门", "id": "0", "type": "list"}]

    def _page(self, numbers: range, request: Request) -> Any:
        page, size = max(1, request.number("pn", 1)), request.number("rn", 30, 100) or 30
        rows = []
        for number in numbers[(page - 1) * size : page * size]:
            playlist = self._catalog.playlist("kuwo", number)
            assert playlist is not None
            rows.append(self._shapes.square_row(playlist, self._ids.playlist.to_id(number)))
        return {"total": len(numbers), "data": rows, "rn": size, "pn": page}

    def square(self, request: Request) -> Any:
        """playlist-square-1 (2019): `order=new` runs the other way."""
        numbers = self._catalog.square("kuwo")
        return self._page(numbers[::-1] if request.params.get("order") == "new" else numbers, request)

    def tag_square(self, request: Request) -> Any:
        index = request.number("id", 0) - 2189
        return self._page(
            self._catalog.square("kuwo", index) if 0 <= index < len(CATEGORIES) else range(0), request
        )

    def recommended(self, request: Request) -> Any:
        """playlist-recommend-1 (2022-01)."""
        rows = []
        for number in self._catalog.square("kuwo")[: request.number("rn", 5, 30)]:
            playlist = self._catalog.playlist("kuwo", number)
            assert playlist is not None
            rows.append(
                {**self._shapes.list_head(playlist, self._ids.playlist.to_id(number)), "musicList": []}
            )
        return {"list": rows}

    def _bang(self, number: int) -> dict[str, str]:
        source, id_, name, _ = TOPLISTS[number]
        intro = f"合成数据中的{name}，每天更新"
        return {"sourceid": str(source), "id": str(id_), "name": name, "intro": intro, "pic": _PICTURE}

    def _groups(self) -> dict[str, list[int]]:
        groups: dict[str, list[int]] = {}
        for number, (_, _, _, group) in enumerate(TOPLISTS):
            groups.setdefault(group, []).append(number)
        return groups

    def tree(self, request: Request) -> Response:
        """`pc/bang/list`: the tree itself, no envelope (wire page 2.1)."""
        more = {"source": "2", "pubTime": "今日更新", "pic2": _PICTURE, "pic5": _PICTURE}
        children = [
            {
                "name": group,
                "child": [{**self._bang(n), "disname": f"酷我{TOPLISTS[n][2]}", **more} for n in numbers],
            }
            for group, numbers in self._groups().items()
        ]
        return json_answer({"child": children})

    def node_tree(self, request: Request) -> Response:
        """`q.k?cont=tree`: rows with `source` "1" are toplists; `cont=ninfo` translates a node (wire page 2.2, 3.4)."""
        if request.params.get("cont") == "ninfo":
            return json_answer(
                {"child": [{"sourceid": request.params.get("node", ""), "source": "8", "name": ""}]}
            )
        rows = [{**self._bang(number), "source": "1"} for number in range(len(TOPLISTS))]
        return json_answer(
            {"child": [*rows, {"name": "听书", "sourceid": "5001", "source": "21", "pic": _PICTURE}]}
        )

    def menu(self, request: Request) -> Any:
        """toplist-list-1 (2022-01)."""
        return [
            {"name": group, "list": [{**self._bang(n), "source": "2", "pub": "今日更新"} for n in numbers]}
            for group, numbers in self._groups().items()
        ]

    def previews(self, request: Request) -> Any:
        """toplist-preview-1 (2022-01): here `id` is the bangId."""
        rows = []
        for number, (source, _, name, _) in enumerate(TOPLISTS):
            top = self._catalog.toplist("kuwo", number, name)
            songs = [self._shapes.song(song) for song in self._catalog.tracks(top, 0, 8)]
            head = {"leader": f"酷我{name}", "num": str(top.length), "name": f"酷我{name}", "pic": _PICTURE}
            rows.append({**head, "id": str(source), "pub": self._today(), "musicList": songs})
        return rows

    def _today(self) -> str:
        return time.strftime("%Y-%m-%d", time.gmtime(self._world.now()))

    def toplist_songs(self, request: Request) -> Any:
        """toplist-detail-1 (2022-01): `num` is a string."""
        top = self.toplist(request.params.get("bangId", ""))
        if top is None:
            return None
        page, size = max(1, request.number("pn", 1)), request.number("rn", 30, 100) or 30
        songs = self._catalog.tracks(top, (page - 1) * size, page * size)
        rows = [
            {
                **self._shapes.song(song),
                "trend": ("e0", "u0", "d0")[song.number % 3],
                "rank_change": str(song.number % 4),
            }
            for song in songs
        ]
        return {"img": _PICTURE, "num": str(top.length), "pub": self._today(), "musicList": rows}

    def bang_server(self, request: Request) -> Response:
        """`ksong.s`: pages from 0 (wire page 3.3b)."""
        top = self.toplist(request.params.get("id", ""))
        if top is None:
            return json_answer({"musiclist": [], "num": "0", "name": ""})
        page, size = request.number("pn", 0), request.number("rn", 30, 1000) or 30
        songs = self._catalog.tracks(top, page * size, (page + 1) * size)
        head = {
            "name": f"酷我{top.name}",
            "num": str(top.length),
            "pub": self._today(),
            "pic": _PICTURE,
            "leader": "",
        }
        return json_answer({**head, "musiclist": [self._shapes.row(song, bang=True) for song in songs]})

    def playlist(self, request: Request) -> Any:
        """playlist-detail-1 (2020-05): pages from 1, at most 100 rows; None for missing and private lists."""
        playlist = self.by_id(request.params.get("pid", ""))
        if playlist is None or playlist.refused:
            return None
        page, size = max(1, request.number("pn", 1)), request.number("rn", 30, 100) or 30
        songs = self._catalog.tracks(playlist, (page - 1) * size, page * size)
        head = self._shapes.list_head(playlist, self._ids.playlist.to_id(playlist.number))
        return {**head, "musicList": [self._shapes.song(song) for song in songs]}

    def whole_playlist(self, request: Request) -> Response:
        """`pl.svc?op=getlistinfo`: pages from 0, a thousand rows and more (wire page 3.2)."""
        playlist = self.by_id(request.params.get("pid", ""))
        if request.params.get("op") != "getlistinfo" or playlist is None or playlist.refused:
            return self._maybe_wrapped(request, {"result": "fail", "msg": "no such list"})
        page, size = request.number("pn", 0), request.number("rn", 100, 10_000) or 100
        songs = self._catalog.tracks(playlist, page * size, (page + 1) * size)
        answer = {
            "result": "ok",
            "id": self._ids.playlist.to_id(playlist.number),
            "title": hard_blanks(playlist.name),
            "pic": self._shapes.cover(playlist, "_150"),
            "info": hard_blanks(playlist.description),
            "tag": ",".join(playlist.categories),
            "uname": playlist.creator,
            "playnum": playlist.plays,
            "ctime": playlist.created_ms // 1000,
            "abstime": playlist.changed_ms // 1000,
            "total": playlist.length,
            "validtotal": playlist.length,
            "state": 0,
            "type": "",
            "pn": page,
            "rn": size,
            "musiclist": [self._shapes.row(song, bang=False) for song in songs],
        }
        return self._maybe_wrapped(request, answer)

    def _maybe_wrapped(self, request: Request, value: object) -> Response:
        callback = request.params.get("callback")
        return (
            text_answer(f"{callback}({dumps(value)})", "text/javascript; charset=utf-8")
            if callback
            else json_answer(value)
        )

    def found(self, request: Request, text: str, page: int, size: int) -> tuple[list[Playlist], int]:
        lists = (self._catalog.playlist("kuwo", n) for n in self._catalog.square("kuwo")[:300])
        hits = [p for p in lists if p is not None and text and (text in p.name or text in p.description)]
        return hits[page * size : (page + 1) * size], len(hits)

    def search(self, request: Request) -> Any:
        """search-playlist-1 (2020-05): strings."""
        size = request.number("rn", 30, 100) or 30
        hits, total = self.found(
            request, request.params.get("key", ""), max(1, request.number("pn", 1)) - 1, size
        )
        rows = []
        for p in hits:
            row = self._shapes.square_row(p, self._ids.playlist.to_id(p.number))
            rows.append({name: row[name] for name in ("img", "total", "uname", "name", "listencnt", "id")})
        return {"total": str(total), "list": rows}

    def described(self) -> dict[str, list[dict[str, object]]]:
        def row(playlist: Playlist, id_: int) -> dict[str, object]:
            rids = [str(self._ids.song.to_id(number)) for number in self._catalog.numbers(playlist)]
            return {"id": str(id_), "name": playlist.name, "kind": playlist.kind, "tracks": rids}

        tops = [
            (self._catalog.toplist("kuwo", n, name), source)
            for n, (source, _, name, _) in enumerate(TOPLISTS)
        ]
        lists = [row(p, self._ids.playlist.to_id(p.number)) for p in self._catalog.samples("kuwo")]
        return {"playlists": lists, "toplists": [row(p, source) for p, source in tops]}
