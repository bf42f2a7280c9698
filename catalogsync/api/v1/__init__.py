"""The JSON API: everything the console does, under /api/v1."""

from __future__ import annotations

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

ROUTERS = tuple(
    part.router
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
    )
)
