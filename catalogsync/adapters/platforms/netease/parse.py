"""netease's answers as our values. Every function takes the raw body and gives a result or a PlatformError.

The plain, `/weapi` and `/eapi` forms of an endpoint answer with the same JSON, so one parser reads all of
them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from catalogsync.adapters.platforms.netease.envelope import NAME, opened
from catalogsync.adapters.platforms.netease.songs import privileges_of, song_id_of, song_of
from catalogsync.adapters.platforms.netease.streams import parse_song_url
from catalogsync.adapters.platforms.shapes import (
    CookieStanding,
    CookieState,
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
from catalogsync.adapters.platforms.words import lyric_of
from catalogsync.pipeline.errors import LoginNeeded, UnexpectedAnswer
from catalogsync.pipeline.ports import (
    Category,
    Entry,
    Listing,
    Lyric,
    LyricKind,
    PlaylistKind,
    PlaylistRef,
    PoolPage,
    SongInfo,
)

_BESIDE_RESULT = frozenset(
    ("code", "msg", "message", "trp", "needLogin", "queryCorrected", "searchQcReminder")
)
_SYSTEM_TOPLIST = 10  # specialType, wire page 3a (2026-11)


def parse_categories(raw: bytes) -> tuple[Category, ...]:
    """`/api/playlist/catalogue` (`all`, `sub`, `categories`), or the `tags` of hot and high-quality tags.

    The name is the id. `categories` has string keys, `sub[].category` numbers. The "all" entry is called
    全部歌单 and asked for as 全部.
    """
    value = opened("categories", raw)
    groups = member(value, "categories")
    listed = [row for key in ("sub", "tags") for row in rows(value, key)]
    everything = clean_name(member(value, "all", "name"))
    found = [Category("全部", everything)] if everything else []
    for row in listed:
        if name := clean_name(row.get("name")):
            found.append(Category(name, name, clean_name(member(groups, text(row.get("category")) or ""))))
    if not listed or len(found) <= bool(everything):
        raise UnexpectedAnswer(NAME, "categories", "sub[].name")
    return tuple(found)


def parse_playlist_list(raw: bytes, offset: int = 0) -> PoolPage:
    """A page of the square, of the high-quality list, of a user's lists or of a search for playlists.

    `next_cursor` is the next offset (`offset` is where this page began), for the high-quality list its
    `lasttime`.
    """
    value = opened("playlist-list", raw)
    if isinstance(member(value, "result"), dict):
        value = value["result"]
    keys = ("playlists", "playlist", "recommend", "result")
    listed = next((value[key] for key in keys if isinstance(member(value, key), list)), None)
    total = whole(member(value, "total"))
    if total is None:
        total = whole(member(value, "playlistCount"))
    if listed is None:
        if total == 0 or whole(member(value, "songCount")) == 0:
            return PoolPage((), total=0)
        raise UnexpectedAnswer(NAME, "playlist-list", "playlists")
    found = tuple(ref for row in listed if (ref := _ref(row, PlaylistKind.PLAYLIST)))
    if listed and not found:
        raise UnexpectedAnswer(NAME, "playlist-list", "playlists[].id and name")
    more = member(value, "more")
    if not isinstance(more, bool):
        more = total is not None and offset + len(listed) < total
    cursor = None
    if more and listed:
        cursor = text(member(value, "lasttime")) or str(offset + len(listed))
    return PoolPage(found, cursor, total)


def parse_toplist_list(raw: bytes) -> tuple[PlaylistRef, ...]:
    """`/api/toplist` or `/api/toplist/detail`. Its `tracks` are display lines; `artistToplist` is no song
    list.
    """
    value = opened("toplist-list", raw)
    listed = member(value, "list")
    found = tuple(ref for row in rows(value, "list") if (ref := _ref(row, PlaylistKind.TOPLIST)))
    if not found:
        raise UnexpectedAnswer(NAME, "toplist-list", "list[].id and name" if listed else "list")
    return found


def parse_playlist_detail(raw: bytes) -> ListingPage:
    """v6 and v3 (`playlist`) or the older form (`result`) of a playlist."""
    return _listing("playlist-detail", raw, PlaylistKind.PLAYLIST)


def parse_toplist_detail(raw: bytes) -> ListingPage:
    """The same as `parse_playlist_detail`: a netease toplist is a playlist with an id of its own."""
    return _listing("toplist-detail", raw, PlaylistKind.TOPLIST)


def parse_song_detail(raw: bytes) -> tuple[SongInfo, ...]:
    """v3 (`songs` beside `privileges`) or the older shape. Ids the platform no longer knows are simply not
    there.
    """
    value = opened("song-detail", raw)
    keys = ("songs", "hotSongs", "data")
    held = next((value[key] for key in keys if isinstance(member(value, key), list)), None)
    listed = value if isinstance(value, list) else held
    if not isinstance(listed, list):
        raise UnexpectedAnswer(NAME, "song-detail", "songs")
    if listed and not any("name" in row for row in rows(listed)):
        raise UnexpectedAnswer(NAME, "song-detail", "songs[].name")
    privileges = privileges_of(value)
    songs = tuple(
        song
        for row in rows(listed)
        if (song := song_of(row, privileges.get(song_id_of(row.get("id")) or "")))
    )
    if not songs and any(
        clean_name(row.get("name")) and not song_id_of(row.get("id")) for row in rows(listed)
    ):
        raise UnexpectedAnswer(NAME, "song-detail", "songs[].id")
    return songs


def parse_search(raw: bytes) -> tuple[SongInfo, ...]:
    """cloudsearch (newer shape, own `privilege`) or search/get (older shape). No hit is an absent `songs`."""
    value = opened("search", raw)
    result = member(value, "result")
    if result is None and isinstance(value, dict) and ("songs" in value or "songCount" in value):
        result = value
    if (
        result is None
        and isinstance(value, dict)
        and "code" in value
        and not _BESIDE_RESULT.issuperset(value)
    ):
        raise UnexpectedAnswer(NAME, "search", "result")
    if result is None and whole(member(value, "code")) == 200:
        return ()  # the keyword was rejected: wire page 5b
    if not isinstance(result, dict):
        raise UnexpectedAnswer(NAME, "search", "result")
    listed = result.get("songs")
    if listed is None:
        # Absent means no hit (wire page 5b), unless the hits lie under another name.
        if whole(result.get("songCount")) and any(
            isinstance(other, list) and other for other in result.values()
        ):
            raise UnexpectedAnswer(NAME, "search", "result.songs")
        return ()
    found = tuple(song for row in rows(listed) if (song := song_of(row)))
    if (listed and not found) or not isinstance(listed, list):
        raise UnexpectedAnswer(NAME, "search", "result.songs[].id and name")
    return found


def parse_lyric(raw: bytes) -> Lyric:
    """`/api/song/lyric` and its v1. `nolyric`, `pureMusic`, `uncollected` and empty texts are answers, not
    errors.
    """
    value = opened("lyric", raw)
    if member(value, "nolyric") is True or member(value, "pureMusic") is True:
        return Lyric(LyricKind.INSTRUMENTAL)
    known = {"lrc", "klyric", "tlyric", "uncollected", "sgc", "sfy", "qfy", "needDesc"}
    if not isinstance(value, dict) or not known.intersection(value):
        raise UnexpectedAnswer(NAME, "lyric", "lrc")
    if not {"lrc", "uncollected"}.intersection(value) and ("tlyric" in value or "klyric" in value):
        raise UnexpectedAnswer(NAME, "lyric", "lrc")
    if not isinstance(value.get("lrc") or {}, dict) or not isinstance(
        member(value, "lrc", "lyric") or "", str
    ):
        raise UnexpectedAnswer(NAME, "lyric", "lrc.lyric as text")
    parts = {key: _words(member(value, key, "lyric")) for key in ("lrc", "tlyric", "romalrc")}
    word_timed = member(value, "yrc", "lyric")
    return lyric_of(
        parts["lrc"],
        translation=parts["tlyric"],
        romanisation=parts["romalrc"],
        word_timed=text(word_timed) if isinstance(word_timed, str) else None,
    )


def parse_account(raw: bytes) -> CookieState:
    """`/api/nuser/account/get`: without a living login `account` and `profile` are null at code 200."""
    try:
        value = opened("account", raw)
    except LoginNeeded:
        return CookieState(CookieStanding.EXPIRED)
    if not isinstance(value, dict) or "account" not in value:
        raise UnexpectedAnswer(NAME, "account", "account")
    if not member(value, "profile") and not member(value, "account"):
        return CookieState(CookieStanding.EXPIRED)
    level = whole(member(value, "profile", "vipType"))
    if level is None:
        level = whole(member(value, "account", "vipType"))
    return CookieState(CookieStanding.VALID, None if level is None else f"vipType {level}")


def _ref(row: Any, kind: PlaylistKind) -> PlaylistRef | None:
    playlist_id = song_id_of(member(row, "id"))
    title = playlist_title(row, playlist_id, "name") if playlist_id else None
    if playlist_id is None or title is None:
        return None
    return PlaylistRef(
        platform=NAME,
        playlist_id=playlist_id,
        title=title,
        kind=PlaylistKind.TOPLIST if whole(member(row, "specialType")) == _SYSTEM_TOPLIST else kind,
        track_count=whole(member(row, "trackCount")),
        creator=clean_name(member(row, "creator", "nickname")),
        cover_url=address(member(row, "coverImgUrl")) or address(member(row, "picUrl")),
        description=clean_prose(member(row, "description")),
        play_count=whole(member(row, "playCount")),
    )


def _listing(operation: str, raw: bytes, kind: PlaylistKind) -> ListingPage:
    """`trackIds` is the playlist, `tracks` a preview of it; the older form has only `tracks`."""
    value = opened(operation, raw)
    record = next(
        (value[key] for key in ("playlist", "result") if isinstance(member(value, key), dict)), value
    )
    ref = _ref(record, kind)
    if ref is None:
        missing = (
            "playlist (this is the list of toplists)" if member(value, "list") else "playlist.id and name"
        )
        raise UnexpectedAnswer(NAME, operation, missing)
    privileges = privileges_of(value)
    songs = {
        song.song_id: song
        for row in rows(record, "tracks")
        if (song := song_of(row, privileges.get(song_id_of(row.get("id")) or "")))
    }
    whole_list = isinstance(member(record, "trackIds"), list)
    key = "trackIds" if whole_list else "tracks"
    listed = member(record, key)
    if not isinstance(listed, list):
        raise UnexpectedAnswer(NAME, operation, "playlist.trackIds")
    song_ids = [song_id_of(member(row, "id")) or song_id_of(row) for row in listed]
    if None in song_ids and not few_unread(song_ids.count(None), len(song_ids)):
        raise UnexpectedAnswer(NAME, operation, f"playlist.{key}[{song_ids.index(None)}].id")
    entries = [Entry(song_id, songs.get(song_id)) for song_id in song_ids if song_id]
    missing_ids = tuple(dict.fromkeys(entry.song_id for entry in entries if entry.song is None))
    announced = ref.track_count
    arrived = whole_list or announced is None or len(entries) >= announced
    tags = member(record, "tags")
    listing = Listing(
        ref,
        tuple(entries),
        announced=announced,
        tags=tuple(
            tag for name in (tags if isinstance(tags, list) else ()) if (tag := clean_name(name, 100))
        ),
    )
    return ListingPage(listing, complete=arrived and not missing_ids, missing_ids=missing_ids)


def _words(value: Any) -> str | None:
    """A lyric text with its JSON credit lines (`{"t":0,"c":[{"tx":"…"}]}`, wire page 7) turned into LRC
    lines.
    """
    words = text(value) if isinstance(value, str) else None
    if words is None or '"tx"' not in words:
        return words
    return "\n".join(_credit(line) if line.startswith("{") else line for line in words.split("\n"))


def _credit(line: str) -> str:
    try:
        credit = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(member(credit, "c"), list):
        return line
    said = "".join(part["tx"] for part in rows(credit, "c") if isinstance(part.get("tx"), str))
    at = max(0, whole(member(credit, "t")) or 0)
    return f"[{at // 60000:02d}:{at % 60000 / 1000:05.2f}]{' '.join(said.split())}"


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
