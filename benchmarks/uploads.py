"""Uploads of 1 MB files, ten at a time, to one server: ours (hashed, conditional, proven) beside peers that prove
nothing. `python -m benchmarks.uploads [--files N] [--server rclone|moto]`.

The servers are `rclone serve s3`, which knows no conditional put, so that we look before we write, and moto's. Server and
clients share the machine's cores, so only ratios count; client CPU tells more about a client than its speed does.
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
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
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
FILES = 100
ROUNDS = 6
"""Many short turns see the same machine; of few long ones each saw another."""
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


Sending = Callable[[], object]
"""Sends all files; only this is timed, not making the client."""

Way = Callable[[str, str, Sequence[Sealed]], Sending]


def ours(address: str, bucket: str, files: Sequence[Sealed]) -> Sending:
    """Everything an upload does but the recording of it: read and hashed, put, looked at again, proven."""
    backend = _backend(address, bucket)

    def send(file: Sealed) -> None:
        sealed = seal(file.path)
        key = f"music/{file.path.name}"
        backend.put(key, sealed, replaces=None, progress=lambda n: None, stop=lambda: False)
        proof, _ = prove(backend, key, sealed, read_back=False, stop=lambda: False)
        assert proof == "etag"

    return _ten_at_a_time(send, files)


def ours_unproven(address: str, bucket: str, files: Sequence[Sealed]) -> Sending:
    """Our put alone: it overwrites nothing, carries the hash that the catalog knows, and is not looked at again."""
    backend = _backend(address, bucket)

    def send(file: Sealed) -> None:
        key = f"music/{file.path.name}"
        backend.put(key, file, replaces=None, progress=lambda n: None, stop=lambda: False)

    return _ten_at_a_time(send, files)


def plain_boto3(address: str, bucket: str, files: Sequence[Sealed]) -> Sending:
    """The library we build on, sending files and nothing else."""
    _, client = _client(address, bucket)

    def send(file: Sealed) -> None:
        client.put_object(Bucket=bucket, Key=f"music/{file.path.name}", Body=file.path.read_bytes())

    return _ten_at_a_time(send, files)


def _backend(address: str, bucket: str) -> S3Backend:
    place, client = _client(address, bucket)
    backend = S3Backend("main", place, client)
    backend.ready()
    return backend


def _ten_at_a_time(send: Callable[[Sealed], None], files: Sequence[Sealed]) -> Sending:
    def sending() -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(send, files))

    return sending


def rclone_copy(address: str, bucket: str, files: Sequence[Sealed]) -> Sending:
    """`rclone copy` with as many transfers at once, which looks before and compares after as well."""
    command = [
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
        str(files[0].path.parent),
        f":s3:{bucket}/music",
    ]
    return partial(subprocess.run, command, check=True)


def _timed(way: Way, address: str, bucket: str, files: Sequence[Sealed]) -> tuple[float, float]:
    client = _client(address, bucket)[1]
    client.create_bucket(Bucket=bucket)
    sending = way(address, bucket, files)
    before, began = _cpu(), time.perf_counter()
    sending()
    took = time.perf_counter() - began, _cpu() - before
    # moto keeps them in memory: gigabytes after some rounds, which the later ones paid for.
    for file in files:
        client.delete_object(Bucket=bucket, Key=f"music/{file.path.name}")
    return took


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def run(folder: Path, files: int = FILES, kinds: Sequence[str] = ()) -> list[Line]:
    """Each way in turn into a bucket of its own on each server that is here, the median of the rounds."""
    here = {"rclone": rclone() is not None, "moto": find_spec("moto") is not None}
    source = folder / "source"
    source.mkdir()
    for n in range(files):
        (source / f"{n:05}.mp3").write_bytes(os.urandom(SIZE))
    sealed = [seal(path) for path in sorted(source.iterdir())]
    lines: list[Line] = []
    for kind in kinds or [kind for kind, found in here.items() if found]:
        place = folder / kind
        place.mkdir()
        with server(place, kind) as address:
            lines += _against(address, kind, sealed)
        shutil.rmtree(place)
    return lines


def _against(address: str, kind: str, files: Sequence[Sealed]) -> list[Line]:
    ways: dict[str, Way] = {"proven": ours, "unproven": ours_unproven, "plain boto3": plain_boto3}
    if rclone():
        ways["rclone copy"] = rclone_copy
    took: dict[str, list[float]] = {name: [] for name in ways}
    cpu: dict[str, list[float]] = {name: [] for name in ways}
    say(f"uploads to {kind}: {', '.join(ways)}")
    for round_ in range(ROUNDS):
        order = list(ways.items())
        # Each way comes first once: whoever does bears the server's start.
        for n, (name, way) in enumerate(order[round_ % len(order) :] + order[: round_ % len(order)]):
            seconds, used = _timed(way, address, f"bucket-{n}-{round_}", files)
            took[name].append(seconds)
            cpu[name].append(used)
    rate = {name: len(files) / median(seconds) for name, seconds in took.items()}
    ms = {name: median(used) / len(files) * 1000 for name, used in cpu.items()}
    what = f"upload {len(files)} files of 1 MB to {kind}"
    plain = "plain boto3"
    return [
        Line(f"{what}, the put alone", rate["unproven"], "files/s", rate[plain], plain, at_least=0.9),
        *(
            Line(f"{what}, hashed and proven", rate["proven"], "files/s", rate[name], name)
            for name in (plain, "rclone copy")
            if name in rate
        ),
        Line("the same, CPU of a put alone", ms["unproven"], "ms", ms[plain], plain, lower_is_better=True),
        Line("the same, CPU hashed and proven", ms["proven"], "ms", ms[plain], plain, lower_is_better=True),
    ]


def main() -> int:
    """Run alone and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=FILES, help="number of files")
    options.add_argument("--server", choices=("rclone", "moto"), help="this server only")
    options.add_argument("--folder", type=Path, help="where files are written")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        lines = run(Path(folder), chosen.files, [chosen.server] if chosen.server else ())
    sys.stdout.write(f"{table(lines)}\n\n{machine()}\n")
    return 1 if any(line.failed for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
