"""What surrounds Migu's answers: codes that are texts of digits, under three names in three families."""

from __future__ import annotations

from typing import Any

from catalogsync.adapters.platforms.shapes import clean_name, load_json, member, refusal, text
from catalogsync.pipeline.errors import Failure, PlatformError, UnexpectedAnswer

NAME = "migu"

OBFUSCATED = b"\xab\xcd\x01"
"""How the web player's obfuscated bodies begin (wire page 6.5, 2026-11). They are reported, not read."""

LOGIN_HINT = "log in at music.migu.cn and give this program the browser's cookie (pacmtoken)"
MEMBER_HINT = "only members of Migu get this song whole; a member's cookie would help"
UNKNOWN_UID = "8000100001"

_GOOD = ("000000", "0", "200")
_OUTCOMES: dict[str, tuple[Failure, str, str | None]] = {
    "290001": (Failure.LOGIN, "a login is needed, or it has expired", LOGIN_HINT),
    UNKNOWN_UID: (Failure.LOGIN, "the platform does not know the user of this request", LOGIN_HINT),
    "440013": (Failure.VIP, "for members only", MEMBER_HINT),
}
"""Wire page 11 (2026-11); 8000100001 is recorded (error-1.json, 2022)."""


def opened(operation: str, raw: bytes) -> Any:
    """The JSON value of a good answer; the error its code stands for otherwise.

    Codes: `code` (gateway), `returnCode` (web player), `retCode` 100000 or `success` (old mobile site).
    An answer without any is let through: the lists of some endpoints come bare.
    """
    if raw.startswith(OBFUSCATED):
        hint = "this endpoint answers the web player only; the plain ones are asked instead"
        raise UnexpectedAnswer(
            NAME, operation, "plain answer (the body is obfuscated)", code="AB CD 01", hint=hint
        )
    value = load_json(NAME, operation, raw)
    if not isinstance(value, dict | list):
        raise UnexpectedAnswer(NAME, operation, "object")
    if not isinstance(value, dict):
        return value
    for name in ("code", "returnCode"):
        code = text(value.get(name))
        if code is not None and code not in _GOOD:
            raise trouble(operation, code, value)
    if text(value.get("retCode")) not in (None, "100000", *_GOOD):
        raise trouble(operation, text(value.get("retCode")) or "?", value)
    inner = text(member(value, "retMsg", "code"))
    if inner not in (None, *_GOOD):
        raise trouble(operation, inner or "?", value)
    if value.get("success") is False:
        raise UnexpectedAnswer(NAME, operation, "success (the old mobile site refused)", code="success false")
    return value


def trouble(operation: str, code: str, value: Any) -> PlatformError:
    """The error for a code that is not good."""
    code = clean_name(code, 20) or "?"
    failure, message, hint = _OUTCOMES.get(code, (None, "", None))
    if failure is not None:
        return refusal(NAME, operation, failure, message, code=code, hint=hint)
    word = clean_name(member(value, "info") or member(value, "msg"), 80)
    return UnexpectedAnswer(
        NAME, operation, f"code 000000 but {code}" + (f" ({word})" if word else ""), code=code
    )
