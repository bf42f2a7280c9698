"""Review: matches held for a person, one song after another, its candidates side by side with what is wanted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from catalogsync.api import ordering
from catalogsync.api.deps import written
from catalogsync.api.pages.desk import AtDesk, Desk, whole_number
from catalogsync.api.pages.paging import Pages, pages
from catalogsync.api.problems import Problem
from catalogsync.api.v1.catalog import song_key
from catalogsync.domain.ids import PLATFORMS, stream_id
from catalogsync.domain.song import Song

router = APIRouter(include_in_schema=False)

SONGS = 10
"""Songs of a page: a person looks at each."""


@dataclass(frozen=True, slots=True)
class Held:
    """A candidate. `same_…`: does it say the same as what is wanted, letter by letter?"""

    row: sqlite3.Row
    parts: Sequence[tuple[str, float]]
    reasons: Sequence[str]
    same_title: bool
    same_artists: bool
    same_album: bool
    length_off_ms: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """A song and its candidates, the best first."""

    song: sqlite3.Row
    candidates: Sequence[Held]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What waits. `total` is how many songs, up to 1,000."""

    questions: Sequence[Question]
    total: int
    pages: Pages


@router.get("/review")
def index(desk: AtDesk, after: str = "") -> Response:
    """The list."""
    songs = desk.rows(
        # The page is cut out first: joined at once, every song of the catalog was looked up among the few that wait.
        "SELECT s.id, s.number, s.title, s.artists, s.album, s.duration_ms, s.platform FROM (SELECT DISTINCT song"
        f" FROM reviews WHERE song > ? AND decided IS NULL ORDER BY song LIMIT {SONGS}) r"
        " CROSS JOIN songs s ON s.id = r.song ORDER BY s.id",
        (after[:200],),
    )
    total = desk.rows(
        "SELECT count(*) FROM (SELECT DISTINCT song FROM reviews WHERE decided IS NULL LIMIT 1000)"
    )[0][0]
    page = ReviewPage(
        [Question(song, _candidates(desk, song)) for song in songs],
        total,
        pages("/review", {"after": after}, songs, "id", rows_per_page=SONGS),
    )
    return desk.render("review", "review/index.html", page)


def _candidates(desk: Desk, song: sqlite3.Row) -> list[Held]:
    rows = desk.rows(
        "SELECT * FROM reviews WHERE song = ? AND decided IS NULL ORDER BY total DESC LIMIT 12", (song["id"],)
    )
    return [
        Held(
            row,
            list(json.loads(row["parts"] or "{}").items()),
            json.loads(row["reasons"] or "[]"),
            _same(row["title"], song["title"]),
            _same(row["artists"], song["artists"]),
            _same(row["album"], song["album"]),
            row["duration_ms"] - song["duration_ms"] if row["duration_ms"] and song["duration_ms"] else None,
        )
        for row in rows
    ]


def _same(a: str | None, b: str | None) -> bool:
    return (a or "").casefold() == (b or "").casefold()


@router.post("/review/{word}")
def decide(
    desk: AtDesk,
    word: str,
    song: Annotated[str, Form(max_length=300)],
    candidate: Annotated[str, Form(max_length=300)] = "",
    back: Annotated[str, Form()] = "/review",
) -> Response:
    """Accept or reject a candidate, or all of a song's; each is an event and can be taken back."""
    writer = desk.writer()
    key = song_key(desk.shop, song)
    if word == "none":
        rows = desk.rows(
            "SELECT source, source_song_id FROM reviews WHERE song = ? AND decided IS NULL", (str(key),)
        )
        pairs = [(row[0], row[1]) for row in rows]
    else:
        source, _, song_id = candidate.partition(":")
        if source not in PLATFORMS or not song_id:
            raise Problem(422, "invalid", f"{candidate[:100]!r} is no candidate such as kuwo:6910877")
        pairs = [(source, song_id)]

    def say(stream: Song) -> None:
        for pair in pairs:
            if word == "accept":
                stream.accept(*pair)
            elif word in ("reject", "none"):
                stream.reject(*pair)

    if word not in ("accept", "reject", "none"):
        raise Problem(404, "not_found", word[:60])
    after = writer.catalog.change(Song, stream_id("song", key), say)
    written(writer)
    if word == "accept":
        # The accepted recording is fetched at once instead of with the next run.
        ordering.retry_songs(writer, [key], force=False)
    said = [str(one.version) for one in after.decisions if one[2:] in pairs]
    undo = f"/review/undo/{key}/{','.join(said[-20:])}" if said else None
    return desk.done(back, f"said.review.{word}", undo=undo, candidate=candidate)


@router.post("/review/undo/{song}/{versions}")
def undo(desk: AtDesk, song: str, versions: str, back: Annotated[str, Form()] = "/review") -> Response:
    """Take words back: the decisions of these events of the song count no more, and the candidates wait again."""
    writer = desk.writer()
    key = song_key(desk.shop, song)
    withdrawn = [n for n in (whole_number(text) for text in versions[:400].split(",")) if n is not None]
    taken: list[str] = []

    def say(stream: Song) -> None:
        taken[:] = [
            f"{one.source}:{one.source_song_id}" for one in stream.decisions if one.version in withdrawn
        ]
        for version in withdrawn:
            stream.take_back(version)

    writer.catalog.change(Song, stream_id("song", key), say)
    written(writer)
    return desk.done(back, "said.review.undone", candidate=", ".join(taken)[:200] or "–")
