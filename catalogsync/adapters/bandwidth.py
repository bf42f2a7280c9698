"""Limits on bytes per second: for everything together, and for each source."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from catalogsync.adapters.token_bucket import TokenBucket

_LONGEST_NAP_S = 0.25


class Bandwidth:
    """Delays transfers that have used more than their share. None or a missing source means no limit."""

    def __init__(
        self,
        total_bytes_s: float | None = None,
        per_source_bytes_s: Mapping[str, float] | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._total = None if total_bytes_s is None else TokenBucket(total_bytes_s, total_bytes_s / 4)
        self._sources = {
            source: TokenBucket(rate, rate / 4) for source, rate in (per_source_bytes_s or {}).items()
        }

    @property
    def limits(self) -> bool:
        """Whether anything is ever delayed."""
        return self._total is not None or bool(self._sources)

    def used(self, source: str, size_bytes: int, stop: Callable[[], bool]) -> None:
        """Count bytes that arrived and wait until they are within the limits, or until `stop` is true."""
        if not self.limits:
            return
        buckets = [bucket for bucket in (self._total, self._sources.get(source)) if bucket is not None]
        now = self._clock()
        until = now + max((bucket.reserve(now, size_bytes) for bucket in buckets), default=0.0)
        nap(until, stop, self._clock, self._sleep)


def nap(
    until: float, stop: Callable[[], bool], clock: Callable[[], float], sleep: Callable[[float], object]
) -> None:
    """Sleep until a time in short pieces, so that a wish to stop is heard."""
    while (left := until - clock()) > 0 and not stop():
        sleep(min(left, _LONGEST_NAP_S))
