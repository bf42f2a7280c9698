"""Kuwo's stream addresses: what an answer grants, and how a substitute is told from the song (section 6, 2026-11)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from catalogsync.adapters.platforms.kuwo.answers import opened
from catalogsync.adapters.platforms.kuwo.songs import PLATFORM
from catalogsync.adapters.platforms.shapes import Offer, address, decoded, member, seconds_to_ms, text, whole
from catalogsync.pipeline.errors import Failure, NoSuchItem, NotGranted, UnexpectedAnswer
from catalogsync.pipeline.ports import Grant, Quality

LADDER: tuple[tuple[Quality, str, str], ...] = (
    (Quality.LOSSLESS, "flac", "2000kflac"),
    (Quality.LOSSLESS, "ape", "1000kape"),
    (Quality.HIGH, "mp3", "320kmp3"),
    (Quality.STANDARD, "mp3", "192kmp3"),
    (Quality.STANDARD, "mp3", "128kmp3"),
)
"""Every plain level kuwo hands out, best first, as (quality, `format`, `br`)."""

_PLAIN = frozenset({"mp3", "aac", "m4a", "flac", "ape", "wma", "ogg", "wav"})
_ENCRYPTED = frozenset({"kwm", "mgg", "mflac", "mmp4", "zp", "zply"})
_REFUSING_WORDS = frozenset({"failed", "fail", ""})


def parse_song_url(raw: bytes, song_id: str = "", asked: Quality = Quality.STANDARD) -> tuple[Offer, ...]:
    """One offer from `anti.s` (a bare address or a word), `url` (song-url-1, 2020-05) or `playUrl`.

    No form tells the song, and only some tell the bitrate, so the caller says what it asked for: an mp3 counts as
    `asked`, and as standard where lossless was asked.
    """
    words = decoded(raw[:8192]).strip("\ufeff\x00 \t\r\n")
    if words.lower() in _REFUSING_WORDS:
        return (Offer(song_id, None, Failure.NOT_FOUND, code=words or "EMPTY"),)
    if words.lower() == "ipdeny":
        hint = "kuwo serves addresses inside mainland China only"
        return (Offer(song_id, None, Failure.REGION, code="IPDeny", hint=hint),)
    if words.lower().startswith("http"):
        lines = words.split()
        return (_offer(song_id, lines[0], asked, None, None),)
    try:
        content = opened("song-url", raw)
    except (NotGranted, NoSuchItem) as e:
        return (Offer(song_id, None, e.failure, code=e.code, hint=e.hint),)
    url = text(member(content, "url"))
    if url is None:
        if isinstance(content, dict) and ("url" in content or content.get("code") is not None):
            return (Offer(song_id, None, Failure.NOT_FOUND, code="no url"),)
        raise UnexpectedAnswer(PLATFORM, "song-url", "url")
    kbits = whole(member(content, "bitrate"))
    return (_offer(song_id, url, asked, kbits, seconds_to_ms(member(content, "duration"))),)


def _offer(song_id: str, url: str, asked: Quality, kbits: int | None, duration_ms: int | None) -> Offer:
    found = address(url)
    if found is None:
        raise UnexpectedAnswer(PLATFORM, "song-url", "an http address")
    ending = urlsplit(found).path.rpartition(".")[2].lower()
    if ending in _ENCRYPTED:
        hint = "kuwo offers this level in an encrypted container only"
        return Offer(song_id, None, Failure.ENCRYPTED, code=ending, hint=hint)
    if ending not in _PLAIN:
        raise UnexpectedAnswer(PLATFORM, "song-url", "a known file ending")
    if ending in ("flac", "ape", "wav"):
        quality = Quality.LOSSLESS
    elif kbits:
        quality = Quality.HIGH if kbits >= 256 else Quality.STANDARD
    else:
        quality = asked if ending == "mp3" and asked is not Quality.LOSSLESS else Quality.STANDARD
    bitrate = kbits * 1000 if kbits and quality is not Quality.LOSSLESS else None
    return Offer(song_id, Grant(found, quality, ending, bitrate=bitrate, duration_ms=duration_ms), None)


def resource(url: str) -> str:
    """The part of an address that names the file, without the signature: the same for one file at any time."""
    path = urlsplit(url).path
    signed = re.match(r"/[0-9a-fA-F]{32}/[0-9a-fA-F]{8}(?=/)", path)
    return path[signed.end() :] if signed else path


def too_small(size_bytes: int, br: str, expected_bytes: int | None, duration_ms: int | None) -> bool:
    """Is a file of this size a substitute (the spoken "members only" of some 11 s) and not the song?

    `expected_bytes` is what a row told of this level (10 % tolerance); without it the length must be 0.8 of duration
    times bitrate, lossless counted as 300 kbit/s since its rate varies.
    """
    if expected_bytes:
        return size_bytes < expected_bytes * 0.9
    if not duration_ms:
        return size_bytes < 256 * 1024
    kbits = whole(br.partition("k")[0]) or 128
    return size_bytes < duration_ms / 1000 * (300 if kbits >= 1000 else kbits) * 1000 / 8 * 0.8
