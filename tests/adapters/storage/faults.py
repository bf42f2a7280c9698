"""A proxy that breaks things between us and a server."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_ANSWERS = {
    "503": (b"503 Slow Down", b"SlowDown"),
    "expired": (b"400 Bad Request", b"ExpiredToken"),
    "skewed": (b"403 Forbidden", b"RequestTimeTooSkewed"),
    "quota": (b"403 Forbidden", b"QuotaExceeded"),
    "full": (b"507 Insufficient Storage", b"XMinioStorageFull"),
    "digest": (b"400 Bad Request", b"BadDigest"),
}


@dataclass
class Faults:
    """A TCP proxy before a server. Each connection takes the next fault from the list; with none left it only passes on.

    `cut-N` closes after N bytes of the request, `reset-N` resets there, `late` passes the request on and closes before
    the answer, `short` breaks the answer off, `after-N` does so behind N bytes of it, `flip-N` turns one bit at N bytes of
    the request, `alter-N` of the answer; those of `_ANSWERS` answer by themselves. Only requests that begin with `only`
    take a fault; `heads` keeps how all of them began. `stall` never answers, `lie` answers as if all were well and keeps
    the request to itself, `drip` passes the request on a few bytes at a time. With `tls` the proxy's own side is TLS.
    """

    target: int
    faults: list[str] = field(default_factory=list)
    only: bytes = b"PUT "
    tls: ssl.SSLContext | None = None
    met: list[str] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[str]:
        """The proxy's address."""
        with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
            yield f"http{'s' if self.tls else ''}://127.0.0.1:{listener.getsockname()[1]}"
            self._over.set()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with (
            suppress(OSError),
            self._own_side(client) as own,
            socket.create_connection(("127.0.0.1", self.target)) as server,
        ):
            while self._exchange(own, server):
                pass

    def _own_side(self, client: socket.socket) -> socket.socket:
        return client if self.tls is None else self.tls.wrap_socket(client, server_side=True)

    def _exchange(self, client: socket.socket, server: socket.socket) -> bool:
        """One request and its answer; False when the connection is over."""
        head = read_head(client)
        if head is None:
            return False
        fault = self._next(head)
        if fault in _ANSWERS:
            _drain(client, head)
            status, code = _ANSWERS[fault]
            body = b"<Error><Code>%s</Code><Message>m</Message></Error>" % code
            client.sendall(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
            return True
        if fault == "stall":
            self._over.wait(300)
            return False
        if fault == "lie":
            _drain(client, head)
            client.sendall(b'HTTP/1.1 200 OK\r\nETag: "%s"\r\nContent-Length: 0\r\n\r\n' % (b"0" * 32))
            return True
        if b"100-continue" in head.lower():
            client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            head = b"\r\n".join(
                line for line in head.split(b"\r\n") if not line.lower().startswith(b"expect")
            )
        server.sendall(head)
        at, left = 0, _length(head)
        limit = int(fault.partition("-")[2] or 0)
        while left:
            block = client.recv(min(left, 100 if fault == "drip" else 65536))
            if not block:
                return False
            left -= len(block)
            if fault.startswith(("cut", "reset")) and at + len(block) > limit:
                if fault.startswith("reset"):
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return False
            if fault.startswith("flip") and at <= limit < at + len(block):
                block = _turned(block, limit - at)
            at += len(block)
            server.sendall(block)
        answer = read_head(server)
        if answer is None:
            return False
        if fault == "late":
            return False
        client.sendall(answer)
        left = 0 if head.startswith(b"HEAD ") or b" 204 " in answer[:20] else _length(answer)
        at = 0
        while left:
            block = server.recv(min(left, 65536))
            if fault == "short":
                client.sendall(block[: len(block) // 2])
                return False
            if not block:
                return False
            if fault.startswith("after") and at + len(block) > limit:
                client.sendall(block[: limit - at])
                return False
            if fault.startswith("alter") and at <= limit < at + len(block):
                block = _turned(block, limit - at)
            client.sendall(block)
            left -= len(block)
            at += len(block)
        return True

    def _next(self, head: bytes) -> str:
        with self._lock:
            self.heads.append(head)
            if not self.faults or not head.startswith(self.only):
                return ""
            fault = self.faults.pop(0)
            self.met.append(fault)
            return fault


def _turned(block: bytes, at: int) -> bytes:
    """The block with one bit turned."""
    return block[:at] + bytes([block[at] ^ 1]) + block[at + 1 :]


def read_head(sock: socket.socket) -> bytes | None:
    """Everything up to the empty line, read byte-exactly."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        try:
            byte = sock.recv(1)
        except OSError:
            return None
        if not byte:
            return None
        head += byte
    return head


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _drain(sock: socket.socket, head: bytes) -> None:
    """Take the body, unless the sender waits to be asked for it."""
    left = 0 if b"100-continue" in head.lower() else _length(head)
    while left:
        left -= len(sock.recv(min(left, 65536)) or b"x" * left)
