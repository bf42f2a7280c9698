"""/api/v1/projections: where the read models stand, parked events, rebuild."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from catalogsync.api import ordering
from catalogsync.api.deps import Shop, Writing, written
from catalogsync.api.problems import Problem, not_found
from catalogsync.api.v1.job_shapes import Command, JobWhole
from catalogsync.api.v1.jobs import whole
from catalogsync.api.v1.routes import routes
from catalogsync.domain.projection import Decisions, decisions_stream
from catalogsync.pipeline.selection import Selection

router = routes("projections", "/projections")


class ParkedOut(BaseModel):
    """The event a projection could not apply. `event` is `stream@version`."""

    position: int
    event: str
    cause: str


class ProjectionOut(BaseModel):
    """A projection: `following`, `parked`, `outdated` or `newer`; `lag` in positions."""

    name: str
    version: int
    state: str
    position: int
    lag: int
    parked: ParkedOut | None


@router.get("")
def projections(shop: Shop) -> list[ProjectionOut]:
    """Every projection of this program."""
    return [_out(shop, s.name) for s in shop.models.status()]


@router.post("/rebuild", status_code=201)
def rebuild(writer: Writing, command: Command = None) -> JobWhole:
    """Make all read models anew, as a job, while everything goes on."""
    job_id = ordering.order_job(writer, "rebuild", Selection(()), command=command)
    return whole(writer.console, job_id)


@router.post("/{name}/retry")
def retry(name: str, writer: Writing) -> ProjectionOut:
    """Let a parked projection try its event again."""
    _out(writer.shop, name)
    writer.shop.models.retry(name)
    return _out(writer.shop, name)


class SkipIn(BaseModel):
    """Why the event is left out, for the record."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=500)


@router.post("/{name}/skip")
def skip(name: str, asked: SkipIn, writer: Writing) -> ProjectionOut:
    """Leave the parked event out of this projection, now and in every rebuild."""
    parked = _out(writer.shop, name).parked
    if parked is None:
        raise Problem(409, "not_now", f"{name} is not parked")
    writer.catalog.change(
        Decisions, decisions_stream(name), lambda said: said.skip(parked.event, asked.reason)
    )
    written(writer)
    return _out(writer.shop, name)


def _out(shop: Shop, name: str) -> ProjectionOut:
    for status in shop.models.status():
        if status.name == name:
            parked = status.parked
            return ProjectionOut(
                name=status.name,
                version=status.version,
                state=status.state,
                position=status.position,
                lag=status.lag,
                parked=parked and ParkedOut.model_validate(parked, from_attributes=True),
            )
    raise not_found("projection", name)
