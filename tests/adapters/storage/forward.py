"""A forward proxy as companies have them: plain requests by their whole address, TLS through a tunnel."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.adapters.storage.faults import read_head


@dataclass
class Forward:
    """Notes what it was asked for in `asked`; with a `password` (`user:word`) it wants to be told."""

    password: str | None = None
    asked: list[str] = field(default_factory=list)

    @contextmanager
    def running(self) -> Iterator[str]:
        """The proxy's address."""
        with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client:
            head = read_head(client)
            if head is None:
                return
            if self.password is not None:
                wanted = b"proxy-authorization: basic " + base64.b64encode(self.password.encode())
                if wanted.lower() not in head.lower():
                    client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                    return
            method, target, _ = head.split(b" ", 2)
            if method == b"CONNECT":
                self.asked.append(f"CONNECT {target.decode()}")
                with _connected(target) as server:
                    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    _both_ways(client, server)
                return
            host, _, path = target.removeprefix(b"http://").partition(b"/")
            self.asked.append(host.decode())
            with _connected(host) as server:
                # One request on each connection keeps this short.
                lines = head.replace(target, b"/" + path, 1).split(b"\r\n")
                kept = [line for line in lines if not line.lower().startswith((b"proxy-", b"connection:"))]
                kept.insert(1, b"Connection: close")
                server.sendall(b"\r\n".join(kept))
                _both_ways(client, server)


def _connected(host: bytes) -> socket.socket:
    name, _, port = host.decode().partition(":")
    return socket.create_connection((name, int(port)))


def _both_ways(client: socket.socket, server: socket.socket) -> None:
    """Pass bytes on until the server has closed."""
    threading.Thread(target=_pass, args=(client, server), daemon=True).start()
    _pass(server, client)


def _pass(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(65536):
            target.sendall(block)
        target.shutdown(socket.SHUT_WR)
