"""The JSON shapes of jobs, as they are asked for and as they are told."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header
from pydantic import BaseModel, ConfigDict, Field

from catalogsync.domain.job import Limits
from catalogsync.pipeline.board import JobView

Command = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=200, description="the same key asks for the same thing once"),
]


class ScopeIn(BaseModel):
    """What a job works on. Playlists and songs by short number or `platform:remote_id`."""

    model_config = ConfigDict(extra="forbid")

    platforms: list[str] | None = None
    playlists: list[str] | None = None
    songs: list[str] | None = None
    filter: str | None = Field(None, max_length=1000)
    category: str | None = Field(None, max_length=200)
    limit: int | None = Field(None, ge=1, description="items of the first stage")
    deep: bool = False
    backend: str | None = Field(None, max_length=100, description="where to upload; null is every backend")


class LimitsIn(BaseModel):
    """Where a job ends although there is more to do."""

    model_config = ConfigDict(extra="forbid")

    size_bytes: int | None = Field(None, ge=1)
    seconds: int | None = Field(None, ge=1)

    def as_limits(self) -> Limits:
        """As the job's stream stores it."""
        return Limits(size_bytes=self.size_bytes, seconds=self.seconds)


class JobIn(BaseModel):
    """A job to queue."""

    model_config = ConfigDict(extra="forbid")

    kind: str
    scope: ScopeIn = ScopeIn()
    limits: LimitsIn = LimitsIn()
    settings: dict[str, Any] = {}


class WorkerOut(BaseModel):
    """A worker of a running job, now."""

    name: str
    item: str
    step: str
    for_s: float
    size_bytes: int
    bytes_per_s: float | None


class LiveOut(BaseModel):
    """A running job, now."""

    stage: str | None
    items: int | None
    done: int
    counts: dict[str, int]
    size_bytes: int
    bytes_per_s: float
    items_per_s: float
    eta_s: float | None
    last: str
    workers: list[WorkerOut]

    @classmethod
    def of(cls, view: JobView) -> LiveOut:
        """From the board."""
        return cls.model_validate(view, from_attributes=True)


class StageOut(BaseModel):
    """A stage of a job."""

    stage: str
    items: int | None
    started_ms: int | None
    ended_ms: int | None
    counts: dict[str, int]


class FailureOut(BaseModel):
    """The items of a job that failed for one cause, with a few of them."""

    kind: str
    failure: str
    n: int
    sample: list[str]
    message: str


class JobOut(BaseModel):
    """A job in a list. `waits` says why it waits, where it does."""

    number: int
    id: str
    kind: str
    lane: str | None
    phase: str
    outcome: str | None
    asked: str | None
    actor: str
    rank: int
    recipe: str | None
    queued_ms: int
    started_ms: int | None
    ended_ms: int | None
    restarts: int
    reason: str | None
    resume: str | None
    by_itself: bool
    waits: str | None
    counts: dict[str, int]
    live: LiveOut | None


class JobWhole(JobOut):
    """A job with everything about it."""

    stages: list[str]
    scope: dict[str, Any]
    limits: dict[str, Any]
    settings: dict[str, Any]
    host: str | None
    pid: int | None
    stage_runs: list[StageOut]
    outcomes: dict[str, int]
    failures: list[FailureOut]


class JobPage(BaseModel):
    """A page of jobs, the newest first; `next` is the `before` of the next page."""

    items: list[JobOut]
    next: int | None


class KindOut(BaseModel):
    """A kind of job. `missing` is the stage this installation does not have."""

    kind: str
    stages: list[str]
    lane: str
    missing: str | None


class ReasonIn(BaseModel):
    """Why, for the record."""

    model_config = ConfigDict(extra="forbid")

    reason: str | None = Field(None, max_length=500)


class MoveIn(BaseModel):
    """Where in the queue: before that job, or at the end."""

    model_config = ConfigDict(extra="forbid")

    before: str | None = None


class RetryIn(BaseModel):
    """Which failures: of one cause, or all."""

    model_config = ConfigDict(extra="forbid")

    failure: str | None = None


class Retried(BaseModel):
    """How many songs were opened again, and the job that tries them."""

    songs: int
    job: str | None


class ItemOut(BaseModel):
    """How an item came out in a job."""

    kind: str
    item: str
    outcome: str
    failure: str
    message: str
    at_ms: int


class ItemPage(BaseModel):
    """A page of items; `next` is the `after` of the next page."""

    items: list[ItemOut]
    next: str | None
