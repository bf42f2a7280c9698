"""A page of a list whose filter may fit very few rows: as far as one can look in a moment, and where to go on.

Whatever is asked, nobody waits: a page that is not full within `PATIENCE_S` of work says up to which key it has looked.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

PATIENCE_S = 0.025
"""Of processor time, so that a busy machine looks as far as an idle one; waiting counts an eighth, for slow disks."""
FIRST = 1_000
"""Keys of the first look, which is never cut short: every page gets further than the one before."""

_GROWS = 8
_WAITING = 8
_OPERATIONS = 2_000


@dataclass(frozen=True, slots=True)
class Walked:
    """Rows in the order of their keys. `reached`: looked up to there for now; None when they are full or all."""

    rows: list[sqlite3.Row]
    reached: int | None = None


def walk(
    db: sqlite3.Connection,
    sql: str,
    values: Mapping[str, Any],
    *,
    after: int,
    last: int,
    limit: int,
    patience_s: float = PATIENCE_S,
    first: int = FIRST,
) -> Walked:
    """Up to `limit` rows with keys after `after` and up to `last`.

    `sql` asks for rows with keys above `:after` and up to `:upto`, in their order, `:limit` at most. Each look goes as
    much further as the time left allows by what the one before took; where rows get slower on the way it is stopped.
    """
    rows: list[sqlite3.Row] = []
    keys, spent, start = first, _stopwatch(), after
    while after < last:
        began = spent()
        upto = min(after + keys, last)
        try:
            with _stopped(db, (lambda: spent() > patience_s) if after > start else None):
                rows += db.execute(
                    sql, {**values, "after": after, "upto": upto, "limit": limit - len(rows)}
                ).fetchall()
        except sqlite3.OperationalError as e:
            if e.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            return Walked(rows, after)
        if len(rows) >= limit:
            return Walked(rows)
        after = upto
        now = spent()
        keys = min(keys * _GROWS, int(keys * (patience_s - now) / max(now - began, 1e-6)))
        if keys < first:
            break
    return Walked(rows, after if after < last else None)


def last_number(db: sqlite3.Connection, table: str, column: str = "number") -> int:
    """The highest number of a table, 0 while it is empty: where a walk through it ends."""
    return int(db.execute(f"SELECT coalesce(max({column}), 0) FROM {table}").fetchone()[0])


def _stopwatch() -> Callable[[], float]:
    worked, waited = time.thread_time(), time.monotonic()
    return lambda: max(time.thread_time() - worked, (time.monotonic() - waited) / _WAITING)


@contextmanager
def _stopped(db: sqlite3.Connection, when: Callable[[], bool] | None) -> Iterator[None]:
    if when is None:
        yield
        return
    db.set_progress_handler(when, _OPERATIONS)
    try:
        yield
    finally:
        db.set_progress_handler(None, 0)
