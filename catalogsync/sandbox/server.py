"""The sandbox on real sockets: asyncio and h11, so that faults can act on the connection itself."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import unquote

import h11

from catalogsync.sandbox.catalog import Catalog
from catalogsync.sandbox.delivery import Delivery, deliver
from catalogsync.sandbox.faults import Wire
from catalogsync.sandbox.gateway import Gateway
from catalogsync.sandbox.http import Request
from catalogsync.sandbox.world.sizes import Size

LONGEST_HEAD = 256 * 1024
LARGEST_BODY = 8 * 1024 * 1024
IDLE_S = 75.0


class Sandbox:
    """The synthetic platforms over HTTP.

    `seed` and `size` ("tiny", "demo", "medium", "large", or a `Size`) decide the catalog; `faults` are rules as
    `POST /_sandbox/faults` takes them; `clock` gives the time in seconds, for tests that move it.

        with Sandbox(seed=7).running() as address:   # "http://127.0.0.1:40123"
            ...
    """

    def __init__(
        self,
        seed: int | str = 1,
        size: Size | str = "demo",
        faults: Sequence[dict[str, Any]] = (),
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.catalog = Catalog(seed, size)
        self.gateway = Gateway(self.catalog, clock)
        for rule in faults:
            self.gateway.faults.add(rule)

    @contextmanager
    def running(
        self, host: str = "127.0.0.1", port: int = 0, unix_socket: str | None = None
    ) -> Iterator[str]:
        """Serve from a thread of its own; gives the address (`http://host:port`, or `unix:path`)."""
        started = threading.Event()
        shared: dict[str, Any] = {}

        def run() -> None:
            try:
                asyncio.run(self._run(host, port, unix_socket, shared, started))
            except OSError as error:
                shared["error"] = error
            finally:
                started.set()

        thread = threading.Thread(target=run, name="sandbox", daemon=True)
        thread.start()
        started.wait()
        if "error" in shared:
            raise shared["error"]
        try:
            yield shared["address"]
        finally:
            shared["loop"].call_soon_threadsafe(shared["stop"].set)
            thread.join(10)

    async def _run(
        self, host: str, port: int, path: str | None, shared: dict[str, Any], started: threading.Event
    ) -> None:
        shared["loop"], shared["stop"] = asyncio.get_running_loop(), asyncio.Event()
        shared["address"], server = await self._listen(host, port, path)
        started.set()
        async with server:
            await shared["stop"].wait()
            server.close()
            for task in list(self._connections):
                task.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)

    async def _listen(self, host: str, port: int, path: str | None) -> tuple[str, asyncio.Server]:
        self._connections: set[asyncio.Task[None]] = set()
        if path:
            return f"unix:{path}", await asyncio.start_unix_server(self._accept, path, backlog=512)
        server = await asyncio.start_server(self._accept, host, port, backlog=512)
        name, number = server.sockets[0].getsockname()[:2]
        return f"http://{f'[{name}]' if ':' in name else name}:{number}", server

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await _Connection(self.gateway, reader, writer).serve()
        except (ConnectionError, TimeoutError, h11.ProtocolError, asyncio.CancelledError):
            pass  # the peer is gone, or the sandbox is closing: nobody is left to be told
        finally:
            self._connections.discard(task)
            writer.close()

    async def serve(
        self, host: str, port: int, unix_socket: str | None, ready: Callable[[str], None]
    ) -> None:
        """Serve until cancelled; `ready` is called with the address."""
        address, server = await self._listen(host, port, unix_socket)
        ready(address)
        async with server:
            await server.serve_forever()


def serve(
    host: str = "127.0.0.1",
    port: int = 18090,
    seed: int | str = 1,
    size: Size | str = "demo",
    faults: Sequence[dict[str, Any]] = (),
    unix_socket: str | None = None,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Run the sandbox in the foreground until interrupted.

    `port` 0 takes a free one; `unix_socket` listens there instead. `ready` is called once with the address
    (default: a line on stderr that says what this is).
    """

    def announce(address: str) -> None:
        sys.stderr.write(
            f"catalogsync sandbox: SYNTHETIC platforms (no real music) at {address}, seed {seed}, size {size}\n"
        )
        sys.stderr.flush()

    with suppress(KeyboardInterrupt):
        asyncio.run(Sandbox(seed, size, faults).serve(host, port, unix_socket, ready or announce))


class _Connection:
    """One keep-alive connection."""

    def __init__(self, gateway: Gateway, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._gateway, self._reader, self._writer = gateway, reader, writer
        self._h11 = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)

    async def serve(self) -> None:
        while (request := await self._request()) is not None:
            answer = self._gateway.answer(request)
            if answer.wire.delay_s:
                await asyncio.sleep(answer.wire.delay_s)
            delivery = deliver(request, answer.response)
            if not await self._send(delivery, answer.wire):
                return
            if self._h11.our_state is not h11.DONE or self._h11.their_state is not h11.DONE:
                return
            self._h11.start_next_cycle()

    async def _request(self) -> Request | None:
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = self._h11.next_event()
            if event is h11.NEED_DATA:
                if self._h11.they_are_waiting_for_100_continue:
                    self._writer.write(
                        self._h11.send(h11.InformationalResponse(status_code=100, headers=[])) or b""
                    )
                data = await asyncio.wait_for(self._reader.read(65536), IDLE_S)
                if not data and head is None and self._h11.their_state is h11.IDLE:
                    return None
                self._h11.receive_data(data)
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > LARGEST_BODY:
                    return None
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return _read(head, bytes(body))
            else:
                return None

    async def _send(self, delivery: Delivery, wire: Wire) -> bool:
        """Send the answer as the faults of the wire allow; False when the connection is to be closed."""
        if wire.reset and wire.after_bytes is None:
            self._reset()
            return False
        head = h11.Response(status_code=delivery.status, headers=[(k, v) for k, v in delivery.headers])
        self._write(head)
        sent = 0
        for piece in delivery.pieces:
            if wire.after_bytes is not None and sent + len(piece) > wire.after_bytes:
                self._write(h11.Data(data=piece[: max(0, wire.after_bytes - sent)]))
                await self._writer.drain()
                if wire.reset:
                    self._reset()
                return False
            for part in wire.parts(piece):
                self._write(h11.Data(data=part))
                await self._writer.drain()
                if wire.drip_s:
                    await asyncio.sleep(wire.drip_s)
            sent += len(piece)
        self._write(h11.EndOfMessage())
        await self._writer.drain()
        return True

    def _write(self, event: Any) -> None:
        self._writer.write(self._h11.send(event) or b"")

    def _reset(self) -> None:
        """Close with RST, as a broken proxy or firewall does."""
        sock = self._writer.get_extra_info("socket")
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self._writer.transport.abort()


def _read(head: h11.Request, body: bytes) -> Request:
    headers: dict[str, str] = {}
    for name, value in head.headers:
        key, text = name.decode("latin-1"), value.decode("utf-8", "replace")
        headers[key] = f"{headers[key]}; {text}" if key == "cookie" and key in headers else text
    target = head.target.decode("latin-1")
    host = headers.get("host", "")
    if target.startswith(("http://", "https://")):  # absolute form, as proxies are asked
        host, _, rest = target.split("//", 1)[1].partition("/")
        target = "/" + rest
    encoded, _, query = target.partition("?")
    path = unquote(encoded)
    bare = host if host.endswith("]") else host.rsplit(":", 1)[0]
    return Request(head.method.decode("latin-1"), bare.lower(), path, query, headers, body)
