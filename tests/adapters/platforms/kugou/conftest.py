"""Kugou over the real client and a transport that answers from a table: no sockets, no waiting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from catalogsync.adapters.platforms.http import HttpSettings, PlatformHttp
from catalogsync.adapters.platforms.kugou import Kugou

ANSWERS = Path(__file__).parent / "answers"


class Site:
    """Answers by host and path; what is not in the table is HTTP 404. Keeps every request."""

    def __init__(self) -> None:
        self.table: dict[str, Callable[[httpx.Request], httpx.Response]] = {}
        self.asked: list[httpx.Request] = []

    def put(self, address: str, answer: str | bytes | Callable[[httpx.Request], httpx.Response]) -> None:
        """Answer `host/path` with a file of `answers/`, with bytes, or with what a function makes of the request."""
        if isinstance(answer, str):
            answer = (ANSWERS / answer).read_bytes()
        if isinstance(answer, bytes):
            body = answer
            self.table[address] = lambda request: httpx.Response(200, content=body)
        else:
            self.table[address] = answer

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.table.get(f"{request.url.host}{request.url.path}")
        given = answer(request) if answer else httpx.Response(404, content=b"<html>404</html>")
        return httpx.Response(
            given.status_code, headers=given.headers, stream=httpx.ByteStream(given.content)
        )

    def hosts(self) -> list[str]:
        return [request.url.host for request in self.asked]


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def kugou(site: Site) -> Kugou:
    return kugou_with(site)


def kugou_with(site: Site, cookie: str | None = None) -> Kugou:
    client = httpx.Client(transport=httpx.MockTransport(site.handle))
    settings = HttpSettings(pace=None, attempts=1)
    return Kugou(PlatformHttp("kugou", settings, cookie, client=client, sleep=lambda seconds: None))
