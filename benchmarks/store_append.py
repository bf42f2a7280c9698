"""Appending: encoding, batches, and ten workers through one writer."""

from __future__ import annotations

import sqlite3
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from eventsourcing.persistence import JSONTranscoder, Mapper

from benchmarks import store_peer
from benchmarks.measure import Line, Spent, percentile
from benchmarks.store_events import events, filled
from benchmarks.store_rebuild import live_file
from catalogsync.adapters.store.log import create_store, open_store
from catalogsync.adapters.store.mapper import FactMapper
from catalogsync.domain.event import Event

COUNT = 60_000
ENCODING_ROUNDS = 12
WORKERS = 10
WORKER_TURNS = 16
WORKER_SECONDS = 0.5
PAUSE_S = 0.001
BUSY_EVENTS, BUSY_PAGE = 20_000, 1_000

TABLE = (
    "CREATE TABLE stored_events (id INTEGER PRIMARY KEY AUTOINCREMENT, originator_id TEXT, originator_version INTEGER,"
    " topic TEXT, state BLOB, UNIQUE (originator_id, originator_version))"
)
INSERT = "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)"


def encoding() -> list[Line]:
    """Our mapper beside the library's own with its JSON transcoder, on the same song event."""
    mapper = FactMapper(JSONTranscoder())
    ours = [e for e in events(5_000) if e.name == "song.catalogued"]
    plain = _Peer("library's mapper, nested values as a dict", ours, typed=False)
    typed = _Peer("library's mapper, all typed", ours, typed=True)
    rows = [(0, *mapper.row(event)) for event in ours]
    enc, enc_plain, enc_typed, dec, dec_plain, dec_typed = _best(
        lambda: _each(mapper.to_stored_event, ours),
        plain.encode,
        typed.encode,
        lambda: _each(mapper.event, rows),
        plain.decode,
        typed.decode,
    )
    n = len(ours)
    return [
        Line("encode a song event", n / enc, "/CPU s", n / enc_plain, plain.name, at_least=3.5),
        Line("the same", n / enc, "/CPU s", n / enc_typed, typed.name),
        Line("decode a song event", n / dec, "/CPU s", n / dec_plain, plain.name, at_least=5),
        Line("the same", n / dec, "/CPU s", n / dec_typed, typed.name),
    ]


class _Peer:
    """The library's mapper, and events in its own style."""

    def __init__(self, name: str, ours: list[Event[Any]], *, typed: bool) -> None:
        self.name = name
        self._mapper = Mapper[str](store_peer.transcoder(typed=typed))
        self._made = [store_peer.event(e, typed=typed) for e in ours]
        self._stored = list(map(self._mapper.to_stored_event, self._made))

    def encode(self) -> None:
        """All events, each dropped at once."""
        _each(self._mapper.to_stored_event, self._made)

    def decode(self) -> None:
        """All events back."""
        _each(self._mapper.to_domain_event, self._stored)


def _each(work: Callable[[Any], object], things: list[Any]) -> None:
    """Do it to each and keep nothing, as a replay does: otherwise it is memory that is measured."""
    deque(map(work, things), maxlen=0)


def batches(folder: Path) -> list[Line]:
    """Appends of 1,000 outcomes, encoding included, beside raw executemany of rows that are ready; in turns."""
    mapper = FactMapper(JSONTranscoder())
    made = list(events(COUNT))
    rows = list(map(mapper.row, made))
    ours, raw, db = Spent(), Spent(), _raw(folder / "raw.db")
    with create_store(folder / "ours.db") as log:
        for at in range(0, COUNT, 1000):
            with ours.turn():
                log.append(made[at : at + 1000])
            with raw.turn():
                _put(db, rows[at : at + 1000])
    db.close()
    what, name = "append 1,000 events at once, encoded, chained, durable", "raw executemany of ready rows"
    return [
        Line(what, COUNT / ours.cpu, "/CPU s", COUNT / raw.cpu, name, at_least=0.5),
        Line("the same by the clock, with the disk", COUNT / ours.clock, "/s", COUNT / raw.clock, name),
    ]


def workers(folder: Path) -> list[Line]:
    """Ten threads appending single events while read models are written, beside direct writers doing the same.

    With a millisecond of other work between two appends, as workers have it; and without, where one direct writer
    takes the lock again before the others look, so that its rate is that of a single writer.
    """
    filled(folder / "busy.db", BUSY_EVENTS).close()
    spawn = get_context("spawn")
    stop, fed = spawn.Event(), spawn.Value("q", 0)
    projector = spawn.Process(target=_project, args=(folder, stop, fed))
    projector.start()
    try:
        mapper = FactMapper(JSONTranscoder())
        with create_store(folder / "group.db") as log:
            _raw(folder / "direct.db").close()

            def grouped(worker: int, turn: str) -> Callable[[int], object]:
                return lambda n: log.append([one(f"{turn}-{worker}", n)])

            def direct(worker: int, turn: str) -> Callable[[int], object]:
                db = _raw(folder / "direct.db", make=False)
                return lambda n: _put(db, [mapper.row(one(f"{turn}-{worker}", n))])

            while fed.value == 0 and projector.is_alive():
                time.sleep(0.01)
            ours, peers = _Side(grouped, fed), _Side(direct, fed)
            ours_at_once, peers_at_once = _Side(grouped, fed), _Side(direct, fed)
            for turn in range(WORKER_TURNS):
                ours.work(f"a{turn}", PAUSE_S)
                peers.work(f"a{turn}", PAUSE_S)
            for turn in range(WORKER_TURNS // 2):
                ours_at_once.work(f"b{turn}", 0)
                peers_at_once.work(f"b{turn}", 0)
    finally:
        stop.set()
        projector.join()
    name = "direct writers"
    return [
        Line("10 workers, projector busy: appends", ours.rate, "/s", peers.rate, name, at_least=3),
        Line(
            "10 workers, projector busy: p99 of an append",
            ours.p99_ms,
            "ms",
            peers.p99_ms,
            name,
            at_least=5,
            lower_is_better=True,
        ),
        Line("the projector beside them", ours.fed_rate, "events/s", peers.fed_rate, name),
        Line("10 workers without a pause: appends", ours_at_once.rate, "/s", peers_at_once.rate, name),
        Line(
            "of these, by the busiest of the ten",
            ours_at_once.busiest,
            "% of all",
            peers_at_once.busiest,
            name,
            lower_is_better=True,
        ),
    ]


class _Side:
    """Ten workers of one kind, and what came out in all their turns."""

    def __init__(self, prepare: Callable[[int, str], Callable[[int], object]], fed: Any) -> None:
        self._prepare = prepare
        self._fed = fed
        self._took: list[float] = []
        self._made: list[list[int]] = []
        self._fed_rates: list[float] = []

    def work(self, turn: str, pause_s: float) -> None:
        """One turn: every worker appends, pauses and appends again until the time is up.

        What is durable by then counts: a direct writer may sleep on for a while before it sees that the time is up.
        """
        ready = threading.Barrier(WORKERS)
        made = [0] * WORKERS

        def work(worker: int) -> None:
            append, n = self._prepare(worker, turn), 0
            ready.wait()
            end = time.perf_counter() + WORKER_SECONDS
            while (began := time.perf_counter()) < end:
                append(n)
                ended = time.perf_counter()
                self._took.append(ended - began)
                made[worker] += ended <= end
                n += 1
                if pause_s:
                    time.sleep(pause_s)

        threads = [threading.Thread(target=work, args=(worker,)) for worker in range(WORKERS)]
        began, fed = time.perf_counter(), self._fed.value
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self._fed_rates.append((self._fed.value - fed) / (time.perf_counter() - began))
        self._made.append(made)

    @property
    def rate(self) -> float:
        """Appends per second of all workers, in the median turn."""
        return statistics.median(map(sum, self._made)) / WORKER_SECONDS

    @property
    def busiest(self) -> float:
        """Per cent of a turn's appends that the worker with the most of them made, in the median turn."""
        return statistics.median(100 * max(made) / sum(made) for made in self._made)

    @property
    def p99_ms(self) -> float:
        """What 99 of 100 appends took at most."""
        return percentile(self._took, 99) * 1e3

    @property
    def fed_rate(self) -> float:
        """Events per second that the projector got through meanwhile."""
        return statistics.fmean(self._fed_rates)


def _project(folder: Path, stop: Any, fed: Any) -> None:
    """Write read models without a pause, in another process, as the console does beside a run."""
    with open_store(folder / "busy.db") as log:
        while not stop.is_set():
            following = live_file(folder / "busy-views.db", log)
            for upto in range(BUSY_PAGE, BUSY_EVENTS + 1, BUSY_PAGE):
                following.catch_up(upto)
                fed.value += BUSY_PAGE
                if stop.is_set():
                    break
            following.db.close()
            for suffix in ("", "-wal", "-shm"):
                (folder / f"busy-views.db{suffix}").unlink(missing_ok=True)


def run(folder: Path) -> list[Line]:
    """All of it."""
    return [*encoding(), *batches(folder), *workers(folder)]


_ONE = next(e for e in events(10) if e.name == "song.catalogued")


def one(worker: object, n: int) -> Event[Any]:
    """A song event in a stream of its own."""
    event = _ONE
    return Event(
        originator_id=f"song:qq:{worker}-{n}",
        originator_version=1,
        at_ms=event.at_ms,
        actor="cli",
        fact=event.fact,
    )


def _raw(path: Path, *, make: bool = True) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, timeout=30, check_same_thread=False)
    if make:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute(TABLE)
    db.execute("PRAGMA synchronous=FULL")
    return db


def _put(db: sqlite3.Connection, rows: list[tuple[Any, ...]]) -> None:
    db.execute("BEGIN IMMEDIATE")
    db.executemany(INSERT, rows)
    db.execute("COMMIT")


def _best(*works: Callable[[], object]) -> list[float]:
    """The least processor time of each, run in turns so that all meet the same noise."""
    best = [float("inf")] * len(works)
    for _ in range(ENCODING_ROUNDS):
        for n, work in enumerate(works):
            spent = Spent()
            with spent.turn():
                work()
            best[n] = min(best[n], spent.cpu)
    return best
