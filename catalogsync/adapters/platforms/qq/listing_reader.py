"""Reading whole listings of qq: pages until the platform's own count is reached, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from catalogsync.adapters.platforms.qq import listings, pools
from catalogsync.adapters.platforms.qq.envelope import NAME
from catalogsync.adapters.platforms.qq.songs import mid_of
from catalogsync.adapters.platforms.qq.wire import CONSTANTS, OLD, SECOND_OLD, Wire
from catalogsync.pipeline.errors import NoSuchItem, UnexpectedAnswer
from catalogsync.pipeline.ports import Listing, SongInfo

TOPLIST_PAGE = 100
PLAYLIST_PAGE = 1000
GATEWAY_PLAYLIST_PAGE = 100


class ListingReader:
    """Reads playlists and toplists; `describe` tells about songs by number (what a listing left out)."""

    def __init__(self, wire: Wire, describe: Callable[[Sequence[str]], Sequence[SongInfo]]) -> None:
        self._wire = wire
        self._describe = describe

    def playlist(self, playlist_id: str) -> Listing:
        """The playlist with every entry, in the platform's order."""
        operation = "playlist-detail"
        if not playlist_id.isascii() or not playlist_id.isdigit():
            raise NoSuchItem(NAME, operation, f"{playlist_id[:40]!r} is no id of a playlist")

        def page(path: str, begin: int) -> listings.Page:
            span = {"song_begin": str(begin), "song_num": str(PLAYLIST_PAGE)}
            fixed = {"type": "1", "json": "1", "utf8": "1", "onlysong": "0", "new_format": "1"}
            params = {**CONSTANTS, **fixed, **span, "disstid": playlist_id}
            headers = {"Referer": f"https://y.qq.com/n/ryqq/playlist/{playlist_id}"}
            return self._wire.ask.get(
                operation, partial(listings.read_playlist_page, asked=begin), path, params, headers
            )

        def from_gateway(module: str, method: str, more: Mapping[str, object], begin: int) -> listings.Page:
            param = {"disstid": int(playlist_id), "dirid": 0, "tag": 1, "userinfo": 1, "orderlist": 1}
            span = {"song_begin": begin, "song_num": GATEWAY_PLAYLIST_PAGE, "onlysonglist": 0}
            read = partial(listings.read_playlist_page, asked=begin)
            return self._wire.gateway(operation, read, module, method, {**param, **span, **more})

        pages: dict[str, Callable[[int], listings.Page]] = {
            "cdinfo": partial(page, f"{OLD}/qzone/fcg-bin/fcg_ucc_getcdinfo_byids_cp.fcg"),
            "i.y.qq.com": partial(page, f"{SECOND_OLD}/qzone-music/fcg-bin/fcg_ucc_getcdinfo_byids_cp.fcg"),
            "gateway": partial(from_gateway, "music.srfDissInfo.DissInfo", "CgiGetDiss", {}),
            "living": partial(
                from_gateway, "music.srfDissInfo.aiDissInfo", "uniform_get_Dissinfo", {"enc_host_uin": ""}
            ),
        }
        return self._wire.alternatives.run(
            operation,
            {name: partial(self._listing, operation, playlist_id, ask) for name, ask in pages.items()},
        )

    def toplist(self, toplist_id: str, period: str | None = None) -> Listing:
        """The toplist's issue of that period; where the platform has another one instead, `period` says
        which.
        """
        operation = "toplist-detail"
        if not toplist_id.isascii() or not toplist_id.isdigit() or toplist_id == pools.MV_TOPLIST:
            raise NoSuchItem(NAME, operation, f"{toplist_id[:40]!r} is no id of a toplist of songs")

        def page(module: str, begin: int) -> listings.Page:
            param = {"topId": int(toplist_id), "offset": begin, "num": TOPLIST_PAGE, "period": period or ""}
            found = self._wire.gateway(operation, listings.read_toplist_page, module, "GetDetail", param)
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
            params = {**CONSTANTS, **fixed, "topid": toplist_id, **({"date": period} if period else {})}
            span = {"song_begin": str(begin), "song_num": "1000"}
            url = f"{OLD}/v8/fcg-bin/fcg_v8_toplist_cp.fcg"
            return self._wire.ask.get(operation, listings.read_toplist_page, url, {**params, **span})

        pages: dict[str, Callable[[int], listings.Page]] = {
            "GetDetail": partial(page, "musicToplist.ToplistInfoServer"),
            "newer name": partial(page, "music.musicToplist.Toplist"),
            "old page": old_page,
        }
        return self._wire.alternatives.run(
            operation,
            {name: partial(self._listing, operation, toplist_id, ask) for name, ask in pages.items()},
        )

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
            if (
                page.reached <= last.reached
                or (not numbers and not page.dropped)
                or (seen and numbers == seen)
            ):
                raise UnexpectedAnswer(NAME, operation, f"page after {last.reached} of {last.total} songs")
            if page.period != pages[0].period or page.total != pages[0].total:
                raise UnexpectedAnswer(
                    NAME, operation, "same listing on every page: it changed while being read"
                )
            pages.append(page)
        if not all(page.ordered for page in pages):
            raise UnexpectedAnswer(NAME, operation, "data.song, the rank rows")
        listing = listings.listing_of(pages)
        total, dropped = pages[0].total or 0, sum(page.dropped for page in pages)
        unexplained = total - len(listing.entries) - dropped
        # A few dead songs may be counted and not listed (wire page 3c); more than that is something else.
        if unexplained > max(1, total // 10) or (unexplained and not listing.entries):
            raise UnexpectedAnswer(
                NAME, operation, f"plausible listing, {len(listing.entries)} of {total} songs came"
            )
        gone = [entry.song_id for entry in listing.entries if entry.song is None or not mid_of(entry.song_id)]
        if not gone:
            return listing
        # What the listing left out is asked for by number: withdrawn songs stay in place, cut ones are found.
        fetched = {int(song.handle["songid"]): song for song in self._describe(gone)}
        return listings.listing_of(pages, fetched)
