"""Wanted: what has no file yet, by reason, when it is tried again, and trying now."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from catalogsync.api import ordering, views
from catalogsync.api.pages.desk import ROWS, AtDesk, whole_number
from catalogsync.api.pages.paging import Pages, pages
from catalogsync.api.pages.songs import filtered
from catalogsync.pipeline.errors import CatalogError, Refusal
from catalogsync.projections.wanted import COUNTED, Reason, wanted_reasons, wanted_songs

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class WantedPage:
    """Reasons with counts and next dates, and the songs. `total` is text, because it may be `20,000+`."""

    q: str
    wrong: str
    reason: str
    reasons: Sequence[Reason]
    total: str
    rows: Sequence[sqlite3.Row]
    pages: Pages


@router.get("/wanted")
def index(desk: AtDesk, q: str = "", reason: str = "", after: str = "") -> Response:
    """The list."""
    asked, wrong = filtered(desk, q)
    reasons = wanted_reasons(desk.db, asked)
    found = wanted_songs(desk.db, asked, reason=reason, after=whole_number(after) or 0, limit=ROWS)
    page = WantedPage(
        q[:1000],
        wrong,
        reason,
        reasons.reasons,
        views.at_least(min(reasons.total, COUNTED), more=reasons.more),
        found.rows,
        pages(
            "/wanted", {"q": q, "reason": reason, "after": after}, found.rows, "key", reached=found.reached
        ),
    )
    return desk.render("wanted", "wanted/index.html", page, 422 if wrong else 200)


@router.post("/wanted/retry")
def retry(
    desk: AtDesk,
    filter: Annotated[str, Form(max_length=1000)] = "",
    command: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/wanted",
) -> Response:
    """Try everything that the filter means now."""
    writer = desk.writer()
    try:
        keys = ordering.songs_matching(desk.shop, filter)
        if ordering.retry_songs(writer, keys, force=False, command=command or None) is None:
            raise Refusal(desk.words("said.nothing_to_retry"))
    except CatalogError as e:
        return desk.refused(back, e)
    return desk.done(back, "said.songs.retry", n=len(keys))
