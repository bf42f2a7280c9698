"""`playlists`, `songs`, `artists`, `jobs`: what the catalog knows, in pages."""

from __future__ import annotations

import sqlite3
from typing import Annotated, Any

import typer

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.flags import AsJson
from catalogsync.cli.looking import songs_meant
from catalogsync.cli.opened import on_store
from catalogsync.cli.output import length, print_json, print_table, say, when
from catalogsync.cli.picking import one_playlist
from catalogsync.domain.ids import PLATFORMS
from catalogsync.pipeline.catalog import now_ms
from catalogsync.pipeline.errors import Refusal
from catalogsync.projections.filter import song_filter

After = Annotated[
    int, typer.Option("--after", help="Go on after this number (the last one of a page).", min=0)
]
PageSize = Annotated[int, typer.Option("--limit", help="Rows in a page.", min=1, max=10_000)]


def _known_platform(name: str | None) -> str | None:
    if name is not None and name not in PLATFORMS:
        raise Refusal(f"unknown platform {name!r}; choose from {', '.join(PLATFORMS)}")
    return name


Platform = Annotated[
    str | None,
    typer.Option("--platform", help="Only this platform.", show_default=False, callback=_known_platform),
]
Contains = Annotated[
    str | None,
    typer.Option("--search", help="Only rows whose title or name holds this text.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (playlists, songs, artists, jobs):
        app.command()(command)


@on_store
def playlists(
    shop: Workshop,
    platform: Platform = None,
    pool: Annotated[
        str | None, typer.Option("--pool", help="Only this pool: netease:square, manual …")
    ] = None,
    search: Contains = None,
    after: After = 0,
    limit: PageSize = 100,
    as_json: AsJson = False,
) -> None:
    """The playlists we know, with how many of their songs have a file.

    catalogsync playlists --db music.db --pool netease:toplists
    """
    rows = _page(
        shop,
        "SELECT p.number, p.id, p.title, p.kind, p.sync, c.songs, c.done, c.missed, p.synced_ms, p.failure, p.excluded"
        " FROM playlists p LEFT JOIN playlist_coverage c ON c.playlist = p.id"
        " WHERE p.number > :after AND (:platform IS NULL OR p.platform = :platform)"
        " AND (:pool IS NULL OR p.id IN (SELECT playlist FROM pool_playlists WHERE pool = :pool))"
        " AND (:search IS NULL OR instr(p.title, :search) > 0) ORDER BY p.number LIMIT :limit",
        {"after": after, "platform": platform, "pool": pool, "search": search, "limit": limit},
    )
    if as_json:
        _envelope("playlists", rows, limit)
        return
    print_table(
        ("#", "id", "title", "kind", "state", "songs", "done", "missing", "synced"),
        [
            (
                row["number"],
                row["id"],
                row["title"],
                row["kind"],
                "excluded" if row["excluded"] else row["sync"],
                row["songs"],
                row["done"],
                row["missed"],
                when(row["synced_ms"]),
            )
            for row in rows
        ],
        empty=_none(platform or pool or search or after, "playlists", "`catalogsync collect` finds some"),
    )
    _more(rows, limit)


@on_store
def songs(
    shop: Workshop,
    filter_: Annotated[str, typer.Argument(help='Words, or a filter: reason:vip artist:"…" since:7d')] = "",
    platform: Platform = None,
    playlist: Annotated[
        str | None, typer.Option("--playlist", help="Only this playlist, in its order.")
    ] = None,
    state: Annotated[str | None, typer.Option("--state", help="open, done, missed, held, excluded.")] = None,
    after: After = 0,
    limit: PageSize = 100,
    as_json: AsJson = False,
) -> None:
    """The songs we know and how far each is. With --playlist, --after counts places in the playlist.

    catalogsync songs --db music.db --state missed

    catalogsync songs --db music.db '夜航 source:kuwo since:7d'
    """
    words = f"{f'state:{state}' if state else ''} {f'platform:{platform}' if platform else ''} {filter_}"
    found = song_filter(words, now_ms())
    columns = (
        "s.number, s.id, s.title, s.artists, s.album, s.duration_ms, s.state, s.failure, s.message, s.source,"
        " s.quality, s.lyric, s.retry_at_ms, (SELECT path FROM files f WHERE f.song = s.id) AS path, s.gone"
    )
    if playlist is None:
        rows = list(songs_meant(shop, found, columns=columns, after=after, limit=limit))
    else:
        rows = _page(
            shop,
            f"SELECT e.position + 1 AS place, {columns} FROM playlist_entries e JOIN songs s ON s.id = e.song"
            f" WHERE e.playlist = :playlist AND e.position >= :after AND {found.where} ORDER BY e.position LIMIT :limit",
            found.values | {"after": after, "limit": limit},
            playlist=playlist,
        )
    key = "key" if playlist is None else "place"
    if as_json:
        _envelope("songs", rows, limit, key)
        return
    print_table(
        ("#", "id", "title", "artists", "length", "state", "why", "source", "lyric"),
        [
            (
                row["number"],
                row["id"],
                row["title"] or "(no longer listed)",
                row["artists"],
                length(row["duration_ms"]),
                "gone" if row["gone"] and row["state"] == "open" else row["state"],
                row["failure"],
                " ".join(filter(None, (row["source"], row["quality"]))),
                row["lyric"],
            )
            for row in rows
        ],
        empty=_none(words.strip() or playlist or after, "songs", "`catalogsync sync` brings them in"),
    )
    _more(rows, limit, key)


@on_store
def artists(
    shop: Workshop,
    platform: Platform = None,
    search: Contains = None,
    after: After = 0,
    limit: PageSize = 100,
    as_json: AsJson = False,
) -> None:
    """The artists of the songs we know."""
    rows = _page(
        shop,
        "SELECT a.number, a.id, a.name, a.platform, (SELECT count(*) FROM song_artists x WHERE x.artist = a.id) songs"
        " FROM artists a WHERE a.number > :after AND (:platform IS NULL OR a.platform = :platform)"
        " AND (:search IS NULL OR instr(a.name, :search) > 0) ORDER BY a.number LIMIT :limit",
        {"after": after, "platform": platform, "search": search, "limit": limit},
    )
    if as_json:
        _envelope("artists", rows, limit)
        return
    table = [(row["number"], row["id"], row["name"], row["songs"]) for row in rows]
    empty = _none(platform or search or after, "artists", "`catalogsync sync` brings them in")
    print_table(("#", "id", "name", "songs"), table, empty=empty)
    _more(rows, limit)


@on_store
def jobs(
    shop: Workshop,
    limit: PageSize = 20,
    as_json: AsJson = False,
) -> None:
    """The newest jobs, the newest first."""
    rows = _page(
        shop,
        "SELECT number, id, kind, phase, outcome, actor, started_ms, ended_ms, counts, reason FROM jobs"
        " ORDER BY number DESC LIMIT :limit",
        {"limit": limit},
    )
    if as_json:
        _envelope("jobs", rows, limit)
        return
    print_table(
        ("#", "id", "kind", "state", "by", "started", "ended", "why"),
        [
            (
                row["number"],
                row["id"],
                row["kind"],
                row["outcome"] or row["phase"],
                row["actor"],
                when(row["started_ms"]),
                when(row["ended_ms"]),
                row["reason"],
            )
            for row in rows
        ],
        empty="no jobs yet; `catalogsync run` makes one",
    )


def _page(
    shop: Workshop, sql: str, values: dict[str, Any], *, playlist: str | None = None
) -> list[sqlite3.Row]:
    shop.models.catch_up()
    if playlist is not None:
        values = values | {"playlist": str(one_playlist(shop.queries, playlist))}
    return shop.models.connection().execute(sql, values).fetchall()


def _none(chosen: object, what: str, source: str) -> str:
    """What an empty list says: nothing fits what was asked for, or there is nothing at all yet."""
    return f"no {what} fit" if chosen else f"no {what} yet; {source}"


def _envelope(what: str, rows: list[sqlite3.Row], limit: int, key: str = "number") -> None:
    """The JSON envelope of a page; `next` is the --after of the next one, null on the last."""
    items = [{name: row[name] for name in row.keys() if name != "key"} for row in rows]  # noqa: SIM118  rows of sqlite3
    more = rows[-1][key] if len(rows) == limit else None
    print_json(what, items=items, next=more)


def _more(rows: list[sqlite3.Row], limit: int, key: str = "number") -> None:
    if len(rows) == limit:
        say(f"more with --after {rows[-1][key]}")
