"""Errors in the console's design for people; the API's own errors stay JSON."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from catalogsync.api.pages.desk import Desk
from catalogsync.pipeline.errors import CatalogError

log = logging.getLogger(__name__)

Handler = Callable[[Request, Exception], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class TroublePage:
    """An error: its status, and a line on what happened."""

    status: int
    detail: str


class Nowhere(HTTPException):
    """There is no such thing."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(404, detail)


def is_page(request: Request) -> bool:
    """Does a person look at it? The API and the probes answer programs."""
    path = request.url.path
    return not path.startswith(("/api/", "/static/", "/healthz", "/readyz", "/metrics", "/openapi"))


def add_trouble(app: FastAPI) -> None:
    """Show errors of pages as pages; whoever handled them before goes on doing so for everything else."""
    before: dict[object, Handler] = dict(app.exception_handlers)  # type: ignore[arg-type]

    def show(kind: type[Exception], status: Callable[[Exception], int]) -> None:
        async def handle(request: Request, error: Exception) -> Response:
            if not is_page(request):
                other = before.get(kind)
                if other is None:
                    raise error
                return await other(request, error)
            code = status(error)
            if code >= 500:
                log.error("page_failed %s", request.url.path, exc_info=error)
            detail = str(getattr(error, "detail", "") or "") if isinstance(error, HTTPException) else str(error)
            page = TroublePage(code, detail if code < 500 or isinstance(error, CatalogError) else "")
            return await run_in_threadpool(
                lambda: Desk(request).render("", "trouble.html", page, status=code)
            )

        app.add_exception_handler(kind, handle)

    show(HTTPException, lambda error: error.status_code if isinstance(error, HTTPException) else 500)
    show(CatalogError, lambda error: 409)
