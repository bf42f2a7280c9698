"""qq's answers as our values. Every function takes the raw body and gives a result or a PlatformError.

The gateway wraps its data under a free name, the old pages under `data` or nothing: `envelope.part` finds it
by what it holds, so one parser reads all endpoints of an operation.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any

from catalogsync.adapters.platforms.qq.envelope import NAME, OUTCOMES, codes_of, opened, part, trouble
from catalogsync.adapters.platforms.qq.listings import parse_playlist_detail, parse_toplist_detail
from catalogsync.adapters.platforms.qq.songs import song_of
from catalogsync.adapters.platforms.qq.streams import parse_song_url
from catalogsync.adapters.platforms.shapes import (
    CookieStanding,
    CookieState,
    address,
    clean_name,
    clean_prose,
    decoded,
    member,
    rows,
    text,
    unescaped,
    whole,
)
from catalogsync.adapters.platforms.words import lyric_of
from catalogsync.pipeline.errors import Blocked, LoginNeeded, UnexpectedAnswer
from catalogsync.pipeline.ports import (
    Category,
    Lyric,
    LyricKind,
    PlaylistKind,
    PlaylistRef,
    PoolPage,
    SongInfo,
)

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


def parse_song_detail(raw: bytes) -> tuple[SongInfo, ...]:
    """One song (`track_info`), many (`tracks`, several sub-requests), the old page (`data` is a list) or a
    song list.

    A missing song comes back with an id of 0 or an empty mid and is left out.
    """
    value = opened("song-detail", raw)
    tracks = _tracks(value)
    if tracks is None:
        codes = codes_of(value) or (0,)
        subs = [code for sub in value.values() for code in codes_of(sub)] if isinstance(value, dict) else []
        bad = next((code for code in (*codes, *subs) if code), 0)
        raise (
            trouble("song-detail", bad)
            if bad
            else UnexpectedAnswer(NAME, "song-detail", "track_info or tracks")
        )
    if tracks and not any(key in row for row in tracks for key in ("mid", "songmid")):
        raise UnexpectedAnswer(NAME, "song-detail", "tracks[].mid")
    return tuple(song for row in tracks if (song := song_of(row)))


def parse_search(raw: bytes) -> tuple[SongInfo, ...]:
    """`DoSearchForQQMusicDesktop`/`Mobile`, or the retired `client_search_cp` in both its track shapes.

    Blocked: sub-code 2001, and an empty first page whose `estimate_sum` says there would be hits
    (search-blocked-1, 2026; since June 2026 also with sub-code 0).
    """
    value = opened("search", raw)
    data = part("search", value, "body.song.list", lambda inner: _found_songs(inner) is not None)
    listed = _found_songs(data) or []
    songs = tuple(song for row in listed if (song := song_of(row)))
    if listed and not songs:
        raise UnexpectedAnswer(NAME, "search", "body.song.list[].mid and name")
    first = (whole(member(data, "meta", "curpage")) or 1) == 1
    if not listed and first and (whole(member(data, "meta", "estimate_sum")) or 0) > 0:
        raise Blocked(
            NAME,
            "search",
            "risk control hides the results",
            code="empty",
            hint="wait some minutes; a cookie of your own account helps",
        )
    return songs


def parse_lyric(raw: bytes) -> Lyric:
    """`fcg_query_lyric_new` and `GetPlayLyricInfo`: base64, or plain text with entities where `nobase64` was
    asked.

    A non-zero code beside an empty `lyric` is a song without words (wire page 7a), but -1310 is a missing
    Referer.
    """
    value = opened("lyric", raw)
    data = part("lyric", value, "lyric", lambda inner: "lyric" in inner, tolerates=_means_no_words)
    if not isinstance(data["lyric"], str | None):
        raise UnexpectedAnswer(NAME, "lyric", "lyric as text")
    if not data["lyric"]:
        return Lyric(LyricKind.ABSENT)
    if whole(data.get("crypt")) or whole(data.get("qrc")):
        raise UnexpectedAnswer(NAME, "lyric", "lyric in plain form (crypt 0, qrc 0)")
    original = _plain(data["lyric"])
    if original is None:
        raise UnexpectedAnswer(NAME, "lyric", "lyric in readable base64")
    return lyric_of(
        original, translation=_translated(data.get("trans")), romanisation=_plain(data.get("roma"))
    )


def parse_account(raw: bytes) -> CookieState:
    """`GetPlaylistByUin` of the cookie's own user: an answer is a living login, code 1000 and its kin an
    expired one.
    """
    try:
        part("account", opened("account", raw), "v_playlist", lambda inner: "v_playlist" in inner)
    except LoginNeeded:
        return CookieState(CookieStanding.EXPIRED)
    return CookieState(CookieStanding.VALID)


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
    title = next(
        (clean_name(row[key]) for key in ("dissname", "diss_name", "title", "dirName") if key in row), None
    )
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
    title = next((clean_name(row[key]) for key in ("title", "topTitle", "ListName") if key in row), None)
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


def _tracks(value: Any) -> list[dict[str, Any]] | None:
    """The track objects of a song answer, from every sub-request that holds some; None where there is no
    place.
    """
    if isinstance(value, list):
        return list(rows(value))
    found: list[dict[str, Any]] = []
    seen = False
    subs = [sub.get("data") for key, sub in value.items() if key != "data" and isinstance(sub, dict)]
    for data in (*subs, value.get("data"), value):
        if isinstance(data, list):
            found, seen = [*found, *rows(data)], True
        if not isinstance(data, dict):
            continue
        if isinstance(data.get("track_info"), dict):
            found, seen = [*found, {**data["track_info"], **_extras(data)}], True
        for key in ("tracks", "songlist"):
            if isinstance(data.get(key), list):
                found, seen = [*found, *rows(data, key)], True
    return found if seen else None


def _extras(data: dict[str, Any]) -> dict[str, Any]:
    translated = clean_name(member(data, "extras", "transname"))
    return {"transname": translated} if translated else {}


def _found_songs(data: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The songs of a search: desktop, phone, and the retired page."""
    for path in (
        ("body", "song", "list"),
        ("body", "item_song"),
        ("body", "item_song", "items"),
        ("song", "list"),
    ):
        if isinstance(member(data, *path), list):
            return list(rows(data, *path))
    return None


def _means_no_words(code: int) -> bool:
    return code != _NO_REFERER and code not in OUTCOMES


_NO_REFERER = -1310
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")


def _plain(value: Any) -> str | None:
    """A lyric text out of base64 or entities; None for nothing and for base64 that does not decode."""
    coded = text(value)
    if coded is None:
        return None
    if _BASE64.fullmatch(coded):
        packed = "".join(coded.split()).rstrip("=")
        try:
            return text(
                unescaped(decoded(base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)))
            )
        except (binascii.Error, ValueError):
            return None
    return text(unescaped(coded))


def _translated(value: Any) -> str | None:
    """A translation without the lines that only say `//`: nothing to translate there."""
    words = _plain(value)
    if words is None:
        return None
    kept = (line for line in words.splitlines() if not re.fullmatch(r"(?:\[[^\[\]]*\])*\s*//\s*", line))
    return "\n".join(kept)


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
