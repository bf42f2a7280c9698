"""What surrounds every netease answer: the `code` that is the real outcome, at HTTP 200."""

from __future__ import annotations

from typing import Any

from catalogsync.adapters.platforms.shapes import clean_name, load_json, member, refusal, whole
from catalogsync.pipeline.errors import Failure, PlatformError, UnexpectedAnswer

NAME = "netease"

_COOKIE = "log in at music.163.com and give this program the browser's MUSIC_U cookie"
_OUTCOMES: dict[int, tuple[Failure, str, str | None]] = {
    -460: (
        Failure.BLOCKED,
        "risk control refuses this address or program",
        "leave netease alone for at least 30 minutes, then try one request",
    ),
    -462: (
        Failure.LOGIN,
        "the platform demands that the account or device be verified",
        "open music.163.com in a browser, finish its verification, then renew the cookie",
    ),
    301: (Failure.LOGIN, "a login is needed, or the cookie has expired", _COOKIE),
    20001: (Failure.LOGIN, "only its owner can read this", _COOKIE),
    401: (Failure.LOGIN, "this belongs to somebody else", _COOKIE),
    403: (Failure.LOGIN, "this belongs to somebody else", _COOKIE),
    404: (Failure.NOT_FOUND, "the platform knows no such thing", None),
    405: (Failure.RATE_LIMITED, "asked too often", None),
    503: (Failure.RATE_LIMITED, "asked too often", None),
    502: (Failure.SERVER, "the platform has trouble of its own", None),
    512: (Failure.SERVER, "the platform has trouble of its own", None),
    10004: (Failure.SERVER, "the platform has trouble of its own", None),
}
"""Wire page 11 (2026-11): -460, -462, 301 and 20001 recorded or reported by several projects, the rest
medium.
"""


def opened(operation: str, raw: bytes) -> Any:
    """The JSON value of a good answer; the error that its `code` stands for otherwise.

    An answer without `code` is let through: some recordings hold only a part of the body.
    """
    value = load_json(NAME, operation, raw)
    if not isinstance(value, dict | list):
        raise UnexpectedAnswer(NAME, operation, "object")
    code = member(value, "code")
    if code is not None and whole(code) != 200:
        raise trouble(operation, value)
    return value


def trouble(operation: str, value: Any) -> PlatformError:
    """The error for a body whose `code` is not 200. Its `data` is never shown: -462 carries a token in it."""
    number = whole(member(value, "code"))
    code = clean_name(member(value, "code"), 20) or "?"
    failure, message, hint = _OUTCOMES.get(number or 0, (None, "", None))
    if failure is not None:
        return refusal(NAME, operation, failure, message, code=code, hint=hint)
    word = clean_name(member(value, "message") or member(value, "msg"), 80)
    return UnexpectedAnswer(
        NAME, operation, f"code 200 but {code}" + (f" ({word})" if word else ""), code=code
    )
