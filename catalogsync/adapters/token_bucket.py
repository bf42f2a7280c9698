"""A rate limit that threads share: of requests to a host, of bytes from a source."""

from __future__ import annotations

import threading


class TokenBucket:
    """Hands out moments, `per_second` on average and `burst` at once, first come first served; thread-safe.

    Each caller is told how long to wait and has its moment from then on, so nobody is overtaken or woken in vain.
    """

    def __init__(self, per_second: float, burst: float) -> None:
        self._interval = 1.0 / per_second
        self._slack = self._interval * (burst - 1)
        self._next = float("-inf")
        self._lock = threading.Lock()

    def reserve(self, now: float, amount: float = 1.0) -> float:
        """Take `amount` tokens; the seconds to wait before using them."""
        with self._lock:
            start = max(self._next, now - self._slack)
            self._next = start + self._interval * amount
            return max(0.0, start - now)
