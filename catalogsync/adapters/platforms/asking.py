"""One question to a platform: sent, judged by its status, read by a parser; trouble reaches the breakers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from catalogsync.adapters.platforms.http import PlatformHttp
from catalogsync.adapters.platforms.shapes import expect_ok
from catalogsync.pipeline.errors import TemporarilyUnavailable

T = TypeVar("T")


class Asking:
    """Asks with the headers a platform wants on every request, `headers` of a single call on top."""

    def __init__(self, http: PlatformHttp, headers: Mapping[str, str]) -> None:
        self._http = http
        self._headers = dict(headers)

    @property
    def cookie(self) -> str | None:
        """The user's own Cookie header text."""
        return self._http.cookie

    def get(
        self,
        operation: str,
        read: Callable[[bytes], T],
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """What `read` makes of the answer to a GET."""
        answer = self._http.send(
            operation, "GET", url, params=params, headers={**self._headers, **(headers or {})}
        )
        return self._read(operation, read, answer.status, answer.body)

    def post(
        self,
        operation: str,
        read: Callable[[bytes], T],
        url: str,
        *,
        form: Mapping[str, str] | None = None,
        json: object | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> T:
        """What `read` makes of the answer to a POST."""
        merged = {**self._headers, **(headers or {})}
        answer = self._http.send(operation, "POST", url, form=form, json=json, headers=merged)
        return self._read(operation, read, answer.status, answer.body)

    def redirect(self, operation: str, url: str, params: Mapping[str, str]) -> tuple[int, str | None]:
        """The status and the Location of an answer that points elsewhere, not followed."""
        answer = self._http.send(operation, "GET", url, params=params, headers=self._headers)
        return answer.status, answer.headers.get("location")

    def _read(self, operation: str, read: Callable[[bytes], T], status: int, body: bytes) -> T:
        # Risk control and rate limits arrive with HTTP 200: only the parser sees them, the breakers must hear
        # of them.
        try:
            expect_ok(self._http.platform, operation, status)
            return read(body)
        except TemporarilyUnavailable as e:
            self._http.noticed(e)
            raise
