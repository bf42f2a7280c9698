"""The weather at the platforms: how quickly they answered lately, and from when to when they were left alone.

How quick is known to the process that asks and forgotten with it. That a platform was left alone is worth knowing after
months ("since when does qq fail?"), so it is a fact of the stream `source:<platform>`.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from catalogsync.domain.source import Source
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import CatalogError, Failure, TemporarilyUnavailable

log = logging.getLogger(__name__)

LATELY_S = 900.0
_MOST = 500
"""So many of the newest requests of a platform are remembered, and none older than `LATELY_S`."""


class HearsPlatform(Protocol):
    """Somebody who hears how the requests to one platform go. Called from many threads; must not raise."""

    def asked(self, operation: str, seconds: float, failure: Failure | None) -> None:
        """One request ended, retries counted one by one."""
        ...

    def opened(self, operation: str, error: TemporarilyUnavailable, for_s: float) -> None:
        """It is left alone for so many seconds (`*`: the whole platform)."""
        ...

    def closed(self, operation: str) -> None:
        """It answered: for the first time, or again."""
        ...


@dataclass(frozen=True, slots=True)
class Lately:
    """The requests of the last quarter of an hour, at most 500. Times are of those that were answered, None without."""

    requests: int
    failed: int
    p50_ms: float | None
    p95_ms: float | None
    worst: str | None


class Weather:
    """How the platforms answered this process lately. Small, whatever happens."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: dict[str, deque[tuple[float, float, Failure | None]]] = {}

    def asked(self, platform: str, seconds: float, failure: Failure | None) -> None:
        """One request ended after so many seconds."""
        with self._lock:
            kept = self._asked.setdefault(platform, deque(maxlen=_MOST))
            kept.append((self._clock(), seconds, failure))

    def view(self) -> Mapping[str, Lately]:
        """By platform; those that were not asked lately are missing."""
        since = self._clock() - LATELY_S
        with self._lock:
            kept = {name: [one for one in asked if one[0] >= since] for name, asked in self._asked.items()}
        return {name: _lately(asked) for name, asked in kept.items() if asked}


_ASKED_FOR = (Failure.BLOCKED, Failure.RATE_LIMITED)


def quiet_asked_for(catalog: Catalog, platform: str) -> Mapping[str, tuple[Failure, float]]:
    """What this platform wants to be left alone with, by operation: why, and for how many more seconds.

    What a platform asked for binds the next job and the next process, too: risk control that meets a program which
    starts anew every minute only lasts longer. That we could not reach it (network, 5xx) is our own guess, and a person
    who starts again may have mended it.
    """
    now_ms = catalog.clock()
    outages = catalog.load(Source, Source.stream_of(platform)).outages
    return {
        operation: (Failure(outage.failure), (outage.until_ms - now_ms) / 1000)
        for operation, outage in outages.items()
        if outage.failure in _ASKED_FOR and outage.until_ms > now_ms
    }


def _lately(asked: Sequence[tuple[float, float, Failure | None]]) -> Lately:
    answered = sorted(seconds for _, seconds, failure in asked if failure is None)
    failures = Counter(str(failure) for _, _, failure in asked if failure is not None)
    return Lately(
        requests=len(asked),
        failed=failures.total(),
        p50_ms=_rank(answered, 0.50),
        p95_ms=_rank(answered, 0.95),
        worst=failures.most_common(1)[0][0] if failures else None,
    )


def _rank(ordered: Sequence[float], share: float) -> float | None:
    """The nearest-rank percentile in milliseconds."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] * 1000 if ordered else None


class Reports:
    """Hears one platform for the weather and the catalog. Implements `HearsPlatform`."""

    def __init__(self, platform: str, weather: Weather, catalog: Catalog) -> None:
        self._platform = platform
        self._weather = weather
        self._catalog = catalog

    def asked(self, operation: str, seconds: float, failure: Failure | None) -> None:
        """Tell the weather."""
        self._weather.asked(self._platform, seconds, failure)

    def opened(self, operation: str, error: TemporarilyUnavailable, for_s: float) -> None:
        """Record that it is left alone."""
        now_ms = self._catalog.clock()
        until_ms = now_ms + round(for_s * 1000)
        self._record(
            lambda source: source.open(operation, str(error.failure), error.message, now_ms, until_ms)
        )

    def closed(self, operation: str) -> None:
        """Record that it answers again, if it was left alone, by whatever process."""
        self._record(lambda source: source.close(operation, self._catalog.clock()))

    def _record(self, decide: Callable[[Source], None]) -> None:
        try:
            self._catalog.change(Source, Source.stream_of(self._platform), decide)
        except (
            CatalogError
        ) as e:  # the request itself went as it went; whoever stores its outcome meets the trouble
            log.warning("weather_not_recorded %s %s", self._platform, e)
