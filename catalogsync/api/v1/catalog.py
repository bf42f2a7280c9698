"""/api/v1: playlists, songs, artists, what is wanted."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import BaseModel

from catalogsync.api.deps import After, PageSize, Reading, Shop
from catalogsync.api.problems import not_found
from catalogsync.api.v1.pages import Page, page_of
from catalogsync.api.v1.routes import routes
from catalogsync.domain.ids import Key
from catalogsync.pipeline.catalog import now_ms
from catalogsync.projections.filter import song_filter
from catalogsync.projections.song_list import songs_of
from catalogsync.projections.story import story_of
from catalogsync.projections.walking import last_number, walk
from catalogsync.projections.wanted import NEW, wanted_reasons, wanted_songs

router = routes("catalog")

Filter = Annotated[
    str, Query(alias="filter", max_length=1000, description='state:missed source:qq artist:"…" since:7d 夜')
]


class PlaylistOut(BaseModel):
    """A playlist with how many of its songs have a file."""

    number: int
    id: str
    platform: str
    kind: str | None
    title: str | None
    creator: str | None
    sync: str | None
    failure: str | None
    message: str | None
    excluded: bool
    songs: int | None
    done: int | None
    missed: int | None
    synced_ms: int | None
    changed_ms: int | None


class SongOut(BaseModel):
    """A song and how far it is."""

    number: int
    id: str
    platform: str
    title: str | None
    artists: str | None
    album: str | None
    duration_ms: int | None
    state: str
    gone: bool
    failure: str | None
    message: str | None
    retry_at_ms: int | None
    misses: int
    source: str | None
    quality: str | None
    lyric: str | None
    found_ms: int | None
    state_ms: int | None


class EntryOut(SongOut):
    """A song at its place in a playlist."""

    place: int


class ArtistOut(BaseModel):
    """An artist of songs we know."""

    number: int
    id: str
    platform: str
    name: str | None
    songs: int


class FileOut(BaseModel):
    """The verified file of a song. `path` is relative to the library root with that id."""

    root: str
    path: str
    size_bytes: int
    sha256: str
    container: str | None
    codec: str | None
    bitrate: int | None
    duration_ms: int | None
    quality: str | None
    source: str
    source_song_id: str
    verified_ms: int | None
    present: bool
    why: str | None


class SongWhole(SongOut):
    """A song with its file and playlists."""

    file: FileOut | None
    playlists: list[str]


class StoryOut(BaseModel):
    """The events a song's present state comes from."""

    events: list[dict[str, Any]]
    file_events: list[dict[str, Any]]
    sightings: list[dict[str, Any]]


class Reason(BaseModel):
    """Missing songs of one cause; `next_ms` is the soonest next try by itself."""

    reason: str
    n: int
    next_ms: int | None


_PLAYLIST = "SELECT p.*, c.songs, c.done, c.missed FROM playlists p LEFT JOIN playlist_coverage c ON c.playlist = p.id"


@router.get("/playlists")
def playlists(
    db: Reading,
    platform: str | None = None,
    pool: str | None = None,
    search: Annotated[str | None, Query(max_length=200)] = None,
    after: After = 0,
    limit: PageSize = 100,
) -> Page[PlaylistOut]:
    """The playlists we know."""
    rows = db.execute(
        f"{_PLAYLIST} WHERE p.number > :after AND (:platform IS NULL OR p.platform = :platform)"
        " AND (:pool IS NULL OR p.id IN (SELECT playlist FROM pool_playlists WHERE pool = :pool))"
        " AND (:search IS NULL OR instr(lower(p.title), lower(:search)) > 0) ORDER BY p.number LIMIT :limit",
        {"after": after, "platform": platform, "pool": pool, "search": search, "limit": limit},
    ).fetchall()
    return page_of(PlaylistOut, rows, limit)


@router.get("/playlists/{name}")
def playlist(name: str, shop: Shop, db: Reading) -> PlaylistOut:
    """One playlist, by short number or `platform:remote_id`."""
    row = db.execute(f"{_PLAYLIST} WHERE p.id = ?", (str(_playlist_key(shop, name)),)).fetchone()
    return PlaylistOut.model_validate(dict(row))


@router.get("/playlists/{name}/songs")
def entries(name: str, shop: Shop, db: Reading, after: After = 0, limit: PageSize = 100) -> Page[EntryOut]:
    """What a playlist holds, in its order; `after` is a place."""
    rows = db.execute(
        "SELECT e.position + 1 AS place, s.* FROM playlist_entries e JOIN songs s ON s.id = e.song"
        " WHERE e.playlist = ? AND e.position >= ? ORDER BY e.position LIMIT ?",
        (str(_playlist_key(shop, name)), after, limit),
    ).fetchall()
    return page_of(EntryOut, rows, limit, "place")


@router.get("/songs")
def songs(db: Reading, wanted: Filter = "", after: After = 0, limit: PageSize = 100) -> Page[SongOut]:
    """Songs of a filter."""
    found = songs_of(db, song_filter(wanted, now_ms()), after=after, limit=limit)
    return page_of(SongOut, found.rows, limit, "key", reached=found.reached)


@router.get("/songs/{name}")
def song(name: str, shop: Shop, db: Reading) -> SongWhole:
    """One song, by short number or `platform:remote_id`."""
    key = str(song_key(shop, name))
    row = db.execute("SELECT * FROM songs WHERE id = ?", (key,)).fetchone()
    file = db.execute("SELECT * FROM files WHERE song = ?", (key,)).fetchone()
    lists = db.execute("SELECT DISTINCT playlist FROM playlist_entries WHERE song = ? LIMIT 200", (key,))
    return SongWhole.model_validate(
        dict(row) | {"file": None if file is None else dict(file), "playlists": [found[0] for found in lists]}
    )


@router.get("/songs/{name}/story")
def story(name: str, shop: Shop, db: Reading) -> StoryOut:
    """Why a song is as it is: its own events, its file's, and where it was seen."""
    key = song_key(shop, name)
    seen = db.execute("SELECT DISTINCT playlist FROM playlist_entries WHERE song = ? LIMIT 50", (str(key),))
    told = story_of(shop.log, key, [Key.parse(row[0]) for row in seen])
    return StoryOut(
        events=[event.as_plain() for event in told.events],
        file_events=[event.as_plain() for event in told.file_events],
        sightings=[
            {
                "playlist": str(sighting.playlist),
                "title": sighting.title,
                "pools": list(sighting.pools),
                "place": sighting.place,
            }
            for sighting in told.sightings
        ],
    )


@router.get("/artists")
def artists(
    db: Reading,
    platform: str | None = None,
    search: Annotated[str | None, Query(max_length=200)] = None,
    after: After = 0,
    limit: PageSize = 100,
) -> Page[ArtistOut]:
    """The artists of the songs we know."""
    found = walk(
        db,
        "SELECT a.*, (SELECT count(*) FROM song_artists x WHERE x.artist = a.id) AS songs FROM artists a"
        " WHERE a.number > :after AND a.number <= :upto AND (:platform IS NULL OR a.platform = :platform)"
        " AND (:search IS NULL OR instr(lower(a.name), lower(:search)) > 0) ORDER BY a.number LIMIT :limit",
        {"platform": platform, "search": search},
        after=after,
        last=last_number(db, "artists"),
        limit=limit,
    )
    return page_of(ArtistOut, found.rows, limit, reached=found.reached)


@router.get("/wanted")
def wanted(db: Reading, asked: Filter = "", after: After = 0, limit: PageSize = 100) -> Page[SongOut]:
    """Songs without a file."""
    found = wanted_songs(db, song_filter(asked, now_ms()), after=after, limit=limit)
    return page_of(SongOut, found.rows, limit, "key", reached=found.reached)


@router.get("/wanted/reasons")
def reasons(db: Reading, asked: Filter = "") -> list[Reason]:
    """Why songs have no file, the most frequent cause first; of a filter, up to 20,000 songs are counted."""
    found = wanted_reasons(db, song_filter(asked, now_ms())).reasons
    return [
        Reason(reason="not tried yet" if one.reason == NEW else one.reason, n=one.n, next_ms=one.next_ms)
        for one in found
    ]


def song_key(shop: Shop, name: str) -> Key:
    """The key of a song by short number or id; Problem 404 when we know none."""
    key = shop.queries.resolve_song(name)
    if key is None:
        raise not_found("song", name)
    return key


def _playlist_key(shop: Shop, name: str) -> Key:
    key = shop.queries.resolve_playlist(name)
    if key is None:
        raise not_found("playlist", name)
    return key
