"""The qq adapter: sends, chooses the endpoint, pages and merges; the parsers do the reading."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from catalogsync.adapters.platforms.asking import Asking
from catalogsync.adapters.platforms.fallback import Alternatives
from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.qq import listings, parse
from catalogsync.adapters.platforms.qq.envelope import NAME
from catalogsync.adapters.platforms.qq.songs import FILE_KINDS, FileKind, mid_of
from catalogsync.adapters.platforms.qq.streams import filename_of, parse_song_url
from catalogsync.adapters.platforms.shapes import CookieStanding, CookieState, Offer, refusal, whole
from catalogsync.pipeline.errors import (
    Failure,
    NoSuchItem,
    PurchaseOnly,
    RegionLocked,
    UnexpectedAnswer,
    VipOnly,
)
from catalogsync.pipeline.ports import (
    Access,
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

GATEWAY = "https://u.y.qq.com/cgi-bin/musicu.fcg"
OLD = "https://c.y.qq.com"
SITE = {"Referer": "https://y.qq.com/"}
SQUARE_PAGE = 30
TOPLIST_PAGE = 100
PLAYLIST_PAGE = 1000
GATEWAY_PLAYLIST_PAGE = 100
TRACK_BATCH = 50
SUB_REQUESTS = 20
SEARCH_PAGE = 30

_WEB = {"ct": 24, "cv": 0}
_DESKTOP = {"ct": "19", "cv": "1859", "uin": "0"}
_CONSTANTS = {
    "g_tk": "5381",
    "loginUin": "0",
    "hostUin": "0",
    "format": "json",
    "inCharset": "utf8",
    "outCharset": "utf-8",
    "notice": "0",
    "platform": "yqq.json",
    "needNewCode": "0",
}
_ENDPOINTS = (
    "tag conf",
    "by tag",
    "GetAll",
    "GetDetail",
    "cdinfo",
    "detail",
    "tracks",
    "vkey",
    "lyric",
    "desktop",
)
_ENDPOINTS += ("newer name", "i.y.qq.com", "gateway", "living", "details", "old page", "mobile")


class QQ:
    """qq: square, toplists, listings, songs, search, streams and lyrics over the unsigned endpoints."""

    name = NAME

    def __init__(self, http: PlatformHttp) -> None:
        self._ask = Asking(http, SITE)
        self._alternatives = Alternatives(_ENDPOINTS)
        # Bound into every granted address: the same for the whole run (wire page 6a).
        self._guid = str(random.SystemRandom().randrange(10**9, 10**10))

    def categories(self) -> Sequence[Category]:
        """The square's categories, 全部 first."""
        operation, read = "categories", parse.parse_categories
        module, method = "playlist.PlaylistAllCategoriesServer", "get_all_categories"
        url = f"{OLD}/splcloud/fcgi-bin/fcg_get_diss_tag_conf.fcg"
        return self._alternatives.run(
            operation,
            {
                "tag conf": lambda: self._ask.get(operation, read, url, _CONSTANTS),
                "gateway": lambda: self._gateway(operation, read, module, method, {"qq": ""}),
            },
        )

    def square_page(self, category_id: str | None, cursor: str | None) -> PoolPage:
        """One page of the square by popularity. Deep pages overlap a little while the square changes."""
        operation, first = "playlist-list", whole(cursor) or 0
        category = category_id or parse.ALL_CATEGORIES
        read = partial(parse.parse_playlist_list, offset=first)
        url = f"{OLD}/splcloud/fcgi-bin/fcg_get_diss_by_tag.fcg"
        span = {"sin": str(first), "ein": str(first + SQUARE_PAGE - 1)}
        params = {**_CONSTANTS, "picmid": "1", "rnd": "0.1", "categoryId": category, "sortId": "5", **span}
        wanted = {
            "id": whole(category) or 0,
            "sin": first,
            "size": SQUARE_PAGE,
            "order": 5,
            "cur_page": first // SQUARE_PAGE + 1,
        }
        plaza = ("playlist.PlayListPlazaServer", "get_playlist_by_tag")
        return self._alternatives.run(
            operation,
            {
                "by tag": lambda: self._ask.get(operation, read, url, params),
                "gateway": lambda: self._gateway(operation, read, *plaza, wanted),
            },
        )

    def toplists(self) -> Sequence[PlaylistRef]:
        """Every toplist of songs."""
        operation, read = "toplist-list", parse.parse_toplist_list
        params = {**_CONSTANTS, "platform": "h5", "uin": "0", "needNewCode": "1"}
        url = f"{OLD}/v8/fcg-bin/fcg_myqq_toplist.fcg"
        return self._alternatives.run(
            operation,
            {
                "GetAll": lambda: self._gateway(
                    operation, read, "musicToplist.ToplistInfoServer", "GetAll", {}
                ),
                "newer name": lambda: self._gateway(
                    operation, read, "music.musicToplist.Toplist", "GetAll", {}
                ),
                "old page": lambda: self._ask.get(operation, read, url, params),
            },
        )

    def playlist(self, playlist_id: str) -> Listing:
        """The playlist with every entry, in the platform's order."""
        operation = "playlist-detail"
        if not playlist_id.isascii() or not playlist_id.isdigit():
            raise NoSuchItem(NAME, operation, f"{playlist_id[:40]!r} is no id of a playlist")

        def page(path: str, begin: int) -> listings.Page:
            span = {"song_begin": str(begin), "song_num": str(PLAYLIST_PAGE)}
            fixed = {"type": "1", "json": "1", "utf8": "1", "onlysong": "0", "new_format": "1"}
            params = {**_CONSTANTS, **fixed, **span, "disstid": playlist_id}
            headers = {"Referer": f"https://y.qq.com/n/ryqq/playlist/{playlist_id}"}
            return self._ask.get(operation, listings.read_playlist_page, path, params, headers)

        def from_gateway(module: str, method: str, more: Mapping[str, object], begin: int) -> listings.Page:
            param = {"disstid": int(playlist_id), "dirid": 0, "tag": 1, "userinfo": 1, "orderlist": 1}
            span = {"song_begin": begin, "song_num": GATEWAY_PLAYLIST_PAGE, "onlysonglist": 0}
            return self._gateway(
                operation, listings.read_playlist_page, module, method, {**param, **span, **more}
            )

        pages: dict[str, Callable[[int], listings.Page]] = {
            "cdinfo": partial(page, f"{OLD}/qzone/fcg-bin/fcg_ucc_getcdinfo_byids_cp.fcg"),
            "i.y.qq.com": partial(
                page, "https://i.y.qq.com/qzone-music/fcg-bin/fcg_ucc_getcdinfo_byids_cp.fcg"
            ),
            "gateway": partial(from_gateway, "music.srfDissInfo.DissInfo", "CgiGetDiss", {}),
            "living": partial(
                from_gateway, "music.srfDissInfo.aiDissInfo", "uniform_get_Dissinfo", {"enc_host_uin": ""}
            ),
        }
        return self._alternatives.run(
            operation,
            {name: partial(self._listing, operation, playlist_id, ask) for name, ask in pages.items()},
        )

    def toplist(self, toplist_id: str, period: str | None = None) -> Listing:
        """The toplist's issue of that period; where the platform has another one instead, `period` says
        which.
        """
        operation = "toplist-detail"
        if not toplist_id.isascii() or not toplist_id.isdigit() or toplist_id == parse.MV_TOPLIST:
            raise NoSuchItem(NAME, operation, f"{toplist_id[:40]!r} is no id of a toplist of songs")

        def page(module: str, begin: int) -> listings.Page:
            param = {"topId": int(toplist_id), "offset": begin, "num": TOPLIST_PAGE, "period": period or ""}
            found = self._gateway(operation, listings.read_toplist_page, module, "GetDetail", param)
            reached = begin + len(found.tracks)
            return replace(
                found, begin=begin, reached=reached, more=found.total is not None and reached < found.total
            )

        def old_page(begin: int) -> listings.Page:
            fixed = {
                "type": "top",
                "page": "detail",
                "tpl": "3",
                "platform": "h5",
                "needNewCode": "1",
                "uin": "0",
            }
            params = {**_CONSTANTS, **fixed, "topid": toplist_id, **({"date": period} if period else {})}
            span = {"song_begin": str(begin), "song_num": "1000"}
            url = f"{OLD}/v8/fcg-bin/fcg_v8_toplist_cp.fcg"
            return self._ask.get(operation, listings.read_toplist_page, url, {**params, **span})

        pages: dict[str, Callable[[int], listings.Page]] = {
            "GetDetail": partial(page, "musicToplist.ToplistInfoServer"),
            "newer name": partial(page, "music.musicToplist.Toplist"),
            "old page": old_page,
        }
        return self._alternatives.run(
            operation,
            {name: partial(self._listing, operation, toplist_id, ask) for name, ask in pages.items()},
        )

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
        """The best file at this quality or below that is granted; all are asked for in one request."""
        if "media_mid" not in song.handle:
            song = self._described(song)
        kinds = _wanted(song, quality)
        offers = self._offers(song, kinds)
        if not any(offer.grant for offer in offers) and any(offer.code == "104004" for offer in offers):
            offers = self._offers(song, kinds)  # "key not produced": ask once more (wire page 6a)
        for kind in kinds:
            name = _filename(song, kind)
            for offer in offers:
                if offer.grant and filename_of(offer) == name:
                    size = whole(song.handle.get(kind.prefix)) or None
                    return replace(offer.grant, size_bytes=size, duration_ms=song.duration_ms)
        raise self._refused(song, offers)

    def lyric(self, song: SongInfo) -> Lyric:
        """The song's words, with a translation where there is one."""
        operation, read = "lyric", parse.parse_lyric
        mid = mid_of(song.song_id)
        by = {"songmid": mid} if mid else {"musicid": song.handle.get("songid", song.song_id)}
        param = {"songMID": mid} if mid else {"songID": whole(by["musicid"])}
        path = "/lyric/fcgi-bin/fcg_query_lyric_new.fcg"
        headers = {"Referer": "https://y.qq.com/portal/player.html"}
        player = ("music.musichallSong.PlayLyricInfo", "GetPlayLyricInfo")
        return self._alternatives.run(
            operation,
            {
                "lyric": lambda: self._ask.get(operation, read, OLD + path, {**_CONSTANTS, **by}, headers),
                "i.y.qq.com": lambda: self._ask.get(
                    operation, read, "https://i.y.qq.com" + path, {**_CONSTANTS, **by}, headers
                ),
                "gateway": lambda: self._gateway(operation, read, *player, param),
            },
        )

    def check_cookie(self) -> CookieState:
        """Whether the user's cookie is a living login; UNKNOWN when it names no user or the answer does not
        say.
        """
        if not self._ask.cookie:
            return CookieState(CookieStanding.NONE)
        if self._uin() == "0":
            return CookieState(CookieStanding.UNKNOWN)
        module, method = "music.musicasset.PlaylistBaseRead", "GetPlaylistByUin"
        try:
            return self._gateway("account", parse.parse_account, module, method, {"uin": self._uin()})
        except UnexpectedAnswer:
            return CookieState(CookieStanding.UNKNOWN)

    def _gateway(
        self,
        operation: str,
        read: Callable[[bytes], T],
        module: str,
        method: str,
        param: Mapping[str, object],
        comm: Mapping[str, object] = _WEB,
    ) -> T:
        body = {"comm": dict(comm), "req_0": {"module": module, "method": method, "param": dict(param)}}
        return self._ask.post(operation, read, GATEWAY, json=body)

    def _uin(self) -> str:
        """The user's number out of the cookie (`o0123456789` means 123456789), "0" without one."""
        found = re.search(r"(?:^|;\s*)(?:wx)?uin=o?0*(\d{1,20})", self._ask.cookie or "")
        return found.group(1) if found else "0"

    def _listing(self, operation: str, listing_id: str, ask: Callable[[int], listings.Page]) -> Listing:
        """All pages as one listing. Ends where the platform says; a page that comes again, or comes empty,
        raises.
        """
        pages = [ask(0)]
        if pages[0].ref.playlist_id != listing_id:
            raise UnexpectedAnswer(NAME, operation, f"listing {listing_id} but {pages[0].ref.playlist_id}")
        while pages[-1].more:
            last = pages[-1]
            page = ask(last.reached)
            seen = [number for number, _ in last.tracks]
            numbers = [number for number, _ in page.tracks]
            if page.reached <= last.reached or not numbers and not page.dropped or seen and numbers == seen:
                raise UnexpectedAnswer(NAME, operation, f"page after {last.reached} of {last.total} songs")
            if page.period != pages[0].period or page.total != pages[0].total:
                raise UnexpectedAnswer(
                    NAME, operation, "same listing on every page: it changed while being read"
                )
            pages.append(page)
        listing = listings.listing_of(pages)
        total, dropped = pages[0].total or 0, sum(page.dropped for page in pages)
        unexplained = total - len(listing.entries) - dropped
        # Dead songs are counted and not listed (wire page 3c); half a playlist missing is something else.
        if unexplained * 2 > total:
            raise UnexpectedAnswer(
                NAME, operation, f"plausible listing, {len(listing.entries)} of {total} songs came"
            )
        gone = [entry.song_id for entry in listing.entries if entry.song is None or not mid_of(entry.song_id)]
        if not gone:
            return listing
        # What the listing left out is asked for by number: withdrawn songs stay in place, cut ones are found.
        fetched = {int(song.handle["songid"]): song for song in self.songs(gone)}
        return listings.listing_of(pages, fetched)

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
                subs = {
                    f"req_{place}": _detail_request(song_id)
                    for place, song_id in enumerate(song_ids[start : start + SUB_REQUESTS])
                }
                found.extend(self._ask.post(operation, read, GATEWAY, json={"comm": _WEB, **subs}))
            return found

        return self._alternatives.run(
            operation,
            {"tracks": lambda: self._gateway(operation, read, *track_info, param), "details": one_by_one},
        )

    def _one_song(self, song_id: str) -> Sequence[SongInfo]:
        operation, read = "song-detail", parse.parse_song_detail
        by = "songmid" if mid_of(song_id) else "songid"
        params = {by: song_id, "tpl": "yqq_song_detail", "platform": "yqq", "format": "json"}
        url = f"{OLD}/v8/fcg-bin/fcg_play_single_song.fcg"
        body = {"comm": _WEB, "req_0": _detail_request(song_id)}
        try:
            return self._alternatives.run(
                operation,
                {
                    "detail": lambda: self._ask.post(operation, read, GATEWAY, json=body),
                    "tracks": lambda: self._song_batch([song_id]),
                    "old page": lambda: self._ask.get(operation, read, url, params),
                },
            )
        except NoSuchItem:
            return ()

    def _described(self, song: SongInfo) -> SongInfo:
        found = self.songs([song.song_id])
        if not found or "media_mid" not in found[0].handle:
            raise NoSuchItem(NAME, "song-url", f"qq knows no song {song.song_id}")
        return found[0]

    def _search_page(self, text: str, size: int, number: int) -> Sequence[SongInfo]:
        operation, module = "search", "music.search.SearchCgiService"
        param = {"query": text, "search_type": 0, "num_per_page": size, "page_num": number, "grp": 1}

        def ask(method: str) -> Sequence[SongInfo]:
            return self._gateway(operation, parse.parse_search, module, method, param, _DESKTOP)

        return self._alternatives.run(
            operation,
            {
                "desktop": lambda: ask("DoSearchForQQMusicDesktop"),
                "mobile": lambda: ask("DoSearchForQQMusicMobile"),
            },
        )

    def _offers(self, song: SongInfo, kinds: Sequence[FileKind]) -> Sequence[Offer]:
        operation, uin = "song-url", self._uin()
        names = [_filename(song, kind) for kind in kinds]
        param = {
            "guid": self._guid,
            "songmid": [song.song_id] * len(names),
            "songtype": [whole(song.handle.get("type")) or 0] * len(names),
            "filename": names,
            "uin": uin,
        }
        older = {**param, "loginflag": 1, "platform": "20"}
        comm = {"uin": uin, "format": "json", "ct": 24, "cv": 0}

        def ask(module: str, method: str, wanted: Mapping[str, object]) -> Sequence[Offer]:
            offers = self._gateway(operation, parse_song_url, module, method, wanted, comm)
            own = [offer for offer in offers if offer.song_id == song.song_id]
            if not own or all(offer.failure is Failure.CHANGED_SHAPE for offer in own):
                raise UnexpectedAnswer(NAME, operation, f"midurlinfo of song {song.song_id}")
            return own

        return self._alternatives.run(
            operation,
            {
                "vkey": lambda: ask("vkey.GetVkeyServer", "CgiGetVkey", older),
                "newer name": lambda: ask("music.vkey.GetVkey", "UrlGetVkey", {**param, "ctx": 0}),
            },
        )

    def _refused(self, song: SongInfo, offers: Sequence[Offer]) -> Exception:
        """Why nothing was granted: `result` alone does not tell, the song's own terms do (wire page 6b)."""
        telling = sorted(offers, key=lambda offer: _TELLING.get(offer.failure or Failure.BUG, len(_TELLING)))
        offer = telling[0]
        failure, code = offer.failure or Failure.VIP, offer.code
        message = f"song {song.song_id} is not handed out"
        operation = "song-url"
        if failure in (Failure.VIP, Failure.REGION):
            whose = (
                "this account is not entitled"
                if self._ask.cookie
                else "a cookie of an entitled account would help"
            )
            if song.access is Access.PURCHASE:
                return PurchaseOnly(NAME, operation, f"{message}: it is sold", code=code, hint=whose)
            if song.access is Access.VIP:
                return VipOnly(NAME, operation, f"{message}: it is for members", code=code, hint=whose)
            hint = "qq hands out nothing of this song here: region, licence, or this network"
            return RegionLocked(NAME, operation, message, code=code, hint=hint)
        return refusal(NAME, operation, failure, f"{message} ({failure})", code=code, hint=offer.hint)


_TELLING = {
    Failure.TRIAL: 0,
    Failure.ENCRYPTED: 1,
    Failure.LOGIN: 2,
    Failure.VIP: 3,
    Failure.REGION: 4,
    Failure.SERVER: 5,
}
"""Which of several files' refusals says most about the song."""


def _wanted(song: SongInfo, quality: Quality) -> list[FileKind]:
    """The kinds of file at this quality and below, best first, as far as the song is known to have them."""
    ladder = list(Quality)
    allowed = ladder[ladder.index(quality) :]
    kinds = [kind for kind in FILE_KINDS if kind.quality in allowed]
    existing = [kind for kind in kinds if song.handle.get(kind.prefix, "1") != "0"]
    return existing or [kind for kind in kinds if kind.quality is Quality.STANDARD]


def _filename(song: SongInfo, kind: FileKind) -> str:
    return f"{kind.prefix}{song.handle['media_mid']}.{kind.suffix}"


def _detail_request(song_id: str) -> dict[str, object]:
    by: dict[str, object] = {"song_mid": song_id} if mid_of(song_id) else {"song_id": int(song_id)}
    return {
        "module": "music.pf_song_detail_svr",
        "method": "get_song_detail_yqq",
        "param": {**by, "song_type": 0},
    }
