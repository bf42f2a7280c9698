"""The runner in this process: how many items that do nothing it works off in a second, each outcome durable.

A job of the real runner over a real store; its stage draws songs and lets the real two pools record one outcome each,
as a download does, without the network. Durable means synchronous FULL: counted is what was committed when the job ends.

    python -m benchmarks.jobs
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.measure import Line, machine, say, table
from catalogsync.bootstrap.runner import StoredQueue, StoreLease
from catalogsync.bootstrap.workshop import Workshop, make_store, open_workshop, run_lock
from catalogsync.config import Settings
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.job import Job, Phase
from catalogsync.domain.song import LyricAbsent, Song
from catalogsync.pipeline.board import Board
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.flow import Flow, Step
from catalogsync.pipeline.jobs import Order, Stage, queue_job
from catalogsync.pipeline.outcome import Brake, Tally
from catalogsync.pipeline.worker import Runner

ITEMS = 10_000
RESOLVERS, WORKERS = 4, 32
GOAL = 5_000


class _Item:
    """One song with nothing to do. Implements `pipeline.flow.Task`."""

    def __init__(self, catalog: Catalog, song: Key, tally: Tally, board: Board) -> None:
        self._catalog, self._song, self._tally, self._board = catalog, song, tally, board

    def resolve(self) -> Step:
        return Step.TRANSFER

    def transfer(self) -> Step:
        song = Song(stream_id("song", self._song))
        song.record(LyricAbsent(sources=["qq"]))
        self._catalog.save(song)
        self._tally.add("done")
        self._board.item("done", str(self._song))
        return Step.DONE

    def crashed(self, error: Exception) -> None:
        raise error


@contextmanager
def _perform(job: Job, board: Board, brake: Brake) -> Iterator[Mapping[str, Stage]]:
    def stage(catalog: Catalog) -> Tally:
        tally = Tally()
        board.stage("lyrics", ITEMS)
        tasks = (_Item(catalog, Key("qq", str(n)), tally, board) for n in range(ITEMS))
        Flow(RESOLVERS, WORKERS, brake).run(tasks)
        return tally

    yield {"lyrics": stage}


def run(folder: Path) -> list[Line]:
    """All of it."""
    settings = Settings(db=folder / "jobs.db", library_root=folder / "music")
    make_store(settings)
    with open_workshop(settings, "runner") as shop:
        seconds = _worked_off(shop, settings)
        shop.models.catch_up()
        counted = shop.models.connection().execute("SELECT sum(n) FROM job_outcomes").fetchone()[0]
        if counted != ITEMS:
            raise AssertionError(f"{counted} of {ITEMS} outcomes are on record")
    raw = _raw(folder)
    say(f"{ITEMS / seconds:,.0f} items/s; one append of all of them {ITEMS / raw:,.0f}/s")
    return [
        Line(
            f"items that do nothing, {WORKERS} workers, each outcome durable",
            ITEMS / seconds,
            "items/s",
            GOAL,
            "goal",
            at_least=1.0,
        ),
    ]


def _worked_off(shop: Workshop, settings: Settings) -> float:
    catalog = replace(shop.catalog, actor="runner")
    runner = Runner(catalog, StoredQueue(shop), StoreLease(run_lock(settings)), _perform)
    job_id = queue_job(catalog, Order("lyrics_only", {}), registered={"lyrics"})
    began = time.perf_counter()
    runner.start()
    while catalog.load(Job, Job.stream_of(job_id)).phase is not Phase.ENDED:
        shop.log.wait(shop.log.last_position(), 0.02)
    seconds = time.perf_counter() - began
    runner.stop()
    return seconds


def _raw(folder: Path) -> float:
    """Seconds for the same outcomes in one append: what batching without workers would give."""
    settings = Settings(db=folder / "raw.db", library_root=folder / "music")
    make_store(settings)
    with open_workshop(settings, "runner") as shop:
        songs = [Song(stream_id("song", Key("qq", str(n)))) for n in range(ITEMS)]
        for song in songs:
            song.record(LyricAbsent(sources=["qq"]))
        began = time.perf_counter()
        shop.catalog.save(*songs)
        return time.perf_counter() - began


def main() -> int:
    """Run, print the table to stdout."""
    with tempfile.TemporaryDirectory() as scratch:
        lines = run(Path(scratch))
    sys.stdout.write(f"{table(lines)}\n\n{machine()}\n")
    return 1 if any(line.failed for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
