"""Song detail, search and lyrics of Kuwo."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from urllib.parse import parse_qsl
from zlib import compress

from catalogsync.sandbox.http import Request, Response, dumps, json_answer, text_answer
from catalogsync.sandbox.platforms.base import World
from catalogsync.sandbox.platforms.kuwo.ids import Ids
from catalogsync.sandbox.platforms.kuwo.listings import Listings
from catalogsync.sandbox.platforms.kuwo.query import masked, opened_lyric_query
from catalogsync.sandbox.platforms.kuwo.shapes import Shapes, hard_blanks
from catalogsync.sandbox.platforms.kuwo.words import rows
from catalogsync.sandbox.world.access import Access
from catalogsync.sandbox.world.lyrics import lyric, stamp
from catalogsync.sandbox.world.songs import Song


class Songs:
    def __init__(self, world: World, ids: Ids, shapes: Shapes, lists: Listings) -> None:
        self._world, self._ids, self._shapes, self._lists = world, ids, shapes, lists

    def _song(self, text: str) -> Song | None:
        return self._world.catalog.song("kuwo", self._ids.rid(text))

    def _hits(self, text: str, page: int, size: int) -> tuple[list[Song], int]:
        songs = list(self._world.catalog.search("kuwo", text)) if text.strip() else []
        return songs[page * size : (page + 1) * size], len(songs)

    def info(self, request: Request) -> Any:
        """song-detail-1 (2020-05); None for a missing song."""
        song = self._song(request.params.get("mid", ""))
        if song is None:
            return None
        jump = "kuwo://play/?play=MQ==&num=MQ=="
        return {
            **self._shapes.song(song),
            "upPcStr": jump,
            "mvUpPcStr": jump,
            "mvPlayCnt": 0,
            "nationid": "0",
            "albuminfo": "暂无",
        }

    def search_web(self, request: Request) -> Any:
        """search-1, search-2 (2020): pages from 1, `total` a string."""
        size = request.number("rn", 30, 100) or 30
        songs, total = self._hits(request.params.get("key", ""), max(1, request.number("pn", 1)) - 1, size)
        return {"total": str(total), "list": [self._shapes.song(song) for song in songs]}

    def search_nothing(self, request: Request) -> Any:
        """Song search on the mobile mirror is reported to answer an empty list (wire page 5.3)."""
        return {"total": "0", "list": []}

    def search(self, request: Request) -> Response:
        """r.s and its twin on www: search-rs-1 with `mobi=1`, search-rs-4 (single quotes) without it."""
        page, size = request.number("pn", 0), request.number("rn", 30, 100) or 30
        text = request.params.get("all", request.params.get("key", ""))
        if request.params.get("ft") == "playlist":
            return self._found_lists(request, text, page, size)
        songs, total = self._hits(text, page, size)
        head = {
            "ARTISTPIC": "",
            "HIT": str(total),
            "HITMODE": "song",
            "HIT_BUT_OFFLINE": "0",
            "MSHOW": "0",
            "NEW": "0",
            "PN": str(page),
            "RN": str(size),
            "SHOW": str(len(songs)),
            "TOTAL": str(total),
            "UK": "0",
        }
        if request.params.get("mobi") == "1":
            found = [self._shapes.hit(song) for song in songs]
            return json_answer({**head, "abslist": found, "searchgroup": "synthetic"})
        return text_answer(
            single_quoted({**head, "abslist": [self._shapes.bare_hit(song) for song in songs]})
        )

    def _found_lists(self, request: Request, text: str, page: int, size: int) -> Response:
        hits, total = self._lists.found(request, text, page, size)
        found = [
            {
                "playlistid": str(self._ids.playlist.to_id(p.number)),
                "name": hard_blanks(p.name),
                "nickname": p.creator,
                "songnum": str(p.length),
                "playcnt": str(p.plays),
                "pic": self._shapes.cover(p, "_150"),
                "hts_pic": self._shapes.cover(p, "_150").replace("http:", "https:"),
                "intro": hard_blanks(p.description),
            }
            for p in hits
        ]
        answer = {"PN": str(page), "RN": str(size), "TOTAL": str(total), "HIT": str(total), "abslist": found}
        return (
            json_answer(answer) if request.params.get("mobi") == "1" else text_answer(single_quoted(answer))
        )

    def lyric(self, request: Request) -> Response:
        """lyric-1, lyric-2; a withdrawn or unknown song is refused with status 301 (wire page section 7)."""
        song = self._song(request.params.get("musicId", ""))
        number = song.number if song else 0
        reqid = f"{number:08x}X0000X4000X8000X{number:012x}"
        if song is None or song.access is Access.GREY:
            fault = {"data": None, "msg": "音乐查询失败", "msgs": None, "profileid": "site", "reqid": reqid}
            return json_answer({**fault, "status": 301})
        words = lyric(self._world.catalog.world.seed, song.recording)
        similar = [s for s in map(self._world_song, range(number + 4, number + 20, 4)) if s is not None][:2]
        simpl = {
            "musiclist": [{**self._shapes.info(s), "musicrId": str(self._shapes.rid(s))} for s in similar],
            "playlist": [],
        }
        data = {"lrclist": rows(song, words), "songinfo": self._shapes.info(song), "simpl": simpl}
        tail = {"msg": "成功", "msgs": None, "profileid": "site", "reqid": reqid, "status": 200}
        return json_answer({"data": data, **tail})

    def packed_lyric(self, request: Request) -> Response:
        """`newlyric.lrc?`: header lines, then deflated text, masked and in base64 when word times are asked for."""
        wanted = dict(parse_qsl(opened_lyric_query(request.raw_query)))
        song = self._song(wanted.get("rid", ""))
        words = lyric(self._world.catalog.world.seed, song.recording) if song else None
        if words is None or words.kind != "words":
            return text_answer("tp=none\r\n\r\n")
        by_word = wanted.get("lrcx") == "1"
        mark = "<240,0>" if by_word else ""
        text = "[kuwo:013]\n" + "".join(f"{stamp(at, 3)}{mark}{line}\n" for at, line in words.lines)
        data = text.encode("gb18030", "replace")
        packed = compress(b64encode(masked(data)) if by_word else data)
        head = f"tp=content\r\nlrcx={int(by_word)}\r\nscore=50\r\n\r\n"
        return Response(200, head.encode() + packed, {"Content-Type": "application/octet-stream"})

    def _world_song(self, number: int) -> Song | None:
        return self._world.catalog.song("kuwo", number)

    def picture(self, request: Request) -> Response:
        song = self._song(request.params.get("rid", ""))
        return text_answer(self._shapes.picture(song, 500) if song else "NO_PIC")


def single_quoted(value: object) -> str:
    """JSON text with single quotes, apostrophes inside values left as they are: `Don't` stays `Don't`."""
    if isinstance(value, dict):
        return "{" + ",".join(f"'{key}':{single_quoted(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(single_quoted, value)) + "]"
    return f"'{value}'" if isinstance(value, str) else dumps(value)
