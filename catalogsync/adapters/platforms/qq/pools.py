"""Where qq's playlists are found: categories, pages of the square, toplists."""

from __future__ import annotations

from typing import Any

from catalogsync.adapters.platforms.qq.envelope import NAME, opened, part
from catalogsync.adapters.platforms.shapes import (
    address,
    clean_name,
    clean_prose,
    member,
    playlist_title,
    rows,
    text,
    whole,
)
from catalogsync.pipeline.errors import UnexpectedAnswer
from catalogsync.pipeline.ports import Category, PlaylistKind, PlaylistRef, PoolPage

ALL_CATEGORIES = "10000000"
MV_TOPLIST = "201"
"""Videos, without a period: no list of songs (wire page 2a)."""


def parse_categories(raw: bytes) -> tuple[Category, ...]:
    """`fcg_get_diss_tag_conf` (`categories`), or the gateway's `v_group` and `category`. "All" comes first.

    `category` (`get_hot_category`) numbers its items differently: they are no category ids of the square.
    """
    value = opened("categories", raw)
    keys = ("categories", "v_group", "category")
    data = part(
        "categories", value, "categories", lambda inner: any(isinstance(inner.get(key), list) for key in keys)
    )
    found: list[Category] = []
    for group in (group for key in keys for group in rows(data, key)):
        name = clean_name(group.get("categoryGroupName")) or clean_name(group.get("group_name"))
        for item in (item for key in ("items", "v_item") for item in rows(group, key)):
            category_id = next(
                (text(item[key]) for key in ("categoryId", "id", "item_id") if key in item), None
            )
            title = next(
                (clean_name(item[key]) for key in ("categoryName", "name", "item_name") if key in item), None
            )
            if category_id and title:
                found.append(Category(category_id, title, name))
    if not found:
        raise UnexpectedAnswer(NAME, "categories", "categories[].items[].categoryId")
    return tuple(sorted(found, key=lambda category: category.category_id != ALL_CATEGORIES))


def parse_playlist_list(raw: bytes, offset: int = 0) -> PoolPage:
    """A page of the square (old page or gateway), of recommendations, of a user's lists or of a playlist
    search.

    `next_cursor` is the index of the next row; `offset` is where this page began when the answer does not
    say.
    """
    value = opened("playlist-list", raw)
    total: int | None
    if isinstance(value, list):
        listed, total = value, None
    else:
        data = part("playlist-list", value, "list", lambda inner: _square_rows(inner) is not None)
        listed = _square_rows(data) or []
        totals = (whole(member(data, *path)) for path in _TOTALS)
        total = next((number for number in totals if number is not None), None)
        begin, last = whole(data.get("sin")), whole(data.get("ein"))
        offset = offset if begin is None else begin
        if last is not None and last >= offset and listed:
            return _page(listed, last + 1, total)
    return _page(listed, offset + len(listed), total)


def parse_toplist_list(raw: bytes) -> tuple[PlaylistRef, ...]:
    """`GetAll` (`group[].toplist[]`) or the old `topList`. The list of videos (201) is left out."""
    value = opened("toplist-list", raw)
    if isinstance(value, list):  # fcg_v8_toplist_opt, older than all recordings: groups without a frame
        value = {"topList": [row for group in rows(value) for row in rows(group, "List")]}
    keys = ("group", "topList")
    data = part(
        "toplist-list", value, "group", lambda inner: any(isinstance(inner.get(key), list) for key in keys)
    )
    listed = [row for group in rows(data, "group") for row in rows(group, "toplist")] or list(
        rows(data, "topList")
    )
    found = tuple(ref for row in listed if (ref := _toplist_ref(row)) and ref.playlist_id != MV_TOPLIST)
    if not found:
        raise UnexpectedAnswer(NAME, "toplist-list", "group[].toplist[].topId and title")
    return found


_TOTALS = (("sum",), ("total",), ("content", "total_cnt"), ("meta", "sum"))
_LISTS = (
    ("list",),
    ("v_playlist",),
    ("v_hot",),
    ("content", "v_item"),
    ("body", "songlist", "list"),
    ("List",),
    ("disslist",),
)


def _square_rows(data: dict[str, Any]) -> list[Any] | None:
    return next((found for path in _LISTS if isinstance(found := member(data, *path), list)), None)


def _page(listed: list[Any], reached: int, total: int | None) -> PoolPage:
    found = tuple(ref for row in rows(listed) if (ref := _ref(row)))
    if listed and not found:
        raise UnexpectedAnswer(NAME, "playlist-list", "list[].dissid and dissname")
    cursor = str(reached) if listed and total is not None and reached < total else None
    return PoolPage(found, cursor, total)


def _ref(row: dict[str, Any]) -> PlaylistRef | None:
    """A playlist row of any page; `dissid`, `tid` and `content_id` are the same id under three names."""
    inner = row.get("basic") if isinstance(row.get("basic"), dict) else member(row, "Playlist", "basic")
    row = inner if isinstance(inner, dict) else row
    number = next((whole(row[key]) for key in ("dissid", "tid", "content_id", "disstid") if key in row), None)
    title = playlist_title(row, str(number), "dissname", "diss_name", "title", "dirName")
    if number is None or number <= 0 or title is None:
        return None
    makers = (
        member(row, "creator", "name"),
        member(row, "creator", "nick"),
        member(row, "creator_info", "nick"),
        row.get("username"),
        row.get("nick"),
    )
    covers = (
        row.get("imgurl"),
        row.get("cover_url_big"),
        row.get("cover_url_medium"),
        row.get("cover"),
        member(row, "cover", "default_url"),
        member(row, "cover", "medium_url"),
        row.get("picUrl"),
    )
    plays = (row.get(key) for key in ("listennum", "access_num", "listen_num", "play_cnt"))
    counts = (row.get(key) for key in ("song_count", "songNum", "song_cnt"))
    return PlaylistRef(
        platform=NAME,
        playlist_id=str(number),
        title=title,
        track_count=next((count for value in counts if (count := whole(value)) is not None), None),
        creator=next((name for value in makers if (name := clean_name(value))), None),
        cover_url=next((url for value in covers if (url := address(value))), None),
        description=clean_prose(row.get("introduction")) or clean_prose(row.get("desc")),
        play_count=next((count for value in plays if (count := whole(value)) is not None), None),
    )


def _toplist_ref(row: dict[str, Any]) -> PlaylistRef | None:
    number = next((whole(row[key]) for key in ("topId", "id", "topID") if key in row), None)
    titles = ("title", "topTitle", "ListName")
    title = next((name for key in titles if (name := clean_name(row.get(key)))), None)
    if number is None or number <= 0 or title is None:
        return None
    covers = (row.get("frontPicUrl"), row.get("headPicUrl"), row.get("picUrl"))
    plays = (row.get("listenNum"), row.get("listenCount"))
    return PlaylistRef(
        platform=NAME,
        playlist_id=str(number),
        title=title,
        kind=PlaylistKind.TOPLIST,
        track_count=whole(row.get("totalNum")),
        cover_url=next((url for value in covers if (url := address(value))), None),
        description=clean_prose(row.get("intro")),
        play_count=next((count for value in plays if (count := whole(value)) is not None), None),
    )
