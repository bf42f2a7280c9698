"""What netease answers when asked for a stream: an item per song, each with an outcome of its own."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from catalogsync.adapters.platforms.netease.envelope import NAME, opened
from catalogsync.adapters.platforms.netease.songs import song_id_of
from catalogsync.adapters.platforms.shapes import (
    Offer,
    address,
    clean_name,
    member,
    milliseconds,
    rows,
    text,
    whole,
)
from catalogsync.pipeline.errors import Failure, UnexpectedAnswer
from catalogsync.pipeline.ports import Grant, Quality

CONTAINERS = ("mp3", "m4a", "aac", "flac")
"""What netease hands out as plain files; anything else (`ncm`) is an encrypted container. Wire page 6c
(2026-11).
"""

_MEMBERS = "only members of netease get this song; a member's cookie would help"
_BUYERS = "sold singly or with its album; the cookie of an account that bought it would help"
_CODES: dict[int, tuple[Failure, str | None]] = {
    404: (Failure.WITHDRAWN, None),
    -200: (Failure.WITHDRAWN, None),
    -100: (Failure.REGION, "not offered where this session comes from"),
    -103: (Failure.PURCHASE, _BUYERS),
    -105: (Failure.PURCHASE, _BUYERS),
    301: (Failure.LOGIN, "give this program the browser's MUSIC_U cookie"),
}
_FEES: dict[int, tuple[Failure, str | None]] = {
    1: (Failure.VIP, _MEMBERS),
    4: (Failure.PURCHASE, _BUYERS),
    8: (Failure.VIP, _MEMBERS),
}


def parse_song_url(raw: bytes) -> tuple[Offer, ...]:
    """`song/enhance/player/url`, its v1 and `download/url` (where `data` is one object), in the answer's own
    order.
    """
    value = opened("song-url", raw)
    data = member(value, "data") if isinstance(value, dict) else value
    items = [data] if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise UnexpectedAnswer(NAME, "song-url", "data")
    offers = tuple(offer for item in rows(items) if (offer := _offer(item)))
    if items and not offers:
        raise UnexpectedAnswer(NAME, "song-url", "data[].id")
    return offers


def quality_of(suffix: str, bitrate: int | None, level: str | None) -> Quality:
    """What was granted, by the file's own figures; the level's name decides only where no bitrate is told."""
    if suffix == "flac":
        return Quality.LOSSLESS
    if bitrate:
        return Quality.HIGH if bitrate >= 256_000 else Quality.STANDARD
    return Quality.STANDARD if level in (None, "standard", "higher", "none") else Quality.HIGH


def suffix_of(url: str) -> str:
    """The file name extension of an address, `""` without one."""
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def _offer(item: dict[str, Any]) -> Offer | None:
    song_id = song_id_of(item.get("id"))
    if song_id is None:
        return None
    number, code = whole(item.get("code")), clean_name(item.get("code"), 20)
    url = address(member(item, "uf", "url")) or address(item.get("url"))
    if "url" not in item and not item.get("uf") and number in (200, None):
        return Offer(
            song_id, None, Failure.CHANGED_SHAPE, code, hint="the answer has no place for an address"
        )
    if url is None or number not in (200, None):
        # -110 without a fee and a 200 without an address: refused, and the answer does not say why.
        unexplained = Failure.WITHDRAWN if number in (200, -110) else Failure.CHANGED_SHAPE
        known = _CODES.get(number or 0) or _FEES.get(whole(item.get("fee")) or 0)
        failure, hint = known or (unexplained, None)
        return Offer(song_id, None, failure, code, hint=hint)
    if item.get("freeTrialInfo") or _means_a_clip(item):
        return Offer(song_id, None, Failure.TRIAL, code, trial=True, hint=_MEMBERS)
    suffix = (text(item.get("type")) or suffix_of(url)).lower()
    odd = next((end for end in (suffix, _encoding(item, suffix)) if end not in CONTAINERS), None)
    if odd is not None or suffix_of(url) == "ncm":
        hint = f"only a {(odd or 'ncm')[:20] or 'nameless'} file is offered"
        return Offer(song_id, None, Failure.ENCRYPTED, code, hint=hint)
    bitrate, md5 = whole(item.get("br")), text(item.get("md5"))
    size, lifetime = whole(item.get("size")), whole(item.get("expi"))
    grant = Grant(
        url=url,
        quality=quality_of(suffix, bitrate, text(item.get("level"))),
        suffix=suffix,
        size_bytes=size if size and size > 0 else None,
        bitrate=bitrate if bitrate and bitrate > 0 else None,
        md5=md5.lower() if md5 and re.fullmatch(r"[0-9a-fA-F]{32}", md5) else None,
        duration_ms=milliseconds(item.get("time")),
        headers={"Referer": "https://music.163.com/"},
        expires_in_s=lifetime if lifetime and lifetime > 0 else None,
    )
    return Offer(song_id, grant, None, code)


def _means_a_clip(item: dict[str, Any]) -> bool:
    """A members' song that was not paid for and may be "consumed": its trial clip, also where `freeTrialInfo` is
    left out (wire pages 4a and 6c; playlist-detail-2, song-url-1).
    """
    consumable = member(item, "freeTrialPrivilege", "resConsumable") is True
    return consumable and whole(item.get("fee")) == 1 and not whole(item.get("payed"))


def _encoding(item: dict[str, Any], suffix: str) -> str:
    """`encodeType` tells the container a second time; null in older answers."""
    return (text(item.get("encodeType")) or suffix).lower()
