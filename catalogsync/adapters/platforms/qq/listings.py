"""qq's playlists and toplists: one answer is a page, several make a listing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from catalogsync.adapters.platforms.qq.envelope import NAME, opened, part
from catalogsync.adapters.platforms.qq.songs import number_of, ranked_song_of, song_of
from catalogsync.adapters.platforms.shapes import (
    ListingPage,
    address,
    clean_name,
    clean_prose,
    member,
    playlist_title,
    rows,
    text,
    whole,
)
from catalogsync.adapters.platforms.whole_listings import few_unread
from catalogsync.pipeline.errors import UnexpectedAnswer
from catalogsync.pipeline.ports import Entry, Listing, PlaylistKind, PlaylistRef, SongInfo

_LEFT_OUT = ("filtered_song", "invalid_song")  # of the gateway, wire page 3d

Track = tuple[int, SongInfo | None]
"""A place of a listing: the song's number, and the song as far as the answer tells."""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer's part of a listing.

    `begin` and `reached` are the platform's own count of rows, `total` what it announces (None: not told).
    `numbers` is the whole list by number where the platform sends it along (`songids`), dead songs included.
    `dropped` counts the owner's local files on this page: they take a row and are no songs of the platform.
    """

    ref: PlaylistRef
    tracks: tuple[Track, ...]
    begin: int
    reached: int
    total: int | None
    more: bool
    numbers: tuple[int, ...] = ()
    dropped: int = 0
    period: str | None = None
    ordered: bool = True
    tags: tuple[str, ...] = ()


def parse_playlist_detail(raw: bytes) -> ListingPage:
    """`cdlist[0]` with or without `new_format`, or the gateway's `dirinfo` and `songlist`."""
    page = read_playlist_page(raw)
    return ListingPage(listing_of([page]), complete=_whole(page), missing_ids=_missing([page]))


def parse_toplist_detail(raw: bytes) -> ListingPage:
    """`GetDetail` (`data`, `songInfoList`), the old `songlist`/`topinfo`, or bare rank rows."""
    page = read_toplist_page(raw)
    return ListingPage(listing_of([page]), complete=_whole(page), missing_ids=_missing([page]))


def read_playlist_page(raw: bytes, asked: int = 0) -> Page:
    """A page of a playlist that was asked for from row `asked` (the gateway does not repeat it). A refused or
    missing one has no `cdlist`; subcode 4000 says that its owner hides it.
    """
    operation = "playlist-detail"
    value = opened(operation, raw)
    data = part(operation, value, "cdlist or dirinfo", _holds_playlist)
    listed = data.get("cdlist")
    record = member(listed, 0) if isinstance(listed, list) else data
    if not isinstance(record, dict):
        raise UnexpectedAnswer(NAME, operation, "cdlist[0]")
    songlist = record.get("songlist")
    if not isinstance(songlist, list):
        raise UnexpectedAnswer(NAME, operation, "songlist")
    about = record["dirinfo"] if isinstance(record.get("dirinfo"), dict) else record
    tracks, dropped = _tracks(operation, songlist)
    begin = whole(record.get("song_begin"))
    begin = asked if begin is None else begin
    left_out = sum(len(found) for key in _LEFT_OUT if isinstance(found := record.get(key), list))
    came = whole(record.get("cur_song_num")) or 0
    total = next((number for number in map(whole, _totals(record, about)) if number is not None), None)
    reached = begin + max(len(songlist) + left_out, came)
    left = whole(record.get("hasmore"))
    return Page(
        ref=_playlist_ref(operation, about, total),
        tracks=tracks,
        begin=begin,
        reached=reached,
        total=total,
        more=bool(left)
        if left is not None and record is not about
        else total is not None and reached < total,
        numbers=tuple(int(found) for found in re.findall(r"\d{1,18}", text(record.get("songids")) or "")),
        dropped=dropped + left_out,
        tags=tuple(name for row in rows(about, "tags") if (name := clean_name(row.get("name"), 100))),
    )


def read_toplist_page(raw: bytes) -> Page:
    """A page of a toplist. Rank rows are the list; removed tracks are missing from `songInfoList` only."""
    operation = "toplist-detail"
    value = opened(operation, raw)
    if isinstance(value, list):
        # Kept recordings hold bare rank rows: a part of an answer, so the list itself is nameless.
        value = {"data": {"song": value, "title": "(rank rows only)", "topId": 0}}
    data = part(operation, value, "data.song or songlist", _holds_toplist)
    if isinstance(data.get("songlist"), list):
        return _old_toplist_page(operation, data)
    inner = data["data"] if isinstance(data.get("data"), dict) else data
    songs = {number: song_of(row) for row in rows(data, "songInfoList") if (number := number_of(row))}
    ranked = [row for row in rows(inner, "song") if number_of(row)]
    tracks: list[Track] = []
    if len(ranked) >= len(songs):
        for row in ranked:
            number = number_of(row) or 0
            tracks.append((number, songs.get(number) or ranked_song_of(row)))
    else:
        tracks = list(songs.items())
    if (
        not tracks
        and (whole(inner.get("totalNum")) or 0) > 0
        and not isinstance(data.get("songInfoList"), list)
    ):
        raise UnexpectedAnswer(NAME, operation, "songInfoList")
    total = whole(inner.get("totalNum"))
    return Page(
        ref=_toplist_ref(operation, inner, ("topId", "topID"), ("title", "ListName"), total),
        tracks=tuple(tracks),
        begin=0,
        reached=len(tracks),
        total=total,
        more=total is not None and len(tracks) < total,
        period=text(inner.get("period")),
        ordered=bool(ranked) or not tracks,
    )


def listing_of(pages: Sequence[Page], fetched: dict[int, SongInfo] | None = None) -> Listing:
    """The pages as one listing, in the platform's order, duplicates kept.

    Where the platform sent the list of numbers and it covers every track, that list is the order, and songs
    it holds beyond the tracks keep their places: with what `fetched` tells of them, else without a song.
    """
    first = pages[0]
    tracks = [track for page in pages for track in page.tracks]
    numbers = max((page.numbers for page in pages), key=len)
    if len(numbers) >= len(tracks) and {number for number, _ in tracks} <= set(numbers):
        told = dict(tracks)
        tracks = [(number, told.get(number)) for number in numbers if number > 0]
    entries = (_entry(number, (fetched or {}).get(number) or song) for number, song in tracks)
    return Listing(first.ref, tuple(entries), announced=first.total, period=first.period, tags=first.tags)


def _entry(number: int, song: SongInfo | None) -> Entry:
    return Entry(song.song_id, song) if song else Entry(str(number))


def _whole(page: Page) -> bool:
    return page.begin == 0 and not page.more and page.ordered


def _missing(pages: Sequence[Page]) -> tuple[str, ...]:
    listing = listing_of(pages)
    return tuple(dict.fromkeys(entry.song_id for entry in listing.entries if entry.song is None))


def _holds_playlist(inner: dict[str, Any]) -> bool:
    if isinstance(inner.get("cdlist"), list):
        return bool(inner["cdlist"])
    return "songlist" in inner and ("dirinfo" in inner or "disstid" in inner or "dissname" in inner)


def _holds_toplist(inner: dict[str, Any]) -> bool:
    if isinstance(inner.get("songlist"), list):
        return "topinfo" in inner or "total_song_num" in inner
    return isinstance(inner.get("songInfoList"), list) or isinstance(member(inner, "data", "song"), list)


def _totals(record: dict[str, Any], about: dict[str, Any]) -> tuple[Any, ...]:
    return record.get("total_song_num"), about.get("songnum"), record.get("songnum")


def _tracks(
    operation: str, songlist: list[Any], unwrap: Callable[[Any], Any] = lambda row: row
) -> tuple[tuple[Track, ...], int]:
    """The tracks of a page and how many rows were the owner's local files (number 0 or no mid).

    The few rows that are no track at all are not among these: the listing is that much shorter than announced.
    """
    tracks: list[Track] = []
    dropped = 0
    unread = [place for place, row in enumerate(songlist) if not _numbered(unwrap(row))]
    if unread and not few_unread(len(unread), len(songlist)):
        raise UnexpectedAnswer(NAME, operation, f"songlist[{unread[0]}].id")
    for track in (unwrap(row) for place, row in enumerate(songlist) if place not in unread):
        number = number_of(track)
        mid = track.get("songmid") if "songmid" in track else track.get("mid")
        if number is None or mid == "":
            dropped += 1
        else:
            tracks.append((number, song_of(track)))
    if tracks and not any(song for _, song in tracks):
        raise UnexpectedAnswer(NAME, operation, "songlist[].mid and name")
    return tuple(tracks), dropped


def _numbered(track: Any) -> bool:
    return isinstance(track, dict) and not {"id", "songid"}.isdisjoint(track)


def _old_toplist_page(operation: str, data: dict[str, Any]) -> Page:
    """`fcg_v8_toplist_cp`: counts are strings, the order of the array is the rank (toplist-detail-legacy-1,
    2017).
    """
    about = data.get("topinfo")
    songlist = data["songlist"]
    tracks, dropped = _tracks(operation, songlist, lambda row: row["data"] if member(row, "data") else row)
    begin, total = whole(data.get("song_begin")) or 0, whole(data.get("total_song_num"))
    reached = begin + len(songlist)
    return Page(
        ref=_toplist_ref(operation, about, ("topID", "topId"), ("ListName", "title"), total),
        tracks=tracks,
        begin=begin,
        reached=reached,
        total=total,
        more=total is not None and reached < total,
        dropped=dropped,
        period=text(data.get("date")),
    )


def _playlist_ref(operation: str, about: dict[str, Any], total: int | None) -> PlaylistRef:
    """`dissid` of a playlist's own record is its id cut to the leading digits: only `disstid` counts (wire
    page 3c).
    """
    number = whole(about.get("disstid")) or whole(about.get("id"))
    title = playlist_title(about, str(number), "dissname", "title")
    if number is None or number <= 0 or title is None:
        raise UnexpectedAnswer(NAME, operation, "disstid and dissname")
    return PlaylistRef(
        platform=NAME,
        playlist_id=str(number),
        title=title,
        track_count=total,
        creator=clean_name(about.get("nickname"))
        or clean_name(about.get("nick"))
        or clean_name(about.get("host_nick"))
        or clean_name(member(about, "creator", "nick")),
        cover_url=address(about.get("logo")) or address(about.get("picurl")),
        description=clean_prose(about.get("desc")),
        play_count=next(
            (n for key in ("visitnum", "listennum") if (n := whole(about.get(key))) is not None), None
        ),
    )


def _toplist_ref(
    operation: str, about: Any, ids: Sequence[str], titles: Sequence[str], total: int | None
) -> PlaylistRef:
    number = next((found for key in ids if (found := whole(member(about, key))) is not None), None)
    title = next((name for key in titles if (name := clean_name(member(about, key)))), None)
    if number is None or number < 0 or title is None:
        raise UnexpectedAnswer(NAME, operation, "topId and title")
    covers = (member(about, key) for key in ("frontPicUrl", "headPicUrl", "pic_v12", "pic"))
    plays = (whole(member(about, key)) for key in ("listenNum", "listennum"))
    return PlaylistRef(
        platform=NAME,
        playlist_id=str(number),
        title=title,
        kind=PlaylistKind.TOPLIST,
        track_count=total,
        cover_url=next((url for value in covers if (url := address(value))), None),
        description=clean_prose(member(about, "intro")) or clean_prose(member(about, "info")),
        play_count=next((count for count in plays if count is not None), None),
    )
