"""A song in netease's two shapes: the newer `ar`/`al`/`dt` and the older `artists`/`album`/`duration`."""

from __future__ import annotations

from typing import Any

from catalogsync.adapters.platforms.netease.envelope import NAME
from catalogsync.adapters.platforms.shapes import address, clean_name, member, milliseconds, rows, text, whole
from catalogsync.pipeline.ports import Access, ArtistCredit, Quality, SongInfo

_NO_COVER = "5639395138885805.jpg"  # the grey default picture, wire page 8 (2026-11)


def song_id_of(value: Any) -> str | None:
    """A netease id as text; None for 0, negative numbers and anything that is no number."""
    number = whole(value)
    return str(number) if number is not None and number > 0 else None


def song_of(track: dict[str, Any], privilege: dict[str, Any] | None = None) -> SongInfo | None:
    """The song in either shape; None without an id or a name (the platform no longer tells what it is).

    A cloud-disk upload has null names and the uploader's own tags under `pc`. A song in a search answer
    carries its `privilege` itself, elsewhere privileges lie beside the songs and are matched by id.
    """
    song_id = song_id_of(track.get("id"))
    uploaded = member(track, "pc")
    title = clean_name(track.get("name")) or clean_name(member(uploaded, "sn"))
    if song_id is None or title is None:
        return None
    album = track.get("al") if isinstance(track.get("al"), dict) else track.get("album")
    own = track.get("privilege")
    return SongInfo(
        platform=NAME,
        song_id=song_id,
        title=title,
        artists=_artists(track, uploaded),
        album=clean_name(member(album, "name")) or clean_name(member(uploaded, "alb")),
        album_id=song_id_of(member(album, "id")),
        duration_ms=milliseconds(track.get("dt")) or milliseconds(track.get("duration")),
        aliases=_aliases(track, title),
        cover_url=_cover(album),
        access=access_of(track, privilege or (own if isinstance(own, dict) else None)),
        qualities=_qualities(track),
    )


def privileges_of(value: Any) -> dict[str, dict[str, Any]]:
    """The privileges beside a list of songs, by song id: their order is not the order of the songs."""
    return {song_id: row for row in rows(value, "privileges") if (song_id := song_id_of(row.get("id")))}


def access_of(track: dict[str, Any], privilege: dict[str, Any] | None) -> Access:
    """What `st`, `pl`, `toast` and `fee` say together (wire page 4a). `fee` alone decides nothing."""
    state = whole(member(privilege, "st"))
    if state is None:
        state = whole(track.get("st"))
    if state is not None and state < 0:
        return Access.REGION if state == -100 else Access.WITHDRAWN
    if privilege is None:
        return Access.UNKNOWN
    if privilege.get("toast") is True:
        return Access.REGION
    playable = whole(privilege.get("pl"))
    if playable is None and (level := text(privilege.get("plLevel"))):
        playable = int(level != "none")  # the same in the newer naming
    if playable is None:
        return Access.UNKNOWN
    if playable > 0:
        return Access.OPEN
    return {1: Access.VIP, 4: Access.PURCHASE, 8: Access.VIP}.get(
        whole(privilege.get("fee")) or 0, Access.UNKNOWN
    )


def _artists(track: dict[str, Any], uploaded: Any) -> tuple[ArtistCredit, ...]:
    listed = rows(track, "ar") if isinstance(track.get("ar"), list) else rows(track, "artists")
    credits = tuple(
        ArtistCredit(name, song_id_of(artist.get("id")))
        for artist in listed
        if (name := clean_name(artist.get("name")))
    )
    if not credits and (uploader := clean_name(member(uploaded, "ar"))):
        return (ArtistCredit(uploader),)
    return credits


def _aliases(track: dict[str, Any], title: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for key in ("alia", "alias", "tns", "transNames"):
        names = track.get(key)
        for name in names if isinstance(names, list) else ():
            if (alias := clean_name(name)) and alias != title:
                found[alias] = None
    return tuple(found)


def _cover(album: Any) -> str | None:
    cover = address(member(album, "picUrl"))
    return None if cover is None or cover.endswith(_NO_COVER) else cover


def _qualities(track: dict[str, Any]) -> tuple[Quality, ...]:
    ladder = (
        (Quality.LOSSLESS, ("sq", "hr")),
        (Quality.HIGH, ("h", "hMusic")),
        (Quality.STANDARD, ("m", "l", "mMusic", "lMusic", "bMusic")),
    )
    return tuple(quality for quality, keys in ladder if any(isinstance(track.get(key), dict) for key in keys))
