"""The application: security, the JSON API, the console's pages, and one face for every error."""

from __future__ import annotations

import pkgutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import Response

from catalogsync import __version__
from catalogsync.api import health, login, v1
from catalogsync.api.deps import Console
from catalogsync.api.live import Feed
from catalogsync.api.pages.log_tail import watch_logs
from catalogsync.api.problems import Problem, problem_of
from catalogsync.api.security import HEADERS, Guard, allowed_hosts, answer
from catalogsync.api.sessions import Sessions
from catalogsync.bootstrap.workshop import Workshop
from catalogsync.config import Loaded, Settings
from catalogsync.pipeline.errors import CatalogError
from catalogsync.pipeline.worker import Runner

STATIC = Path(__file__).with_name("static")
THREADS = 8
"""Requests that are worked on at once. They share one interpreter, so more would not be answered sooner; each thread
holds connections with their caches: 8 of them take a console over a million songs to 115 MiB, 36 to 172."""

Renders = Callable[[Request, Problem], Response]


def make_app(
    shop: Workshop,
    runner: Runner,
    settings: Settings,
    loaded: Loaded | None = None,
    env_file: Path | None = None,
) -> FastAPI:
    """The console and its API over an open store and a runner (which the caller starts and stops)."""
    feed, sessions = Feed(shop), Sessions(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = THREADS
        watch_logs()
        feed.start()
        try:
            yield
        finally:
            feed.close()

    app = FastAPI(
        title="catalogsync",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.console = Console(shop, runner, settings, feed, sessions, loaded, env_file)
    render = _add_routes(app)
    _add_errors(app, render)
    app.add_middleware(Guard, sessions=sessions, hosts=allowed_hosts(settings))
    return app


def _add_routes(app: FastAPI) -> Renders | None:
    """Every module of `catalogsync.api.pages` with a `router` is a page; one with `render_problem` draws errors.

    Routes are taken out of their routers: one that is included is matched again at each level for every request, which
    was a fifth of a page's time.
    """
    render: Renders | None = None
    routes = app.router.routes
    routes.extend(health.router.routes)
    for module in pkgutil.iter_modules([str(Path(__file__).with_name("pages"))]):
        page = import_module(f"catalogsync.api.pages.{module.name}")
        if hasattr(page, "router"):
            routes.extend(page.router.routes)
        render = getattr(page, "render_problem", render)
    for router in (*v1.ROUTERS, login.router):
        routes.extend(router.routes)
    if STATIC.is_dir():
        app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return render


def _add_errors(app: FastAPI, render: Renders | None) -> None:
    def say(request: Request, problem: Problem) -> Response:
        wants_page = "text/html" in request.headers.get("accept", "")
        if render is not None and wants_page and not request.url.path.startswith("/api/"):
            return render(request, problem)
        return answer(problem)

    def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        return say(request, error)

    def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "failed")
        return say(request, Problem(error.status_code, code, str(error.detail), headers=error.headers))

    def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:]) or None
        message = str(first["msg"]).removeprefix("Value error, ")
        where = f"{field}: " if field else ""
        return say(request, Problem(422, "invalid", f"{where}{message}", field=field))

    def on_catalog(request: Request, error: Exception) -> Response:
        assert isinstance(error, CatalogError)
        return say(request, problem_of(error))

    def on_crash(request: Request, error: Exception) -> Response:
        problem = Problem(500, "bug", f"our own fault: {type(error).__name__}", hint="see the log")
        said = say(request, problem)
        said.headers.update(HEADERS)  # crashes are answered outside of the guard
        return said

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(CatalogError, on_catalog)
    app.add_exception_handler(Exception, on_crash)
