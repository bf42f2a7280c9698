"""QQ Music: the gateway `musicu.fcg`, the old pages of c.y.qq.com, audio hosts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalogsync.sandbox.http import (
    Handler,
    Request,
    Response,
    dumps,
    html_answer,
    json_answer,
    loaded,
    picture_answer,
    text_answer,
)
from catalogsync.sandbox.platforms.base import Route, World
from catalogsync.sandbox.platforms.qq.ids import Ids
from catalogsync.sandbox.platforms.qq.listings import Listings
from catalogsync.sandbox.platforms.qq.modules import Modules, envelope
from catalogsync.sandbox.platforms.qq.pages import Pages
from catalogsync.sandbox.platforms.qq.shapes import Shapes
from catalogsync.sandbox.platforms.qq.streams import Streams

GATEWAY_HOSTS = ("u.y.qq.com", "u6.y.qq.com", "c.y.qq.com", "i.y.qq.com")
PAGE_HOSTS = ("c.y.qq.com", "c6.y.qq.com", "i.y.qq.com")
STREAM_HOSTS = ("*.stream.qqmusic.qq.com", "stream.qqmusic.qq.com", "dl.stream.qqmusic.qq.com")
EXPIRED = "expired"


class QQ:
    name = "qq"
    hosts = (
        "y.qq.com",
        "*.y.qq.com",
        *STREAM_HOSTS,
        "y.gtimg.cn",
        "qpic.y.qq.com",
        "p.qpic.cn",
        "api.tencentmusic.com",
    )

    def __init__(self, world: World) -> None:
        self._world = world
        seed = world.catalog.seed
        self.ids = Ids.of(seed, world.catalog.world.recordings)
        self._lists = Listings(world, self.ids, Shapes(self.ids, world.media))
        self._streams = Streams(world, self.ids)
        self._modules = Modules(self._lists, self._streams, seed)
        self._pages = Pages(self._lists, seed)

    def routes(self) -> Sequence[Route]:
        p = self._pages
        cd, pages = "fcg_ucc_getcdinfo_byids_cp.fcg", PAGE_HOSTS

        def page(path: str, operation: str, handler: Handler) -> Route:
            return Route(path, operation, handler, pages)

        return [
            Route("/cgi-bin/musicu.fcg", self._gateway_operation, self._gateway, GATEWAY_HOSTS),
            Route("/cgi-bin/musics.fcg", self._gateway_operation, self._signed, GATEWAY_HOSTS),
            page("/splcloud/fcgi-bin/fcg_get_diss_tag_conf.fcg", "categories", p.categories),
            page("/splcloud/fcgi-bin/fcg_get_diss_by_tag.fcg", "playlist-list", p.square),
            page("/v8/fcg-bin/fcg_myqq_toplist.fcg", "toplist-list", p.toplists),
            page("/v8/fcg-bin/fcg_v8_toplist_cp.fcg", "toplist-detail", p.toplist),
            page(f"/qzone/fcg-bin/{cd}", "playlist-detail", p.playlist),
            page(f"/qzone-music/fcg-bin/{cd}", "playlist-detail", p.playlist),
            page("/v8/fcg-bin/fcg_v8_playlist_cp.fcg", "playlist-detail", p.other_playlist),
            page("/v8/fcg-bin/fcg_play_single_song.fcg", "song-detail", p.song),
            page("/lyric/fcgi-bin/fcg_query_lyric_new.fcg", "lyric", p.lyric),
            page("/lyric/fcgi-bin/fcg_query_lyric.fcg", "lyric", p.lyric),
            page("/soso/fcgi-bin/client_search_cp", "search", p.old_search),
            page("/soso/fcgi-bin/client_music_search_songlist", "search", p.old_playlist_search),
            page("/base/fcgi-bin/u", "page", p.short_link),
            Route("/*", "cdn", self._streams.fetch, STREAM_HOSTS),
            Route("/music/photo_new/*", "cdn", picture_answer, ("y.gtimg.cn", "y.qq.com")),
            Route("/music_cover/*", "cdn", picture_answer, ("qpic.y.qq.com", "p.qpic.cn")),
            Route("/n/*", "page", p.page, ("y.qq.com", "*.y.qq.com")),
            Route("/portal/*", "page", p.page, ("y.qq.com",)),
            Route("/", "page", p.page, ("y.qq.com",)),
        ]

    def _wanted(self, request: Request) -> dict[str, Any]:
        body = loaded(request.body.decode("utf-8", "replace")) if request.body else None
        if not isinstance(body, dict):
            body = loaded(request.params.get("data", ""))
        return body if isinstance(body, dict) else {}

    def _gateway_operation(self, request: Request) -> str:
        subs = (sub for key, sub in self._wanted(request).items() if key != "comm" and isinstance(sub, dict))
        return next((self._modules.operation(sub) for sub in subs), "unknown")

    def _gateway(self, request: Request) -> Response:
        wanted = self._wanted(request)
        subs = {key: sub for key, sub in wanted.items() if key != "comm" and isinstance(sub, dict)}
        if not subs:
            return json_answer(envelope(self._world.now(), {"code": 500001}))
        if EXPIRED in (request.cookies.get("qm_keyst"), request.cookies.get("qqmusic_key")):
            answers: dict[str, Any] = {key: {"code": 1000} for key in subs}
        else:
            answers = {key: self._modules.answer(request, sub) for key, sub in subs.items()}
        text = dumps(envelope(self._world.now(), answers))
        callback = request.query.get("callback")
        if callback and request.query.get("format") != "json":
            return text_answer(f"{callback}({text})", "application/x-javascript; charset=utf-8")
        return text_answer(text, "application/json; charset=utf-8")

    def _signed(self, request: Request) -> Response:
        """The signed twin: any `zzb…`/`zzc…` signature will do, none brings sub-code 2000."""
        if request.query.get("sign", "").startswith("zz"):
            return self._gateway(request)
        subs = [key for key in self._wanted(request) if key != "comm"]
        return json_answer(envelope(self._world.now(), {key: {"code": 2000} for key in subs}))

    def no_route(self, request: Request) -> Response:
        """Wrong paths of the page hosts: 404 with an empty body (fcg-bin against fcgi-bin)."""
        if request.host in PAGE_HOSTS or request.host in GATEWAY_HOSTS:
            return Response(404, b"", {})
        return html_answer("404", 404)

    def song_ids(self, number: int) -> dict[str, str]:
        mid = self.ids.song_mid.to_id(number)
        return {
            "mid": mid,
            "id": str(self.ids.song.to_id(number)),
            "media_mid": self.ids.media(number),
            "url": f"https://y.qq.com/n/ryqq/songDetail/{mid}",
        }

    def song_number(self, text: str) -> int | None:
        return self.ids.any_song(text)

    def lists(self) -> dict[str, list[dict[str, object]]]:
        return self._lists.described()
