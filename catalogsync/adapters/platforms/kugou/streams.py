"""Kugou's stream addresses: what an answer grants, and how trial clips and substitutes are told from the song.

`getSongInfo` (song-info-1 and 2), `play/getdata` and `play/songinfo` (play-getdata-1 to 3), `v5/url` (song-url-v5-1 to
4). Wire facts as of 2026-11: kugou page section 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from catalogsync.adapters.platforms.kugou.answers import content, opened
from catalogsync.adapters.platforms.kugou.songs import PLATFORM, flat, row_id
from catalogsync.adapters.platforms.shapes import (
    Offer,
    address,
    clean_name,
    member,
    milliseconds,
    seconds_to_ms,
    text,
    whole,
)
from catalogsync.pipeline.errors import Failure, UnexpectedAnswer
from catalogsync.pipeline.ports import Grant, Quality

SUBSTITUTE = "substitute"
"""The code of an offer that hands out a whole song at less than the catalog's 128 kbit/s (a 32 kbit/s m4a)."""

_LOSSLESS = frozenset({"flac", "ape", "wav"})
_PLAIN = _LOSSLESS | {"mp3", "m4a", "aac", "ogg"}
_ENCRYPTED = re.compile(r"kgm\w*|kgg\w*|vpr|m(?:flac|gg|mp3|ogg|mp4)\w*", re.IGNORECASE)
_CLIP = re.compile(r"/part/\d+/|/yp/(?:cut|climax|part)/|climax", re.IGNORECASE)
_HINTS = {
    Failure.VIP: "needs a kugou membership; other platforms may have it",
    Failure.PURCHASE: "sold on kugou; other platforms may have it",
    Failure.TRIAL: "kugou offers a clip only; other platforms may have the song",
    Failure.WITHDRAWN: "kugou hands out no file; other platforms may have it",
    Failure.ENCRYPTED: "kugou offers it in an encrypted container only",
}


def parse_song_url(raw: bytes) -> tuple[Offer, ...]:
    """The offer in an answer of any address endpoint; verification, rate limits and logins raise."""
    body = opened("song-url", raw)
    told = content(body)
    if not isinstance(told, dict):
        raise UnexpectedAnswer(PLATFORM, "song-url", "data")
    if "play_url" in told:
        return (_of_web_player(told),)
    if (
        isinstance(told.get("url"), list)
        or ("fail_process" in told and "hash_offset" in told)
        or "priv_status" in told
    ):
        return (_of_gateway(told),)
    if "url" in told:
        return (_of_mobile_page(told),)
    words = clean_name(told.get("error"), 200) or ""
    if "Paid" in words or "付费" in words:
        return (_refused(told, Failure.PURCHASE, words),)
    if "fail_process" in told:
        return (_of_gateway(told),)
    raise UnexpectedAnswer(PLATFORM, "song-url", "url, play_url or fail_process")


def _of_mobile_page(told: dict[str, Any]) -> Offer:
    """`getSongInfo`: 128 kbit/s at most, whatever was asked; a paid song may be answered with a 32 kbit/s m4a."""
    urls = tuple(_addresses(told.get("url"), told.get("backup_url")))
    if not urls:
        return _refused(
            told, _paid_class(told) or Failure.WITHDRAWN, clean_name(told.get("error"), 60) or "url empty"
        )
    size = whole(told.get("fileSize"))
    full = whole(member(told, "extra", "128filesize"))
    offer = _offered(
        told, urls, told.get("extName"), told.get("bitRate"), size, seconds_to_ms(told.get("timeLength"))
    )
    bitrate = offer.grant.bitrate if offer.grant else None
    if offer.grant and full and size and size < full * 0.9 and (bitrate or 0) < 100_000:
        return Offer(
            offer.song_id,
            offer.grant,
            None,
            code=SUBSTITUTE,
            hint="a whole song at a lower rate than it exists in",
        )
    return offer


def _of_web_player(told: dict[str, Any]) -> Offer:
    """`play/getdata` and `play/songinfo`: `is_free_part` 1 is a clip although size and length describe the song."""
    urls = tuple(_addresses(told.get("play_url"), told.get("play_backup_url")))
    if not urls:
        return _refused(told, _paid_class(told) or Failure.WITHDRAWN, "play_url empty")
    if told.get("is_free_part") not in (None, 0, "0", ""):  # False is 0
        return _refused(told, Failure.TRIAL, "is_free_part", trial=True)
    size = whole(told.get("filesize"))
    return _offered(told, urls, None, told.get("bitrate"), size, milliseconds(told.get("timelength")))


def _of_gateway(told: dict[str, Any]) -> Offer:
    """`v5/url`: status 1 handed out, 2 for members or buyers, 3 for nobody."""
    status = whole(told.get("status"))
    urls = tuple(_addresses(told.get("url"), told.get("backupUrl"), told.get("backup_url")))
    if urls and status in (1, None):
        size, length = whole(told.get("fileSize")), seconds_to_ms(told.get("timeLength"))
        return _offered(told, urls, told.get("extName"), told.get("bitRate"), size, length)
    words = told.get("fail_process")
    named = {w for w in words if isinstance(w, str)} if isinstance(words, list) else set()
    code = f"status {status}" + (f" {','.join(sorted(named))[:60]}" if named else "")
    if "pkg" in named or "vip" in named:
        return _refused(told, Failure.VIP, code)
    if named:
        return _refused(told, Failure.PURCHASE, code)
    return _refused(told, Failure.WITHDRAWN if status == 3 else _paid_class(told) or Failure.VIP, code)


def _offered(
    told: dict[str, Any],
    urls: tuple[str, ...],
    ending: Any,
    rate: Any,
    size: int | None,
    length_ms: int | None,
) -> Offer:
    """The offer of these addresses, refused where it is a clip or an encrypted container."""
    suffix = (text(ending) or urlsplit(urls[0]).path.rpartition(".")[2]).lower().lstrip(".")
    paths = [urlsplit(url).path for url in urls]
    endings = (suffix, *(path.rpartition(".")[2].lower() for path in paths))
    if sealed := next((found for found in endings if _ENCRYPTED.fullmatch(found)), None):
        return _refused(told, Failure.ENCRYPTED, sealed[:20])
    if suffix not in _PLAIN:
        raise UnexpectedAnswer(PLATFORM, "song-url", "known container in extName")
    if any(_CLIP.search(path) for path in paths):
        return _refused(told, Failure.TRIAL, "clip address", trial=True)
    bits = whole(rate) or 0
    bits = bits if bits >= 1000 else bits * 1000
    if not bits and size and length_ms:
        bits = round(size * 8000 / length_ms)
    if suffix in _LOSSLESS:
        quality = Quality.LOSSLESS
    else:
        quality = Quality.HIGH if bits >= 250_000 else Quality.STANDARD
    grant = Grant(
        urls[0],
        quality,
        suffix,
        size_bytes=size or None,
        bitrate=bits or None,
        duration_ms=length_ms,
        other_urls=urls[1:],
    )
    return Offer(row_id(told) or "", grant, None)


def _paid_class(told: dict[str, Any]) -> Failure | None:
    """What the flags beside an empty address say (section 4.3)."""
    flags = flat(told)
    privilege = whole(flags.get("privilege"))
    if privilege == 5:
        return Failure.WITHDRAWN
    if privilege == 10:
        return Failure.VIP
    words = text(told.get("error")) or ""
    if "付费" in words or (whole(flags.get("pay_type")) or 0) >= 2:
        return Failure.PURCHASE
    if privilege == 8 or (whole(flags.get("fail_process")) or 0) >= 4:
        return Failure.VIP
    return None


def _refused(told: dict[str, Any], failure: Failure, code: str, *, trial: bool = False) -> Offer:
    return Offer(row_id(told) or "", None, failure, code=code, trial=trial, hint=_HINTS.get(failure))


def _addresses(*values: Any) -> Iterator[str]:
    """Every http address in texts and lists of texts, each once."""
    seen: set[str] = set()
    for value in values:
        for candidate in value[:20] if isinstance(value, list) else [value]:
            found = address(candidate)
            if found and found not in seen:
                seen.add(found)
                yield found
