"""A job: a run of stages over a selection, from the command line or the console. Its life is a stream.

Item outcomes are the events of songs and playlists, tied to the job by the envelope; nothing is stored twice.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies

Scope = dict[str, str | int | bool | list[str] | None]
"""What a job works on, as plain values (`pipeline.selection.Selection`)."""

FrozenSettings = dict[str, str | int | float | bool | list[str] | None]
"""The settings a job was queued under, without secrets."""


class Limits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a job ends although there is more to do: after so many bytes or seconds of work (items: see the scope)."""

    size_bytes: int | None = None
    seconds: int | None = None


MOST_DEATHS = 3
"""So many processes may die in a row with a job without any progress; then it is parked."""

RESUME = "resume the job in the console, or POST /api/v1/jobs/{id}/resume"
"""How a paused job is brought to go on by a person."""


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
    """Asked for. `stages` in order; `scope` and `settings` are the frozen copy it runs under, without secrets.

    `rank` is its place in the queue, lower first (None: the time of asking, in ms). `recipe` is the saved recipe it
    was made from.
    """

    job_kind: str
    stages: list[str]
    scope: Scope = {}
    settings: FrozenSettings = {}
    limits: Limits = Limits()
    rank: int | None = None
    recipe: str | None = None


@stored("job.started")
class Started(Fact, frozen=True, kw_only=True):
    """A process took it in hand; `again` when an earlier one died with it.

    `items` is how many outcomes it had brought by then: a start that finds no more of them than the one before it
    follows a death without progress.
    """

    host: str
    pid: int
    again: bool = False
    items: int = 0


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


@stored("job.playlists_chosen")
class PlaylistsChosen(Fact, frozen=True, kw_only=True):
    """A stage chose these playlists for all that follow; a restart works on the same ones."""

    stage: str
    playlists: list[str]


@stored("job.pause_asked")
class PauseAsked(Fact, frozen=True, kw_only=True):
    """Somebody wants it to pause; the items in hand are finished first.

    `by_itself`: it goes on when everything does, nobody has to resume this one.
    """

    reason: str
    by_itself: bool = False


@stored("job.cancel_asked")
class CancelAsked(Fact, frozen=True, kw_only=True):
    """Somebody wants it to end; the items in hand are finished first."""

    reason: str


@stored("job.paused")
class Paused(Fact, frozen=True, kw_only=True):
    """Stopped between two items; `reason` says why, `resume` how to go on.

    `by_itself`: it goes on without a person as soon as a runner may take it.
    """

    reason: str
    resume: str | None = None
    by_itself: bool = False


@stored("job.parked")
class Parked(Fact, frozen=True, kw_only=True):
    """Whatever works on it dies: after `deaths` in a row without progress it waits for a person, so others get on.

    Resumed, it has as many tries again.
    """

    deaths: int
    reason: str
    resume: str | None = None


@stored("job.resumed")
class Resumed(Fact, frozen=True, kw_only=True):
    """Waits for its turn again; also takes back a pause that was asked for and has not begun."""


@stored("job.moved")
class Moved(Fact, frozen=True, kw_only=True):
    """Has another place in the queue; lower ranks go first."""

    rank: int


@stored("job.cancelled")
class Cancelled(Fact, frozen=True, kw_only=True):
    """A person ended it."""

    reason: str | None = None


@stored("job.finished")
class Finished(Fact, frozen=True, kw_only=True):
    """All stages are through, or a limit was reached (`reason`). `counts` is over all stages."""

    outcome: Outcome
    counts: dict[str, int] = {}
    reason: str | None = None


@stored("job.failed")
class Failed(Fact, frozen=True, kw_only=True):
    """It could not go on; what was done stays done."""

    failure: str
    message: str


class JobRefused(ValueError):
    """The job is not in a state for that; `str()` is one line for a person."""


class Job(Stream):
    """Where a job is in its life, what was asked of it meanwhile, and the stages it has behind it."""

    kind = "job"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.phase: Phase | None = None
        self.queued: Queued | None = None
        self.starts = 0
        self.rank: int | None = None
        self.pause_asked: PauseAsked | None = None
        self.cancel_asked: CancelAsked | None = None
        self.by_itself = False
        self.deaths = 0
        self._items = 0
        self._got_on = False
        self.chosen: tuple[str, ...] | None = None
        self.stage_counts: dict[str, dict[str, int]] = {}

    @staticmethod
    def stream_of(job_id: str) -> str:
        """The stream of a job id."""
        return f"job:{job_id}"

    def queue(self, queued: Queued) -> None:
        """Ask for it; asking twice records nothing."""
        if not self.exists:
            self.record(queued)

    def start(self, host: str, pid: int, items: int = 0) -> None:
        """A process takes it in hand; again when an earlier one died with it. `items`: outcomes up to now."""
        if (
            self.phase is None
            or self.phase is Phase.ENDED
            or (self.phase is Phase.PAUSED and not self.by_itself)
        ):
            raise JobRefused("it does not wait for work")
        self.record(Started(host=host, pid=pid, again=self.phase is Phase.RUNNING, items=items))

    def park(self, items: int) -> bool:
        """Before a start: let it wait for a person when so many processes died with it and brought nothing."""
        deaths = self.deaths + 1
        if self.phase is not Phase.RUNNING or self._has_progress(items) or deaths < MOST_DEATHS:
            return False
        reason = f"{deaths} processes died in a row while they worked on it, without finishing an item"
        self.record(Parked(deaths=deaths, reason=reason, resume=RESUME))
        return True

    def begin_stage(self, stage: str, items: int | None = None) -> None:
        """A stage begins."""
        self.record(StageStarted(stage=stage, items=items))

    def choose(self, stage: str, playlists: list[str]) -> None:
        """Work on these playlists from here on; the same ones again record nothing."""
        if tuple(playlists) != self.chosen:
            self.record(PlaylistsChosen(stage=stage, playlists=playlists))

    def end_stage(self, stage: str, counts: dict[str, int]) -> None:
        """A stage is through."""
        self.record(StageFinished(stage=stage, counts=counts))

    def ask_pause(self, reason: str, *, by_itself: bool = False) -> None:
        """Pause soon when it runs, at once when it waits; a job that pauses already stays as it is."""
        self._refuse_when_ended("pause")
        if self.phase is Phase.RUNNING:
            if self.pause_asked is None or (self.pause_asked.by_itself and not by_itself):
                self.record(PauseAsked(reason=reason, by_itself=by_itself))
        elif self.phase is Phase.QUEUED or (self.by_itself and not by_itself):
            self.record(Paused(reason=reason, resume=RESUME, by_itself=by_itself))

    def resume(self) -> None:
        """Let it go on in its turn; one that is going on already records nothing."""
        self._refuse_when_ended("resume")
        if self.cancel_asked is not None:
            raise JobRefused("it is being cancelled")
        if self.phase is Phase.PAUSED or self.pause_asked is not None:
            self.record(Resumed())

    def ask_cancel(self, reason: str) -> None:
        """End soon when it runs, at once when it waits. Asked again it records nothing."""
        if self.phase is Phase.RUNNING:
            if self.cancel_asked is None:
                self.record(CancelAsked(reason=reason))
        elif self.phase is not Phase.ENDED:
            self.record(Cancelled(reason=reason))

    def move(self, rank: int) -> None:
        """Take another place in the queue."""
        self._refuse_when_ended("move")
        if self.phase is Phase.RUNNING:
            raise JobRefused("it is not in the queue")
        if rank != self.rank:
            self.record(Moved(rank=rank))

    def pause(self, reason: str, resume: str | None = None, *, by_itself: bool = False) -> None:
        """It has come to rest between two items."""
        if self.phase is Phase.RUNNING:
            self.record(Paused(reason=reason, resume=resume, by_itself=by_itself))

    def finish(self, outcome: Outcome, counts: dict[str, int], reason: str | None = None) -> None:
        """All stages are through."""
        self.record(Finished(outcome=outcome, counts=counts, reason=reason))

    def fail(self, failure: str, message: str) -> None:
        """It cannot go on."""
        self.record(Failed(failure=failure, message=message))

    def cancel(self, reason: str | None = None) -> None:
        """It has come to its end by a person's word; what has ended stays ended."""
        if self.phase is not Phase.ENDED:
            self.record(Cancelled(reason=reason))

    def _has_progress(self, items: int) -> bool:
        """Did the newest start bring anything?"""
        return self._got_on or items > self._items

    def _refuse_when_ended(self, what: str) -> None:
        if self.phase is None:
            raise JobRefused("there is no such job")
        if self.phase is Phase.ENDED:
            raise JobRefused(f"it has ended; nothing is left to {what}")

    @applies(Queued)
    def _queued(self, fact: Queued) -> None:
        self.phase, self.queued, self.rank = Phase.QUEUED, fact, fact.rank

    @applies(Started)
    def _running(self, fact: Started) -> None:
        self.deaths = self.deaths + 1 if fact.again and not self._has_progress(fact.items) else 0
        self._items, self._got_on = fact.items, False
        self.phase, self.by_itself = Phase.RUNNING, False
        self.starts += 1

    @applies(PlaylistsChosen)
    def _chosen(self, fact: PlaylistsChosen) -> None:
        self.chosen = tuple(fact.playlists)

    @applies(StageFinished)
    def _stage_finished(self, fact: StageFinished) -> None:
        self.stage_counts[fact.stage] = fact.counts
        self._got_on = True

    @applies(PauseAsked)
    def _pause_asked(self, fact: PauseAsked) -> None:
        self.pause_asked = fact

    @applies(CancelAsked)
    def _cancel_asked(self, fact: CancelAsked) -> None:
        self.cancel_asked = fact

    @applies(Paused)
    def _paused(self, fact: Paused) -> None:
        self.phase, self.by_itself, self.pause_asked = Phase.PAUSED, fact.by_itself, None

    @applies(Parked)
    def _parked(self, fact: Parked) -> None:
        self.phase, self.by_itself, self.pause_asked, self.deaths = Phase.PAUSED, False, None, 0

    @applies(Resumed)
    def _resumed(self, fact: Resumed) -> None:
        self.by_itself, self.pause_asked = False, None
        if self.phase is Phase.PAUSED:
            self.phase = Phase.QUEUED

    @applies(Moved)
    def _moved(self, fact: Moved) -> None:
        self.rank = fact.rank

    @applies(Finished, Failed, Cancelled)
    def _ended(self, fact: Finished | Failed | Cancelled) -> None:
        self.phase, self.pause_asked, self.cancel_asked = Phase.ENDED, None, None
