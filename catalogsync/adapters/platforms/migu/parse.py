"""Migu's parsers: each recognises by itself which endpoint's shape the bytes are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from catalogsync.adapters.platforms.lenient_json import decoded
from catalogsync.adapters.platforms.migu.envelope import NAME, opened
from catalogsync.adapters.platforms.migu.pools import categories_of, playlists_of, ranks_of, ref_of
from catalogsync.adapters.platforms.migu.songs import entries_of, row_list, songs_of
from catalogsync.adapters.platforms.migu.streams import parse_song_url
from catalogsync.adapters.platforms.shapes import ListingPage, clean_name, member, rows, text, whole
from catalogsync.adapters.platforms.words import lyric_of
from catalogsync.pipeline.errors import NoSuchItem, ServerTrouble, UnexpectedAnswer
from catalogsync.pipeline.ports import (
    Category,
    Listing,
    Lyric,
    LyricKind,
    PlaylistKind,
    PlaylistRef,
    PoolPage,
    SongInfo,
)

_PAGE_LISTS = {"contents", "contentItemList", "itemList", "playlist", "result", "songlist", "items"}
_NO_WORDS = re.compile(r"(?:暂无|没有|無|无)歌[词詞]\W*")


def parse_categories(raw: bytes) -> tuple[Category, ...]:
    """The tag tree, new form and old."""
    value = opened("categories", raw)
    found = categories_of(value)
    if not found:
        raise UnexpectedAnswer(NAME, "categories", "data[].content[].texts")
    return found


def parse_playlist_list(raw: bytes, page: int = 1) -> PoolPage:
    """A page of the square in any form; `page` is its number. No form tells a total that could be trusted."""
    value = opened("playlist-list", raw)
    found = playlists_of(value)
    if not found and not _is_empty_page(value):
        raise UnexpectedAnswer(NAME, "playlist-list", "data.contents or data.contentItemList")
    total = whole(member(value, "retMsg", "countSize") or member(value, "songListResultData", "totalCount"))
    return PoolPage(found, str(page + 1) if found else None, total)


def _is_empty_page(value: Any) -> bool:
    """Is this a page of the square that holds no playlist, and not some other answer?

    The tree of tags (`columnInfo`) has the envelope of an old page: rows that are no playlists make it another answer.
    """
    if any(rows(value, "columnInfo", "contents")):
        return False
    inner = [member(value, name) for name in ("data", "retMsg", "songListResultData", "columnInfo")]
    return any(part == {} or (isinstance(part, dict) and part.keys() & _PAGE_LISTS) for part in inner)


def parse_toplist_list(raw: bytes) -> tuple[PlaylistRef, ...]:
    """The index of ranks, new form and old."""
    found = ranks_of(opened("toplist-list", raw))
    if not found:
        raise UnexpectedAnswer(NAME, "toplist-list", "rankId")
    return found


def parse_playlist_detail(raw: bytes, playlist_id: str = "") -> ListingPage:
    """A playlist's description (no entries), or a page of its songs, which does not name the playlist."""
    value = opened("playlist-detail", raw)
    listed = row_list(value)
    described = next((row for row in rows(listed) if "musicListId" in row), None)
    if listed is not None and described is None:
        announced = _total(value)
        entries = entries_of("playlist-detail", listed)
        ref = PlaylistRef(NAME, playlist_id, "", track_count=announced)
        whole_here = announced is not None and 0 < announced <= len(listed)
        return ListingPage(Listing(ref, entries, announced), complete=whole_here)
    data = described or member(value, "data")
    if isinstance(value, dict) and not data and text(value.get("code")):
        message = f"playlist {playlist_id} does not exist or is private".replace("  ", " ")
        raise NoSuchItem(NAME, "playlist-detail", message, code=text(value.get("code")))
    found = (
        ref_of(data, playlist_id)
        if isinstance(data, dict) and ("title" in data or "musicListId" in data)
        else None
    )
    if found is None:
        raise UnexpectedAnswer(NAME, "playlist-detail", "data.musicListId or data.songList")
    tags = tuple(name for tag in rows(data, "tags") if (name := clean_name(tag.get("tagName"))))
    listing = Listing(found, (), found.track_count, tags=tags)
    return ListingPage(listing, complete=found.track_count == 0)


def parse_toplist_detail(raw: bytes, rank_id: str = "") -> ListingPage:
    """A rank with its songs: all at once (`querycontentbyId.do`), or a page of them (`rank-info`)."""
    value = opened("toplist-detail", raw)
    listed = row_list(value)
    if listed is None:
        if (
            isinstance(value, dict)
            and text(value.get("code"))
            and not value.get("columnInfo")
            and not value.get("data")
        ):
            raise NoSuchItem(NAME, "toplist-detail", f"there is no rank {rank_id}".rstrip())
        raise UnexpectedAnswer(NAME, "toplist-detail", "columnInfo.contents")
    column = member(value, "columnInfo")
    header = member(value, "data", "header")
    found_id = text(member(column, "columnId") or member(header, "rankId")) or rank_id
    title = clean_name(member(column, "columnTitle") or member(header, "rankName") or member(header, "title"))
    announced = whole(member(column, "contentsCount"))
    ref = PlaylistRef(NAME, found_id, title or "", kind=PlaylistKind.TOPLIST, track_count=announced)
    more = whole(member(header, "nextPageNo"))
    complete = len(listed) >= (announced or 0) and (column is not None or (header is not None and not more))
    return ListingPage(Listing(ref, entries_of("toplist-detail", listed), announced), complete=complete)


def parse_song_detail(raw: bytes) -> tuple[SongInfo, ...]:
    """`resourceinfo.do`, `by-contentids`, the web player's songs and the old mobile site's
    `cms_detail_tag`."""
    value = opened("song-detail", raw)
    listed = row_list(value)
    if listed is None:
        one = value if "copyrightId" in value else member(value, "data")
        listed = [one] if isinstance(one, dict) else None
    if listed is None:
        if isinstance(value, dict) and any(name in value for name in ("resource", "data", "items")):
            return ()
        raise UnexpectedAnswer(NAME, "song-detail", "resource")
    found = songs_of(listed)
    if listed and not found:
        raise UnexpectedAnswer(NAME, "song-detail", "resource[].songName")
    return found


def parse_search(raw: bytes) -> tuple[SongInfo, ...]:
    """Search results of any endpoint, in order; no hits are an empty tuple."""
    value = opened("search", raw)
    listed = row_list(value)
    if listed is None and "copyrightId" in value:
        listed = [value]
    if listed is None:
        if _says_no_hits(value):
            return ()
        raise UnexpectedAnswer(NAME, "search", "data.items or songResultData.result")
    found = songs_of(listed)
    if listed and not found:
        raise UnexpectedAnswer(NAME, "search", "songName in any row")
    return found


def has_next(raw: bytes) -> bool:
    """Whether the answer announces another page of hits; True when it does not say."""
    told = member(opened("search", raw), "data", "hasNext")
    return told if isinstance(told, bool) else True


def announces_hits(raw: bytes) -> bool:
    """Whether the answer says that there are hits (on this page or another)."""
    value = opened("search", raw)
    total = whole(member(value, "songResultData", "totalCount")) or whole(member(value, "pgt"))
    return bool(total) or member(value, "data", "hasNext") is True


def parse_lyric(raw: bytes) -> Lyric:
    """A lyric file (plain LRC), or the JSON of `getLyric` and `cms_detail_tag`."""
    head = raw[:400].lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if head.startswith((b"{", b"\xab\xcd\x01")):
        return _lyric_in_json(opened("lyric", raw))
    if head.startswith(b"<"):
        raise ServerTrouble(NAME, "lyric", "a web page instead of a lyric", code="HTML")
    words = decoded(raw).replace("\x00", "").removeprefix("\ufeff")
    return worded(words)


def worded(words: str, translation: str | None = None) -> Lyric:
    """The text as a lyric. A single line 暂无歌词 says that there is none (wire page 7)."""
    if _NO_WORDS.fullmatch(re.sub(r"\[[^\]]{0,100}\]", "", words).strip()):
        return Lyric(LyricKind.ABSENT)
    return lyric_of(words, translation=translation)


def parse_account(raw: bytes) -> bool:
    """Whether the session belongs to an account."""
    return bool(member(opened("account", raw), "data", "userId"))


def _lyric_in_json(value: Any) -> Lyric:
    data = member(value, "data")
    holder = data if isinstance(data, dict) and ("lyricLrc" in data or "lyric" in data) else value
    if not isinstance(holder, dict) or not ({"lyric", "lyricLrc"} & set(holder)):
        raise UnexpectedAnswer(NAME, "lyric", "lyric")
    words = text(holder.get("lyric")) or text(holder.get("lyricLrc")) or ""
    translation = text(holder.get("translatedLyric")) or text(holder.get("fanyiLrc"))
    return worded(words.replace("\x00", ""), translation)


def _total(value: Any) -> int | None:
    found = member(value, "data", "totalCount") or member(value, "totalCount")
    number = whole(found)
    return number if number and number > 0 else None


def _says_no_hits(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    if whole(value.get("pgt")) == 0 or "musics" in value:
        return True
    if isinstance(member(value, "data"), dict):
        return "hasNext" in value["data"]
    return "songResultData" in value or ("data" in value and value["data"] is None)


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
"""What `debug parse` offers for Migu."""
