"""How fast each platform may be asked: token buckets per host and per operation, and places per host.

The table holds the wire pages' own words (section "errors and pacing" of each, facts of 2026-11). No platform
publishes limits, so all of it is on the careful side.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from catalogsync.adapters.token_bucket import TokenBucket


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `per_second` requests on average, `burst` of them at once, `at_once` in flight to one host."""

    per_second: float
    burst: int = 1
    at_once: int = 2


HOST_PACES: Mapping[str, Pace] = {
    "netease": Pace(2.0, burst=3, at_once=2),  # 1-2 a second; three calls 400 ms apart passed
    "qq": Pace(1.0, burst=3, at_once=2),  # one gateway call a second, bursts of a few
    "kuwo": Pace(2.0, burst=2, at_once=2),  # 2 a second per host, 300-500 ms between pages
    "kugou": Pace(1.0, burst=3, at_once=1),  # 1 a second per host; three quick calls passed
    "migu": Pace(2.0, burst=1, at_once=1),  # 2 a second per host, one page at a time
    "qianqian": Pace(1.0, burst=1, at_once=1),  # one call a second
}
"""The pace of every host of a platform."""

OPERATION_PACES: Mapping[tuple[str, str], Pace] = {
    ("qq", "search"): Pace(0.4, burst=2),  # one in 2-3 seconds
    ("kugou", "song-url"): Pace(0.4, burst=2),  # getSongInfo: one in 2-3 seconds, 1002 is quick to come
    ("qianqian", "search"): Pace(0.5, burst=1),  # one in two seconds
}
"""Operations that are slower than their host, whichever host serves them."""

CAREFUL = Pace(1.0)
"""For a platform the table does not know."""


class Pacer:
    """Waits before each request so that hosts and operations are asked no faster than the table allows.

    `factor` multiplies the rates; None means no waiting of our own (a server that asks for quiet is still heard).
    """

    def __init__(
        self,
        platform: str,
        factor: float | None = 1.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._platform = platform
        self._factor = factor
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._buckets: dict[str, TokenBucket] = {}
        self._places: dict[str, threading.BoundedSemaphore] = {}
        self._quiet_until: dict[str, float] = {}

    @contextmanager
    def turn(self, operation: str, host: str) -> Iterator[None]:
        """Wait for the moment and for a place at the host; the place is given back at the end."""
        self._wait(f"operation {operation}", OPERATION_PACES.get((self._platform, operation)))
        with self._place(host):
            self._wait(f"host {host}", HOST_PACES.get(self._platform, CAREFUL))
            self._pause(self._quiet_until.get(host, 0.0) - self._clock())
            yield

    def hold(self, host: str, seconds: float) -> None:
        """Send nothing to this host for so long."""
        until = self._clock() + seconds
        with self._lock:
            self._quiet_until[host] = max(until, self._quiet_until.get(host, 0.0))

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._sleep(seconds)

    def _place(self, host: str) -> threading.BoundedSemaphore:
        pace = HOST_PACES.get(self._platform, CAREFUL)
        with self._lock:
            if host not in self._places:
                self._places[host] = threading.BoundedSemaphore(8 if self._factor is None else pace.at_once)
            return self._places[host]

    def _wait(self, name: str, pace: Pace | None) -> None:
        if pace is None or self._factor is None:
            return
        with self._lock:
            if name not in self._buckets:
                self._buckets[name] = TokenBucket(pace.per_second * self._factor, pace.burst)
            bucket = self._buckets[name]
        self._pause(bucket.reserve(self._clock()))
