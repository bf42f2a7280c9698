"""NetEase (music.163.com): plain `/api` endpoints, their `/eapi` twins, what can be said to `/weapi`, audio hosts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from catalogsync.sandbox.http import (
    Handler,
    Request,
    Response,
    dumps,
    html_answer,
    json_answer,
    picture_answer,
    redirect,
)
from catalogsync.sandbox.platforms.base import Route, World
from catalogsync.sandbox.platforms.netease.details import Details
from catalogsync.sandbox.platforms.netease.ids import TOPLISTS, Ids
from catalogsync.sandbox.platforms.netease.listings import Listings
from catalogsync.sandbox.platforms.netease.sealed import Sealed
from catalogsync.sandbox.platforms.netease.shapes import Shapes
from catalogsync.sandbox.platforms.netease.songs import Songs
from catalogsync.sandbox.platforms.netease.streams import Streams

API_HOSTS = (
    "music.163.com",
    "interface.music.163.com",
    "interface3.music.163.com",
    "y.music.163.com",
    "m.music.163.com",
)
SHORT_HOSTS = ("163cn.tv", "163cn.link", "163.fm")


class Netease:
    name = "netease"
    hosts = ("music.163.com", "*.music.163.com", "*.music.126.net", *SHORT_HOSTS)

    def __init__(self, world: World) -> None:
        self._world = world
        self.ids = Ids.of(world.catalog.seed)
        shapes, self._streams = Shapes(self.ids, world.media), Streams(world)
        self._lists = Listings(world, self.ids, shapes)
        self._songs = Songs(world, self.ids, shapes, self._streams, self._lists)
        self._table = self._endpoints()
        self._sealed = Sealed(self._plain_answer, self._sample)

    def _endpoints(self) -> dict[str, tuple[str, Callable[[Request], Any]]]:
        """Path below `/api` to (operation, what it says)."""
        lists, details, songs = self._lists, Details(self._lists), self._songs
        return {
            "/playlist/catalogue": ("categories", lists.catalogue),
            "/playlist/hottags": ("categories", lists.hot_tags),
            "/playlist/highquality/tags": ("categories", lists.quality_tags),
            "/playlist/list": ("playlist-list", lists.square),
            "/playlist/highquality/list": ("playlist-list", lists.high_quality),
            "/toplist": ("toplist-list", lists.toplists),
            "/toplist/detail": ("toplist-list", lists.toplists_with_lines),
            "/v6/playlist/detail": ("playlist-detail", details.newer),
            "/v3/playlist/detail": ("playlist-detail", details.newer),
            "/playlist/v4/detail": ("playlist-detail", details.newer),
            "/playlist/detail": ("playlist-detail", details.older),
            "/v3/song/detail": ("song-detail", songs.details),
            "/song/detail": ("song-detail", songs.old_details),
            "/v1/song/detail": ("song-detail", songs.old_details),
            "/cloudsearch/pc": ("search", songs.cloud_search),
            "/search/get/web": ("search", songs.old_search),
            "/search/get": ("search", songs.old_search),
            "/search/pc": ("search", songs.old_search),
            "/search/song/list/page": ("search", songs.page_search),
            "/song/enhance/player/url": ("song-url", songs.addresses_by_rate),
            "/song/enhance/player/url/v1": ("song-url", songs.addresses_by_level),
            "/song/lyric": ("lyric", songs.lyric),
            "/song/lyric/v1": ("lyric", songs.newer_lyric),
            "/nuser/account/get": ("account", songs.account),
            "/w/nuser/account/get": ("account", songs.account),
            "/user/playlist": ("account", lists.of_user),
        }

    def routes(self) -> Sequence[Route]:
        table = [
            Route(f"/api{path}", operation, self._api(said), API_HOSTS)
            for path, (operation, said) in self._table.items()
        ]
        return [
            *table,
            Route("/eapi/*", self._sealed_operation, self._guarded(self._sealed.eapi), API_HOSTS),
            Route("/weapi/*", self._sealed_operation, self._guarded(self._sealed.weapi), API_HOSTS),
            Route("/api/linux/forward", "sealed", self._guarded(self._sealed.linux_forward), API_HOSTS),
            Route("/song/media/outer/url", "song-url", self._outer, API_HOSTS),
            Route("/discover/playlist*", "playlist-list", self._lists.square_page, API_HOSTS),
            Route("/", "page", lambda _: html_answer("网易云音乐"), API_HOSTS),
            Route("/*", "page", self._short_link, SHORT_HOSTS),
            Route("/*", "cdn", picture_answer, tuple(f"p{n}.music.126.net" for n in range(1, 7))),
            Route(
                "/*", "cdn", self._streams.fetch, tuple(f"m{n}.music.126.net" for n in (7, 8, 10, 701, 801))
            ),
        ]

    def _api(self, said: Callable[[Request], Any]) -> Handler:
        return self._guarded(lambda request: json_answer(said(request), "application/json;charset=UTF-8"))

    def _guarded(self, handler: Handler) -> Handler:
        """Risk control: a caller without a browser's User-Agent is taken for a robot (wire page section 11)."""

        def guarded(request: Request) -> Response:
            if request.from_a_library:
                return json_answer({"msg": "Cheating", "code": -460, "message": "Cheating"})
            if request.cookies.get("MUSIC_U") == "expired" and "/account/" not in request.path:
                return json_answer({"code": 301, "msg": "需要登录"})
            return handler(request)

        return guarded

    def _sealed_operation(self, request: Request) -> str:
        path = "/" + request.path.split("/", 2)[2]
        return self._table.get(path.removeprefix("/api").rstrip("/"), ("sealed",))[0]

    def _plain_answer(self, request: Request, path: str, params: dict[str, Any]) -> Response | None:
        """What the plain endpoint says to these parameters; None when there is no such endpoint."""
        known = self._table.get(path.removeprefix("/api").rstrip("/"))
        if known is None:
            return None
        fields = {k: v if isinstance(v, str) else _text(v) for k, v in params.items()}
        plain = Request("GET", request.host, path, urlencode(fields), request.headers)
        return json_answer(known[1](plain), "application/json;charset=UTF-8")

    def _sample(self) -> dict[str, Any]:
        """Parameters that stand in for those nobody but the platform can read: the sample of `describe`."""
        song = self.ids.song.to_id(self._songs.sample().number)
        playlist = self.ids.playlist.to_id(self._world.catalog.special(self.name, "plain").number)
        return {"song": song, "playlist": playlist, "word": "合成"}

    def _outer(self, request: Request) -> Response:
        text = request.params.get("id", "").removesuffix(".mp3")
        song = self._world.catalog.song(self.name, self.ids.song.parse(text))
        item = self._streams.item(0, song, "standard", False)
        whole = item["url"] and item["freeTrialInfo"] is None
        return redirect(item["url"] if whole else "http://music.163.com/404")

    def _short_link(self, request: Request) -> Response:
        """Two hops: `163cn.tv/p0` to `163cn.link/p0`, then to a page; `p` a playlist, `s` a song, by number."""
        code = request.path.strip("/")
        if request.host == "163cn.tv":
            return redirect(f"https://163cn.link/{code}")
        if code[1:].isdigit() and code[0] in "ps":
            kind = "playlist" if code[0] == "p" else "song"
            scatter = self.ids.playlist if code[0] == "p" else self.ids.song
            return redirect(
                f"https://y.music.163.com/m/{kind}?id={scatter.to_id(int(code[1:]))}&uct2=synthetic"
            )
        return redirect("https://music.163.com/404")

    def no_route(self, request: Request) -> Response:
        if request.path.startswith("/api/"):
            return json_answer({"code": 404, "message": "Not Found"})
        return html_answer("网易云音乐 - 404", 404)

    def song_ids(self, number: int) -> dict[str, str]:
        id_ = str(self.ids.song.to_id(number))
        return {"id": id_, "url": f"https://music.163.com/#/song?id={id_}"}

    def song_number(self, text: str) -> int | None:
        return self.ids.song.parse(text)

    def lists(self) -> dict[str, list[dict[str, object]]]:
        return self._lists.described(TOPLISTS)


def _text(value: Any) -> str:
    return dumps(value) if isinstance(value, list | dict) else str(value)
