"""Is a fresh file of read models as good as the present one? By count and by a checksum that ignores the order of rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from catalogsync.projections import state
from catalogsync.projections.errors import RebuildRefused
from catalogsync.projections.generations import connect
from catalogsync.projections.live import Live
from catalogsync.projections.rebuild import Differs
from catalogsync.projections.source import EventSource

_MASK = (1 << 64) - 1


def compare_files(present: Path, fresh: Live, names: frozenset[str]) -> tuple[Differs, ...]:
    """The tables of these projections whose rows are not the same in both, where both are of one version."""
    db = connect(present)
    try:
        db.execute("BEGIN")  # one snapshot: its positions and its rows belong together
        found = state.places(db)
        tables: list[str] = []
        for target in fresh.targets:
            projection = target.projection
            place = found.get(projection.name)
            if (
                projection.name in names
                and place is not None
                and place.is_of(projection)
                and not place.parked
            ):
                fresh.catch_up(place.position)
                tables += projection.table_names()
        return _differences(db, fresh.db, tables)
    finally:
        db.close()


def refuse_if_worse(before: Mapping[str, state.Place], fresh: Live, source: EventSource) -> None:
    """RebuildRefused where the fresh file cannot apply an event that the present rows hold."""
    for target in fresh.targets:
        was = before.get(target.projection.name)
        if not target.parked or was is None or was.parked or not was.is_of(target.projection):
            continue
        if state.is_of_this_history(was, source):
            raise RebuildRefused(
                f"{was.name} cannot apply event {target.parked.event}, which its present rows hold:"
                f" {target.parked.cause}"
            )


def _differences(
    present: sqlite3.Connection, fresh: sqlite3.Connection, tables: Iterable[str]
) -> tuple[Differs, ...]:
    found = []
    for table in tables:
        (rows, checksum), (fresh_rows, fresh_checksum) = _sum(present, table), _sum(fresh, table)
        if (rows, checksum) != (fresh_rows, fresh_checksum):
            found.append(Differs(table, rows, fresh_rows))
    return tuple(found)


def _sum(db: sqlite3.Connection, table: str) -> tuple[int, int]:
    rows = checksum = 0
    cursor = db.cursor()
    cursor.row_factory = None
    # Python's own hash differs between runs and is the quickest there is; both sums are made in this process.
    for row in cursor.execute(f"SELECT * FROM {table}"):
        rows += 1
        checksum = (checksum + hash(row)) & _MASK
    return rows, checksum
