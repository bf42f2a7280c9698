"""Wanted: what has no file yet, by reason, when it is tried again, and trying now."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from catalogsync.api import ordering
from catalogsync.api.pages.desk import ROWS, AtDesk, whole_number
from catalogsync.api.pages.paging import Pages, pages
from catalogsync.api.pages.songs import filtered
from catalogsync.pipeline.errors import CatalogError, Refusal

router = APIRouter(include_in_schema=False)

_REASON = "coalesce(s.failure, CASE WHEN s.gone THEN 'gone' ELSE 'new' END)"
_STATES = "s.state IN ('open', 'missed', 'held')"


@dataclass(frozen=True, slots=True)
class WantedPage:
    """Reasons with counts and next dates, and the songs."""

    q: str
    wrong: str
    reason: str
    reasons: Sequence[sqlite3.Row]
    total: int
    rows: Sequence[sqlite3.Row]
    pages: Pages


@router.get("/wanted")
def index(desk: AtDesk, q: str = "", reason: str = "", after: str = "") -> Response:
    """The list."""
    asked, wrong = filtered(desk, q)
    where = f"{_STATES} AND {asked.where}"
    reasons = desk.rows(
        f"SELECT {_REASON} AS reason, count(*) AS n, min(s.retry_at_ms) AS next_ms, s.state AS state FROM songs s"
        f" WHERE {where} GROUP BY 1 ORDER BY 2 DESC",
        asked.values,
    )
    rows = desk.rows(
        "SELECT s.number, s.id, s.title, s.artists, s.album, s.duration_ms, s.state, s.failure, s.message,"
        f" s.retry_at_ms, s.misses, s.gone FROM songs s WHERE {where} AND s.number > :after"
        f" AND (:reason = '' OR {_REASON} = :reason) ORDER BY s.number LIMIT {ROWS}",
        {**asked.values, "after": whole_number(after) or 0, "reason": reason},
    )
    page = WantedPage(
        q[:1000],
        wrong,
        reason,
        reasons,
        sum(row["n"] for row in reasons),
        rows,
        pages("/wanted", {"q": q, "reason": reason, "after": after}, rows),
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
