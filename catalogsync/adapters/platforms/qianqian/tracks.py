"""Qianqian's track object, the same in every answer (wire page 4, recorded tracklink-1 and
partnerdoc-album-songs-1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from catalogsync.adapters.platforms.qianqian.envelope import NAME
from catalogsync.adapters.platforms.shapes import (
    address,
    clean_name,
    member,
    rows,
    seconds_to_ms,
    text,
    whole,
)
from catalogsync.pipeline.errors import UnexpectedAnswer
from catalogsync.pipeline.ports import Access, ArtistCredit, Entry, Quality, SongInfo

RATES = {"3000": Quality.LOSSLESS, "320": Quality.HIGH, "128": Quality.STANDARD}

_PERFORMER = 38
_LISTS = ("trackList", "typeTrack", "result", "list")


def track_list(data: Any) -> list[Any] | None:
    """The list of tracks in any answer that has one, None where there is no list."""
    if isinstance(data, list):
        return data
    return next((found for name in _LISTS if isinstance(found := member(data, name), list)), None)


def entries_of(operation: str, listed: list[Any]) -> tuple[Entry, ...]:
    """The tracks as places of a listing, in order; one without a title is a place without a song.

    A list in which no track at all has an id, or none of several a title, is a changed shape and no list of
    dead songs.
    """
    entries = tuple(Entry(song_id, song_of(row)) for row in rows(listed) if (song_id := song_id_of(row)))
    if listed and not entries:
        raise UnexpectedAnswer(NAME, operation, "TSID in any track")
    if len(entries) > 1 and not any(entry.song for entry in entries):
        raise UnexpectedAnswer(NAME, operation, "title in any track")
    return entries


def songs_of(listed: list[Any]) -> tuple[SongInfo, ...]:
    """The tracks as songs, those without id or title left out."""
    return tuple(song for row in rows(listed) if (song := song_of(row)))


def song_id_of(row: Mapping[str, Any]) -> str | None:
    """The id, which stands in one or more of three members."""
    for name in ("TSID", "assetId", "id"):
        word = text(row.get(name))
        if word and re.fullmatch(r"T[0-9]{1,20}", word):
            return word
    return None


def song_of(row: Mapping[str, Any], now: datetime | None = None) -> SongInfo | None:
    """The song in a track object, None without id or title. `now` decides about `downTime`."""
    song_id, title = song_id_of(row), clean_name(row.get("title"))
    if not song_id or not title:
        return None
    lyric = address(row.get("lyric"))
    return SongInfo(
        platform=NAME,
        song_id=song_id,
        title=title,
        artists=_artists(row),
        album=clean_name(row.get("albumTitle")),
        album_id=text(row.get("albumAssetCode")),
        duration_ms=seconds_to_ms(row.get("duration")),
        cover_url=address(row.get("pic")),
        access=_access(row, now or datetime.now(UTC)),
        qualities=_qualities(row),
        handle={"lyric": lyric} if lyric else {},
    )


def _artists(row: Mapping[str, Any]) -> tuple[ArtistCredit, ...]:
    """The performers; where none is marked as one, everybody credited. Each name once."""
    credited = [
        (whole(artist.get("artistType")), ArtistCredit(name, text(artist.get("artistCode"))))
        for artist in rows(row, "artist")
        if (name := clean_name(artist.get("name")))
    ]
    performers = [credit for kind, credit in credited if kind == _PERFORMER] or [
        credit for _, credit in credited
    ]
    first: dict[str, ArtistCredit] = {}
    for credit in performers:
        first.setdefault(credit.name, credit)
    return tuple(first.values())


def _access(row: Mapping[str, Any], now: datetime) -> Access:
    """The listing's hint. `isPaid` (bought) and `pay_model` (meaning unverified) decide nothing."""
    try:
        down = datetime.fromisoformat(text(row.get("downTime")) or "")
        if (down if down.tzinfo else down.replace(tzinfo=UTC)) < now:
            return Access.WITHDRAWN
    except (ValueError, OverflowError):
        pass
    vip = whole(row.get("isVip"))
    if vip is None:
        return Access.UNKNOWN
    return Access.OPEN if vip == 0 else Access.VIP


def _qualities(row: Mapping[str, Any]) -> tuple[Quality, ...]:
    """What exists of the song, best first; not what a caller may have."""
    files = row.get("rateFileInfo")
    rates = set(files) if isinstance(files, dict) else set()
    listed = row.get("allRate")
    rates |= {text(rate) for rate in listed} if isinstance(listed, list) else set()
    return tuple(quality for rate, quality in RATES.items() if rate in rates)
