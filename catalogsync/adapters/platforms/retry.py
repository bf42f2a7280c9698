"""When to try a request again: how often, how long, and what the server said about it.

Own lines instead of tenacity or stamina: the wait depends on the answer (Retry-After, which must also hold every
other thread's requests to that host), on pacing and on the breaker, so the loop is ours anyway; what a library would
add is the one line of arithmetic below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Retries:
    """Limits of one request with its retries: `attempts` in all and `total_s` seconds from the first.

    The n-th wait is drawn from 0 to `base_s * 2**n`, at most `cap_s` (full jitter: waiting callers spread out
    instead of coming back together). A Retry-After of at most `told_cap_s` is waited out, a longer one is reported.
    """

    attempts: int = 3
    total_s: float = 45.0
    base_s: float = 0.5
    cap_s: float = 8.0
    told_cap_s: float = 20.0

    def wait_s(self, attempt: int, draw: Callable[[], float], told_s: float | None = None) -> float:
        """How long to wait after failed attempt number `attempt` (from 1); `draw` gives 0 to 1."""
        jittered = draw() * min(self.cap_s, self.base_s * 2.0 ** min(attempt, 30))
        return jittered if told_s is None else told_s + 0.1 * jittered

    def allows(self, attempt: int, waited_to_s: float, told_s: float | None = None) -> bool:
        """Whether another attempt may follow attempt `attempt`, `waited_to_s` after the first began."""
        return (
            attempt < self.attempts
            and waited_to_s <= self.total_s
            and (told_s is None or told_s <= self.told_cap_s)
        )


def retry_after_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds a Retry-After header asks for (a number or a date), None without a readable one."""
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            when = parsedate_to_datetime(text)
            seconds = (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - (
                now or datetime.now(UTC)
            ).timestamp()
        except (ValueError, OverflowError):
            return None
    return min(max(seconds, 0.0), 86400.0) if seconds == seconds else None
