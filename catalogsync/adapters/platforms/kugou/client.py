"""Kugou: pools, listings, details, search and words, from plain endpoints where there are any."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.kugou import listings
from catalogsync.adapters.platforms.kugou.describing import Describer
from catalogsync.adapters.platforms.kugou.login import login_of
from catalogsync.adapters.platforms.kugou.lyrics import Candidate, chosen, parse_candidates, parse_lyric
from catalogsync.adapters.platforms.kugou.opening import Opener
from catalogsync.adapters.platforms.kugou.parse import (
    EMPTY_PAGE,
    TAG,
    parse_categories,
    parse_playlist_list,
    parse_search,
    parse_toplist_list,
)
from catalogsync.adapters.platforms.kugou.requests import Sender
from catalogsync.adapters.platforms.kugou.songs import PLATFORM, file_hash
from catalogsync.adapters.platforms.shapes import CookieStanding, CookieState
from catalogsync.adapters.platforms.whole_listings import believed
from catalogsync.pipeline.errors import NoSuchItem, PlatformError, ServerTrouble
from catalogsync.pipeline.ports import (
    Category,
    Grant,
    Listing,
    Lyric,
    LyricKind,
    PlaylistRef,
    PoolPage,
    Quality,
    SongInfo,
)

_ENDPOINTS: tuple[str, ...] = (
    "m",
    "songsearch",
    "special",
    "special 2",
    "page",
    "old page",
    "global",
    "global 2",
)
_ENDPOINTS += ("mobilecdn", "mobilecdnbj", "msearchcdn", "gateway", "gateway 2", "one by one")
_ENDPOINTS += ("krcs", "lyrics", "krc.php")
"""In the order in which those of one operation are preferred."""

_MOBILECDN = "http://mobilecdn.kugou.com"
_MOBILECDNBJ = "http://mobilecdnbj.kugou.com"
_SQUARE_PAGE = 30
_HITS_PAGE = 30


class Kugou:
    """Kugou music. 128 kbit/s without a login; a cookie with `KugooID` and `t` opens what its account may have."""

    name = PLATFORM

    def __init__(self, http: PlatformHttp) -> None:
        self._http = http
        self._send = Sender(http)
        self._login = login_of(http.cookie)
        self._ways = Alternatives(_ENDPOINTS)
        self._opener = Opener(self._send, self._login)
        self._describer = Describer(self._send, self._ways, self._login)
        self._boards: dict[str, str] = {}

    def categories(self) -> Sequence[Category]:
        """The square's categories by group."""
        get = partial(self._send.get, "categories", parse_categories)
        gz = "http://mobilecdngz.kugou.com/api/v3/category/allList"
        tags = f"{_MOBILECDNBJ}/api/v3/tag/list"
        return self._ways.run(
            "categories",
            {
                "mobilecdn": lambda: get(gz, {"plat": "0"}),
                "mobilecdnbj": lambda: get(tags, {"pid": "0", "apiver": "2", "plat": "0"}),
            },
        )

    def square_page(self, category_id: str | None, cursor: str | None) -> PoolPage:
        """A page of the square, or of a category. The end is an empty page or the announced total: pages vary in size."""
        number = int(cursor or "1")
        paged = {"page": str(number), "pagesize": str(_SQUARE_PAGE), "plat": "0"}
        get = partial(self._send.get, "playlist-list", parse_playlist_list)
        of_category = {**paged, "ugc": "1", "withsong": "0", "sort": "3", "categoryid": category_id or "0"}
        ways: dict[str, Callable[[], PoolPage]]
        if category_id is not None and category_id.startswith(TAG):
            of_tag = {**paged, "tagid": category_id.removeprefix(TAG), "ugc": "1", "sort": "2"}
            ways = {"mobilecdnbj": lambda: get(f"{_MOBILECDNBJ}/api/v3/tag/specialList", of_tag)}
        else:
            ways = {"mobilecdn": lambda: get(f"{_MOBILECDN}/api/v3/category/special", of_category)}
        if category_id is None:
            ways["m"] = lambda: get("https://m.kugou.com/plist/index", {"json": "true", "page": str(number)})
        try:
            page = self._ways.run(
                "playlist-list", {name: partial(_filled, way, number) for name, way in ways.items()}
            )
        except ServerTrouble as e:
            # The announced total may be too high: past the first page, every endpoint being empty is the end.
            if e.code != EMPTY_PAGE or number == 1:
                raise
            return PoolPage(())
        more = bool(page.playlists) and (page.total is None or number * _SQUARE_PAGE < page.total)
        return replace(page, next_cursor=str(number + 1) if more else None)

    def toplists(self) -> Sequence[PlaylistRef]:
        """Every board."""
        get = partial(self._send.get, "toplist-list", parse_toplist_list)
        app = {
            "version": "9108",
            "plat": "0",
            "showtype": "2",
            "parentid": "0",
            "apiver": "6",
            "area_code": "1",
        }
        found = self._ways.run(
            "toplist-list",
            {
                "m": lambda: get("https://m.kugou.com/rank/list", {"json": "true"}),
                "mobilecdnbj": lambda: get(f"{_MOBILECDNBJ}/api/v5/rank/list", {**app, "withsong": "0"}),
            },
        )
        self._boards.update((board.playlist_id, board.title) for board in found)
        return found

    def playlist(self, playlist_id: str) -> Listing:
        """The whole playlist by `specialid`, `collection_…` or `gcid_…`."""
        send, asked = self._send, playlist_id
        if re.fullmatch(r"gcid_\w{1,100}", asked, re.ASCII):
            listing, collection_id = listings.shared(send, asked)
            if collection_id is not None:
                listing = listings.headed(listing, self._collection(collection_id))
        elif re.fullmatch(r"collection_\w{1,100}", asked, re.ASCII):
            listing = self._collection(asked)
        elif re.fullmatch(r"[1-9]\d{0,18}", asked, re.ASCII):
            ways = {
                "special": lambda: listings.special(send, "mobilecdn.kugou.com", asked),
                "special 2": lambda: listings.special(send, "mobilecdnbj.kugou.com", asked),
                "page": lambda: listings.plist(send, asked),
                "old page": lambda: listings.old_page(send, asked),
            }
            listing = believed(PLATFORM, "playlist-detail", self._ways, ways)
        else:
            raise NoSuchItem(PLATFORM, "playlist-detail", f"{asked[:40]!r} is no playlist id")
        title = listing.ref.title or asked
        return replace(listing, ref=replace(listing.ref, playlist_id=asked, title=title))

    def _collection(self, collection_id: str) -> Listing:
        """A list by its global id. Only one endpoint knows it, so a second opinion is the same in pages of another
        size."""
        ways = {
            "global": lambda: listings.collection(self._send, collection_id, 300),
            "global 2": lambda: listings.collection(self._send, collection_id, 100),
        }
        return believed(PLATFORM, "playlist-detail", self._ways, ways)

    def toplist(self, toplist_id: str, period: str | None = None) -> Listing:
        """The whole board as it stands; asking for another issue raises NoSuchItem."""
        if not re.fullmatch(r"[1-9]\d{0,18}", toplist_id, re.ASCII):
            raise NoSuchItem(PLATFORM, "toplist-detail", f"{toplist_id[:40]!r} is no board id")
        ways = {
            "m": lambda: listings.board(self._send, toplist_id),
            "mobilecdnbj": lambda: listings.app_board(
                self._send, toplist_id, lambda: self._board_title(toplist_id)
            ),
        }
        listing = believed(PLATFORM, "toplist-detail", self._ways, ways)
        if period is not None and period != listing.period:
            raise NoSuchItem(PLATFORM, "toplist-detail", f"no issue {period[:40]!r} is kept")
        title = listing.ref.title or self._board_title(toplist_id)
        return replace(listing, ref=replace(listing.ref, playlist_id=toplist_id, title=title))

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        """Details by hash, album_audio_id or its short text; see `Describer`."""
        return self._describer.songs(song_ids)

    def search(self, text: str, limit: int = 20) -> Sequence[SongInfo]:
        """Hits in the platform's order, folded versions behind their head, each song once.

        A page may be shorter than asked for (repeats are left out), so the end is a page without anything new.
        """
        found: dict[str, SongInfo] = {}
        number = 1
        while len(found) < limit:
            try:
                page = self._ways.run("search", self._searches(text, number))
            except ServerTrouble as e:
                if e.code != EMPTY_PAGE or number == 1:
                    raise
                break
            new = {song.song_id: song for song in page if song.song_id not in found}
            if not new:
                break
            found |= new
            number += 1
        return tuple(found.values())[:limit]

    def _searches(self, text: str, number: int) -> dict[str, Callable[[], tuple[SongInfo, ...]]]:
        get = partial(self._send.get, "search", parse_search)
        paged = {"keyword": text, "page": str(number), "pagesize": str(_HITS_PAGE)}
        web = {**paged, "platform": "WebFilter", "filter": "2", "iscorrection": "1", "privilege_filter": "0"}
        web |= {"area_code": "1", "userid": "0", "clientver": ""}
        old = {**paged, "format": "json", "showtype": "1"}
        path = "/api/v3/search/song"
        return {
            "songsearch": lambda: get("https://songsearch.kugou.com/song_search_v2", web),
            "mobilecdn": lambda: get(_MOBILECDN + path, old),
            "mobilecdnbj": lambda: get(_MOBILECDNBJ + path, old),
            "msearchcdn": lambda: get("http://msearchcdn.kugou.com" + path, old),
        }

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        """The best granted address at or below this quality; see `Opener`."""
        return self._opener.stream(song, quality)

    def lyric(self, song: SongInfo) -> Lyric:
        """The words of the candidate that fits the song; without one among the hash's, of one found by its name."""
        wanted = file_hash(song.handle.get("hash")) or file_hash(song.song_id)
        ways: dict[str, Callable[[], Lyric]] = {
            "krcs": lambda: self._searched_lyric("https://krcs.kugou.com", song, wanted),
            "lyrics": lambda: self._searched_lyric("https://lyrics.kugou.com", song, wanted),
        }
        if wanted:
            ways["krc.php"] = lambda: self._plain_lyric(song, wanted)
        return self._ways.run("lyric", ways)

    def _searched_lyric(self, base: str, song: SongInfo, wanted: str | None) -> Lyric:
        named = " - ".join(filter(None, ("、".join(artist.name for artist in song.artists), song.title)))
        length = str(song.duration_ms or 0)
        asked = {"ver": "1", "man": "yes", "client": "mobi", "duration": length}
        if song.song_id.isdigit():
            asked["album_audio_id"] = song.song_id
        best: Candidate | None = None
        if wanted:
            by_hash = self._candidates(base, {**asked, "keyword": "", "hash": wanted})
            best = chosen(song, by_hash, by_hash=True)
        if best is None:
            by_name = {
                "ver": "1",
                "man": "yes",
                "client": "mobi",
                "duration": length,
                "keyword": named,
                "hash": "",
            }
            best = chosen(song, self._candidates(base, by_name), by_hash=False)
        if best is None:
            return Lyric(LyricKind.ABSENT)
        params = {"ver": "1", "client": "pc", "id": best.lyric_id, "accesskey": best.access_key}
        return self._send.get(
            "lyric", parse_lyric, f"{base}/download", {**params, "fmt": "lrc", "charset": "utf8"}
        )

    def _candidates(self, base: str, params: dict[str, str]) -> tuple[Candidate, ...]:
        return self._send.get("lyric", parse_candidates, f"{base}/search", params)

    def _plain_lyric(self, song: SongInfo, wanted: str) -> Lyric:
        """`krc.php`: LRC as plain text; the length is required and any will do."""
        params = {"cmd": "100", "hash": wanted, "timelength": str(song.duration_ms or 999_999)}
        return self._send.get("lyric", parse_lyric, "https://m.kugou.com/app/i/krc.php", params)

    def check_cookie(self) -> CookieState:
        """Whether the cookie holds a login; no plain endpoint tells whether kugou still accepts it."""
        if not self._http.cookie:
            return CookieState(CookieStanding.NONE)
        return CookieState(
            CookieStanding.UNKNOWN, None if self._login.present else "no KugooID and t in this cookie"
        )

    def _board_title(self, toplist_id: str) -> str:
        if toplist_id not in self._boards:
            try:
                self.toplists()
            except PlatformError:
                return toplist_id
        return self._boards.get(toplist_id, toplist_id)


def _filled(way: Callable[[], PoolPage], number: int) -> PoolPage:
    """The page, which must not be empty before the announced end."""
    page = way()
    if not page.playlists and page.total and (number - 1) * _SQUARE_PAGE < page.total:
        raise ServerTrouble(PLATFORM, "playlist-list", "an empty page before the end", code=EMPTY_PAGE)
    return page
