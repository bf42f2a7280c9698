"""Song detail, search, stream addresses and lyrics of NetEase."""

from __future__ import annotations

from itertools import islice
from typing import Any

from catalogsync.sandbox.chance import chance
from catalogsync.sandbox.http import Request, loaded
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.netease.ids import Ids
from catalogsync.sandbox.platforms.netease.listings import Listings
from catalogsync.sandbox.platforms.netease.shapes import Shapes
from catalogsync.sandbox.platforms.netease.streams import Streams, wished_by_level, wished_by_rate
from catalogsync.sandbox.platforms.netease.words import lyric_answer
from catalogsync.sandbox.world.lyrics import lyric
from catalogsync.sandbox.world.songs import Song

MOST_IDS = 1000


class Songs:
    def __init__(self, world: World, ids: Ids, shapes: Shapes, streams: Streams, lists: Listings) -> None:
        self._world, self._ids, self._shapes, self._streams, self._lists = world, ids, shapes, streams, lists

    def sample(self) -> Song:
        """The song that stands in for one that cannot be read from a sealed request."""
        return self._world.catalog.sample_song("netease")

    def _song(self, id_: object) -> Song | None:
        return self._world.catalog.song("netease", self._ids.song.parse(id_))

    def details(self, request: Request) -> dict[str, Any]:
        """song-detail-1/-2: unknown ids are left out; now and then in another order than asked."""
        asked = _ids(request)
        if not asked or len(asked) > MOST_IDS:
            return {"code": 400, "message": "参数错误"}
        songs = [song for song in map(self._song, asked) if song is not None]
        if chance(20, "details", asked[0], len(asked)):
            songs.reverse()
        member = _member(request)
        privileges = [self._shapes.privilege(song, member) for song in songs]
        return {"songs": [self._shapes.song(song) for song in songs], "privileges": privileges, "code": 200}

    def old_details(self, request: Request) -> dict[str, Any]:
        """song-detail-legacy-1 (2017)."""
        songs = [song for song in map(self._song, _ids(request)) if song is not None]
        return {"songs": [self._lists.old_shapes.song(song) for song in songs], "equalizers": {}, "code": 200}

    def _hits(self, request: Request) -> tuple[list[Song], int, dict[str, Any] | None]:
        text = request.params.get("s", request.params.get("keyword", "")).strip()
        if not text:
            return [], 0, {"code": 400, "msg": "参数错误"}
        limit, offset = request.number("limit", 30, 100) or 30, request.number("offset", 0)
        everything = list(self._world.catalog.search("netease", text))
        return everything[offset : offset + limit], len(everything), None

    def cloud_search(self, request: Request) -> dict[str, Any]:
        """Songs in the newer shape, each with its own `privilege`."""
        if request.params.get("type", "1") != "1":
            return self.old_search(request)
        songs, total, refused = self._hits(request)
        if refused or not songs:
            return refused or {"result": {"songCount": total}, "code": 200}
        member = _member(request)
        rows = [
            {**self._shapes.song(song), "privilege": self._shapes.privilege(song, member)} for song in songs
        ]
        return {"result": {"searchQcReminder": None, "songs": rows, "songCount": total}, "code": 200}

    def page_search(self, request: Request) -> dict[str, Any]:
        """The phone application's search: hits under `data.resources[].baseInfo.simpleSongData`."""
        songs, total, refused = self._hits(request)
        rows = [
            {**self._shapes.song(song), "privilege": self._shapes.privilege(song, False)} for song in songs
        ]
        found = [{"resourceId": str(row["id"]), "baseInfo": {"simpleSongData": row}} for row in rows]
        return refused or {"code": 200, "data": {"resources": found, "totalCount": total, "hasMore": False}}

    def old_search(self, request: Request) -> dict[str, Any]:
        """search-song-2/-4 and search-playlist-1; no hit leaves `songs` out."""
        kind = request.params.get("type", "1")
        text = request.params.get("s", "").strip()
        if kind == "1000" and text:
            limit, offset = request.number("limit", 30, 100) or 30, request.number("offset", 0)
            return {"result": self._lists.found(text, limit, offset), "code": 200}
        songs, total, refused = self._hits(request)
        if kind != "1" or refused or not songs:
            return refused or {"result": {"songCount": total} if kind == "1" else {}, "code": 200}
        offset = request.number("offset", 0)
        rows = [self._lists.old_shapes.found(song) for song in songs]
        return {
            "result": {"songs": rows, "hasMore": offset + len(rows) < total, "songCount": total},
            "code": 200,
            "trp": {},
        }

    def _addresses(self, request: Request, wish: str) -> dict[str, Any]:
        asked = _ids(request)
        if not asked:
            return {"code": 400, "message": "参数错误"}
        member = _member(request)
        rows = [self._streams.item(int(id_), self._song(id_), wish, member) for id_ in asked]
        return {"data": sorted(rows, key=lambda row: -row["id"]), "code": 200}

    def addresses_by_rate(self, request: Request) -> dict[str, Any]:
        return self._addresses(request, wished_by_rate(request.number("br", 999_000, 10**7)))

    def addresses_by_level(self, request: Request) -> dict[str, Any]:
        return self._addresses(request, wished_by_level(request.params.get("level", "standard")))

    def lyric(self, request: Request, newer: bool = False) -> dict[str, Any]:
        song = self._song(request.params.get("id", ""))
        if song is None:
            return {"code": 404, "msg": "该资源不存在。"}
        return lyric_answer(lyric(self._world.catalog.world.seed, song.recording), song.number, newer)

    def newer_lyric(self, request: Request) -> dict[str, Any]:
        return self.lyric(request, newer=True)

    def account(self, request: Request) -> dict[str, Any]:
        """Who is logged in: `MUSIC_U` values that begin with `vip` are members, `expired` and none are nobody."""
        value = request.cookies.get("MUSIC_U", "")
        if not value or value == "expired":
            return {"code": 200, "account": None, "profile": None}
        vip = 11 if value.startswith("vip") else 0
        account = {"id": 100000001, "userName": "synthetic", "type": 1, "status": 0, "vipType": vip}
        return {
            "code": 200,
            "account": account,
            "profile": {"userId": 100000001, "nickname": "合成听众", "vipType": vip},
        }


def _member(request: Request) -> bool:
    return request.cookies.get("MUSIC_U", "").startswith("vip")


def _ids(request: Request) -> list[str]:
    """Ids asked for: `c=[{"id":1}]`, `ids=[1,2]`, `ids=["1"]`, `ids=1,2`, or `id=1`."""
    found: list[str] = []
    for entry in loaded(request.params.get("c", "")) or ():
        found.append(str(entry["id"]) if isinstance(entry, dict) else str(entry))
    if not found:
        text = request.params.get("ids", request.params.get("id", ""))
        found = [part.strip().strip('"').split("_")[0] for part in text.strip("[] ").split(",")]
    return [id_ for id_ in islice(found, 5000) if id_.isascii() and id_.isdigit()]
