"""A rebuild by several processes, for when it is the main thing that the machine does.

Each reads and decodes the log by itself and makes its share of the projections, indexes included, in a file of its own:
`views.db.5f0c2a91` the first, `views.db.5f0c2a91-part1` the next. The tables of the others are then taken over into the
first. Progress, the wish to stop and the end of either side travel through a pipe per process:

    a share fails or its process dies   the others are ended, everything is removed, the error names the share
    the parent dies                     a share notices at its next page and removes what it made
    stopped on request                  each share keeps what it has, and the next rebuild goes on from there
"""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

from catalogsync.projections.engine import Projection
from catalogsync.projections.errors import ReadModelsError, RebuildCancelled, from_sqlite
from catalogsync.projections.generations import PART, connect
from catalogsync.projections.rebuild import REPLAY_CACHE_KIB, Progress, Rebuild, Stop, Tell, quicken, settle
from catalogsync.projections.shares import share_out, take_over
from catalogsync.projections.source import EventSource

WORTH_SHARING = 50_000
"""Events from which on a rebuild is shared: a process takes about a second to start."""

MOST = 4
"""Processes that share a rebuild at most: each decodes every event, and each has its memory."""

BEHIND = 10
"""How far a rebuild in the background steps back (`nice`) behind who asks for a page or appends."""

LOOK_EVERY_S = 0.2

Opens = Callable[[], AbstractContextManager[EventSource]]


def rebuild_by(
    cores: int,
    file: Path,
    source: EventSource,
    projections: Sequence[Projection],
    names: frozenset[str],
    tell: Tell,
    stop: Stop,
    background: bool = False,
) -> Rebuild:
    """The rebuild of these names into a file: shared by so many processes, or by none where that would gain nothing.

    One in the background is made by another process even if it is alone: as a thread it would keep the interpreter
    from every page and append of this one.
    """
    opens = source.opens_again()
    if opens is not None and not current_process().daemon and source.last_position() >= WORTH_SHARING:
        shares = share_out([p for p in projections if p.name in names], min(cores, MOST))
        if len(shares) > 1 or background:
            return SharedRebuild(
                file,
                source,
                projections,
                names,
                tell,
                stop,
                shares=shares,
                opens=opens,
                nice=BEHIND if background else 0,
            )
    return Rebuild(file, source, projections, names, tell, stop)


@dataclass(frozen=True)
class _Order:
    """What a process has to know: whatever it takes to make its share."""

    opens: Opens
    present: Path | None
    nice: int
    rebuild: dict[str, Any]


@dataclass
class _Worker:
    """A process at its share, as the parent sees it."""

    projections: Sequence[Projection]
    process: BaseProcess
    pipe: Connection
    progress: Progress
    result: str = ""
    events: int = 0

    @property
    def who(self) -> str:
        return ", ".join(projection.name for projection in self.projections)


@dataclass
class SharedRebuild(Rebuild):
    """One fresh file in the making by a process for each of `shares`."""

    shares: Sequence[Sequence[Projection]] = field(kw_only=True)
    opens: Opens = field(kw_only=True)
    nice: int = field(kw_only=True, default=0)

    def run(self, present: Path | None) -> sqlite3.Connection:
        """As one process would, with the same rows. ReadModelsError names the share that failed."""
        workers: list[_Worker] = []
        try:
            self._start(workers, present)
            self._attend(workers)
        except RebuildCancelled:
            raise
        except BaseException:
            for worker in workers:
                worker.process.kill()
            _see_off(workers)
            self.discard()
            raise
        _see_off(workers)
        self.events = max(worker.events for worker in workers)
        return self.join()

    def _start(self, workers: list[_Worker], present: Path | None) -> None:
        total = self.source.last_position()
        spawn = get_context("spawn")
        for n, share in enumerate(self.shares):
            rebuild = {
                "file": self._file(n),
                "projections": tuple(self.projections),
                "names": self.names,
                "share": frozenset(p.name for p in share),
                "upto": total,
                "page": max(1, self.page // len(self.shares)),
                "cache_kib": self.cache_kib // len(self.shares),
            }
            ours, theirs = spawn.Pipe()
            order = _Order(self.opens, present if n == 0 else None, self.nice, rebuild)
            process = spawn.Process(
                target=_make_share, args=(order, theirs), name=f"rebuild-{n}", daemon=True
            )
            with _without_ctrl_c():
                process.start()
            theirs.close()
            workers.append(_Worker(share, process, ours, Progress("replay", 0, total)))

    def _attend(self, workers: Sequence[_Worker]) -> None:
        """Pass on how far the slowest is until all are through. RebuildCancelled when one of them stopped."""
        asked = False
        while at_work := [worker for worker in workers if not worker.result]:
            ready = wait([worker.pipe for worker in at_work], LOOK_EVERY_S)
            for worker in at_work:
                if worker.pipe in ready:
                    _hear(worker)
            if ready:
                replaying = [w.progress for w in workers if w.progress.phase in ("copy", "replay")]
                self.tell(min(replaying, key=lambda p: p.done) if replaying else Progress("index"))
            if not asked and self.stop():
                asked = True
                for worker in workers:
                    _ask_to_stop(worker)
        if any(worker.result == "stopped" for worker in workers):
            at = min(worker.progress.done for worker in workers if worker.result == "stopped")
            total = workers[0].progress.total
            raise RebuildCancelled(f"stopped at event {at} of {total}: the next rebuild goes on from there")

    def join(self) -> sqlite3.Connection:
        """Take over what the others made; the open file, in WAL mode."""
        first = Rebuild(self.file, self.source, self.projections, self.names)
        first.trust_no_more()
        db = connect(self.file)
        try:
            quicken(db, REPLAY_CACHE_KIB)
            for n, share in enumerate(self.shares[1:], 1):
                self.tell(Progress("join", n, len(self.shares) - 1))
                part = Rebuild(self._file(n), self.source, share, frozenset())
                take_over(db, part.file, share)
                part.discard()
            settle(db)
        except BaseException:
            db.close()
            self.discard()
            raise
        return db

    def _file(self, n: int) -> Path:
        return self.file if n == 0 else self.file.with_name(f"{self.file.name}{PART}{n}")


def _hear(worker: _Worker) -> None:
    try:
        said, value = worker.pipe.recv()
    except (EOFError, OSError):
        worker.process.join()
        raise ReadModelsError(
            f"the process that rebuilt {worker.who} died (exit code {worker.process.exitcode})"
        ) from None
    match said:
        case "progress":
            worker.progress = value
        case "failed":
            raise ReadModelsError(f"the rebuild of {worker.who} failed: {value}")
        case "made":
            worker.events = value
            worker.result, worker.progress = said, Progress("index")
        case _:
            worker.result = said


def _ask_to_stop(worker: _Worker) -> None:
    try:
        worker.pipe.send("stop")
    except OSError:
        return  # it is through, or dead: the other direction says so


def _see_off(workers: Iterable[_Worker]) -> None:
    for worker in workers:
        worker.process.join()
        worker.pipe.close()


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """What is started meanwhile ignores Ctrl-C, which reaches all processes: the parent decides what it means."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _ParentDied(Exception):
    pass


def _make_share(order: _Order, pipe: Connection) -> None:
    """The whole life of a process that makes a share."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches all of them; the parent decides what it means
    if order.nice and hasattr(os, "nice"):
        os.nice(order.nice)
    try:
        pipe.send(_made(order, pipe))
    except (_ParentDied, OSError):
        return


def _made(order: _Order, pipe: Connection) -> tuple[str, object]:
    def tell(progress: Progress) -> None:
        try:
            pipe.send(("progress", progress))
        except OSError:
            raise _ParentDied from None

    def stop() -> bool:
        try:
            return pipe.poll() and pipe.recv() == "stop"
        except (EOFError, OSError):
            raise _ParentDied from None

    try:
        with order.opens() as source:
            making = Rebuild(source=source, tell=tell, stop=stop, **order.rebuild)
            making.make_share(order.present)
    except RebuildCancelled as e:
        return "stopped", str(e)
    except _ParentDied:
        raise
    except sqlite3.Error as e:
        return "failed", str(from_sqlite(e, order.rebuild["file"]))
    except Exception as e:
        return "failed", f"{type(e).__name__}: {e}"
    return "made", making.events
