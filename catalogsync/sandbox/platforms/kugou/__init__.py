"""Kugou: mobile pages, the old app API and its mirrors, web search, lyrics, web player, signed gateway, audio hosts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from catalogsync.sandbox.http import Handler, Request, Response, dumps, html_answer, json_answer, text_answer
from catalogsync.sandbox.pictures import picture
from catalogsync.sandbox.platforms.base import Route, World
from catalogsync.sandbox.platforms.kugou.ids import Ids
from catalogsync.sandbox.platforms.kugou.listings import Listings
from catalogsync.sandbox.platforms.kugou.pages import Pages
from catalogsync.sandbox.platforms.kugou.ranks import Ranks
from catalogsync.sandbox.platforms.kugou.shapes import Shapes
from catalogsync.sandbox.platforms.kugou.songs import Songs
from catalogsync.sandbox.platforms.kugou.square import Square
from catalogsync.sandbox.platforms.kugou.streams import Streams

MOBILE = ("m.kugou.com",)
APP = ("mobilecdn.kugou.com", "mobilecdnbj.kugou.com", "mobilecdngz.kugou.com", "msearchcdn.kugou.com")
LYRICS = ("lyrics.kugou.com", "krcs.kugou.com")
WEB = ("www.kugou.com", "wwwapi.kugou.com")
GATEWAY = ("gateway.kugou.com", "gatewayretry.kugou.com")
PICTURES = ("imge.kugou.com", "singerimg.kugou.com")
SHORT = ("t.kugou.com", "t1.kugou.com", "t2.kugou.com", "t3.kugou.com", "s.kugou.com")
AUDIO = re.compile(r"(?:sharefs|fs|webfs|fsandroid|fsmobile)\.[\w.]*kugou\.com\Z")
_CALLBACK = re.compile(r"[\w$.]{1,60}\Z")
_PHONE = re.compile(r"mobile|android|i-?phone|ipad", re.I)

Said = Callable[[Request], dict[str, Any]]


class Kugou:
    name = "kugou"
    hosts = ("kugou.com", "*.kugou.com")

    def __init__(self, world: World) -> None:
        self._world = world
        self.ids = Ids.of(world.catalog.seed)
        shapes = Shapes(self.ids, world.media)
        self._streams = Streams(world, shapes)
        self._ranks = Ranks(world, shapes)
        self._lists = Listings(world, shapes, self._ranks)
        self._square = Square(world, shapes, self._lists)
        self._songs = Songs(world, shapes, self._streams)
        self._pages = Pages(world, shapes, self._lists)

    def routes(self) -> Sequence[Route]:
        return [*self._plain_routes(), *self._signed_routes(), *self._page_routes()]

    def _plain_routes(self) -> list[Route]:
        lists, songs, square, ranks = self._lists, self._songs, self._square, self._ranks
        app: dict[str, tuple[str, Said]] = {
            "/api/v3/category/allList": ("categories", square.all_categories),
            "/api/v3/tag/list": ("categories", square.tags),
            "/api/v3/tag/recommend": ("categories", square.recommended_tags),
            "/api/v3/category/special": ("playlist-list", square.of_category),
            "/api/v3/tag/specialList": ("playlist-list", square.of_category),
            "/api/v3/search/special": ("playlist-list", square.search),
            "/api/v3/rank/list": ("toplist-list", ranks.app_all),
            "/api/v5/rank/list": ("toplist-list", ranks.app_all),
            "/api/v3/rank/song": ("toplist-detail", ranks.app_rank),
            "/api/v3/rank/newsong": ("toplist-detail", ranks.app_rank),
            "/api/v3/special/song": ("playlist-detail", lists.songs),
            "/api/v3/special/info": ("playlist-detail", lists.info),
            "/api/v5/special/info": ("playlist-detail", lists.info),
            "/api/v3/search/song": ("search", songs.old_search),
        }
        phone = [
            # The old form of these addresses has no question mark: `/rank/list&json=true`.
            Route("/plist/index*", "playlist-list", self._phone_page(square.square), MOBILE),
            Route("/plist/list/*", "playlist-detail", self._phone_page(lists.page), MOBILE),
            Route("/rank/list*", "toplist-list", self._phone_page(ranks.index), MOBILE),
            Route("/rank/info*", "toplist-detail", self._phone_page(ranks.page), MOBILE),
            Route("/app/i/getSongInfo.php", "song-url", self._phone(self._said(songs.info)), MOBILE),
            Route("/app/i/krc.php", "lyric", self._phone(songs.lyric_text), MOBILE),
        ]
        return [
            *(Route(path, operation, self._tagged(said), APP) for path, (operation, said) in app.items()),
            *phone,
            Route("/song_search_v2", "search", self._said(songs.search), ("songsearch.kugou.com",)),
            Route(
                "/yueku/v9/special/getSpecial",
                "playlist-list",
                self._said(square.yueku),
                ("www2.kugou.kugou.com",),
            ),
            Route("/search", "lyric", self._said(songs.lyric_search), LYRICS),
            Route("/download", "lyric", self._said(songs.lyric_download), LYRICS),
            Route("/yy/index.php", "song-url", self._said(songs.web_player), WEB),
            Route(
                "/v1/get_res_privilege",
                "song-detail",
                self._said(songs.privileges),
                ("media.store.kugou.com",),
            ),
            Route(
                "/i/v2/",
                "song-url",
                self._said(self._streams.old_tracker),
                ("trackercdn.kugou.com", "trackercdnbj.kugou.com"),
            ),
        ]

    def _signed_routes(self) -> list[Route]:
        lists, songs = self._lists, self._songs
        return [
            Route("/v5/url", "song-url", self._said(self._streams.gateway), GATEWAY),
            Route("/v3/album_audio/audio", "song-detail", self._said(songs.batch), GATEWAY),
            Route("/v2/album_audio/audio", "song-detail", self._said(songs.batch), GATEWAY),
            Route("/v2/get_res_privilege/lite", "song-detail", self._said(songs.privileges), GATEWAY),
            Route("/v3/search/song", "search", self._said(songs.complex_search), GATEWAY),
            Route(
                "/v2/search/song", "search", self._said(songs.complex_search), ("complexsearch.kugou.com",)
            ),
            Route("/v2/get_other_list_file", "playlist-detail", self._said(lists.other_list), GATEWAY),
            Route(
                "/pubsongs/v2/get_other_list_file_nofilt",
                "playlist-detail",
                self._said(lists.other_list),
                GATEWAY,
            ),
            Route("/play/songinfo", "song-url", self._said(songs.signed_player), WEB),
            Route(
                "/api/v5/special/info_v2",
                "playlist-detail",
                self._said(lists.signed_info),
                ("mobiles.kugou.com",),
            ),
            Route(
                "/api/v5/special/song_v2",
                "playlist-detail",
                self._said(lists.signed_songs),
                ("mobiles.kugou.com",),
            ),
            Route(
                "/v1/songlist/batch_decode", "playlist-detail", self._said(lists.decoded), ("t.kugou.com",)
            ),
            Route("/risk/v2/r_register_dev", "account", songs.device, ("userservice.kugou.com",)),
        ]

    def _page_routes(self) -> list[Route]:
        pages = self._pages
        return [
            Route("/yy/special/single/*", "page", pages.special, ("www.kugou.com",)),
            Route(
                "/yueku/v9/special/single/*",
                "playlist-detail",
                pages.desktop_special,
                ("www2.kugou.kugou.com",),
            ),
            Route("/songlist/*", "playlist-detail", pages.songlist, ("www.kugou.com", *MOBILE)),
            Route("/mixsong/*", "page", pages.mixsong, ("www.kugou.com",)),
            Route("/schain/transfer", "playlist-detail", pages.chain, MOBILE),
            Route("/wc/s/*", "page", pages.short, MOBILE),
            Route("/", "page", lambda _: html_answer("酷狗音乐"), ("www.kugou.com", *MOBILE)),
            Route("/*", "page", pages.short, SHORT),
            Route("/*", "cdn", picture, PICTURES),
            Route("/*", "cdn", self._elsewhere),
        ]

    def _said(self, said: Said) -> Handler:
        """JSON, or JSONP for a `callback`."""

        def answer(request: Request) -> Response:
            value = said(request)
            callback = request.query.get("callback", "")
            if _CALLBACK.match(callback):
                return text_answer(f"{callback}({dumps(value)});", "application/javascript; charset=utf-8")
            return json_answer(value)

        return answer

    def _tagged(self, said: Said) -> Handler:
        """With `with_res_tag=1` the app API wraps its answers in comment marks (wire page 0)."""

        def answer(request: Request) -> Response:
            if request.query.get("with_res_tag") != "1":
                return json_answer(said(request))
            return text_answer(f"<!--KG_TAG_RES_START-->{dumps(said(request))}<!--KG_TAG_RES_END-->")

        return answer

    def _phone(self, handler: Handler) -> Handler:
        """The mobile host shows an HTML page to anything that is no phone (wire page 11)."""

        def answer(request: Request) -> Response:
            return handler(request) if _PHONE.search(request.agent) else html_answer("酷狗音乐 - 就是歌多")

        return answer

    def _phone_page(self, said: Said) -> Handler:
        """A page with `json=true`, which the old form of address has in its path."""

        def answer(request: Request) -> Response:
            path, _, rest = request.path.partition("&")
            if rest:
                request = Request(
                    request.method, request.host, path, f"{rest}&{request.raw_query}", request.headers
                )
            return (
                json_answer(said(request)) if request.query.get("json") == "true" else html_answer("酷狗音乐")
            )

        return self._phone(answer)

    def _elsewhere(self, request: Request) -> Response:
        return self._streams.fetch(request) if AUDIO.match(request.host) else self.no_route(request)

    def no_route(self, request: Request) -> Response:
        if request.host in (*MOBILE, "m3ws.kugou.com"):
            return text_answer("Access Deny ! No Actions !", "text/html; charset=utf-8")
        return html_answer("404 Not Found", 404)

    def song_ids(self, number: int) -> dict[str, str]:
        mix, file_hash, short = (
            str(self.ids.song.to_id(number)),
            self.ids.file_hash(number),
            self.ids.encoded(number),
        )
        return {
            "album_audio_id": mix,
            "hash": file_hash,
            "encode_album_audio_id": short,
            "url": f"https://www.kugou.com/song/#hash={file_hash}&album_audio_id={mix}",
            "mixsong_url": f"https://www.kugou.com/mixsong/{short}.html",
        }

    def song_number(self, text: str) -> int | None:
        return self.ids.any_song(text)

    def lists(self) -> dict[str, list[dict[str, object]]]:
        return self._lists.described()
