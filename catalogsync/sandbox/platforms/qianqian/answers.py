"""What Qianqian's `/v1` paths say: lists, songs, search, stream addresses (wire pages 1 to 7)."""

from __future__ import annotations

from typing import Any

from catalogsync.sandbox.chance import draw
from catalogsync.sandbox.http import Request
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.qianqian.ids import TOPLISTS
from catalogsync.sandbox.platforms.qianqian.shapes import SUB_CATEGORY_BASE, Shapes
from catalogsync.sandbox.platforms.qianqian.streams import Streams
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.lyrics import lyric
from catalogsync.sandbox.world.playlists import CATEGORIES, Playlist
from catalogsync.sandbox.world.songs import Song

MOST = 100
REFUSED_IN_WORDS = frozenset('&+%#"\\')
FINE, REFUSED_WORD, FAILED = 22000, 23001, 22001


class Failure(Exception):
    """`state` false: the number and the text that go with it."""

    def __init__(self, errno: int, message: str) -> None:
        super().__init__(message)
        self.errno, self.message = errno, message


class Answers:
    def __init__(self, world: World, shapes: Shapes, streams: Streams) -> None:
        self._world, self._shapes, self._streams = world, shapes, streams
        self._catalog, self._ids = world.catalog, shapes.ids

    def _track(self, song: Song) -> dict[str, Any]:
        return self._shapes.track(song, lyric(self._catalog.world.seed, song.recording))

    def _song(self, text: str) -> Song | None:
        return self._catalog.song("qianqian", self._ids.any_song(text))

    def _span(self, request: Request, default: int) -> tuple[int, int]:
        size = request.number("pageSize", default, MOST) or default
        start = (max(1, request.number("pageNo", 1)) - 1) * size
        return start, start + size

    # -- lists ---------------------------------------------------------------------------------------------------

    def categories(self, request: Request) -> Any:
        return self._shapes.categories()

    def square(self, request: Request) -> Any:
        """`/tracklist/list`: every list, or those of a `subCateId`; an unknown one is a failure."""
        text = request.query.get("subCateId", "")
        numbers = self._catalog.square("qianqian")
        if text:
            place = (
                int(text) - SUB_CATEGORY_BASE if text.isascii() and text.isdigit() and len(text) < 9 else -1
            )
            if not 0 <= place < len(CATEGORIES):
                raise Failure(FAILED, "分类不存在")
            numbers = self._catalog.square("qianqian", place)
        start, stop = self._span(request, 25)
        found = (self._catalog.playlist("qianqian", number) for number in numbers[start:stop])
        return {"total": len(numbers), "result": [self._shapes.list_row(p) for p in found if p is not None]}

    def toplists(self, request: Request) -> Any:
        return self._shapes.toplist_rows()

    def toplist(self, id_: str) -> Playlist | None:
        for number, (known, name) in enumerate(TOPLISTS):
            if str(known) == id_:
                return self._catalog.toplist("qianqian", number, name)
        return None

    def toplist_songs(self, request: Request) -> Any:
        playlist = self.toplist(request.query.get("bdid", ""))
        if playlist is None:
            raise Failure(FAILED, "榜单不存在")
        start, stop = self._span(request, 20)
        songs = self._catalog.tracks(playlist, start, min(stop, playlist.length))
        return {"total": playlist.length, "result": [self._track(song) for song in songs]}

    def playlist(self, request: Request) -> Any:
        """`/tracklist/info`; private and closed lists are not told from missing ones."""
        playlist = self._catalog.playlist("qianqian", self._ids.playlist.parse(request.query.get("id", "")))
        if playlist is None or playlist.refused:
            raise Failure(FAILED, "歌单不存在")
        start, stop = self._span(request, 20)
        songs = self._catalog.tracks(playlist, start, min(stop, playlist.length))
        return {
            **self._shapes.list_row(playlist),
            "cateList": [],
            "resourceType": 2,
            "addDate": "2021-06-01T10:00:00+08:00",
            "isFavorite": 0,
            "haveMore": int(stop < playlist.length),
            **({"creator": playlist.creator} if playlist.number % 2 else {}),
            "trackList": [self._track(song) for song in songs],
        }

    # -- songs ---------------------------------------------------------------------------------------------------

    def song(self, request: Request) -> Any:
        """`/song/info`: an array with one track, empty for an unknown song."""
        song = self._song(request.query.get("TSID", ""))
        return [self._track(song)] if song else []

    def link(self, request: Request) -> Any:
        """`/song/tracklink`: tracklink-1."""
        song = self._song(request.query.get("TSID", ""))
        if song is None or song.access is Access.GREY:
            raise Failure(FAILED, "资源不存在")
        words = lyric(self._catalog.world.seed, song.recording)
        base = self._shapes.base(song, words)
        return {**base, **self._streams.members(song, request.query.get("rate", "128"), is_member(request))}

    def search(self, request: Request) -> Any:
        """`/search` by type; no hit is an empty list for some words and a failure without one for others."""
        word, kind = request.query.get("word", "").strip(), request.query.get("type", "1")
        if not word or REFUSED_IN_WORDS & set(word):
            raise Failure(REFUSED_WORD, "参数错误")
        start, stop = self._span(request, 20)
        if kind == "6":
            lists = [
                p
                for p in map(self._list, self._catalog.square("qianqian")[:300])
                if p and word in p.name + p.description
            ]
            rows = [{**self._shapes.list_row(p), "tag": "合成"} for p in lists[start:stop]]
            return {"total": len(lists), "typeSonglist": rows}
        if kind != "1":
            return {"total": 0, {"2": "typeArtist", "3": "typeAlbum"}.get(kind, "typeTrack"): []}
        songs = list(self._catalog.search("qianqian", word))
        if not songs and draw("qianqian no hit", word) % 2:
            raise Failure(FINE, "")
        return {"total": len(songs), "typeTrack": [self._track(song) for song in songs[start:stop]]}

    def _list(self, number: int) -> Playlist | None:
        return self._catalog.playlist("qianqian", number)

    def suggestions(self, request: Request) -> Any:
        songs = [
            s
            for _, s in zip(
                range(6), self._catalog.search("qianqian", request.query.get("word", "")), strict=False
            )
        ]
        return [{"word": song.title} for song in songs]

    def described(self) -> dict[str, list[dict[str, object]]]:
        """Sample lists with their songs' ids in order."""

        def row(id_: int, playlist: Playlist) -> dict[str, object]:
            tracks = [self._ids.tsid(song.number) for song in self._catalog.tracks(playlist)]
            return {"id": str(id_), "name": playlist.name, "kind": playlist.kind, "tracks": tracks}

        tops = [self._catalog.toplist("qianqian", n, name) for n, (_, name) in enumerate(TOPLISTS)]
        return {
            "playlists": [
                row(self._ids.playlist.to_id(p.number), p) for p in self._catalog.samples("qianqian")
            ],
            "toplists": [row(TOPLISTS[p.number][0], p) for p in tops],
        }


def is_member(request: Request) -> bool:
    """Cookie names are not established: any value that begins with `vip` is a member's."""
    return any(value.startswith("vip") for value in request.cookies.values())
