"""Whole listings from kugou's endpoints: by `specialid`, by global id or `gcid`, and boards (section 3)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace

from catalogsync.adapters.platforms.kugou.parse import (
    parse_collection_id,
    parse_playlist_detail,
    parse_toplist_detail,
)
from catalogsync.adapters.platforms.kugou.requests import Sender
from catalogsync.adapters.platforms.kugou.signing import APP_ID, android_signature, web_signature
from catalogsync.adapters.platforms.kugou.songs import PLATFORM
from catalogsync.adapters.platforms.shapes import ListingPage
from catalogsync.adapters.platforms.whole_listings import collected
from catalogsync.pipeline.errors import NoSuchItem, UnexpectedAnswer
from catalogsync.pipeline.ports import Listing

DETAIL = "playlist-detail"
_PAGE = 300
_PLIST_PAGE = 30
_BOARD_PAGE = 30
_APP_BOARD_PAGE = 100
_SHARE = {"Referer": "https://m3ws.kugou.com/share/index.php"}


def special(send: Sender, host: str, special_id: str) -> Listing:
    """`api/v3/special/song`, 300 songs an answer, with the head of `api/v5/special/info`."""
    head = send.get(
        DETAIL, parse_playlist_detail, f"http://{host}/api/v5/special/info", {"specialid": special_id}
    ).listing
    params = {
        "specialid": special_id,
        "pagesize": str(_PAGE),
        "version": "9108",
        "area_code": "1",
        "plat": "2",
    }

    def page(number: int) -> ListingPage:
        url = f"http://{host}/api/v3/special/song"
        return send.get(
            DETAIL, parse_playlist_detail, url, {**params, "page": str(number), "with_res_tag": "0"}
        )

    return headed(head, collected(PLATFORM, DETAIL, page, first=1))


def plist(send: Sender, special_id: str) -> Listing:
    """The mobile page of a playlist, some 30 songs an answer."""

    def page(number: int) -> ListingPage:
        url = f"https://m.kugou.com/plist/list/{special_id}"
        return send.get(DETAIL, parse_playlist_detail, url, {"json": "true", "page": str(number)})

    return collected(PLATFORM, DETAIL, page, first=1)


def old_page(send: Sender, special_id: str) -> Listing:
    """The desktop program's page: every song in its script, the name not told.

    Only where its rows have an album_audio_id: going by hash would exchange every song of a list we know.
    """
    url = f"http://www2.kugou.kugou.com/yueku/v9/special/single/{special_id}-5-9999.html"
    listing = send.get(DETAIL, parse_playlist_detail, url).listing
    if not all(entry.song_id.isdigit() for entry in listing.entries):
        raise UnexpectedAnswer(PLATFORM, DETAIL, "album_audio_id in global.data")
    return listing


def shared(send: Sender, gcid: str) -> tuple[Listing, str | None]:
    """A list by its web name: what the share page shows, and its global id where that is not everything."""
    try:
        first = send.get(DETAIL, parse_playlist_detail, f"https://www.kugou.com/songlist/{gcid}/")
    except UnexpectedAnswer as e:
        if e.code != "HTTP 404":
            raise
        raise NoSuchItem(PLATFORM, DETAIL, "no such share page", code=e.code) from e
    return first.listing, None if first.complete else _collection_id(send, gcid)


def collection(send: Sender, collection_id: str, page_size: int) -> Listing:
    """A list by its global id (user lists have no other): the web share page's own signed calls, at most 300 songs an
    answer."""
    url = "https://mobiles.kugou.com/api/v5/special"
    named = {"global_specialid": collection_id, "specialid": "0"}
    head = _web_signed(send, f"{url}/info_v2", {**named, "format": "jsonp"}).listing

    def page(number: int) -> ListingPage:
        paged = {**named, "plat": "0", "version": "8000", "page": str(number), "pagesize": str(page_size)}
        return _web_signed(send, f"{url}/song_v2", paged)

    songs = collected(PLATFORM, DETAIL, page, first=1, full_page=page_size)
    announced = songs.announced if songs.announced is not None else head.ref.track_count
    return headed(head, replace(songs, announced=announced))


def board(send: Sender, rank_id: str) -> Listing:
    """`rank/info`, 30 songs an answer; the announced number is shaky, so full pages are followed by another question."""

    def page(number: int) -> ListingPage:
        params = {"rankid": rank_id, "page": str(number), "json": "true"}
        return send.get("toplist-detail", parse_toplist_detail, "https://m.kugou.com/rank/info/", params)

    return collected(PLATFORM, "toplist-detail", page, first=1, full_page=_BOARD_PAGE)


def app_board(send: Sender, rank_id: str, title: Callable[[], str]) -> Listing:
    """`api/v3/rank/song`, 100 songs an answer, without the board's name."""
    params = {
        "version": "9108",
        "ranktype": "1",
        "plat": "0",
        "pagesize": str(_APP_BOARD_PAGE),
        "area_code": "1",
    }
    params |= {"rankid": rank_id, "with_res_tag": "0", "show_portrait_mv": "1"}

    def page(number: int) -> ListingPage:
        url = "http://mobilecdnbj.kugou.com/api/v3/rank/song"
        return send.get("toplist-detail", parse_toplist_detail, url, {**params, "page": str(number)})

    listing = collected(PLATFORM, "toplist-detail", page, first=1, full_page=_APP_BOARD_PAGE)
    return replace(listing, ref=replace(listing.ref, playlist_id=rank_id, title=title()))


def headed(head: Listing, songs: Listing) -> Listing:
    """The songs under the head that another answer told."""
    announced = songs.announced if songs.announced is not None else head.announced
    return replace(songs, ref=head.ref, tags=head.tags or songs.tags, announced=announced)


def _web_signed(send: Sender, url: str, params: dict[str, str]) -> ListingPage:
    now = str(int(time.time() * 1000))
    signed = {**params, "appid": "1058", "srcappid": "2919", "clientver": "20000", "clienttime": now}
    signed |= {"mid": now, "uuid": now, "dfid": "-"}
    signed["signature"] = web_signature(signed)
    return send.get(
        DETAIL, parse_playlist_detail, url, signed, {**_SHARE, "mid": now, "dfid": "-", "clienttime": now}
    )


def _collection_id(send: Sender, gcid: str) -> str:
    """The global id behind a `gcid_…`."""
    body = json.dumps({"ret_info": 1, "data": [{"id": gcid, "id_type": 2}]}, separators=(",", ":"))
    params = {
        "dfid": "-",
        "appid": APP_ID,
        "mid": "0",
        "clientver": "20109",
        "clienttime": str(int(time.time())),
        "uuid": "-",
    }
    params["signature"] = android_signature(params, body)
    found = send.post(
        DETAIL, parse_collection_id, "https://t.kugou.com/v1/songlist/batch_decode", body.encode(), params
    )
    if not found.startswith("collection_"):
        raise UnexpectedAnswer(PLATFORM, DETAIL, "global_collection_id")
    return found
