"""What a person says about the order of fallback sources: pins and bars, per platform of origin."""

from __future__ import annotations

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies

STREAM = "fallback:order"


@stored("fallback.pinned")
class Pinned(Fact, frozen=True, kw_only=True):
    """For songs of `origin`, this source is always asked before those that are not pinned."""

    origin: str
    source: str


@stored("fallback.barred")
class Barred(Fact, frozen=True, kw_only=True):
    """For songs of `origin`, this source is never asked."""

    origin: str
    source: str


@stored("fallback.released")
class Released(Fact, frozen=True, kw_only=True):
    """Neither pinned nor barred any more: experience decides."""

    origin: str
    source: str


class Fallback(Stream):
    """The pins and bars in force."""

    kind = "fallback"

    def __init__(self, stream_id: str = STREAM) -> None:
        super().__init__(stream_id)
        self.pinned: set[tuple[str, str]] = set()
        self.barred: set[tuple[str, str]] = set()

    def pin(self, origin: str, source: str) -> None:
        """Ask it first; saying it twice records nothing."""
        if (origin, source) not in self.pinned:
            self.record(Pinned(origin=origin, source=source))

    def bar(self, origin: str, source: str) -> None:
        """Never ask it; saying it twice records nothing."""
        if (origin, source) not in self.barred:
            self.record(Barred(origin=origin, source=source))

    def release(self, origin: str, source: str) -> None:
        """Let experience decide again."""
        if (origin, source) in self.pinned | self.barred:
            self.record(Released(origin=origin, source=source))

    @applies(Pinned)
    def _pinned(self, fact: Pinned) -> None:
        self.pinned.add((fact.origin, fact.source))
        self.barred.discard((fact.origin, fact.source))

    @applies(Barred)
    def _barred(self, fact: Barred) -> None:
        self.barred.add((fact.origin, fact.source))
        self.pinned.discard((fact.origin, fact.source))

    @applies(Released)
    def _released(self, fact: Released) -> None:
        self.pinned.discard((fact.origin, fact.source))
        self.barred.discard((fact.origin, fact.source))
