"""Jobs: the queue and the history, one job with its timeline, workers and failures, and a form for a new one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from catalogsync.api import ordering
from catalogsync.api.pages.desk import ROWS, AtDesk, Desk, whole_number
from catalogsync.api.pages.job_form import JobForm, KindChoice, kind_choices, read_form
from catalogsync.api.pages.paging import Pages, pages
from catalogsync.api.pages.running import RunningJob, running_job
from catalogsync.api.pages.telling import Told, told
from catalogsync.api.problems import Problem
from catalogsync.api.v1.job_shapes import FailureOut
from catalogsync.api.v1.jobs import failures
from catalogsync.domain.job import Job
from catalogsync.domain.job_kinds import KINDS, lane_of
from catalogsync.domain.runner import STREAM, Control
from catalogsync.pipeline.errors import CatalogError, Refusal
from catalogsync.pipeline.selection import Selection

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job in a list. `waits` says why it waits."""

    row: sqlite3.Row
    state: str
    lane: str
    running: RunningJob
    waits: str
    counts: Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class JobsPage:
    """What waits and runs, and what has ended."""

    queue: Sequence[JobRow]
    history: Sequence[JobRow]
    pages: Pages


@router.get("/jobs")
def index(desk: AtDesk, before: str = "") -> Response:
    """The queue in its order, then the history."""
    history = desk.rows(
        "SELECT * FROM jobs WHERE phase = 'ended' AND (:before = 0 OR number < :before)"
        " ORDER BY number DESC LIMIT 25",
        {"before": whole_number(before) or 0},
    )
    queue = desk.rows(
        "SELECT * FROM jobs WHERE phase <> 'ended' ORDER BY phase <> 'running', rank, number LIMIT 200"
    )
    page = JobsPage(
        [job_row(desk, row) for row in queue],
        [job_row(desk, row) for row in history],
        pages("/jobs", {"before": before}, history, rows_per_page=25, at="before"),
    )
    return desk.render("jobs", "jobs/index.html", page)


def job_row(desk: Desk, row: sqlite3.Row) -> JobRow:
    """A job of the read models with how it stands now."""
    view = desk.view
    waits = view.waits.get(row["id"]) or row["reason"] or ""
    if row["phase"] == "queued" and not waits and view.holder:
        waits = view.holder
    counts = json.loads(row["counts"]) if row["counts"] else {}
    shown = [(name, n) for name, n in counts.items() if name.count(".") == 1 or ".failed." in name]
    return JobRow(
        row,
        row["outcome"] or row["phase"],
        lane_of(row["kind"]) if row["kind"] in KINDS else "–",
        running_job(row, view.jobs.get(row["id"]), desk),
        waits,
        shown,
    )


@dataclass(frozen=True, slots=True)
class NewJobPage:
    """The form, as it was filled in, with what is wrong with it by field."""

    form: JobForm
    wrong: dict[str, str]
    kinds: Sequence[KindChoice]
    token: str


@router.get("/jobs/new")
def new(desk: AtDesk, kind: str = "catalog_sync", playlists: str = "", filter: str = "") -> Response:
    """The form."""
    form = JobForm(kind=kind, playlists=playlists, filter=filter)
    return desk.render("jobs", "jobs/new.html", NewJobPage(form, {}, kind_choices(), desk.token()))


@router.post("/jobs")
def queue(
    desk: AtDesk,
    kind: Annotated[str, Form()],
    platform: Annotated[list[str] | None, Form()] = None,
    playlists: Annotated[str, Form()] = "",
    filter: Annotated[str, Form()] = "",
    limit: Annotated[str, Form()] = "",
    megabytes: Annotated[str, Form()] = "",
    minutes: Annotated[str, Form()] = "",
    workers: Annotated[str, Form()] = "",
    deep: Annotated[str, Form()] = "",
    command: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Queue a job; a double click with the same token queues one."""
    writer = desk.writer()
    form = JobForm(
        kind, tuple(platform or ()), playlists, filter, limit, megabytes, minutes, workers, bool(deep)
    )
    wrong: dict[str, str] = {}
    try:
        asked = read_form(form, desk.words)
        selection = ordering.selection_for(
            desk.shop,
            platforms=asked.platforms,
            playlists=asked.playlists,
            limit=asked.limit,
            deep=form.deep,
            matching=form.filter.strip() or None,
        )
        job_id = ordering.order_job(
            writer, kind, selection, limits=asked.limits, settings=asked.settings, command=command or None
        )
        row = desk.row("SELECT number FROM jobs WHERE id = ?", (job_id,))
        n = row[0] if row else "?"
        return desk.done(back or f"/jobs/{n}", "said.job.queued", n=n, kind=desk.words.name("kind", kind))
    except ValueError as e:
        wrong = e.args[0] if e.args and isinstance(e.args[0], dict) else {"kind": str(e)}
    except Problem as e:
        wrong = {_FIELDS.get(e.field or "", "playlists" if e.status == 404 else "kind"): e.message}
    except Refusal as e:
        wrong = {"filter" if "filter" in str(e) else "kind": str(e)}
    if back and not any((playlists, filter, limit, megabytes, minutes, workers)):
        return desk.refused(back, Refusal(next(iter(wrong.values()))))
    page = NewJobPage(form, wrong, kind_choices(), desk.token())
    return desk.render("jobs", "jobs/new.html", page, 422)


_FIELDS = {"platforms": "platform", "workers": "workers"}


@dataclass(frozen=True, slots=True)
class JobPage:
    """One job with everything about it."""

    job: JobRow
    stages: Sequence[tuple[str, sqlite3.Row | None, dict[str, int]]]
    scope: Sequence[tuple[str, str]]
    settings: Sequence[tuple[str, str]]
    failures: Sequence[FailureOut]
    names: dict[str, tuple[int, str]]
    items: Sequence[sqlite3.Row]
    kind: str
    failed: str
    pages: Pages
    timeline: Sequence[Told]


@router.get("/jobs/{name}")
def one(desk: AtDesk, name: str, kind: str = "song", failed: str = "", after: str = "") -> Response:
    """One job."""
    job_id = ordering.job_named(desk.shop, name)
    row = desk.row("SELECT * FROM jobs WHERE id = ?", (job_id,))
    assert row is not None
    runs = {r["stage"]: r for r in desk.rows("SELECT * FROM job_stages WHERE job = ?", (job_id,))}
    items = desk.rows(
        "SELECT i.*, s.number, s.title, s.artists, p.number AS list_number, p.title AS list_title FROM job_items i"
        " LEFT JOIN songs s ON i.kind <> 'playlist'"
        " AND s.id = CASE i.kind WHEN 'copy' THEN substr(i.item, 1, instr(i.item, ' ') - 1) ELSE i.item END"
        " LEFT JOIN playlists p ON i.kind = 'playlist' AND p.id = i.item"
        " WHERE i.job = :job AND i.kind = :kind AND i.item > :after AND (:failed = '' OR i.failure <> '')"
        f" ORDER BY i.item LIMIT {ROWS}",
        {"job": job_id, "kind": kind, "after": after, "failed": failed},
    )
    groups: list[FailureOut] = desk.counted(f"failures {job_id}", lambda: failures(desk.db, job_id))[0]
    page = JobPage(
        job=job_row(desk, row),
        stages=[
            (stage, runs.get(stage), json.loads(runs[stage]["counts"] or "{}") if stage in runs else {})
            for stage in json.loads(row["stages"] or "[]")
        ],
        scope=_pairs({**json.loads(row["scope"] or "{}"), **json.loads(row["limits"] or "{}")}),
        settings=_pairs(json.loads(row["settings"] or "{}")),
        failures=groups,
        names=_names(desk, groups),
        items=items,
        kind=kind,
        failed=failed,
        pages=pages(
            f"/jobs/{row['number']}", {"kind": kind, "failed": failed, "after": after}, items, "item"
        ),
        timeline=[told(event, desk.words) for event in desk.shop.log.load(Job.stream_of(job_id))[-200:]],
    )
    return desk.render("jobs", "jobs/one.html", page)


def _pairs(values: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (name, ", ".join(map(str, value[:40])) if isinstance(value, list) else str(value))
        for name, value in values.items()
        if value not in (None, [], {})
    ]


def _names(desk: Desk, groups: Sequence[FailureOut]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for group in groups:
        for item in group.sample:
            table = "playlists" if group.kind == "playlist" else "songs"
            # A copy is named `song part backend`.
            row = desk.row(f"SELECT number, title FROM {table} WHERE id = ?", (item.partition(" ")[0],))
            if row is not None:
                found[item] = (row["number"], row["title"] or item)
    return found


@dataclass(frozen=True, slots=True)
class InsidePage:
    """A job unfolded in place: playlists with some of their songs, and songs without a playlist of the job."""

    number: int
    playlists: Sequence[tuple[sqlite3.Row, Sequence[sqlite3.Row]]]
    songs: Sequence[sqlite3.Row]


@router.get("/jobs/{name}/inside")
def inside(desk: AtDesk, name: str) -> Response:
    """What a job worked on, for the list of jobs to unfold."""
    job_id = ordering.job_named(desk.shop, name)
    lists = desk.rows(
        "SELECT i.item, i.outcome, i.failure, i.message, p.number, p.title FROM job_items i"
        " LEFT JOIN playlists p ON p.id = i.item WHERE i.job = ? AND i.kind = 'playlist' ORDER BY i.item LIMIT 30",
        (job_id,),
    )
    within = [
        (
            row,
            desk.rows(
                "SELECT s.number, s.title, s.artists, s.state, i.failure, i.message FROM playlist_entries e"
                " JOIN job_items i ON i.job = ? AND i.kind = 'song' AND i.item = e.song"
                " JOIN songs s ON s.id = e.song WHERE e.playlist = ? ORDER BY i.failure = '', e.position LIMIT 20",
                (job_id, row["item"]),
            ),
        )
        for row in lists
    ]
    songs = (
        []
        if lists
        else desk.rows(
            "SELECT s.number, s.title, s.artists, s.state, i.failure, i.message FROM job_items i"
            " JOIN songs s ON s.id = i.item WHERE i.job = ? AND i.kind = 'song' ORDER BY i.item LIMIT 30",
            (job_id,),
        )
    )
    row = desk.row("SELECT number FROM jobs WHERE id = ?", (job_id,))
    return desk.render("jobs", "jobs/inside.html", InsidePage(row[0] if row else 0, within, songs))


@router.post("/jobs/{name}/{word}")
def steer(
    desk: AtDesk,
    name: str,
    word: str,
    failure: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "song",
    before: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Pause, resume, cancel, move up or down, retry its failures, queue it again."""
    writer = desk.writer()
    back = back or f"/jobs/{name}"
    try:
        if word == "pause":
            reason = f"paused by {desk.actor}"
            ordering.command_job(writer, name, lambda job: job.ask_pause(reason))
        elif word == "resume":
            ordering.command_job(writer, name, Job.resume)
        elif word == "cancel":
            reason = f"cancelled by {desk.actor}"
            ordering.command_job(writer, name, lambda job: job.ask_cancel(reason))
        elif word == "move":
            ordering.move_job(writer, name, before=before or None)
        elif word == "retry" and kind == "copy":
            job, n = ordering.retry_uploads(writer, ordering.job_named(desk.shop, name), failure or None)
            if job is None:
                raise Refusal(desk.words("said.nothing_to_retry"))
            return desk.done(f"/jobs/{job}", "said.copies.retry", n=n)
        elif word == "retry":
            keys = ordering.failures_of(desk.shop, ordering.job_named(desk.shop, name), failure or None)
            job = ordering.retry_songs(writer, keys, force=False)
            if job is None:
                raise Refusal(desk.words("said.nothing_to_retry"))
            return desk.done(f"/jobs/{job}", "said.songs.retry", n=len(keys))
        elif word == "again":
            row = desk.row(
                "SELECT kind, scope FROM jobs WHERE id = ?", (ordering.job_named(desk.shop, name),)
            )
            assert row is not None
            job_id = ordering.order_job(writer, row["kind"], Selection.from_scope(json.loads(row["scope"])))
            return desk.done(
                f"/jobs/{job_id}", "said.job.queued", n="", kind=desk.words.name("kind", row["kind"])
            )
        else:
            raise Problem(404, "not_found", word[:60])
    except Problem as e:
        if e.status == 404:
            raise
        return desk.refused(back, Refusal(e.message))
    except CatalogError as e:
        return desk.refused(back, e)
    return desk.done(back, f"said.job.{word}")


@router.post("/runner/{word}")
def all_jobs(desk: AtDesk, word: str, back: Annotated[str, Form()] = "/") -> Response:
    """Pause or resume everything."""
    writer = desk.writer()
    if word == "hold":
        writer.catalog.change(Control, STREAM, lambda control: control.hold(f"by {desk.actor}"))
    elif word == "release":
        writer.catalog.change(Control, STREAM, Control.release)
    else:
        raise Problem(404, "not_found", word[:60])
    return desk.done(back, f"said.runner.{word}")
