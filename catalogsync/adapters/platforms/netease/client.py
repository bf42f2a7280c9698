"""The netease adapter: sends, chooses the endpoint, pages and merges; the parsers do the reading."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from catalogsync.adapters.platforms.asking import Asking
from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.netease import parse
from catalogsync.adapters.platforms.netease.envelope import NAME
from catalogsync.adapters.platforms.netease.signing import eapi_params
from catalogsync.adapters.platforms.netease.songs import song_id_of
from catalogsync.adapters.platforms.netease.streams import CONTAINERS, parse_song_url, suffix_of
from catalogsync.adapters.platforms.shapes import (
    CookieStanding,
    CookieState,
    ListingPage,
    Offer,
    address,
    refusal,
    whole,
)
from catalogsync.pipeline.errors import Failure, NoSuchItem, TrialOnly, UnexpectedAnswer, VipOnly
from catalogsync.pipeline.ports import (
    Access,
    Category,
    Entry,
    Grant,
    Listing,
    Lyric,
    PlaylistRef,
    PoolPage,
    Quality,
    SongInfo,
)

T = TypeVar("T")

HOST = "https://music.163.com"
SECOND_HOST = "https://interface.music.163.com"
"""Answers the same `/api/` paths, wire page 0 (2026-11)."""

WRAPPED_HOST = "https://interface3.music.163.com"
"""Where clients send the `eapi` form, wire page 10 (2026-11)."""

SQUARE_PAGE = 50
SONG_BATCHES = (500, 100)
"""Songs asked for at a time, and again for what did not come: a server that cuts a batch shows in the first.
"""

_BITRATES = {Quality.LOSSLESS: "999000", Quality.HIGH: "320000", Quality.STANDARD: "128000"}
_LEVELS = {Quality.LOSSLESS: "lossless", Quality.HIGH: "exhigh", Quality.STANDARD: "standard"}
_ENDPOINTS = (
    *("catalogue", "list", "toplist", "toplist/detail", "v6", "v3", "cloudsearch", "web", "get", "legacy"),
    *("lyric", "br", "eapi", "level", "outer", "second host"),
)


class Netease:
    """netease: square, toplists, listings, songs, search, streams and lyrics over its plain endpoints first."""

    name = NAME

    def __init__(self, http: PlatformHttp) -> None:
        self._ask = Asking(http, {"Referer": HOST + "/"})
        self._alternatives = Alternatives(_ENDPOINTS)

    def categories(self) -> Sequence[Category]:
        """The square's categories, 全部 first."""
        return self._on_both_hosts(
            "categories", "catalogue", "/api/playlist/catalogue", {}, parse.parse_categories
        )

    def square_page(self, category_id: str | None, cursor: str | None) -> PoolPage:
        """One page of the square by popularity. The order moves while paging: ids can come again on later
        pages.
        """
        offset = whole(cursor) or 0
        params = {
            "cat": category_id or "全部",
            "order": "hot",
            "limit": str(SQUARE_PAGE),
            "offset": str(offset),
            "total": "true",
        }
        read = partial(parse.parse_playlist_list, offset=offset)
        page = self._on_both_hosts("playlist-list", "list", "/api/playlist/list", params, read)
        if not offset and not page.playlists and page.total:
            raise UnexpectedAnswer(NAME, "playlist-list", f"playlist on the first page of {page.total}")
        return page

    def toplists(self) -> Sequence[PlaylistRef]:
        """Every toplist."""
        operation = "toplist-list"
        return self._alternatives.run(
            operation,
            {
                "toplist": lambda: self._ask.get(operation, parse.parse_toplist_list, HOST + "/api/toplist"),
                "toplist/detail": lambda: self._ask.get(
                    operation, parse.parse_toplist_list, HOST + "/api/toplist/detail"
                ),
            },
        )

    def playlist(self, playlist_id: str) -> Listing:
        """The playlist with every entry, in the platform's order."""
        return self._listing("playlist-detail", playlist_id, parse.parse_playlist_detail)

    def toplist(self, toplist_id: str, period: str | None = None) -> Listing:
        """The toplist as it stands; netease keeps no older issues."""
        if period is not None:
            raise NoSuchItem(NAME, "toplist-detail", f"toplist {toplist_id} has no older issues")
        return self._listing("toplist-detail", toplist_id, parse.parse_toplist_detail)

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        """The songs in the order of the ids, each once."""
        wanted = list(dict.fromkeys(song_id for song_id in song_ids if song_id_of(song_id) == song_id))
        found: dict[str, SongInfo] = {}
        missing = wanted
        for size in SONG_BATCHES:
            for start in range(0, len(missing), size):
                batch = missing[start : start + size]
                came = self._song_batch(batch)
                if len(batch) >= 20 and not came:
                    raise UnexpectedAnswer(NAME, "song-detail", f"song among the {len(batch)} asked for")
                found.update((song.song_id, song) for song in came)
            missing = [song_id for song_id in missing if song_id not in found]
            if len(missing) < 10:
                break
        return [found[song_id] for song_id in wanted if song_id in found]

    def search(self, text: str, limit: int = 20) -> Sequence[SongInfo]:
        """Songs for a text, up to `limit`, 100 a page."""
        if not text.strip() or limit <= 0:
            return []
        found: dict[str, SongInfo] = {}
        offset = 0
        while len(found) < limit:
            size = min(100, limit - offset)
            page = self._search_page(text.strip(), size, offset)
            before = len(found)
            for song in page:
                found.setdefault(song.song_id, song)
            offset += size
            if len(page) < size or len(found) == before or offset >= limit:
                break
        return list(found.values())[:limit]

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        """The stream at this quality or the best below it: the server itself steps down to what it grants.

        Where the listing says that this session may play the song and the asked level is refused all the
        same, the standard level is asked for too (a song of fee 8 is free there and for members above).
        """
        try:
            return self._open(song, quality)
        except (VipOnly, TrialOnly):
            if song.access is not Access.OPEN or quality is Quality.STANDARD:
                raise
        return self._open(song, Quality.STANDARD)

    def lyric(self, song: SongInfo) -> Lyric:
        """The song's words, with translation, romanisation and word-by-word text where there are such."""
        operation, read = "lyric", parse.parse_lyric
        known = {"id": song.song_id, **dict.fromkeys(("lv", "tv", "rv", "kv", "yv"), "-1")}
        newer = {
            "id": song.song_id,
            "cp": "false",
            **dict.fromkeys(("lv", "tv", "rv", "kv", "yv", "ytv", "yrv"), "0"),
        }
        return self._alternatives.run(
            operation,
            {
                "lyric": partial(self._ask.get, operation, read, HOST + "/api/song/lyric", known),
                "eapi": partial(self._wrapped, operation, read, "/song/lyric/v1", newer),
            },
        )

    def check_cookie(self) -> CookieState:
        """Whether the user's cookie is a living login; UNKNOWN when the answer does not say."""
        if not self._ask.cookie:
            return CookieState(CookieStanding.NONE)
        try:
            return self._ask.post("account", parse.parse_account, HOST + "/api/nuser/account/get", form={})
        except UnexpectedAnswer:
            return CookieState(CookieStanding.UNKNOWN)

    def _wrapped(self, operation: str, read: Callable[[bytes], T], path: str, params: Mapping[str, str]) -> T:
        form = {"params": eapi_params(f"/api{path}", params)}
        return self._ask.post(operation, read, f"{WRAPPED_HOST}/eapi{path}", form=form)

    def _on_both_hosts(
        self, operation: str, endpoint: str, path: str, params: Mapping[str, str], read: Callable[[bytes], T]
    ) -> T:
        return self._alternatives.run(
            operation,
            {
                endpoint: lambda: self._ask.get(operation, read, HOST + path, params),
                "second host": lambda: self._ask.get(operation, read, SECOND_HOST + path, params),
            },
        )

    def _listing(self, operation: str, listing_id: str, read: Callable[[bytes], ListingPage]) -> Listing:
        if song_id_of(listing_id) is None:
            raise NoSuchItem(NAME, operation, f"{listing_id[:40]!r} is no id of a playlist")
        newer = {"id": listing_id, "n": "1000", "s": "0"}

        def ask(path: str, params: Mapping[str, str]) -> Listing:
            return self._filled(operation, listing_id, self._ask.get(operation, read, HOST + path, params))

        return self._alternatives.run(
            operation,
            {
                "v6": partial(ask, "/api/v6/playlist/detail", newer),
                "v3": partial(ask, "/api/v3/playlist/detail", newer),
                "legacy": partial(ask, "/api/playlist/detail", {"id": listing_id}),
            },
        )

    def _filled(self, operation: str, listing_id: str, page: ListingPage) -> Listing:
        """The whole listing: the songs beyond the preview fetched and put in their places.

        An id that even the song endpoint does not know stays, without a song: it was withdrawn.
        """
        listing = page.listing
        if listing.ref.playlist_id != listing_id:
            raise UnexpectedAnswer(NAME, operation, f"playlist {listing_id} but {listing.ref.playlist_id}")
        count, announced = len(listing.entries), listing.announced or 0
        if not page.complete and not page.missing_ids:
            raise UnexpectedAnswer(NAME, operation, f"complete listing, {count} of {announced} songs came")
        # A soft block answers with one song at code 200 (wire page 3): never take that for a shrunken
        # playlist.
        if (announced > 4 and count * 2 < announced) or (announced and not count):
            raise UnexpectedAnswer(NAME, operation, f"plausible listing, {count} of {announced} songs came")
        if not page.missing_ids:
            return listing
        fetched = {song.song_id: song for song in self.songs(page.missing_ids)}
        missing = len(page.missing_ids)
        if not fetched and (missing >= 10 or (missing > 2 and missing * 2 >= count)):
            raise UnexpectedAnswer(NAME, "song-detail", f"song among the {missing} of playlist {listing_id}")
        entries = tuple(
            entry if entry.song else Entry(entry.song_id, fetched.get(entry.song_id))
            for entry in listing.entries
        )
        return replace(listing, entries=entries)

    def _song_batch(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        operation = "song-detail"
        as_list = "[" + ",".join(song_ids) + "]"
        wanted = json.dumps([{"id": int(song_id)} for song_id in song_ids], separators=(",", ":"))

        def ask(path: str, form: Mapping[str, str]) -> Sequence[SongInfo]:
            return self._ask.post(operation, parse.parse_song_detail, HOST + path, form=form)

        return self._alternatives.run(
            operation,
            {
                "v3": partial(ask, "/api/v3/song/detail", {"c": wanted}),
                "legacy": partial(ask, "/api/song/detail", {"ids": as_list}),
            },
        )

    def _search_page(self, text: str, limit: int, offset: int) -> Sequence[SongInfo]:
        operation = "search"
        form = {"s": text, "type": "1", "limit": str(limit), "offset": str(offset), "total": "true"}

        def ask(path: str) -> Sequence[SongInfo]:
            return self._ask.post(operation, parse.parse_search, HOST + path, form=form)

        return self._alternatives.run(
            operation,
            {
                "cloudsearch": partial(ask, "/api/cloudsearch/pc"),
                "web": partial(ask, "/api/search/get/web"),
                "get": partial(ask, "/api/search/get"),
            },
        )

    def _open(self, song: SongInfo, quality: Quality) -> Grant:
        operation, path = "song-url", "/song/enhance/player/url"
        ids = {"ids": f"[{song.song_id}]"}
        level = {**ids, "level": _LEVELS[quality], "encodeType": "flac"}

        def by_bitrate() -> Grant:
            params = {**ids, "br": _BITRATES[quality]}
            return self._granted(song, self._ask.get(operation, parse_song_url, f"{HOST}/api{path}", params))

        def by_wrapped_level() -> Grant:
            return self._granted(song, self._wrapped(operation, parse_song_url, f"{path}/v1", level))

        def by_level() -> Grant:
            return self._granted(
                song, self._ask.get(operation, parse_song_url, f"{HOST}/api{path}/v1", level)
            )

        ways: dict[str, Callable[[], Grant]] = {
            "br": by_bitrate,
            "eapi": by_wrapped_level,
            "level": by_level,
            "outer": partial(self._outer, song),
        }
        return self._alternatives.run(operation, ways)

    def _granted(self, song: SongInfo, offers: Sequence[Offer]) -> Grant:
        offer = next((offer for offer in offers if offer.song_id == song.song_id), None)
        if offer is None or offer.failure is Failure.CHANGED_SHAPE:
            code = offer.code if offer else None
            raise UnexpectedAnswer(NAME, "song-url", f"data for song {song.song_id}", code=code)
        if offer.grant is None:
            failure = offer.failure or UnexpectedAnswer.failure
            # The answer has one code for both; the song's own flags tell them apart.
            if failure is Failure.WITHDRAWN and song.access is Access.REGION:
                failure = Failure.REGION
            message = f"song {song.song_id} is not handed out ({failure})"
            raise refusal(NAME, "song-url", failure, message, code=offer.code, hint=offer.hint)
        handed, catalogued = offer.grant.duration_ms, song.duration_ms
        if handed and catalogued and handed < catalogued * 0.6:
            message = f"{handed // 1000} s of {catalogued // 1000} s are offered"
            raise TrialOnly(NAME, "song-url", message, code=offer.code, hint="a member's cookie would help")
        return offer.grant

    def _outer(self, song: SongInfo) -> Grant:
        """The redirect form: standard quality, and nothing told about the file. For when nothing else
        answers.
        """
        url = f"{HOST}/song/media/outer/url"
        status, location = self._ask.redirect("song-url", url, {"id": f"{song.song_id}.mp3"})
        target = address(location)
        if not 300 <= status < 400 or target is None:
            raise UnexpectedAnswer(NAME, "song-url", "redirect to a stream", code=f"HTTP {status}")
        host = urlsplit(target).hostname or ""
        if not host.endswith(".music.126.net") or suffix_of(target) not in CONTAINERS:
            raise UnexpectedAnswer(NAME, "song-url", "redirect to a stream")
        return Grant(
            target, Quality.STANDARD, suffix_of(target), headers={"Referer": HOST + "/"}, expires_in_s=1200
        )
