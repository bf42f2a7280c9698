"""/api/v1/sources/weather and /outages: how the platforms are now, and when each failed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from catalogsync.api import weather
from catalogsync.api.deps import PageSize, Reading, TheConsole
from catalogsync.api.v1.routes import routes
from catalogsync.pipeline.catalog import now_ms
from catalogsync.projections.sources import Outage, past_outages

router = routes("sources", "/sources")


class OutageOut(BaseModel):
    """A platform, or one operation of it (`*`: all), that failed; `closed_ms` null while it does.

    `circuit`: `open` (not asked until `until_ms`), `half_open` (the next request finds out) or `closed` (over).
    """

    platform: str
    operation: str
    circuit: str
    since_ms: int
    until_ms: int
    closed_ms: int | None
    failure: str
    message: str
    openings: int

    @classmethod
    def of(cls, outage: Outage, at_ms: int) -> OutageOut:
        """From the read models."""
        return cls(
            circuit=outage.circuit(at_ms), **{name: getattr(outage, name) for name in outage.__slots__}
        )


class LatelyOut(BaseModel):
    """Requests of this server in the last quarter of an hour."""

    requests: int
    failed: int
    p50_ms: float | None
    p95_ms: float | None
    worst: str | None


class PlatformOut(BaseModel):
    """A platform now. `tries`, `wins` and `worst` are of the last 24 hours, `lately` of this server's own requests."""

    platform: str
    circuit: str
    outages: list[OutageOut]
    tries: int
    wins: int
    worst: str | None
    last_ms: int | None
    lately: LatelyOut | None
    cookie: str


@router.get("/weather")
def now(console: TheConsole, db: Reading) -> list[PlatformOut]:
    """Every platform: left alone or not and why, how quick, how generous."""
    at_ms = now_ms()
    return [
        PlatformOut(
            platform=one.platform,
            circuit=one.circuit,
            outages=[OutageOut.of(outage, at_ms) for outage in one.outages],
            tries=one.tries,
            wins=one.wins,
            worst=one.worst,
            last_ms=one.last_ms,
            lately=LatelyOut.model_validate(one.lately, from_attributes=True) if one.lately else None,
            cookie=one.cookie,
        )
        for one in weather.weather(console.shop, db, at_ms)
    ]


@router.get("/outages")
def outages(
    db: Reading,
    platform: Annotated[str | None, Query(pattern="^[a-z]{2,12}$")] = None,
    before: Annotated[int, Query(ge=0, le=2**62, description="those that began before this time, ms")] = 2
    ** 62,
    limit: PageSize = 50,
) -> list[OutageOut]:
    """Outages that are over, the newest first."""
    at_ms = now_ms()
    found = past_outages(db, before_ms=before, limit=limit, platform=platform)
    return [OutageOut.of(outage, at_ms) for outage in found]
