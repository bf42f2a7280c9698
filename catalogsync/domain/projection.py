"""What a person decided about a projection that cannot apply an event."""

from __future__ import annotations

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies


@stored("projection.event_skipped")
class EventSkipped(Fact, frozen=True, kw_only=True):
    """The projection goes on without this event, now and in every rebuild. `event` is `stream@version`."""

    event: str
    reason: str


class Decisions(Stream):
    """The decisions on one projection, in the stream `projection:<name>`."""

    kind = "projection"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.skipped: set[str] = set()

    def skip(self, event: str, reason: str) -> None:
        """Leave the event out from now on; one that is already left out records nothing."""
        if event not in self.skipped:
            self.record(EventSkipped(event=event, reason=reason))

    @applies(EventSkipped)
    def _skipped(self, fact: EventSkipped) -> None:
        self.skipped.add(fact.event)


def decisions_stream(projection: str) -> str:
    """The stream that holds the decisions on a projection."""
    return f"projection:{projection}"
