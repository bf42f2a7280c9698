"""Live: how long an append takes to reach two hundred open streams, from this process and from another one.

Clients are plain sockets in a process of their own; latency is from the event's own time to its last byte at the
client, over loopback, append and commit included.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import threading
import time
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path

import uvicorn

from benchmarks.measure import Line, percentile
from catalogsync.adapters.store.log import open_store
from catalogsync.api.app import make_app
from catalogsync.api.patience import PatientProtocol
from catalogsync.api.server import bind
from catalogsync.bootstrap.runner import open_runner
from catalogsync.bootstrap.workshop import make_store, open_workshop
from catalogsync.config import Settings
from catalogsync.domain.fallback import STREAM, Fallback
from catalogsync.pipeline.catalog import Catalog

CLIENTS = 200
APPENDS = 60
PAUSE_S = 0.05


def run(folder: Path) -> list[Line]:
    """All of it."""
    settings = Settings(db=folder / "sse.db", library_root=folder / "music")
    make_store(settings)
    with ExitStack() as stack:
        shop = stack.enter_context(open_workshop(settings, "bench"))
        app = make_app(shop, open_runner(shop), settings)
        sock = bind("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(app, http=PatientProtocol, ws="none", log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            own = _measure(sock.getsockname()[1], shop.catalog)
            other = _measure(sock.getsockname()[1], settings.db)
        finally:
            app.state.console.feed.end()
            server.should_exit = True
            thread.join()
    return [
        Line(f"an event at {CLIENTS} streams, p50", percentile(own, 50), "ms"),
        Line(f"an event at {CLIENTS} streams, p99", percentile(own, 99), "ms", below=100),
        Line(f"another process's event at {CLIENTS} streams, p99", percentile(other, 99), "ms", below=1000),
    ]


def _measure(port: int, writer: Catalog | Path) -> list[float]:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    clients = spawn.Process(target=_clients, args=(port, theirs))
    clients.start()
    assert ours.recv() == "ready"
    if isinstance(writer, Path):
        appending = spawn.Process(target=_append_there, args=(writer,))
        appending.start()
        appending.join()
    else:
        _append(writer)
    late: list[float] = ours.recv()
    clients.join()
    if len(late) != CLIENTS * APPENDS:
        raise AssertionError(f"{len(late)} of {CLIENTS * APPENDS} events arrived")
    return late


def _append(catalog: Catalog) -> None:
    for n in range(APPENDS):
        time.sleep(PAUSE_S)
        decide = Fallback.pin if n % 2 == 0 else Fallback.release
        catalog.change(Fallback, STREAM, lambda order, decide=decide: decide(order, "qq", "kuwo"))  # type: ignore[misc]


def _append_there(db: Path) -> None:
    with open_store(db) as log:
        _append(Catalog(log, "other"))


def _clients(port: int, pipe: Connection) -> None:
    pipe.send(asyncio.run(_listen(port, pipe)))


async def _listen(port: int, pipe: Connection) -> list[float]:
    late: list[float] = []
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CLIENTS)]
    for _, writer in opened:
        writer.write(b"GET /api/v1/events HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n")
    for reader, _ in opened:
        await reader.readuntil(b"retry: 1000")
    await asyncio.sleep(0.5)
    pipe.send("ready")
    begun_ms = time.time() * 1000

    async def one(reader: asyncio.StreamReader) -> None:
        seen = 0
        while seen < APPENDS:
            line = await reader.readline()
            at = line.find(b'"at_ms":')
            if line.startswith(b"data: ") and at > 0:
                at_ms = int(line[at + 8 :].split(b",", 1)[0])
                if at_ms >= begun_ms - 1:
                    seen += 1
                    late.append(max(0.0, time.time() * 1000 - at_ms))

    await asyncio.wait_for(asyncio.gather(*(one(reader) for reader, _ in opened)), 120)
    for _, writer in opened:
        writer.close()
    return late
