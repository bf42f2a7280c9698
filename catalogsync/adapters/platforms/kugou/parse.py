"""What kugou's answers hold: pools, listings, songs. Pure functions from bytes to values (facts of 2026-11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from catalogsync.adapters.platforms.kugou.answers import content, opened
from catalogsync.adapters.platforms.kugou.lyrics import parse_lyric
from catalogsync.adapters.platforms.kugou.songs import (
    PLATFORM,
    Row,
    cover,
    grouped,
    lost_its_number,
    number,
    row_hash,
    row_id,
    song_info,
)
from catalogsync.adapters.platforms.kugou.streams import parse_song_url
from catalogsync.adapters.platforms.shapes import (
    ListingPage,
    clean_name,
    clean_prose,
    member,
    rows,
    text,
    whole,
)
from catalogsync.adapters.platforms.whole_listings import few_unread
from catalogsync.pipeline.errors import NoSuchItem, ServerTrouble, UnexpectedAnswer
from catalogsync.pipeline.ports import Category, Entry, Listing, PlaylistKind, PlaylistRef, PoolPage, SongInfo

TAG = "tag-"
EMPTY_PAGE = "EMPTY_PAGE"
"""The code of an answer that announces entries and shows none."""

_SQUARES = (
    ("plist", "list", "info"),
    ("special_db",),
    ("data", "special_db"),
    ("data", "info"),
    ("data", "list"),
    ("info",),
)
_BOARDS = (("rank", "list"), ("data", "info"), ("data", "list"), ("info",), ("list",))
_SONGS = (
    ("list", "list", "info"),
    ("songs", "list"),
    ("data", "info"),
    ("data", "songs"),
    ("info", "songs"),
    ("info",),
    ("songs",),
)
_HITS = (("data", "lists"), ("data", "info"), ("lists",), ("info",), ("data", "songs"))


def parse_categories(raw: bytes) -> tuple[Category, ...]:
    """Categories by group: `category/allList` (playlist-categories-1), `tag/list`, `tag/recommend` (…-2), `getSpecial`.

    Ids of the tag family carry the prefix `tag-`, because they open another endpoint.
    """
    body = opened("categories", raw)
    listed = _found(body, (("data", "info"), ("info",)))
    groups: list[Any] = listed if listed is not None else _keyed_groups(body)
    found: list[Category] = []
    for group in rows(groups):
        name = clean_name(group.get("categoryname")) or clean_name(group.get("name"))
        inner = next(
            (group[n] for n in ("child", "children", "data") if isinstance(group.get(n), list)), None
        )
        if inner is None:
            found += _categories([group], None)
        else:
            found += _categories(inner, name)
    if not found:
        raise UnexpectedAnswer(PLATFORM, "categories", "data.info[] with ids and names")
    return tuple(dict.fromkeys(found))


def parse_playlist_list(raw: bytes) -> PoolPage:
    """A page of the square (playlist-square-1), of a category (category-playlists-1) or of a playlist search.

    The answers tell no page number, so `next_cursor` is the client's to know.
    """
    body = opened("playlist-list", raw)
    listed = _found(body, _SQUARES)
    if listed is None:
        raise UnexpectedAnswer(PLATFORM, "playlist-list", "plist.list.info, data.info or special_db")
    found = tuple(ref for row in rows(listed) if (ref := _playlist_ref(row)))
    if listed and not found:
        raise UnexpectedAnswer(PLATFORM, "playlist-list", "specialid and specialname")
    return PoolPage(found, total=_total(body, ("plist", "list"), ("data",), ()))


def parse_toplist_list(raw: bytes) -> tuple[PlaylistRef, ...]:
    """Every board by `rankid` (rank-list-1, rank-list-v3-1), children of a group included."""
    listed = _found(opened("toplist-list", raw), _BOARDS)
    found: dict[str, PlaylistRef] = {}
    for row in _with_children(listed, 0):
        if ref := _board(row):
            found.setdefault(ref.playlist_id, ref)
    if not found:
        raise UnexpectedAnswer(PLATFORM, "toplist-list", "rank.list[] with rankid and rankname")
    return tuple(found.values())


def parse_playlist_detail(raw: bytes) -> ListingPage:
    """One page of a playlist: `plist/list` (playlist-detail-1), `special/song`, `song_v2`, a share page's `$output`,
    or `special/info` (the head without songs)."""
    body = opened("playlist-detail", raw)
    head = _head(body)
    if isinstance(body, list):  # the old desktop page, whose durations are in ms
        listed: list[Any] | None = [_in_ms(row) for row in body]
    else:
        listed = _found(body, _SONGS)
    if listed is None and not head:
        if content(body) in ({}, []) or member(body, "data") == []:
            raise NoSuchItem(PLATFORM, "playlist-detail", "no such playlist", code="data empty")
        raise UnexpectedAnswer(PLATFORM, "playlist-detail", "list.list.info, data.info or info.songs")
    announced = _total(body, ("list", "list"), ("data",), ("info",), ())
    if announced is None:
        announced = _number_of(head, "songcount", "count")
    ref = _playlist_ref(head)
    if ref is None:
        list_id = text(member(body, "encode_gic")) or ""
        creator = _name_of(head, "nickname", "list_create_username")
        ref = PlaylistRef(
            PLATFORM, list_id[:120], _name_of(head, "specialname", "name") or "", creator=creator
        )
    tags = tuple(name for tag in rows(head, "tags") if (name := clean_name(tag.get("tagname"))))
    return _page("playlist-detail", ref, listed or [], announced, tags=tags)


def parse_toplist_detail(raw: bytes) -> ListingPage:
    """One page of a board: `rank/info` (rank-info-1), or `rank/song` (rank-song-v3-1), which has no id and no name."""
    body = opened("toplist-detail", raw)
    listed = _found(body, (("songs", "list"), ("data", "info"), ("info",), ("data", "list")))
    if listed is None:
        raise UnexpectedAnswer(PLATFORM, "toplist-detail", "songs.list or data.info")
    told = member(body, "info")
    head: Row = told if isinstance(told, dict) else {}
    ref = _board(head) or PlaylistRef(PLATFORM, "", "", PlaylistKind.TOPLIST)
    announced = _total(body, ("songs",), ("data",), ())
    return _page(
        "toplist-detail", ref, listed, announced, period=clean_name(head.get("rank_id_publish_date"), 40)
    )


def parse_songs(raw: bytes) -> tuple[SongInfo, ...]:
    """Details: `album_audio/audio` (a list in a list per asked hash), `getSongInfo` (song-info-2), `play/getdata`
    (play-getdata-2), `get_res_privilege`."""
    told = content(opened("song-detail", raw))
    candidates = [told] if isinstance(told, dict) else _unnested(told)
    found = tuple(song for row in rows(candidates) if (song := song_info(row)))
    if not found and isinstance(told, dict) and not row_hash(told):
        named = _name_of(told, "songName", "song_name", "fileName", "audio_name", "songname", "filename")
        if named is None and ("url" in told or "play_url" in told):
            raise NoSuchItem(PLATFORM, "song-detail", "no such song", code="no hash")
        raise UnexpectedAnswer(PLATFORM, "song-detail", "hash and songName")
    if not found and any(True for _ in rows(candidates)):
        raise UnexpectedAnswer(PLATFORM, "song-detail", "audio_info.hash and songname")
    return found


def parse_search(raw: bytes) -> tuple[SongInfo, ...]:
    """Hits of `song_search_v2` (search-song-v2-1) and `api/v3/search/song` (search-song-1 to 3), folded versions
    included, repeats of one file of one recording left out.

    A first page without rows and with a total is what refused callers get: ServerTrouble. An answer that tells no page
    number looks the same past the end.
    """
    body = opened("search", raw)
    listed = body if isinstance(body, list) else _found(body, _HITS)
    told = content(body)
    total = _total(body, ("data",), ())
    if listed is None:
        # Past the end `lists` is empty or null (section 5a); an answer without it has another shape.
        if total != 0 and not any(name in told and told[name] is None for name in ("lists", "info")):
            raise UnexpectedAnswer(PLATFORM, "search", "data.lists or data.info")
        listed = []
    if not listed and total and whole(member(told, "page")) in (None, 1):
        raise ServerTrouble(PLATFORM, "search", f"{total} hits announced and none shown", code=EMPTY_PAGE)
    found: dict[tuple[str | None, str | None], SongInfo] = {}
    for row in grouped(listed):
        if song := song_info(row):
            recording = number(row.get("Audioid")) or number(row.get("audio_id")) or song.song_id
            found.setdefault((recording, row_hash(row)), song)
    if listed and not found:
        raise UnexpectedAnswer(PLATFORM, "search", "rows with FileHash and SongName")
    return tuple(found.values())


def parse_collection_id(raw: bytes) -> str:
    """The `global_collection_id` of a decoded `gcid_…` (`songlist/batch_decode`)."""
    found = text(member(opened("playlist-detail", raw), "data", "list", 0, "global_collection_id"))
    if found is None:
        raise NoSuchItem(PLATFORM, "playlist-detail", "no such playlist", code="global_collection_id")
    return found


def _page(
    operation: str,
    ref: PlaylistRef,
    listed: list[Any],
    announced: int | None,
    *,
    period: str | None = None,
    tags: tuple[str, ...] = (),
) -> ListingPage:
    ids = [row_id(row) if isinstance(row, dict) and not lost_its_number(row) else None for row in listed]
    if None in ids and not few_unread(ids.count(None), len(ids)):
        raise UnexpectedAnswer(PLATFORM, operation, f"hash or album_audio_id in song {ids.index(None)}")
    entries = [Entry(found, song_info(row)) for found, row in zip(ids, listed, strict=True) if found]
    listing = Listing(ref, tuple(entries), announced=announced, period=period, tags=tags)
    return ListingPage(
        listing,
        complete=announced is not None and len(entries) >= announced,
        missing_ids=tuple(entry.song_id for entry in entries if entry.song is None),
    )


def _playlist_ref(row: Row) -> PlaylistRef | None:
    """A playlist by `specialid`, or by its global id where it has none (user lists)."""
    names = ("global_collection_id", "global_specialid", "gid", "encode_gic")
    found = number(row.get("specialid")) or next((told for n in names if (told := text(row.get(n)))), None)
    title = clean_name(row.get("specialname")) or clean_name(row.get("name"))
    if found is None or title is None:
        return None
    return PlaylistRef(
        PLATFORM,
        found[:120],
        title,
        track_count=_number_of(row, "songcount", "song_count", "count"),
        creator=_name_of(row, "nickname", "username", "list_create_username"),
        cover_url=next((url for name in ("imgurl", "img", "pic") if (url := cover(row.get(name)))), None),
        description=clean_prose(row.get("intro")),
        play_count=_number_of(row, "playcount", "play_count", "total_play_count", "heat"),
    )


def _board(row: Row) -> PlaylistRef | None:
    found, title = number(row.get("rankid")), clean_name(row.get("rankname"))
    if found is None or title is None:
        return None
    picture, words = cover(row.get("imgurl")), clean_prose(row.get("intro"))
    return PlaylistRef(PLATFORM, found, title, PlaylistKind.TOPLIST, cover_url=picture, description=words)


def _categories(listed: list[Any], group: str | None) -> Iterator[Category]:
    for row in rows(listed):
        name = _name_of(row, "categoryname", "name", "special_name")
        if name and (plain := number(row.get("categoryid"))):
            yield Category(plain, name, group)
        elif name and (tag := number(row.get("id")) or number(row.get("special_id"))):
            yield Category(TAG + tag, name, group)


def _keyed_groups(body: Any) -> list[Any]:
    """`getSpecial` keys its groups by name: `{"心情": {"data": [{"id", "name"}]}}`."""
    groups = content(body)
    if not isinstance(groups, dict):
        return groups if isinstance(groups, list) else []
    return [{"name": name, **group} for name, group in groups.items() if isinstance(group, dict)]


def _with_children(listed: Any, depth: int) -> Iterator[dict[str, Any]]:
    for row in rows(listed):
        yield row
        if depth < 8:
            yield from _with_children(row.get("children"), depth + 1)


def _found(body: Any, paths: tuple[tuple[str, ...], ...]) -> list[Any] | None:
    """The first list at one of these paths."""
    return next((found for path in paths if isinstance(found := member(body, *path), list)), None)


def _total(body: Any, *paths: tuple[str, ...]) -> int | None:
    counted = (whole(member(body, *path, name)) for path in paths for name in ("total", "count"))
    return next((count for count in counted if count is not None), None)


def _in_ms(row: Any) -> Any:
    return (
        {**row, "timelen": row["duration"], "duration": None}
        if isinstance(row, dict) and "duration" in row
        else row
    )


def _head(body: Any) -> Row:
    """What an answer tells of the list itself, {} where it shows songs only."""
    for path in (("info", "list"), ("info", "listinfo"), ("data", "list_info"), ("data",), ()):
        told = member(body, *path)
        if isinstance(told, dict) and _name_of(told, "specialname", "name", "list_create_username"):
            return told
    return {}


def _name_of(row: Row, *names: str) -> str | None:
    return next((found for name in names if (found := clean_name(row.get(name)))), None)


def _number_of(row: Row, *names: str) -> int | None:
    return next((found for name in names if (found := whole(row.get(name))) is not None), None)


def _unnested(told: Any) -> list[Any]:
    found: list[Any] = []
    for part in told if isinstance(told, list) else []:
        found += part if isinstance(part, list) else [part]
    return found


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
