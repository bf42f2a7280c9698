"""Files: what stands on disk and, where there is object storage, on its backends."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from catalogsync.api.pages.desk import ROWS, AtDesk, Desk, whole_number
from catalogsync.api.pages.paging import Pages, pages
from catalogsync.projections.walking import Walked, last_number, walk

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FilesPage:
    """The list. `presence`: here, removed (to make room), lost or all; `copies` by song: audio in backends."""

    presence: str
    search: str
    rows: Sequence[sqlite3.Row]
    copies: Mapping[str, Sequence[sqlite3.Row]]
    roots: Sequence[sqlite3.Row]
    pages: Pages


_PRESENCE = {
    "here": "f.present = 1",
    "removed": "f.present = 0 AND f.removed = 1",
    "lost": "f.present = 0 AND f.removed = 0",
}
_COLUMNS = "s.number, s.title, s.artists, f.*"


def _files(desk: Desk, presence: str, search: str, after: str) -> tuple[Walked, str]:
    """A page of the list and the column it goes by: in the order of the songs, or of their ids.

    Few files are lost and any number is removed: those have an index of their own, by song.
    """
    if presence in ("removed", "lost") and not search:
        rows = desk.rows(
            f"SELECT {_COLUMNS} FROM files f CROSS JOIN songs s ON s.id = f.song WHERE f.song > :after"
            f" AND {_PRESENCE[presence]} ORDER BY f.song LIMIT {ROWS}",
            {"after": after[:300]},
        )
        return Walked(rows), "song"
    found = walk(
        desk.db,
        f"SELECT {_COLUMNS} FROM songs s CROSS JOIN files f ON f.song = s.id WHERE s.number > :after"
        f" AND s.number <= :upto AND {_PRESENCE.get(presence, '1')}"
        " AND (:search = '' OR instr(lower(f.path), lower(:search)) > 0) ORDER BY s.number LIMIT :limit",
        {"search": search},
        after=whole_number(after) or 0,
        last=last_number(desk.db, "songs"),
        limit=ROWS,
    )
    return found, "number"


def _copies(desk: Desk, songs: Sequence[str]) -> dict[str, list[sqlite3.Row]]:
    found: dict[str, list[sqlite3.Row]] = {song: [] for song in songs}
    marks = ", ".join("?" * len(songs))
    for row in desk.rows(
        "SELECT song, backend, state, proof, read_ms FROM copies WHERE part = 'audio'"
        f" AND song IN ({marks}) ORDER BY backend",
        tuple(songs),
    ):
        found[row["song"]].append(row)
    return found


@router.get("/files")
def index(desk: AtDesk, presence: str = "", search: str = "", after: str = "") -> Response:
    """The list."""
    search = search[:200]
    found, key = _files(desk, presence, search, after)
    rows = found.rows
    asked = {"presence": presence, "search": search, "after": after}
    page = FilesPage(
        presence,
        search,
        rows,
        _copies(desk, [row["song"] for row in rows]),
        desk.rows("SELECT * FROM roots ORDER BY opened_ms DESC LIMIT 20"),
        pages("/files", asked, rows, key, reached=found.reached),
    )
    return desk.render("songs", "songs/files.html", page)
