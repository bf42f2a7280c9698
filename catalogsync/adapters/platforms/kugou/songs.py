"""One song as kugou writes it: a dozen spellings of the same row, read into one `SongInfo`.

Toplist and playlist rows (`hash`, `320hash`), web search (`FileHash`, `MixSongID`), gateway rows (`audio_info`,
`relate_goods`, `timelen`), `getSongInfo` and `play/getdata`. Wire facts as of 2026-11: kugou page sections 0, 3 to 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from catalogsync.adapters.platforms.shapes import (
    address,
    clean_name,
    member,
    milliseconds,
    rows,
    seconds_to_ms,
    text,
    whole,
)
from catalogsync.pipeline.ports import Access, ArtistCredit, Quality, SongInfo

PLATFORM = "kugou"

Row = Mapping[str, Any]

_HASH = re.compile(r"[0-9A-Fa-f]{32}")
_SHORT = re.compile(r"[0-9a-z]{4,12}")
_MARK = re.compile(r"</?em\s?>", re.IGNORECASE)
_NO_ALBUM = frozenset({"未知专辑", "未知"})
_PICTURE = "480"

_FILES: tuple[tuple[str, Quality, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "hash_high",
        Quality.LOSSLESS,
        ("hash_high", "ResFileHash", "highhash", "SuperFileHash"),
        ("filesize_high", "ResFileSize", "highfilesize", "SuperFileSize"),
    ),
    (
        "hash_flac",
        Quality.LOSSLESS,
        ("sqhash", "SQFileHash", "hash_flac"),
        ("sqfilesize", "SQFileSize", "filesize_flac"),
    ),
    (
        "hash_320",
        Quality.HIGH,
        ("320hash", "HQFileHash", "hash_320"),
        ("320filesize", "HQFileSize", "filesize_320"),
    ),
)
"""Handle member, level, and the spellings of its hash and size, best first. The 128 kbit/s file is the song's `hash`."""

_GROUPED = {"HQ": "hash_320", "SQ": "hash_flac", "Res": "hash_high"}
_GOODS = {4: "hash_320", 5: "hash_flac", 6: "hash_high"}


def file_hash(value: Any) -> str | None:
    """A file's hash in upper case; `""`, 32 zeros and anything else is no file."""
    found = text(value)
    return found.upper() if found and _HASH.fullmatch(found) and found.strip("0") else None


def short_text(value: str) -> bool:
    """Is it an `encode_album_audio_id` (`j6ju8e3`), the song's number as web addresses spell it?"""
    return bool(_SHORT.fullmatch(value)) and not value.isdigit()


def number(value: Any) -> str | None:
    """A positive whole number as digits; `""`, `"0"` and 0 mean none."""
    found = whole(value)
    return str(found) if found and found > 0 else None


_NUMBERS = ("album_audio_id", "MixSongID", "mixsongid", "add_mixsongid", "ID")


def row_id(row: Row) -> str | None:
    """`album_audio_id` in any spelling, else the hash in upper case (section 0)."""
    told = flat(row)
    return next((found for name in _NUMBERS if (found := number(told.get(name)))), None) or row_hash(told)


def lost_its_number(row: Row) -> bool:
    """Does a row that always had an `album_audio_id` no longer tell one? Going by hash would rename every song.

    Rows with a `filename` always have it (rank-info-1, playlist-detail-1, rank-song-v3-1); 0 and `""` mean that the
    song has none.
    """
    told = [row[name] for name in _NUMBERS if name in row]
    if not told:
        return "filename" in row
    return not any(number(value) or value in (0, "0", "", None) for value in told)


def row_hash(row: Row) -> str | None:
    """The hash of the song's 128 kbit/s file."""
    return next(
        (h for n in ("hash", "FileHash", "Hash", "hash_128", "128hash") if (h := file_hash(row.get(n)))), None
    )


def song_info(row: Row) -> SongInfo | None:
    """The song in this row, None where the row names no id or no title."""
    told = flat(row)
    found_id = row_id(told)
    title, by_file_name = _title_and_artists(told)
    if found_id is None or title is None:
        return None
    files = _files(told)
    handle = {
        "hash": row_hash(told),
        "album_audio_id": found_id if found_id.isdigit() else None,
        "album_id": _album_id(told),
        **files,
    }
    has_plain_file = handle["hash"] is not None
    found = {quality for name, quality, _, _ in _FILES if name in files} | (
        {Quality.STANDARD} if has_plain_file else set()
    )
    alias = _name(told, "OtherName", "othername")
    album = _name(told, "album_name", "AlbumName") or clean_name(member(told, "albuminfo", "name"))
    return SongInfo(
        platform=PLATFORM,
        song_id=found_id,
        title=title,
        artists=_artists(told) or by_file_name,
        album=None if album in _NO_ALBUM else album,
        album_id=handle["album_id"],
        duration_ms=_duration_ms(told),
        aliases=(alias,) if alias and alias != title else (),
        cover_url=_cover(told),
        access=access(told),
        qualities=tuple(quality for quality in Quality if quality in found),
        handle={name: value for name, value in handle.items() if value},
    )


def flat(row: Row) -> Row:
    """The row with what the gateway puts into `audio_info`, `album_info` and `extra` beside the rest."""
    inner = [row[n] for n in ("album_info", "audio_info", "extra") if isinstance(row.get(n), dict)]
    if isinstance(
        row.get("info"), dict
    ):  # `get_res_privilege`: its duration is in ms, every other one in seconds
        inner.append(
            {"timelen" if name == "duration" else name: value for name, value in row["info"].items()}
        )
    if not inner:
        return row
    merged: dict[str, Any] = {}
    for part in inner:
        merged |= part
    return merged | {name: value for name, value in row.items() if value not in (None, "")}


def split_file_name(name: Any) -> tuple[str | None, tuple[ArtistCredit, ...]]:
    """`artist - title` at the first ` - ` (titles hold further ones); without one it is all title."""
    found = clean_name(_unmarked(name))
    if found is None:
        return None, ()
    artists, dash, title = found.partition(" - ")
    return (title.strip(), _credits(artists)) if dash and title.strip() else (found, ())


def access(row: Row) -> Access:
    """What the flags say beforehand (section 4.3; meanings beyond 0, 8, 10 are uncertain): a hint.

    8 alone is no refusal: a full 128 kbit/s file is often still handed out.
    """
    if any(whole(row.get(name)) == 0 for name in ("rp_publish", "is_publish", "Publish")):
        return Access.WITHDRAWN
    privilege = next(
        (p for n in ("privilege", "Privilege", "128privilege") if (p := whole(row.get(n))) is not None), None
    )
    if privilege == 5:
        return Access.WITHDRAWN
    if privilege == 10:
        return Access.VIP
    if (whole(_first(row, "fail_process", "FailProcess")) or 0) >= 4:
        return Access.VIP if whole(_first(row, "pkg_price", "PkgPrice")) else Access.PURCHASE
    return Access.OPEN if privilege == 0 else Access.UNKNOWN


def cover(value: Any) -> str | None:
    """A picture's address with its `{size}` filled in; `imge.kugou.com` serves https (checked 2026-09)."""
    found = text(value)
    if found is None or len(found) > 4000:
        return None
    sized = address(found.replace("{size}", _PICTURE))
    return sized.replace("http://imge.kugou.com/", "https://imge.kugou.com/", 1) if sized else None


def _title_and_artists(row: Row) -> tuple[str | None, tuple[ArtistCredit, ...]]:
    title = _name(row, "songname", "SongName", "song_name", "songName")
    if title is not None:
        return title, ()
    for name in ("filename", "FileName", "fileName", "audio_name", "name"):
        title, artists = split_file_name(row.get(name))
        if title is not None:
            return title, artists
    return None, ()


def _artists(row: Row) -> tuple[ArtistCredit, ...]:
    """The listed artists with their ids, else the names joined by `、`."""
    for name, id_name, names in (
        ("authors", "author_id", "author_name"),
        ("Singers", "id", "name"),
        ("singerinfo", "id", "name"),
    ):
        listed = tuple(
            ArtistCredit(found, number(artist.get(id_name)))
            for artist in rows(row, name)
            if (found := clean_name(_unmarked(artist.get(names))))
        )
        if listed:
            return listed
    joined = _name(row, "author_name", "SingerName", "singername", "singerName", "h5_author_name")
    if joined is None:
        return ()
    credits = _credits(joined)
    ids = row.get("SingerId")
    if isinstance(ids, list) and len(ids) == len(credits):
        return tuple(
            ArtistCredit(credit.name, number(found)) for credit, found in zip(credits, ids, strict=True)
        )
    single = number(_first(row, "author_id", "singerId"))
    return (ArtistCredit(credits[0].name, single),) if single and len(credits) == 1 else credits


def _credits(joined: str) -> tuple[ArtistCredit, ...]:
    return tuple(dict.fromkeys(ArtistCredit(name.strip()) for name in joined.split("、") if name.strip()))


def _files(row: Row) -> dict[str, str]:
    """The hashes of the song's better files. Size 0 beside a hash means that the file does not exist."""
    found: dict[str, str] = {}
    for name, _, hashes, sizes in _FILES:
        for hash_name, size_name in zip(hashes, sizes, strict=True):
            if (told := file_hash(row.get(hash_name))) and whole(row.get(size_name)) != 0:
                found.setdefault(name, told)
    for group, name in _GROUPED.items():
        if (told := file_hash(member(row, group, "Hash"))) and whole(member(row, group, "FileSize")) != 0:
            found.setdefault(name, told)
    for goods in rows(row, "relate_goods"):
        level = whole(goods.get("level"))
        if level in _GOODS and (told := file_hash(goods.get("hash"))):
            found.setdefault(_GOODS[level], told)
    return found


def _album_id(row: Row) -> str | None:
    told = next(
        (n for name in ("album_id", "AlbumID", "albumid", "req_albumid") if (n := number(row.get(name)))),
        None,
    )
    return told or number(member(row, "albuminfo", "id"))


def _duration_ms(row: Row) -> int | None:
    """Seconds in `duration`, `Duration`, `timeLength`; ms in `timelength`, `timelen` (section 12)."""
    seconds = (seconds_to_ms(row.get(name)) for name in ("duration", "Duration", "timeLength"))
    if found := next((ms for ms in seconds if ms), None):
        return found
    return milliseconds(row.get("timelength")) or milliseconds(row.get("timelen"))


def _cover(row: Row) -> str | None:
    for name in ("album_img", "Image", "album_sizable_cover", "sizable_cover", "album_cover", "cover", "img"):
        if found := cover(row.get(name)):
            return found
    return cover(member(row, "trans_param", "union_cover"))


def grouped(listed: Any) -> Iterator[dict[str, Any]]:
    """Hits with the folded versions of the same song behind each: `Grp` and `group` are lists, or `{}` for none."""
    for row in rows(listed):
        yield row
        for name in ("Grp", "group"):
            yield from rows(row, name)


def _first(row: Row, *names: str) -> Any:
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def _name(row: Row, *names: str) -> str | None:
    return next((found for name in names if (found := clean_name(_unmarked(row.get(name))))), None)


def _unmarked(value: Any) -> Any:
    """The text without the marks of a highlighted search."""
    return _MARK.sub("", value) if isinstance(value, str) and "em" in value[:20_000] else value
