"""Projections: where each stands, parked events, and a rebuild while everything goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from catalogsync.api import ordering
from catalogsync.api.pages.desk import AtDesk
from catalogsync.api.pages.running import RunningJob, running_jobs
from catalogsync.api.problems import Problem
from catalogsync.api.v1.projections import SkipIn
from catalogsync.api.v1.projections import retry as retry_event
from catalogsync.api.v1.projections import skip as skip_event
from catalogsync.pipeline.errors import CatalogError, Refusal
from catalogsync.pipeline.selection import Selection
from catalogsync.projections.status import ProjectionStatus

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ProjectionsPage:
    """All projections. `trouble` is what goes wrong with following, `rebuilds` jobs that rebuild now."""

    rows: Sequence[ProjectionStatus]
    last: int
    trouble: str
    rebuilds: Sequence[RunningJob]


@router.get("/projections")
def index(desk: AtDesk) -> Response:
    """The page."""
    page = ProjectionsPage(
        desk.shop.models.status(),
        desk.shop.log.last_position(),
        desk.shop.models.trouble or "",
        [job for job in running_jobs(desk) if job.kind == "rebuild"],
    )
    return desk.render("projections", "events/projections.html", page)


@router.post("/projections/rebuild")
def rebuild(desk: AtDesk, command: Annotated[str, Form()] = "") -> Response:
    """Make all of them anew, as a job."""
    writer = desk.writer()
    try:
        ordering.order_job(writer, "rebuild", Selection(()), command=command or None)
    except CatalogError as e:
        return desk.refused("/projections", e)
    return desk.done("/projections", "said.rebuild")


@router.post("/projections/{name}/retry")
def retry(desk: AtDesk, name: str) -> Response:
    """Let a parked projection try its event again."""
    try:
        status = retry_event(name, desk.writer())
    except CatalogError as e:
        return desk.refused("/projections", e)
    return desk.done("/projections", f"said.projection.{'parked' if status.parked else 'goes_on'}", name=name)


@router.post("/projections/{name}/skip")
def skip(desk: AtDesk, name: str, reason: Annotated[str, Form(max_length=500)] = "") -> Response:
    """Leave the parked event out, now and in every rebuild; a recorded decision with its reason."""
    if not reason.strip():
        return desk.refused("/projections", Refusal(desk.words("projections.reason")))
    try:
        skip_event(name, SkipIn(reason=reason.strip()), desk.writer())
    except Problem as e:
        return desk.refused("/projections", Refusal(e.message))
    return desk.done("/projections", "said.projection.skipped", name=name)
