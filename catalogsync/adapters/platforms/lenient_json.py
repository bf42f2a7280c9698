"""Bytes a platform calls JSON, read as JSON: with a BOM, as JSONP, single-quoted, in GB18030, or not at all.

Every way a body can fail to be JSON ends in an error of `pipeline/errors.py`; time and memory stay
proportional to the body's length.
"""

from __future__ import annotations

import json
import re
from typing import Any

from catalogsync.pipeline.errors import ServerTrouble, UnexpectedAnswer

MAX_BODY_BYTES = 64 * 1024 * 1024
"""More than the longest listing seen (10,000 tracks are about 15 MB); a longer body is refused unread."""

_COMMENT = re.compile(r"\s*(?:<!--.{0,200}?-->|/\*.{0,200}?\*/)\s*", re.DOTALL)
_CALL = re.compile(r"(?:try\s*\{\s*)?(?:var\s+)?[\w$.]{0,100}\s*[(=]\s*(?=[\[{(])")
_SINGLE_QUOTED = re.compile(r"[\[{\s]+'")
# A quote ends a value only where the next thing could follow a value: `'Don't'` and `'Rock 'n', Roll'` stay
# whole.
_CLOSING_QUOTE = re.compile(r"(?<!\\)'(?=\s*(?:[:}\]]|,\s*(?:['\"{\[\d}\]-]|true|false|null)))")
_DOUBLE_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_STRAY_BACKSLASH = re.compile(r"\\(?![\"\\/bfnrt]|u[0-9a-fA-F]{4})")
_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None)


def load_json(platform: str, operation: str, raw: bytes) -> Any:
    """The value in the body. NaN and Infinity become None, of duplicate members the last one counts.

    Raises ServerTrouble for an empty body or a web page (maintenance, redirect pages, refused callers get
    these with HTTP 200) and UnexpectedAnswer for anything else that is no JSON, too long or too deep.
    """
    if len(raw) > MAX_BODY_BYTES:
        raise UnexpectedAnswer(platform, operation, f"body below {MAX_BODY_BYTES >> 20} MiB")
    body = _unwrapped(decoded(raw))
    if not body:
        raise ServerTrouble(platform, operation, "empty body", code="EMPTY")
    if body.startswith("<"):
        raise ServerTrouble(platform, operation, "a web page instead of data", code="HTML")
    try:
        try:
            value, _ = _DECODER.raw_decode(body)
        except json.JSONDecodeError:
            if not _SINGLE_QUOTED.match(body):
                raise
            value, _ = _DECODER.raw_decode(_double_quoted(body))
    except (ValueError, RecursionError) as e:
        raise UnexpectedAnswer(
            platform, operation, f"readable JSON in {len(raw)} bytes", code="NOT_JSON"
        ) from e
    return value


def decoded(raw: bytes) -> str:
    """The text in these bytes: UTF-8 (or UTF-16 with its mark), else GB18030, else UTF-8 repaired."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _unwrapped(text: str) -> str:
    """The text without comments before it and without the call of a JSONP answer."""
    text = text.strip("\ufeff\x00 \t\r\n")
    while comment := _COMMENT.match(text):
        text = text[comment.end() :]
    if text[:1] not in ("{", "[", "<") and (call := _CALL.match(text)):
        text = text[call.end() :].lstrip("( \t\r\n")
    return text


def _double_quoted(body: str) -> str:
    """A single-quoted pseudo-JSON (kuwo `r.s`) as JSON; ValueError where a quote never closes."""
    pieces: list[str] = []
    at = 0
    while quote := re.compile(r"['\"]").search(body, at):
        start = quote.start()
        pieces.append(body[at:start])
        if body[start] == '"':
            whole = _DOUBLE_QUOTED.match(body, start)
            if not whole:
                raise ValueError("a double quote never closes")
            pieces.append(whole.group())
            at = whole.end()
            continue
        closing = _CLOSING_QUOTE.search(body, start + 1)
        if not closing:
            raise ValueError("a single quote never closes")
        inner = body[start + 1 : closing.start()].replace("\\'", "'")
        inner = _STRAY_BACKSLASH.sub(r"\\\\", inner)
        pieces.append('"' + re.sub(r'(?<!\\)"', r"\"", inner) + '"')
        at = closing.end()
    pieces.append(body[at:])
    return "".join(pieces)
