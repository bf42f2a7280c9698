"""Songs: search and filters, what is done to many at once, and one song with its whole story."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from catalogsync.api import ordering, views
from catalogsync.api.pages.bulk import MOST, decide_songs
from catalogsync.api.pages.desk import ROWS, AtDesk, Desk, whole_number
from catalogsync.api.pages.paging import Pages, pages
from catalogsync.api.pages.telling import Told, told_story
from catalogsync.api.problems import Problem
from catalogsync.api.v1.catalog import song_key
from catalogsync.api.v1.files import lyrics
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.song import Searched, Song
from catalogsync.pipeline.errors import CatalogError, Refusal
from catalogsync.projections.filter import STATES, SongFilter, song_filter
from catalogsync.projections.song_counts import song_counts
from catalogsync.projections.song_list import count_songs, every_song, songs_of
from catalogsync.projections.songs import artist_line
from catalogsync.projections.story import Sighting, story_of

router = APIRouter(include_in_schema=False)

COUNTED = 5_000
"""Matches of a filter are counted up to here; beyond it is `5,000+`, less where they are rare."""

_COLUMNS = (
    "s.number, s.id, s.title, s.artists, s.album, s.duration_ms, s.state, s.failure, s.message, s.source, s.quality,"
    " s.lyric, s.gone, s.retry_at_ms"
)


@dataclass(frozen=True, slots=True)
class SongsPage:
    """The list. `wrong` says what is wrong with the filter; `total` is text, because it may be `5,000+`."""

    q: str
    wrong: str
    rows: Sequence[sqlite3.Row]
    total: str
    states: Sequence[str]
    state: str
    pages: Pages


def filtered(desk: Desk, q: str) -> tuple[SongFilter, str]:
    """The filter of an address, and what is wrong with it: nothing is found then."""
    try:
        return song_filter(q[:1000], desk.now_ms), ""
    except Refusal as e:
        return SongFilter("0", {}, rest="0"), str(e).removeprefix("filter: ")


def counted(desk: Desk, q: str, wanted: SongFilter) -> str:
    """How many songs that is: exactly for all of them or all of a state, otherwise as far as a moment goes."""
    whole = next((state for state in STATES if q.strip() == f"state:{state}"), None)
    if wanted.where == "1" or whole is not None:
        return f"{sum(count.n for count in song_counts(desk.db) if whole in (None, count.state)):,}"
    n, all_ = count_songs(desk.db, wanted, COUNTED)
    return views.at_least(n, more=not all_)


@router.get("/songs")
def index(desk: AtDesk, q: str = "", after: str = "") -> Response:
    """The list."""
    wanted, wrong = filtered(desk, q)
    found = songs_of(desk.db, wanted, columns=_COLUMNS, after=whole_number(after) or 0, limit=ROWS)
    state = next((word for word in STATES if f"state:{word}" in q.split()), "")
    page = SongsPage(
        q[:1000],
        wrong,
        found.rows,
        counted(desk, q, wanted),
        STATES,
        state,
        pages("/songs", {"q": q, "after": after}, found.rows, "key", reached=found.reached),
    )
    return desk.render("songs", "songs/index.html", page, 422 if wrong else 200)


def _want(song: Song) -> None:
    if song.excluded:
        song.reopen("wanted")


def _exclude(song: Song) -> None:
    song.exclude("excluded in the console")


def _forget(song: Song) -> None:
    if not song.obtained:
        song.reopen("forget")


_DECIDES: dict[str, Callable[[Song], None]] = {"want": _want, "exclude": _exclude, "forget": _forget}


@router.post("/songs")
def bulk(
    desk: AtDesk,
    do: Annotated[str, Form(pattern="^(retry|redo|want|exclude|forget)$")],
    pick: Annotated[list[str] | None, Form()] = None,
    whole: Annotated[str, Form()] = "",
    q: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/songs",
) -> Response:
    """Do something with the ticked songs, or with all that the filter means."""
    writer = desk.writer()
    try:
        if whole:
            wanted = song_filter(q[:1000], desk.now_ms)
            desk.shop.models.catch_up()
            rows = every_song(desk.shop.models.connection_to_act, wanted, columns="s.id", limit=MOST)
            keys = [Key.parse(row["id"]) for row in rows]
        else:
            keys = [key for key in (desk.shop.queries.resolve_song(name) for name in pick or ()) if key]
        if not keys:
            raise Refusal(desk.words("bulk.none"))
        if do in ("retry", "redo"):
            n = len(keys)
            job = ordering.retry_songs(writer, keys, force=do == "redo")
            if job is None:
                raise Refusal(desk.words("said.nothing_to_retry"))
        else:
            n = decide_songs(writer, keys, _DECIDES[do])
    except CatalogError as e:
        return desk.refused(back, e)
    undo = {"exclude": "want"}.get(do)
    single = f"/songs/{keys[0]}/{undo}" if undo and len(keys) == 1 else None
    return desk.done(back, f"said.songs.{do}", undo=single, n=n)


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A candidate of the newest search at a source. `said`: a person's word, accept or reject, by event `version`."""

    source: str
    song_id: str
    title: str
    artists: str
    album: str | None
    duration_ms: int | None
    verdict: str
    total: float
    parts: Sequence[tuple[str, float]]
    reasons: Sequence[str]
    said: str | None
    version: int


@dataclass(frozen=True, slots=True)
class SongPage:
    """One song with everything that is known about it."""

    row: sqlite3.Row
    file: sqlite3.Row | None
    copies: Sequence[sqlite3.Row]
    location: str
    lyric_text: str | None
    lyric_source: sqlite3.Row | None
    attempts: Sequence[sqlite3.Row]
    candidates: Sequence[CandidateView]
    sightings: Sequence[Sighting]
    story: Sequence[Told]
    artists: Sequence[sqlite3.Row]
    excluded: bool


@router.get("/songs/{name}")
def one(desk: AtDesk, name: str) -> Response:
    """One song."""
    key = song_key(desk.shop, name)
    row = desk.row("SELECT * FROM songs WHERE id = ?", (str(key),))
    if row is None:
        raise Problem(404, "not_found", f"there is no song {name[:100]!r}")
    seen = desk.rows("SELECT DISTINCT playlist FROM playlist_entries WHERE song = ? LIMIT 50", (str(key),))
    story = story_of(desk.shop.log, key, [Key.parse(r[0]) for r in seen])
    stream = desk.shop.catalog.load(Song, stream_id("song", key))
    file = desk.row(
        "SELECT f.*, r.location FROM files f LEFT JOIN roots r ON r.id = f.root WHERE song = ?", (str(key),)
    )
    page = SongPage(
        row=row,
        file=file,
        copies=desk.rows("SELECT * FROM copies WHERE song = ? ORDER BY backend, part LIMIT 40", (str(key),)),
        location=f"{file['location'] or '?'}/{file['path']}" if file else "",
        lyric_text=_lyric(desk, str(key)),
        lyric_source=desk.row("SELECT * FROM lyrics WHERE song = ?", (str(key),)),
        attempts=desk.rows(
            "SELECT * FROM attempts WHERE song = ? ORDER BY position DESC LIMIT 50", (str(key),)
        ),
        candidates=_candidates([e.fact for e in story.events if isinstance(e.fact, Searched)], stream),
        sightings=story.sightings,
        story=told_story(story, desk.words),
        artists=desk.rows(
            "SELECT a.number, a.name FROM song_artists x JOIN artists a ON a.id = x.artist WHERE x.song = ?"
            " ORDER BY x.place LIMIT 30",
            (str(key),),
        ),
        excluded=stream.excluded,
    )
    return desk.render("songs", "songs/one.html", page)


def _lyric(desk: Desk, name: str) -> str | None:
    try:
        return bytes(lyrics(name, desk.shop, desk.db).body).decode("utf-8", "replace")[:40_000]
    except Problem:
        return None


def _candidates(searches: Sequence[Searched], song: Song) -> list[CandidateView]:
    newest = {search.source: search for search in searches}
    words = {(one.source, one.source_song_id): one.version for one in song.decisions}
    found = []
    for search in newest.values():
        for candidate in search.candidates:
            about, pair = candidate.about, (search.source, candidate.song_id)
            said = "accept" if song.accepted.get(search.source) == candidate.song_id else None
            found.append(
                CandidateView(
                    search.source,
                    candidate.song_id,
                    about.title,
                    artist_line(about),
                    about.album,
                    about.duration_ms,
                    candidate.verdict,
                    candidate.total,
                    tuple(candidate.parts.items()),
                    candidate.reasons,
                    "reject" if pair in song.rejected else said,
                    words.get(pair, 0),
                )
            )
    return sorted(found, key=lambda one: -one.total)[:60]


@router.post("/songs/{name}/{word}")
def decide(
    desk: AtDesk,
    name: str,
    word: str,
    candidate: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """A person's word about one song, or about one candidate for it."""
    writer = desk.writer()
    key = song_key(desk.shop, name)
    home = back or f"/songs/{key}"
    try:
        if word in _DECIDES:
            decide_songs(writer, [key], _DECIDES[word])
            undo = f"/songs/{key}/want" if word == "exclude" else None
            return desk.done(home, f"said.songs.{word}", undo=undo, n=1)
        if word in ("retry", "redo"):
            if ordering.retry_songs(writer, [key], force=word == "redo") is None:
                raise Refusal(desk.words("said.nothing_to_retry"))
            return desk.done(home, f"said.songs.{word}", n=1)
    except CatalogError as e:
        return desk.refused(home, e)
    raise Problem(404, "not_found", json.dumps(word)[:60])
