"""The qq adapter: sends, chooses the endpoint, pages and merges; the parsers do the reading."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.qq import parse, pools
from catalogsync.adapters.platforms.qq.envelope import NAME
from catalogsync.adapters.platforms.qq.listing_reader import ListingReader
from catalogsync.adapters.platforms.qq.songs import mid_of
from catalogsync.adapters.platforms.qq.stream_opener import StreamOpener
from catalogsync.adapters.platforms.qq.wire import (
    CONSTANTS,
    DESKTOP,
    OLD,
    PHONE,
    SECOND_OLD,
    Wire,
    detail_call,
)
from catalogsync.adapters.platforms.shapes import CookieStanding, CookieState, whole
from catalogsync.pipeline.errors import NoSuchItem, UnexpectedAnswer, Withdrawn
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

SQUARE_PAGE = 30
TRACK_BATCH = 50
SUB_REQUESTS = 20
SEARCH_PAGE = 30


class QQ:
    """qq: square, toplists, listings, songs, search, streams and lyrics over the unsigned endpoints."""

    name = NAME

    def __init__(self, http: PlatformHttp) -> None:
        self._wire = Wire(http)
        self._listings = ListingReader(self._wire, self.songs)
        self._streams = StreamOpener(self._wire, self.songs)

    def categories(self) -> Sequence[Category]:
        """The square's categories, 全部 first."""
        operation, read = "categories", pools.parse_categories
        module, method = "playlist.PlaylistAllCategoriesServer", "get_all_categories"
        url = f"{OLD}/splcloud/fcgi-bin/fcg_get_diss_tag_conf.fcg"
        return self._wire.alternatives.run(
            operation,
            {
                "tag conf": lambda: self._wire.ask.get(operation, read, url, CONSTANTS),
                "gateway": lambda: self._wire.gateway(operation, read, module, method, {"qq": ""}),
            },
        )

    def square_page(self, category_id: str | None, cursor: str | None) -> PoolPage:
        """One page of the square by popularity. Deep pages overlap a little while the square changes."""
        operation, first = "playlist-list", whole(cursor) or 0
        category = category_id or pools.ALL_CATEGORIES
        read = partial(pools.parse_playlist_list, offset=first)
        url = f"{OLD}/splcloud/fcgi-bin/fcg_get_diss_by_tag.fcg"
        span = {"sin": str(first), "ein": str(first + SQUARE_PAGE - 1)}
        params = {**CONSTANTS, "picmid": "1", "rnd": "0.1", "categoryId": category, "sortId": "5", **span}
        wanted = {
            "id": whole(category) or 0,
            "sin": first,
            "size": SQUARE_PAGE,
            "order": 5,
            "cur_page": first // SQUARE_PAGE + 1,
        }
        plaza = ("playlist.PlayListPlazaServer", "get_playlist_by_tag")
        page = self._wire.alternatives.run(
            operation,
            {
                "by tag": lambda: self._wire.ask.get(operation, read, url, params),
                "gateway": lambda: self._wire.gateway(operation, read, *plaza, wanted),
            },
        )
        if not first and not page.playlists and page.total:
            raise UnexpectedAnswer(NAME, operation, f"playlist on the first page of {page.total}")
        return page

    def toplists(self) -> Sequence[PlaylistRef]:
        """Every toplist of songs."""
        operation, read = "toplist-list", pools.parse_toplist_list
        params = {**CONSTANTS, "platform": "h5", "uin": "0", "needNewCode": "1"}
        url = f"{OLD}/v8/fcg-bin/fcg_myqq_toplist.fcg"

        def by_gateway(module: str) -> Sequence[PlaylistRef]:
            return self._wire.gateway(operation, read, module, "GetAll", {})

        return self._wire.alternatives.run(
            operation,
            {
                "GetAll": partial(by_gateway, "musicToplist.ToplistInfoServer"),
                "newer name": partial(by_gateway, "music.musicToplist.Toplist"),
                "old page": partial(self._wire.ask.get, operation, read, url, params),
            },
        )

    def playlist(self, playlist_id: str) -> Listing:
        """The playlist with every entry, in the platform's order."""
        return self._listings.playlist(playlist_id)

    def toplist(self, toplist_id: str, period: str | None = None) -> Listing:
        """The toplist's issue of that period; where the platform has another, `period` says which."""
        return self._listings.toplist(toplist_id, period)

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        """The songs in the order of the ids (mids, or numbers of old links), each once."""
        wanted = list(dict.fromkeys(song_ids))
        mids = [song_id for song_id in wanted if mid_of(song_id)]
        numbers = [song_id for song_id in wanted if re.fullmatch(r"[1-9][0-9]{0,12}", song_id)]
        found: dict[str, SongInfo] = {}
        for same in (mids, numbers):
            for start in range(0, len(same), TRACK_BATCH):
                batch = same[start : start + TRACK_BATCH]
                came = self._one_song(batch[0]) if len(batch) == 1 else self._song_batch(batch)
                if len(batch) >= 20 and not came:
                    raise UnexpectedAnswer(NAME, "song-detail", f"song among the {len(batch)} asked for")
                for song in came:
                    found.setdefault(song.song_id, song)
                    found.setdefault(song.handle["songid"], song)
        unique = {found[song_id].song_id: found[song_id] for song_id in wanted if song_id in found}
        return list(unique.values())

    def search(self, text: str, limit: int = 20) -> Sequence[SongInfo]:
        """Songs for a text, up to `limit`."""
        if not text.strip() or limit <= 0:
            return []
        found: dict[str, SongInfo] = {}
        size = min(limit, SEARCH_PAGE)
        number = 1
        while len(found) < limit:
            page = self._search_page(text.strip(), size, number)
            before = len(found)
            for song in page:
                found.setdefault(song.song_id, song)
            number += 1
            if len(page) < size or len(found) == before:
                break
        return list(found.values())[:limit]

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        """The best file at this quality or below that is granted."""
        return self._streams.stream(song, quality)

    def lyric(self, song: SongInfo) -> Lyric:
        """The song's words, with a translation where there is one."""
        operation, read = "lyric", parse.parse_lyric
        mid = mid_of(song.song_id)
        by = {"songmid": mid} if mid else {"musicid": song.handle.get("songid", song.song_id)}
        param = {"songMID": mid} if mid else {"songID": whole(by["musicid"])}
        path = "/lyric/fcgi-bin/fcg_query_lyric_new.fcg"
        headers = {"Referer": "https://y.qq.com/portal/player.html"}
        player = ("music.musichallSong.PlayLyricInfo", "GetPlayLyricInfo")
        return self._wire.alternatives.run(
            operation,
            {
                "lyric": lambda: self._wire.ask.get(
                    operation, read, OLD + path, {**CONSTANTS, **by}, headers
                ),
                "i.y.qq.com": lambda: self._wire.ask.get(
                    operation, read, SECOND_OLD + path, {**CONSTANTS, **by}, headers
                ),
                "gateway": lambda: self._wire.gateway(operation, read, *player, param),
            },
        )

    def check_cookie(self) -> CookieState:
        """Whether the user's cookie is a living login; UNKNOWN when it names no user or the answer does not
        say.
        """
        if not self._wire.ask.cookie:
            return CookieState(CookieStanding.NONE)
        if self._wire.uin() == "0":
            return CookieState(CookieStanding.UNKNOWN)
        module, method = "music.musicasset.PlaylistBaseRead", "GetPlaylistByUin"
        try:
            return self._wire.gateway(
                "account", parse.parse_account, module, method, {"uin": self._wire.uin()}
            )
        except UnexpectedAnswer:
            return CookieState(CookieStanding.UNKNOWN)

    def _song_batch(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        operation, read = "song-detail", parse.parse_song_detail
        by_mid = mid_of(song_ids[0]) is not None
        nothing = [0] * len(song_ids)
        ids: dict[str, object] = (
            {"mids": list(song_ids)} if by_mid else {"ids": [int(found) for found in song_ids]}
        )
        param = {**ids, "types": nothing, "modify_stamp": nothing, "ctx": 0, "client": 1}
        track_info = ("music.trackInfo.UniformRuleCtrl", "CgiGetTrackInfo")

        def one_by_one() -> Sequence[SongInfo]:
            found: list[SongInfo] = []
            for start in range(0, len(song_ids), SUB_REQUESTS):
                subs = [detail_call(song_id) for song_id in song_ids[start : start + SUB_REQUESTS]]
                found.extend(self._wire.calls(operation, read, subs))
            return found

        try:
            return self._wire.alternatives.run(
                operation,
                {
                    "tracks": lambda: self._wire.gateway(operation, read, *track_info, param),
                    "details": one_by_one,
                },
            )
        except (NoSuchItem, Withdrawn):
            # One removed song can refuse a whole batch (103902, wire page 4b): the others are still wanted.
            if len(song_ids) == 1:
                return ()
            half = len(song_ids) // 2
            return [*self._song_batch(song_ids[:half]), *self._song_batch(song_ids[half:])]

    def _one_song(self, song_id: str) -> Sequence[SongInfo]:
        operation, read = "song-detail", parse.parse_song_detail
        by = "songmid" if mid_of(song_id) else "songid"
        params = {by: song_id, "tpl": "yqq_song_detail", "platform": "yqq", "format": "json"}
        url = f"{OLD}/v8/fcg-bin/fcg_play_single_song.fcg"
        try:
            return self._wire.alternatives.run(
                operation,
                {
                    "detail": lambda: self._wire.calls(operation, read, [detail_call(song_id)]),
                    "tracks": lambda: self._song_batch([song_id]),
                    "old page": lambda: self._wire.ask.get(operation, read, url, params),
                },
            )
        except (NoSuchItem, Withdrawn):
            return ()

    def _search_page(self, text: str, size: int, number: int) -> Sequence[SongInfo]:
        operation, module = "search", "music.search.SearchCgiService"
        param = {"query": text, "search_type": 0, "num_per_page": size, "page_num": number, "grp": 1}

        def ask(method: str, comm: Mapping[str, object]) -> Sequence[SongInfo]:
            return self._wire.gateway(operation, parse.parse_search, module, method, param, comm)

        return self._wire.alternatives.run(
            operation,
            {
                "desktop": lambda: ask("DoSearchForQQMusicDesktop", DESKTOP),
                "mobile": lambda: ask("DoSearchForQQMusicMobile", PHONE),
            },
        )
