"""A platform over the real client and a transport that answers from a table: no sockets, no waiting."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from catalogsync.adapters.platforms.http import HttpSettings, PlatformHttp

Respond = Callable[[httpx.Request], httpx.Response]


class Site:
    """Answers by host and path; what is not in the table is HTTP 404. Keeps every request."""

    def __init__(self) -> None:
        self.table: dict[str, Respond] = {}
        self.asked: list[httpx.Request] = []

    def put(self, address: str, answer: bytes | Respond | dict[str, Any] | list[Any]) -> None:
        """Answer `host/path` with bytes, with a value as JSON, or with what a function makes of the
        request."""
        if isinstance(answer, dict | list):
            answer = json.dumps(answer, ensure_ascii=False).encode()
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

    def paths(self) -> list[str]:
        """What was asked so far, host and path."""
        return [f"{request.url.host}{request.url.path}" for request in self.asked]


def http_for(platform: str, site: Site, cookie: str | None = None) -> PlatformHttp:
    """The real client of a platform over this site."""
    client = httpx.Client(transport=httpx.MockTransport(site.handle))
    settings = HttpSettings(pace=None, attempts=1)
    return PlatformHttp(platform, settings, cookie, client=client, sleep=lambda seconds: None)


def answers_beside(test_file: str) -> dict[str, bytes]:
    """The fixtures in the folder `answers` beside a test, by file name."""
    folder = Path(test_file).parent / "answers"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def recordings(platform: str) -> list[Any]:
    """Recorded answers of a platform as test parameters; one skipped parameter where there are none."""
    default = Path(__file__).parents[4] / "shared"
    folder = Path(os.environ.get("CATALOGSYNC_SHARED", default)) / "recorded" / platform
    found = (
        sorted(path for path in folder.glob("*") if ".source." not in path.name) if folder.is_dir() else []
    )
    if not found:
        return [pytest.param("none", b"", marks=pytest.mark.skip(reason=f"no recordings of {platform} here"))]
    return [pytest.param(path.name, path.read_bytes(), id=path.name) for path in found]
