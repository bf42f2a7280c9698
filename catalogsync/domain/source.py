"""When a platform, or one operation of it, was left alone because it failed, and since when it answers again."""

from __future__ import annotations

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies

EVERYTHING = "*"
"""The operation that stands for a platform as a whole: risk control looks at the caller, not at the question."""


@stored("source.opened")
class Opened(Fact, frozen=True, kw_only=True):
    """It is not asked until `until_ms`; after that one request finds out.

    `operation` is `search`, `song-url` … or `*` for the whole platform. `failure` is the class that led to it,
    `message` one line for people. `since_ms` is when this outage began: an outage that is tried and found to go on is
    recorded anew with the same beginning, `openings` counts that from 1.
    """

    platform: str
    operation: str
    failure: str
    message: str
    since_ms: int
    until_ms: int
    openings: int


@stored("source.closed")
class Closed(Fact, frozen=True, kw_only=True):
    """It answers again, at `closed_ms`. `since_ms` is when the outage had begun."""

    platform: str
    operation: str
    since_ms: int
    closed_ms: int


RELAPSE_MS = 120_000
"""An outage that comes back within two minutes never was over: risk control is found inside answers that came well."""


class Source(Stream):
    """Which operations of a platform are left alone now, and which were last."""

    kind = "source"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.outages: dict[str, Opened] = {}
        self._last: dict[str, tuple[Opened, Closed]] = {}

    @staticmethod
    def stream_of(platform: str) -> str:
        """The stream of a platform."""
        return f"source:{platform}"

    @property
    def platform(self) -> str:
        """The platform."""
        return self.id.partition(":")[2]

    def open(self, operation: str, failure: str, message: str, now_ms: int, until_ms: int) -> None:
        """Leave it alone until then. Two processes that find out the same record it once."""
        before = self.outages.get(operation)
        if before is not None and before.until_ms > now_ms and before.until_ms >= until_ms:
            return
        if before is None and operation in self._last:
            ended, closed = self._last[operation]
            before = ended if now_ms - closed.closed_ms <= RELAPSE_MS else None
        self.record(
            Opened(
                platform=self.platform,
                operation=operation,
                failure=failure,
                message=message,
                since_ms=before.since_ms if before is not None else now_ms,
                until_ms=until_ms,
                openings=before.openings + 1 if before is not None else 1,
            )
        )

    def close(self, operation: str, now_ms: int) -> None:
        """It answers; what was not left alone records nothing."""
        before = self.outages.get(operation)
        if before is not None:
            closed = Closed(
                platform=self.platform, operation=operation, since_ms=before.since_ms, closed_ms=now_ms
            )
            self.record(closed)

    @applies(Opened)
    def _opened(self, fact: Opened) -> None:
        self.outages[fact.operation] = fact

    @applies(Closed)
    def _closed(self, fact: Closed) -> None:
        ended = self.outages.pop(fact.operation, None)
        if ended is not None:
            self._last[fact.operation] = (ended, fact)
