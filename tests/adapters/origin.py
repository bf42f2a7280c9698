"""A small server on loopback whose every answer is written by the test, byte by byte, faults included."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum

PATIENT = {"connect_s": 120.0, "read_s": 120.0, "total_s": 300.0, "retry_total_s": 300.0}
"""Times of `HttpSettings` far longer than anything takes: a busy machine is no fault."""


class Fault(Enum):
    """What may happen to a connection in the middle of an answer."""

    RESET = "reset"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it arrived; header names are lower-case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


Script = Callable[[Request], bytes | Iterable[bytes | Fault]]


def reply(status: int = 200, body: bytes = b"", *, length: int | None = None, **headers: str) -> bytes:
    """An answer with a Content-Length (`length` may lie) and headers given as `content_type="…"`."""
    lines = [f"HTTP/1.1 {status} X", f"content-length: {len(body) if length is None else length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@dataclass(slots=True)
class Origin:
    """The running server: set `script`, look at `requests`."""

    port: int = 0
    script: Script = lambda request: reply()
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self, *answers: bytes | Iterable[bytes | Fault]) -> None:
        """Give these answers in turn, then the last one for ever."""
        left = list(answers)
        self.script = lambda request: left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def running_origin() -> Iterator[Origin]:
    """Serve until the end of the block."""
    origin = Origin()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            connection: socket.socket = self.request
            connection.settimeout(300)
            origin.connections += 1
            try:
                while (request := _read(connection)) is not None:
                    origin.requests.append(request)
                    answer = origin.script(request)
                    for piece in [answer] if isinstance(answer, bytes) else answer:
                        if piece is Fault.RESET:
                            linger = struct.pack("ii", 1, 0)
                            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                            connection.close()
                            return
                        if piece is Fault.CLOSE:
                            return
                        assert isinstance(piece, bytes)
                        connection.sendall(piece)
            except OSError:
                return

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 64
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        origin.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield origin
        finally:
            server.shutdown()


def _read(connection: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    while len(body) < int(headers.get("content-length", 0)):
        body += connection.recv(65536)
    method, path, _ = first.split(" ", 2)
    return Request(method, path, headers, body)
