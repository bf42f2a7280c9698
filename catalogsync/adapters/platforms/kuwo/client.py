"""Kuwo: pools, listings, details, search and words from the endpoints that need no token."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.kuwo import listings
from catalogsync.adapters.platforms.kuwo.lyrics import parse_lyric
from catalogsync.adapters.platforms.kuwo.opening import Opener
from catalogsync.adapters.platforms.kuwo.parse import (
    AREA,
    parse_categories,
    parse_playlist_list,
    parse_search,
    parse_songs,
    parse_toplist_list,
)
from catalogsync.adapters.platforms.kuwo.requests import MIRROR, fetch, insist
from catalogsync.adapters.platforms.kuwo.songs import PLATFORM, song_id
from catalogsync.adapters.platforms.shapes import CookieStanding, CookieState
from catalogsync.adapters.platforms.whole_listings import believed
from catalogsync.pipeline.errors import NoSuchItem, PlatformError, ServerTrouble, UnexpectedAnswer
from catalogsync.pipeline.ports import (
    Category,
    Grant,
    Listing,
    Lyric,
    PlaylistRef,
    PoolPage,
    Quality,
    SongInfo,
)

T = TypeVar("T")

_WAPI = "http://wapi.kuwo.cn/api"
_WWW = "http://www.kuwo.cn"
_NOBODY = {"loginUid": "0", "loginSid": "0", "appUid": "76039576"}
_ENDPOINTS = (
    "page",
    "wapi",
    "nplserver",
    "mirror",
    "www",
    "kbangserver",
    "qukudata",
    "r.s",
    "pages",
    "smaller pages",
)
"""In the order in which those of one operation are preferred. nplserver's 1,000 songs an answer spare ten of the mirror's
pages, and its rows tell every file's size; the mirror's tell the rights. "pages" twice in two sizes: the second opinion
where only one endpoint knows a list."""

_SQUARE_PAGE = 100
_HITS_PAGE = 30
_SEARCHING = {
    "vipver": "1",
    "client": "kt",
    "ft": "music",
    "cluster": "0",
    "strategy": "2012",
    "encoding": "utf8",
    "rformat": "json",
    "mobi": "1",
    "issubtitle": "1",
    "show_copyright_off": "1",
}
_ORDERS = {"hot": "最热", "new": "最新"}
"""The two views of the whole square, offered as categories of their own."""


class Kuwo:
    """Kuwo music. Nothing here needs a login; a cookie is passed on to the web site where it might matter."""

    name = PLATFORM

    def __init__(self, http: PlatformHttp) -> None:
        self._http = http
        self._ways = Alternatives(_ENDPOINTS)
        self._opener = Opener(http)
        self._boards: dict[str, str] = {}

    def categories(self) -> Sequence[Category]:
        """The square's views (`hot`, `new`) and every tag by group."""
        params = {"cmd": "rcm_keyword_playlist", "user": "0", "vipver": "9.0.5.0"}
        params |= {"prod": "kwplayer_pc_9.0.5.0", "source": "kwplayer_pc_9.0.5.0", **_NOBODY}
        path = "/pc/classify/playlist/getTagList"
        get = partial(self._get, "categories", parse_categories, params=params)
        tags = self._ways.run(
            "categories", {"wapi": lambda: get(_WAPI + path), "mirror": lambda: get(MIRROR + path)}
        )
        return (*(Category(order, name, "全部") for order, name in _ORDERS.items()), *tags)

    def square_page(self, category_id: str | None, cursor: str | None) -> PoolPage:
        """A page of the square; None asks for the hot lists.

        The cursor carries a mark of the page before: with a bad day the site repeats its first page for every page
        (section 1.3), and then this raises UnexpectedAnswer instead of going round for ever.
        """
        number, _, mark = (cursor or "1").partition(":")
        if category_id and category_id.startswith(AREA):
            return self._area(category_id.removeprefix(AREA))
        params = {"pn": number, "rn": str(_SQUARE_PAGE), **_NOBODY}
        if category_id is None or category_id in _ORDERS:
            path = "/pc/classify/playlist/getRcmPlayList"
            params["order"] = category_id or "hot"
        else:
            path = "/pc/classify/playlist/getTagPlayList"
            params["id"] = category_id

        def read(base: str) -> PoolPage:
            page = self._get("playlist-list", parse_playlist_list, base + path, params)
            if not page.playlists and page.total and (int(number) - 1) * _SQUARE_PAGE < page.total:
                raise ServerTrouble(
                    PLATFORM, "playlist-list", "an empty page before the end", code="EMPTY_PAGE"
                )
            if page.playlists and mark and mark == _mark(page):
                raise UnexpectedAnswer(
                    PLATFORM, "playlist-list", f"new page after the one before page {number}"
                )
            return page

        ways = {
            "wapi": lambda: read(_WAPI),
            "mirror": lambda: read(MIRROR),
            "www": lambda: read(_WWW + "/api"),
        }
        try:
            page = self._ways.run("playlist-list", ways)
        except ServerTrouble as e:
            # The announced total is often too high: past the first page, every endpoint being empty is the end.
            if e.code != "EMPTY_PAGE" or number == "1":
                raise
            return PoolPage(())
        following = page.next_cursor or (
            str(int(number) + 1) if page.playlists and page.total is None else None
        )
        return replace(page, next_cursor=f"{following}:{_mark(page)}" if following else None)

    def _area(self, area_id: str) -> PoolPage:
        params = {"type": "get_pc_qz_data", "f": "web", "id": area_id, "prod": "pc"}
        return self._get("playlist-list", parse_playlist_list, "http://mobileinterfaces.kuwo.cn/er.s", params)

    def toplists(self) -> Sequence[PlaylistRef]:
        """Every board of the site, or of the desktop program where the site does not tell."""
        tree = {
            "op": "query",
            "cont": "tree",
            "node": "2",
            "pn": "0",
            "rn": "1000",
            "fmt": "json",
            "level": "2",
        }
        quku = "http://qukudata.kuwo.cn/q.k"
        get = partial(self._get, "toplist-list", parse_toplist_list)
        found = self._ways.run(
            "toplist-list",
            {"mirror": lambda: get(f"{MIRROR}/pc/bang/list"), "qukudata": lambda: get(quku, tree)},
        )
        self._boards.update((board.playlist_id, board.title) for board in found)
        return found

    def playlist(self, playlist_id: str) -> Listing:
        """The whole playlist. Ids are `pid` digits, `node-…` and `album-…` from the square, `bodian-<source>-…`."""
        ways: dict[str, Callable[[], Listing]]
        if bodian := re.fullmatch(r"bodian-([45])-(\d+)", playlist_id, re.ASCII):
            read = partial(listings.bodian_playlist, self._get, bodian[2], bodian[1])
            ways = {"pages": lambda: read(100), "smaller pages": lambda: read(50)}
        elif album := re.fullmatch(r"album-(\d+)", playlist_id, re.ASCII):
            read = partial(listings.album, self._get, album[1])
            ways = {"pages": lambda: read(100), "smaller pages": lambda: read(50)}
        else:
            pid = playlist_id
            if node := re.fullmatch(r"node-(\d+)", playlist_id, re.ASCII):
                pid = listings.playlist_of_node(self._get, node[1])
            if not (pid.isascii() and song_id(pid)):
                raise NoSuchItem(PLATFORM, "playlist-detail", f"{playlist_id[:40]!r} is no playlist id")
            ways = {
                "nplserver": lambda: listings.playlist_at_once(self._get, pid),
                "mirror": lambda: listings.playlist_by_pages(self._get, pid),
            }
        listing = believed(PLATFORM, "playlist-detail", self._ways, ways)
        title = listing.ref.title or playlist_id
        return replace(listing, ref=replace(listing.ref, playlist_id=playlist_id, title=title))

    def toplist(self, toplist_id: str, period: str | None = None) -> Listing:
        """The whole board as it stands; kuwo keeps no older issues, asking for one raises NoSuchItem."""
        if not song_id(toplist_id):
            raise NoSuchItem(PLATFORM, "toplist-detail", f"{toplist_id[:40]!r} is no board id")
        listing = believed(
            PLATFORM,
            "toplist-detail",
            self._ways,
            {
                "mirror": lambda: listings.toplist_by_pages(self._get, toplist_id),
                "kbangserver": lambda: listings.toplist_of_program(self._get, toplist_id),
            },
        )
        if period is not None and period != listing.period:
            hint = f"the current issue is {listing.period}"
            raise NoSuchItem(PLATFORM, "toplist-detail", f"no issue {period[:40]!r} is kept", hint=hint)
        title = listing.ref.title or self._board_title(toplist_id)
        return replace(listing, ref=replace(listing.ref, playlist_id=toplist_id, title=title))

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        """Details one by one (kuwo has no batch); ids refused three times are left out."""
        found: dict[str, SongInfo] = {}
        for asked in dict.fromkeys(song_ids):
            rid = song_id(asked)
            if rid is None:
                continue
            try:
                described = insist(partial(self._page, "song-detail", parse_songs, rid))
            except NoSuchItem:
                continue
            except ServerTrouble as e:
                if e.code != "301":
                    raise
                continue
            found[asked] = described[0]
        return tuple(found[asked] for asked in song_ids if asked in found)

    def search(self, text: str, limit: int = 20) -> Sequence[SongInfo]:
        """Hits in the platform's order, each song once."""
        found: dict[str, SongInfo] = {}
        number = 0
        while len(found) < limit:
            page = self._ways.run(
                "search",
                {
                    "www": partial(self._hits_of_site, text, number),
                    "r.s": partial(self._hits_of_program, text, number),
                },
            )
            new = {song.song_id: song for song in page if song.song_id not in found}
            found |= new
            number += 1
            if not new or len(page) < _HITS_PAGE:
                break
        return tuple(found.values())[:limit]

    def _hits_of_site(self, text: str, number: int) -> tuple[SongInfo, ...]:
        params = {"all": text, "pn": str(number), "rn": str(_HITS_PAGE), **_SEARCHING}
        url = f"{_WWW}/search/searchMusicBykeyWord"
        referer = "https://www.kuwo.cn/search/list"
        return insist(lambda: self._get("search", parse_search, url, params, referer=referer))

    def _hits_of_program(self, text: str, number: int) -> tuple[SongInfo, ...]:
        params = {"all": text, "pn": str(number), "rn": str(_HITS_PAGE), **_SEARCHING}
        params |= {"uid": "794762570", "ver": "kwplayer_ar_9.2.2.1", "newver": "1", "vermerge": "1"}
        return insist(lambda: self._get("search", parse_search, "http://search.kuwo.cn/r.s", params))

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        """The best granted address at or below this quality; see `Opener`."""
        return self._opener.stream(song, quality)

    def lyric(self, song: SongInfo) -> Lyric:
        """The words; a song kuwo refuses three times (`status 301`, withdrawn ids) is NoSuchItem."""
        rid = _digits("lyric", song.song_id)
        url = "https://www.kuwo.cn/openapi/v1/www/lyric/getlyric"
        try:
            return self._ways.run(
                "lyric",
                {
                    "page": lambda: insist(lambda: self._page("lyric", parse_lyric, rid)),
                    "www": lambda: insist(lambda: self._get("lyric", parse_lyric, url, {"musicId": rid})),
                },
            )
        except ServerTrouble as e:
            if e.code != "301":
                raise
            raise NoSuchItem(PLATFORM, "lyric", "kuwo finds no such song", code="301") from e

    def check_cookie(self) -> CookieState:
        """Kuwo's pages tell nothing about a login, so a cookie is only known to be there."""
        return CookieState(CookieStanding.UNKNOWN if self._http.cookie else CookieStanding.NONE)

    def _page(self, operation: str, read: Callable[[bytes], T], rid: str) -> T:
        """The mobile page's data: details and words in one answer."""
        url = "https://m.kuwo.cn/newh5/singles/songinfoandlrc"
        return self._get(operation, read, url, {"musicId": rid, "httpsStatus": "1"})

    def _get(
        self,
        operation: str,
        read: Callable[[bytes], T],
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        referer: str | None = None,
    ) -> T:
        return fetch(self._http, operation, read, url, params, referer=referer)

    def _board_title(self, toplist_id: str) -> str:
        """The board's name, which its own answer does not tell; the id where nothing does."""
        if toplist_id not in self._boards:
            try:
                self.toplists()
            except PlatformError:
                return toplist_id
        return self._boards.get(toplist_id, toplist_id)


def _mark(page: PoolPage) -> str:
    """A short mark of what a page shows, to recognise it when it comes again."""
    return hashlib.sha256("\n".join(ref.playlist_id for ref in page.playlists).encode()).hexdigest()[:12]


def _digits(operation: str, given: str) -> str:
    found = song_id(given)
    if found is None:
        raise NoSuchItem(PLATFORM, operation, f"{given[:40]!r} is no song id")
    return found
