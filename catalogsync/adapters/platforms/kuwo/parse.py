"""What kuwo's answers hold: pools, listings, songs. Pure functions from bytes to values (facts of 2026-11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalogsync.adapters.platforms.kuwo.answers import opened
from catalogsync.adapters.platforms.kuwo.lyrics import parse_lyric
from catalogsync.adapters.platforms.kuwo.songs import PLATFORM, row_id, song_id, song_info
from catalogsync.adapters.platforms.kuwo.streams import parse_song_url
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
from catalogsync.pipeline.errors import NoSuchItem, ServerTrouble, UnexpectedAnswer
from catalogsync.pipeline.ports import Category, Entry, Listing, PlaylistKind, PlaylistRef, PoolPage, SongInfo

AREA = "area-"
NODE = "node-"
ALBUM = "album-"


def parse_categories(raw: bytes) -> tuple[Category, ...]:
    """The tags of the square by group (`getTagList`, playlist-tags-1, 2022-01; `getRcmTagList` for the hot ones).

    `digest` 43 is an area with its own endpoint, told by the prefix `area-` of its id.
    """
    groups = opened("categories", raw)
    found = [
        Category(
            AREA + tag_id if text(tag.get("digest")) == "43" else tag_id, name, clean_name(group.get("name"))
        )
        for group in rows(groups)
        for tag in rows(group, "data")
        if (tag_id := song_id(tag.get("id"))) and (name := clean_name(tag.get("name")))
    ]
    if not found:
        raise UnexpectedAnswer(PLATFORM, "categories", "data[].data[] with id and name")
    return tuple(dict.fromkeys(found))


def parse_playlist_list(raw: bytes) -> PoolPage:
    """A page of the square: `getRcmPlayList`, `getTagPlayList`, recommendations, an area, a playlist search."""
    page = opened("playlist-list", raw)
    if isinstance(page, list):
        listed = [row for part in rows(page) for row in (rows(part, "list") if "list" in part else (part,))]
    else:
        shown = next(
            (found for n in ("data", "list", "abslist") if isinstance(found := page.get(n), list)), None
        )
        if shown is None:
            raise UnexpectedAnswer(PLATFORM, "playlist-list", "data.data")
        listed = shown
    found = tuple(ref for row in listed if isinstance(row, dict) and (ref := _playlist_ref(row)))
    if listed and not found:
        raise UnexpectedAnswer(PLATFORM, "playlist-list", "data.data[].id and name")
    total, number, size = (whole(member(page, name)) for name in ("total", "pn", "rn"))
    more = bool(found) and total is not None and number is not None and size and number * size < total
    return PoolPage(found, next_cursor=str((number or 0) + 1) if more else None, total=total)


def parse_toplist_list(raw: bytes) -> tuple[PlaylistRef, ...]:
    """Every board: the tree of `pc/bang/list` and `q.k`, `bangMenu` (toplist-list-1) or `bangList` previews.

    The id is `sourceid`; the longer `id` beside it opens nothing. Previews have no `sourceid`, there `id` is it.
    """
    content = opened("toplist-list", raw)
    nodes = content if isinstance(content, list) else member(content, "child") or member(content, "list")
    found: dict[str, PlaylistRef] = {}
    for row in _leaves(nodes, 0):
        board_id = song_id(row.get("sourceid")) if "sourceid" in row else song_id(row.get("id"))
        title = clean_name(row.get("name")) or clean_name(row.get("disname"))
        if board_id and title:
            found.setdefault(
                board_id,
                PlaylistRef(
                    PLATFORM,
                    board_id,
                    title,
                    PlaylistKind.TOPLIST,
                    track_count=whole(row.get("num")),
                    cover_url=address(row.get("pic")),
                    description=clean_prose(row.get("intro")),
                ),
            )
    if not found:
        raise UnexpectedAnswer(
            PLATFORM, "toplist-list", "child[].child[] or data[].list[] with sourceid and name"
        )
    return tuple(found.values())


def parse_playlist_detail(raw: bytes) -> ListingPage:
    """One page of a playlist: `playListInfo`, nplserver `getlistinfo`, an album, or a bodian list."""
    content = opened("playlist-detail", raw)
    listed = next(
        (found for n in ("musicList", "musiclist", "list") if (found := member(content, n)) is not None), None
    )
    if not isinstance(listed, list):
        if content == {} or member(content, "total") == 0:
            raise NoSuchItem(PLATFORM, "playlist-detail", "no such playlist", code="no songs")
        raise UnexpectedAnswer(PLATFORM, "playlist-detail", "data.musicList")
    return _listing_page("playlist-detail", content, listed)


def parse_toplist_detail(raw: bytes) -> ListingPage:
    """One page of a board: mirror `musicList` (no id, no name: `""`) or kbangserver `ksong.s` (no id)."""
    content = opened("toplist-detail", raw)
    if isinstance(content, list):
        content = next(rows(content), {})
    listed = next(
        (found for n in ("musicList", "musiclist") if (found := member(content, n)) is not None), None
    )
    if not isinstance(listed, list):
        raise UnexpectedAnswer(PLATFORM, "toplist-detail", "data.musicList")
    return _listing_page("toplist-detail", content, listed)


def parse_songs(raw: bytes) -> tuple[SongInfo, ...]:
    """Details: mobile `songinfoandlrc` (lyric-1 … 3), www `musicInfo` (song-detail-1), or a bare row."""
    content = opened("song-detail", raw)
    described = member(content, "songinfo")
    candidates = (
        content if isinstance(content, list) else [described if isinstance(described, dict) else content]
    )
    found = tuple(song for row in rows(candidates) if (song := song_info(row)))
    if not found:
        if isinstance(content, dict) and "lrclist" in content and described is None:
            raise NoSuchItem(PLATFORM, "song-detail", "no such song", code="songinfo null")
        raise UnexpectedAnswer(PLATFORM, "song-detail", "data.songinfo with id and songName")
    return found


def parse_search(raw: bytes) -> tuple[SongInfo, ...]:
    """Hits of `searchMusicBykeyWord` and `r.s` (both quotings), of the www search, of an artist's or album's songs.

    `TOTAL` above 0 without rows is a passing fault of the platform (section 5.2): ServerTrouble. Past the last page it
    is the end.
    """
    content = opened("search", raw)
    if member(content, "content", 1, "musicpage") is not None:
        content = member(content, "content", 1, "musicpage")
    if isinstance(content, dict) and row_id(content):
        content = [content]
    listed = content if isinstance(content, list) else None
    for name in ("abslist", "list", "musicList", "musiclist"):
        if listed is None and isinstance(member(content, name), list):
            listed = content[name]
    total = whole(member(content, "TOTAL"))
    if listed is None:
        if total == 0 or whole(member(content, "total")) == 0:
            return ()
        raise UnexpectedAnswer(PLATFORM, "search", "abslist or data.list")
    begun = (whole(member(content, "PN")) or 0) * (whole(member(content, "RN")) or 0)
    if not listed and total and begun < total:
        raise ServerTrouble(PLATFORM, "search", f"{total} hits announced and none shown", code="SHOW 0")
    found = tuple(song for row in rows(listed) if (song := song_info(row)))
    if listed and not found:
        raise UnexpectedAnswer(PLATFORM, "search", "rows with MUSICRID and SONGNAME")
    return found


def parse_bodian_title(raw: bytes) -> str | None:
    """The name of a bodian list, which only its own `info` tells."""
    return clean_name(member(opened("playlist-detail", raw), "name"))


def parse_node(raw: bytes) -> str:
    """The playlist id behind a square row with `digest` 5 (`q.k` `ninfo`)."""
    found = song_id(member(opened("playlist-detail", raw), "child", 0, "sourceid"))
    if found is None:
        raise NoSuchItem(PLATFORM, "playlist-detail", "no playlist behind this node", code="child")
    return found


def _listing_page(operation: str, content: dict[str, Any], listed: list[Any]) -> ListingPage:
    ids = [(row_id(row) or song_id(row.get("id"))) if isinstance(row, dict) else None for row in listed]
    if None in ids and not few_unread(ids.count(None), len(ids)):
        raise UnexpectedAnswer(PLATFORM, operation, f"musicList[{ids.index(None)}].rid")
    entries = [Entry(found, song_info(row)) for found, row in zip(ids, listed, strict=True) if found]
    announced = next((n for name in ("total", "num") if (n := whole(content.get(name))) is not None), None)
    toplist = operation == "toplist-detail"
    kind = PlaylistKind.TOPLIST if toplist else PlaylistKind.PLAYLIST
    is_album = not toplist and "albumid" in content
    found_id = song_id(content.get("albumid" if is_album else "id")) or ""
    ref = PlaylistRef(
        PLATFORM,
        ALBUM + found_id if is_album else found_id,
        _first_name(content, "name", "title", "album") or "",
        kind,
        track_count=announced,
        creator=_first_name(content, "artist") if is_album else _creator(content),
        cover_url=_first_address(content, "img700", "img500", "img", "pic"),
        description=_first_prose(content, "info", "desc", "description", "albuminfo"),
        play_count=next(
            (n for name in ("listencnt", "playnum", "playNum") if (n := whole(content.get(name)))), None
        ),
    )
    listing = Listing(
        ref,
        tuple(entries),
        announced=announced,
        period=clean_name(content.get("pub"), 40) if toplist else None,
        tags=tuple(
            tag for part in (text(content.get("tag")) or "").split(",")[:50] if (tag := clean_name(part))
        ),
    )
    return ListingPage(
        listing,
        complete=announced is not None and len(entries) >= announced,
        missing_ids=tuple(entry.song_id for entry in entries if entry.song is None),
    )


def _playlist_ref(row: Mapping[str, Any]) -> PlaylistRef | None:
    """A row of the square. `digest` 5 is a node to be translated and 13 an album: the id's prefix keeps the family."""
    found = song_id(row.get("id")) or song_id(row.get("playlistid"))
    title = playlist_title(row, found, "name", "disname") if found else None
    if found is None or title is None:
        return None
    family = {"5": NODE, "13": ALBUM}.get(text(row.get("digest")) or "", "")
    return PlaylistRef(
        PLATFORM,
        family + found,
        title,
        track_count=next(
            (n for name in ("total", "songnum") if (n := whole(row.get(name))) is not None), None
        ),
        creator=_creator(row),
        cover_url=_first_address(row, "img", "hts_pic", "pic"),
        description=_first_prose(row, "info", "desc", "intro"),
        play_count=next(
            (n for name in ("listencnt", "playcnt") if (n := whole(row.get(name))) is not None), None
        ),
    )


def _leaves(nodes: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The boards of a tree. In `q.k` the boards stand at the top and only those with `source` 1 are boards."""
    for node in rows(nodes):
        inner = node.get("child") if isinstance(node.get("child"), list) else node.get("list")
        if isinstance(inner, list) and depth < 8:
            yield from _leaves(inner, depth + 1)
        elif depth or "source" not in node or text(node["source"]) == "1":
            yield node


def _creator(row: Mapping[str, Any]) -> str | None:
    """The shown name; `uname` is a login name and may be a phone number, which is nobody's business."""
    found = _first_name(row, "userName", "creatorName", "uname", "nickname")
    return None if found is None or re.fullmatch(r"[+\d*\- ]{7,}|\S+@\S+", found) else found


def _first_name(row: Mapping[str, Any], *names: str) -> str | None:
    return next((found for name in names if (found := clean_name(row.get(name)))), None)


def _first_prose(row: Mapping[str, Any], *names: str) -> str | None:
    return next((found for name in names if (found := clean_prose(row.get(name)))), None)


def _first_address(row: Mapping[str, Any], *names: str) -> str | None:
    return next((found for name in names if (found := address(row.get(name)))), None)


PARSERS: Mapping[str, Callable[[bytes], object]] = {
    "categories": parse_categories,
    "playlist-list": parse_playlist_list,
    "toplist-list": parse_toplist_list,
    "playlist-detail": parse_playlist_detail,
    "toplist-detail": parse_toplist_detail,
    "song-detail": parse_songs,
    "search": parse_search,
    "song-url": parse_song_url,
    "lyric": parse_lyric,
}
"""What `debug parse` and the adapter use for each operation."""
