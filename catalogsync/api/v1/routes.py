"""How the parts of the API begin: under /api/v1, refusals described alike."""

from __future__ import annotations

from fastapi import APIRouter

from catalogsync.api.problems import ErrorAnswer


def routes(tag: str, path: str = "") -> APIRouter:
    """The router of one part, whose routes know their whole address from the start."""
    return APIRouter(
        prefix=f"/api/v1{path}",
        tags=[tag],
        responses={"4XX": {"model": ErrorAnswer, "description": "Refused"}, "5XX": {"model": ErrorAnswer}},
    )
