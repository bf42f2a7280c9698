"""/api/v1: what a person decides: retry, redo, exclude, want, reviews, pins of sources."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from catalogsync.api import ordering
from catalogsync.api.deps import PageSize, Reading, Shop, TheConsole, Writing, written
from catalogsync.api.problems import Problem
from catalogsync.api.v1.catalog import song_key
from catalogsync.api.v1.job_shapes import Command, Retried
from catalogsync.api.v1.routes import routes
from catalogsync.domain.fallback import STREAM, Fallback
from catalogsync.domain.ids import PLATFORMS, Key, stream_id
from catalogsync.domain.playlist import Playlist
from catalogsync.domain.song import Song
from catalogsync.pipeline.deciding import decide_about
from catalogsync.pipeline.ladder import learned_order

router = routes("decisions")

Word = Literal["exclude", "want", "forget"]
PlatformName = Annotated[str, Path(pattern="^[a-z]{2,12}$")]


class SongsIn(BaseModel):
    """Some songs by name, or all of a filter; one of the two."""

    model_config = ConfigDict(extra="forbid")

    songs: list[str] | None = Field(None, max_length=10_000)
    filter: str | None = Field(None, max_length=1000)

    def keys(self, shop: Shop, states: tuple[str, ...]) -> list[Key]:
        """The songs meant."""
        if (self.songs is None) == (self.filter is None):
            raise Problem(422, "invalid", "give songs or a filter", field="songs")
        if self.songs is not None:
            return [song_key(shop, name) for name in self.songs]
        return ordering.songs_matching(shop, self.filter or "", states=states)


class RetrySongs(SongsIn):
    """`force` also downloads again what counts as done."""

    force: bool = False


class Decided(BaseModel):
    """How many it was decided about."""

    n: int


class ReviewOut(BaseModel):
    """A candidate that waits for a person, beside what is wanted."""

    number: int
    song: str
    want_title: str | None
    want_artists: str | None
    want_album: str | None
    want_ms: int | None
    source: str
    source_song_id: str
    title: str | None
    artists: str | None
    album: str | None
    duration_ms: int | None
    total: float
    parts: dict[str, float]
    reasons: Any
    held_ms: int | None


class CandidateIn(BaseModel):
    """A candidate, as the reviews list it."""

    model_config = ConfigDict(extra="forbid")

    source: str
    source_song_id: str = Field(max_length=200)

    def checked(self) -> CandidateIn:
        """Problem 422 for an unknown source."""
        _known(self.source)
        return self


class SourceOut(BaseModel):
    """A fallback source for songs of one platform; `place` in the order they are tried, null when barred."""

    origin: str
    source: str
    place: int | None
    tries: int
    wins: int
    lately: float | None
    said: str | None
    last_ms: int | None


@router.post("/songs/retry")
def retry(asked: RetrySongs, writer: Writing, command: Command = None) -> Retried:
    """Try songs again now, whatever their waiting time says; queues the download."""
    states = ("missed", "held", "open", "done") if asked.force else ("missed", "held")
    keys = asked.keys(writer.shop, states)
    job = ordering.retry_songs(writer, keys, force=asked.force, command=command)
    return Retried(songs=len(keys), job=job)


@router.post("/songs/{word}")
def decide(word: Word, asked: SongsIn, writer: Writing) -> Decided:
    """Exclude songs, want them again, or forget that they were missed."""
    keys = asked.keys(writer.shop, ("open", "missed", "held", "done", "excluded"))

    def say(song: Song) -> None:
        if word == "exclude":
            song.exclude("excluded in the console")
        elif word == "want" and song.excluded:
            song.reopen("wanted")
        elif word == "forget" and not song.obtained:
            song.reopen("forget")

    decide_about(writer.catalog, Song, [stream_id("song", key) for key in keys], say)
    written(writer)
    return Decided(n=len(keys))


class PlaylistsIn(BaseModel):
    """Some playlists by name."""

    model_config = ConfigDict(extra="forbid")

    playlists: list[str] = Field(max_length=10_000)


@router.post("/playlists/{word}")
def decide_playlists(word: Literal["exclude", "want"], asked: PlaylistsIn, writer: Writing) -> Decided:
    """Leave playlists out of every sync, or take them in again."""
    chosen = ordering.selection_for(writer.shop, platforms=None, playlists=asked.playlists).playlists or ()
    for key in chosen:
        writer.catalog.change(
            Playlist,
            stream_id("playlist", key),
            Playlist.want if word == "want" else lambda playlist: playlist.exclude("excluded in the console"),
        )
    written(writer)
    return Decided(n=len(chosen))


@router.get("/reviews")
def reviews(db: Reading, after: str = "", limit: PageSize = 50) -> list[ReviewOut]:
    """Candidates that wait for a person, song by song; `after` is a song's id."""
    rows = db.execute(
        "SELECT s.number, s.title AS want_title, s.artists AS want_artists, s.album AS want_album,"
        " s.duration_ms AS want_ms, r.* FROM reviews r CROSS JOIN songs s ON s.id = r.song"  # reviews first, always
        " WHERE r.song > ? AND r.decided IS NULL ORDER BY r.song, r.total DESC LIMIT ?",
        (after, limit),
    )
    return [
        ReviewOut.model_validate(
            dict(row) | {"parts": _json(row["parts"]) or {}, "reasons": _json(row["reasons"])}
        )
        for row in rows
    ]


@router.post("/songs/{name}/candidates/accept")
def accept(name: str, asked: CandidateIn, writer: Writing) -> Decided:
    """It is the same recording; outranks every score."""
    asked.checked()
    _of_song(writer, name, lambda song: song.accept(asked.source, asked.source_song_id))
    return Decided(n=1)


@router.post("/songs/{name}/candidates/reject")
def reject(name: str, asked: CandidateIn, writer: Writing) -> Decided:
    """It is another recording; never taken again."""
    asked.checked()
    _of_song(writer, name, lambda song: song.reject(asked.source, asked.source_song_id))
    return Decided(n=1)


@router.post("/songs/{name}/candidates/undo")
def undo(name: str, asked: CandidateIn, writer: Writing) -> Decided:
    """Take back the newest word on a candidate: what was said before holds again, else the rules decide. `n` 0: none."""
    asked.checked()
    taken: list[int] = []

    def say(song: Song) -> None:
        pair = (asked.source, asked.source_song_id)
        taken[:] = [one.version for one in song.decisions if one[2:] == pair][-1:]
        for version in taken:
            song.take_back(version)

    _of_song(writer, name, say)
    return Decided(n=len(taken))


@router.get("/sources")
def sources(console: TheConsole, db: Reading) -> list[SourceOut]:
    """How good each fallback source is for songs of each platform, in the order in which they are tried."""
    shop = console.shop
    said = shop.catalog.load(Fallback, STREAM)
    counts = {(row["origin"], row["source"]): row for row in db.execute("SELECT * FROM source_success")}
    found: list[SourceOut] = []
    for origin in PLATFORMS:
        pinned = {source for at, source in said.pinned if at == origin}
        barred = {source for at, source in said.barred if at == origin}
        rates = shop.queries.fallback_rates(origin)
        order = [
            name
            for name in learned_order(origin, shop.settings.download_sources, rates, pinned, barred)
            if name != origin
        ]
        for source in [*order, *sorted(barred)]:
            row = counts.get((origin, source))
            rate = rates.get(source)
            found.append(
                SourceOut(
                    origin=origin,
                    source=source,
                    place=order.index(source) + 1 if source in order else None,
                    tries=row["tries"] if row else 0,
                    wins=row["wins"] if row else 0,
                    lately=rate[1] / rate[0] if rate and rate[0] else None,
                    said="pinned" if source in pinned else "barred" if source in barred else None,
                    last_ms=row["last_ms"] if row else None,
                )
            )
    return found


@router.post("/sources/{origin}/{source}/{word}")
def say(
    origin: PlatformName, source: PlatformName, word: Literal["pin", "bar", "release"], writer: Writing
) -> Decided:
    """Always ask a source first, never ask it, or let experience decide."""
    _known(origin)
    _known(source)
    does = {"pin": Fallback.pin, "bar": Fallback.bar, "release": Fallback.release}[word]
    writer.catalog.change(Fallback, STREAM, lambda stream: does(stream, origin, source))
    written(writer)
    return Decided(n=1)


def _of_song(writer: Writing, name: str, does: Any) -> None:
    writer.catalog.change(Song, stream_id("song", song_key(writer.shop, name)), does)
    written(writer)


def _known(platform: str) -> None:
    if platform not in PLATFORMS:
        raise Problem(
            422,
            "invalid",
            f"unknown platform {platform!r}; choose from {', '.join(PLATFORMS)}",
            field="source",
        )


def _json(text: str | None) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
