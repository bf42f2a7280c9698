"""Live: how long an append takes to reach two hundred open streams, from this process and from another one.

Clients are plain sockets in a process of their own; latency is from the event's own time to its last byte at the
client, over loopback, append and commit included. The peer is a bare asyncio server that writes a frame of that size to
as many sockets, without store, read models or HTTP framework: what it takes is what this machine takes.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
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
ROUNDS = 2
"""In turns with the peer."""
APPENDS = 60
"""Of fewer in all rounds, one that met a stall of the machine is more than a hundredth."""
PAUSE_S = 0.04
_FRAME = (
    b'id: 1\nevent: fallback.pinned\ndata: {"position":1,"name":"fallback.pinned","stream":"fallback","version":1,'
    b'"at_ms":%d,"actor":"bench","job":null,"fact":{"source":"qq","target":"kuwo","reason":null}}\n\n'
)


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
        bare = stack.enter_context(_bare())
        # As `api.server.serve` does.
        gc.collect()
        gc.freeze()
        stack.callback(gc.unfreeze)
        port = sock.getsockname()[1]
        own: list[float] = []
        other: list[float] = []
        peer: list[float] = []
        try:
            for _ in range(ROUNDS):
                own += _measure(port, partial(_append, shop.catalog), shop.log.last_position())
                peer += _measure(*bare)
                other += _measure(port, partial(_elsewhere, settings.db), shop.log.last_position())
        finally:
            app.state.console.feed.end()
            server.should_exit = True
            thread.join()
    name = "bare asyncio"
    return [
        Line(
            f"an event at {CLIENTS} streams, {n_th}",
            percentile(own, percent),
            "ms",
            percentile(peer, percent),
            name,
            below=below,
            lower_is_better=True,
        )
        for n_th, percent, below in (("p50", 50, None), ("p99", 99, 100.0))
    ] + [Line(f"another process's event at {CLIENTS} streams, p99", percentile(other, 99), "ms", below=1000)]


@contextmanager
def _bare() -> Iterator[tuple[int, Callable[[], None]]]:
    """The peer: its port, and what makes it tell all its clients `APPENDS` times."""
    loop = asyncio.new_event_loop()
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\nretry: 1000\n\n")
        writers.append(writer)
        await reader.read()
        writers.remove(writer)
        writer.close()

    def tell(frame: bytes) -> None:
        for writer in writers:
            writer.write(frame)

    def tell_all() -> None:
        for _ in range(APPENDS):
            time.sleep(PAUSE_S)
            loop.call_soon_threadsafe(tell, _FRAME % (time.time() * 1000))

    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0, backlog=CLIENTS))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1], tell_all
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _measure(port: int, append: Callable[[], None], after: int = 0) -> list[float]:
    """How late each event behind position `after` came to each client. What was before is not to be read again then."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    clients = spawn.Process(target=_clients, args=(port, after, theirs))
    clients.start()
    assert ours.recv() == "ready"
    append()
    late: list[float] = ours.recv()
    clients.join()
    if len(late) != CLIENTS * APPENDS:
        raise AssertionError(f"{len(late)} of {CLIENTS * APPENDS} events arrived")
    return late


def _elsewhere(db: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_append_there, args=(db,))
    process.start()
    process.join()


def _append(catalog: Catalog) -> None:
    for n in range(APPENDS):
        time.sleep(PAUSE_S)
        decide = Fallback.pin if n % 2 == 0 else Fallback.release
        catalog.change(Fallback, STREAM, lambda order, decide=decide: decide(order, "qq", "kuwo"))  # type: ignore[misc]


def _append_there(db: Path) -> None:
    with open_store(db) as log:
        _append(Catalog(log, "other"))


def _clients(port: int, after: int, pipe: Connection) -> None:
    pipe.send(asyncio.run(_listen(port, after, pipe)))


async def _listen(port: int, after: int, pipe: Connection) -> list[float]:
    request = (
        f"GET /api/v1/events?after={after} HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n"
    )
    late: list[float] = []
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CLIENTS)]
    for _, writer in opened:
        writer.write(request.encode())
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
