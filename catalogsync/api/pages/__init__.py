"""The console's pages: one module a page, over the same catalog and read models as everything else.

`add_pages(app)` is all an application needs. It expects on `app.state`: `shop` (the open store), `runner` (the
`pipeline.worker.Runner`, or None when this process runs no jobs) and, where known, `loaded` (`config.Loaded`: settings
with their origins) and `env_file` (the file the settings page edits).
"""

from __future__ import annotations

from importlib import import_module, resources
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from catalogsync.api.pages.log_tail import watch_logs
from catalogsync.api.pages.trouble import add_trouble

PAGES = (
    "overview",
    "jobs",
    "recipes",
    "playlists",
    "songs",
    "artists",
    "files",
    "wanted",
    "review",
    "sources",
    "events",
    "projections",
    "settings",
    "logs",
    "look",
    "live",
)


def add_pages(app: FastAPI) -> None:
    """Add every page, what they need from disk, the log tail, and errors in the console's design."""
    static = Path(str(resources.files("catalogsync.api") / "static"))
    app.mount("/static", StaticFiles(directory=static), name="static")
    for name in PAGES:
        app.include_router(import_module(f"{__name__}.{name}").router, include_in_schema=False)
    app.state.log_tail = watch_logs()
    add_trouble(app)
