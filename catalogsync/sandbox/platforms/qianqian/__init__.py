"""Qianqian (music.91q.com, music.taihe.com): the signed `/v1` calls, lyric files, the older gateway, audio hosts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from catalogsync.sandbox.chance import hexadecimal
from catalogsync.sandbox.http import Handler, Request, Response, html_answer, json_answer
from catalogsync.sandbox.pictures import picture
from catalogsync.sandbox.platforms.base import Route, World
from catalogsync.sandbox.platforms.qianqian.answers import FAILED, FINE, Answers, Failure
from catalogsync.sandbox.platforms.qianqian.ids import Ids
from catalogsync.sandbox.platforms.qianqian.shapes import Shapes
from catalogsync.sandbox.platforms.qianqian.signing import refusal
from catalogsync.sandbox.platforms.qianqian.streams import Streams
from catalogsync.sandbox.platforms.qianqian.ting import Ting
from catalogsync.sandbox.platforms.qianqian.words import HOSTS as WORD_HOSTS
from catalogsync.sandbox.platforms.qianqian.words import asked, lyric_file
from catalogsync.sandbox.world.lyrics import lyric

SITE = ("music.91q.com", "music.taihe.com", "m.music.91q.com")
AUDIO = ("audio01.dmhmusic.com", "audio02.dmhmusic.com", "audio04.dmhmusic.com", "*.qianqian.com")
WRONG_SIGN = 22452


class Qianqian:
    name = "qianqian"
    hosts = ("91q.com", "*.91q.com", "*.taihe.com", "*.dmhmusic.com", "*.qianqian.com")

    def __init__(self, world: World) -> None:
        self._world = world
        self.ids = Ids.of(world.catalog.seed)
        shapes, self._streams = Shapes(self.ids, world.media), Streams(world, self.ids)
        self._answers = Answers(world, shapes, self._streams)
        self._ting = Ting(world, self.ids, shapes, self._streams)

    def routes(self) -> Sequence[Route]:
        said = self._answers
        table: dict[str, tuple[str, Callable[[Request], Any]]] = {
            "/tracklist/category": ("categories", said.categories),
            "/tracklist/type": ("categories", said.categories),
            "/tracklist/list": ("playlist-list", said.square),
            "/tracklist/info": ("playlist-detail", said.playlist),
            "/bd/category": ("toplist-list", said.toplists),
            "/bd/list": ("toplist-detail", said.toplist_songs),
            "/song/info": ("song-detail", said.song),
            "/song/tracklink": ("song-url", said.link),
            "/search": ("search", said.search),
            "/search/sug": ("search", said.suggestions),
        }
        return [
            *(
                Route(f"/v1{path}", operation, self._signed(answer), SITE)
                for path, (operation, answer) in table.items()
            ),
            Route("/v1/restserver/ting", self._ting.operation, self._old, ("musicapi.taihe.com",)),
            Route("/*", "page", self._page, SITE),
            Route("/*", "lyric", self._lyric, WORD_HOSTS),
            Route("/*", "cdn", self._streams.fetch, AUDIO),
            Route("/*", "cdn", picture, ("img01.dmhmusic.com",)),
        ]

    def _envelope(self, state: bool, errno: int, message: str, data: Any) -> dict[str, Any]:
        elapsed = f"0.0{100 + int(self._world.now()) % 100}"
        return {
            "state": state,
            "errno": errno,
            "errmsg": message,
            "elapsed_time": elapsed,
            "ip": "10.16.15.14",
            "data": data,
        }

    def _signed(self, said: Callable[[Request], Any]) -> Handler:
        """Envelope of wire page 0.3; on failure `data` is an empty array whatever it is otherwise."""

        def answer(request: Request) -> Response:
            wrong = refusal(request, self._world)
            if wrong:
                return json_answer(self._envelope(False, WRONG_SIGN, wrong, []))
            if "expired" in request.cookies.values():
                return json_answer(self._envelope(False, FAILED, "请登陆", []))
            try:
                return json_answer(self._envelope(True, FINE, "", said(request)))
            except Failure as failure:
                return json_answer(self._envelope(False, failure.errno, failure.message, []))

        return answer

    def _old(self, request: Request) -> Response:
        return json_answer(self._ting.answer(request))

    def _page(self, request: Request) -> Response:
        """Every route of the site is an HTML page, unknown ones too."""
        return html_answer("千千音乐-听见世界")

    def _lyric(self, request: Request) -> Response:
        """A lyric file, under a charset that is not the file's (wire page 6)."""
        found = asked(request.path)
        song = self._world.catalog.song("qianqian", found[0]) if found else None
        body = (
            lyric_file(song, lyric(self._world.catalog.world.seed, song.recording), found[1])
            if song and found
            else None
        )
        if body is None:
            return html_answer("404 Not Found", 404)
        headers = {
            "Content-Type": "text/plain; charset=ISO-8859-1",
            "ETag": f'"{hexadecimal(16, "lyric file", request.path)}"',
        }
        return Response(200, body, headers)

    def no_route(self, request: Request) -> Response:
        return html_answer("404 Not Found", 404)

    def song_ids(self, number: int) -> dict[str, str]:
        tsid = self.ids.tsid(number)
        return {"TSID": tsid, "url": f"https://music.91q.com/song/{tsid}"}

    def song_number(self, text: str) -> int | None:
        return self.ids.any_song(text)

    def lists(self) -> dict[str, list[dict[str, object]]]:
        return self._answers.described()
