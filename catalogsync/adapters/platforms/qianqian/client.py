"""The Qianqian adapter: signs, sends, pages and merges; the parsers do the reading."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from catalogsync.adapters.platforms.asking import Asking
from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.qianqian import parse
from catalogsync.adapters.platforms.qianqian.envelope import MEMBER_HINT, NAME
from catalogsync.adapters.platforms.qianqian.signing import signed
from catalogsync.adapters.platforms.qianqian.tracks import RATES
from catalogsync.adapters.platforms.shapes import CookieStanding, CookieState, ListingPage, Offer, refusal
from catalogsync.adapters.platforms.whole_listings import believed, collected
from catalogsync.pipeline.errors import (
    Failure,
    LoginNeeded,
    NoSuchItem,
    NotGranted,
    ServerTrouble,
    TrialOnly,
    UnexpectedAnswer,
    VipOnly,
    Withdrawn,
)
from catalogsync.pipeline.ports import (
    Access,
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

T = TypeVar("T")

BASES = {"91q": "https://music.91q.com/v1", "taihe": "https://music.taihe.com/v1"}
"""The site and its older name, which answers the same requests (wire page 0.1)."""

BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Safari/537.36"
)
LIST_PAGE = 100
SEARCH_PAGE = 30

_LYRIC_HOSTS = (".taihe.com", ".dmhmusic.com", ".91q.com")


class Qianqian:
    """Qianqian: square, bangs, playlists, songs, search, streams and lyrics over the signed web endpoints."""

    name = NAME

    def __init__(self, http: PlatformHttp, now: Callable[[], float] = time.time) -> None:
        self._http = http
        self._now = now
        accept = "application/json, text/plain, */*"
        headers = {
            "User-Agent": BROWSER,
            "Referer": "https://music.91q.com/",
            "From": "Web",
            "Accept": accept,
        }
        self._ask = Asking(http, headers)
        self._alternatives = Alternatives(tuple(BASES))

    def categories(self) -> Sequence[Category]:
        """The categories of the square with their groups."""
        return self._call("categories", parse.parse_categories, "/tracklist/category", {})

    def square_page(self, category_id: str | None, cursor: str | None) -> PoolPage:
        """One page of a category, or of the recommended lists."""
        page = int(cursor) if cursor and cursor.isdecimal() and len(cursor) < 6 else 1
        params = {"pageNo": str(page), "pageSize": str(parse.SQUARE_PAGE), "subCateId": category_id or ""}

        def read(raw: bytes) -> PoolPage:
            found = parse.parse_playlist_list(raw, page=page)
            untold = page == 1 and found.total is None
            if not found.playlists and (untold or (page - 1) * parse.SQUARE_PAGE < (found.total or 0)):
                raise ServerTrouble(NAME, "playlist-list", f"page {page} is empty before the end")
            return found

        return self._call("playlist-list", read, "/tracklist/list", params)

    def toplists(self) -> Sequence[PlaylistRef]:
        """Every bang."""
        return self._call("toplist-list", parse.parse_toplist_list, "/bd/category", {})

    def playlist(self, playlist_id: str) -> Listing:
        """The playlist with every entry, in the platform's order."""
        if not re.fullmatch(r"[1-9][0-9]{0,19}", playlist_id):
            raise NoSuchItem(NAME, "playlist-detail", f"{playlist_id[:40]!r} is no id of a playlist")
        read = partial(parse.parse_playlist_detail, playlist_id=playlist_id)
        listing = self._listing("playlist-detail", read, "/tracklist/info", {"id": playlist_id})
        if listing.ref.playlist_id != playlist_id:
            told = listing.ref.playlist_id
            raise UnexpectedAnswer(NAME, "playlist-detail", f"playlist {playlist_id} but {told}")
        return listing

    def toplist(self, toplist_id: str, period: str | None = None) -> Listing:
        """The bang as it stands; Qianqian shows no older issues."""
        operation = "toplist-detail"
        if period is not None:
            raise NoSuchItem(NAME, operation, f"toplist {toplist_id} has no older issues")
        if not re.fullmatch(r"[1-9][0-9]{0,19}", toplist_id):
            raise NoSuchItem(NAME, operation, f"{toplist_id[:40]!r} is no id of a toplist")
        # The list does not name itself; the index does.
        index = {ref.playlist_id: ref for ref in self.toplists()}
        if toplist_id not in index:
            raise NoSuchItem(NAME, operation, f"there is no toplist {toplist_id}")
        read = partial(parse.parse_toplist_detail, bang_id=toplist_id)
        listing = self._listing(operation, read, "/bd/list", {"bdid": toplist_id})
        if not listing.entries:
            raise UnexpectedAnswer(NAME, operation, f"song on toplist {toplist_id}")
        return replace(listing, ref=replace(index[toplist_id], track_count=listing.announced))

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        """The songs in the order of the ids, each once. The platform tells of one song a call."""
        found: list[SongInfo] = []
        for song_id in dict.fromkeys(song_ids):
            if not re.fullmatch(r"T[0-9]{1,20}", song_id):
                continue
            try:
                told = self._call("song-detail", parse.parse_song_detail, "/song/info", {"TSID": song_id})
            except NoSuchItem:
                continue
            found += [song for song in told if song.song_id == song_id][:1]
        return found

    def search(self, text: str, limit: int = 20) -> Sequence[SongInfo]:
        """Songs for a text, up to `limit`. Words refused for their punctuation are asked for once more
        without it."""
        words = text.strip()
        if not words or limit <= 0:
            return []
        try:
            return self._search(words, limit)
        except UnexpectedAnswer as e:
            plain = " ".join(re.sub(r"[^\w\s]", " ", words).split())
            if e.code != "23001" or plain in ("", words):
                raise
        return self._search(plain, limit)

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        """The stream at this quality or the best below it that is granted; a lower rate in the answer is an
        answer.

        Where a rate is refused (members, login, clip) the next lower one is asked for; if none is granted the
        first refusal is the outcome.
        """
        rates = list(RATES.items())
        rates = rates[[granted for _, granted in rates].index(quality) :]
        existing = [(rate, level) for rate, level in rates if not song.qualities or level in song.qualities]
        refused: NotGranted | LoginNeeded | None = None
        for rate, _ in existing or rates[-1:]:
            try:
                return self._open(song, rate)
            except (VipOnly, TrialOnly, LoginNeeded) as e:
                refused = refused or e
            except NoSuchItem as e:
                if song.access is not Access.WITHDRAWN:
                    raise
                raise Withdrawn(NAME, "song-url", f"song {song.song_id} was taken down", code=e.code) from e
        assert refused is not None
        raise refused

    def lyric(self, song: SongInfo) -> Lyric:
        """The song's words: the file its track names. There are no translations."""
        url = song.handle.get("lyric")
        if url is None:
            described = next(iter(self.songs([song.song_id])), None)
            url = described.handle.get("lyric") if described else None
        if url is None or not (urlsplit(url).hostname or "").endswith(_LYRIC_HOSTS):
            return Lyric(LyricKind.ABSENT)
        answer = self._http.send("lyric", "GET", url, headers={"User-Agent": BROWSER}, with_cookie=False)
        if answer.status in (404, 410):
            return Lyric(LyricKind.ABSENT)
        if not 200 <= answer.status < 300:
            raise UnexpectedAnswer(NAME, "lyric", "lyric file", code=f"HTTP {answer.status}")
        return parse.parse_lyric(answer.body)

    def check_cookie(self) -> CookieState:
        """NONE without a cookie, else UNKNOWN: no call is known that tells whether a login is alive (wire
        page 9)."""
        return CookieState(CookieStanding.UNKNOWN if self._http.cookie else CookieStanding.NONE)

    def _call(self, operation: str, read: Callable[[bytes], T], path: str, params: Mapping[str, str]) -> T:
        """What `read` makes of a signed call, at the first of the two hosts that answers."""
        return self._alternatives.run(
            operation, {name: partial(self._at, name, operation, read, path, params) for name in BASES}
        )

    def _at(
        self, base: str, operation: str, read: Callable[[bytes], T], path: str, params: Mapping[str, str]
    ) -> T:
        return self._ask.get(operation, read, BASES[base] + path, signed(params, self._now()))

    def _listing(
        self, operation: str, read: Callable[[bytes], ListingPage], path: str, params: Mapping[str, str]
    ) -> Listing:
        def page(base: str, number: int) -> ListingPage:
            paging = {**params, "pageNo": str(number), "pageSize": str(LIST_PAGE)}
            try:
                return self._at(base, operation, read, path, paging)
            except NoSuchItem:
                if number == 1:
                    raise
            # Beyond the last page there is "no such thing": the end, not the list's absence.
            return ListingPage(Listing(PlaylistRef(NAME, "", ""), ()), complete=True)

        def pages(base: str) -> Listing:
            return collected(NAME, operation, partial(page, base), first=1)

        # Songs withdrawn by their owners are counted and not listed (wire page 3): a short list needs a
        # second opinion.
        return believed(NAME, operation, self._alternatives, {base: partial(pages, base) for base in BASES})

    def _search(self, words: str, limit: int) -> Sequence[SongInfo]:
        found: dict[str, SongInfo] = {}
        size = min(SEARCH_PAGE, max(limit, 10))
        for page in range(1, limit // size + 2):
            params = {"word": words, "type": "1", "pageNo": str(page), "pageSize": str(size)}
            hits = self._call("search", partial(_hits, page=page), "/search", params)
            before = len(found)
            for song in hits:
                found.setdefault(song.song_id, song)
            # Hits without an id are passed over, so a page is the last one only when it is clearly short.
            if len(found) >= limit or len(found) == before or len(hits) < size // 2:
                break
        return list(found.values())[:limit]

    def _open(self, song: SongInfo, rate: str) -> Grant:
        read = partial(parse.parse_song_url, now=self._now())
        params = {"TSID": song.song_id, "rate": rate}
        return self._call("song-url", lambda raw: _granted(song, read(raw)), "/song/tracklink", params)


def _hits(raw: bytes, page: int) -> Sequence[SongInfo]:
    """The hits on this page; a first page without those it announces is a passing fault."""
    hits = parse.parse_search(raw)
    if not hits and page == 1 and parse.announces_hits(raw):
        raise ServerTrouble(NAME, "search", "hits announced and none shown")
    return hits


def _granted(song: SongInfo, offers: Sequence[Offer]) -> Grant:
    """The grant in the answer, or the refusal it holds as an error."""
    offer = offers[0]
    if offer.grant is None:
        failure = offer.failure or Failure.CHANGED_SHAPE
        message = f"song {song.song_id} is not handed out ({failure})"
        raise refusal(NAME, "song-url", failure, message, code=offer.code, hint=offer.hint)
    if offer.song_id != song.song_id:
        raise UnexpectedAnswer(NAME, "song-url", f"song {song.song_id} but {offer.song_id}")
    handed, catalogued = offer.grant.duration_ms, song.duration_ms
    if handed and catalogued and handed < catalogued * 0.6:
        message = f"{handed // 1000} s of {catalogued // 1000} s are offered"
        raise TrialOnly(NAME, "song-url", message, code=offer.code, hint=MEMBER_HINT)
    # Nobody has confirmed that `filemd5` is the file's md5 (wire page 5): where the size is told, that
    # decides.
    return replace(offer.grant, md5=None) if offer.grant.size_bytes else offer.grant
