"""The rule every set of projections must keep: a rebuild gives the same rows as having followed live."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from catalogsync.adapters.store.log import create_store
from catalogsync.domain.event import Event
from catalogsync.projections.engine import Projection
from catalogsync.projections.runner import ReadModels

Tables = dict[str, list[tuple[Any, ...]]]


def assert_rebuild_equals_followed(
    make: Callable[[], Sequence[Projection]], events: Sequence[Event[Any]], steps: Sequence[int] = (1, 2, 3)
) -> Tables:
    """Follow the events in small steps, then rebuild, whole and each projection alone; returns the rows.

    `steps` are the sizes of the appends, each followed by a catch-up, taken in turn.
    """
    with TemporaryDirectory() as folder:
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
                models.rebuild([projection.name])
                assert rows_of(models) == followed, projection.name
            return followed


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
