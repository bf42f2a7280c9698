"""Qianqian's parsers: each recognises by itself which endpoint's shape the bytes are."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from catalogsync.adapters.platforms.lenient_json import decoded
from catalogsync.adapters.platforms.qianqian.envelope import LOGIN_HINT, MEMBER_HINT, NAME, opened
from catalogsync.adapters.platforms.qianqian.tracks import (
    RATES,
    entries_of,
    song_id_of,
    songs_of,
    track_list,
)
from catalogsync.adapters.platforms.shapes import (
    ListingPage,
    Offer,
    address,
    clean_name,
    clean_prose,
    member,
    rows,
    seconds_to_ms,
    text,
    whole,
)
from catalogsync.adapters.platforms.words import lyric_of
from catalogsync.pipeline.errors import Failure, NoSuchItem, ServerTrouble, UnexpectedAnswer
from catalogsync.pipeline.ports import (
    Category,
    Grant,
    Listing,
    Lyric,
    PlaylistKind,
    PlaylistRef,
    PoolPage,
    Quality,
    SongInfo,
)

SQUARE_PAGE = 25
_PLAIN = ("mp3", "flac", "aac", "m4a", "wav")


def parse_categories(raw: bytes) -> tuple[Category, ...]:
    """`/tracklist/category`: groups of categories."""
    found = tuple(
        Category(category_id, name, clean_name(group.get("categoryName")))
        for group in rows(opened("categories", raw))
        for item in rows(group, "subCate")
        if (category_id := text(item.get("id"))) and (name := clean_name(item.get("categoryName")))
    )
    if not found:
        raise UnexpectedAnswer(NAME, "categories", "data[].subCate[].categoryName")
    return found


def parse_playlist_list(raw: bytes, page: int = 1) -> PoolPage:
    """`/tracklist/list` and a search of type 6; `page` is the number of this page."""
    data = opened("playlist-list", raw)
    if data in (None, []):
        return PoolPage(())
    listed = data if isinstance(data, list) else member(data, "result")
    if not isinstance(listed, list):
        listed = member(data, "typeSonglist")
    if not isinstance(listed, list):
        raise UnexpectedAnswer(NAME, "playlist-list", "data.result")
    found = tuple(ref for row in rows(listed) if (ref := _playlist(row)))
    if listed and not found:
        raise UnexpectedAnswer(NAME, "playlist-list", "data.result[].id")
    total = whole(member(data, "total"))
    more = bool(found) and (total is None or page * SQUARE_PAGE < total)
    return PoolPage(found, str(page + 1) if more else None, total)


def parse_toplist_list(raw: bytes) -> tuple[PlaylistRef, ...]:
    """`/bd/category`: every bang."""
    data = opened("toplist-list", raw)
    found = tuple(
        PlaylistRef(NAME, bang_id, title, kind=PlaylistKind.TOPLIST, cover_url=address(row.get("pic")))
        for row in rows(data if isinstance(data, list) else member(data, "result"))
        if (bang_id := _digits(row.get("bdid"))) and (title := clean_name(row.get("title")))
    )
    if not found:
        raise UnexpectedAnswer(NAME, "toplist-list", "data[].bdid")
    return found


def parse_playlist_detail(raw: bytes, playlist_id: str = "") -> ListingPage:
    """`/tracklist/info`: the playlist's own words with a page of its tracks; an album reads alike."""
    data = opened("playlist-detail", raw)
    listed = track_list(data)
    if not isinstance(data, dict) or listed is None:
        if not data:
            raise NoSuchItem(NAME, "playlist-detail", f"there is no playlist {playlist_id}".rstrip())
        raise UnexpectedAnswer(NAME, "playlist-detail", "data.trackList")
    found = _playlist(data)
    announced = whole(data.get("trackCount"))
    if announced is None:
        announced = whole(data.get("total"))
    entries = entries_of("playlist-detail", listed)
    ref = found or PlaylistRef(NAME, text(data.get("albumAssetCode")) or playlist_id, _title(data))
    tags = data.get("tagList")
    names = tuple(name for tag in (tags if isinstance(tags, list) else ()) if (name := clean_name(tag)))
    listing = Listing(ref, entries, announced, tags=names)
    more = whole(data.get("haveMore"))
    return ListingPage(listing, complete=not more and (announced is None or len(entries) >= announced))


def parse_toplist_detail(raw: bytes, bang_id: str = "") -> ListingPage:
    """`/bd/list`: a page of a bang in its order. The answer does not name the bang."""
    data = opened("toplist-detail", raw)
    listed = track_list(data)
    if listed is None:
        if not data:
            raise NoSuchItem(NAME, "toplist-detail", f"there is no toplist {bang_id}".rstrip())
        raise UnexpectedAnswer(NAME, "toplist-detail", "data.result")
    announced = whole(member(data, "total"))
    ref = PlaylistRef(NAME, bang_id, _title(data), kind=PlaylistKind.TOPLIST, track_count=announced)
    entries = entries_of("toplist-detail", listed)
    return ListingPage(
        Listing(ref, entries, announced), complete=announced is None or len(entries) >= announced
    )


def parse_song_detail(raw: bytes) -> tuple[SongInfo, ...]:
    """`/song/info` (a list with one track); a single track object and lists of tracks read alike."""
    data = opened("song-detail", raw)
    if data in (None, []):
        return ()
    listed = [data] if isinstance(data, dict) and song_id_of(data) else track_list(data)
    if listed is None:
        raise UnexpectedAnswer(NAME, "song-detail", "data[].TSID")
    found = songs_of(listed)
    if listed and not found:
        raise UnexpectedAnswer(NAME, "song-detail", "data[].title")
    return found


def parse_search(raw: bytes) -> tuple[SongInfo, ...]:
    """`/search` of type 1; hits without an id are passed over, no hits are an empty tuple."""
    data = opened("search", raw)
    if data in (None, []):
        return ()
    listed = track_list(data)
    if listed is None:
        if isinstance(data, dict) and ("total" in data or "typeTrack" in data):
            return ()
        raise UnexpectedAnswer(NAME, "search", "data.typeTrack")
    found = songs_of(listed)
    if not found and any("title" not in row for row in rows(listed)):
        raise UnexpectedAnswer(NAME, "search", "data.typeTrack[].title")
    return found


def announces_hits(raw: bytes) -> bool:
    """Whether the answer says that there are hits (on this page or another)."""
    return bool(whole(member(opened("search", raw), "total")))


def parse_song_url(raw: bytes, now: float | None = None) -> tuple[Offer, ...]:
    """`/song/tracklink`: one song, one offer. `now` (unix seconds) tells how long the address lives.

    Only `path` is a song's file; `trail_audio_info` is a clip and never taken, though an entitled answer
    holds it too.
    """
    data = opened("song-url", raw)
    if isinstance(data, list):
        data = next(rows(data), None)
    if not data:
        return (Offer("", None, Failure.WITHDRAWN, hint="Qianqian has no file of this song any more"),)
    if not isinstance(data, dict) or not song_id_of(data):
        raise UnexpectedAnswer(NAME, "song-url", "data.TSID")
    song_id = song_id_of(data) or ""
    path = address(data.get("path"))
    if path is None or path == address(member(data, "trail_audio_info", "path")):
        return (_refused(song_id, data),)
    suffix = (text(data.get("format")) or urlsplit(path).path.rsplit(".", 1)[-1]).lower()
    if suffix not in _PLAIN:
        hint = f"only a {clean_name(suffix, 20)} file is offered"
        return (Offer(song_id, None, Failure.ENCRYPTED, clean_name(suffix, 20), hint=hint),)
    rate = text(data.get("rate")) or _rate_in(path)
    quality = RATES.get(rate or "", Quality.LOSSLESS if suffix == "flac" else Quality.STANDARD)
    if quality is Quality.LOSSLESS and suffix != "flac":
        quality = Quality.STANDARD  # the word and the file disagree: the file is what arrives
    size, expires, md5 = whole(data.get("size")), whole(data.get("expireTime")), text(data.get("filemd5"))
    left_s = expires - int(time.time() if now is None else now) if expires else 0
    bitrate = whole(rate)
    grant = Grant(
        url=path,
        quality=quality,
        suffix=suffix,
        size_bytes=size if size and size > 0 else None,
        bitrate=bitrate * 1000 if bitrate and suffix != "flac" and 0 < bitrate < 3000 else None,
        md5=md5.lower() if md5 and re.fullmatch(r"[0-9a-fA-F]{32}", md5) else None,
        duration_ms=seconds_to_ms(data.get("duration")),
        expires_in_s=left_s if left_s > 0 else None,
    )
    return (Offer(song_id, grant, None),)


def parse_lyric(raw: bytes) -> Lyric:
    """A lyric file: LRC, or plain text (`.txt`). A JSON or web page in its place is no lyric."""
    head = raw[:400].lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if head.startswith(b"<"):
        raise ServerTrouble(NAME, "lyric", "a web page instead of a lyric", code="HTML")
    if head.startswith(b"{"):
        opened("lyric", raw)
        raise UnexpectedAnswer(NAME, "lyric", "lyric text (a track's `lyric` is the address of one)")
    return lyric_of(decoded(raw).replace("\x00", "").removeprefix("\ufeff"))


def _refused(song_id: str, data: dict[str, Any]) -> Offer:
    if isinstance(data.get("trail_audio_info"), dict) and data["trail_audio_info"]:
        return Offer(song_id, None, Failure.TRIAL, "trail_audio_info", trial=True, hint=MEMBER_HINT)
    if whole(data.get("isVip")) == 1:
        return Offer(song_id, None, Failure.VIP, "isVip 1", hint=f"{MEMBER_HINT}; {LOGIN_HINT}")
    return Offer(song_id, None, Failure.WITHDRAWN, None, hint="Qianqian has no file of this song any more")


def _rate_in(path: str) -> str | None:
    """The rate also stands in the address: `…/71_53_T10062480746_128_4_1_0_…` (recorded tracklink-1)."""
    match = re.search(r"_T[0-9]+_([0-9]{2,4})_", path)
    return match[1] if match else None


def _playlist(row: Mapping[str, Any]) -> PlaylistRef | None:
    playlist_id = _digits(row.get("id"))
    if not playlist_id:
        return None
    count = whole(row.get("trackCount"))
    creator = next(
        (
            name
            for key in ("creator", "author", "userName", "nickName", "ownerName")
            if (name := clean_name(row.get(key)))
        ),
        None,
    )
    return PlaylistRef(
        platform=NAME,
        playlist_id=playlist_id,
        title=_title(row) or playlist_id,
        track_count=count if count is not None and count >= 0 else None,
        creator=creator,
        cover_url=address(row.get("pic")),
        description=clean_prose(row.get("desc")),
    )


def _title(row: Any) -> str:
    return clean_name(member(row, "title")) or ""


def _digits(value: Any) -> str | None:
    word = text(value)
    return word if word and re.fullmatch(r"[1-9][0-9]{0,19}", word) else None


PARSERS: Mapping[str, Callable[[bytes], object]] = {
    "categories": parse_categories,
    "playlist-list": parse_playlist_list,
    "toplist-list": parse_toplist_list,
    "playlist-detail": parse_playlist_detail,
    "toplist-detail": parse_toplist_detail,
    "song-detail": parse_song_detail,
    "search": parse_search,
    "song-url": parse_song_url,
    "lyric": parse_lyric,
}
"""What `debug parse` offers for Qianqian."""
