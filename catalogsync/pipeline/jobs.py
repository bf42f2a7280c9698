"""Run a job: its stages in order, each beginning and end recorded, whatever happens."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from catalogsync.domain.job import FrozenSettings, Job, Outcome, Queued, Scope
from catalogsync.domain.job_kinds import KINDS
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import CatalogError, Failure, LibraryUnavailable
from catalogsync.pipeline.outcome import Brake, Tally

Stage = Callable[[Catalog], Tally]
"""One stage, given the catalog tied to the job."""


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
        return {
            f"{stage}.{name}": n
            for stage, tally in self.stages.items()
            for name, n in tally.as_counts().items()
        }

    @property
    def failures(self) -> dict[str, int]:
        """Failures by class over all stages."""
        total: dict[str, int] = {}
        for tally in self.stages.values():
            for failure, n in tally.failures.items():
                total[failure] = total.get(failure, 0) + n
        return total


def new_job_id() -> str:
    """A fresh id that sorts by time: `20261122-164500-1a2b3c`."""
    return time.strftime("%Y%m%d-%H%M%S-", time.gmtime()) + secrets.token_hex(3)


def run_job(
    catalog: Catalog,
    kind: str,
    stages: Mapping[str, Stage],
    *,
    scope: Scope,
    settings: FrozenSettings,
    brake: Brake,
    resume: str,
) -> JobResult:
    """Queue, start and work off a job in this process. A library that cannot take files pauses it."""
    job_id = new_job_id()
    stream = Job.stream_of(job_id)
    catalog = catalog.within(job_id)
    names = [name for name in KINDS[kind] if name in stages]
    began = time.monotonic()

    def begin(job: Job) -> None:
        job.queue(Queued(job_kind=kind, stages=names, scope=scope, settings=settings))
        job.start(socket.gethostname(), os.getpid())

    catalog.change(Job, stream, begin)
    done: dict[str, Tally] = {}
    paused: str | None = None
    try:
        for name in names:
            catalog.change(Job, stream, lambda job, name=name: job.begin_stage(name))  # type: ignore[misc]
            tally = stages[name](catalog)
            done[name] = tally
            if brake.pulled:
                paused = brake.why
                break
            counts = tally.as_counts()
            catalog.change(Job, stream, lambda job, name=name, counts=counts: job.end_stage(name, counts))  # type: ignore[misc]
    except LibraryUnavailable as e:
        paused = str(e)
    except CatalogError as e:
        message = str(e)
        catalog.change(Job, stream, lambda job: job.fail(str(Failure.BUG), message))
        raise
    except Exception as e:
        message = f"our own fault: {type(e).__name__}"
        catalog.change(Job, stream, lambda job: job.fail(str(Failure.BUG), message))
        raise
    if paused is not None:
        reason = paused
        catalog.change(Job, stream, lambda job: job.pause(reason, resume))
        return JobResult(job_id, kind, None, done, time.monotonic() - began, paused, resume)
    failed = any(tally.failures for tally in done.values())
    outcome = Outcome.WITH_FAILURES if failed else Outcome.SUCCESS
    result = JobResult(job_id, kind, outcome, done, time.monotonic() - began)
    catalog.change(Job, stream, lambda job: job.finish(outcome, result.counts))
    return result


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
