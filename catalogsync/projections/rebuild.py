"""Make a fresh file of read models beside the present one and put it in its place.

    copy      the projections that are not rebuilt, as they are (skipped when all are)
    replay    every event once, through all rebuilt projections, into tables without indexes
    index     indexes, what is derived, statistics
    compare   rows of the present and the fresh file at the same position (where both have them)
    swap      catch up what came meanwhile, then the link turns; readers notice at their next look

Stopped on request it goes on from there next time; after a crash the half file is not trusted and it starts over.
"""

from __future__ import annotations

import gc
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from catalogsync.projections import state
from catalogsync.projections.engine import Projection
from catalogsync.projections.errors import RebuildCancelled
from catalogsync.projections.feeding import Feeder, Target, skips_of
from catalogsync.projections.generations import APPLICATION_ID, FORMAT, PART, PAUSED, connect, escaped
from catalogsync.projections.source import EventSource

PAGE = 20_000
REPLAY_CACHE_KIB = 262_144
INDEX_CACHE_KIB = 65_536
MADE = " made"
"""Ends what a marker says where a share is through and only waits for the others."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild is: `done` of `total` events in this phase; rate per second and ETA where they are known."""

    phase: str
    done: int = 0
    total: int = 0
    rate: float | None = None
    eta_s: float | None = None


@dataclass(frozen=True, slots=True)
class Differs:
    """A table whose fresh rows are not the present ones."""

    table: str
    present_rows: int
    fresh_rows: int


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did. `differs` is empty when the present rows were right, None when nothing was compared."""

    names: tuple[str, ...]
    events: int
    seconds: float
    position: int
    differs: tuple[Differs, ...] | None = None


Tell = Callable[[Progress], None]
Stop = Callable[[], bool]


@dataclass
class Rebuild:
    """One fresh file in the making; of `names`, this process makes those in `share` (all of them by default)."""

    file: Path
    source: EventSource
    projections: Sequence[Projection]
    names: frozenset[str]
    tell: Tell = lambda progress: None
    stop: Stop = lambda: False
    share: frozenset[str] | None = None
    upto: int | None = None
    page: int = field(default_factory=lambda: PAGE)
    cache_kib: int = REPLAY_CACHE_KIB
    clock: Callable[[], float] = time.monotonic
    events: int = 0
    _targets: list[Target] = field(default_factory=list)

    def run(self, present: Path | None) -> sqlite3.Connection:
        """Copy, replay and index. Returns the open file, in WAL mode, at the end of the log as it was then."""
        self._remove_parts()
        db = self._make(present)
        settle(db)
        return db

    def make_share(self, present: Path | None) -> None:
        """The same up to the indexes, for others to go on with: the file is closed, durable and marked as made."""
        if self._marked() == self._what() + MADE and self._is_of_this_history():
            return
        self._make(present).close()
        self._pause(MADE)

    def trust_no_more(self) -> None:
        """Before a made share is worked on: should we die meanwhile, nobody takes it for whole."""
        self._marker.unlink()

    def discard(self) -> None:
        """Remove what was made, here and by processes that shared the work."""
        self._remove()
        self._remove_parts()

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal", PAUSED):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)

    def _remove_parts(self) -> None:
        for part in self.file.parent.glob(f"{escaped(self.file.name)}{PART}*"):
            part.unlink(missing_ok=True)

    def sync(self) -> None:
        """Make the fresh file durable before the link turns to it."""
        with open(self.file, "rb+") as file:
            os.fsync(file.fileno())

    @property
    def _marker(self) -> Path:
        """Beside the file while it is whole: says what is rebuilt; gone while the file is worked on."""
        return self.file.with_name(self.file.name + PAUSED)

    def _make(self, present: Path | None) -> sqlite3.Connection:
        goes_on = self._marked() == self._what() and self._is_of_this_history()
        if not goes_on:
            self._remove()
        db = connect(self.file, mode="rwc")
        try:
            if not goes_on:
                self._begin(db, present)
            self._marker.unlink(missing_ok=True)
            quicken(db, self.cache_kib)
            self._load_targets(db)
            self._replay(db)
            self._index(db)
        except RebuildCancelled:
            db.close()
            self._pause()
            raise
        except BaseException:
            db.close()
            self._remove()
            raise
        return db

    def _pause(self, state: str = "") -> None:
        self.sync()
        self._marker.write_text(self._what() + state, encoding="utf-8")

    def _marked(self) -> str | None:
        return self._marker.read_text("utf-8") if self._marker.exists() and self.file.exists() else None

    def _is_of_this_history(self) -> bool:
        with suppress(sqlite3.Error):
            db = connect(self.file)
            try:
                found = state.places(db)
            finally:
                db.close()
            return all(state.is_of_this_history(place, self.source) for place in found.values())
        return False

    def _what(self) -> str:
        share = " ".join(f"{p.name}@{p.version}:{p.shape()}" for p in self._rebuilt())
        return f"{share} of {' '.join(sorted(self.names))}"

    def _rebuilt(self) -> list[Projection]:
        return [p for p in self.projections if p.name in (self.names if self.share is None else self.share)]

    def _begin(self, db: sqlite3.Connection, present: Path | None) -> None:
        db.execute("PRAGMA page_size=8192")
        if present is not None and len(self.names) < len(self.projections):
            self.tell(Progress("copy"))
            old = connect(present)
            try:
                old.backup(db)
            finally:
                old.close()
            db.execute("PRAGMA journal_mode=MEMORY")
            state.drop(db, self.names)
        else:
            db.execute(state.TABLE)
        db.execute("PRAGMA synchronous=OFF")
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={FORMAT}")
        state.add(db, self._rebuilt())

    def _load_targets(self, db: sqlite3.Connection) -> None:
        found = state.places(db)
        self._targets = [
            Target(p, found[p.name].position, found[p.name].parked, skips_of(p.name, self.source), live=False)
            for p in self._rebuilt()
        ]

    def _replay(self, db: sqlite3.Connection) -> None:
        feeder = Feeder(self._targets, self.source)
        total = self.source.last_position() if self.upto is None else self.upto
        first = at = min((t.position for t in self._targets if t.parked is None), default=total)
        began = self.clock()
        while at < total:
            if self.stop():
                raise RebuildCancelled(
                    f"stopped at event {at} of {total}: the next rebuild goes on from there"
                )
            with _no_garbage_collection():
                rows = self.source.rows(at, self.page, upto=total)
                if not rows:
                    break
                db.execute("BEGIN")
                feeder.feed(db, rows)
                state.keep(db, self._targets, self.source)
                db.execute("COMMIT")
                at = rows[-1][0]
                self.events += len(rows)
                del rows
            rate = (at - first) / max(self.clock() - began, 1e-6)
            self.tell(Progress("replay", at, total, rate, (total - at) / max(rate, 1e-6)))

    def _index(self, db: sqlite3.Connection) -> None:
        self.tell(Progress("index"))
        # An index is sorted in memory without any bound where temporary things live there; and a sort in a file takes
        # as much memory as the cache may have.
        db.execute("PRAGMA temp_store=FILE")
        db.execute(f"PRAGMA cache_size=-{min(self.cache_kib, INDEX_CACHE_KIB)}")
        db.execute("PRAGMA shrink_memory")
        db.execute("BEGIN")
        for projection in self._rebuilt():
            for sql in projection.indexes:
                db.execute(sql)
            for derived in projection.derived:
                db.execute(derived.all_sql)
        db.execute("COMMIT")


def quicken(db: sqlite3.Connection, cache_kib: int) -> None:
    """For a file that nobody reads yet and that is thrown away after a crash."""
    db.execute("PRAGMA journal_mode=MEMORY")
    db.execute("PRAGMA synchronous=OFF")
    db.execute(f"PRAGMA cache_size=-{cache_kib}")


def settle(db: sqlite3.Connection) -> None:
    """From a file in the making to one as it is used: statistics, a small cache, temporary things in memory, WAL."""
    db.execute("PRAGMA temp_store=MEMORY")
    db.execute("PRAGMA analysis_limit=1000")
    db.execute("ANALYZE")
    db.execute("PRAGMA cache_size=-32768")
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    # A page makes hundreds of thousands of tuples and not one cycle; looking for cycles in them takes a fifth of the
    # time. Between pages the collector has its turn, so a serving process does not grow.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
