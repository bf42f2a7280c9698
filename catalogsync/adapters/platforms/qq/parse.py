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
from catalogsync.adapters.platforms.qq.pools import parse_categories, parse_playlist_list, parse_toplist_list
from catalogsync.adapters.platforms.qq.songs import song_of
from catalogsync.adapters.platforms.qq.streams import parse_song_url
from catalogsync.adapters.platforms.shapes import (
    CookieStanding,
    CookieState,
    clean_name,
    decoded,
    member,
    rows,
    text,
    unescaped,
    whole,
)
from catalogsync.adapters.platforms.words import lyric_of
from catalogsync.pipeline.errors import Blocked, LoginNeeded, UnexpectedAnswer
from catalogsync.pipeline.ports import Lyric, LyricKind, SongInfo


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
