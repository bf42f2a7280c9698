"""What a stage did: counts by outcome, and the failures among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Protocol


@dataclass(slots=True)
class Tally:
    """Counts by outcome (`synced`, `unchanged`, `done`, `missed` …), safe to use from many threads."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def add(self, outcome: str, n: int = 1) -> None:
        """An item came out that way."""
        with self._lock:
            self.counts[outcome] += n

    def fail(self, outcome: str, failure: str) -> None:
        """An item came out badly, with its class."""
        with self._lock:
            self.counts[outcome] += 1
            self.failures[failure] += 1

    def as_counts(self) -> dict[str, int]:
        """Plain counts, failures by class as `failed.<class>`."""
        return dict(self.counts) | {f"failed.{name}": n for name, n in sorted(self.failures.items())}


class Watches(Protocol):
    """Somebody who watches a stage: a progress bar, plain lines, JSON lines, the console."""

    def stage(self, name: str, items: int | None) -> None:
        """A stage begins; `items` None where the number is not known beforehand."""
        ...

    def item(self, outcome: str, text: str) -> None:
        """An item is through."""
        ...

    def bytes(self, n: int) -> None:
        """That many more bytes arrived, in the calling thread."""
        ...

    def doing(self, item: str, step: str) -> None:
        """The calling thread now does this with that item (`resolving`, `transferring`, …); `""` is nothing."""
        ...


@dataclass(slots=True)
class Brake:
    """How a running stage is asked to stop: `soft` finishes the items in hand, `hard` drops them.

    `why` says who asked. `ends`: a limit was reached, the job ends there instead of pausing. `by_itself`: what stops
    goes on without a person (the server is stopping).
    """

    soft: Event = field(default_factory=Event)
    hard: Event = field(default_factory=Event)
    why: str = ""
    ends: bool = False
    by_itself: bool = False

    def pull(self, why: str) -> None:
        """Ask once for the soft stop, twice for the hard one."""
        if self.soft.is_set():
            self.hard.set()
        self.why = self.why or why
        self.soft.set()

    @property
    def pulled(self) -> bool:
        """Has anyone asked to stop?"""
        return self.soft.is_set()


Stop = Callable[[], bool]
