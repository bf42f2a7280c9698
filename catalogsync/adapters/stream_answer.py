"""What a server's answer to a request for a stream means, before its bytes are taken."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalogsync.adapters.part_notes import Note
from catalogsync.adapters.platforms.retry import retry_after_s
from catalogsync.adapters.streams import Answer
from catalogsync.pipeline.errors import (
    AddressExpired,
    Failure,
    FileRejected,
    RateLimited,
    ServerTrouble,
    UnexpectedAnswer,
)

OPERATION = "transfer"

_NOT_AUDIO = re.compile(r"text/html|application/(xhtml|json|xml)|text/xml", re.IGNORECASE)
_PAGE = re.compile(rb"\s*(<!doctype|<html|<\?xml|<head|<!--|\{\s*['\"]|\[\s*[\[{])", re.IGNORECASE)
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)$")


class StartOver(Exception):
    """The bytes we have cannot be continued; begin at 0."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer carries the stream from byte `start`; `total_bytes` is the whole file's size where told."""

    start: int
    total_bytes: int | None


def accept(answer: Answer, note: Note, have: int) -> Accepted:
    """Judge status and headers. `have` is the offset that was asked for, 0 when the whole file was."""
    platform, status, host = note.source, answer.status, answer.host
    code = f"HTTP {status}"
    if status in (401, 403, 404, 410):
        message = "the stream's address is no longer served"
        raise AddressExpired(platform, OPERATION, message, code=code)
    if status == 429:
        told_s = retry_after_s(answer.headers)
        raise RateLimited(platform, OPERATION, "too many transfers", code=code, retry_after_s=told_s)
    if status >= 500:
        raise ServerTrouble(platform, OPERATION, f"the stream's host answered {code}", code=code)
    if status == 416 and have:
        raise StartOver
    if status not in (200, 206) or (status == 206 and not have):
        raise UnexpectedAnswer(platform, OPERATION, f"stream (HTTP {status} from {host})", code=code)
    if _NOT_AUDIO.match(answer.headers.get("content-type", "").strip()):
        raise FileRejected("a web page came instead of audio")
    if answer.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise UnexpectedAnswer(platform, OPERATION, "unencoded stream")
    accepted = _continued(answer, note, have) if status == 206 else _whole(answer)
    refuse_other_size(accepted.total_bytes, note)
    return accepted


def _continued(answer: Answer, note: Note, have: int) -> Accepted:
    told = _RANGE.match(answer.headers.get("content-range", ""))
    if told is None or int(told[1]) != have:
        raise StartOver
    total = None if told[3] == "*" else int(told[3])
    # A server that ignores If-Range would append the tail of another file to our bytes.
    etag = answer.headers.get("etag")
    if etag is not None and note.etag is not None and etag != note.etag:
        raise StartOver
    if total is not None and (int(told[2]) != total - 1 or total != (note.total_bytes or total)):
        raise StartOver
    return Accepted(have, total)


def _whole(answer: Answer) -> Accepted:
    length = answer.headers.get("content-length", "")
    return Accepted(0, int(length) if length.isdigit() else None)


def refuse_other_size(size_bytes: int | None, note: Note) -> None:
    """A server with another size than the platform granted serves another file, often a clip."""
    if size_bytes is None or note.size_bytes is None or size_bytes == note.size_bytes:
        return
    message = f"the server has {size_bytes:,} bytes where {note.size_bytes:,} were granted"
    clip = size_bytes < note.size_bytes // 2
    raise FileRejected(message, failure=Failure.TRIAL if clip else Failure.CORRUPT)


def refuse_page(first_bytes: bytes) -> None:
    """A page or JSON text under an audio type is still no audio."""
    if _PAGE.match(first_bytes[:512]):
        raise FileRejected("a web page came instead of audio")
