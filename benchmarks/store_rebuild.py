"""Replaying: a whole rebuild beside raw executemany of the same rows, and beside the same work done live."""

from __future__ import annotations

import resource
import sqlite3
import sys
from pathlib import Path
from typing import Any

from benchmarks.measure import Line, say, seconds
from benchmarks.store_events import filled
from catalogsync.projections import rebuild as rebuilding
from catalogsync.projections import state
from catalogsync.projections.feeding import Target
from catalogsync.projections.live import Live
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels

LIVE_COUNT = 200_000
ROUNDS = 2
Captured = list[tuple[str, list[tuple[Any, ...]]]]


class _Capturing(Target):
    """A target that remembers the rows it writes, in order."""

    captured: Captured = []

    def write(self, db: sqlite3.Connection) -> None:
        """Remember, then write."""
        for runs in self._runs.values():
            self.captured.extend((statement.sql, list(values)) for statement, values in runs)
        super().write(db)


def raw(path: Path, captured: Captured) -> float:
    """Seconds for the same rows in memory into the same tables and indexes, without a journal."""
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("page_size=8192", "journal_mode=OFF", "synchronous=OFF", "cache_size=-262144"):
        db.execute(f"PRAGMA {pragma}")

    def work() -> None:
        for projection in projections():
            for sql in projection.tables:
                db.execute(sql)
        db.execute("BEGIN")
        for sql, values in captured:
            db.executemany(sql, values)
        db.execute("COMMIT")
        for projection in projections():
            for sql in (*projection.indexes, *(d.all_sql for d in projection.derived)):
                db.execute(sql)

    took = seconds(work)
    db.close()
    path.unlink()
    return took


def run(folder: Path, count: int) -> list[Line]:
    """All of it, for a store of `count` events."""
    say(f"filling a store with {count:,} events")
    with filled(folder / "catalog.db", count) as log:
        say("replaying")
        before = _peak_mib()
        with ReadModels(folder / "views.db", log, projections()) as models:
            grown = _peak_mib() - before
            say("replaying once more to keep its rows for the raw runs")
            rebuilding.Target, _Capturing.captured = _Capturing, []  # type: ignore[misc]
            try:
                models.rebuild(compare=False)
            finally:
                rebuilding.Target = Target  # type: ignore[misc]
            rows = sum(len(values) for _, values in _Capturing.captured)
            ours, base = [], []
            for n in range(ROUNDS):  # in turns, so that both meet the same noise
                say(f"round {n + 1} of {ROUNDS}")
                ours.append(models.rebuild(compare=False).seconds)
                base.append(raw(folder / "raw.db", _Capturing.captured))
            took, peer = min(ours), min(base)
            _Capturing.captured = []
    name = f"raw executemany, {rows:,} rows"
    return [
        Line(f"rebuild of {count:,} events", count / took, "ev/s", count / peer, name, at_least=0.5),
        Line("memory a rebuild adds at its peak", max(grown, 1.0), "MiB", below=600),
        *_live(folder, min(count, LIVE_COUNT)),
    ]


def _live(folder: Path, count: int) -> list[Line]:
    with filled(folder / "small.db", count) as log, ReadModels(folder / "small-views.db", log, projections()) as models:
        fresh = models.rebuild(compare=False).seconds
        db = sqlite3.connect(folder / "live.db", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-32768", "temp_store=MEMORY"):
            db.execute(f"PRAGMA {pragma}")
        db.execute(state.TABLE)
        state.add(db, projections())
        for projection in projections():
            for sql in projection.indexes:
                db.execute(sql)
        live = Live(db, log, projections())
        took = seconds(lambda: live.catch_up(log.last_position()))
        db.close()
    return [
        Line(
            f"rebuild of {count:,} events into a fresh file",
            count / fresh,
            "ev/s",
            count / took,
            "the same, live in WAL with indexes",
            at_least=2.5,
        )
    ]


def _peak_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
