"""What Migu answers when asked for a stream, in the gateway's form and the old web player's."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from catalogsync.adapters.platforms.migu.envelope import LOGIN_HINT, MEMBER_HINT, NAME, opened
from catalogsync.adapters.platforms.migu.songs import ids_of, song_id_of
from catalogsync.adapters.platforms.shapes import Offer, clean_name, member, rows, seconds_to_ms, text, whole
from catalogsync.pipeline.errors import Failure, UnexpectedAnswer
from catalogsync.pipeline.ports import Grant, Quality

TONES = {Quality.LOSSLESS: "SQ", Quality.HIGH: "HQ", Quality.STANDARD: "PQ"}

_TONES: dict[str, tuple[Quality, int | None]] = {
    "LQ": (Quality.STANDARD, 64_000),
    "PQ": (Quality.STANDARD, 128_000),
    "HQ": (Quality.HIGH, 320_000),
    "SQ": (Quality.LOSSLESS, None),
    "ZQ": (Quality.LOSSLESS, None),
    "ZQ24": (Quality.LOSSLESS, None),
}
_FORMATS = {
    "000019": "LQ",
    "000009": "LQ",
    "020007": "PQ",
    "020010": "HQ",
    "011002": "SQ",
    "011003": "SQ",
    "011005": "ZQ",
}
_DIRECTORY = re.compile(r"MP3_([0-9]{2,3})_", re.IGNORECASE)
_PLAIN = ("mp3", "flac", "m4a", "aac", "wav")
_REFUSED = {
    "440013": (Failure.VIP, MEMBER_HINT),
    "290001": (Failure.LOGIN, LOGIN_HINT),
}
_SAID = (
    (re.compile(r"试听|試聽"), Failure.TRIAL),
    (re.compile(r"购买|付费|专辑|購買|付費"), Failure.PURCHASE),
    (re.compile(r"会员|會員|VIP", re.IGNORECASE), Failure.VIP),
    (re.compile(r"登录|登陆|登錄"), Failure.LOGIN),
    (re.compile(r"地区|区域|境外|海外"), Failure.REGION),
    (re.compile(r"下架|版权|版權"), Failure.WITHDRAWN),
)
_ENVELOPE = {"code", "info", "msg", "returnCode"}
_SILENT = (
    "Migu hands out nothing outside mainland China, nor songs it took down, and does not say which it is"
)


def parse_song_url(raw: bytes) -> tuple[Offer, ...]:
    """`pc/listen`, `listen-url` of any version and the old `getPlayInfo`: one song, one offer."""
    value = opened("song-url", raw)
    data = member(value, "data")
    if isinstance(value, dict) and not data and ("data" in value or value.keys() <= _ENVELOPE):
        # An envelope around nothing, `data` null or left out, is how songs come that are not handed out (page 11).
        return (Offer("", None, Failure.WITHDRAWN, text(value.get("code")), hint=_SILENT),)
    if not isinstance(data, dict) or not _is_stream_answer(data):
        raise UnexpectedAnswer(NAME, "song-url", "data.url")
    return (_offer(data),)


def repaired(value: Any) -> str | None:
    """A stream address as it can be asked for: https, percent-encoded once, `+` kept from meaning a blank.

    Wire page 6 (2026-11): the scheme may be missing or http, paths hold raw Chinese, blanks and `+`.
    """
    word = text(value)
    if not word or len(word) > 4000:
        return None
    try:
        parts = urlsplit("https:" + word if word.startswith("//") else word)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9.-]{1,200}", host):
        return None
    path = quote(parts.path.replace("+", "%2B"), safe="/%:@!$&'()*,;=~")
    query = quote(parts.query.replace("+", "%2B"), safe="/%:@!$&'()*,;=~?")
    return urlunsplit(("https", host if port in (None, 80, 443) else f"{host}:{port}", path, query, ""))


def tone_of(told: str | None, url: str) -> str | None:
    """The level an answer grants: its own word (a tone or format code), else the directory its file lies
    in."""
    if told:
        return _FORMATS.get(told, told)
    if match := _DIRECTORY.search(url):
        bitrate = int(match[1])
        return "HQ" if bitrate >= 256 else "PQ" if bitrate >= 96 else "LQ"
    return "SQ" if suffix_of(url) == "flac" else None


def suffix_of(url: str) -> str:
    """The file name extension of an address, "" without one."""
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def grant_of(url: str, told: str | None, song: dict[str, Any]) -> Grant | Failure:
    """The grant of a repaired address, or the failure: a container of its own, or a level there is not."""
    tone = tone_of(told, url)
    suffix = suffix_of(url)
    if suffix not in _PLAIN or tone in ("Z3D", "AV3A", "020041"):
        return Failure.ENCRYPTED
    if tone not in _TONES:
        return Failure.CHANGED_SHAPE
    quality, bitrate = _TONES[tone]
    if suffix == "mp3" and (match := _DIRECTORY.search(url)):
        bitrate = int(match[1]) * 1000
    if quality is Quality.LOSSLESS and suffix in ("mp3", "aac"):
        # The word and the file disagree: the file is what arrives.
        quality, bitrate = Quality.STANDARD, None
    return Grant(
        url=url,
        quality=quality,
        suffix=suffix,
        size_bytes=_size(song, tone),
        bitrate=bitrate,
        duration_ms=seconds_to_ms(song.get("duration")),
    )


def _is_stream_answer(data: dict[str, Any]) -> bool:
    marks = ("url", "playUrl", "audioFormatType", "formatId", "cannotCode", "auditionsLength", "dialogInfo")
    return any(mark in data for mark in marks)


def _offer(data: dict[str, Any]) -> Offer:
    listed = member(data, "song") or member(data, "songItem")
    song: dict[str, Any] = listed if isinstance(listed, dict) else {}
    song_id = song_id_of(song) or next(iter(ids_of(data).values()), "")
    code = clean_name(data.get("cannotCode") or data.get("bizCode"), 20)
    said = clean_name(
        member(data, "dialogInfo", "text") or member(data, "dialogInfo", "payCompleteText"), 200
    )
    url = repaired(data.get("url") or data.get("playUrl"))
    if (whole(data.get("auditionsLength")) or 0) > 0 or data.get("limitLength") is True:
        return Offer(song_id, None, Failure.TRIAL, code or "auditionsLength", trial=True, hint=MEMBER_HINT)
    if code in _REFUSED:
        failure, hint = _REFUSED[code]
        return Offer(song_id, None, failure, code, hint=hint)
    spoken = next((failure for pattern, failure in _SAID if said and pattern.search(said)), None)
    if url is None:
        return Offer(song_id, None, spoken or Failure.REGION, code, hint=said or _SILENT)
    if spoken is Failure.TRIAL or "试听" in (text(data.get("freeListenType")) or ""):
        return Offer(song_id, None, Failure.TRIAL, code, trial=True, hint=said or MEMBER_HINT)
    if text(data.get("cannotCode")) not in (None, "0", "000000"):
        # An address beside a refusal nobody has explained: what it opens is not known to be the song.
        return Offer(song_id, None, spoken or Failure.CHANGED_SHAPE, code, hint=said or "an unknown refusal")
    granted = grant_of(
        url, text(data.get("audioFormatType") or data.get("formatType") or data.get("formatId")), song
    )
    if isinstance(granted, Failure):
        return Offer(
            song_id,
            None,
            granted,
            code,
            hint=f"offered as {clean_name(suffix_of(url), 20) or 'nameless file'}",
        )
    return Offer(song_id, granted, None, code)


def _size(song: dict[str, Any], tone: str) -> int | None:
    """The file's size as this answer's own song tells it; a listing's may be of another issue of the file."""
    for item in rows(song, "audioFormats"):
        if text(item.get("formatType")) == tone:
            for name in ("androidSize", "asize", "size", "isize"):
                if (size := whole(item.get(name))) and size > 0:
                    return size
    return None
