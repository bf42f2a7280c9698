"""Downloads with ten connections from a server on loopback: ours (sha256, md5, note, fsync, rename) beside peers that
do none of this. `python -m benchmarks.downloads [--files N]`.

The server is nginx where installed, else a threaded server of the standard library in a process of its own, which
sends with sendfile; aria2c and curl take part where installed. All share the machine's cores, so only ratios count.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

import httpx

from benchmarks.measure import Line, machine, peak_mib, say, table
from catalogsync.adapters.connections import HttpSettings, open_client
from catalogsync.adapters.parts import place, settle
from catalogsync.adapters.streams import OpensStreams
from catalogsync.adapters.streams_by_proxy import StreamsByProxy
from catalogsync.adapters.streams_direct import DirectStreams
from catalogsync.adapters.transfer import Transfers
from catalogsync.domain.ids import Key
from catalogsync.pipeline.ports import Grant, Quality

CONNECTIONS = 10
MANY = 32
SMALL_FOR_EACH_BIG = 25
"""So many that starting up does not decide: clients and connections for us, and for aria2c the length of its list, which
it becomes slower with (2 ms a file for 200 files, several times that for 3,000)."""
ROUNDS = 5
"""More and shorter turns, because the machine's rate changes within minutes."""
HOST = "http://cdn.example.com"
_NGINX_TEMPORARIES = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


Way = Callable[[str, str, int, Path], None]
HERE = HttpSettings(allow_private=True)


class _Files(BaseHTTPRequestHandler):
    """Answers every path with the file named by its first part."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    folder = Path()

    def do_GET(self) -> None:
        with (self.folder / self.path.split("/")[1]).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            self.send_response(200)
            self.send_header("Content-Length", str(size))
            self.send_header("Content-Type", "audio/mpeg")
            self.send_header("ETag", '"1"')
            self.end_headers()
            self.wfile.flush()
            self.connection.sendfile(file)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def _serve(folder: Path, port: int) -> None:
    _Files.folder = folder
    ThreadingHTTPServer.request_queue_size = 128
    ThreadingHTTPServer(("127.0.0.1", port), _Files).serve_forever()


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of a server of the folder's files, and its name."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    nginx = shutil.which("nginx")
    if nginx is None:
        process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(folder, port), daemon=True
        )
        process.start()
        stop: Callable[[], object] = process.terminate
    else:
        child = subprocess.Popen([nginx, "-p", str(folder), "-c", str(_nginx_settings(folder, port))])
        stop = child.terminate
    try:
        _await(port)
        yield f"http://127.0.0.1:{port}", "nginx" if nginx else "stdlib server"
    finally:
        stop()


def _nginx_settings(folder: Path, port: int) -> Path:
    path = folder / "nginx.conf"
    # Started by root, workers would become another user, who may not look into a temporary folder.
    user = "user root; " if os.geteuid() == 0 else ""
    unused = " ".join(f"{kind}_temp_path {folder}/unused;" for kind in _NGINX_TEMPORARIES)
    path.write_text(
        f"{user}daemon off; pid {folder}/nginx.pid; error_log stderr crit; worker_processes 1; events {{}} http {{"
        f"access_log off; {unused} sendfile on; keepalive_requests 1000000; server {{ listen 127.0.0.1:{port};"
        f"location ~ ^/(big|small)/ {{ rewrite ^/(big|small)/ /$1 break; root {folder}; }} }} }}"
    )
    return path


def _await(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not start")


def ours(address: str, kind: str, count: int, target: Path) -> None:
    """Everything a download does but the recording of it."""
    transfers = Transfers(HttpSettings(gateway=address), connections=CONNECTIONS)

    def fetch(n: int) -> None:
        part = target / f"{n}.mp3.part"
        grant = Grant(f"{HOST}/{kind}/{n}", Quality.HIGH, "mp3")
        song = Key("qq", str(n))
        fetched = transfers.fetch(grant, song, part, source=song)
        place(part, [target / f"{n}.mp3"], fetched=fetched)
        settle(part)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(fetch, range(count)))
    transfers.close()


def plain_httpx(address: str, kind: str, count: int, target: Path) -> None:
    """The library we build on, writing files and nothing else."""
    with httpx.Client(limits=httpx.Limits(max_connections=CONNECTIONS), trust_env=False) as client:

        def fetch(n: int) -> None:
            with (
                client.stream("GET", f"{address}/{kind}/{n}") as response,
                (target / str(n)).open("wb") as file,
            ):
                for block in response.iter_raw():
                    file.write(block)

        with ThreadPoolExecutor(CONNECTIONS) as pool:
            list(pool.map(fetch, range(count)))


def aria2c(address: str, kind: str, count: int, target: Path) -> None:
    """aria2c with one connection per file and ten files at once."""
    listing = target / "list.txt"
    listing.write_text("".join(f"{address}/{kind}/{n}\n out={n}\n" for n in range(count)))
    command = [
        "aria2c",
        "-q",
        "-j",
        str(CONNECTIONS),
        "-x1",
        "-s1",
        "--file-allocation=none",
        "-d",
        str(target),
    ]
    subprocess.run([*command, "-i", str(listing)], check=True)


def curl(address: str, kind: str, count: int, target: Path) -> None:
    """curl's parallel mode."""
    listing = target / "list.txt"
    listing.write_text("".join(f'url={address}/{kind}/{n}\noutput="{target}/{n}"\n' for n in range(count)))
    subprocess.run(
        ["curl", "-sZ", "--no-progress-meter", "--parallel-max", str(CONNECTIONS), "-K", str(listing)],
        check=True,
    )


def direct(connections: int) -> Way:
    """The bodies alone, as transfers get them where no proxy is set."""
    return lambda *task: _bodies(DirectStreams(HERE, connections), connections, *task)


def by_httpx(connections: int) -> Way:
    """The same as by a proxy: through httpx, a client for each connection."""
    return lambda *task: _bodies(StreamsByProxy(HERE, connections), connections, *task)


def one_client(address: str, kind: str, count: int, target: Path) -> None:
    """The same through one client of httpx for all threads."""
    with open_client(HERE, MANY) as client:

        def fetch(n: int) -> None:
            with (
                client.stream("GET", f"{address}/{kind}/{n}") as response,
                (target / str(n)).open("wb") as file,
            ):
                for block in response.iter_raw():
                    file.write(block)

        with ThreadPoolExecutor(MANY) as pool:
            list(pool.map(fetch, range(count)))


def _bodies(
    streams: OpensStreams, connections: int, address: str, kind: str, count: int, target: Path
) -> None:
    def fetch(n: int) -> None:
        with streams.get(f"{address}/{kind}/{n}", {}) as answer, (target / str(n)).open("wb") as file:
            for block in answer.blocks:
                file.write(block)

    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(fetch, range(count)))
    streams.close()


PEERS: dict[str, Way] = {"aria2c": aria2c, "curl -Z": curl, "plain httpx": plain_httpx}


@dataclass
class Taken:
    """What a way took in its rounds: seconds by the clock, and of the processor, its children's included."""

    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def turn(self, way: Way, address: str, kind: str, count: int, folder: Path) -> None:
        """One round, in an empty folder.

        Its files are emptied and go with `folder`: ext4 without a journal looks at every inode that was deleted within
        five seconds before it gives a new one, which cost a fifth of the time of whoever came next.
        """
        target = Path(tempfile.mkdtemp(dir=folder))
        before, began = sum(os.times()[:4]), time.perf_counter()
        way(address, kind, count, target)
        self.clock.append(time.perf_counter() - began)
        self.cpu.append(sum(os.times()[:4]) - before)
        for file in target.iterdir():
            os.truncate(file, 0)


def in_turns(
    ways: Mapping[str, Way], address: str, kind: str, size: int, count: int, folder: Path
) -> dict[str, float]:
    """MB/s of each way, by the median of its rounds. What it took of the processor is said beside: that depends less
    on what else the machine does."""
    taken = {name: Taken() for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            taken[name].turn(way, address, kind, count, folder)
    gb = count * size / 1e9
    for name, took in taken.items():
        say(
            f"{size // 1024:5} KiB files, {name:13} {median(took.cpu) / gb:5.1f} s of processor time for a GB"
        )
    return {name: gb * 1000 / median(took.clock) for name, took in taken.items()}


def run(folder: Path, files: int = 60) -> list[Line]:
    """Big files (4 MB) and many more small ones (200 KB), each way in turn."""
    sizes = {"big": (4 * 1024 * 1024, files), "small": (200 * 1024, SMALL_FOR_EACH_BIG * files)}
    for kind, (size, _) in sizes.items():
        (folder / kind).write_bytes(b"\xff\xfb\x90\x00" + os.urandom(size - 4))
    peers = {
        name: way for name, way in PEERS.items() if name == "plain httpx" or shutil.which(name.split()[0])
    }
    lines = []
    with server(folder) as (address, server_name):
        say(f"served by {server_name}; " + ", ".join(peers) + " beside ours")
        for kind, (size, count) in sizes.items():
            speeds = in_turns({"ours": ours, **peers}, address, kind, size, count, folder)
            for name in peers:
                goal = {"big": 0.65, "small": 0.9}[kind] if name == "aria2c" else None
                what = f"download {size // 1024} KiB files, hashed and fsynced ({server_name})"
                lines.append(Line(what, speeds["ours"], "MB/s", speeds[name], name, at_least=goal))
            ways: dict[str, Way] = {"direct": direct(CONNECTIONS), "by httpx": by_httpx(CONNECTIONS)}
            speeds = in_turns(ways, address, kind, size, count, folder)
            what = f"bodies of {size // 1024} KiB as transfers get them"
            goal = {"big": 1.2, "small": 1.6}[kind]
            lines.append(Line(what, speeds["direct"], "MB/s", speeds["by httpx"], "by httpx", at_least=goal))
        size, count = sizes["small"]
        speeds = in_turns(
            {"direct": direct(MANY), "one client": one_client}, address, "small", size, count, folder
        )
        what = f"the same, {MANY} connections, {size // 1024} KiB"
        lines.append(
            Line(what, speeds["direct"], "MB/s", speeds["one client"], "one httpx client", at_least=1.2)
        )
    lines.append(Line("peak memory of this process with its downloads", peak_mib(), "MB", below=100))
    return lines


def main() -> int:
    """Run alone and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=60, help="number of big files")
    options.add_argument("--folder", type=Path, help="where files are written (a real disk, not a tmpfs)")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        lines = run(Path(folder), chosen.files)
    sys.stdout.write(f"{table(lines)}\n\n{machine()}\n")
    return 1 if any(line.failed for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
