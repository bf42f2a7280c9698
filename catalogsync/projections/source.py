"""What projections ask of the event log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from catalogsync.domain.event import Event

RawEvent = tuple[int, str, int, str, bytes]
"""position, stream, version, topic, state."""


class EventSource(Protocol):
    """The event log as projections see it; `adapters.store.log.EventLog` is one."""

    def rows(
        self, after: int, limit: int, *, names: Sequence[str] = (), upto: int | None = None
    ) -> list[RawEvent]:
        """Raw rows after a position, oldest first."""
        ...

    def decode(self, row: RawEvent) -> Event[Any]:
        """The event of a raw row; a CatalogError when this program cannot read it."""
        ...

    def load(self, stream: str) -> Sequence[Event[Any]]:
        """The events of one stream, oldest first."""
        ...

    def last_position(self) -> int:
        """The position of the newest event, 0 while there is none."""
        ...

    def mark(self, position: int) -> bytes | None:
        """A checksum that stands for the history up to a position; None when there is no event at it."""
        ...

    def wait(self, after: int, timeout_s: float) -> bool:
        """Block until there is an event after the position; False after the time-out."""
        ...

    def opens_again(self) -> Callable[[], AbstractContextManager[EventSource]] | None:
        """What opens the same log for reading in another process (it can be sent there); None where none can."""
        ...
