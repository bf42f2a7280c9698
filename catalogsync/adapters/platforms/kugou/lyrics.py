"""Kugou's words: candidates of a search, LRC in base64 or plain, and choosing among candidates (section 7, 2026-11)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalogsync.adapters.platforms.kugou.answers import content, opened
from catalogsync.adapters.platforms.kugou.songs import PLATFORM
from catalogsync.adapters.platforms.lenient_json import MAX_BODY_BYTES, decoded
from catalogsync.adapters.platforms.shapes import clean_name, member, milliseconds, rows, text, whole
from catalogsync.adapters.platforms.words import lyric_of
from catalogsync.pipeline.errors import ServerTrouble, UnexpectedAnswer
from catalogsync.pipeline.ports import Lyric, LyricKind, SongInfo

_TIMED = re.compile(r"^\s*\[\d{1,3}:\d", re.MULTILINE)
_TAGGED = re.compile(r"\s*\[[a-z]{2,8}:", re.IGNORECASE)
_NEAR_MS = 5_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """One hit of the lyric search. `proposed` is the platform's own choice, `official` its word on where it is from."""

    lyric_id: str
    access_key: str
    title: str | None
    artist: str | None
    duration_ms: int | None
    proposed: bool
    official: bool
    line_timed: bool


def parse_candidates(raw: bytes) -> tuple[Candidate, ...]:
    """The candidates of `lyrics.kugou.com/search` (lyric-search-1 and 2); none is an answer."""
    body = opened("lyric", raw)
    if not isinstance(member(body, "candidates"), list):
        raise UnexpectedAnswer(PLATFORM, "lyric", "candidates")
    proposal = text(body.get("proposal"))
    return tuple(
        Candidate(
            lyric_id,
            access_key,
            clean_name(row.get("song")),
            clean_name(row.get("singer")),
            milliseconds(row.get("duration")),
            proposed=lyric_id == proposal,
            official="官方" in (text(row.get("product_from")) or ""),
            line_timed=whole(row.get("krctype")) == 1,
        )
        for row in rows(body, "candidates")
        if (lyric_id := text(row.get("id"))) and (access_key := text(row.get("accesskey")))
    )


def chosen(song: SongInfo, candidates: Sequence[Candidate], *, by_hash: bool) -> Candidate | None:
    """The candidate for this song: the platform's choice, official, line-timed, nearest in length.

    A search by words alone offers other songs of the same title (lyric-search-2), so then title and length have to
    fit; after a search by hash the length only has to fit where both are known.
    """

    def distance(candidate: Candidate) -> int | None:
        if song.duration_ms is None or candidate.duration_ms is None:
            return None
        return abs(candidate.duration_ms - song.duration_ms)

    fitting = []
    for candidate in candidates:
        off = distance(candidate)
        near = off is not None and off <= _NEAR_MS
        titled = _folded(song.title) in _folded(candidate.title) or _folded(
            candidate.title or "?"
        ) in _folded(song.title)
        if (near and (by_hash or titled)) or (by_hash and off is None):
            fitting.append(
                (
                    not candidate.proposed,
                    not candidate.official,
                    not candidate.line_timed,
                    off or 0,
                    candidate,
                )
            )
    return min(fitting, key=lambda f: f[:4])[4] if fitting else None


def parse_lyric(raw: bytes) -> Lyric:
    """The words in a `download` answer, a `krc.php` text, or the `lyrics` member of `play/getdata`.

    The answer of the search before a `download` has none yet: kind FOUND, or ABSENT without candidates.
    """
    if len(raw) > MAX_BODY_BYTES:
        raise UnexpectedAnswer(PLATFORM, "lyric", f"body below {MAX_BODY_BYTES >> 20} MiB")
    told = _tidied(decoded(raw))
    if not told:
        return Lyric(LyricKind.ABSENT)
    if _TIMED.match(told) or _TAGGED.match(told):
        return lyric_of(told)
    body = opened("lyric", raw)
    if isinstance(member(body, "candidates"), list):
        found = tuple(f"{c.title} / {c.artist} / {c.duration_ms} ms" for c in parse_candidates(raw))
        return Lyric(LyricKind.FOUND if found else LyricKind.ABSENT, found=found)
    inner = content(body)
    if isinstance(member(inner, "lyrics"), str):
        return lyric_of(_tidied(inner["lyrics"]))
    if member(inner, "content") is None and member(body, "status") == 404:
        return Lyric(LyricKind.ABSENT)
    return _downloaded(inner)


def _downloaded(told: Any) -> Lyric:
    """`content` is base64 of an LRC with BOM and CRLF. `krc` (word timing, encoded) counts as none."""
    packed = member(told, "content")
    if not isinstance(packed, str):
        raise UnexpectedAnswer(PLATFORM, "lyric", "content")
    if (text(member(told, "fmt")) or "lrc").lower() == "krc":
        return Lyric(LyricKind.ABSENT)
    try:
        words = base64.b64decode("".join(packed.split()), validate=True)
    except (binascii.Error, ValueError) as e:
        raise UnexpectedAnswer(PLATFORM, "lyric", "base64 in content") from e
    if words.startswith(b"krc1"):
        return Lyric(LyricKind.ABSENT)
    if words.lstrip()[:1] == b"<":
        raise ServerTrouble(PLATFORM, "lyric", "a web page instead of words", code="HTML")
    return lyric_of(_tidied(decoded(words)))


def _tidied(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff\x00 \t\n")


def _folded(name: str | None) -> str:
    """A title without case, blanks and brackets' tails, to compare loosely."""
    plain = re.sub(r"[（(【\[].*", "", (name or "").lower(), flags=re.DOTALL) or (name or "").lower()
    return "".join(char for char in plain if char.isalnum())
