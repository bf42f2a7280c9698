"""Logs: the newest lines, of all processes where there is a log folder, else of this server; by level and text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from catalogsync.api.pages.desk import AtDesk
from catalogsync.api.pages.log_files import newest_in
from catalogsync.api.pages.log_tail import LEVELS, Line, watch_logs

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class LogsPage:
    """Lines, newest first."""

    level: str
    search: str
    levels: Sequence[str]
    lines: Sequence[Line]


@router.get("/logs")
def index(desk: AtDesk, level: str = "INFO", search: str = "") -> Response:
    """The page."""
    level = level if level in LEVELS else "INFO"
    folder = desk.shop.settings.log_folder
    if folder is None:
        lines = watch_logs().newest(level=level, search=search[:200])
    else:
        lines = newest_in(folder, level=level, search=search[:200])
    page = LogsPage(level, search[:200], LEVELS[1:], lines)
    return desk.render("logs", "settings/logs.html", page)
