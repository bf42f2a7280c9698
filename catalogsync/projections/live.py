"""Bring an open file of read models up to date, page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from catalogsync.projections import state
from catalogsync.projections.engine import Projection
from catalogsync.projections.feeding import Feeder, Target, skips_of
from catalogsync.projections.source import EventSource
from catalogsync.projections.status import unfit

PAGE = 5_000
"""Rows of one live transaction: long enough to be quick, short enough that readers and other writers hardly wait."""


class FileMoved(Exception):
    """Another generation has taken the place of the file meanwhile."""


class Live:
    """One file, and the projections in it that this program feeds (those of exactly its own versions)."""

    def __init__(
        self, db: sqlite3.Connection, source: EventSource, projections: Sequence[Projection]
    ) -> None:
        self.db = db
        self._source = source
        self._projections = projections
        # Not in memory: SQLite (3.40) goes through its whole journal in memory after each statement, from the first
        # page that the savepoint of a projection has changed. 5,000 events on songs all over a million took 13 s
        # instead of 0.4.
        db.execute("PRAGMA temp_store=FILE")
        places = state.places(db)
        own = [p for p in projections if p.name in places and places[p.name].is_of(p)]
        state.add_marks(db, own)
        self.targets = [Target(p, skips=skips_of(p.name, source)) for p in own]
        self._feeder = Feeder(self.targets, source)

    def catch_up(self, upto: int, *, still_present: Callable[[], bool] = lambda: True) -> int:
        """Feed everything up to a position; returns where the slowest projection that is not parked stands.

        FileMoved when `still_present` (asked inside each transaction) says so: nothing was written then.
        """
        while self._page(upto, still_present):
            pass
        return self.position(upto)

    def retry(self, name: str, upto: int, still_present: Callable[[], bool]) -> int:
        """Let a parked projection try its event again, then catch up."""
        with self._transaction(still_present):
            state.unpark(self.db, [name])
        return self.catch_up(upto, still_present=still_present)

    def position(self, otherwise: int) -> int:
        """Where the slowest projection that is not parked stood at the last look."""
        return min((t.position for t in self.targets if t.parked is None), default=otherwise)

    def unfit(self) -> dict[str, str]:
        """By table, why nobody may act on its rows; as of the last look."""
        if len(self.targets) == len(self._projections) and not any(t.parked for t in self.targets):
            return {}
        return unfit(self._projections, state.places(self.db))

    def _page(self, upto: int, still_present: Callable[[], bool]) -> bool:
        with self._transaction(still_present):
            self._look()
            start = self.position(upto)
            rows = self._source.rows(start, PAGE, upto=upto) if start < upto else []
            if rows:
                self._feeder.feed(self.db, rows)
                state.keep(self.db, self.targets, self._source)
        return bool(rows)

    @contextmanager
    def _transaction(self, still_present: Callable[[], bool]) -> Iterator[None]:
        # Immediate: positions are read and moved under one lock, so two processes never apply an event twice.
        self.db.execute("BEGIN IMMEDIATE")
        try:
            if not still_present():
                raise FileMoved
            yield
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:
                self.db.rollback()
            raise

    def _look(self) -> None:
        """Positions as they are now: another process may have moved them."""
        places = state.places(self.db)
        for target in self.targets:
            place = places[target.projection.name]
            target.position, target.parked = place.position, place.parked
            target.forget()
            if target.parked is not None:
                target.skips = skips_of(target.projection.name, self._source)
                if target.parked.event in target.skips:
                    target.parked = None
