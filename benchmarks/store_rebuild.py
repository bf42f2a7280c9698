"""Replaying: a rebuild beside raw executemany of the same rows, and one by all cores beside the same work done live."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import count as numbers
from multiprocessing import active_children, get_context
from pathlib import Path
from threading import Event, Thread
from typing import Any, ClassVar

from benchmarks.measure import Line, Spent, peak_mib, say
from benchmarks.store_events import filled
from catalogsync.adapters.store.log import EventLog, open_store
from catalogsync.projections import rebuild as rebuilding
from catalogsync.projections import state
from catalogsync.projections.feeding import Target
from catalogsync.projections.live import Live
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels

LIVE_COUNT = 300_000
LIVE_ROUNDS = 2
CORES = os.cpu_count() or 1
LOOK_EVERY_S = 0.05


class _Raw:
    """The limit: rows that are ready, by executemany into the same tables of a file without any journal."""

    def __init__(self, path: Path) -> None:
        self.spent = Spent()
        self.rows = 0
        self._db = sqlite3.connect(path, isolation_level=None)
        with self.spent.turn():
            for pragma in ("page_size=8192", "journal_mode=OFF", "synchronous=OFF", "cache_size=-262144"):
                self._db.execute(f"PRAGMA {pragma}")
            for projection in projections():
                for sql in projection.tables:
                    self._db.execute(sql)
            self._db.execute("BEGIN")

    def put(self, runs: list[tuple[str, list[tuple[Any, ...]]]]) -> None:
        """Write what one projection meant by one page."""
        with self.spent.turn():
            for sql, values in runs:
                self._db.executemany(sql, values)
        self.rows += sum(len(values) for _, values in runs)

    def end(self) -> None:
        """Indexes, full-text search and counts, as a rebuild makes them."""
        with self.spent.turn():
            self._db.execute("COMMIT")
            for projection in projections():
                for sql in (*projection.indexes, *(d.all_sql for d in projection.derived)):
                    self._db.execute(sql)
        self._db.close()


class _Beside(Target):
    """A target whose rows go into the raw file, too: before its own in every other turn, after them in the rest."""

    raw: ClassVar[_Raw]
    turns: ClassVar[numbers[int]] = numbers()

    def write(self, db: sqlite3.Connection) -> None:
        """Write on both sides. Two turns beside each other meet the same noise."""
        runs = [
            (statement.sql, [(*v, 1) for v in values] if statement.tally else values)
            for table in self._runs.values()
            for statement, values in table
        ]
        first = next(self.turns) % 2
        if first:
            self.raw.put(runs)
        super().write(db)
        if not first:
            self.raw.put(runs)


def beside(folder: Path, log: EventLog, count: int) -> list[Line]:
    """One rebuild; each page's rows are also given to the raw file, and what that takes is taken off ours."""
    raw, whole = _Raw(folder / "raw.db"), Spent()
    _Beside.raw = raw
    rebuilding.Target = _Beside  # type: ignore[misc]
    try:
        with whole.turn():
            ReadModels(folder / "views.db", log, projections()).close()
    finally:
        rebuilding.Target = Target  # type: ignore[misc]
    cpu, clock = whole.cpu - raw.spent.cpu, whole.clock - raw.spent.clock
    raw.end()
    what, name = f"rebuild of {count:,} events", f"raw executemany, {raw.rows:,} rows"
    return [
        Line(what, count / cpu, "ev/CPU s", count / raw.spent.cpu, name, at_least=0.5),
        Line("the same by the clock", count / clock, "ev/s", count / raw.spent.clock, name),
    ]


def memory(store: Path, views: Path) -> tuple[float, float]:
    """For a process of its own: MiB that a rebuild by all cores adds at its peak, and MiB of all its processes then."""
    with open_store(store, read_only=True) as log:
        before = peak_mib()
        with _watched() as most:
            ReadModels(views, log, projections(), cores=CORES).close()
        return most() - before, most()


@contextmanager
def _watched() -> Iterator[Callable[[], float]]:
    """The most MiB that this process and those it started have had together, looked at every now and then."""
    most, done = [peak_mib()], Event()

    def look() -> None:
        while not done.wait(LOOK_EVERY_S):
            pids = [os.getpid(), *(child.pid for child in active_children())]
            most[0] = max(most[0], sum(_resident_mib(pid) for pid in pids))

    thread = Thread(target=look)
    thread.start()
    try:
        yield lambda: max(most[0], peak_mib())
    finally:
        done.set()
        thread.join()


def _resident_mib(pid: int | None) -> float:
    try:
        return int(Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0]) / 1024
    except (OSError, IndexError):  # it just ended, or the system has no such folder
        return 0.0


def live(folder: Path, count: int) -> list[Line]:
    """A rebuild by one core and by all of them, beside the same events fed to the same tables live."""
    alone, shared, fed = [], [], []
    with filled(folder / "small.db", count) as log:
        for n in range(LIVE_ROUNDS):
            alone.append(_made(folder / f"alone-{n}.db", log, 1))
            shared.append(_made(folder / f"shared-{n}.db", log, CORES))
            fed.append(_fed(folder / f"live-{n}.db", log))
    name, what = "the same, live in WAL with indexes", f"rebuild of {count:,} events into a fresh file"
    clock, peer_clock = min(s.clock for s in shared), min(s.clock for s in fed)
    cpu, all_cpu, peer = (min(s.cpu for s in side) for side in (alone, shared, fed))
    return [
        Line(f"{what}, by {CORES} cores", count / clock, "ev/s", count / peer_clock, name, at_least=2.5),
        Line("the same by one core", count / min(s.clock for s in alone), "ev/s", count / peer_clock, name),
        Line("the same by one core", count / cpu, "ev/CPU s", count / peer, name),
        Line(f"what {CORES} cores take of it", count / all_cpu, "ev/CPU s", count / cpu, "one core"),
    ]


def _made(path: Path, log: EventLog, cores: int) -> Spent:
    """Time of this process and of those it started."""
    before, began = os.times(), time.perf_counter()
    ReadModels(path, log, projections(), cores=cores).close()
    clock, after = time.perf_counter() - began, os.times()
    return Spent(sum(after[:4]) - sum(before[:4]), clock)


def live_file(path: Path, log: EventLog) -> Live:
    """An empty file of read models as a running program has it: in WAL, with all indexes."""
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-32768", "temp_store=MEMORY"):
        db.execute(f"PRAGMA {pragma}")
    db.execute(state.TABLE)
    state.add(db, projections())
    for projection in projections():
        for sql in projection.indexes:
            db.execute(sql)
    return Live(db, log, projections())


def _fed(path: Path, log: EventLog) -> Spent:
    following, spent = live_file(path, log), Spent()
    with spent.turn():
        following.catch_up(log.last_position())
    following.db.close()
    return spent


def run(folder: Path, count: int) -> list[Line]:
    """All of it, for a store of `count` events."""
    say(f"filling a store with {count:,} events")
    with filled(folder / "catalog.db", count) as log:
        say("replaying, with raw executemany in turns")
        lines = beside(folder, log, count)
    say("replaying in a process of its own, for its memory")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        added, peak = process.submit(memory, folder / "catalog.db", folder / "again.db").result()
    say("live")
    return [
        *lines,
        Line(f"memory that this rebuild by {CORES} cores adds at its peak", added, "MiB", below=600),
        Line("memory of all its processes then", peak, "MiB"),
        *live(folder, min(count, LIVE_COUNT)),
    ]
