"""/api/v1/jobs: list, look, queue, steer."""

from __future__ import annotations

import json
import sqlite3
from typing import Annotated, Any

from fastapi import Query

from catalogsync.api import ordering
from catalogsync.api.deps import After, PageSize, Reading, Shop, TheConsole, Writing
from catalogsync.api.v1.job_shapes import (
    Command,
    FailureOut,
    ItemOut,
    ItemPage,
    JobIn,
    JobOut,
    JobPage,
    JobWhole,
    KindOut,
    LiveOut,
    MoveIn,
    ReasonIn,
    Retried,
    RetryIn,
    StageOut,
)
from catalogsync.api.v1.routes import routes
from catalogsync.bootstrap.stages import REGISTERED
from catalogsync.domain.job import Job
from catalogsync.domain.job_kinds import KINDS, lane_of

router = routes("jobs")

ITEM_KINDS = ("playlist", "song", "lyric", "file", "copy")
"""What items of jobs can be, as `projections/job_items.py` names them."""


@router.get("/job-kinds")
async def kinds() -> list[KindOut]:
    """The one table of kinds, stages and lanes."""
    return [
        KindOut(
            kind=kind,
            stages=list(stages),
            lane=lane_of(kind),
            missing=next((stage for stage in stages if stage not in REGISTERED), None),
        )
        for kind, stages in KINDS.items()
    ]


@router.get("/jobs")
def jobs(
    console: TheConsole,
    db: Reading,
    before: After = 0,
    limit: PageSize = 50,
    phase: Annotated[str | None, Query(pattern="^(queued|running|paused|ended)$")] = None,
) -> JobPage:
    """The newest jobs first."""
    rows = db.execute(
        "SELECT * FROM jobs WHERE (:before = 0 OR number < :before) AND (:phase IS NULL OR phase = :phase)"
        " ORDER BY number DESC LIMIT :limit",
        {"before": before, "phase": phase, "limit": limit},
    ).fetchall()
    return JobPage(
        items=[JobOut(**_row(console, row)) for row in rows],
        next=rows[-1]["number"] if len(rows) == limit else None,
    )


@router.get("/queue")
def queue(console: TheConsole, db: Reading) -> list[JobOut]:
    """What has not ended, in the order in which the runner takes it."""
    rows = db.execute(
        "SELECT * FROM jobs WHERE phase IN ('running', 'queued', 'paused') ORDER BY phase <> 'running', rank, number"
    )
    return [JobOut(**_row(console, row)) for row in rows]


@router.post("/jobs", status_code=201)
def queue_a_job(asked: JobIn, writer: Writing, command: Command = None) -> JobWhole:
    """Queue a job. With an Idempotency-Key, asking again gives the same job."""
    scope = asked.scope
    selection = ordering.selection_for(
        writer.shop,
        platforms=scope.platforms,
        playlists=scope.playlists,
        songs=scope.songs,
        limit=scope.limit,
        category=scope.category,
        deep=scope.deep,
        matching=scope.filter,
        backend=scope.backend,
    )
    job_id = ordering.order_job(
        writer,
        asked.kind,
        selection,
        limits=asked.limits.as_limits(),
        settings=asked.settings,
        command=command,
    )
    return whole(writer.console, job_id)


@router.get("/jobs/{name}")
def job(name: str, console: TheConsole, shop: Shop) -> JobWhole:
    """One job, by id or short number."""
    return whole(console, ordering.job_named(shop, name))


@router.post("/jobs/{name}/pause")
def pause(name: str, writer: Writing, asked: ReasonIn | None = None) -> JobWhole:
    """Pause after the items in hand."""
    reason = _reason(asked) or f"paused by {writer.who.actor}"
    return whole(writer.console, ordering.command_job(writer, name, lambda job: job.ask_pause(reason)))


@router.post("/jobs/{name}/resume")
def resume(name: str, writer: Writing) -> JobWhole:
    """Go on, in its turn."""
    return whole(writer.console, ordering.command_job(writer, name, Job.resume))


@router.post("/jobs/{name}/cancel")
def cancel(name: str, writer: Writing, asked: ReasonIn | None = None) -> JobWhole:
    """End after the items in hand. What has ended already stays as it is."""
    reason = _reason(asked) or f"cancelled by {writer.who.actor}"
    return whole(writer.console, ordering.command_job(writer, name, lambda job: job.ask_cancel(reason)))


@router.post("/jobs/{name}/move")
def move(name: str, asked: MoveIn, writer: Writing) -> JobWhole:
    """Reorder the queue."""
    return whole(writer.console, ordering.move_job(writer, name, before=asked.before))


@router.post("/jobs/{name}/retry")
def retry(name: str, writer: Writing, asked: RetryIn | None = None, command: Command = None) -> Retried:
    """Try the songs again that this job missed."""
    job_id = ordering.job_named(writer.shop, name)
    keys = ordering.failures_of(writer.shop, job_id, asked.failure if asked else None)
    return Retried(songs=len(keys), job=ordering.retry_songs(writer, keys, force=False, command=command))


@router.get("/jobs/{name}/items")
def items(
    name: str,
    shop: Shop,
    db: Reading,
    kind: Annotated[str, Query(pattern="^(playlist|song|lyric|file|copy)$")] = "song",
    failure: str | None = None,
    failed: bool | None = None,
    after: str = "",
    limit: PageSize = 100,
) -> ItemPage:
    """What became of each item, by cause."""
    job_id = ordering.job_named(shop, name)
    rows = db.execute(
        "SELECT kind, item, outcome, failure, message, at_ms FROM job_items"
        " WHERE job = :job AND kind = :kind AND item > :after AND (:failure IS NULL OR failure = :failure)"
        " AND (:failed IS NULL OR (failure <> '') = :failed) ORDER BY item LIMIT :limit",
        {"job": job_id, "kind": kind, "after": after, "failure": failure, "failed": failed, "limit": limit},
    ).fetchall()
    return ItemPage(
        items=[ItemOut(**dict(row)) for row in rows], next=rows[-1]["item"] if len(rows) == limit else None
    )


def whole(console: TheConsole, job_id: str) -> JobWhole:
    """Everything about a job."""
    db = console.shop.models.connection()
    row = db.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
    stages = db.execute("SELECT * FROM job_stages WHERE job = ? ORDER BY started_ms", (job_id,)).fetchall()
    outcomes = db.execute(
        "SELECT outcome || CASE failure WHEN '' THEN '' ELSE '.' || failure END AS name, n FROM job_outcomes"
        " WHERE job = ? ORDER BY n DESC",
        (job_id,),
    ).fetchall()
    return JobWhole(
        **_row(console, row),
        stages=_json(row["stages"]) or [],
        scope=_json(row["scope"]) or {},
        limits=_json(row["limits"]) or {},
        settings=_json(row["settings"]) or {},
        host=row["host"],
        pid=row["pid"],
        stage_runs=[
            StageOut(
                stage=s["stage"],
                items=s["items"],
                started_ms=s["started_ms"],
                ended_ms=s["ended_ms"],
                counts=_json(s["counts"]) or {},
            )
            for s in stages
        ],
        outcomes={o["name"]: o["n"] for o in outcomes},
        failures=failures(db, job_id),
    )


def failures(db: sqlite3.Connection, job_id: str, sample: int = 5) -> list[FailureOut]:
    """The failures of a job grouped by cause, the most frequent first."""
    # Kind by kind, so that the index goes straight to the failures among a million items.
    groups = db.execute(
        "SELECT i.kind, i.failure, count(*) AS n FROM json_each(?) k CROSS JOIN job_items i"
        " ON i.job = ? AND i.kind = k.value AND i.failure > '' GROUP BY 1, 2 ORDER BY n DESC",
        (json.dumps(ITEM_KINDS), job_id),
    ).fetchall()
    found = []
    for group in groups:
        some = db.execute(
            "SELECT item, message FROM job_items WHERE job = ? AND kind = ? AND failure = ? LIMIT ?",
            (job_id, group["kind"], group["failure"], sample),
        ).fetchall()
        found.append(
            FailureOut(
                kind=group["kind"],
                failure=group["failure"],
                n=group["n"],
                sample=[row["item"] for row in some],
                message=some[0]["message"] or "",
            )
        )
    return found


def _row(console: TheConsole, row: sqlite3.Row) -> dict[str, Any]:
    view = console.runner.view()
    live = view.jobs.get(row["id"])
    kept = {name: row[name] for name in JobOut.model_fields if name in row.keys()}  # noqa: SIM118
    return kept | {
        "lane": lane_of(row["kind"]) if row["kind"] in KINDS else None,
        "by_itself": bool(row["by_itself"]),
        "counts": _json(row["counts"]) or {},
        "waits": view.waits.get(row["id"])
        or (f"the runner: {view.holder}" if _kept_waiting(row, view) else None),
        "live": LiveOut.of(live) if live is not None else None,
    }


def _kept_waiting(row: sqlite3.Row, view: Any) -> bool:
    return view.holder is not None and (row["phase"] == "queued" or bool(row["by_itself"]))


def _json(text: str | None) -> Any:
    return json.loads(text) if text else None


def _reason(asked: ReasonIn | None) -> str | None:
    return asked.reason if asked is not None else None
