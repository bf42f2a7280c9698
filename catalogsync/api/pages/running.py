"""A running job as overview and jobs page show it: what the board says, joined with what is recorded."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from catalogsync.api.charts import Share, share_bar
from catalogsync.api.pages.desk import Desk
from catalogsync.pipeline.board import JobView

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


def running_jobs(desk: Desk) -> Sequence[RunningJob]:
    """Everything that runs now, here or in another process."""
    rows = desk.rows("SELECT * FROM jobs WHERE phase = 'running' ORDER BY number LIMIT 20")
    views = desk.view.jobs
    return [running_job(row, views.get(row["id"]), desk) for row in rows]


def running_job(row: sqlite3.Row, view: JobView | None, desk: Desk) -> RunningJob:
    """One of them."""
    return RunningJob(
        row["number"], row["id"], row["kind"], row["started_ms"], row["asked"], view, _bar(view, desk)
    )


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
