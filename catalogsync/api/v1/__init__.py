"""The JSON API: everything the console does, under /api/v1."""

from __future__ import annotations

from fastapi import APIRouter

from catalogsync.api.problems import ErrorAnswer
from catalogsync.api.v1 import (
    catalog,
    decisions,
    events,
    files,
    jobs,
    projections,
    recipes,
    runner,
    settings,
    storage,
    weather,
)

router = APIRouter(
    prefix="/api/v1",
    responses={"4XX": {"model": ErrorAnswer, "description": "Refused"}, "5XX": {"model": ErrorAnswer}},
)
for part in (
    jobs,
    runner,
    recipes,
    catalog,
    files,
    storage,
    weather,
    decisions,
    events,
    projections,
    settings,
):
    router.include_router(part.router)
