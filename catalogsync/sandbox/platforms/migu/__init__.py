"""Migu: the app gateway's many families, the old mobile site, the old web player, file and audio hosts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from catalogsync.sandbox.http import Handler, Request, Response, html_answer, redirect
from catalogsync.sandbox.pictures import picture
from catalogsync.sandbox.platforms.base import Route, World
from catalogsync.sandbox.platforms.migu.envelope import answer
from catalogsync.sandbox.platforms.migu.ids import Ids
from catalogsync.sandbox.platforms.migu.listings import Listings
from catalogsync.sandbox.platforms.migu.shapes import PICTURE_FOLDER, Shapes
from catalogsync.sandbox.platforms.migu.songs import Songs
from catalogsync.sandbox.platforms.migu.square import Square
from catalogsync.sandbox.platforms.migu.streams import Streams

GATEWAY = (
    "app.c.nf.migu.cn",
    "c.musicapp.migu.cn",
    "app.u.nf.migu.cn",
    "pd.musicapp.migu.cn",
    "app.pd.nf.migu.cn",
)
PHONE, WEB, SHORT = ("m.music.migu.cn",), ("music.migu.cn",), ("c.migu.cn",)
FILES, AUDIO, PICTURES = (
    ("d.musicapp.migu.cn",),
    ("freetyst.nf.migu.cn", "tyst.migu.cn"),
    ("mcontent.migu.cn",),
)

Said = Callable[[Request], Any]


class Migu:
    name = "migu"
    hosts = ("migu.cn", "*.migu.cn")

    def __init__(self, world: World) -> None:
        self._world = world
        self.ids = Ids.of(world.catalog.seed)
        shapes = Shapes(world.catalog.world.seed, self.ids, world.media)
        self._lists, self._streams = Listings(world, shapes), Streams(world, shapes)
        self._square = Square(world, self.ids)
        self._songs = Songs(world, shapes, self._streams)

    def routes(self) -> Sequence[Route]:
        said = [
            *(
                (path, operation, said, GATEWAY)
                for operation, table in self._gateway().items()
                for path, said in table.items()
            ),
            *(
                (f"/migu/remoting/{name}", operation, said, PHONE)
                for name, (operation, said) in self._remoting().items()
            ),
            *(
                (f"/v3/api/music/audioPlayer/{name}", operation, said, WEB)
                for name, (operation, said) in self._player().items()
            ),
        ]
        streams = [Route(path, "song-url", handler, GATEWAY) for path, handler in self._listening().items()]
        return [
            *(Route(path, operation, self._said(answers), hosts) for path, operation, answers, hosts in said),
            *streams,
            Route("/v3/api/music/audioPlayer/getPlayInfo", "song-url", self._streams.old_player, WEB),
            Route("/data/oss/*", "cdn", picture, FILES),
            Route("/*", "lyric", self._file, FILES),
            Route("/*", "cdn", self._streams.fetch, AUDIO),
            Route("/*", "cdn", picture, PICTURES),
            Route("/*", "page", self._short, SHORT),
            Route(
                "/*", "page", lambda _: html_answer("咪咕音乐"), (*WEB, *PHONE, "h5.nf.migu.cn", "y.migu.cn")
            ),
        ]

    def _gateway(self) -> dict[str, dict[str, Said]]:
        """What the gateway says, by operation and path."""
        lists, songs, square = self._lists, self._songs, self._square
        detail, listed = "MIGUM2.0/v1.0/content/resourceinfo.do", "template/musiclistplaza-listbytag"
        searches = ("/MIGUM2.0/v1.0", "/MIGUM3.0/v1.0", "/pc/v1.0", "/v1.0")
        return {
            "categories": {
                "/pc/v1.0/template/musiclistplaza-taglist/release": square.tags,
                "/MIGUM2.0/v1.0/content/indexTagPage.do": square.tag_page,
            },
            "playlist-list": {
                "/pc/bmw/page-data/playlist-square-recommend/v1.0": square.recommended,
                f"/pc/v1.0/{listed}/release": square.by_tag,
                f"/MIGUM3.0/v1.0/{listed}": square.by_tag_v3,
                f"/MIGUM3.0/v1.0/{listed}/release": square.by_tag_v3,
                "/MIGUM2.0/v2.0/content/getMusicData.do": square.music_data,
            },
            "toplist-list": {
                "/pc/bmw/rank/rank-index/v1.0": lists.ranks,
                "/MIGUM3.0/v1.0/template/rank-list/release": lists.old_ranks,
            },
            "toplist-detail": {
                "/MIGUM2.0/v1.0/content/querycontentbyId.do": lists.rank_songs,
                "/bmw/rank/rank-info/v1.0": lists.rank_page,
            },
            "playlist-detail": {
                "/resource/playlist/v2.0": lists.info,
                "/MIGUM3.0/resource/playlist/v2.0": lists.info,
                "/MIGUM3.0/resource/playlist/song/v2.0": lists.songs,
                "/MIGUM2.0/v1.0/user/queryMusicListSongs.do": lists.old_songs,
                "/MIGUM3.0/v1.0/user/queryMusicListSongs.do": lists.old_songs,
            },
            "song-detail": {
                f"/{detail}": songs.details,
                "/resource/song/by-contentids/v2.0": songs.by_content,
                "/MIGUM2.0/v2.0/content/querySongBySongId.do": songs.by_song_id,
            },
            "search": {
                "/bmw/search/song/v1.0": songs.bmw,
                **{f"{prefix}/content/search_all.do": songs.search_all for prefix in searches},
                "/pc/resource/song/item/search/v1.0": songs.item_search,
            },
            "account": {"/user/h5/user-info/v1.0": songs.user},
        }

    def _remoting(self) -> dict[str, tuple[str, Said]]:
        return {
            "playlist_bycolumnid_tag": ("playlist-list", self._square.phone_square),
            "cms_list_tag": ("toplist-detail", self._lists.phone_rank),
            "cms_detail_tag": ("song-detail", self._songs.old_detail),
            "scr_search_tag": ("search", self._songs.phone_search),
        }

    def _player(self) -> dict[str, tuple[str, Said]]:
        return {
            "songs": ("song-detail", self._songs.web_details),
            "getLyric": ("lyric", self._songs.old_lyric),
            "getSongPic": ("song-detail", self._songs.pictures),
        }

    def _listening(self) -> dict[str, Handler]:
        """Every way to ask for a stream."""
        streams, older = self._streams, ("v2.2", "v2.3", "v2.4")
        return {
            "/MIGUM3.0/strategy/pc/listen/v1.0": streams.listen,
            "/strategy/pc/listen/v1.0": streams.listen,
            "/strategy/pc/listen/v2.0": streams.veiled,
            "/strategy/listen-url/h5/v2.4": streams.veiled,
            **{f"/MIGUM2.0/strategy/listen-url/{version}": streams.listen_item for version in older},
            **{f"/MIGUM3.0/strategy/listen-url/{version}": streams.listen_item for version in older},
            "/MIGUM2.0/v2.1/content/listen-url": streams.listen_item,
            "/MIGUM2.0/v2.0/content/listen-url": streams.listen_with_user,
            "/MIGUM2.0/v1.0/content/sub/listenSong.do": streams.redirected,
            "/MIGUM3.0/v1.0/content/sub/listenSong.do": streams.redirected,
            "/strategy/pc/can-listen/v1.0": streams.can_listen,
        }

    def _said(self, said: Said) -> Handler:
        def answered(request: Request) -> Response:
            return answer(said(request))

        return answered

    def _file(self, request: Request) -> Response:
        """Words and pictures stand side by side on the file host, under addresses of one kind."""
        return picture(request) if request.path.startswith(PICTURE_FOLDER) else self._songs.file(request)

    def _short(self, request: Request) -> Response:
        """Short links: `p<number>` leads to a playlist, `s<number>` to a song."""
        code = request.path.strip("/")
        if code[1:].isdigit() and len(code) < 12 and code[0] in "ps":
            number = int(code[1:])
            if code[0] == "p":
                id_ = self.ids.playlist.to_id(number)
                return redirect(
                    f"https://h5.nf.migu.cn/app/v4/p/share/playlist/index.html?id={id_}&channel=0146921"
                )
            content_id = self.ids.content_id(number)
            return redirect(
                f"https://h5.nf.migu.cn/app/v4/p/share/song/index.html?id={content_id}&channel=0146921"
            )
        return html_answer("404 Not Found", 404)

    def no_route(self, request: Request) -> Response:
        return html_answer("404 Not Found", 404)

    def song_ids(self, number: int) -> dict[str, str]:
        rights = self.ids.copyright_id(number)
        return {
            "copyrightId": rights,
            "contentId": self.ids.content_id(number),
            "songId": self.ids.song_id(number),
            "url": f"https://music.migu.cn/v3/music/song/{rights}",
        }

    def song_number(self, text: str) -> int | None:
        return self.ids.any_song(text)

    def lists(self) -> dict[str, list[dict[str, object]]]:
        return self._lists.described()
