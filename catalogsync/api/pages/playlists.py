"""Playlists: the list with its states and filters, what is done to many at once, and one playlist."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from catalogsync.api.ordering import order_job
from catalogsync.api.pages.bulk import MOST, decide_playlists, decide_songs
from catalogsync.api.pages.desk import ROWS, AtDesk, Desk, whole_number
from catalogsync.api.pages.paging import Pages, pages
from catalogsync.api.problems import not_found
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.job import Job
from catalogsync.domain.playlist import Playlist
from catalogsync.domain.song import Song
from catalogsync.pipeline.errors import CatalogError, Refusal
from catalogsync.pipeline.selection import Selection
from catalogsync.projections import timeline

router = APIRouter(include_in_schema=False)

STATES = ("todo", "running", "done", "error", "excluded")

_STATE = (
    "CASE WHEN p.excluded THEN 'excluded' WHEN p.sync IN ('failed', 'gone') THEN 'error'"
    " WHEN coalesce(c.songs, 0) > 0 AND c.done + c.excluded >= c.songs THEN 'done'"
    " WHEN p.id IN (SELECT value FROM json_each(:running)) THEN 'running' ELSE 'todo' END"
)
_FROM = "FROM playlists p LEFT JOIN playlist_coverage c ON c.playlist = p.id"
_CONDITIONS = {
    "platform": "p.platform = :platform",
    "pool": "p.id IN (SELECT playlist FROM pool_playlists WHERE pool = :pool)",
    "search": "(instr(lower(p.title), lower(:search)) > 0 OR p.remote_id = :search)",
    "state": f"{_STATE} = :state",
    "wanted": "(coalesce(c.songs, 0) > c.done + c.excluded AND p.excluded = 0)",
}
"""What each filter that is set asks; the counts of songs are joined only where they are asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of the list, as the address has them."""

    platform: str = ""
    pool: str = ""
    search: str = ""
    state: str = ""
    wanted: str = ""

    def values(self, running: str) -> dict[str, Any]:
        """For SQL."""
        return {**self.address(), "running": running}

    @property
    def where(self) -> str:
        """The conditions of the filters that are set."""
        return " AND ".join(sql for name, sql in _CONDITIONS.items() if getattr(self, name)) or "1"

    @property
    def counted_in(self) -> str:
        """What has to be read to count."""
        return _FROM if self.state or self.wanted else "FROM playlists p"

    def address(self) -> dict[str, str]:
        """For links."""
        return {name: str(getattr(self, name))[:200] for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class PlaylistsPage:
    """The list. `total` is how many the filter means, exactly."""

    asked: Asked
    rows: Sequence[sqlite3.Row]
    total: int
    pools: Sequence[str]
    states: Sequence[str]
    pages: Pages


def _running(desk: Desk) -> str:
    """The playlists that running jobs have chosen and not read yet, as JSON."""
    found: set[str] = set()
    for row in desk.rows("SELECT id FROM jobs WHERE phase = 'running' LIMIT 20"):
        job = desk.shop.catalog.load(Job, Job.stream_of(row["id"]))
        found.update(job.chosen or ())
    return json.dumps(sorted(found))


@router.get("/playlists")
def index(
    desk: AtDesk,
    asked: Annotated[Asked, Depends(Asked)],
    after: str = "",
) -> Response:
    """The list."""
    values = asked.values(_running(desk))
    rows = desk.rows(
        f"SELECT p.*, c.songs, c.done, c.missed, c.excluded AS left_out, {_STATE} AS state {_FROM}"
        f" WHERE p.number > :after AND {asked.where} ORDER BY p.number LIMIT {ROWS}",
        {**values, "after": whole_number(after) or 0},
    )
    total = desk.rows(f"SELECT count(*) {asked.counted_in} WHERE {asked.where}", values)[0][0]
    page = PlaylistsPage(
        asked,
        rows,
        total,
        [row[0] for row in desk.rows("SELECT id FROM pools ORDER BY id LIMIT 200")],
        STATES,
        pages("/playlists", {**asked.address(), "after": after}, rows),
    )
    return desk.render("playlists", "playlists/index.html", page)


@router.post("/playlists")
def bulk(
    desk: AtDesk,
    do: Annotated[str, Form(pattern="^(sync|download|want|exclude)$")],
    pick: Annotated[list[str] | None, Form()] = None,
    whole: Annotated[str, Form()] = "",
    platform: Annotated[str, Form()] = "",
    pool: Annotated[str, Form()] = "",
    search: Annotated[str, Form()] = "",
    state: Annotated[str, Form()] = "",
    wanted: Annotated[str, Form()] = "",
    command: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/playlists",
) -> Response:
    """Do something with the ticked playlists, or with all that the filter means."""
    writer = desk.writer()
    if whole:
        asked = Asked(platform, pool, search, state, wanted)
        rows = desk.rows(
            f"SELECT p.id {_FROM} WHERE {asked.where} ORDER BY p.number LIMIT {MOST}",
            asked.values(_running(desk)),
        )
        keys = [Key.parse(row[0]) for row in rows]
    else:
        keys = [key for key in (desk.shop.queries.resolve_playlist(name) for name in pick or ()) if key]
    if not keys:
        return desk.refused(back, Refusal(desk.words("bulk.none")))
    try:
        if do in ("sync", "download"):
            kind = "sync_only" if do == "sync" else "sync_download"
            selection = Selection(tuple(dict.fromkeys(key.platform for key in keys)), playlists=tuple(keys))
            order_job(writer, kind, selection, command=command or None)
            return desk.done(back, f"said.lists.{do}", n=len(keys))
        decide = Playlist.want if do == "want" else Playlist.exclude
        n = decide_playlists(writer, keys, lambda playlist: decide(playlist))
    except CatalogError as e:
        return desk.refused(back, e)
    return desk.done(back, f"said.lists.{do}", n=n)


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A song of a difference: `plus`, `minus` or `moved`."""

    sign: str
    number: int | None
    title: str


@dataclass(frozen=True, slots=True)
class DiffView:
    """The difference between two versions."""

    a: int
    b: int
    renamed: tuple[str, str] | None
    lines: Sequence[DiffLine]
    more: int


@dataclass(frozen=True, slots=True)
class PlaylistPage:
    """One playlist."""

    row: sqlite3.Row
    pools: Sequence[str]
    entries: Sequence[sqlite3.Row]
    versions: Sequence[sqlite3.Row]
    diff: DiffView | None
    pages: Pages
    state: str


_SHOWN = 300


@router.get("/playlists/{name}")
def one(desk: AtDesk, name: str, after: str = "", a: str = "", b: str = "", state: str = "") -> Response:
    """One playlist: entries, versions, and what differs between two of them."""
    key = _key(desk, name)
    row = desk.row(
        f"SELECT p.*, c.songs, c.done, c.missed, c.excluded AS left_out, {_STATE} AS state {_FROM} WHERE p.id = :id",
        {"id": str(key), "running": _running(desk)},
    )
    assert row is not None
    entries = desk.rows(
        "SELECT e.position + 1 AS place, e.song AS id, s.number, s.title, s.artists, s.album, s.duration_ms, s.state,"
        " s.failure, s.message, s.source, s.quality, s.lyric, s.gone FROM playlist_entries e"
        " LEFT JOIN songs s ON s.id = e.song WHERE e.playlist = :id AND e.position >= :after"
        f" AND (:state = '' OR s.state = :state) ORDER BY e.position LIMIT {ROWS}",
        {"id": str(key), "after": whole_number(after) or 0, "state": state},
    )
    versions = desk.rows(
        "SELECT row_number() OVER (ORDER BY version) AS n, * FROM playlist_versions WHERE playlist = ?"
        " ORDER BY version DESC LIMIT 200",
        (str(key),),
    )
    page = PlaylistPage(
        row,
        [r[0] for r in desk.rows("SELECT pool FROM pool_playlists WHERE playlist = ?", (str(key),))],
        entries,
        versions,
        _diff(desk, key, whole_number(a), whole_number(b)),
        pages(f"/playlists/{row['number']}", {"state": state, "after": after}, entries, "place"),
        state,
    )
    return desk.render("playlists", "playlists/one.html", page)


def _key(desk: Desk, name: str) -> Key:
    key = desk.shop.queries.resolve_playlist(name)
    if key is None:
        raise not_found("playlist", name)
    return key


def _diff(desk: Desk, key: Key, a: int | None, b: int | None) -> DiffView | None:
    if a is None or b is None:
        return None
    old, new = (timeline.playlist_version(desk.shop.log, key, version) for version in sorted((a, b)))
    found = timeline.difference(old, new)
    signed = [
        *(("plus", song) for song in found.added),
        *(("minus", song) for song in found.removed),
        *(("moved", song) for song in found.moved),
    ]
    lines = []
    for sign, song in signed[:_SHOWN]:
        row = desk.row("SELECT number, title, artists FROM songs WHERE id = ?", (f"{key.platform}:{song}",))
        title = f"{row['artists']} - {row['title']}" if row else song
        lines.append(DiffLine(sign, row["number"] if row else None, title))
    renamed = (old.title, new.title) if old.title != new.title and old.version else None
    return DiffView(old.version, new.version, renamed, lines, max(0, len(signed) - _SHOWN))


@router.post("/playlists/{name}/retry")
def retry(desk: AtDesk, name: str, back: Annotated[str, Form()] = "/playlists") -> Response:
    """Open the missing songs of a playlist again and download it."""
    writer = desk.writer()
    key = _key(desk, name)
    rows = desk.rows(
        "SELECT DISTINCT s.id FROM playlist_entries e JOIN songs s ON s.id = e.song WHERE e.playlist = ?"
        " AND s.state IN ('missed', 'held')",
        (str(key),),
    )
    try:
        n = decide_songs(writer, [Key.parse(row[0]) for row in rows], lambda song: Song.reopen(song, "retry"))
        order_job(writer, "download_only", Selection((key.platform,), playlists=(key,)))
    except CatalogError as e:
        return desk.refused(back, e)
    return desk.done(back, "said.songs.retry", n=n)


@router.get("/playlists/{name}/events")
def events(desk: AtDesk, name: str) -> Response:
    """Its stream, in the events page."""
    return desk.go(f"/events?stream={stream_id('playlist', _key(desk, name))}")
