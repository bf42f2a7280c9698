"""Errors in the console's design; the application calls `render_problem` for whoever asked for a page."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from catalogsync.api.pages.desk import Desk
from catalogsync.api.problems import Problem

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TroublePage:
    """An error: its status, what happened and what to do about it."""

    status: int
    detail: str
    hint: str


def render_problem(request: Request, problem: Problem) -> Response:
    """The page of a problem; a line of text when not even that can be made."""
    page = TroublePage(problem.status, problem.message, problem.hint or "")
    try:
        return Desk(request).render("", "trouble.html", page, status=problem.status)
    except Exception:  # the store itself may be what is in trouble
        log.exception("problem_page_failed")
        return HTMLResponse("catalogsync: this page cannot be shown; see the log", problem.status)
