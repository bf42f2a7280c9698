"""Migu's songs: four shapes of the same thing, told apart by the names of their members (wire page 12,
2026-11).

A (`search_all.do`): name, singers, albums. B (`resourceinfo.do`, ranks): songName, artists, album, length.
C (v2.0 playlists, bmw search): songName, singerList, img1-3, duration. D (old mobile site): singerName,
albumName.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from catalogsync.adapters.platforms.migu.envelope import NAME
from catalogsync.adapters.platforms.shapes import address, clean_name, member, rows, seconds_to_ms, text
from catalogsync.pipeline.errors import UnexpectedAnswer
from catalogsync.pipeline.ports import Access, ArtistCredit, Entry, Quality, SongInfo

FILES = "https://d.musicapp.migu.cn"

QUALITIES: Mapping[str, Quality] = {
    "PQ": Quality.STANDARD,
    "HQ": Quality.HIGH,
    "SQ": Quality.LOSSLESS,
    "ZQ": Quality.LOSSLESS,
    "ZQ24": Quality.LOSSLESS,
    "020007": Quality.STANDARD,
    "020010": Quality.HIGH,
    "011002": Quality.LOSSLESS,
    "011005": Quality.LOSSLESS,
}
"""formatType and format code (wire page 6). LQ (64 kbit/s) and the spatial formats are none of our levels."""

_ROW_PATHS: tuple[tuple[str | int, ...], ...] = (
    ("data", "songList"),
    ("data", "items"),
    ("data", "contents"),
    ("data", "list"),
    ("columnInfo", "contents"),
    ("songResultData", "result"),
    ("songResultData", "resultList"),
    ("resource",),
    ("songList",),
    ("list",),
    ("items",),
    ("musics",),
    ("result", "results"),
    ("data",),
)


def row_list(value: Any) -> list[Any] | None:
    """The list of song rows in any of the answers that hold one, None where there is no such list."""
    if isinstance(value, list):
        return value
    for path in _ROW_PATHS:
        found = member(value, *path)
        if isinstance(found, list):
            return found
    return None


def song_rows(listed: list[Any]) -> Iterator[dict[str, Any]]:
    """The song objects of a list, taken out of what rows wrap them in; other rows (adverts) are passed
    over."""
    flat = (
        inner for row in listed for inner in (row if isinstance(row, list) else (row,))
    )  # versions in groups
    for row in flat:
        if not isinstance(row, dict):
            continue
        for wrapper in ("song", "songItem", "objectInfo", "songData"):
            inner = _unpacked(row.get(wrapper))
            if inner is not None:
                row = inner
        if ids_of(row):
            yield row


def _unpacked(value: Any) -> dict[str, Any] | None:
    """A wrapped song; in rank rows it is JSON inside a text (wire page 2.2b)."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def entries_of(operation: str, listed: list[Any]) -> tuple[Entry, ...]:
    """The rows as places of a listing, in order; a row with an id and no title is a place without a song.

    A list in which no row at all has an id, or none of several a title, is a changed shape and no list of
    dead songs.
    """
    entries = tuple(Entry(song_id_of(row), song_of(row)) for row in song_rows(listed))
    if listed and not entries:
        raise UnexpectedAnswer(NAME, operation, "copyrightId in any row")
    if len(entries) > 1 and not any(entry.song for entry in entries):
        raise UnexpectedAnswer(NAME, operation, "songName in any row")
    # By their other ids the same songs would count as others: the whole list as removed and added.
    if len(entries) > 1 and not any("copyrightId" in ids_of(row) for row in song_rows(listed)):
        raise UnexpectedAnswer(NAME, operation, "copyrightId in any row")
    return entries


def songs_of(listed: list[Any]) -> tuple[SongInfo, ...]:
    """The rows as songs, those without a title left out."""
    return tuple(song for row in song_rows(listed) if (song := song_of(row)))


def ids_of(row: Mapping[str, Any]) -> dict[str, str]:
    """The song's three ids, those it has: copyrightId (11 characters), contentId (18 digits), songId
    (number)."""
    found: dict[str, str] = {}
    product = member(row, "qq", "productId")
    for name, values, shape in (
        ("copyrightId", (row.get("copyrightId"), row.get("cpId")), r"[0-9A-Za-z]{6,20}"),
        ("contentId", (row.get("contentId"), product), r"[0-9]{6,24}"),
        ("songId", (row.get("songId"), row.get("id")), r"[0-9]{1,20}"),
    ):
        for value in values:
            word = text(value)
            if word and word != "0" and re.fullmatch(shape, word):
                found[name] = word
                break
    # The frame of a rank row has a contentId of its own: without a name it is none of a song's (wire page
    # 2.2a).
    return found if "copyrightId" in found or "songName" in row or "name" in row else {}


def song_id_of(row: Mapping[str, Any]) -> str:
    """The id this program knows the song by: copyrightId, else contentId, else songId."""
    ids = ids_of(row)
    return ids.get("copyrightId") or ids.get("contentId") or ids.get("songId") or ""


def song_of(row: Mapping[str, Any], today: date | None = None) -> SongInfo | None:
    """The song in a row of any shape, None without id or title. `today` decides about `invalidateDate`."""
    song_id = song_id_of(row)
    title = clean_name(row.get("songName")) or clean_name(row.get("name")) or clean_name(row.get("title"))
    if not song_id or not title:
        return None
    album, album_id = _album(row)
    aliases = (clean_name(row.get(name)) for name in ("songAliasName", "translateName"))
    return SongInfo(
        platform=NAME,
        song_id=song_id,
        title=title,
        artists=_artists(row),
        album=album,
        album_id=album_id,
        duration_ms=_duration_ms(row),
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias and alias != title)),
        cover_url=_cover(row),
        access=_access(row, today or datetime.now(UTC).date()),
        qualities=_qualities(row),
        handle=ids_of(row) | _lyric_files(row),
    )


def file_address(value: Any) -> str | None:
    """An address on Migu's file host: paths are relative there, `//` and `http:` forms occur."""
    word = text(value)
    if word and re.match(r"/(?!/)", word):
        word = FILES + word
    return address(word)


def _lyric_files(row: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, members in (("lrcUrl", ("lrcUrl", "lyricUrl")), ("trcUrl", ("trcUrl",))):
        for value in [*(row.get(m) for m in members), *(member(row, "ext", m) for m in members)]:
            if (url := file_address(value)) and name not in found:
                found[name] = url
    return found


def _artists(row: Mapping[str, Any]) -> tuple[ArtistCredit, ...]:
    for name in ("artists", "singerList", "singers"):
        credits = [
            ArtistCredit(artist, text(item.get("id") or item.get("artistId")))
            for item in rows(row, name)
            if (artist := clean_name(item.get("name") or item.get("artistName")))
        ]
        if credits:
            return tuple(credits)
    names = _words(row.get("singerName") or row.get("artist") or row.get("singer"))
    ids = _words(row.get("singerId"))
    if len(ids) != len(names):  # a name with a comma in it: names and ids no longer correspond
        ids = []
    return tuple(
        ArtistCredit(artist, ids[i] if ids else None)
        for i, name in enumerate(names)
        if (artist := clean_name(name))
    )


def _words(value: Any) -> list[str]:
    """Names or ids given as a list, or joined by commas (shape D), bars or 、 (shape B's `singer`)."""
    if isinstance(value, list):
        return [word for item in value if (word := text(item))]
    return [word.strip() for word in re.split(r",\s*|[|、]", text(value) or "") if word.strip()]


def _album(row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    first = member(row, "albums", 0)
    name = member(first, "name") or member(first, "albumName") or row.get("albumName") or row.get("album")
    if isinstance(name, dict):
        name = name.get("name")
    number = text(member(first, "id") or member(first, "albumId") or row.get("albumId"))
    return clean_name(name), number if number not in ("0", "1") else None  # "1" stands for "no album"


def _duration_ms(row: Mapping[str, Any]) -> int | None:
    """`length` "00:03:35" or `duration` in seconds."""
    clock = re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2})", text(row.get("length")) or "")
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return seconds_to_ms(hours * 3600 + minutes * 60 + seconds)
    return seconds_to_ms(row.get("duration")) or seconds_to_ms(row.get("length"))


def _cover(row: Mapping[str, Any]) -> str | None:
    sized = {
        text(item.get("imgSizeType")): file_address(item.get("img"))
        for name in ("imgItems", "albumImgs")
        for item in rows(row, name)
    }
    names = ("img3", "img2", "img1", "picL", "picM", "picS", "cover", "img")
    return next(
        (
            url
            for url in (
                *(sized.get(size) for size in ("03", "02", "01")),
                *(file_address(row.get(n)) for n in names),
            )
            if url
        ),
        None,
    )


def _access(row: Mapping[str, Any], today: date) -> Access:
    """The listing's hint. One member alone decides nothing about membership (wire page 12.6)."""
    if row.get("validStatus") is False or row.get("materialValidStatus") is False:
        return Access.WITHDRAWN
    if text(row.get("copyright")) == "0" or _is_past(row.get("invalidateDate"), today):
        return Access.WITHDRAWN
    tags = [row.get("showTag"), row.get("showTags")]
    if any(text(tag) == "vip" for listed in tags if isinstance(listed, list) for tag in listed):
        return Access.VIP
    if text(row.get("chargeAuditions")) == "1" and text(row.get("vipType")) == "1":
        return Access.VIP
    return Access.OPEN if text(row.get("copyright")) == "1" else Access.UNKNOWN


def _is_past(value: Any, today: date) -> bool:
    try:
        return date.fromisoformat((text(value) or "")[:10]) < today
    except ValueError:
        return False


def _qualities(row: Mapping[str, Any]) -> tuple[Quality, ...]:
    """What exists of the song, best first; not what a caller may have."""
    found: set[Quality | None] = set()
    for name in ("newRateFormats", "rateFormats", "audioFormats"):
        for item in rows(row, name):
            found.add(QUALITIES.get(text(item.get("formatType")) or ""))
    codes = member(row, "qq", "resourceIdList")
    found.update(QUALITIES.get(text(code) or "") for code in (codes if isinstance(codes, list) else ()))
    if text(row.get("hasHQqq")) == "1":
        found.add(Quality.HIGH)
    if text(row.get("hasSQqq")) == "1":
        found.add(Quality.LOSSLESS)
    tones = text(row.get("toneControl")) or ""
    if not found - {None} and re.fullmatch(r"[01]{4,6}", tones):
        marks = (Quality.STANDARD, Quality.HIGH, Quality.LOSSLESS, None, Quality.LOSSLESS, None)
        found.update(mark for mark, digit in zip(marks, tones, strict=False) if digit == "1")
    return tuple(quality for quality in Quality if quality in found)
