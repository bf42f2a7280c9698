"""What surrounds Qianqian's answers: `state`, `errno` and a `data` that turns into `[]` when there is
nothing."""

from __future__ import annotations

import re
from typing import Any

from catalogsync.adapters.platforms.shapes import clean_name, load_json, refusal, text
from catalogsync.pipeline.errors import Failure, UnexpectedAnswer

NAME = "qianqian"

LOGIN_HINT = "log in at music.91q.com and give this program the browser's cookie"
MEMBER_HINT = "only members of Qianqian get this song whole; a member's cookie would help"

_FINE = (None, "", "22000", "0")
_WORDS = (
    # 请登陆 is how the platform spells it (wire page 9, 2026-11).
    (re.compile(r"登[陆录錄]|login", re.IGNORECASE), Failure.LOGIN, LOGIN_HINT),
    (re.compile(r"频繁|过快|稍[后候]"), Failure.RATE_LIMITED, None),
    (re.compile(r"会员|VIP|付费", re.IGNORECASE), Failure.VIP, MEMBER_HINT),
    (re.compile(r"下架|版权"), Failure.WITHDRAWN, None),
)
_SIGNATURE = re.compile(r"sign|签名|timestamp|时间戳|验签|appid", re.IGNORECASE)
_OF_ONE_THING = ("playlist-detail", "toplist-detail", "song-detail", "song-url", "lyric")


def opened(operation: str, raw: bytes) -> Any:
    """The `data` of a good answer; the error that state and errno stand for otherwise.

    A refusal without a reason means, for a single thing, that there is no such thing (wire page 3).
    """
    value = load_json(NAME, operation, raw)
    if not isinstance(value, dict):
        raise UnexpectedAnswer(NAME, operation, "object")
    errno = text(value.get("errno")) or text(value.get("errcode"))
    state = value.get("state")
    if state is None and "data" not in value and "errno" not in value:
        raise UnexpectedAnswer(NAME, operation, "state")
    if state in (True, 1, "true", "1", None) and errno in _FINE:
        if "data" not in value:
            raise UnexpectedAnswer(NAME, operation, "data")
        return value["data"]
    said = clean_name(value.get("errmsg"), 80) or ""
    code = clean_name(errno, 20) or "state false"
    for pattern, failure, hint in _WORDS:
        if pattern.search(said):
            raise refusal(NAME, operation, failure, said, code=code, hint=hint)
    if errno == "23001":
        raise UnexpectedAnswer(NAME, operation, f"accepted parameters ({said or 'refused'})", code=code)
    if _SIGNATURE.search(said):
        hint = "check this machine's clock; if it is right, the way of signing has changed"
        raise UnexpectedAnswer(NAME, operation, f"accepted signature ({said})", code=code, hint=hint)
    if operation in _OF_ONE_THING and not value.get("data"):
        message = f"there is no such thing, or it is closed ({said or 'no reason given'})"
        raise refusal(NAME, operation, Failure.NOT_FOUND, message, code=code)
    if errno in _FINE and not value.get("data"):
        return value.get("data")
    raise UnexpectedAnswer(
        NAME, operation, f"errno 22000 but {code} ({said or 'no reason given'})", code=code
    )
