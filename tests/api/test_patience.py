"""Connections that stay silent, dawdle or talk without end are closed; others are served."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from catalogsync.api import patience
from catalogsync.api.patience import PatientProtocol
from catalogsync.api.server import bind

SHORT_S = 0.2


async def hello(scope: object, receive: object, send: object) -> None:
    """Answers; heads that come later have less time."""
    patience.HEAD_S = SHORT_S
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b"ok"})  # type: ignore[operator]


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(patience, "HEAD_S", 300.0)
    sock = bind("127.0.0.1", 0)
    server = uvicorn.Server(
        uvicorn.Config(hello, http=PatientProtocol, ws="none", lifespan="off", log_config=None)  # type: ignore[arg-type]
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
    thread.start()
    yield sock.getsockname()[1]
    server.should_exit = True
    thread.join()


def said(port: int, *parts: bytes) -> bytes:
    """Everything the server answers until it closes the connection."""

    async def talk() -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
            return await asyncio.wait_for(reader.read(), 180)
        except ConnectionError:
            return b""
        finally:
            writer.close()

    return asyncio.run(talk())


def test_a_whole_request_is_answered(port: int) -> None:
    assert b"ok" in said(port, b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")


def test_silence_is_closed(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEAD_S", SHORT_S)

    assert b"" == said(port)


def test_a_head_that_never_ends_is_closed_by_time(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEAD_S", SHORT_S)

    assert b"" == said(port, b"GET / HTTP/1.1\r\nhost: x\r\n", b"x-a: b\r\n")


def test_a_second_request_on_the_connection_has_the_same_limit(port: int) -> None:
    answer = said(port, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n", b"GET / HT")

    assert 1 == answer.count(b"ok")


def test_a_head_that_is_too_long_is_closed_by_size(port: int) -> None:
    assert b"" == said(port, b"GET / HTTP/1.1\r\n", *[b"x-a: " + b"b" * 8_000 + b"\r\n"] * 10)
