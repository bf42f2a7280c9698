"""Kuwo: the mobile mirror, the token-gated site, the old servers, audio hosts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from catalogsync.sandbox.chance import hexadecimal
from catalogsync.sandbox.http import Handler, Request, Response, html_answer, json_answer, picture_answer
from catalogsync.sandbox.platforms.base import Route, World
from catalogsync.sandbox.platforms.kuwo.ids import Ids
from catalogsync.sandbox.platforms.kuwo.listings import Listings
from catalogsync.sandbox.platforms.kuwo.shapes import Shapes
from catalogsync.sandbox.platforms.kuwo.songs import Songs
from catalogsync.sandbox.platforms.kuwo.streams import Streams
from catalogsync.sandbox.platforms.kuwo.token import COOKIE, cookie_value, valid, valid_old

WWW = ("www.kuwo.cn", "kuwo.cn")
MIRROR = "/newh5app/wapi"
STREAMS = ("*.sycdn.kuwo.cn", "er-sycdn.kuwo.cn", "lv-sycdn.kuwo.cn", "eo-sycdn.kuwo.cn")


class Kuwo:
    name = "kuwo"
    hosts = ("kuwo.cn", "*.kuwo.cn", "*.kwcdn.kuwo.cn")

    def __init__(self, world: World) -> None:
        self._world = world
        self.ids = Ids.of(world.catalog.seed)
        shapes = Shapes(self.ids, world.media)
        self._streams = Streams(world, self.ids)
        self._lists = Listings(world, self.ids, shapes)
        self._songs = Songs(world, self.ids, shapes, self._lists)

    def _enveloped(self) -> dict[str, tuple[str, Callable[[Request], Any], str]]:
        """Path of the site's API to (operation, data, message when there is none)."""
        lists, songs = self._lists, self._songs
        return {
            "/api/pc/classify/playlist/getTagList": ("categories", lists.tags, ""),
            "/api/pc/classify/playlist/getRcmTagList": ("categories", lists.hot_tags, ""),
            "/api/pc/classify/playlist/getRcmPlayList": ("playlist-list", lists.square, ""),
            "/api/pc/classify/playlist/getTagPlayList": ("playlist-list", lists.tag_square, ""),
            "/api/www/classify/playlist/getRcmPlayList": ("playlist-list", lists.square, ""),
            "/api/www/classify/playlist/getTagPlayList": ("playlist-list", lists.tag_square, ""),
            "/api/www/playlist/getTagList": ("categories", lists.tags, ""),
            "/api/www/rcm/index/playlist": ("playlist-list", lists.recommended, ""),
            "/api/www/bang/bang/bangMenu": ("toplist-list", lists.menu, ""),
            "/api/www/bang/index/bangList": ("toplist-list", lists.previews, ""),
            "/api/www/bang/bang/musicList": ("toplist-detail", lists.toplist_songs, "榜单不存在"),
            "/api/www/playlist/playListInfo": ("playlist-detail", lists.playlist, "歌单不存在"),
            "/api/www/music/musicInfo": ("song-detail", songs.info, "歌曲不存在"),
            "/api/www/search/searchMusicBykeyWord": ("search", songs.search_web, ""),
            "/api/www/search/searchPlayListBykeyWord": ("search", lists.search, ""),
        }

    def routes(self) -> Sequence[Route]:
        lists, songs, streams = self._lists, self._songs, self._streams
        routes = []
        for path, (operation, said, missing) in self._enveloped().items():
            gated = not path.startswith("/api/pc/")
            mirrored = songs.search_nothing if path.endswith("searchMusicBykeyWord") else said
            routes += [
                Route(MIRROR + path, operation, self._mobile(self._a(mirrored, missing)), ("m.kuwo.cn",)),
                Route(
                    path,
                    operation,
                    self._gated(self._a(said, missing)) if gated else self._a(said, missing),
                    WWW,
                ),
                Route(path, operation, self._a(said, missing), ("wapi.kuwo.cn",)),
            ]
        return [
            *routes,
            Route(f"{MIRROR}/api/pc/bang/list", "toplist-list", self._mobile(lists.tree), ("m.kuwo.cn",)),
            Route("/api/pc/bang/list", "toplist-list", lists.tree, ("wapi.kuwo.cn", *WWW)),
            Route("/q.k", "toplist-list", lists.node_tree, ("qukudata.kuwo.cn",)),
            Route("/pl.svc", "playlist-detail", lists.whole_playlist, ("nplserver.kuwo.cn",)),
            Route("/ksong.s", "toplist-detail", lists.bang_server, ("kbangserver.kuwo.cn",)),
            Route("/newh5/singles/songinfoandlrc", "lyric", songs.lyric, ("m.kuwo.cn",)),
            Route("/openapi/v1/www/lyric/getlyric", "lyric", songs.lyric, WWW),
            Route(
                "/newh5app/api/mobile/v1/music/info*",
                "song-detail",
                self._a(songs.info, "歌曲不存在"),
                ("m.kuwo.cn",),
            ),
            Route("/search/searchMusicBykeyWord", "search", songs.search, WWW),
            Route("/r.s", "search", songs.search, ("search.kuwo.cn",)),
            Route("/anti.s", "song-url", streams.anti, ("antiserver.kuwo.cn",)),
            Route("/mobi.s", "song-url", streams.packed, ("mobi.kuwo.cn",)),
            Route("/newlyric.lrc", "lyric", songs.packed_lyric, ("newlyric.kuwo.cn",)),
            Route("/playlist_detail/*", "page", self._page, ("m.kuwo.cn", *WWW)),
            Route("/play_detail/*", "page", self._page, ("m.kuwo.cn", *WWW)),
            Route("/rankList*", "page", self._page, ("m.kuwo.cn", *WWW)),
            Route("/newh5app/playlist_detail/*", "page", self._page, ("m.kuwo.cn",)),
            Route("/url", "song-url", streams.url, WWW),
            Route("/api/v1/www/music/playUrl", "song-url", self._gated(self._play_url), WWW),
            Route("/newh5app/api/mobile/v2/music/src/*", "song-url", self._mobile_src, ("m.kuwo.cn",)),
            Route("/pic.web", "cdn", songs.picture, ("artistpicserver.kuwo.cn",)),
            Route("/star/*", "cdn", picture_answer),
            Route("/", "page", self._home, WWW),
            Route("/*", "cdn", streams.fetch, STREAMS),
        ]

    def _envelope(self, code: int = 200, message: str = "success") -> dict[str, Any]:
        """Envelope A (wire page section 0)."""
        now = int(self._world.now() * 1000)
        return {
            "code": code,
            "curTime": now,
            "msg": message,
            "profileId": "site",
            "reqId": hexadecimal(32, now),
            "tId": "",
        }

    def _a(self, said: Callable[[Request], Any], missing: str) -> Handler:
        def answer(request: Request) -> Response:
            data = said(request)
            if data is None:
                return json_answer({**self._envelope(-1, missing), "data": None})
            return json_answer({**self._envelope(), "data": data})

        return answer

    def _mobile(self, handler: Handler) -> Handler:
        """The mirror may answer `code:-1` to a User-Agent that is no phone (wire page section 10); here it does so to
        programs, not to desktop browsers, since a judged client asks it as one."""

        def answer(request: Request) -> Response:
            if request.from_a_library:
                return json_answer({**self._envelope(-1, "illegal request"), "data": None})
            return handler(request)

        return answer

    def _gated(self, handler: Handler) -> Handler:
        """`www.kuwo.cn/api/…` wants the cookie of the home page and its digest in `Secret`: error-1."""

        def answer(request: Request) -> Response:
            fresh = valid(
                self._world.catalog.seed, request.cookies.get(COOKIE, ""), request.headers.get("secret", "")
            )
            if fresh or valid_old(request.cookies.get("kw_token", ""), request.headers.get("csrf", "")):
                return handler(request)
            return json_answer(
                {"success": False, "message": "The request is illegal!", "now": "2026-11-20T02:22:08.142Z"}
            )

        return answer

    def _home(self, request: Request) -> Response:
        page = html_answer("酷我音乐")
        page.headers["Set-Cookie"] = f"{COOKIE}={cookie_value(self._world.catalog.seed)}; path=/"
        return page

    def _page(self, request: Request) -> Response:
        return html_answer("酷我音乐")

    def _play_url(self, request: Request) -> Response:
        return json_answer(self._streams.play_url(request, self._envelope()))

    def _mobile_src(self, request: Request) -> Response:
        rid = request.path.rsplit("/", 1)[-1]
        asked = Request("GET", request.host, request.path, f"mid={rid}", request.headers)
        return json_answer(self._streams.play_url(asked, self._envelope()))

    def no_route(self, request: Request) -> Response:
        return html_answer("酷我音乐-404", 404)

    def song_ids(self, number: int) -> dict[str, str]:
        rid = self.ids.song.to_id(number)
        return {"rid": str(rid), "musicrid": f"MUSIC_{rid}", "url": f"http://www.kuwo.cn/play_detail/{rid}"}

    def song_number(self, text: str) -> int | None:
        return self.ids.rid(text)

    def lists(self) -> dict[str, list[dict[str, object]]]:
        return self._lists.described()
