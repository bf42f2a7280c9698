"""A song in qq's two shapes: the track object (`mid`, `name`, `file`) and the old one (`songmid`,
`songname`).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from catalogsync.adapters.platforms.qq.envelope import NAME
from catalogsync.adapters.platforms.shapes import clean_name, member, rows, seconds_to_ms, text, whole
from catalogsync.pipeline.ports import Access, ArtistCredit, Quality, SongInfo

_MID = re.compile(r"[0-9A-Za-z]{14}")
_EMPHASIS = re.compile(r"</?em>")


class FileKind(NamedTuple):
    """A file kept of a song: its name is prefix + media mid + suffix. Wire page 6a (2026-11)."""

    prefix: str
    suffix: str
    quality: Quality
    bitrate: int | None
    sizes: tuple[str, ...]  # where its size stands: track object, old track, new_json search


FILE_KINDS = (
    FileKind("F000", "flac", Quality.LOSSLESS, None, ("size_flac", "sizeflac")),
    FileKind("RS01", "flac", Quality.LOSSLESS, None, ("size_hires",)),
    FileKind("M800", "mp3", Quality.HIGH, 320_000, ("size_320mp3", "size320", "size_320")),
    FileKind("M500", "mp3", Quality.STANDARD, 128_000, ("size_128mp3", "size128", "size_128")),
    FileKind("C600", "m4a", Quality.STANDARD, 192_000, ("size_192aac", "size_aac")),
    FileKind("C400", "m4a", Quality.STANDARD, 96_000, ("size_96aac",)),
)
"""What is asked for, best first. Plain FLAC comes before hi-res: a catalog wants the recording, not five
times its size.
"""


def mid_of(value: Any) -> str | None:
    """A song, album or singer mid, None when it is empty or of another form."""
    mid = text(value)
    return mid if mid and _MID.fullmatch(mid) else None


def number_of(track: dict[str, Any]) -> int | None:
    """The song's number (`id`, `songid`, `songId`); None for 0 and below: local upload or missing song."""
    for key in ("id", "songid", "songId"):
        number = whole(track.get(key))
        if number is not None:
            return number if number > 0 else None
    return None


def song_of(track: dict[str, Any]) -> SongInfo | None:
    """The song in either shape, by its mid; None for a local upload, a placeholder and anything without a
    title.
    """
    old = "songmid" in track
    mid = mid_of(track.get("songmid" if old else "mid"))
    number = number_of(track)
    title = _name(track.get("songname")) if old else _name(track.get("title")) or _name(track.get("name"))
    if mid is None or number is None or title is None:
        return None
    if old:
        album, album_mid, pmid = _name(track.get("albumname")), mid_of(track.get("albummid")), None
    else:
        found = track.get("album")
        album, album_mid = (
            _name(member(found, "title")) or _name(member(found, "name")),
            mid_of(member(found, "mid")),
        )
        pmid = text(member(found, "pmid"))
    sizes = _sizes(track)
    return SongInfo(
        platform=NAME,
        song_id=mid,
        title=title,
        artists=_singers(track),
        album=None if album == "空" else album,
        album_id=album_mid,
        duration_ms=seconds_to_ms(track.get("interval")),
        aliases=_aliases(track, title),
        cover_url=_cover(track, pmid, album_mid),
        access=_access(track, old),
        qualities=_qualities(sizes),
        handle=_handle(track, number, sizes),
    )


def ranked_song_of(row: dict[str, Any]) -> SongInfo | None:
    """A toplist row whose track is gone: only its number, title and joined singer names are left."""
    number, title = number_of(row), _name(row.get("title"))
    if number is None or title is None:
        return None
    names = (clean_name(name) for name in (text(row.get("singerName")) or "").split("/"))
    return SongInfo(
        platform=NAME,
        song_id=str(number),
        title=title,
        artists=tuple(ArtistCredit(name) for name in names if name),
        album_id=mid_of(row.get("albumMid")),
        access=Access.WITHDRAWN,
        handle={"songid": str(number)},
    )


def _name(value: Any) -> str | None:
    name = clean_name(value)
    return clean_name(_EMPHASIS.sub("", name)) if name and "<" in name else name


def _singers(track: dict[str, Any]) -> tuple[ArtistCredit, ...]:
    return tuple(
        ArtistCredit(name, mid_of(singer.get("mid")))
        for singer in rows(track, "singer")
        if (name := _name(singer.get("name")) or _name(singer.get("title")))
    )


def _aliases(track: dict[str, Any], title: str) -> tuple[str, ...]:
    found = (_name(track.get(key)) for key in ("subtitle", "albumdesc", "transname"))
    return tuple(dict.fromkeys(name for name in found if name and name != title))


def _cover(track: dict[str, Any], pmid: str | None, album_mid: str | None) -> str | None:
    """The song's own picture, else the album's newest, else the album's (wire page 8)."""
    own = mid_of(member(track, "vs", 1))
    album = pmid if pmid and re.fullmatch(r"[0-9A-Za-z]{14}(_\d{1,3})?", pmid) else album_mid
    picture = f"T062R300x300M000{own}" if own else f"T002R300x300M000{album}" if album else None
    return f"https://y.gtimg.cn/music/photo_new/{picture}.jpg" if picture else None


def _access(track: dict[str, Any], old: bool) -> Access:
    """`pay_play` 1: not for everyone. A playable song has bit 1 of `switch` set (75 recorded tracks, wire
    page 4d).
    """
    pay = track.get("pay")
    needs_paying = whole(member(pay, "pay_play"))
    if needs_paying is None:
        needs_paying = whole(member(pay, "payplay"))
    if needs_paying is None:
        return Access.UNKNOWN
    if needs_paying:
        price = whole(member(pay, "price_album")) or whole(member(pay, "payalbumprice")) or 0
        return Access.PURCHASE if price > 0 else Access.VIP
    switch = None if old else whole(member(track, "action", "switch"))
    return Access.WITHDRAWN if switch is not None and not switch >> 1 & 1 else Access.OPEN


def _sizes(track: dict[str, Any]) -> dict[str, int]:
    """Bytes of each kind of file, 0 where the platform says there is none; kinds it does not mention are left
    out.
    """
    places = [place for place in (track.get("file"), track) if isinstance(place, dict)]
    found: dict[str, int] = {}
    for kind in FILE_KINDS:
        told = (whole(place.get(key)) for place in places for key in kind.sizes)
        size = next((size for size in told if size is not None), None)
        if size is not None:
            found[kind.prefix] = max(0, size)
    return found


def _qualities(sizes: dict[str, int]) -> tuple[Quality, ...]:
    return tuple(dict.fromkeys(kind.quality for kind in FILE_KINDS if sizes.get(kind.prefix)))


def _handle(track: dict[str, Any], number: int, sizes: dict[str, int]) -> dict[str, str]:
    """What a stream request needs. `songtype` 13 of a playlist row is the playlist's own bookkeeping: `type`
    counts.
    """
    media = (
        member(track, "file", "media_mid"),
        member(track, "file", "strMediaMid"),
        track.get("strMediaMid"),
    )
    media_mid = next((mid for mid in map(mid_of, media) if mid), None)
    handle = {"songid": str(number), "type": str(whole(track.get("type")) or 0)}
    if media_mid:
        handle["media_mid"] = media_mid
    if status := whole(track.get("status")):
        handle["status"] = str(status)
    return {**handle, **{prefix: str(size) for prefix, size in sizes.items()}}
