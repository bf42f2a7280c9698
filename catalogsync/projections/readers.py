"""Connections to read by: one per thread, always to the present generation."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from weakref import WeakSet

from catalogsync.projections.generations import BUSY_TIMEOUT_S, Generations


class _Reading(sqlite3.Connection):
    """A connection that can be held weakly: those of threads that ended go with them."""


class Readers:
    """The reading connections of one object's threads. `there` gives the present file, made anew if need be."""

    def __init__(self, generations: Generations, there: Callable[[], Path]) -> None:
        self._generations = generations
        self._there = there
        self._own = threading.local()
        self._all: WeakSet[_Reading] = WeakSet()

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, rows by name, which cannot write."""
        present = self._generations.present()
        if present is None or getattr(self._own, "file", None) != present:
            self._own.file, self._own.db = self._open()
        db: sqlite3.Connection = self._own.db
        return db

    def close(self) -> None:
        """Close those of all threads."""
        for db in list(self._all):
            with suppress(sqlite3.Error):
                db.close()

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
            self._all.add(db)
            return present, db
