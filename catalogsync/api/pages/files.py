"""Files: what stands on disk and, where there is object storage, on its backends."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from catalogsync.api.pages.desk import ROWS, AtDesk, whole_number
from catalogsync.api.pages.paging import Pages, pages

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The list. `presence`: here, lost or all."""

    presence: str
    search: str
    rows: Sequence[sqlite3.Row]
    roots: Sequence[sqlite3.Row]
    pages: Pages


@router.get("/files")
def index(desk: AtDesk, presence: str = "", search: str = "", after: str = "") -> Response:
    """The list, in the order of the songs."""
    rows = desk.rows(
        "SELECT s.number, s.title, s.artists, f.*, (SELECT group_concat(DISTINCT c.backend) FROM copies c"
        " WHERE c.song = s.id AND c.part = 'audio' AND c.state = 'there') AS backends FROM songs s JOIN files f ON f.song = s.id WHERE s.number > :after"
        " AND (:presence = '' OR f.present = (:presence = 'here'))"
        f" AND (:search = '' OR instr(lower(f.path), lower(:search)) > 0) ORDER BY s.number LIMIT {ROWS}",
        {"after": whole_number(after) or 0, "presence": presence, "search": search[:200]},
    )
    asked = {"presence": presence, "search": search[:200], "after": after}
    page = FilesPage(
        presence,
        search[:200],
        rows,
        desk.rows("SELECT * FROM roots ORDER BY opened_ms DESC LIMIT 20"),
        pages("/files", asked, rows),
    )
    return desk.render("songs", "songs/files.html", page)
