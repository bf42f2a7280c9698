"""Are the rows of two files of read models the same? By count and by a checksum that ignores the order of rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from catalogsync.projections.rebuild import Differs

_MASK = (1 << 64) - 1


def differences(
    present: sqlite3.Connection, fresh: sqlite3.Connection, tables: Iterable[str]
) -> tuple[Differs, ...]:
    """The tables whose rows are not the same in both."""
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
