"""Migu's categories, playlists and ranks as its pages show them: trees of unknown depth, walked for their
leaves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from catalogsync.adapters.platforms.migu.envelope import NAME
from catalogsync.adapters.platforms.migu.songs import file_address
from catalogsync.adapters.platforms.shapes import clean_name, clean_prose, member, rows, text, whole
from catalogsync.pipeline.ports import Category, PlaylistKind, PlaylistRef

T = TypeVar("T")

NO_SONGS = ("23217754", "23218151")
"""Ranks of videos and of new albums (wire page 2)."""

_MOST_NODES = 200_000
_LIST_ACTION = re.compile(r"song-list-info\?(?:[^#\s]*&)?id=([0-9]{1,20})")


def leaves(tree: Any, read: Callable[[dict[str, Any]], T | None]) -> Iterator[T]:
    """What `read` makes of the objects of a tree, in the tree's order; it looks no deeper where it found
    something."""
    stack = [tree]
    for _ in range(_MOST_NODES):
        if not stack:
            return
        node = stack.pop()
        if isinstance(node, dict):
            found = read(node)
            if found is not None:
                yield found
                continue
            node = list(node.values())
        if isinstance(node, list):
            stack.extend(inner for inner in reversed(node) if isinstance(inner, dict | list))


def playlists_of(tree: Any) -> tuple[PlaylistRef, ...]:
    """Every playlist of the tree, each once."""
    found: dict[str, PlaylistRef] = {}
    for ref in leaves(tree, _playlist):
        found.setdefault(ref.playlist_id, ref)
    return tuple(found.values())


def ranks_of(tree: Any) -> tuple[PlaylistRef, ...]:
    """Every rank of songs in the tree, each once."""
    found: dict[str, PlaylistRef] = {}
    for ref in leaves(tree, _rank):
        if ref.playlist_id not in NO_SONGS:
            found.setdefault(ref.playlist_id, ref)
    return tuple(found.values())


def categories_of(value: Any) -> tuple[Category, ...]:
    """The tags of the square with their groups; a tag that sits in two groups comes once, in the first."""
    found: dict[str, Category] = {}
    for category in _tags(value):
        found.setdefault(category.category_id, category)
    return tuple(found.values())


def ref_of(row: dict[str, Any], fallback_id: str = "") -> PlaylistRef | None:
    """A playlist told by its own members (info, search results, old mobile site); None without an id."""
    playlist_id = _digits(
        row.get("musicListId")
        or row.get("playListId")
        or row.get("playlistId")
        or row.get("id")
        or fallback_id
    )
    if not playlist_id:
        return None
    count = whole(row.get("musicNum") or row.get("contentCount"))
    plays = whole(member(row, "opNumItem", "playNum") or row.get("playNum") or row.get("playCount"))
    creator = row.get("ownerName") or row.get("userName") or row.get("createName")
    return PlaylistRef(
        platform=NAME,
        playlist_id=playlist_id,
        title=clean_name(row.get("title") or row.get("name") or row.get("playListName")) or playlist_id,
        track_count=count if count is not None and count >= 0 else None,
        creator=clean_name(creator),
        cover_url=file_address(
            member(row, "imgItem", "img") or row.get("image") or row.get("musicListPicUrl") or row.get("img")
        ),
        description=clean_prose(row.get("summary")),
        play_count=plays if plays is not None and plays >= 0 else None,
    )


def _playlist(row: dict[str, Any]) -> PlaylistRef | None:
    """A playlist on a page of the square, in any of the forms of wire page 1.2 and 1.3."""
    if "playListId" in row or "musicListId" in row:
        return ref_of(row)
    if text(row.get("resType") or row.get("resourceType")) == "2021":
        playlist_id = _digits(row.get("resId") or row.get("id") or row.get("contentId"))
    else:
        playlist_id = None
        for address in (row.get("actionUrl"), row.get("action")):
            if isinstance(address, str) and (match := _LIST_ACTION.search(address[:2000])):
                playlist_id = _digits(match[1]) or _digits(member(row, "logEvent", "contentId"))
                break
        else:
            # 1.3 without an address: only the log mark names the list.
            if "itemList" not in row and "title" in row:
                playlist_id = _digits(member(row, "logEvent", "contentId"))
    if not playlist_id:
        return None
    count = whole(row.get("musicNum"))
    return PlaylistRef(
        platform=NAME,
        playlist_id=playlist_id,
        title=clean_name(row.get("txt") or row.get("title") or row.get("name")) or playlist_id,
        track_count=count if count is not None and count >= 0 else None,
        creator=clean_name(row.get("userName") or row.get("ownerName")),
        cover_url=file_address(
            row.get("img")
            or row.get("imageUrl")
            or row.get("musicListPicUrl")
            or member(row, "imgItem", "img")
        ),
        description=clean_prose(row.get("txt2") or row.get("summary")),
        play_count=_plays(member(row, "barList", 0, "title") or row.get("playNum")),
    )


def _rank(row: dict[str, Any]) -> PlaylistRef | None:
    param = member(row, "displayLogId", "param")
    inner = param if isinstance(param, dict) else {}
    rank_id, name = (row.get("rankId") or inner.get("rankId")), (row.get("rankName") or inner.get("rankName"))
    rank_id, title = _digits(rank_id), clean_name(name)
    if not rank_id or not title:
        return None
    cover = file_address(row.get("img") or row.get("imageUrl"))
    return PlaylistRef(NAME, rank_id, title, kind=PlaylistKind.TOPLIST, cover_url=cover)


def _tags(value: Any) -> Iterator[Category]:
    for group in rows(value, "data"):  # wire page 1.1
        name = clean_name(member(group, "header", "title"))
        for item in rows(group, "content"):
            title, tag_id = clean_name(member(item, "texts", 0)), _digits(member(item, "texts", 1))
            if title and tag_id:
                yield Category(tag_id, title, name)
    for group in rows(value, "columnInfo", "contents"):  # recorded playlist-tags-1.json, 2021-05
        name = clean_name(member(group, "objectInfo", "columnTitle"))
        for item in rows(group, "objectInfo", "contents"):
            title = clean_name(member(item, "objectInfo", "tagName"))
            tag_id = _digits(member(item, "objectInfo", "tagId"))
            if title and tag_id:
                yield Category(tag_id, title, name)


def _digits(value: Any) -> str | None:
    word = text(value)
    return word if word and re.fullmatch(r"[1-9][0-9]{0,19}", word) else None


def _plays(value: Any) -> int | None:
    """A play count, also as Chinese text: 303.5万, 1.2亿."""
    match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,4})?)\s*([万亿]?).{0,10}", text(value) or "")
    if not match:
        return None
    return round(float(match[1]) * {"": 1, "万": 10_000, "亿": 100_000_000}[match[2]])
