"""How far each projection is, kept in the file of the read models, moved in the transaction of its rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalogsync.projections.engine import Projection
from catalogsync.projections.feeding import Parked, Target
from catalogsync.projections.source import EventSource

TABLE = """
CREATE TABLE projection_state (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    shape TEXT NOT NULL,
    tables TEXT NOT NULL,
    position INTEGER NOT NULL,
    mark BLOB,
    parked_position INTEGER,
    parked_event TEXT,
    parked_topic TEXT,
    parked_cause TEXT
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Place:
    """One row of `projection_state`. `mark` stands for the store's history up to `position`."""

    name: str
    version: int
    shape: str
    tables: tuple[str, ...]
    position: int
    mark: bytes | None
    parked: Parked | None

    def is_of(self, projection: Projection) -> bool:
        """Were the rows made by this very projection?"""
        return (self.version, self.shape) == (projection.version, projection.shape())


def places(db: sqlite3.Connection | sqlite3.Cursor) -> dict[str, Place]:
    """Every projection in the file."""
    found = {}
    for name, version, shape, tables, position, mark, *why in db.execute("SELECT * FROM projection_state"):
        parked = None if why[0] is None else Parked(*why)
        found[name] = Place(name, version, shape, tuple(tables.split()), position, mark, parked)
    return found


def add(db: sqlite3.Connection, projections: Iterable[Projection]) -> None:
    """Make the tables of projections, empty, at position 0."""
    for projection in projections:
        for sql in projection.tables:
            db.execute(sql)
        db.execute(
            "INSERT OR REPLACE INTO projection_state (name, version, shape, tables, position) VALUES (?, ?, ?, ?, 0)",
            (projection.name, projection.version, projection.shape(), " ".join(projection.table_names())),
        )


def drop(db: sqlite3.Connection, names: Iterable[str]) -> None:
    """Remove projections with the tables they had, which an older version may have called otherwise."""
    found = places(db)
    for name in names:
        for table in found[name].tables if name in found else ():
            db.execute(f"DROP TABLE IF EXISTS {table}")
        db.execute("DELETE FROM projection_state WHERE name = ?", (name,))


def unpark(db: sqlite3.Connection, names: Iterable[str]) -> None:
    """Let parked projections try their event again."""
    db.executemany(
        "UPDATE projection_state SET parked_position = NULL, parked_event = NULL, parked_topic = NULL,"
        " parked_cause = NULL WHERE name = ?",
        [(name,) for name in names],
    )


def add_marks(db: sqlite3.Connection, projections: Iterable[Projection]) -> None:
    """Make the temporary tables of marks that live handlers write to."""
    for projection in projections:
        for derived in projection.derived:
            db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {derived.marks} (key PRIMARY KEY) WITHOUT ROWID")


def keep(db: sqlite3.Connection, targets: Sequence[Target], source: EventSource) -> None:
    """Write the targets' positions, within the transaction of their rows."""
    marks: dict[int, bytes | None] = {}
    rows = []
    for target in targets:
        if target.position not in marks:
            marks[target.position] = source.mark(target.position) if target.position else None
        parked = target.parked
        rows.append(
            (
                target.position,
                marks[target.position],
                *((parked.position, parked.event, parked.topic, parked.cause) if parked else (None,) * 4),
                target.projection.name,
            )
        )
    db.executemany(
        "UPDATE projection_state SET position = ?, mark = ?, parked_position = ?, parked_event = ?,"
        " parked_topic = ?, parked_cause = ? WHERE name = ?",
        rows,
    )


def is_of_this_history(place: Place, source: EventSource) -> bool:
    """Do the rows come from the store as it is now? False after an older backup was restored."""
    return place.position == 0 or source.mark(place.position) == place.mark
