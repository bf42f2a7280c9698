"""Share projections out over processes, and take over what another process made of its share.

Projections know nothing of each other, so which process makes which does not change a row. The first share is made in
the fresh file itself; a projection with a virtual table belongs there, because its rows lie in tables of SQLite's own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from catalogsync.projections.engine import Projection


def share_out(projections: Sequence[Projection], count: int) -> list[list[Projection]]:
    """At most so many shares of about the same weight, none of them empty; the first is for the fresh file."""
    shares: list[list[Projection]] = [[p for p in projections if p.has_virtual_table()]]
    shares += [[] for _ in range(count - 1)]
    rest = [p for p in projections if not p.has_virtual_table()]
    for projection in sorted(rest, key=lambda p: -p.weight):
        min(shares, key=_weight).append(projection)
    return [share for share in shares if share]


def _weight(share: Sequence[Projection]) -> int:
    return sum(projection.weight for projection in share)


def take_over(db: sqlite3.Connection, file: Path, projections: Iterable[Projection]) -> None:
    """Copy the tables of projections from a made share, with indexes, triggers and their place in the log.

    Into an empty table with the same indexes SQLite copies records and index entries as they are, without looking into
    them, in a fraction of the time that making them took.
    """
    db.execute("ATTACH ? AS share", (f"{file.absolute().as_uri()}?mode=ro",))
    db.execute("BEGIN")
    for projection in projections:
        marks = ", ".join("?" * len(projection.table_names()))
        made = db.execute(
            f"SELECT type, name, sql FROM share.sqlite_master WHERE tbl_name IN ({marks}) AND sql IS NOT NULL"
            " ORDER BY type <> 'table', rowid",
            projection.table_names(),
        ).fetchall()
        for sql in (sql for kind, _, sql in made if kind != "trigger"):
            db.execute(sql)
        for table in (name for kind, name, _ in made if kind == "table"):
            db.execute(f"INSERT INTO main.{table} SELECT * FROM share.{table}")
        for sql in (sql for kind, _, sql in made if kind == "trigger"):
            db.execute(sql)
        db.execute(
            "INSERT INTO main.projection_state SELECT * FROM share.projection_state WHERE name = ?",
            (projection.name,),
        )
    db.execute("COMMIT")
    db.execute("DETACH share")
