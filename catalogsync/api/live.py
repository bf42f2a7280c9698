"""Live: one follower per process hears of every append, whoever made it, and wakes everybody who streams.

The follower brings the read models up to date first, so whoever is woken reads rows that include the event. Clients
keep their own cursor, a position in the store: a reconnect goes on from Last-Event-ID, from memory or from the store.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.domain.event import Event
from catalogsync.pipeline.errors import CatalogError

log = logging.getLogger(__name__)

REMEMBERED = 5_000
PAGE = 500
HEARTBEAT_S = 15.0
_WAIT_S = 0.25


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it is told to clients, encoded once for all of them."""

    event: Event[Any]
    frame: bytes

    @property
    def position(self) -> int:
        """Its place in the store."""
        return self.event.position


def told(event: Event[Any]) -> Told:
    """The server-sent event of a stored one: its id is the position, its name the fact's."""
    raw = msgspec.json.encode(event.as_plain())
    return Told(event, b"id: %d\nevent: %s\ndata: %s\n\n" % (event.position, event.name.encode(), raw))


class Feed:
    """Everything that is appended from now on, for as many clients as like to hear it."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._recent: deque[Told] = deque(maxlen=REMEMBERED)
        self._start = self._position = shop.log.last_position()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._waiting: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}

    @property
    def position(self) -> int:
        """The position up to which read models and clients are told."""
        return self._position

    @property
    def closing(self) -> bool:
        """Is the server about to end? Streams end then."""
        return self._stop.is_set()

    def start(self) -> None:
        """Follow the store from now on, in a thread."""
        with self._lock:
            self._start = self._position = self._shop.log.last_position()
        self._thread = threading.Thread(target=self._follow, name="feed", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """End all streams soon; the server waits for them before it stops."""
        self._stop.set()
        self._wake()

    def close(self) -> None:
        """Stop following and end all streams."""
        self.end()
        if self._thread is not None:
            self._thread.join()

    async def batches(
        self, after: int | None = None, *, pause_s: float = 0.0, heartbeat_s: float = HEARTBEAT_S
    ) -> AsyncIterator[list[Told]]:
        """Batches of events after a position (None: from now on), as they come; [] as a heartbeat.

        `pause_s` between two batches joins what came meanwhile into one, so that a screen is not repainted too often.
        """
        cursor = self._position if after is None else after
        changed = asyncio.Event()
        self._waiting[changed] = asyncio.get_running_loop()
        try:
            while not self.closing:
                changed.clear()
                batch = self._since(cursor)
                if batch is None:
                    batch = await asyncio.to_thread(self._read, cursor)
                if batch:
                    cursor = batch[-1].position
                    yield batch
                    if pause_s:
                        await asyncio.sleep(pause_s)
                    continue
                try:
                    await asyncio.wait_for(changed.wait(), heartbeat_s)
                except TimeoutError:
                    yield []
        finally:
            del self._waiting[changed]

    def _since(self, cursor: int) -> list[Told] | None:
        """What came after the cursor, from memory; None when memory does not reach back that far."""
        with self._lock:
            first = self._recent[0].position if len(self._recent) == REMEMBERED else self._start + 1
            if cursor < first - 1:
                return None
            found: list[Told] = []
            for item in reversed(self._recent):
                if item.position <= cursor:
                    break
                found.append(item)
        found.reverse()
        return found

    def _read(self, cursor: int) -> list[Told]:
        return [told(event) for event in self._shop.log.read(cursor, PAGE, upto=self._position)]

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                if self._shop.log.wait(self._position, _WAIT_S):
                    self._shop.models.catch_up()
                    self._publish(self._shop.log.read(self._position, PAGE))
            except CatalogError as e:
                log.warning("feed_failed %s", e)
                self._stop.wait(_WAIT_S)

    def _publish(self, events: Sequence[Event[Any]]) -> None:
        if not events:
            return
        batch = [told(event) for event in events]
        with self._lock:
            self._recent.extend(batch)
            self._position = batch[-1].position
        self._wake()

    def _wake(self) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Event]] = {}
        for changed, loop in list(self._waiting.items()):
            by_loop.setdefault(loop, []).append(changed)
        for loop, events in by_loop.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_set_all, events)


def _set_all(events: Sequence[asyncio.Event]) -> None:
    for event in events:
        event.set()
