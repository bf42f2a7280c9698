"""Run the application in this process: one socket, patience with limits, an end that finishes what is in hand."""

from __future__ import annotations

import gc
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI

from catalogsync.api.patience import PatientProtocol
from catalogsync.pipeline.errors import Refusal

_BACKLOG = 256


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; Refusal with one line when the address cannot be had."""
    sock: socket.socket | None = None
    try:
        info = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        sock = socket.socket(info[0], info[1])
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(info[4])
        sock.listen(_BACKLOG)
    except OSError as e:
        if sock is not None:
            sock.close()
        raise Refusal(
            f"cannot listen on {host}:{port}: {e.strerror or e}; is another console running? --port takes another one"
        ) from None
    return sock


class _Server(uvicorn.Server):
    """Ends the streams first: uvicorn waits for open answers before it ends."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        app = self.config.app
        assert isinstance(app, FastAPI)
        app.state.console.feed.end()
        super().handle_exit(sig, frame)


def serve(app: FastAPI, sock: socket.socket, ended: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM, then call `ended`. A second Ctrl-C during that raises KeyboardInterrupt."""
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        loop="auto",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=5,
        limit_concurrency=1_000,
    )
    asked = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        # uvicorn raises the signal again when it has ended; only a further one is impatience.
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    # What is there now stays: without it a full collection, some fifty milliseconds in which no page is answered, has
    # next to nothing to look through.
    gc.collect()
    gc.freeze()
    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        _Server(config).run(sockets=[sock])
        ended()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
