"""How the parts of the API begin: under /api/v1, refusals described alike, and nothing asked for in vain."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from difflib import get_close_matches
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from catalogsync.api.problems import ErrorAnswer, Problem


class _Strict(APIRoute):
    """A route that refuses query parameters it does not have: `?q=` for `?filter=` would answer with everything."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, known = super().get_route_handler(), sorted(_asked_by(self.dependant))

        async def handle_known(request: Request) -> Response:
            for name in request.query_params:
                if name not in known:
                    raise _unknown(name, known)
            return await handle(request)

        return handle_known


def _asked_by(dependant: Dependant) -> Iterator[str]:
    yield from (parameter.alias for parameter in dependant.query_params)
    for dependency in dependant.dependencies:
        yield from _asked_by(dependency)


def _unknown(name: str, known: list[str]) -> Problem:
    like = get_close_matches(name[:100], known, 1)
    if like:
        instead = f"did you mean {like[0]!r}?"
    else:
        instead = f"choose from {', '.join(known)}" if known else "this address takes none"
    message = f"unknown query parameter {name[:100]!r}; {instead}"
    return Problem(422, "invalid", message, field=name[:100])


def routes(tag: str, path: str = "") -> APIRouter:
    """The router of one part, whose routes know their whole address from the start."""
    return APIRouter(
        prefix=f"/api/v1{path}",
        tags=[tag],
        responses={"4XX": {"model": ErrorAnswer, "description": "Refused"}, "5XX": {"model": ErrorAnswer}},
        route_class=_Strict,
    )
