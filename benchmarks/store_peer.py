"""The song event of the benchmarks in the eventsourcing library's own style, with the same information.

Twice: with what the platform says as a plain dict, which the library's JSON leaves as it is, and with typed values
for it, which the library makes by a transcoding each. The time is a datetime, as in the library's own events.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from eventsourcing.persistence import DatetimeAsISO, JSONTranscoder, Transcoding

from catalogsync.domain import song
from catalogsync.domain.event import Event


@dataclass(frozen=True)
class Artist:
    """One credited artist."""

    name: str
    artist_id: str | None


@dataclass(frozen=True)
class About:
    """What a platform says about a song, as far as the benchmarks fill it in."""

    title: str
    artists: list[Artist]
    album: str | None
    album_id: str | None
    duration_ms: int | None
    access: str
    qualities: list[str]
    handle: dict[str, str]


@dataclass(frozen=True)
class Catalogued:
    """The event; `about` is a dict or typed."""

    originator_id: str
    originator_version: int
    timestamp: datetime
    actor: str
    job: str | None
    cause: str | None
    platform: str
    remote_id: str
    about: Any
    seen_in: str | None


class AboutAsDict(Transcoding):
    """The library's way of keeping a value of a class of one's own."""

    type, name = About, "about"

    def encode(self, obj: About) -> dict[str, Any]:
        """Its fields; the artists are values by themselves."""
        return dict(vars(obj))

    def decode(self, data: dict[str, Any]) -> About:
        """The value again."""
        return About(**data)


class ArtistAsDict(Transcoding):
    """The same for an artist."""

    type, name = Artist, "artist"

    def encode(self, obj: Artist) -> dict[str, Any]:
        """Its fields."""
        return dict(vars(obj))

    def decode(self, data: dict[str, Any]) -> Artist:
        """The value again."""
        return Artist(**data)


def transcoder(*, typed: bool) -> JSONTranscoder:
    """The library's JSON as its applications set it up."""
    made = JSONTranscoder()
    made.register(DatetimeAsISO())
    if typed:
        made.register(AboutAsDict())
        made.register(ArtistAsDict())
    return made


def event(ours: Event[song.Catalogued], *, typed: bool) -> Catalogued:
    """The same event in the library's style."""
    fact, about = ours.fact, ours.fact.about
    values = About(
        about.title,
        [Artist(artist.name, artist.artist_id) for artist in about.artists],
        about.album,
        about.album_id,
        about.duration_ms,
        about.access,
        about.qualities,
        about.handle,
    )
    return Catalogued(
        ours.originator_id,
        ours.originator_version,
        datetime.fromtimestamp(ours.at_ms / 1000, UTC),
        ours.actor,
        ours.job,
        ours.cause,
        fact.platform,
        fact.remote_id,
        values if typed else asdict(values),
        fact.seen_in,
    )
