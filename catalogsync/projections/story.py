"""The whole story of a song: which events it is made of, from the pools it was found in to the file on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from catalogsync.domain import file as files
from catalogsync.domain import playlist as playlists
from catalogsync.domain import song as songs
from catalogsync.domain.event import Event
from catalogsync.domain.ids import Key, key_of, stream_id
from catalogsync.domain.patch import apply_patch


class ReadsStreams(Protocol):
    """Where the events come from."""

    def load(self, stream: str) -> Sequence[Event[Any]]:
        """The events of one stream, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Sighting:
    """A playlist the song stands in, or stood in: the events that concern the song and the playlist's pools."""

    playlist: Key
    title: str
    pools: tuple[str, ...]
    events: tuple[Event[Any], ...]
    places: tuple[int | None, ...]
    """The song's place in it after each of these events (1 is the first); None where it was not in it."""
    place: int | None
    """The song's present place in it; None when it is no longer there."""

    def told(self) -> Iterator[tuple[Event[Any], int | None, int | None]]:
        """Each event with the song's place before and after it."""
        return zip(self.events, (None, *self.places), self.places, strict=False)


@dataclass(frozen=True, slots=True)
class Story:
    """A song's own events, its file's, and the playlists it was seen in."""

    song: Key
    events: tuple[Event[Any], ...]
    file_events: tuple[Event[Any], ...]
    sightings: tuple[Sighting, ...]


def story_of(log: ReadsStreams, song: Key, seen_in: Sequence[Key]) -> Story:
    """Put a song's story together from its stream, its file's and those of the playlists it is in."""
    events = tuple(log.load(stream_id("song", song)))
    file_events = tuple(log.load(stream_id("file", song)))
    first = {event.fact.seen_in for event in events if getattr(event.fact, "seen_in", None)}
    keys = dict.fromkeys([*seen_in, *map(key_of, sorted(first))])
    return Story(song, events, file_events, tuple(_sighting(log, key, song) for key in keys))


@dataclass(frozen=True, slots=True)
class _Until:
    """A log that ends at a moment."""

    log: ReadsStreams
    at_ms: int

    def load(self, stream: str) -> Sequence[Event[Any]]:
        return [event for event in self.log.load(stream) if event.at_ms <= self.at_ms]


def story_as_of(log: ReadsStreams, song: Key, seen_in: Sequence[Key], at_ms: int) -> Story:
    """The same as it was known at a moment, without playlists that came to it later."""
    told = story_of(_Until(log, at_ms), song, seen_in)
    known = [
        seen
        for seen in told.sightings
        if any(isinstance(event.fact, playlists.Synced) for event in seen.events)
    ]
    return replace(told, sightings=tuple(known))


def state_of(story: Story) -> str:
    """Where a story leaves its song, in the words of the projection `songs`; `unknown` before its first event."""
    state = "unknown"
    for event in sorted((*story.events, *story.file_events), key=lambda event: event.position):
        match event.fact:
            case songs.Obtained() | files.FoundAgain():
                state = "done"
            case songs.Missed(failure=failure):
                state = "held" if failure == "held" else "missed"
            case songs.Excluded():
                state = "excluded"
            case songs.Reopened() | files.Lost() | songs.DecisionTakenBack(reopens=True):
                state = "open"
            case songs.CandidateAccepted() | songs.CandidateRejected() if state == "held":
                state = "open"
            case songs.Catalogued() | songs.Gone() if state == "unknown":
                state = "open"
    return state


def _sighting(log: ReadsStreams, key: Key, song: Key) -> Sighting:
    """Replay a playlist and keep the syncs at which the song came, went or moved."""
    order: list[str] = []
    pools: list[str] = []
    kept: list[tuple[Event[Any], int | None]] = []
    title = ""
    for event in log.load(stream_id("playlist", key)):
        fact = event.fact
        if isinstance(fact, playlists.Discovered):
            pools.append(fact.pool)
            title = fact.heading.title
            kept.append((event, None))
        elif isinstance(fact, playlists.Hung):
            pools.append(fact.pool)
        elif isinstance(fact, playlists.Synced):
            before = _place(order, song.remote_id)
            order = apply_patch(order, fact.patch)
            title = fact.heading.title
            if before != (now := _place(order, song.remote_id)):
                kept.append((event, now))
    events, places = tuple(event for event, _ in kept), tuple(place for _, place in kept)
    return Sighting(key, title, tuple(pools), events, places, _place(order, song.remote_id))


def _place(order: list[str], song_id: str) -> int | None:
    return order.index(song_id) + 1 if song_id in order else None
