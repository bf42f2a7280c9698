"""What qq answers when asked for streams: a row per file, granted only where `purl` is there and `result` is
0.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from catalogsync.adapters.platforms.qq.envelope import NAME, opened, part
from catalogsync.adapters.platforms.qq.songs import FILE_KINDS, mid_of
from catalogsync.adapters.platforms.shapes import Offer, address, rows, text, whole
from catalogsync.pipeline.errors import Failure, UnexpectedAnswer
from catalogsync.pipeline.ports import Grant, Quality

_MEMBERS = "a cookie of a member's account would help"
_BASES = ("https://dl.stream.qqmusic.qq.com/", "https://isure.stream.qqmusic.qq.com/")
_TRIAL_PREFIXES = ("RS02", "O802")
_PROTECTED = re.compile(r"F0M0|AIM0|Q0M[013]|O[46]M0|O8M[01]|V0M0|D0M4|DTM3|TLM1")  # wire page 6c
_PROTECTED_SUFFIXES = ("mflac", "mgg", "mmp4", "mnac")
_OTHER_PLAIN: dict[str, tuple[Quality, int | None]] = {
    "AI00": (Quality.LOSSLESS, None),
    "Q000": (Quality.LOSSLESS, None),
    "Q001": (Quality.LOSSLESS, None),
    "A000": (Quality.LOSSLESS, None),
    "O801": (Quality.HIGH, 640_000),
    "O800": (Quality.HIGH, 320_000),
    "O600": (Quality.STANDARD, 192_000),
    "O400": (Quality.STANDARD, 96_000),
    "C200": (Quality.STANDARD, 48_000),
    "C100": (Quality.STANDARD, 24_000),
}
_PLAIN_SUFFIXES = ("mp3", "m4a", "flac", "ogg", "ape")
_REFUSALS: dict[int, tuple[Failure, str | None]] = {
    104003: (Failure.VIP, _MEMBERS),
    104004: (Failure.SERVER, None),
    104013: (Failure.LOGIN, "the account is in use on too many devices"),
    104009: (Failure.REGION, "the platform refused the whole request from this network"),
    0: (Failure.REGION, "qq hands out nothing of this song here"),
}
"""Wire page 6a and 6b (2026-11): an empty `purl` is a refusal whatever `result` says; 104009 is recorded."""


def parse_song_url(raw: bytes) -> tuple[Offer, ...]:
    """`CgiGetVkey` and `UrlGetVkey`: an offer per file asked for, so a song may come several times.

    Sub-codes beside rows (104009 of stream-url-error-1) are the rows' outcome, not an error of the call. The
    probe files (`testfile2g` …) belong to another song and are never looked at.
    """
    value = opened("song-url", raw)
    data = part("song-url", value, "midurlinfo", _holds_rows, tolerates=_REFUSALS.__contains__)
    whole_call = whole(data.get("retcode")) or 0
    sip = data.get("sip")
    given = [base for base in map(address, sip if isinstance(sip, list) else ()) if base]
    # Preferred: *.stream.qqmusic.qq.com, in the answer's order; the rest for when the first refuses (wire
    # page 6a).
    bases = sorted(dict.fromkeys(given), key=lambda base: "stream.qqmusic.qq.com" not in base) or list(_BASES)
    lifetime = whole(data.get("expiration"))
    offers = tuple(
        offer for row in rows(data, "midurlinfo") if (offer := _offer(row, bases, whole_call, lifetime))
    )
    if data["midurlinfo"] and not offers:
        raise UnexpectedAnswer(NAME, "song-url", "midurlinfo[].songmid")
    return offers


def kind_of(filename: str) -> tuple[Quality, int | None] | None:
    """Quality and bitrate told by a file name's prefix; None for a prefix that is no plain file's."""
    for kind in FILE_KINDS:
        if filename.startswith(kind.prefix):
            return kind.quality, kind.bitrate
    return _OTHER_PLAIN.get(filename[:4])


def _holds_rows(inner: dict[str, Any]) -> bool:
    return isinstance(inner.get("midurlinfo"), list)


def _offer(row: dict[str, Any], bases: list[str], whole_call: int, lifetime: int | None) -> Offer | None:
    mid = mid_of(row.get("songmid"))
    if mid is None:
        return None
    result = whole(row.get("result")) or 0
    code = result or whole_call
    purl = text(row.get("purl"))
    if "purl" not in row:
        return Offer(
            mid, None, Failure.CHANGED_SHAPE, str(code), hint="the answer has no place for an address"
        )
    if purl is None:
        failure, hint = _REFUSALS.get(code, (Failure.VIP, _MEMBERS) if result else _REFUSALS[0])
        return Offer(mid, None, failure, str(code), hint=hint)
    under = (
        [purl] if purl.startswith("http") else [f"{base.rstrip('/')}/{purl.lstrip('/')}" for base in bases]
    )
    url, *others = map(address, under)
    filename = urlsplit(url).path.rsplit("/", 1)[-1] if url else ""
    asked = text(row.get("filename")) or filename
    suffix = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if text(row.get("ekey")) or _PROTECTED.match(filename) or suffix in _PROTECTED_SUFFIXES:
        return Offer(mid, None, Failure.ENCRYPTED, str(code), hint="only an encrypted container is offered")
    if result or filename.startswith(_TRIAL_PREFIXES):
        # One client measured 104003 with a 95-second clip in `purl`: a restricted answer is no song.
        return Offer(mid, None, Failure.TRIAL, str(code), trial=True, hint=_MEMBERS)
    kind = kind_of(filename)
    if url is None or kind is None or suffix not in _PLAIN_SUFFIXES or filename != asked:
        return Offer(
            mid, None, Failure.CHANGED_SHAPE, str(code), hint="another file than the one asked for is offered"
        )
    grant = Grant(
        url=url,
        quality=kind[0],
        suffix=suffix,
        bitrate=kind[1],
        headers={"Referer": "https://y.qq.com/"},
        other_urls=tuple(other for other in others if other),
        expires_in_s=lifetime if lifetime and lifetime > 0 else None,
    )
    return Offer(mid, grant, None, str(code))


def filename_of(offer: Offer) -> str:
    """The name of the granted file, `""` without a grant."""
    return urlsplit(offer.grant.url).path.rsplit("/", 1)[-1] if offer.grant else ""
