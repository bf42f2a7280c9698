"""Sending to kugou: a phone's headers, and the user's cookie to the two hosts that know what to do with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.kugou.songs import PLATFORM
from catalogsync.adapters.platforms.shapes import expect_ok
from catalogsync.pipeline.errors import TemporarilyUnavailable

T = TypeVar("T")

MOBILE_AGENT = (
    "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
"""`m.kugou.com` answers a desktop's name with HTML (checked 2026-09, section 10)."""

_KNOWS_LOGINS = frozenset({"m.kugou.com", "wwwapi.kugou.com"})


class Sender:
    """Asks one endpoint at a time and tells the breakers what only a parser sees."""

    def __init__(self, http: PlatformHttp) -> None:
        self.http = http

    def get(
        self,
        operation: str,
        read: Callable[[bytes], T],
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """What `read` makes of the answer to a GET."""
        return self._send(operation, read, "GET", url, params, None, headers)

    def post(
        self,
        operation: str,
        read: Callable[[bytes], T],
        url: str,
        content: bytes,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """What `read` makes of the answer to a POST of these JSON bytes."""
        return self._send(operation, read, "POST", url, params, content, headers)

    def _send(
        self,
        operation: str,
        read: Callable[[bytes], T],
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        content: bytes | None,
        headers: Mapping[str, str] | None,
    ) -> T:
        host = urlsplit(url).hostname or ""
        sent = {
            "User-Agent": MOBILE_AGENT,
            "Referer": "https://m.kugou.com/",
            "Accept": "application/json, */*",
        }
        if content is not None:
            sent["Content-Type"] = "application/json"
        answer = self.http.send(
            operation,
            method,
            url,
            params=params,
            content=content,
            headers=sent | dict(headers or {}),
            with_cookie=host in _KNOWS_LOGINS,
        )
        try:
            expect_ok(PLATFORM, operation, answer.status)
            return read(answer.body)
        except TemporarilyUnavailable as e:
            self.http.noticed(e)
            raise
