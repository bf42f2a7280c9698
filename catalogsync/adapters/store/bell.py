"""Who follows the store hears when something was appended, by this process or another one.

Commits of this process ring at once. Those of others are seen by looking at SQLite's `PRAGMA data_version` every 40
milliseconds, which costs 4 microseconds and needs no sockets or signals.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from threading import Condition, Event, Thread

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.04
AFTER_TROUBLE_S = 0.5


class Bell:
    """Rings on every commit. Nothing runs until somebody listens.

    `open_connection` gives the connection that the watcher keeps open: data_version tells of changes by *other*
    connections only, so it must never write.
    """

    def __init__(self, open_connection: Callable[[], sqlite3.Connection]) -> None:
        self._open = open_connection
        self._rung = Condition()
        self._rings = 0
        self._listeners: list[Callable[[], object]] = []
        self._watcher: Thread | None = None
        self._closed = Event()

    def ring(self) -> None:
        """Something was committed."""
        with self._rung:
            self._rings += 1
            self._rung.notify_all()
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()

    def wait(self, is_there: Callable[[], bool], timeout_s: float) -> bool:
        """Block until `is_there()`; asked now and after each ring. False after the time-out or when closed."""
        self._watch()
        deadline = time.monotonic() + timeout_s
        while True:
            with self._rung:
                heard = self._rings
            try:
                if is_there():
                    return True
            except Exception:
                if self._closed.is_set():  # closed while it was asked: nobody can answer any more
                    return False
                raise
            with self._rung:
                left = deadline - time.monotonic()
                if left <= 0 or self._closed.is_set():
                    return False
                if self._rings == heard:
                    self._rung.wait(left)

    def listen(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call `listener` (which must be quick) on each ring; returns how to stop that."""
        with self._rung:
            self._listeners.append(listener)
        self._watch()

        def stop() -> None:
            with self._rung:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def close(self) -> None:
        """Stop watching and wake everybody who waits."""
        self._closed.set()
        self.ring()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None

    def _watch(self) -> None:
        with self._rung:
            if self._watcher is None and not self._closed.is_set():
                self._watcher = Thread(target=self._look, name="store-bell", daemon=True)
                self._watcher.start()

    def _look(self) -> None:
        connection: sqlite3.Connection | None = None
        try:
            seen = None
            while True:
                try:
                    connection = connection or self._open()
                    now = connection.execute("PRAGMA data_version").fetchone()[0]
                except Exception:
                    # A look that fails (no more open files, busy recovery, full disk) must not end the watch: ring,
                    # so that whoever waits asks the store itself and sees the error there.
                    log.warning("store_watch_failed", exc_info=True)
                    now = None
                if now != seen or now is None:
                    seen = now
                    self.ring()
                if self._closed.wait(AFTER_TROUBLE_S if now is None else LOOK_EVERY_S):
                    return
        finally:
            if connection is not None:
                connection.close()
