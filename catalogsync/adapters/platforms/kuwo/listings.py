"""Whole listings from kuwo's endpoints, page by page, each endpoint with its own first page and page size."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol, TypeVar

from catalogsync.adapters.platforms.kuwo.parse import (
    parse_bodian_title,
    parse_node,
    parse_playlist_detail,
    parse_toplist_detail,
)
from catalogsync.adapters.platforms.kuwo.requests import MIRROR, insist
from catalogsync.adapters.platforms.kuwo.songs import PLATFORM
from catalogsync.adapters.platforms.shapes import ListingPage
from catalogsync.adapters.platforms.whole_listings import collected
from catalogsync.pipeline.ports import Listing

T = TypeVar("T")


class Get(Protocol):
    """Sends one GET and gives what the reader makes of the answer."""

    def __call__(
        self,
        operation: str,
        read: Callable[[bytes], T],
        url: str,
        params: Mapping[str, str] | None = None,
        *,
        referer: str | None = None,
    ) -> T: ...


def playlist_at_once(get: Get, pid: str) -> Listing:
    """`pl.svc getlistinfo`: 1,000 songs an answer, pages from 0."""
    params = {
        "op": "getlistinfo",
        "pid": pid,
        "rn": "1000",
        "encode": "utf8",
        "keyset": "pl2012",
        "identity": "kuwo",
    }
    params |= {"pcmp4": "1", "vipver": "MUSIC_9.0.5.0_W1", "newver": "1"}

    def page(number: int) -> ListingPage:
        url = "http://nplserver.kuwo.cn/pl.svc"
        return get("playlist-detail", parse_playlist_detail, url, {**params, "pn": str(number)})

    return collected(PLATFORM, "playlist-detail", page, first=0)


def playlist_by_pages(get: Get, pid: str) -> Listing:
    """`playListInfo` on the mirror: 100 songs an answer, pages from 1, with the rights of every song."""

    def page(number: int) -> ListingPage:
        params = {"pid": pid, "pn": str(number), "rn": "100", "httpsStatus": "1"}
        referer = f"https://m.kuwo.cn/newh5app/playlist_detail/{pid}"
        url = f"{MIRROR}/www/playlist/playListInfo"
        return insist(lambda: get("playlist-detail", parse_playlist_detail, url, params, referer=referer))

    return collected(PLATFORM, "playlist-detail", page, first=1)


def toplist_by_pages(get: Get, board_id: str) -> Listing:
    """`musicList` on the mirror: 100 songs an answer, pages from 1; the board's name is not told."""

    def page(number: int) -> ListingPage:
        params = {"bangId": board_id, "pn": str(number), "rn": "100", "httpsStatus": "1"}
        url = f"{MIRROR}/www/bang/bang/musicList"
        return insist(lambda: get("toplist-detail", parse_toplist_detail, url, params))

    return collected(PLATFORM, "toplist-detail", page, first=1)


def toplist_of_program(get: Get, board_id: str) -> Listing:
    """`ksong.s` of the desktop program: 100 songs an answer, pages from 0."""
    params = {"from": "pc", "fmt": "json", "type": "bang", "data": "content", "id": board_id, "rn": "100"}
    params |= {"show_copyright_off": "0", "pcmp4": "1", "isbang": "1"}

    def page(number: int) -> ListingPage:
        url = "http://kbangserver.kuwo.cn/ksong.s"
        return get("toplist-detail", parse_toplist_detail, url, {**params, "pn": str(number)})

    return collected(PLATFORM, "toplist-detail", page, first=0)


def album(get: Get, album_id: str, page_size: int) -> Listing:
    """An album, which the square shows among its playlists (`digest` 13)."""

    def page(number: int) -> ListingPage:
        params = {"albumId": album_id, "pn": str(number), "rn": str(page_size)}
        return insist(
            lambda: get("playlist-detail", parse_playlist_detail, f"{MIRROR}/www/album/albumInfo", params)
        )

    return collected(PLATFORM, "playlist-detail", page, first=1)


def bodian_playlist(get: Get, list_id: str, source: str, page_size: int) -> Listing:
    """A list of kuwo's free-listening app, which has ids of its own; `source` (4 or 5) belongs to the id."""
    service = "https://bd-api.kuwo.cn/api/service/playlist"
    asked = {"reqId": uuid.uuid4().hex, "source": source}

    def page(number: int) -> ListingPage:
        params = {**asked, "pn": str(number), "rn": str(page_size)}
        return insist(
            lambda: get("playlist-detail", parse_playlist_detail, f"{service}/{list_id}/musicList", params)
        )

    title = insist(lambda: get("playlist-detail", parse_bodian_title, f"{service}/info/{list_id}", asked))
    listing = collected(PLATFORM, "playlist-detail", page, first=1)
    return replace(listing, ref=replace(listing.ref, title=title or ""))


def playlist_of_node(get: Get, node_id: str) -> str:
    """The `pid` behind a square row of the family `digest` 5."""
    params = {
        "op": "query",
        "cont": "ninfo",
        "node": node_id,
        "pn": "0",
        "rn": "1",
        "fmt": "json",
        "src": "mbox",
    }
    return get("playlist-detail", parse_node, "http://qukudata.kuwo.cn/q.k", {**params, "level": "2"})
