"""A job: a run of stages over a selection, from the command line or the console. Its life is a stream.

Item outcomes are the events of songs and playlists, tied to the job by the envelope; nothing is stored twice.
"""

from __future__ import annotations

from enum import StrEnum

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies

Scope = dict[str, str | int | bool | list[str] | None]
"""What a job works on, as plain values (`pipeline.selection.Selection`)."""

FrozenSettings = dict[str, str | int | float | bool | list[str] | None]
"""The settings a job was queued under, without secrets."""


class Outcome(StrEnum):
    """How a job ended."""

    SUCCESS = "success"
    WITH_FAILURES = "with_failures"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


@stored("job.queued")
class Queued(Fact, frozen=True, kw_only=True):
    """Asked for. `stages` in order; `scope` and `settings` are the frozen copy it runs under, without secrets."""

    job_kind: str
    stages: list[str]
    scope: Scope = {}
    settings: FrozenSettings = {}


@stored("job.started")
class Started(Fact, frozen=True, kw_only=True):
    """A process took it in hand; more than once when an earlier process died."""

    host: str
    pid: int
    again: bool = False


@stored("job.stage_started")
class StageStarted(Fact, frozen=True, kw_only=True):
    """A stage begins with that many items, where that is known beforehand."""

    stage: str
    items: int | None = None


@stored("job.stage_finished")
class StageFinished(Fact, frozen=True, kw_only=True):
    """A stage is through. `counts` by outcome."""

    stage: str
    counts: dict[str, int]


@stored("job.paused")
class Paused(Fact, frozen=True, kw_only=True):
    """Stopped between two items; `reason` says why, `resume` how to go on."""

    reason: str
    resume: str | None = None


@stored("job.resumed")
class Resumed(Fact, frozen=True, kw_only=True):
    """Goes on."""


@stored("job.cancelled")
class Cancelled(Fact, frozen=True, kw_only=True):
    """A person ended it."""

    reason: str | None = None


@stored("job.finished")
class Finished(Fact, frozen=True, kw_only=True):
    """All stages are through. `counts` is over all stages."""

    outcome: Outcome
    counts: dict[str, int] = {}


@stored("job.failed")
class Failed(Fact, frozen=True, kw_only=True):
    """It could not go on; what was done stays done."""

    failure: str
    message: str


class Job(Stream):
    """Where a job is in its life, and the stages it has behind it."""

    kind = "job"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.phase: Phase | None = None
        self.queued: Queued | None = None
        self.stages_done: list[str] = []

    @staticmethod
    def stream_of(job_id: str) -> str:
        """The stream of a job id."""
        return f"job:{job_id}"

    def queue(self, queued: Queued) -> None:
        """Ask for it; asking twice records nothing."""
        if not self.exists:
            self.record(queued)

    def start(self, host: str, pid: int) -> None:
        """A process takes it in hand."""
        self.record(Started(host=host, pid=pid, again=self.phase is Phase.RUNNING))

    def begin_stage(self, stage: str, items: int | None = None) -> None:
        """A stage begins."""
        self.record(StageStarted(stage=stage, items=items))

    def end_stage(self, stage: str, counts: dict[str, int]) -> None:
        """A stage is through."""
        self.record(StageFinished(stage=stage, counts=counts))

    def pause(self, reason: str, resume: str | None = None) -> None:
        """Stop between two items."""
        if self.phase is Phase.RUNNING:
            self.record(Paused(reason=reason, resume=resume))

    def finish(self, outcome: Outcome, counts: dict[str, int]) -> None:
        """All stages are through."""
        self.record(Finished(outcome=outcome, counts=counts))

    def fail(self, failure: str, message: str) -> None:
        """It cannot go on."""
        self.record(Failed(failure=failure, message=message))

    def cancel(self, reason: str | None = None) -> None:
        """End it by a person's word; what has ended stays ended."""
        if self.phase is not Phase.ENDED:
            self.record(Cancelled(reason=reason))

    @applies(Queued)
    def _queued(self, fact: Queued) -> None:
        self.phase, self.queued = Phase.QUEUED, fact

    @applies(Started, Resumed)
    def _running(self, fact: Started | Resumed) -> None:
        self.phase = Phase.RUNNING

    @applies(StageFinished)
    def _stage_finished(self, fact: StageFinished) -> None:
        self.stages_done.append(fact.stage)

    @applies(Paused)
    def _paused(self, fact: Paused) -> None:
        self.phase = Phase.PAUSED

    @applies(Finished, Failed, Cancelled)
    def _ended(self, fact: Finished | Failed | Cancelled) -> None:
        self.phase = Phase.ENDED
