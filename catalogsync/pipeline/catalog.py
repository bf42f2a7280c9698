"""The catalog: load a stream, let it decide, store what it decided. Every write of this program goes through here."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from catalogsync.domain.event import Event
from catalogsync.domain.stream import Stream
from catalogsync.pipeline.errors import Conflict
from catalogsync.pipeline.ports import KeepsEvents

S = TypeVar("S", bound=Stream)

_ATTEMPTS = 5
"""How often a command is decided anew when somebody else recorded in the same stream meanwhile."""

AHEAD_MS = 3_600_000
"""A recorded time further ahead than this was told by a clock that was wrong, and nobody waits for it."""


def now_ms() -> int:
    """UTC in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Catalog:
    """The event store in the hands of one actor, possibly inside a job.

    `tell` is called with the stored events of each save, positions included; live progress hangs there.
    """

    log: KeepsEvents
    actor: str
    job: str | None = None
    clock: Callable[[], int] = now_ms
    tell: Callable[[Sequence[Event[Any]]], None] | None = None

    def within(self, job: str) -> Catalog:
        """The same catalog, its events tied to a job."""
        return replace(self, job=job)

    def load(self, kind: type[S], stream: str) -> S:
        """The present state of a stream; a stream nobody wrote yet is empty."""
        state = kind(stream)
        state.replay(self.log.load(stream))
        return state

    def load_many(self, kind: type[S], streams: Iterable[str]) -> dict[str, S]:
        """The present state of several streams, each once, empty ones included."""
        states = {stream: kind(stream) for stream in streams}
        for stream, events in self.log.load_many(list(states)).items():
            states[stream].replay(events)
        return states

    def save(self, *streams: Stream, cause: str | None = None) -> list[Event[Any]]:
        """Store what these streams decided, all or nothing. Conflict when one of them moved on meanwhile."""
        at_ms = self.clock()
        events: list[Event[Any]] = []
        for stream in streams:
            for version, fact in enumerate(stream.pending, stream.version + 1):
                events.append(
                    Event(
                        originator_id=stream.id,
                        originator_version=version,
                        at_ms=at_ms,
                        actor=self.actor,
                        job=self.job,
                        cause=cause,
                        fact=fact,
                    )
                )
        if not events:
            return []
        positions = self.log.append(events)
        for stream in streams:
            stream.version += len(stream.pending)
            stream.pending.clear()
        if self.tell is not None:
            self.tell([_placed(event, position) for event, position in zip(events, positions, strict=True)])
        return events

    def change(
        self, kind: type[S], stream: str, decide: Callable[[S], None], *, cause: str | None = None
    ) -> S:
        """Load, decide, save; decided anew when somebody else was quicker."""
        for attempt in range(_ATTEMPTS):
            state = self.load(kind, stream)
            decide(state)
            try:
                self.save(state, cause=cause)
            except Conflict:
                if attempt == _ATTEMPTS - 1:
                    raise
                continue
            return state
        raise AssertionError("unreachable")


def _placed(event: Event[Any], position: int) -> Event[Any]:
    return Event(
        originator_id=event.originator_id,
        originator_version=event.originator_version,
        at_ms=event.at_ms,
        actor=event.actor,
        fact=event.fact,
        job=event.job,
        cause=event.cause,
        position=position,
    )
