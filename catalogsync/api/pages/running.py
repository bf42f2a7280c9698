"""A running job as overview and jobs page show it: what the board says, joined with what is recorded."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from catalogsync.api.charts import Share, share_bar
from catalogsync.api.pages.desk import Desk
from catalogsync.domain.job import Job, Scope
from catalogsync.pipeline.board import JobView
from catalogsync.projections.presence_queries import PresenceQueries
from catalogsync.projections.storage_views import StorageViews

_BAD = ("missed", "failed", "gone", "held", "lost")


@dataclass(frozen=True, slots=True)
class RunningJob:
    """A job in hand. `view` is None for one that another process runs: only its events are known here."""

    number: int
    id: str
    kind: str
    started_ms: int | None
    asked: str | None
    view: JobView | None
    bar: Markup | None
    titles: dict[str, str]


def running_jobs(desk: Desk) -> Sequence[RunningJob]:
    """Everything that runs now, here or in another process."""
    rows = desk.rows("SELECT * FROM jobs WHERE phase = 'running' ORDER BY number LIMIT 20")
    views = desk.view.jobs
    return [running_job(row, views.get(row["id"]), desk) for row in rows]


def running_job(row: sqlite3.Row, view: JobView | None, desk: Desk) -> RunningJob:
    """One of them."""
    if view is not None and view.items is None and view.stage in _COUNTS:
        view = _with_total(row, view, desk)
    titles = {
        worker.item: title
        for worker in (view.workers if view else ())
        if (title := desk.row("SELECT artists || ' - ' || title FROM songs WHERE id = ?", (worker.item,)))
    }
    return RunningJob(
        row["number"],
        row["id"],
        row["kind"],
        row["started_ms"],
        row["asked"],
        view,
        _bar(view, desk),
        {item: found[0] for item, found in titles.items() if found[0]},
    )


def _with_total(row: sqlite3.Row, view: JobView, desk: Desk) -> JobView:
    """How many songs a stage has, which it does not know itself: it draws them as it goes."""
    count = _COUNTS[view.stage or ""]

    def total() -> int | None:
        """Kept for a moment: what is left would by then have been done in part, and be counted twice."""
        job = desk.shop.catalog.load(Job, Job.stream_of(row["id"]))
        scope = job.queued.scope if job.queued else {}
        if scope.get("songs") or scope.get("matching") or (scope.get("limit") and not job.chosen):
            return None
        left = count(desk, job, scope)
        return None if left is None else view.done + left

    items: int | None = desk.lately(f"items {row['id']} {view.stage}", 2.0, total)
    if items is None:
        return view
    items = max(items, view.done)
    eta = (items - view.done) / view.items_per_s if view.items_per_s > 0 else None
    return replace(view, items=items, eta_s=eta)


def _to_download(desk: Desk, job: Job, scope: Scope) -> int | None:
    values = {"lists": json.dumps(job.chosen or []), "names": json.dumps(scope.get("platforms") or [])}
    where = (
        "s.id IN (SELECT e.song FROM playlist_entries e WHERE e.playlist IN (SELECT value FROM json_each(:lists)))"
        if job.chosen
        else "s.platform IN (SELECT value FROM json_each(:names))"
    )
    found = desk.row(
        f"SELECT count(*) FROM songs s WHERE s.state = 'open' AND s.gone = 0 AND {where}", values
    )
    return int(found[0]) if found else None


def _to_upload(desk: Desk, job: Job, scope: Scope) -> int | None:
    """Songs with something to upload, over all backends the job brings them to; unknown for some playlists only."""
    if job.chosen or scope.get("playlists"):
        return None
    views, backend = StorageViews(desk.shop.models), scope.get("backend")
    names = [str(backend)] if backend else list(PresenceQueries(desk.shop.models).backends())
    return sum(views.count_waiting(name) for name in names)


_COUNTS = {"download": _to_download, "upload": _to_upload}


def _bar(view: JobView | None, desk: Desk) -> Markup | None:
    if view is None or not view.items:
        return None
    bad = sum(n for outcome, n in view.counts.items() if outcome.startswith(_BAD))
    bad = min(bad, view.done)
    shares = [
        Share("done", view.done - bad, desk.words("state.done")),
        Share("missed", bad, desk.words("state.missed")),
        Share("open", max(0, view.items - view.done), desk.words("state.open")),
    ]
    return share_bar(shares)
