"""The rule every set of projections must keep: a rebuild gives the same rows as having followed live."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catalogsync.adapters.store.log import EventLog, create_store
from catalogsync.domain.event import Event, stored_name
from catalogsync.projections.engine import Projection, Statement
from catalogsync.projections.runner import ReadModels

FAST = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Rows are compared here, not durability: memory spares thousands of flushes."""

Tables = dict[str, list[tuple[Any, ...]]]


def assert_rebuild_equals_followed(
    make: Callable[[], Sequence[Projection]], events: Sequence[Event[Any]], steps: Sequence[int] = (1, 2, 3)
) -> Tables:
    """Follow the events in small steps, then rebuild, whole and each projection alone; returns the rows.

    `steps` are the sizes of the appends, each followed by a catch-up, taken in turn.
    """
    with TemporaryDirectory(dir=FAST) as folder:
        path = Path(folder) / "views.db"
        with create_store(Path(folder) / "catalog.db") as log, ReadModels(path, log, make()) as models:
            at = turn = 0
            while at < len(events):
                size = steps[turn % len(steps)]
                log.append(events[at : at + size])
                models.catch_up()
                at, turn = at + size, turn + 1
            followed = rows_of(models)
            rebuilt = models.rebuild()
            assert rebuilt.differs == ()
            assert rows_of(models) == followed
            for projection in make():
                models.rebuild([projection.name], compare=False)
                assert rows_of(models) == followed, projection.name
            for projection in make():
                assert_statements_keep_to_their_table(projection, log)
            return followed


def assert_statements_keep_to_their_table(projection: Projection, log: EventLog) -> None:
    """Rows of different tables have no order between them, so a statement may read only the table it changes.

    Marks may read any table of the projection: they run after the rows of their batch.
    """
    used: dict[Statement, tuple[Any, ...]] = {}
    handlers = {stored_name(fact).name: handler for fact, handler in projection.handlers().items()}
    for event in log.read(limit=10_000, names=list(handlers)):
        used.update(handlers[event.name](event))
    db = sqlite3.connect(":memory:")
    for sql in projection.tables:
        db.execute(sql)
    read: set[str] = set()

    def note(action: int, table: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table:
            read.add(table)
        return sqlite3.SQLITE_OK

    db.set_authorizer(note)
    for statement, values in used.items():
        if statement.live_only:
            continue
        read.clear()
        db.execute(f"EXPLAIN {statement.sql}", (*values, 1) if statement.tally else values).close()
        allowed = {statement.table, *(projection.together if statement.table in projection.together else ())}
        assert read <= allowed, f"{projection.name}: {statement.sql!r} reads {read - allowed}"
    db.close()


def rows_of(models: ReadModels) -> Tables:
    """Every row of every table of the read models, sorted; marks and positions of projections included."""
    db = models.connection().cursor()
    db.row_factory = None
    names = [name for p in models.projections for name in p.table_names()] + ["projection_state"]
    return {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}


def tables_at(path: Path) -> Tables:
    """The same, of a file read directly."""
    db = sqlite3.connect(path)
    try:
        names = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            n: sorted(db.execute(f"SELECT * FROM {n}").fetchall(), key=repr)
            for n in names
            if "sqlite" not in n
        }
    finally:
        db.close()
