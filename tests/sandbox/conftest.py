"""What the tests of all platforms share: one sandbox without sockets, and how to ask it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from catalogsync.sandbox.catalog import Catalog
from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.http import Request, Response
from catalogsync.sandbox.world.songs import Song

BROWSER = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Mobile", "referer": "https://y.qq.com/"}

Ask = Callable[..., Response]


@pytest.fixture(scope="session")
def gateway() -> Gateway:
    return Gateway(Catalog(1, "demo"), clock=lambda: 1_795_000_000.0)


@pytest.fixture
def ask(gateway: Gateway) -> Ask:
    """`ask(url, form=..., data=..., headers...)` gives the answer the platform sends."""

    def asked(url: str, form: dict[str, str] | None = None, data: Any = None, **headers: str) -> Response:
        address = httpx.URL(url)
        body = json.dumps(data).encode() if data is not None else b""
        if form is not None:
            body = str(httpx.QueryParams(form)).encode()
        named = {**BROWSER, **{name.replace("_", "-"): value for name, value in headers.items()}}
        method = "POST" if body else "GET"
        return gateway.answer(
            Request(method, address.host, address.path, address.query.decode(), named, body)
        ).response

    return asked


@pytest.fixture
def song_with(gateway: Gateway) -> Callable[[str, str], Song]:
    """The first song of a platform that has a trap."""

    def first(platform: str, trap: str) -> Song:
        catalog = gateway.world.catalog
        songs = (catalog.song(platform, number) for number in range(catalog.world.recordings))
        return next(song for song in songs if song and trap in song.traps)

    return first
