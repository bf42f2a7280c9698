"""The envelopes around kuwo's answers, and the refusals they carry (kuwo page, sections 0 and 11, facts of 2026-11)."""

from __future__ import annotations

from typing import Any

from catalogsync.adapters.platforms.kuwo.songs import PLATFORM
from catalogsync.adapters.platforms.shapes import clean_name, load_json, refusal, text, whole
from catalogsync.pipeline.errors import Failure, LoginNeeded, PlatformError, ServerTrouble, UnexpectedAnswer

_BY_WORDS = (
    (("不存在",), Failure.NOT_FOUND, None),
    (("下线", "下架"), Failure.WITHDRAWN, "taken down on kuwo; other platforms may have it"),
    (("会员", "VIP", "vip"), Failure.VIP, "needs a kuwo membership"),
    (("付费", "购买"), Failure.PURCHASE, "paid on kuwo; other platforms may have it"),
    (("地区", "海外", "版权"), Failure.REGION, "not licensed where you are"),
    (("频繁",), Failure.RATE_LIMITED, "leave kuwo alone for some minutes"),
    (("登录",), Failure.LOGIN, "give a fresh cookie of your kuwo login"),
)
_ABOUT_ONE_THING = frozenset({"playlist-detail", "toplist-detail", "song-detail"})


def opened(operation: str, raw: bytes) -> Any:
    """The answer's content: the body without its envelope, or the body itself where kuwo sends none.

    Raises what the envelope says when it refuses.
    """
    body = load_json(PLATFORM, operation, raw)
    if isinstance(body, dict) and (error := refused(operation, body)):
        raise error
    if isinstance(body, dict) and isinstance(body.get("data"), dict | list) and not _is_square(body):
        return body["data"]
    if not isinstance(body, dict | list):
        raise UnexpectedAnswer(PLATFORM, operation, "object or list")
    return body


def _is_square(body: dict[str, Any]) -> bool:
    """A square page bare of its envelope has a `data` of its own: the rows."""
    return isinstance(body["data"], list) and "total" in body and "code" not in body


def refused(operation: str, body: dict[str, Any]) -> PlatformError | None:
    """The refusal this envelope holds, None for a good answer and for bodies without an envelope."""
    words = clean_name(body.get("msg")) or clean_name(body.get("message")) or ""
    if body.get("success") is False and "code" not in body:
        return LoginNeeded(
            PLATFORM,
            operation,
            f"the web site's own token is missing or old ({words[:80]})",
            code=words[:80] or "success:false",
            hint="this endpoint answers the web site only; the plain endpoints need no token",
        )
    if "result" in body and "code" not in body and text(body["result"]) != "ok":
        return refusal(
            PLATFORM,
            operation,
            Failure.NOT_FOUND,
            "no such playlist",
            code=f"result:{clean_name(body['result'], 40)}",
        )
    told = body.get("code", body.get("status"))
    if told is None or whole(told) in (200, 0):
        return None
    code = clean_name(told, 20)
    for marks, failure, hint in _BY_WORDS:
        if any(mark in words for mark in marks):
            return refusal(PLATFORM, operation, failure, words[:200], code=code, hint=hint)
    if code == "-1001":
        return refusal(PLATFORM, operation, Failure.WITHDRAWN, words[:200] or "withdrawn", code=code)
    if code == "-1" and operation in _ABOUT_ONE_THING:
        hint = "kuwo says the same to callers it throttles: try again later before believing it"
        return refusal(
            PLATFORM, operation, Failure.NOT_FOUND, words[:200] or "no such thing", code=code, hint=hint
        )
    if code in ("-1", "301") or (whole(told) or 0) >= 500:
        return ServerTrouble(PLATFORM, operation, words[:200] or "refused without a reason", code=code)
    return UnexpectedAnswer(PLATFORM, operation, f"known code ({words[:80]})", code=code)
