"""Sending to kuwo: the headers its plain endpoints want, and asking again where its refusals mean "try once more"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.kuwo.songs import PLATFORM
from catalogsync.adapters.platforms.shapes import expect_ok
from catalogsync.pipeline.errors import NoSuchItem, ServerTrouble, TemporarilyUnavailable

T = TypeVar("T")

MIRROR = "https://m.kuwo.cn/newh5app/wapi/api"
"""The mobile site's mirror of `www.kuwo.cn/api`, without the token (10 users of it, 2023 to 2026)."""

MOBILE_AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.0 Mobile/15E148 Safari/604.1"
)
DESKTOP_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"

_PASSING_CODES = frozenset({"-1", "301", "SHOW 0"})
"""What kuwo says to throttled callers, and also about things it does not have."""


def browser(mobile: bool, referer: str | None = None) -> dict[str, str]:
    """The headers that always suffice (section 0): m.kuwo.cn wants a phone, the rest any browser."""
    home = "https://m.kuwo.cn/newh5app/" if mobile else "http://www.kuwo.cn/"
    return {
        "User-Agent": MOBILE_AGENT if mobile else DESKTOP_AGENT,
        "Referer": referer or home,
        "Accept": "application/json, text/plain, */*",
    }


def fetch(
    http: PlatformHttp,
    operation: str,
    read: Callable[[bytes], T],
    url: str,
    params: Mapping[str, str] | None = None,
    *,
    referer: str | None = None,
    with_cookie: bool = False,
) -> T:
    """What `read` makes of the body under this address; the breakers hear of trouble only the parser sees.

    A redirect is UnexpectedAnswer: the site redirects to a static copy of itself (section 1.3).
    """
    mobile = url.startswith("https://m.kuwo.cn/")
    answer = http.send(
        operation, "GET", url, params=params, headers=browser(mobile, referer), with_cookie=with_cookie
    )
    try:
        expect_ok(PLATFORM, operation, answer.status)
        return read(answer.body)
    except TemporarilyUnavailable as e:
        # A withdrawn song answers like a throttled caller: such refusals say nothing about the endpoint.
        if e.code not in _PASSING_CODES:
            http.noticed(e)
        raise


def insist(ask: Callable[[], T], attempts: int = 3) -> T:
    """Ask up to three times where kuwo refuses without a reason: `code:-1`, `status:301` and empty hit lists often
    pass by themselves (sections 5.2, 7, 11). The pace between attempts is PlatformHttp's."""
    for left in range(attempts - 1, -1, -1):
        try:
            return ask()
        except (NoSuchItem, ServerTrouble) as e:
            if e.code not in _PASSING_CODES or not left:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")
