"""The Migu adapter: sends, chooses the endpoint, pages and merges; the parsers do the reading."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from catalogsync.adapters.platforms.asking import Asking
from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.migu import parse
from catalogsync.adapters.platforms.migu.describing import Describing
from catalogsync.adapters.platforms.migu.envelope import NAME
from catalogsync.adapters.platforms.migu.hosts import (
    APP,
    APP_C,
    APP_REFERER,
    ENDPOINTS,
    PHONE,
    PHONE_SITE,
)
from catalogsync.adapters.platforms.migu.opening import Opening
from catalogsync.adapters.platforms.migu.searching import Searching
from catalogsync.adapters.platforms.shapes import CookieStanding, CookieState, ListingPage
from catalogsync.adapters.platforms.whole_listings import believed, collected
from catalogsync.pipeline.errors import LoginNeeded, NoSuchItem, UnexpectedAnswer
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

PAGE_SIZE = 50


class Migu:
    """Migu: square, ranks, playlists, songs, search, streams and lyrics over the plain endpoints."""

    name = NAME

    def __init__(self, http: PlatformHttp) -> None:
        self._http = http
        token = re.search(r"(?:^|;\s*)pacmtoken=([!-:<-~]{1,2000})", http.cookie or "")
        self._token = token[1] if token else None
        headers = {"User-Agent": PHONE, "Referer": PHONE_SITE + "/"}
        # The gateway reads the login from a header of this name, not from the cookie (wire page 10).
        self._ask = Asking(http, headers | ({"pacmtoken": self._token} if self._token else {}))
        self._alternatives = Alternatives(ENDPOINTS)
        self._describing = Describing(self._ask, self._alternatives)
        self._searching = Searching(self._ask, self._alternatives)
        self._opening = Opening(self._ask, self._alternatives)

    def categories(self) -> Sequence[Category]:
        """The tags of the square, the hot ones first."""
        read, operation = parse.parse_categories, "categories"
        return self._alternatives.run(
            operation,
            {
                "taglist": lambda: self._ask.get(
                    operation, read, f"{APP}/pc/v1.0/template/musiclistplaza-taglist/release"
                ),
                "tag page": lambda: self._ask.get(
                    operation, read, f"{APP}/MIGUM2.0/v1.0/content/indexTagPage.do", {"needAll": "0"}
                ),
            },
        )

    def square_page(self, category_id: str | None, cursor: str | None) -> PoolPage:
        """One page of the recommended lists or of a tag's. A page that only repeats the one before is the
        end."""
        number, _, before = (cursor or "1.").partition(".")
        page = int(number) if number.isdecimal() and len(number) < 6 else 1
        found = self._square(category_id, page)
        mark = f"{zlib.crc32(' '.join(ref.playlist_id for ref in found.playlists).encode()):08x}"
        if not found.playlists or mark == before:
            return PoolPage((), None, found.total)
        return replace(found, next_cursor=f"{page + 1}.{mark}")

    def toplists(self) -> Sequence[PlaylistRef]:
        """Every rank of songs."""
        read, operation = parse.parse_toplist_list, "toplist-list"
        return self._alternatives.run(
            operation,
            {
                "rank index": lambda: self._ask.get(
                    operation, read, f"{APP}/pc/bmw/rank/rank-index/v1.0", headers=APP_REFERER
                ),
                "rank list": lambda: self._ask.get(
                    operation,
                    read,
                    f"{APP}/MIGUM3.0/v1.0/template/rank-list/release",
                    {"templateVersion": "9"},
                    headers=APP_REFERER,
                ),
            },
        )

    def playlist(self, playlist_id: str) -> Listing:
        """The playlist with every entry, in the platform's order."""
        operation = "playlist-detail"
        if not re.fullmatch(r"[0-9]{1,20}", playlist_id):
            raise NoSuchItem(NAME, operation, f"{playlist_id[:40]!r} is no id of a playlist")
        read = partial(parse.parse_playlist_detail, playlist_id=playlist_id)

        def info(url: str) -> ListingPage:
            return self._ask.get(operation, read, url, {"playlistId": playlist_id})

        def songs(url: str, key: str, page: int) -> ListingPage:
            params = {"pageNo": str(page), "pageSize": str(PAGE_SIZE), key: playlist_id}
            return self._ask.get(operation, read, url, params)

        # That a playlist has no data means that it is gone (wire page 3.1): not believed of one host alone.
        about = believed(
            NAME,
            "playlist-info",
            self._alternatives,
            {
                "v2": lambda: replace(info(f"{APP}/resource/playlist/v2.0").listing, announced=None),
                "v2 second host": lambda: replace(
                    info(f"{APP_C}/MIGUM3.0/resource/playlist/v2.0").listing, announced=None
                ),
            },
        )
        about = replace(about, announced=about.ref.track_count)
        newer = "MIGUM3.0/resource/playlist/song/v2.0"
        older = "MIGUM2.0/v1.0/user/queryMusicListSongs.do"
        ways: dict[str, Callable[[int], ListingPage]] = {
            "v2": partial(songs, f"{APP}/{newer}", "playlistId"),
            "v2 second host": partial(songs, f"{APP_C}/{newer}", "playlistId"),
            "older": partial(songs, f"{APP}/{older}", "musicListId"),
        }

        def listing(way: Callable[[int], ListingPage]) -> Listing:
            return collected(NAME, operation, lambda page: _described(about, way(page)), first=1)

        # Removed songs make the sum smaller than the total (wire page 3.2): a short list needs a second
        # opinion.
        return believed(
            NAME, operation, self._alternatives, {name: partial(listing, way) for name, way in ways.items()}
        )

    def toplist(self, toplist_id: str, period: str | None = None) -> Listing:
        """The rank as it stands; Migu keeps no older issues."""
        operation = "toplist-detail"
        if period is not None:
            raise NoSuchItem(NAME, operation, f"rank {toplist_id} has no older issues")
        if not re.fullmatch(r"[0-9]{1,20}", toplist_id):
            raise NoSuchItem(NAME, operation, f"{toplist_id[:40]!r} is no id of a rank")
        read = partial(parse.parse_toplist_detail, rank_id=toplist_id)
        return self._alternatives.run(
            operation,
            {
                "content": lambda: self._rank_at_once(toplist_id, read),
                "rank info": lambda: self._rank_by_pages(toplist_id, read),
            },
        )

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        """The songs in the order of the ids; an id may be a copyrightId, a contentId or a songId."""
        return self._describing.songs(song_ids)

    def search(self, text: str, limit: int = 20) -> Sequence[SongInfo]:
        """Songs for a text, up to `limit`."""
        return self._searching.search(text.strip(), limit)

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        """The stream at this quality or the best below it that is granted.

        A level that is refused (members, login, clip) is followed by the next lower one; if none is granted
        the first refusal is the outcome.
        """
        return self._opening.stream(song, self._stream_ids(song), quality)

    def lyric(self, song: SongInfo) -> Lyric:
        """The song's words, with the translation where there is one."""
        files = song.handle
        if "lrcUrl" not in files:
            described = next(iter(self.songs([song.song_id])), None)
            files = described.handle if described else {}
        words = self._lyric_file(files.get("lrcUrl"))
        if words is None or words.kind is LyricKind.ABSENT:
            return Lyric(LyricKind.ABSENT)
        translated = self._lyric_file(files.get("trcUrl")) if words.kind is LyricKind.TEXT else None
        if translated is None or translated.kind is not LyricKind.TEXT:
            return words
        return replace(words, translation=translated.original)

    def check_cookie(self) -> CookieState:
        """Whether the user's cookie holds a living login (`pacmtoken`)."""
        if not self._http.cookie:
            return CookieState(CookieStanding.NONE)
        if self._token is None:
            return CookieState(CookieStanding.UNKNOWN, "the cookie holds no pacmtoken")
        try:
            alive = self._ask.get("account", parse.parse_account, f"{APP_C}/user/h5/user-info/v1.0")
        except LoginNeeded:
            return CookieState(CookieStanding.EXPIRED)
        except UnexpectedAnswer:
            return CookieState(CookieStanding.UNKNOWN)
        return CookieState(CookieStanding.VALID if alive else CookieStanding.EXPIRED)

    def _square(self, category_id: str | None, page: int) -> PoolPage:
        operation = "playlist-list"
        read = partial(parse.parse_playlist_list, page=page)

        def ask(url: str, params: Mapping[str, str]) -> PoolPage:
            found = self._ask.get(operation, read, url, params)
            if page == 1 and not found.playlists:
                raise UnexpectedAnswer(NAME, operation, "playlist on the first page")
            return found

        data = {"count": "30", "start": str(page), "templateVersion": "5"}
        data_url = f"{APP}/MIGUM2.0/v2.0/content/getMusicData.do"
        phone = {"playListType": "2", "type": "1", "columnId": "15127315", "tagId": category_id or ""}
        phone["startIndex"] = str((page - 1) * 10)
        phone_url = f"{PHONE_SITE}/migu/remoting/playlist_bycolumnid_tag"
        if category_id is None:
            recommended = f"{APP}/pc/bmw/page-data/playlist-square-recommend/v1.0"
            return self._alternatives.run(
                operation,
                {
                    "square": partial(ask, recommended, {"templateVersion": "2", "pageNo": str(page)}),
                    "music data": partial(ask, data_url, {**data, "type": "1"}),
                    "phone site": partial(ask, phone_url, phone),
                },
            )
        tagged = {"pageNumber": str(page), "tagId": category_id}
        plaza = "template/musiclistplaza-listbytag"
        return self._alternatives.run(
            operation,
            {
                "by tag": partial(ask, f"{APP}/pc/v1.0/{plaza}/release", {**tagged, "templateVersion": "2"}),
                "by tag v3": partial(ask, f"{APP}/MIGUM3.0/v1.0/{plaza}", {**tagged, "templateVersion": "1"}),
                "music data": partial(ask, data_url, {**data, "area": "2", "tags": category_id, "type": "3"}),
                "phone site": partial(ask, phone_url, phone),
            },
        )

    def _rank_at_once(self, rank_id: str, read: Callable[[bytes], ListingPage]) -> Listing:
        url = f"{APP}/MIGUM2.0/v1.0/content/querycontentbyId.do"
        params = {"columnId": rank_id, "needAll": "0"}
        page = self._ask.get("toplist-detail", read, url, params, headers=APP_REFERER)
        if not page.complete or not page.listing.entries:
            count, announced = len(page.listing.entries), page.listing.announced
            raise UnexpectedAnswer(
                NAME, "toplist-detail", f"complete rank, {count} of {announced} songs came"
            )
        return page.listing

    def _rank_by_pages(self, rank_id: str, read: Callable[[bytes], ListingPage]) -> Listing:
        def ask(page: int) -> ListingPage:
            url = f"{APP}/bmw/rank/rank-info/v1.0"
            params = {"pageNo": str(page), "rankId": rank_id}
            return self._ask.get("toplist-detail", read, url, params, headers=APP_REFERER)

        ended = False

        def page_or_end(page: int) -> ListingPage:
            nonlocal ended
            if ended:
                return ListingPage(Listing(PlaylistRef(NAME, rank_id, ""), ()), complete=True)
            found = ask(page)
            ended = found.complete
            if not found.listing.entries:
                raise UnexpectedAnswer(NAME, "toplist-detail", f"song on page {page} of rank {rank_id}")
            return found

        return collected(NAME, "toplist-detail", page_or_end, first=1)

    def _stream_ids(self, song: SongInfo) -> Mapping[str, str]:
        """The ids a stream is asked for with; a song known by one id alone is looked up first."""
        if "contentId" in song.handle and "copyrightId" in song.handle:
            return song.handle
        described = next(iter(self.songs([song.song_id])), None)
        if described is None or "contentId" not in described.handle:
            raise NoSuchItem(NAME, "song-url", f"Migu knows no song {song.song_id}")
        return described.handle

    def _lyric_file(self, url: str | None) -> Lyric | None:
        """The lyric at one of Migu's own addresses; None for no address, a foreign one, and a file that is
        gone."""
        if not url or not (urlsplit(url).hostname or "").endswith(".migu.cn"):
            return None
        headers = {"User-Agent": PHONE, **APP_REFERER}
        answer = self._http.send("lyric", "GET", url, headers=headers, with_cookie=False)
        if answer.status in (404, 410):
            return None
        if not 200 <= answer.status < 300:
            raise UnexpectedAnswer(NAME, "lyric", "lyric file", code=f"HTTP {answer.status}")
        return parse.parse_lyric(answer.body)


def _described(about: Listing, page: ListingPage) -> ListingPage:
    """A page of songs as part of the playlist it belongs to; beyond the last page Migu gives 0 as the
    total."""
    announced = page.listing.announced or about.announced
    return replace(page, listing=replace(about, entries=page.listing.entries, announced=announced))
