"""Uploads of 1 MB files, ten at a time, to one server: ours (hashed, conditional, proven) beside peers that prove
nothing. `python -m benchmarks.uploads [--files N] [--server rclone|moto]`.

The server is `rclone serve s3` where installed, else moto's. Server and clients share the machine's cores, so only
ratios count; client CPU seconds tell more about a client than its speed does.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import Line, machine, say, table
from catalogsync.adapters.storage.s3 import S3Backend
from catalogsync.adapters.storage.s3_client import Credentials, open_client
from catalogsync.domain.backend import Place
from catalogsync.pipeline.objects import Sealed, seal
from catalogsync.pipeline.proof import prove

AT_ONCE = 10
ROUNDS = 3
SIZE = 1_000_000
KEY, SECRET = "AKIABENCHMARK000", "a-secret-of-the-benchmark"


def rclone() -> str | None:
    """The rclone program, beside this Python or on the path; what distributions carry is often too old."""
    return shutil.which("rclone", path=str(Path(sys.executable).parent)) or shutil.which("rclone")


@contextmanager
def server(folder: Path, kind: str) -> Iterator[str]:
    """The address of an S3 server of that kind."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served = folder / "served"
    served.mkdir()
    commands = {
        "rclone": [
            str(rclone()),
            "serve",
            "s3",
            "--config",
            os.devnull,
            "--auth-key",
            f"{KEY},{SECRET}",
            "--addr",
            f"127.0.0.1:{port}",
            str(served),
        ],
        "moto": [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
    }
    with (folder / "server.log").open("wb") as log:
        child = subprocess.Popen(commands[kind], stdout=log, stderr=log)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait()


def _client(address: str, bucket: str) -> tuple[Place, Any]:
    place = Place(kind="s3", bucket=bucket, endpoint=address, base_prefix="music")
    return place, open_client(place, Credentials(KEY, SECRET), connections=AT_ONCE + 2)


def ours(address: str, bucket: str, files: Path) -> None:
    """Everything an upload does but the recording of it: read and hashed, put, looked at again, proven."""
    place, client = _client(address, bucket)
    backend = S3Backend("main", place, client)
    backend.ready()

    def send(path: Path) -> None:
        sealed = seal(path)
        key = f"music/{path.name}"
        backend.put(key, sealed, replaces=None, progress=lambda n: None, stop=lambda: False)
        proof, _ = prove(backend, key, sealed, read_back=False, stop=lambda: False)
        assert proof == "etag"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(send, sorted(files.iterdir())))


def ours_unproven(address: str, bucket: str, files: Path) -> None:
    """Our put alone: it overwrites nothing, carries the hash, and is not looked at again."""
    place, client = _client(address, bucket)
    backend = S3Backend("main", place, client)
    backend.ready()

    def send(path: Path) -> None:
        sealed = Sealed(path, SIZE, "0" * 64, ())
        backend.put(f"music/{path.name}", sealed, replaces=None, progress=lambda n: None, stop=lambda: False)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(send, sorted(files.iterdir())))


def plain_boto3(address: str, bucket: str, files: Path) -> None:
    """The library we build on, sending files and nothing else."""
    _, client = _client(address, bucket)

    def send(path: Path) -> None:
        client.put_object(Bucket=bucket, Key=f"music/{path.name}", Body=path.read_bytes())

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(send, sorted(files.iterdir())))


def rclone_copy(address: str, bucket: str, files: Path) -> None:
    """`rclone copy` with as many transfers at once, which looks before and compares after as well."""
    subprocess.run(
        [
            str(rclone()),
            "copy",
            "--config",
            os.devnull,
            "--transfers",
            str(AT_ONCE),
            "--checkers",
            str(AT_ONCE),
            "-q",
            "--s3-provider",
            "Other",
            "--s3-endpoint",
            address,
            "--s3-access-key-id",
            KEY,
            "--s3-secret-access-key",
            SECRET,
            "--s3-region",
            "us-east-1",
            "--s3-force-path-style",
            str(files),
            f":s3:{bucket}/music",
        ],
        check=True,
    )


Way = Callable[[str, str, Path], None]


def _timed(way: Way, address: str, bucket: str, files: Path) -> tuple[float, float]:
    _client(address, bucket)[1].create_bucket(Bucket=bucket)
    before, began = _cpu(), time.perf_counter()
    way(address, bucket, files)
    return time.perf_counter() - began, _cpu() - before


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def run(folder: Path, files: int = 200, kind: str | None = None) -> list[Line]:
    """Each way in turn into a bucket of its own, the median of the rounds."""
    if kind is None:
        kind = "rclone" if rclone() else "moto"
    source = folder / "source"
    source.mkdir()
    for n in range(files):
        (source / f"{n:05}.mp3").write_bytes(os.urandom(SIZE))
    ways: dict[str, Way] = {"ours": ours, "ours, unproven": ours_unproven, "plain boto3": plain_boto3}
    if rclone():
        ways["rclone copy"] = rclone_copy
    took: dict[str, list[float]] = {}
    cpu: dict[str, list[float]] = {}
    with server(folder, kind) as address:
        say(f"uploads to {kind}: {', '.join(ways)}")
        for round_ in range(ROUNDS):
            for n, (name, way) in enumerate(ways.items()):
                seconds, used = _timed(way, address, f"bucket-{n}-{round_}", source)
                took.setdefault(name, []).append(seconds)
                cpu.setdefault(name, []).append(used)
    rates = {name: files / median(seconds) for name, seconds in took.items()}
    say("client CPU seconds: " + ", ".join(f"{name} {median(used):.1f}" for name, used in cpu.items()))
    what = f"upload {files} files of 1 MB to {kind}"
    return [
        Line(
            f"{what}, not looked at again",
            rates["ours, unproven"],
            "files/s",
            rates["plain boto3"],
            "plain boto3",
            at_least=0.9,
        ),
        *(
            Line(f"{what}, hashed and proven", rates["ours"], "files/s", rates[name], name)
            for name in ("plain boto3", "rclone copy")
            if name in rates
        ),
    ]


def main() -> int:
    """Run alone and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=200, help="number of files")
    options.add_argument("--server", choices=("rclone", "moto"), help="which server to use")
    options.add_argument("--folder", type=Path, help="where files are written")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        lines = run(Path(folder), chosen.files, chosen.server)
    sys.stdout.write(f"{table(lines)}\n\n{machine()}\n")
    return 1 if any(line.failed for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
