"""Circuit breakers: stop asking what fails, say until when, then try with one request.

One breaker per operation of a platform, and one for the platform as a whole (risk control looks at the caller, not at
the operation). Own code, because the libraries looked at (pybreaker, circuitbreaker) count failures but know neither
"open until the time the server named" nor a platform-wide breaker above those of its operations.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from catalogsync.domain.source import EVERYTHING
from catalogsync.pipeline.errors import Blocked, CircuitOpen, Failure, RateLimited, TemporarilyUnavailable
from catalogsync.pipeline.weather import HearsPlatform


class Circuit(StrEnum):
    """closed: asking; open: not asking until a time; half_open: one request finds out."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class BreakerState:
    """What a breaker shows. `retry_in_s` is above 0 only while open; `reason` is the failure that opened it."""

    platform: str
    operation: str
    circuit: Circuit
    retry_in_s: float
    failures: int
    reason: Failure | None


@dataclass(frozen=True, slots=True)
class Patience:
    """After how many failures in a row a breaker opens, and for how many seconds.

    Opening again soon after it closed doubles the time up to the longest. A server that asks for more than `told_s` of
    quiet gets it at once (shorter ones are waited out between attempts). `blocked_s` is for risk control: netease's
    page says to leave it alone for at least 30 minutes and then to probe with one request.
    """

    failures: int = 5
    shortest_s: float = 30.0
    longest_s: float = 600.0
    told_s: float = 20.0
    blocked_s: float = 1800.0
    blocked_longest_s: float = 6 * 3600.0


RISK_OF_ITS_OWN: frozenset[tuple[str, str]] = frozenset({("qq", "search")})
"""Operations whose risk control says nothing about the rest of their platform.

qq hides search results from strangers for hours ("log in or verify", wire page 5a) while lists, songs and addresses
go on: closing the platform for that would leave its own playlists without songs.
"""


class Breaker:
    """One circuit. Thread-safe; times are those of the injected clock."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._failures_before = 0
        self._reason: Failure | None = None
        self._open_until: float | None = None
        self._open_for = 0.0
        self._relapse_until = float("-inf")
        self._probe_since: float | None = None
        self._worked_before = False

    def leave_alone(self, reason: Failure, for_s: float) -> None:
        """Open it, for what an earlier process was told."""
        with self._lock:
            self._reason, self._open_for = reason, for_s
            self._open_until = self._clock() + for_s
            self._relapse_until = self._open_until + for_s

    def enter(self, probe_limit_s: float) -> float:
        """0.0 when a request may go out now, else the seconds to wait.

        When the time is over, one caller is let through as the probe; if it is not heard of within `probe_limit_s`
        the next caller becomes the probe.
        """
        with self._lock:
            if self._open_until is None:
                return 0.0
            now = self._clock()
            if now < self._open_until:
                return self._open_until - now
            if self._probe_since is not None and now < self._probe_since + probe_limit_s:
                return self._probe_since + probe_limit_s - now
            self._probe_since = now
            return 0.0

    def withdraw(self) -> None:
        """The probe was not sent after all; the next caller may be it."""
        with self._lock:
            self._probe_since = None

    def worked(self) -> bool:
        """A request came through: close. While open, one that was sent before the opening proves nothing.

        Returns whether that is news: it was open, or this is the first success of all.
        """
        with self._lock:
            if self._open_until is not None and self._probe_since is None:
                return False
            news = self._open_until is not None or not self._worked_before
            self._failures_before, self._failures = self._failures, 0
            self._open_until = self._probe_since = None
            self._worked_before = True
            return news

    def failed(
        self, reason: Failure, after: int, shortest_s: float, longest_s: float, *, answered: bool = False
    ) -> float | None:
        """A request failed: open after so many in a row, or at once when it was the probe.

        `answered`: it had counted as working until its answer was read; that is taken back. Returns for how many
        seconds it opened now, None when it did not.
        """
        with self._lock:
            now = self._clock()
            if answered:
                self._failures = max(self._failures, self._failures_before)
            self._failures += 1
            self._reason = reason
            probing = self._probe_since is not None
            if self._open_until is not None and now < self._open_until:
                if self._failures >= after:
                    self._open_until = max(self._open_until, now + shortest_s)
            elif probing or self._failures >= after:
                again = probing or now < self._relapse_until
                self._open_for = min(longest_s, max(shortest_s, 2 * self._open_for if again else 0.0))
                self._open_until = now + self._open_for
                self._relapse_until = self._open_until + self._open_for
                self._probe_since = None
                return self._open_for
            return None

    def state(self, platform: str, operation: str) -> BreakerState:
        """What to show now."""
        with self._lock:
            left = 0.0 if self._open_until is None else max(0.0, self._open_until - self._clock())
            if self._open_until is None:
                circuit = Circuit.CLOSED
            else:
                circuit = Circuit.OPEN if left else Circuit.HALF_OPEN
            return BreakerState(platform, operation, circuit, left, self._failures, self._reason)


class Breakers:
    """The breakers of one platform: raises while open, learns from how requests end."""

    def __init__(
        self,
        platform: str,
        clock: Callable[[], float],
        patience: Patience,
        *,
        probe_limit_s: float,
        hears: HearsPlatform | None = None,
    ) -> None:
        self._platform = platform
        self._clock = clock
        self._patience = patience
        self._probe_limit_s = probe_limit_s
        self._hears = hears
        self._lock = threading.Lock()
        self._by_operation: dict[str, Breaker] = {}

    def leave_alone(self, operation: str, reason: Failure, for_s: float) -> None:
        """Begin with this one open; a clock that was turned meanwhile makes it no longer than the longest."""
        self._breaker(operation).leave_alone(reason, min(for_s, self._patience.blocked_longest_s))

    def enter(self, operation: str) -> None:
        """Nothing when a request may go out; CircuitOpen otherwise."""
        whole = self._breaker(EVERYTHING)
        self._refuse(operation, whole, EVERYTHING)
        try:
            self._refuse(operation, self._breaker(operation), operation)
        except CircuitOpen:
            whole.withdraw()
            raise

    def _refuse(self, operation: str, breaker: Breaker, name: str) -> None:
        wait_s = breaker.enter(self._probe_limit_s)
        if wait_s:
            reason = breaker.state(self._platform, name).reason or Failure.SERVER
            raise CircuitOpen(self._platform, operation, reason, retry_after_s=wait_s)

    def worked(self, operation: str) -> None:
        """An answer arrived."""
        for name in (EVERYTHING, operation):
            if self._breaker(name).worked() and self._hears is not None:
                self._hears.closed(name)

    def failed(self, operation: str, error: TemporarilyUnavailable, *, answered: bool = False) -> None:
        """A request ended in trouble. Risk control closes the whole platform at once (but `RISK_OF_ITS_OWN`), a named
        time its operation.

        `answered`: there was an answer, counted as working, and the trouble was found in it.
        """
        p = self._patience
        name = operation
        if isinstance(error, Blocked):
            name = operation if (self._platform, operation) in RISK_OF_ITS_OWN else EVERYTHING
            opened = self._breaker(name).failed(error.failure, 1, p.blocked_s, p.blocked_longest_s)
        elif isinstance(error, RateLimited) and (error.retry_after_s or 0.0) > p.told_s:
            told = min(error.retry_after_s or 0.0, p.blocked_longest_s)
            opened = self._breaker(name).failed(error.failure, 1, told, p.blocked_longest_s)
        else:
            limits = (p.failures, p.shortest_s, p.longest_s)
            opened = self._breaker(name).failed(error.failure, *limits, answered=answered)
            self._breaker(EVERYTHING).withdraw()
        if opened is not None and self._hears is not None:
            self._hears.opened(name, error, opened)

    def states(self) -> tuple[BreakerState, ...]:
        """Every breaker used so far, the platform's own first."""
        with self._lock:
            breakers = dict(self._by_operation)
        names = sorted(breakers, key=lambda name: (name != EVERYTHING, name))
        return tuple(breakers[name].state(self._platform, name) for name in names)

    def _breaker(self, operation: str) -> Breaker:
        with self._lock:
            return self._by_operation.setdefault(operation, Breaker(self._clock))
