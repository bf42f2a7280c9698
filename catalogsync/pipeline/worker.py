"""The runner: takes queued jobs by lane, one runner for a store, and does what people ask of them meanwhile.

    every turn   take the lease (or say who has it) → hold or release → requests and limits → schedules → start jobs

All it decides from is in the store, so a crash loses nothing: what a dead process left running is taken up again,
and the stages skip what is done because they select by state.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Protocol

from catalogsync.domain.job import Job, JobRefused, Limits, Phase
from catalogsync.domain.job_kinds import KINDS, lane_of
from catalogsync.domain.runner import STREAM as CONTROL
from catalogsync.domain.runner import Control
from catalogsync.pipeline.board import Board, JobView
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import CatalogError
from catalogsync.pipeline.jobs import Stage, work_off
from catalogsync.pipeline.outcome import Brake, Tally
from catalogsync.pipeline.schedules import Schedules

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.3
"""How soon another process' request is heard; requests of this process wake the runner at once."""

_AT_LEAST_EVERY_S = 1.0
_AFTER_TROUBLE_S = 30.0
_SOFT_STOP_S = 30.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A job the queue holds: `phase` is queued, paused (goes on by itself) or running (left by a dead process).

    `items` is how many outcomes it has so far.
    """

    job_id: str
    number: int
    kind: str
    phase: str
    items: int = 0


class ReadsQueue(Protocol):
    """The queue as the read models have it, including everything recorded before the question."""

    def queue(self) -> Sequence[Waiting]:
        """Jobs to take, the first one first; those left running come before all others."""
        ...

    def last_position(self) -> int:
        """Moves whenever anything is recorded."""
        ...


class Lease(Protocol):
    """The right to be the one runner of the store. A crash of its holder releases it."""

    def take(self) -> str | None:
        """Take it (or still have it): None. Otherwise who has it, in words."""
        ...

    def release(self) -> None:
        """Give it back."""
        ...


Performs = Callable[[Job, Board, Brake], AbstractContextManager[Mapping[str, Stage]]]
"""Opens the stages of a job over real parts, under its frozen settings."""


@dataclass
class _Handle:
    """A job in hand."""

    waiting: Waiting
    job: Job
    limits: Limits
    board: Board
    brake: Brake
    began: float
    thread: threading.Thread | None = None


@dataclass(frozen=True, slots=True)
class RunnerView:
    """The runner now. `state` is `working`, `waiting` (somebody else has the lease: `holder`) or `stopped`.

    `held` says why everything is paused, None when nothing is. `jobs` are those in hand, `waits` why each other one
    in the queue waits. `trouble` is what went wrong with the runner itself lately.
    """

    state: str
    holder: str | None
    held: str | None
    jobs: Mapping[str, JobView] = field(default_factory=dict)
    waits: Mapping[str, str] = field(default_factory=dict)
    trouble: str | None = None


class Runner:
    """Works the queue of one store off, in threads of its own, until stopped."""

    def __init__(
        self,
        catalog: Catalog,
        queue: ReadsQueue,
        lease: Lease,
        performs: Performs,
        *,
        schedules: Schedules | None = None,
    ) -> None:
        """`schedules` are looked at about once a second while the runner has the lease and is not held."""
        self.schedules = schedules
        self._catalog = catalog
        self._queue = queue
        self._lease = lease
        self._performs = performs
        self._lock = threading.Lock()
        self._handles: dict[str, _Handle] = {}
        self._waits: dict[str, str] = {}
        self._not_before: dict[str, float] = {}
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._holder: str | None = "nobody yet: the runner is starting"
        self._held: str | None = None
        self._trouble: str | None = None
        self._seen = -1
        self._last_turn = 0.0

    def start(self) -> None:
        """Take the lease if it is free, and begin in a thread of its own."""
        self._holder = self._lease.take()
        self._thread = threading.Thread(target=self._loop, name="runner", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue now."""
        self._wake.set()

    def stop(self, timeout_s: float = _SOFT_STOP_S) -> None:
        """Finish the items in hand, leave the jobs to the next start, give the lease back."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        self._brake_all("the server is stopping")
        deadline = time.monotonic() + timeout_s
        for handle in self._in_hand():
            if handle.thread is not None:
                handle.thread.join(max(0.0, deadline - time.monotonic()))
                if handle.thread.is_alive():
                    handle.brake.pull("the server is stopping")
                    handle.thread.join()
        self._lease.release()
        self._holder = None

    def view(self) -> RunnerView:
        """How it stands."""
        with self._lock:
            handles, waits = dict(self._handles), dict(self._waits)
        state = "stopped" if self._stopping.is_set() else "waiting" if self._holder else "working"
        jobs = {job_id: handle.board.view() for job_id, handle in handles.items()}
        return RunnerView(state, self._holder, self._held, jobs, waits, self._trouble)

    def turn(self) -> None:
        """One look at everything; the loop calls it, and tests may."""
        self._holder = self._lease.take()
        if self._holder is not None:
            return
        self._held = self._catalog.load(Control, CONTROL).held
        self._hear()
        if self._held is None and self.schedules is not None:
            self.schedules.tick()
        self._start_jobs()

    def _loop(self) -> None:
        while not self._stopping.is_set():
            try:
                position, now = self._queue.last_position(), time.monotonic()
                if position != self._seen or self._wake.is_set() or now - self._last_turn > _AT_LEAST_EVERY_S:
                    self._wake.clear()
                    self._seen, self._last_turn = position, now
                    self.turn()
                    self._trouble = None
            except Exception as e:  # a full disk or a lock must not end the runner for good
                self._trouble = str(e) if isinstance(e, CatalogError) else f"{type(e).__name__}: {e}"
                log.exception("runner_turn_failed")
                self._stopping.wait(_AT_LEAST_EVERY_S)
            self._wake.wait(LOOK_EVERY_S)

    def _in_hand(self) -> list[_Handle]:
        with self._lock:
            return list(self._handles.values())

    def _brake_all(self, why: str) -> None:
        for handle in self._in_hand():
            if not handle.brake.pulled:
                handle.brake.by_itself = True
                handle.brake.pull(why)

    def _hear(self) -> None:
        """Do what was asked of the jobs in hand since the last turn."""
        for handle in self._in_hand():
            job_id, brake = handle.waiting.job_id, handle.brake
            if self._held is not None:
                reason = f"everything is paused: {self._held}"
                self._change(job_id, lambda job, reason=reason: _pause_running(job, reason))  # type: ignore[misc]
            job = self._catalog.load(Job, Job.stream_of(job_id))
            asked = job.cancel_asked or job.pause_asked
            if brake.pulled:
                continue
            if asked is not None:
                brake.by_itself = True
                brake.pull(asked.reason)
                continue
            reached = _limit_reached(handle)
            if reached is not None:
                brake.ends = True
                brake.pull(reached)

    def _start_jobs(self) -> None:
        waits: dict[str, str] = {}
        busy = {lane_of(handle.waiting.kind): handle for handle in self._in_hand()}
        mine = {handle.waiting.job_id for handle in self._in_hand()}
        now = time.monotonic()
        for waiting in self._queue.queue():
            if waiting.job_id in mine or self._stopping.is_set():
                continue
            if waiting.kind not in KINDS:
                waits[waiting.job_id] = f"this program knows no {waiting.kind} jobs"
                continue
            lane = lane_of(waiting.kind)
            if self._held is not None:
                waits[waiting.job_id] = f"everything is paused: {self._held}"
            elif lane in busy:
                before = busy[lane].waiting
                waits[waiting.job_id] = (
                    f"waits for the {lane} lane: job #{before.number} ({before.kind}) is at work there"
                )
            elif self._not_before.get(waiting.job_id, 0.0) > now:
                waits[waiting.job_id] = "its last try broke off; tried again within half a minute"
            elif not self._park(waiting):
                busy[lane] = self._take(waiting)
        with self._lock:
            self._waits = waits

    def _park(self, waiting: Waiting) -> bool:
        """Does it kill whoever works on it? Then it waits for a person, and the others get on."""
        parked = False

        def decide(job: Job) -> None:
            nonlocal parked
            parked = job.park(waiting.items)

        self._change(waiting.job_id, decide)
        if parked:
            log.error("job_parked %s", waiting.job_id)
        return parked

    def _take(self, waiting: Waiting) -> _Handle:
        job = self._catalog.load(Job, Job.stream_of(waiting.job_id))
        assert job.queued is not None
        handle = _Handle(waiting, job, job.queued.limits, Board(), Brake(), time.monotonic())
        handle.thread = threading.Thread(
            target=self._work, args=(handle,), name=f"job-{waiting.number}", daemon=True
        )
        with self._lock:
            self._handles[waiting.job_id] = handle
        handle.thread.start()
        return handle

    def _work(self, handle: _Handle) -> None:
        job_id = handle.waiting.job_id
        try:
            with ExitStack() as stack:
                try:
                    stages = stack.enter_context(self._performs(handle.job, handle.board, handle.brake))
                except Exception as e:
                    stages = dict.fromkeys(KINDS[handle.waiting.kind], _failing(e))
                work_off(self._catalog, job_id, stages, handle.brake, items=handle.waiting.items)
        except JobRefused:
            pass  # somebody paused or ended it in this very moment
        except Exception as e:
            # Recorded in the job where the store allows; if it does not, the job is taken up again later.
            log.exception("job_broke_off %s", job_id)
            self._trouble = f"job #{handle.waiting.number}: {e}"
            self._not_before[job_id] = time.monotonic() + _AFTER_TROUBLE_S
        finally:
            with self._lock:
                self._handles.pop(job_id, None)
            self.wake()

    def _change(self, job_id: str, decide: Callable[[Job], None]) -> None:
        self._catalog.within(job_id).change(Job, Job.stream_of(job_id), decide)


def _failing(error: Exception) -> Stage:
    """A stage that only says what is wrong, so that the job's own history tells it."""

    def fail(catalog: Catalog) -> Tally:
        raise error

    return fail


def _pause_running(job: Job, reason: str) -> None:
    if job.phase is Phase.RUNNING and job.cancel_asked is None:
        job.ask_pause(reason, by_itself=True)


def _limit_reached(handle: _Handle) -> str | None:
    limits = handle.limits
    if limits.seconds is not None and time.monotonic() - handle.began >= limits.seconds:
        return f"the limit of {limits.seconds} s is reached"
    if limits.size_bytes is not None and handle.board.view().size_bytes >= limits.size_bytes:
        return f"the limit of {limits.size_bytes} bytes is reached"
    return None
