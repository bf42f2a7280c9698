"""Connections to read by, always to the present generation: one per thread to look, and one to act on what it says."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from catalogsync.projections.errors import ViewNotReady
from catalogsync.projections.generations import BUSY_TIMEOUT_S, Generations

NOTHING: Mapping[str, str] = {}


class _Reading(sqlite3.Connection):
    """A connection to read by.

    `unfit` says by table why nobody may act on its rows. Who only looks may read them as they are.
    """

    unfit = NOTHING
    _refused = NOTHING
    _why: str | None = None

    def refuse(self, unfit: Mapping[str, str]) -> None:
        """Let no question read these tables. SQLite itself knows what a question reads, also through views and joins."""
        if unfit != self._refused:
            self._refused = self.unfit = unfit
            self.set_authorizer(self._may if unfit else None)

    def execute(self, *question: Any) -> sqlite3.Cursor:
        """As usual; ViewNotReady where the rows are not to be had."""
        self._why = None
        try:
            return super().execute(*question)
        except sqlite3.DatabaseError as e:
            if self._why is None and self.unfit and str(e).startswith("no such"):
                self._why = next(
                    iter(self.unfit.values())
                )  # a column that this program knows and the file does not
            if self._why is None:
                raise
            raise ViewNotReady(self._why) from e

    def _may(self, action: int, table: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table is not None and table in self._refused:
            self._why = self._refused[table]
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK


class Readers:
    """The reading connections of one object's threads. `there` gives the present file, made anew if need be."""

    def __init__(self, generations: Generations, there: Callable[[], Path]) -> None:
        self._generations = generations
        self._there = there
        self._own = threading.local()
        self._closed = False

    def to_look(self, unfit: Mapping[str, str]) -> sqlite3.Connection:
        """This thread's connection, rows by name, which cannot write."""
        db = self._present("look")
        db.unfit = unfit
        return db

    def to_act(self, unfit: Mapping[str, str]) -> sqlite3.Connection:
        """Another one, which refuses to read the unfit tables."""
        db = self._present("act")
        db.refuse(unfit)
        return db

    def _present(self, use: str) -> _Reading:
        if self._closed:
            raise sqlite3.ProgrammingError("the read models were closed meanwhile")
        present = self._generations.present()
        own: tuple[Path, _Reading] | None = getattr(self._own, use, None)
        if own is None or own[0] != present:
            own = self._open()
            setattr(self._own, use, own)
        return own[1]

    def close(self) -> None:
        """Close those of this thread now, and of each other thread as soon as it does not read by one.

        Each is held by its thread's place here alone, so letting go of the places closes them. Closing one under the
        hands of another thread would take the process down (Python 3.11, segmentation fault).
        """
        self._closed = True
        for _, db in vars(self._own).values():
            db.close()
        self._own = threading.local()

    def _open(self) -> tuple[Path, _Reading]:
        # The old connection is not closed here: who took it may still be reading from it.
        while True:
            present = self._there()
            try:
                db = sqlite3.connect(
                    f"{present.absolute().as_uri()}?mode=rw",
                    uri=True,
                    isolation_level=None,
                    check_same_thread=False,
                    timeout=BUSY_TIMEOUT_S,
                    factory=_Reading,
                )
                db.execute("PRAGMA query_only=ON")
                db.execute("PRAGMA cache_size=-4096")
            except sqlite3.OperationalError:
                if self._generations.present() != present:
                    continue
                raise
            db.row_factory = sqlite3.Row
            return present, db
