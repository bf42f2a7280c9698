"""Keep the read models up to date with the event log, and hand out connections to read them."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import Event, Lock, Thread

from catalogsync.projections import state
from catalogsync.projections.compare import compare_files, refuse_if_worse
from catalogsync.projections.engine import Projection
from catalogsync.projections.errors import (
    ReadModelsError,
    RebuildCancelled,
)
from catalogsync.projections.generations import Generations, connect
from catalogsync.projections.live import FileMoved, Live
from catalogsync.projections.readers import Readers
from catalogsync.projections.rebuild import Progress, Rebuild, Rebuilt
from catalogsync.projections.shared_rebuild import rebuild_by
from catalogsync.projections.source import EventSource
from catalogsync.projections.status import ProjectionStatus, status_of, unfit

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 1.0
AFTER_TROUBLE_S = 2.0


class ReadModels:
    """The read models at `path`, fed from `source`. Safe to use from many threads and processes at once.

    Opening makes what is missing, of another version or of another history, with so many `cores`; with `background`
    only a whole missing file is made at once, and outdated projections are rebuilt behind it while the others go on.
    `say` hears of it in one line, `progress` while it is made at once, and `stop` may end that: RebuildCancelled then,
    and the next opening goes on from there.
    """

    def __init__(
        self,
        path: Path,
        source: EventSource,
        projections: Sequence[Projection],
        *,
        background: bool = False,
        cores: int = 1,
        say: Callable[[str], None] = log.info,
        progress: Callable[[Progress], None] = lambda progress: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.path = path
        self.projections = tuple(projections)
        self._source = source
        self._say = say
        self._progress = progress
        self._stop = stop
        self._generations = Generations(path)
        self._lock = Lock()
        self._live: Live | None = None
        self._file: Path | None = None
        self._known = -1
        self._unfit: Mapping[str, str] = {}
        self._readers = Readers(self._generations, self._there)
        self._closing = Event()
        self._threads: list[Thread] = []
        self._trouble: dict[str, str] = {}
        self._open(background, cores)

    def catch_up(self, upto: int | None = None) -> int:
        """Apply what the log holds (up to a position); returns where the slowest running projection stands.

        After it, `connection()` sees everything that was appended before the call.
        """
        last = self._source.last_position() if upto is None else upto
        if self._known >= last and not self._unfit and self._generations.present() == self._file:
            return self._known
        return self._with_writer(lambda live: live.catch_up(last, still_present=self._still_present))

    def follow(self, stop: Event) -> Thread:
        """Catch up on every append, in a thread of its own, until `stop` is set."""
        thread = Thread(target=self._follow, args=(stop,), name="read-models", daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def connection(self) -> sqlite3.Connection:
        """This thread's connection to look; rows by name. Ask for it anew for each piece of work.

        Rows of an outdated projection are those of its old version, whole as they were; ViewNotReady where its columns
        cannot answer.
        """
        return self._readers.to_look(self._unfit)

    def connection_to_act(self) -> sqlite3.Connection:
        """The same for those who act on what they read: ViewNotReady for a question that reads what nobody may act on,
        the rows of a projection that is outdated, newer or parked. `catch_up` first.
        """
        return self._readers.to_act(self._unfit)

    def not_ready(self) -> str | None:
        """Why work has to wait: a projection is being made anew, or a newer program made it. None when nothing is."""
        found = state.places(self._cursor())
        others = [p for p in self.projections if p.name not in found or not found[p.name].is_of(p)]
        return next(iter(unfit(others, found).values()), None)

    def position(self) -> int:
        """Where the slowest running projection stands in the file."""
        return min((s.position for s in self.status() if s.state == "following"), default=0)

    def status(self) -> list[ProjectionStatus]:
        """Every projection of this program, in its order."""
        last = self._source.last_position()
        found = state.places(self._cursor())
        return [status_of(p, found.get(p.name), last) for p in self.projections]

    @property
    def trouble(self) -> str | None:
        """What went wrong in the background and still is: following, or the rebuild at opening."""
        return "; ".join(self._trouble.values()) or None

    def retry(self, name: str) -> ProjectionStatus:
        """Let a parked projection try its event again, and catch up."""
        self._projection(name)
        self._with_writer(lambda live: live.retry(name, self._source.last_position(), self._still_present))
        return next(s for s in self.status() if s.name == name)

    def rebuild(
        self,
        names: Iterable[str] | None = None,
        *,
        progress: Callable[[Progress], None] = lambda progress: None,
        stop: Callable[[], bool] = lambda: False,
        compare: bool = True,
        wait: bool = False,
        cores: int = 1,
        background: bool = False,
    ) -> Rebuilt:
        """Make projections anew (all of them by default) in a fresh file and swap it in; readers go on meanwhile.

        `stop` is asked between pages: RebuildCancelled then keeps what was done for the next time. RebuildRunning
        when another process is at it (with `wait`: when it is done, start). RebuildRefused when an event cannot be
        applied that the present rows hold: these stay. With more than one of the `cores`, processes share a big one; in
        the `background` another process makes it, which steps back behind whatever else there is to do.
        """
        chosen = frozenset(names) if names is not None else frozenset(p.name for p in self.projections)
        for name in chosen:
            self._projection(name)
        with self._generations.rebuilding(wait=wait):
            return self._rebuild(chosen, progress, stop, compare, cores, background)

    def close(self) -> None:
        """Close everything; ends background work of this object."""
        self._closing.set()
        for thread in self._threads:
            thread.join()
        with self._lock:
            self._drop_writer()
        self._readers.close()

    def __enter__(self) -> ReadModels:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _cursor(self) -> sqlite3.Cursor:
        cursor = self.connection().cursor()
        cursor.row_factory = None
        return cursor

    # Opening

    def _open(self, background: bool, cores: int) -> None:
        due = self._due()
        if not due:
            self._retry_parked()
            return
        # Where all of it is missing or of another history, nothing there may be looked at meanwhile.
        if background and len(due) < len(self.projections):
            self._say(f"read models {', '.join(sorted(due))} are being rebuilt in the background")
            thread = Thread(target=self._rebuild_in_background, name="rebuild", daemon=True)
            self._threads.append(thread)
            thread.start()
            return
        if self._source.last_position():
            self._say(f"rebuilding read models: {', '.join(sorted(due))}")
        self._rebuild_due(cores)

    def _retry_parked(self) -> None:
        # A newer program may read what an older one could not; if not, it parks at the same event again.
        for status in self.status():
            if status.state == "parked":
                self.retry(status.name)

    def _rebuild_due(self, cores: int = 1, *, background: bool = False) -> None:
        with self._generations.rebuilding(wait=True):
            due = self._due()  # another process may have done it while we waited
            if due:
                self._rebuild(due, self._progress, self._is_to_stop, False, cores, background)

    def _is_to_stop(self) -> bool:
        return self._closing.is_set() or self._stop()

    def _rebuild_in_background(self) -> None:
        try:
            self._rebuild_due(background=True)
        except RebuildCancelled:
            return
        except Exception as e:
            self._trouble["rebuild"] = f"the rebuild failed: {e}"
            log.exception("rebuild_failed")
        else:
            self._say("the read models are rebuilt")

    def _due(self) -> frozenset[str]:
        """The projections whose rows are missing, of an older version, or not of this store's history."""
        everything = frozenset(p.name for p in self.projections)
        file = self._generations.usable()
        if file is None:
            return everything
        db = connect(file)
        try:
            found = state.places(db)
        finally:
            db.close()
        if not all(state.is_of_this_history(place, self._source) for place in found.values()):
            return everything
        return frozenset(
            p.name
            for p in self.projections
            if p.name not in found or (not found[p.name].is_of(p) and found[p.name].version <= p.version)
        )

    # Writing

    def _with_writer(self, work: Callable[[Live], int]) -> int:
        """Do work that moves positions on the present file; again when another file took its place meanwhile."""
        while True:
            present = self._there()
            with self._lock:
                try:
                    if self._live is None or present != self._file:
                        self._drop_writer()
                        self._live = Live(connect(present), self._source, self.projections)
                        self._file = present
                    known = work(self._live)
                    # In this order: who finds itself up to date without the lock is not to see what was fit before.
                    self._unfit, self._known = self._live.unfit(), known
                except FileMoved:
                    self._drop_writer()
                except sqlite3.Error as e:
                    self._drop_writer()
                    if self._generations.present() == present and present.is_file():
                        raise ReadModelsError(f"the read models cannot be written: {e}: {self.path}") from e
                else:
                    return self._known

    def _still_present(self) -> bool:
        return self._generations.present() == self._file

    def _there(self) -> Path:
        """The present file; made anew when somebody deleted it under us, which is always allowed."""
        while True:
            present = self._generations.present()
            if present is not None and present.is_file():
                return present
            self._rebuild_due()

    def _drop_writer(self) -> None:
        if self._live is not None:
            self._live.db.close()
        self._live, self._file, self._known = None, None, -1

    # Rebuilding, with the right to it held

    def _rebuild(
        self,
        names: frozenset[str],
        progress: Callable[[Progress], None],
        stop: Callable[[], bool],
        compare: bool,
        cores: int,
        background: bool = False,
    ) -> Rebuilt:
        began = time.monotonic()
        present = self._generations.usable()
        if present is None:
            names = frozenset(p.name for p in self.projections)
        file = self._generations.next()
        making = rebuild_by(cores, file, self._source, self.projections, names, progress, stop, background)
        db = making.run(present)
        try:
            fresh = Live(db, self._source, self.projections)
            differs = None
            if compare and present is not None:
                progress(Progress("compare"))
                self.catch_up()
                differs = compare_files(present, fresh, names)
            progress(Progress("swap"))
            fresh.catch_up(self._source.last_position())
            position = self._swap(making, fresh, present)
        except BaseException:
            db.close()
            making.discard()
            raise
        seconds = time.monotonic() - began
        return Rebuilt(tuple(sorted(names)), making.events, seconds, position, differs)

    def _swap(self, making: Rebuild, fresh: Live, present: Path | None) -> int:
        with self._lock:
            self._drop_writer()
            old = connect(present) if present is not None else None
            try:
                if old is not None:
                    # While this is held nobody moves the present file on, so nothing that a reader has seen applied
                    # can be missing from the fresh one.
                    old.execute("BEGIN IMMEDIATE")
                    refuse_if_worse(state.places(old), fresh, self._source)
                position = fresh.catch_up(self._source.last_position())
                fresh.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                fresh.db.close()
                making.sync()
                self._generations.point_to(making.file)
            finally:
                if old is not None:
                    old.close()
            self._generations.sweep(keep=(making.file,))
        return position

    # Following

    def _follow(self, stop: Event) -> None:
        while not (stop.is_set() or self._closing.is_set()):
            try:
                position = self.catch_up()
                self._trouble.pop("follow", None)
                self._source.wait(position, LOOK_AGAIN_S)
            except Exception as e:  # a full disk or a lock must not end the thread for good
                self._trouble["follow"] = str(e)
                log.exception("follow_failed")
                stop.wait(AFTER_TROUBLE_S)

    def _projection(self, name: str) -> Projection:
        for projection in self.projections:
            if projection.name == name:
                return projection
        known = ", ".join(p.name for p in self.projections)
        raise ReadModelsError(f"there is no projection {name!r}; there are {known}")
