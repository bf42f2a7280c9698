"""Categories, square, toplists and playlists of Kugou, in the plain and the signed families (wire pages 1 to 3)."""

from __future__ import annotations

import time
from typing import Any

from catalogsync.sandbox.chance import below
from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.kugou.ids import TOPLISTS
from catalogsync.sandbox.platforms.kugou.shapes import Shapes, file_name
from catalogsync.sandbox.platforms.kugou.signing import json_body, signed_by_app, signed_by_web
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist
from catalogsync.sandbox.world.songs import Song

PAGE = 30
SQUARE_PAGE = 32
"""The square says 30 and sends 32: playlist-square-1."""

PARAMS_INVALID = {"data": {"errmsg": "params invalid"}, "status": 0, "error_code": 20017}
EVERYTHING = 10_000
TAG_BASE = 1100


class Listings:
    def __init__(self, world: World, shapes: Shapes) -> None:
        self._world, self._shapes, self._ids, self._catalog = world, shapes, shapes.ids, world.catalog

    def _page(self, inner: dict[str, Any], template: str) -> dict[str, Any]:
        """What every `json=true` page wraps around its member."""
        return {
            "JS_CSS_DATE": 20130320,
            "kg_domain": "http://m.kugou.com",
            "src": "http://downmobile.kugou.com/promote/package/download/channel=6",
            "fr": None,
            "ver": "v3",
            **inner,
            "__Tpl": template,
        }

    def _data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"status": 1, "errcode": 0, "error": "", "data": {"timestamp": int(self._world.now()), **data}}

    # -- categories and square ----------------------------------------------------------------------------------

    def all_categories(self, request: Request) -> dict[str, Any]:
        """playlist-categories-1."""
        child = [{"categoryid": str(TAG_BASE + i), "categoryname": name} for i, name in enumerate(CATEGORIES)]
        return self._data({"info": [{"child": child, "categoryname": "主题", "categoryid": "1"}]})

    def tags(self, request: Request) -> dict[str, Any]:
        rows = [
            {"id": TAG_BASE + i, "name": name, "special_tag_id": TAG_BASE + i, "is_hot": int(i < 3)}
            for i, name in enumerate(CATEGORIES)
        ]
        return self._data({"info": [{"id": 1, "name": "主题", "children": rows}]})

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
        return self._data({"info": rows})

    def _picture(self, playlist: Playlist) -> str:
        root = "mcommon" if playlist.kind == "toplist" else "soft/collection"
        name = f"20190214{below(10**9, 'kugou list cover', playlist.key):09d}"
        return f"http://imge.kugou.com/{root}/{{size}}/20190214/{name}.jpg"

    def _published(self, playlist: Playlist) -> str:
        return time.strftime("%Y-%m-%d 00:00:00", time.gmtime(playlist.changed_ms / 1000))

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
            "publishtime": self._published(playlist),
            "singername": "",
            "verified": 0,
            "user_type": 3,
            "user_avatar": f"http://imge.kugou.com/kugouicon/165/20180722/20180722{playlist.creator_number:09d}.jpg",
            "imgurl": self._picture(playlist),
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
        return self._page(inner, "plist/index.html")

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
        return self._data({"info": rows, "total": len(numbers)})

    def yueku(self, request: Request) -> dict[str, Any]:
        """The desktop client's tags (`is_smarty`) and lists (`is_ajax`): wire pages 1b, 1c."""
        if "is_ajax" not in request.query:
            rows = [
                {"id": str(TAG_BASE + i), "name": name, "pname": "主题", "parent_id": "1"} for i, name in enumerate(CATEGORIES)
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
        found = [p for p in self._rows(self._catalog.square("kugou")[:300]) if text and text in p.name + p.description]
        size = request.number("pagesize", PAGE, 100) or PAGE
        start = ((request.number("page", 1) or 1) - 1) * size
        rows = [self.head(playlist) for playlist in found[start : start + size]]
        return self._data({"info": rows, "total": len(found)})

    # -- toplists ------------------------------------------------------------------------------------------------

    def toplist(self, rank_id: str) -> Playlist | None:
        for number, (known, name) in enumerate(TOPLISTS):
            if str(known) == rank_id:
                return self._catalog.toplist("kugou", number, name)
        return None

    def _tops(self) -> list[Playlist]:
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
            "imgurl": self._picture(playlist),
            "banner7url": self._picture(playlist),
            "isvol": int(playlist.number + 1 < len(TOPLISTS)),
            "bannerurl": self._picture(playlist).replace("mcommon", "mcommonbanner"),
            "custom_type": 0,
            "rankname": playlist.name,
            "ranktype": 2,
            "rank_id_publish_date": day,
        }

    def ranks(self, request: Request) -> dict[str, Any]:
        rows = [self.rank_head(playlist) for playlist in self._tops()]
        for row in rows:
            del row["rank_id_publish_date"]
        return self._page({"rank": {"total": len(rows), "list": rows}}, "rank/list.html")

    def app_ranks(self, request: Request) -> dict[str, Any]:
        """rank-list-v3-1: with the names of the first songs."""
        rows = []
        for playlist in self._tops():
            first = [{"songname": file_name(song)} for song in self._catalog.tracks(playlist, 0, 3)]
            more = {"children": [], "haschildren": 0, "issue": playlist.edition + 1, "classify": 1, "show_play_button": 0}
            pictures = {"album_img_9": self._picture(playlist), "banner_9": "", "img_9": ""}
            rows.append({**self.rank_head(playlist), **more, **pictures, "songinfo": first})
        return self._data({"info": rows, "total": len(rows)})

    def rank_page(self, request: Request) -> dict[str, Any]:
        """rank-info-1: thirty a page, an empty `list` beyond the last."""
        rank_id = request.params.get("rankid") or request.path.rstrip("/").rsplit("/", 1)[-1]
        playlist, page = self.toplist(rank_id), request.number("page", 1) or 1
        if playlist is None:
            empty = {"total": 0, "page": page, "pagesize": PAGE, "timestamp": int(self._world.now()), "list": []}
            return self._page({"info": [], "songs": empty, "pagesize": PAGE}, "rank/info.html")
        rows = self._ranked(playlist, page, PAGE, newer=playlist.number % 2 == 1)
        songs = {"total": playlist.length, "page": page, "pagesize": PAGE, "timestamp": int(self._world.now()), "list": rows}
        return self._page({"info": self.rank_head(playlist), "songs": songs, "pagesize": PAGE}, "rank/info.html")

    def _ranked(self, playlist: Playlist, page: int, size: int, newer: bool) -> list[dict[str, Any]]:
        songs = self._catalog.tracks(playlist, (page - 1) * size, page * size)
        return [self._shapes.ranked_row(song, (page - 1) * size + i, newer) for i, song in enumerate(songs)]

    def app_rank(self, request: Request) -> dict[str, Any]:
        """rank-song-v3-1: up to a hundred a page."""
        playlist, page = self.toplist(request.params.get("rankid", "")), request.number("page", 1) or 1
        size = request.number("pagesize", PAGE, 100) or PAGE
        rows = self._ranked(playlist, page, size, newer=True) if playlist else []
        return self._data({"info": rows, "total": playlist.length if playlist else 0})

    # -- playlists -----------------------------------------------------------------------------------------------

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
            "imgurl": self._picture(playlist),
            "playcount": playlist.plays,
            "songcount": self.announced(playlist),
            "collectcount": playlist.plays // 2000,
            "commentcount": playlist.plays // 20_000,
            "publishtime": self._published(playlist),
            "suid": playlist.creator_number,
            "slid": 0,
            "global_specialid": self._ids.collection(playlist.number) if playlist.number % 2 else "",
        }

    def info(self, request: Request) -> dict[str, Any]:
        playlist = self.by_id(request.params.get("specialid", ""))
        if playlist is None:
            return {"status": 0, "errcode": 30108, "error": "歌单不存在", "data": []}
        return {"status": 1, "errcode": 0, "error": "", "data": self.head(playlist)}

    def songs(self, request: Request) -> dict[str, Any]:
        """`special/song`: `pagesize=-1` is everything (wire page 3b)."""
        playlist = self.by_id(request.params.get("specialid", ""))
        if playlist is None:
            return {"status": 0, "errcode": 30108, "error": "歌单不存在", "data": []}
        size = EVERYTHING if request.params.get("pagesize") == "-1" else request.number("pagesize", PAGE, 500) or PAGE
        start = ((request.number("page", 1) or 1) - 1) * size
        rows = [self._shapes.row(song) for song in self._catalog.tracks(playlist, start, min(start + size, playlist.length))]
        return self._data({"info": rows, "total": self.announced(playlist)})

    def page(self, request: Request) -> dict[str, Any]:
        """The mobile page: playlist-detail-1."""
        playlist = self.by_id(request.path.rstrip("/").rsplit("/", 1)[-1].split("&")[0])
        number, now = request.number("page", 1) or 1, int(self._world.now())
        if playlist is None:
            nothing = {"list": {"timestamp": now, "info": [], "total": 0}, "pagesize": PAGE, "page": number}
            return self._page({"list": nothing, "info": {"list": []}, "pagesize": PAGE}, "plist/list.html")
        songs = self._catalog.tracks(playlist, (number - 1) * PAGE, min(number * PAGE, playlist.length))
        rows = [self._shapes.row(song) for song in songs]
        listed = {"timestamp": now, "info": rows, "total": self.announced(playlist)}
        tags = [{"tagname": name, "tagid": TAG_BASE + CATEGORIES.index(name)} for name in playlist.categories]
        about = {**self.head(playlist), "trans_param": {"special_tag": 0}, "singername": "", "tags": tags}
        del about["global_specialid"]
        body = {"list": {"list": listed, "pagesize": PAGE, "page": number}, "info": {"list": about}, "pagesize": PAGE}
        return self._page(body, "plist/list.html")

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
        return self._data({"info": rows, "total": self.announced(playlist)})

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
        about = {"name": playlist.name, "pic": self._picture(playlist), "count": self.announced(playlist)}
        data = {"begin_idx": start, "pagesize": size, "count": self.announced(playlist), "userid": playlist.creator_number}
        return {"status": 1, "error_code": 0, "data": {**data, "info": rows, "songs": rows, "list_info": about}}

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
            "toplists": [row(TOPLISTS[p.number][0], p) for p in self._tops()],
        }
