"""One song as kuwo writes it: five spellings of the same row, read into one `SongInfo`.

SONG (`rid`, mirror and www), search rows (`MUSICRID`), nplserver and kbangserver rows (`id`, `song_duration`), mobile
`songinfo` (`musicrId`), bodian rows (`artists`, `audios`). Wire facts as of 2026-11: kuwo page sections 3 to 6.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from catalogsync.adapters.platforms.shapes import (
    address,
    clean_name,
    member,
    rows,
    seconds_to_ms,
    text,
    whole,
)
from catalogsync.pipeline.ports import Access, ArtistCredit, Quality, SongInfo

PLATFORM = "kuwo"

_ALBUM_PICTURES = "https://img2.kuwo.cn/star/albumcover/"
_SONG_ID = re.compile(r"(?:MUSIC_|MP3_)?(\d{1,19})", re.IGNORECASE | re.ASCII)
_JOINED = re.compile(r"(?<!\s)&|&(?!\s)")
_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s?([KMG]?)i?b", re.IGNORECASE)
_MARKS_OF_A_SONG = (
    "artist",
    "artist_name",
    "artists",
    "song_name",
    "songName",
    "duration",
    "song_duration",
    "audios",
)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}

_BY_BR = {
    "4000kflac": Quality.LOSSLESS,
    "2000kflac": Quality.LOSSLESS,
    "1000kape": Quality.LOSSLESS,
    "320kmp3": Quality.HIGH,
    "192kmp3": Quality.STANDARD,
    "128kmp3": Quality.STANDARD,
}
_BY_FORMAT = {
    "HIRFLAC": Quality.LOSSLESS,
    "ALFLAC": Quality.LOSSLESS,
    "AL": Quality.LOSSLESS,
    "MP3H": Quality.HIGH,
    "MP3192": Quality.STANDARD,
    "MP3128": Quality.STANDARD,
}


def song_id(value: Any) -> str | None:
    """The digits of a song id in any of its three ways (`6910877`, `"6910877"`, `"MUSIC_6910877"`); 0 is no id."""
    found = _SONG_ID.fullmatch(text(value) or "")
    return found.group(1) if found and int(found.group(1)) else None


def row_id(row: Mapping[str, Any]) -> str | None:
    """The song id of a row, whichever member holds it. A bare `id` counts only where the row has a song's members."""
    for name in ("rid", "musicrid", "MUSICRID", "musicrId", "DC_TARGETID", "musicId"):
        if found := song_id(row.get(name)):
            return found
    return song_id(row.get("id")) if any(name in row for name in _MARKS_OF_A_SONG) else None


def song_info(row: Mapping[str, Any]) -> SongInfo | None:
    """The song in this row, None where the row names no id or no title."""
    found_id = row_id(row)
    title = _name(row, "SONGNAME", "songName", "song_name", "name", "NAME")
    if found_id is None or title is None:
        return None
    sizes = file_sizes(row)
    alias = _name(row, "ALIAS", "FSONGNAME", "SUBTITLE")
    return SongInfo(
        platform=PLATFORM,
        song_id=found_id,
        title=title,
        artists=_artists(row),
        album=_name(row, "album", "ALBUM", "albumName"),
        album_id=song_id(_first(row, "albumid", "ALBUMID", "albumId")),
        duration_ms=_duration_ms(row),
        aliases=(alias,) if alias and alias != title else (),
        cover_url=_cover(row),
        access=access(row),
        qualities=_qualities(row, sizes),
        handle={"sizes": ",".join(f"{br}:{size}" for br, size in sizes.items() if size)}
        if any(sizes.values())
        else {},
    )


def known_sizes(song: SongInfo) -> dict[str, int]:
    """The file sizes in bytes by kuwo's `br` word that a row of the song told (`{"320kmp3": 10999562}`)."""
    pairs = (part.partition(":") for part in song.handle.get("sizes", "").split(",") if part)
    return {br: size for br, _, told in pairs if (size := whole(told))}


def file_sizes(row: Mapping[str, Any]) -> dict[str, int]:
    """Bytes by `br` word from `N_MINFO` or `MINFO` (bodian: `audios`); 0 where the file exists and no size is told.

    `size:10.49Mb` of 275 s at 320 kbit/s (search-rs-5, 2020-12) shows the unit is 2^20. Levels in encrypted
    containers (`zp`, `mflac` …) are left out: nothing here can play them.
    """
    sizes: dict[str, int] = {}
    described = text(row.get("N_MINFO")) or text(row.get("MINFO")) or ""
    for part in described[:4000].split(";"):
        told = dict(pair.partition(":")[::2] for pair in part.split(","))
        _note(sizes, told.get("bitrate"), told.get("format"), told.get("size"))
    for audio in rows(row, "audios"):
        _note(sizes, audio.get("bitrate"), audio.get("format"), audio.get("size"))
    return sizes


def _note(sizes: dict[str, int], bitrate: Any, container: Any, size: Any) -> None:
    kbits = text(bitrate)
    plain = {"4000": "flac", "2000": "flac", "1000": "ape", "320": "mp3", "192": "mp3", "128": "mp3"}.get(
        kbits or ""
    )
    br = f"{kbits}k{(text(container) or plain or '').lower()}"
    if br in _BY_BR:
        told = _SIZE.fullmatch(text(size) or "")
        sizes[br] = int(float(told.group(1)) * _UNITS[told.group(2).upper()]) if told else whole(size) or 0


def access(row: Mapping[str, Any]) -> Access:
    """What the rights members say beforehand (section 6.5, inferred from recordings): a hint.

    Open means that some full-length quality is free; `payInfo.play` runs from lossless down to 128 kbit/s, so its
    last digit decides (`nplay` runs the other way), and in the `pay` mask the two lowest bits do.
    """
    pay_info = row.get("payInfo")
    if whole(_first(row, "online", "ONLINE")) == 0 or whole(_first(row, "bitSwitch")) == 0:
        return Access.WITHDRAWN
    if whole(member(pay_info, "cannotOnlinePlay")) == 1:
        return Access.REGION
    if whole(member(pay_info, "limitfree")) == 1:
        return Access.OPEN
    play = text(member(pay_info, "play")) or (text(member(pay_info, "nplay")) or "")[::-1] or None
    mask = whole(_first(row, "pay", "PAY"))
    if row.get("isListenFee") in (True, "true", "1") or text(member(pay_info, "listen_fragment")) == "1":
        paid = True
    elif play is not None:
        paid = play.endswith("1")
    elif mask is not None:
        paid = mask & 0b11 == 0b11
    else:
        return Access.UNKNOWN
    if not paid:
        return Access.OPEN
    sold = whole(member(pay_info, "feeType", "vip")) != 1 and any(
        whole(member(pay_info, "feeType", kind)) == 1 for kind in ("album", "song")
    )
    return Access.PURCHASE if sold else Access.VIP


def _qualities(row: Mapping[str, Any], sizes: Mapping[str, int]) -> tuple[Quality, ...]:
    """The levels a song exists in, best first; () where the row does not tell all of them."""
    found = {_BY_BR[br] for br in sizes}
    for token in (text(_first(row, "formats", "FORMATS")) or "")[:1000].split("|"):
        if token in _BY_FORMAT:
            found.add(_BY_FORMAT[token])
    if row.get("hasLossless") is True:
        found |= set(Quality)
    return tuple(quality for quality in Quality if quality in found)


def _artists(row: Mapping[str, Any]) -> tuple[ArtistCredit, ...]:
    """The credited names. Kuwo joins them with a bare `&`; one with blanks around it belongs to a name.

    `artistid` is the first artist's id only; `allartistid` lists all of them, also joined.
    """
    listed = [a for a in rows(row, "artists") if clean_name(a.get("name"))]
    if listed:
        return tuple(ArtistCredit(clean_name(a["name"]) or "", song_id(a.get("id"))) for a in listed)
    joined = _name(row, "artist", "ARTIST", "artist_name", "artistName")
    if joined is None:
        return ()
    names = list(dict.fromkeys(name for part in _JOINED.split(joined) if (name := part.strip()))) or [joined]
    ids = [song_id(part) for part in (text(row.get("allartistid")) or "").split("&") if part]
    if len(ids) == 1:
        names = [joined]
    elif len(ids) != len(names):
        ids = [song_id(_first(row, "artistid", "ARTISTID", "artistId"))]
    return tuple(ArtistCredit(name, ids[i] if i < len(ids) else None) for i, name in enumerate(names))


def _duration_ms(row: Mapping[str, Any]) -> int | None:
    if found := seconds_to_ms(_first(row, "duration", "DURATION", "song_duration")):
        return found
    clock = re.fullmatch(r"(\d{1,4}):([0-5]\d)", text(row.get("songTimeMinutes")) or "")
    return seconds_to_ms(int(clock.group(1)) * 60 + int(clock.group(2))) if clock else None


def _cover(row: Mapping[str, Any]) -> str | None:
    for name in ("albumpic", "albumPic", "pic", "pic120", "hts_albumpic"):
        if found := address(row.get(name)):
            return found
    short = text(row.get("web_albumpic_short"))
    return address(_ALBUM_PICTURES + short) if short else None


def _first(row: Mapping[str, Any], *names: str) -> Any:
    """The first of these members that says something."""
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def _name(row: Mapping[str, Any], *names: str) -> str | None:
    return next((found for name in names if (found := clean_name(row.get(name)))), None)
