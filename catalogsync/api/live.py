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
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from catalogsync.adapters.store.unreadable import Unreadable
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

    event: Event[Any] | Unreadable
    frame: bytes

    @property
    def position(self) -> int:
        """Its place in the store."""
        return self.event.position


def told(event: Event[Any] | Unreadable) -> Told:
    """The server-sent event of a stored one: its id is the position, its name the fact's."""
    raw = msgspec.json.encode(event.as_plain())
    return Told(event, b"id: %d\nevent: %s\ndata: %s\n\n" % (event.position, event.name.encode(), raw))


class Batch(list[Told]):
    """Some events in a row, shared by all clients that are as far; their frames are joined once."""

    @cached_property
    def frames(self) -> bytes:
        """All of them, as they are sent."""
        return b"".join(told.frame for told in self)


class Feed:
    """Everything that is appended from now on, for as many clients as like to hear it."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._recent: deque[Told] = deque(maxlen=REMEMBERED)
        self._start = self._position = shop.log.last_position()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._waiting: dict[asyncio.Future[None], asyncio.AbstractEventLoop] = {}
        self._newest: tuple[int, int, Batch] = (-1, -1, Batch())

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
    ) -> AsyncIterator[Batch]:
        """Batches of events after a position (None: from now on), as they come; [] as a heartbeat.

        `pause_s` between two batches joins what came meanwhile into one, so that a screen is not repainted too often.
        """
        cursor = self._position if after is None else after
        while not self.closing:
            batch = self._since(cursor)
            if batch is None:
                batch = await asyncio.to_thread(self._read, cursor)
            if batch:
                cursor = batch[-1].position
                yield batch
                if pause_s:
                    await asyncio.sleep(pause_s)
            elif not await self._moved(cursor, heartbeat_s):
                yield Batch()

    async def _moved(self, cursor: int, seconds: float) -> bool:
        """Wait until there is something after the cursor, or the streams end; False when nothing came in time.

        A future and a timer for each: two hundred clients wake in half the time that events with time-outs take.
        """
        loop = asyncio.get_running_loop()
        moved: asyncio.Future[None] = loop.create_future()
        self._waiting[moved] = loop
        timer = loop.call_later(seconds, _wake_all, [moved])
        try:
            if self._position <= cursor and not self.closing:
                await moved
        finally:
            timer.cancel()
            self._waiting.pop(moved, None)
        return self._position > cursor or self.closing

    def _since(self, cursor: int) -> Batch | None:
        """What came after the cursor, from memory; None when memory does not reach back that far."""
        after, upto, newest = self._newest
        if (after, upto) == (cursor, self._position):
            return newest
        with self._lock:
            upto = self._position
            first = self._recent[0].position if len(self._recent) == REMEMBERED else self._start + 1
            if cursor < first - 1:
                return None
            found: list[Told] = []
            for item in reversed(self._recent):
                if item.position <= cursor:
                    break
                found.append(item)
        batch = Batch(reversed(found))
        self._newest = (cursor, upto, batch)
        return batch

    def _read(self, cursor: int) -> Batch:
        return Batch(self._told(cursor, upto=self._position))

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                if self._shop.log.wait(self._position, _WAIT_S):
                    self._shop.models.catch_up()
                    self._publish(self._told(self._position))
            except CatalogError as e:
                log.warning("feed_failed %s", e)
                self._stop.wait(_WAIT_S)
            except Exception:  # whatever it is must not leave every open page as it was, for good
                log.exception("feed_failed")
                self._stop.wait(_WAIT_S)

    def _told(self, after: int, upto: int | None = None) -> list[Told]:
        """The next events. One that a newer program wrote must not hold up what comes after it."""
        log = self._shop.log
        return [told(log.shown(row)) for row in log.rows(after, PAGE, upto=upto)]

    def _publish(self, batch: Sequence[Told]) -> None:
        if not batch:
            return
        with self._lock:
            self._recent.extend(batch)
            self._position = batch[-1].position
        self._wake()

    def _wake(self) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
        for moved, loop in list(self._waiting.items()):
            by_loop.setdefault(loop, []).append(moved)
        for loop, waiting in by_loop.items():
            with suppress(RuntimeError):  # closed meanwhile, and with it went everybody who waited
                loop.call_soon_threadsafe(_wake_all, waiting)


def _wake_all(waiting: Sequence[asyncio.Future[None]]) -> None:
    for moved in waiting:
        if not moved.done():
            moved.set_result(None)
