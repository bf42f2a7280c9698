"""The console at a million songs: each main page and list of the real server over real HTTP.

`catalogsync serve` runs in a process of its own over a made-up store; the clients are plain sockets with keep-alive, one
at first, then 32 at once (whose figures are mostly queueing on the cores that server and clients share).

    python -m benchmarks.pages [--songs 1000000] [--folder DIR]     the folder's store is made once and used again
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Line, machine, percentile, say, table
from benchmarks.pages_store import BACKEND, store_of
from benchmarks.store_events import PER_PLAYLIST

SONGS = 100_000
WARM = 3
TIMES = 60
CLIENTS = 32
CROWD = 256
"""Requests of all clients together, for each address."""
KEYSET_MS = 10.0


def addresses(songs: int) -> dict[str, str]:
    """What is asked, by its name in the table. Those with `list` in their name are pages by key."""
    middle = songs // 2
    return {
        "overview": "/",
        "songs list": "/songs",
        "songs list, middle": f"/songs?after={middle}",
        "songs list, state:missed": "/songs?q=state:missed",
        "songs list, state:missed, middle": f"/songs?q=state:missed&after={middle}",
        "songs list, two characters": "/songs?q=%E5%A4%9C%E9%A3%8E",
        "one song": f"/songs/{middle}",
        "playlists list": "/playlists",
        "playlists list, middle": f"/playlists?after={middle // PER_PLAYLIST}",
        "one playlist": f"/playlists/{middle // PER_PLAYLIST}",
        "wanted list": "/wanted",
        "wanted list, middle": f"/wanted?after={middle}",
        "artists list": "/artists",
        "files list": "/files",
        "files list, middle": f"/files?after={middle}",
        "files list, lost": "/files?presence=lost",
        "review": "/review",
        "storage": "/storage",
        "copies list": f"/storage/backends/{BACKEND}",
        "copies list, waiting": f"/storage/backends/{BACKEND}?show=waiting",
        "events list": "/events",
        "events list, middle": f"/events?before={songs}",
        "jobs": "/jobs",
        "one job with every song": "/jobs/1",
        "sources": "/sources",
        "projections": "/projections",
        "API songs list": "/api/v1/songs",
        "API songs list, middle": f"/api/v1/songs?after={middle}",
        "API playlists list": "/api/v1/playlists",
        "API wanted list": "/api/v1/wanted",
        "API events list, middle": f"/api/v1/events?after={songs}",
        "API job items list, middle": f"/api/v1/jobs/1/items?after=netease:{middle}",
        "metrics": "/metrics",
    }


def run(folder: Path, songs: int = SONGS, *, crowd: bool = True) -> list[Line]:
    """All of it."""
    store = store_of(folder, songs)
    lines: list[Line] = []
    medians: dict[str, float] = {}
    with served(store, folder / "music") as (port, pid):
        for name, path in addresses(songs).items():
            asyncio.run(_ask(port, path, 1, WARM))
            spent = _cpu_s(pid)
            one = asyncio.run(_ask(port, path, 1, TIMES))
            spent = (_cpu_s(pid) - spent) / TIMES * 1000
            many = asyncio.run(_ask(port, path, CLIENTS, CROWD)) if crowd else [0.0, 0.0]
            medians[name] = percentile(one, 50)
            goal = KEYSET_MS if "list" in name else None
            lines.append(Line(f"{name}, one client, p50", medians[name], "ms", below=goal))
            lines.append(Line(f"{name}, one client, p99", percentile(one, 99), "ms"))
            lines.append(Line(f"{name}, the server's processor time", spent, "ms"))
            if crowd:
                lines.append(Line(f"{name}, {CLIENTS} clients, p50", percentile(many, 50), "ms"))
                lines.append(Line(f"{name}, {CLIENTS} clients, p99", percentile(many, 99), "ms"))
            say(
                f"{name}: {medians[name]:.1f} ms, {spent:.1f} ms of processor, {CLIENTS} clients {percentile(many, 50):.0f} ms"
            )
    for name in [name for name in medians if f"{name}, middle" in medians]:
        first, middle = medians[name], medians[f"{name}, middle"]
        what = f"{name}: the middle beside the first page"
        lines.append(Line(what, middle, "ms", first, "first page", at_least=0.5, lower_is_better=True))
    return lines


@contextmanager
def served(store: Path, library: Path) -> Iterator[tuple[int, int]]:
    """`catalogsync serve` over a store; its port and process id."""
    library.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "catalogsync", "serve", "--db", str(store), "--port", "0"]
    env = {**os.environ, "NO_COLOR": "1"}
    server = subprocess.Popen(
        [*command, "--library-root", str(library)], stderr=subprocess.PIPE, text=True, env=env
    )
    assert server.stderr is not None
    try:
        for line in server.stderr:
            found = re.search(r"console at http://\S+?:(\d+)/", line)
            if found:
                yield int(found[1]), server.pid
                break
        else:
            raise AssertionError("the server did not start")
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
        server.stderr.close()


def _cpu_s(pid: int) -> float:
    """Processor seconds of a process, of all its threads: what a busy machine does not falsify. 0 where unknown."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _ask(port: int, path: str, clients: int, times: int) -> list[float]:
    """Milliseconds of each answer, head to last byte; every client asks anew as soon as it is answered."""
    took: list[float] = []
    request = f"GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: text/html, */*\r\n\r\n".encode()

    async def one(n: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(n):
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise AssertionError(f"{path}: {head[:80]!r}")
            size = re.search(rb"content-length: (\d+)", head)
            assert size is not None
            await reader.readexactly(int(size[1]))
            took.append((time.perf_counter() - began) * 1000)
        writer.close()

    await asyncio.gather(*(one(times // clients) for _ in range(clients)))
    return took


def main() -> int:
    """Run, print the table to stdout."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--songs", type=int, default=SONGS)
    options.add_argument("--folder", type=Path, help="where the store is, or is made and kept")
    options.add_argument("--alone", action="store_true", help="one client only")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        lines = run(folder, chosen.songs, crowd=not chosen.alone)
    sys.stdout.write(f"{table(lines)}\n\n{machine()}\n")
    return 1 if any(line.failed for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
