"""Queue a job and work it off: its stages in order, each beginning and end recorded, whatever happens."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from catalogsync.domain.job import RESUME, FrozenSettings, Job, JobRefused, Limits, Outcome, Queued, Scope
from catalogsync.domain.job_kinds import KINDS
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import CatalogError, Failure, LibraryUnavailable, Refusal
from catalogsync.pipeline.outcome import Brake, Tally

Stage = Callable[[Catalog], Tally]
"""One stage, given the catalog tied to the job."""


@dataclass(frozen=True, slots=True)
class Order:
    """A job as it is asked for."""

    kind: str
    scope: Scope
    settings: FrozenSettings = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    recipe: str | None = None


@dataclass(frozen=True, slots=True)
class JobResult:
    """How a job ended. `outcome` None: it paused, `reason` says why and `resume` how to go on."""

    job_id: str
    kind: str
    outcome: Outcome | None
    stages: Mapping[str, Tally]
    seconds: float
    reason: str | None = None
    resume: str | None = None

    @property
    def counts(self) -> dict[str, int]:
        """All stages' counts, as `stage.outcome`."""
        return _flat({stage: tally.as_counts() for stage, tally in self.stages.items()})

    @property
    def failures(self) -> dict[str, int]:
        """Failures by class over all stages."""
        total: dict[str, int] = {}
        for tally in self.stages.values():
            for failure, n in tally.failures.items():
                total[failure] = total.get(failure, 0) + n
        return total


def _flat(stages: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {f"{stage}.{name}": n for stage, counts in stages.items() for name, n in counts.items()}


def new_job_id(command: str | None = None) -> str:
    """A fresh id that sorts by time, `20261122-164500-1a2b3c`; with a command id, always the one of that command."""
    if command is not None:
        return "c-" + hashlib.blake2b(command.encode(), digest_size=8).hexdigest()
    return time.strftime("%Y%m%d-%H%M%S-", time.gmtime()) + secrets.token_hex(3)


def check_kind(kind: str, registered: Collection[str]) -> tuple[str, ...]:
    """The stages of a kind; Refusal when there is no such kind, or one of its stages is not part of this program."""
    if kind not in KINDS:
        raise Refusal(f"unknown kind of job {kind!r}; choose from {', '.join(KINDS)}")
    for stage in KINDS[kind]:
        if stage not in registered:
            raise Refusal(f"{kind} jobs need the stage {stage!r}, which this installation does not have")
    return KINDS[kind]


def queue_job(
    catalog: Catalog, order: Order, *, registered: Collection[str], command: str | None = None
) -> str:
    """Ask for a job; its id. The same command id asks for the same job, however often it comes."""
    stages = check_kind(order.kind, registered)
    job_id = new_job_id(command)
    queued = Queued(
        job_kind=order.kind,
        stages=list(stages),
        scope=order.scope,
        settings=order.settings,
        limits=order.limits,
        rank=catalog.clock(),
        recipe=order.recipe,
    )
    catalog.within(job_id).change(Job, Job.stream_of(job_id), lambda job: job.queue(queued))
    return job_id


def change_job(catalog: Catalog, job_id: str, decide: Callable[[Job], None]) -> Job:
    """A command on an existing job; Refusal when it is not in a state for it."""
    try:
        return catalog.within(job_id).change(Job, Job.stream_of(job_id), decide)
    except JobRefused as e:
        raise Refusal(f"job {job_id}: {e}") from None


def work_off(
    catalog: Catalog,
    job_id: str,
    stages: Mapping[str, Stage],
    brake: Brake,
    *,
    resume: str = RESUME,
    items: int = 0,
    queue: Queued | None = None,
) -> JobResult:
    """Take a queued job in hand and work off the stages it does not have behind it, in this process.

    `items` is how many outcomes it has already, from earlier starts. With `queue` it is queued by the very append that
    starts it: a process killed between two would leave in the queue what nobody meant for it.

    It ends, or comes to rest: a library that cannot take files pauses it, and so does the brake (unless it was
    pulled for a limit, which ends it, or to cancel). Our own faults are recorded and raised.
    """
    stream, catalog = Job.stream_of(job_id), catalog.within(job_id)
    began = time.monotonic()

    def take(job: Job) -> None:
        if queue is not None:
            job.queue(queue)
        job.start(socket.gethostname(), os.getpid(), items)

    job = catalog.change(Job, stream, take)
    assert job.queued is not None
    kind = job.queued.job_kind
    done: dict[str, Tally] = {}
    reason: str | None = None
    try:
        for name in KINDS[kind]:
            if name not in stages or name in job.stage_counts:
                continue
            catalog.change(Job, stream, lambda job, name=name: job.begin_stage(name))  # type: ignore[misc]
            tally = stages[name](catalog)
            done[name] = tally
            if brake.pulled:
                break
            counts = tally.as_counts()
            catalog.change(Job, stream, lambda job, name=name, counts=counts: job.end_stage(name, counts))  # type: ignore[misc]
    except LibraryUnavailable as e:
        reason = str(e)
    except CatalogError as e:
        message = str(e)
        catalog.change(Job, stream, lambda job: job.fail(str(Failure.BUG), message))
        raise
    except Exception as e:
        message = f"our own fault: {type(e).__name__}"
        catalog.change(Job, stream, lambda job: job.fail(str(Failure.BUG), message))
        raise
    return _end(catalog, job_id, kind, done, brake, reason, resume, time.monotonic() - began)


def _end(
    catalog: Catalog,
    job_id: str,
    kind: str,
    done: dict[str, Tally],
    brake: Brake,
    unavailable: str | None,
    resume: str,
    seconds: float,
) -> JobResult:
    """Record how it came to rest: cancelled, paused, or finished."""
    result: list[JobResult] = []

    def decide(job: Job) -> None:
        counts = _flat(job.stage_counts | {name: tally.as_counts() for name, tally in done.items()})
        failed = any(".failed." in name for name in counts)
        outcome = Outcome.WITH_FAILURES if failed else Outcome.SUCCESS
        reason: str | None = None
        how: str | None = None
        if job.cancel_asked is not None:
            outcome, reason = Outcome.CANCELLED, job.cancel_asked.reason
            job.cancel(reason)
        elif unavailable is not None:
            reason, how = unavailable, resume
            job.pause(reason, how)
        elif brake.pulled and not brake.ends:
            asked = job.pause_asked
            reason = asked.reason if asked else brake.why
            # A pause that was taken back meanwhile, and a stopping server, need no person to go on.
            by_itself = asked.by_itself if asked else brake.by_itself
            how = "goes on by itself" if by_itself else resume
            job.pause(reason, how, by_itself=by_itself)
        else:
            reason = brake.why if brake.pulled else None
            job.finish(outcome, counts, reason)
        result[:] = [JobResult(job_id, kind, None if how else outcome, done, seconds, reason, how)]

    catalog.change(Job, Job.stream_of(job_id), decide)
    return result[0]


def run_job(
    catalog: Catalog,
    kind: str,
    stages: Mapping[str, Stage],
    *,
    scope: Scope,
    settings: FrozenSettings,
    brake: Brake,
    resume: str,
    job_id: str | None = None,
) -> JobResult:
    """Queue and work off a job in this process, at once."""
    job_id = job_id or new_job_id()
    names = [name for name in KINDS[kind] if name in stages]
    queued = Queued(job_kind=kind, stages=names, scope=scope, settings=settings)
    return work_off(catalog, job_id, stages, brake, resume=resume, queue=queued)


def close_abandoned(catalog: Catalog, job_ids: Sequence[str]) -> None:
    """Say of jobs whose process died without a word that they ended. Only under the run lock: nobody runs then."""
    for job_id in job_ids:
        catalog.change(
            Job,
            Job.stream_of(job_id),
            lambda job: job.fail(
                "interrupted", "its process ended without a word; a new run goes on from there"
            ),
        )
