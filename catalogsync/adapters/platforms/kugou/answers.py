"""Kugou's envelopes, which tell success in different members in every family (kugou page, sections 0 and 11, 2026-11)."""

from __future__ import annotations

import re
from typing import Any

from catalogsync.adapters.platforms.kugou.songs import PLATFORM
from catalogsync.adapters.platforms.lenient_json import MAX_BODY_BYTES, decoded
from catalogsync.adapters.platforms.shapes import clean_name, load_json, whole
from catalogsync.pipeline.errors import (
    Blocked,
    LoginNeeded,
    NoSuchItem,
    PlatformError,
    RateLimited,
    ServerTrouble,
    UnexpectedAnswer,
)

_VERIFY = "open the kugou web page with your account, pass its verification, and give a fresh cookie"
_PAUSE_S = 300.0
_PAGE_DATA = (
    re.compile(r"window\.\$output\s*=\s*(?=\{)"),
    re.compile(r"global\.data\s*=\s*(?=\[)"),
    re.compile(r"var\s+dataFromSmarty\s*=\s*(?=\[)"),
)


def opened(operation: str, raw: bytes) -> Any:
    """The answer's object or list with its envelope judged; a web page gives the data of its script.

    Raises what the envelope says when it refuses.
    """
    body = load_json(PLATFORM, operation, _data_in(operation, raw))
    if isinstance(body, dict) and (error := refused(operation, body)):
        raise error
    if not isinstance(body, dict | list):
        raise UnexpectedAnswer(PLATFORM, operation, "object or list")
    return body


def content(body: Any) -> Any:
    """What lies in `data`, or the body itself where only that was kept or sent."""
    inner = body.get("data") if isinstance(body, dict) else None
    return inner if isinstance(inner, dict | list) else body


def refused(operation: str, body: dict[str, Any]) -> PlatformError | None:
    """The refusal in this envelope; None for good answers and for pages without an envelope."""
    told = next((body[n] for n in ("errcode", "error_code", "err_code") if body.get(n) is not None), None)
    code = clean_name(told, 20)
    status = whole(body.get("status"))
    words = _words(body)
    match whole(told):
        case 1002:
            return RateLimited(PLATFORM, operation, "asked too often", code=code, retry_after_s=_PAUSE_S)
        case 20028 | 30020 | 30022:
            return Blocked(
                PLATFORM, operation, words or "a verification is demanded", code=code, hint=_VERIFY
            )
        case 20018:
            hint = "log in to kugou in a browser and give a fresh cookie"
            return LoginNeeded(PLATFORM, operation, "a login is needed or has expired", code=code, hint=hint)
        case 20010 if "param" not in words:
            hint = "this endpoint wants the marks of a browser (kg_mid, kg_dfid): give the cookie of your browser"
            return LoginNeeded(PLATFORM, operation, "device or login marks are missing", code=code, hint=hint)
        case 20010 | 20017 | 152:
            return UnexpectedAnswer(PLATFORM, operation, f"acceptance of our parameters ({words})", code=code)
        case None | 0 | 200:
            pass
        case _ if status in (1, 200):
            pass
        case _:
            return _by_words(operation, words, code)
    if status == 0 and "data" not in body and words and operation != "song-url":
        return _by_words(operation, words, code or "status 0")
    return None


def _by_words(operation: str, words: str, code: str | None) -> PlatformError:
    if "不存在" in words or "not exist" in words.lower() or "not found" in words.lower():
        return NoSuchItem(PLATFORM, operation, words, code=code)
    if "频繁" in words:
        return RateLimited(PLATFORM, operation, words, code=code, retry_after_s=_PAUSE_S)
    if "验证" in words:
        return Blocked(PLATFORM, operation, words, code=code, hint=_VERIFY)
    if "登录" in words or "token" in words.lower():
        return LoginNeeded(
            PLATFORM, operation, words, code=code, hint="give a fresh cookie of your kugou login"
        )
    return ServerTrouble(PLATFORM, operation, words or "refused without a reason", code=code)


def _words(body: dict[str, Any]) -> str:
    inner = body.get("data")
    told = [body.get(name) for name in ("error", "error_msg", "message", "errmsg", "info")]
    told.append(inner.get("errmsg") if isinstance(inner, dict) else None)
    return next((found for value in told if isinstance(value, str) and (found := clean_name(value, 200))), "")


def _data_in(operation: str, raw: bytes) -> bytes:
    """The JSON of a web page's script (`window.$output`, `global.data`), other bodies unchanged."""
    if not raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or len(raw) > MAX_BODY_BYTES:
        return raw
    page = decoded(raw)
    for pattern in _PAGE_DATA:
        if found := pattern.search(page):
            return page[found.end() :].encode()
    if "Access Deny" in page[:2000]:
        raise UnexpectedAnswer(PLATFORM, operation, "answer under this address", code="Access Deny")
    return raw
