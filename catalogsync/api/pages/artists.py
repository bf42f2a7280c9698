"""Artists: the list, and one with their songs."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from catalogsync.api.pages.desk import ROWS, AtDesk, whole_number
from catalogsync.api.pages.paging import Pages, pages
from catalogsync.api.problems import not_found
from catalogsync.projections.walking import last_number, walk

router = APIRouter(include_in_schema=False)


COUNTED = 1_000
"""Songs of an artist are counted up to here: "various artists" may have a tenth of the catalog."""

_OF_ARTIST = "SELECT song FROM song_artists WHERE artist = a.id LIMIT :counted"


@dataclass(frozen=True, slots=True)
class ArtistsPage:
    """The list. Rows with more than `counted` songs have more than were counted."""

    search: str
    rows: Sequence[sqlite3.Row]
    pages: Pages
    counted: int = COUNTED


@router.get("/artists")
def index(desk: AtDesk, search: str = "", after: str = "") -> Response:
    """The list."""
    found = walk(
        desk.db,
        f"SELECT a.number, a.name, a.platform, (SELECT count(*) FROM ({_OF_ARTIST})) AS songs,"
        f" (SELECT count(*) FROM ({_OF_ARTIST}) x CROSS JOIN song_states s ON s.song = x.song WHERE s.state = 'done')"
        " AS done FROM artists a WHERE a.number > :after AND a.number <= :upto"
        " AND (:search = '' OR instr(lower(a.name), lower(:search)) > 0) ORDER BY a.number LIMIT :limit",
        {"search": search[:200], "counted": COUNTED + 1},
        after=whole_number(after) or 0,
        last=last_number(desk.db, "artists"),
        limit=ROWS,
    )
    asked = {"search": search[:200], "after": after}
    page = ArtistsPage(search[:200], found.rows, pages("/artists", asked, found.rows, reached=found.reached))
    return desk.render("songs", "songs/artists.html", page)


@dataclass(frozen=True, slots=True)
class ArtistPage:
    """One artist."""

    row: sqlite3.Row
    songs: Sequence[sqlite3.Row]
    pages: Pages


@router.get("/artists/{number}")
def one(desk: AtDesk, number: str, after: str = "") -> Response:
    """One artist."""
    row = desk.row("SELECT * FROM artists WHERE number = ?", (whole_number(number) or 0,))
    if row is None:
        raise not_found("artist", number)
    songs = desk.rows(
        "SELECT s.* FROM song_artists x JOIN songs s ON s.id = x.song WHERE x.artist = ? AND s.number > ?"
        f" ORDER BY s.number LIMIT {ROWS}",
        (row["id"], whole_number(after) or 0),
    )
    page = ArtistPage(row, songs, pages(f"/artists/{row['number']}", {"after": after}, songs))
    return desk.render("songs", "songs/artist.html", page)
