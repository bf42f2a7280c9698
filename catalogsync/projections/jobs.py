"""What ran, what runs, how far is it, and what came out?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from catalogsync.domain import file, job, playlist, pool, song
from catalogsync.domain.event import Event
from catalogsync.projections.engine import Projection, Row, Statement, on

_QUEUED = Statement(
    "jobs",
    "INSERT INTO jobs (id, kind, phase, stages, scope, settings, limits, recipe, rank, actor, queued_ms)"
    " VALUES (?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO NOTHING",
)
_STARTED = Statement(
    "jobs",
    "UPDATE jobs SET phase = 'running', started_ms = coalesce(started_ms, ?), host = ?, pid = ?, started_by = ?,"
    " reason = NULL, resume = NULL, by_itself = 0, restarts = restarts + ? WHERE id = ?",
)
_ASKED = Statement("jobs", "UPDATE jobs SET asked = ?, reason = ? WHERE id = ?")
_PAUSED = Statement(
    "jobs",
    "UPDATE jobs SET phase = 'paused', paused_ms = ?, reason = ?, resume = ?, by_itself = ?, asked = NULL WHERE id = ?",
)
_RESUMED = Statement(
    "jobs",
    "UPDATE jobs SET phase = CASE phase WHEN 'paused' THEN 'queued' ELSE phase END, reason = NULL, resume = NULL,"
    " by_itself = 0, asked = NULL WHERE id = ?",
)
_MOVED = Statement("jobs", "UPDATE jobs SET rank = ? WHERE id = ?")
_ENDED = Statement(
    "jobs",
    "UPDATE jobs SET phase = 'ended', ended_ms = ?, outcome = ?, counts = ?, reason = ?, resume = NULL, asked = NULL,"
    " by_itself = 0 WHERE id = ?",
)
_STAGE = Statement(
    "job_stages",
    "INSERT INTO job_stages (job, stage, items, started_ms) VALUES (?, ?, ?, ?) ON CONFLICT (job, stage)"
    " DO UPDATE SET items = excluded.items, started_ms = excluded.started_ms, ended_ms = NULL",
)
_STAGE_ENDED = Statement(
    "job_stages", "UPDATE job_stages SET ended_ms = ?, counts = ? WHERE job = ? AND stage = ?"
)
_OUTCOME = Statement(
    "job_outcomes",
    "INSERT INTO job_outcomes (job, outcome, failure, n) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (job, outcome, failure) DO UPDATE SET n = n + excluded.n",
    tally=True,
)
_HOUR = Statement(
    "hours",
    "INSERT INTO hours (hour, outcome, n) VALUES (?, ?, ?)"
    " ON CONFLICT (hour, outcome) DO UPDATE SET n = n + excluded.n",
    tally=True,
)


class Jobs(Projection):
    """Jobs by short number with stages and outcomes, and what happened in each hour."""

    name, version = "jobs", 4
    weight = 2
    tables = (
        "CREATE TABLE jobs (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT, phase TEXT, stages TEXT,"
        " scope TEXT, settings TEXT, actor TEXT, queued_ms INTEGER, started_ms INTEGER, ended_ms INTEGER, host TEXT,"
        " pid INTEGER, restarts INTEGER NOT NULL DEFAULT 0, outcome TEXT, counts TEXT, reason TEXT, resume TEXT,"
        " limits TEXT, recipe TEXT, rank INTEGER, started_by TEXT, paused_ms INTEGER, asked TEXT,"
        " by_itself INTEGER NOT NULL DEFAULT 0)",
        "CREATE TABLE job_stages (job TEXT, stage TEXT, items INTEGER, started_ms INTEGER, ended_ms INTEGER,"
        " counts TEXT, PRIMARY KEY (job, stage)) WITHOUT ROWID",
        "CREATE TABLE job_outcomes (job TEXT, outcome TEXT, failure TEXT, n INTEGER,"
        " PRIMARY KEY (job, outcome, failure)) WITHOUT ROWID",
        "CREATE TABLE hours (hour INTEGER, outcome TEXT, n INTEGER, PRIMARY KEY (hour, outcome)) WITHOUT ROWID",
    )
    indexes = (
        "CREATE INDEX jobs_by_phase ON jobs (phase, number)",
        "CREATE INDEX jobs_by_recipe ON jobs (recipe, number) WHERE recipe IS NOT NULL",
    )

    @on(job.Queued)
    def queued(self, event: Event[job.Queued]) -> Iterable[Row]:
        """A new job gets the next number."""
        fact = event.fact
        yield (
            _QUEUED,
            (
                event.subject,
                fact.job_kind,
                _json(fact.stages),
                _json(fact.scope),
                _json(fact.settings),
                _json(fact.limits),
                fact.recipe,
                event.at_ms if fact.rank is None else fact.rank,
                event.actor,
                event.at_ms,
            ),
        )

    @on(job.Started)
    def started(self, event: Event[job.Started]) -> Iterable[Row]:
        """A process took it in hand."""
        fact = event.fact
        yield _STARTED, (event.at_ms, fact.host, fact.pid, event.actor, int(fact.again), event.subject)

    @on(job.StageStarted)
    def stage_started(self, event: Event[job.StageStarted]) -> Iterable[Row]:
        """A stage begins."""
        yield _STAGE, (event.subject, event.fact.stage, event.fact.items, event.at_ms)

    @on(job.StageFinished)
    def stage_finished(self, event: Event[job.StageFinished]) -> Iterable[Row]:
        """A stage is through."""
        yield _STAGE_ENDED, (event.at_ms, _json(event.fact.counts), event.subject, event.fact.stage)

    @on(job.Paused)
    def paused(self, event: Event[job.Paused]) -> Iterable[Row]:
        """Waits, and says why."""
        fact = event.fact
        yield _PAUSED, (event.at_ms, fact.reason, fact.resume, int(fact.by_itself), event.subject)

    @on(job.Parked)
    def parked(self, event: Event[job.Parked]) -> Iterable[Row]:
        """Waits for a person: whatever worked on it died."""
        yield _PAUSED, (event.at_ms, event.fact.reason, event.fact.resume, 0, event.subject)

    @on(job.Resumed)
    def resumed(self, event: Event[job.Resumed]) -> Iterable[Row]:
        """Waits for its turn again."""
        yield _RESUMED, (event.subject,)

    @on(job.PauseAsked)
    def pause_asked(self, event: Event[job.PauseAsked]) -> Iterable[Row]:
        """Pauses soon."""
        yield _ASKED, ("pause", event.fact.reason, event.subject)

    @on(job.CancelAsked)
    def cancel_asked(self, event: Event[job.CancelAsked]) -> Iterable[Row]:
        """Ends soon."""
        yield _ASKED, ("cancel", event.fact.reason, event.subject)

    @on(job.Moved)
    def moved(self, event: Event[job.Moved]) -> Iterable[Row]:
        """Another place in the queue."""
        yield _MOVED, (event.fact.rank, event.subject)

    @on(job.Finished)
    def finished(self, event: Event[job.Finished]) -> Iterable[Row]:
        """Through."""
        fact = event.fact
        yield _ENDED, (event.at_ms, str(fact.outcome), _json(fact.counts), fact.reason, event.subject)

    @on(job.Failed)
    def failed(self, event: Event[job.Failed]) -> Iterable[Row]:
        """Could not go on."""
        yield _ENDED, (event.at_ms, "failed", None, event.fact.message, event.subject)

    @on(job.Cancelled)
    def cancelled(self, event: Event[job.Cancelled]) -> Iterable[Row]:
        """Ended by a person."""
        yield _ENDED, (event.at_ms, "cancelled", None, event.fact.reason, event.subject)

    @on(
        pool.PageCollected,
        playlist.Discovered,
        playlist.Synced,
        playlist.Unchanged,
        song.Catalogued,
        song.Obtained,
        song.LyricSaved,
        song.LyricKept,
        song.LyricAbsent,
        song.LyricLost,
        song.Instrumental,
        file.Lost,
        file.Checked,
        file.Uploaded,
    )
    def item_done(self, event: Event[Any]) -> Iterable[Row]:
        """An item came out well."""
        return _item(event, "")

    @on(
        pool.PageFailed,
        playlist.SyncFailed,
        playlist.Unavailable,
        song.AttemptFailed,
        song.Missed,
        song.LyricFailed,
        file.UploadFailed,
    )
    def item_failed(self, event: Event[song.Missed]) -> Iterable[Row]:
        """An item came out badly, with its class."""
        return _item(event, event.fact.failure)


def _item(event: Event[Any], failure: str) -> tuple[Row, ...]:
    outcome, job_id = event.name, event.job
    hour = _HOUR, (event.at_ms // 3_600_000, outcome)
    return (hour,) if job_id is None else (hour, (_OUTCOME, (job_id, outcome, failure)))


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
