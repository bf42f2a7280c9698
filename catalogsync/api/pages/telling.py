"""Events as sentences, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from catalogsync.adapters.store.unreadable import Unreadable
from catalogsync.api.i18n import Words
from catalogsync.api.views import length, short, size, span, when
from catalogsync.domain import (
    backend,
    fallback,
    file,
    job,
    library,
    notice,
    playlist,
    pool,
    projection,
    runner,
    schedule,
    session,
    settings,
    song,
    source,
)
from catalogsync.domain.event import Event
from catalogsync.projections.songs import artist_line
from catalogsync.projections.story import Story

_GOOD = {"song.obtained", "file.verified", "file.found_again", "song.lyric_saved", "song.lyric_kept"}
_GOOD |= {"file.uploaded", "file.remote_found_again", "file.remote_checked", "file.restored"}
_GOOD |= {"playlist.synced", "job.finished", "source.closed"}
_BAD = {
    "song.missed",
    "song.attempt_failed",
    "song.search_failed",
    "file.lost",
    "file.upload_failed",
    "file.remote_lost",
    "song.gone",
    "song.lyric_failed",
    "song.lyric_lost",
}
_BAD |= {
    "playlist.sync_failed",
    "playlist.unavailable",
    "job.failed",
    "pool.page_failed",
    "session.expired",
    "source.opened",
}
_LOOK = {"song.searched"}
_PERSON = {
    "song.candidate_accepted",
    "song.candidate_rejected",
    "song.decision_taken_back",
    "song.excluded",
    "song.reopened",
}
_PERSON |= {"playlist.excluded", "playlist.wanted", "job.cancelled", "runner.held", "runner.released"}


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a line: its mood (good, bad, look, person or nothing) and a sentence."""

    position: int
    at_ms: int | None
    name: str
    mood: str
    text: str
    actor: str
    job: str | None
    cause: str | None
    stream: str


def mood(name: str) -> str:
    """The mood of an event."""
    groups = (("good", _GOOD), ("bad", _BAD), ("look", _LOOK), ("person", _PERSON))
    return next((word for word, names in groups if name in names), "")


def told(event: Event[Any] | Unreadable, words: Words) -> Told:
    """One event."""
    if isinstance(event, Unreadable):
        why = words.phrase(event.unreadable)
        return Told(event.position, None, event.name, "bad", why, "", None, None, event.stream)
    return Told(
        event.position,
        event.at_ms,
        event.name,
        mood(event.name),
        sentence(event.fact, event.name, words),
        event.actor,
        event.job,
        event.cause,
        event.stream,
    )


def told_story(story: Story, words: Words) -> Sequence[Told]:
    """A song's story in the order in which it happened."""
    lines = [told(event, words) for event in (*story.events, *story.file_events)]
    for sighting in story.sightings:
        for event, before, after in sighting.told():
            line = told(event, words)
            if isinstance(event.fact, playlist.Synced):
                line = replace(line, text=_seen_as(event.fact, before, after, words))
            lines.append(line)
    return sorted(lines, key=lambda line: line.position)


def _seen_as(fact: playlist.Synced, before: int | None, after: int | None, words: Words) -> str:
    """What a sync of a playlist means for one song, by its place before and after."""
    how = "brought" if before is None else "dropped" if after is None else "shifted"
    return words(f"told.playlist.{how}", title=short(fact.heading.title, 200), before=before, after=after)


def sentence(fact: Any, name: str, words: Words) -> str:
    """A fact as a sentence; one without words of its own is its stored name and its fields."""
    values = _values(fact, words)
    if values is None:
        fields = msgspec.to_builtins(fact)
        return f"{words.name('event', name)} {short(', '.join(f'{k}={v}' for k, v in fields.items()), 200)}"
    match fact:
        case file.Checked(deep=True):
            name = "file.read_whole"
        case pool.Collected(complete=False):
            name = "pool.collected_partly"
    return words(f"told.{name}", **{key: short(value, 200) for key, value in values.items()})


def _values(fact: Any, words: Words) -> dict[str, object] | None:
    match fact:
        case playlist.Discovered():
            return {"title": fact.heading.title, "pool": _pool(fact.pool, words)}
        case playlist.Hung():
            return {"pool": _pool(fact.pool, words)}
        case playlist.Unchanged():
            return {"n": fact.entries}
        case pool.PageCollected():
            return {"n": len(fact.playlists), "new": fact.new}
        case pool.Collected():
            return {"n": fact.playlists, "pages": fact.pages, "new": fact.new}
        case playlist.Synced():
            return {
                "title": fact.heading.title,
                "n": fact.entries,
                "added": fact.entries if fact.first else len(fact.added),
                "removed": len(fact.removed),
            }
        case song.Catalogued():
            about = fact.about
            return {"song": f"{artist_line(about)} - {about.title}", "length": length(about.duration_ms)}
        case song.Changed():
            return {"fields": ", ".join(fact.changed) or "–"}
        case song.Searched():
            return {"source": words.name("platform", fact.source), "q": fact.query, "n": len(fact.candidates)}
        case song.AttemptFailed() | song.SearchFailed():
            return {
                "source": words.name("platform", fact.source),
                "why": words.name("failure", fact.failure),
                "message": words.phrase(fact.message),
            }
        case song.Obtained():
            chosen = words.name("chosen", fact.chosen)
            score = f" {fact.total:.2f}" if fact.total is not None else ""
            return {
                "source": words.name("platform", fact.source),
                "quality": words.name("quality", fact.quality),
                "chosen": chosen + score,
            }
        case (
            song.Missed()
            | song.LyricFailed()
            | playlist.SyncFailed()
            | playlist.Unavailable()
            | pool.PageFailed()
            | job.Failed()
        ):
            return {"why": words.name("failure", fact.failure), "message": words.phrase(fact.message)}
        case file.Verified():
            return {
                "path": fact.path,
                "size": size(fact.size_bytes),
                "length": length(fact.duration_ms),
                "quality": words.name("quality", fact.quality),
            }
        case file.Lost():
            return {"path": fact.path, "why": words.name("found", fact.why)}
        case file.Moved() | song.LyricMoved():
            return {"path": fact.path, "was": fact.was_path}
        case file.Uploaded():
            return {
                "part": words.name("copypart", fact.part),
                "backend": fact.backend,
                "proof": words.name("proof", fact.proof),
                "key": fact.key,
            }
        case file.UploadFailed():
            return {
                "part": words.name("copypart", fact.part),
                "backend": fact.backend,
                "why": words.name("storefail", fact.failure),
                "message": words.phrase(fact.message),
            }
        case file.RemoteLost():
            why = words.name("found", fact.why)
            return {"part": words.name("copypart", fact.part), "backend": fact.backend, "why": why}
        case file.RemoteFoundAgain() | file.RemoteChecked():
            return {"part": words.name("copypart", fact.part), "backend": fact.backend}
        case file.LocalRemoved() | file.Restored():
            return {"backend": fact.backend, "path": fact.path}
        case backend.Registered() | backend.Changed():
            return {"where": fact.place.location or f"{fact.place.endpoint or 'aws'}/{fact.place.bucket}"}
        case backend.Retired():
            return {"reason": fact.reason or "–"}
        case backend.Checked():
            counts = " · ".join(f"{words.name('found', what)} {n}" for what, n in fact.counts.items())
            return {"counts": counts or "–"}
        case file.FoundAgain() | file.Checked() | song.LyricKept() | song.LyricLost():
            return {"path": fact.path}
        case library.RootOpened():
            return {"path": fact.location}
        case song.LyricSaved():
            return {"source": words.name("platform", fact.source), "path": fact.path}
        case song.LyricAbsent():
            return {"sources": ", ".join(words.name("platform", name) for name in fact.sources) or "–"}
        case song.Instrumental():
            return {"source": words.name("platform", fact.source)}
        case song.CandidateAccepted() | song.CandidateRejected():
            return {"candidate": f"{fact.source}:{fact.source_song_id}"}
        case song.DecisionTakenBack():
            candidate = f"{fact.source}:{fact.source_song_id}"
            return {"word": words.name("verdict", fact.word), "candidate": candidate}
        case song.Excluded() | song.Reopened() | playlist.Excluded() | runner.Held() | schedule.Paused():
            return {"reason": words.phrase(fact.reason) or "–"}
        case job.StageStarted():
            return {"stage": words.name("stage", fact.stage)}
        case job.StageFinished():
            counts = " · ".join(
                f"{words.name('outcome', key)} {n}" for key, n in fact.counts.items() if "." not in key
            )
            return {"stage": words.name("stage", fact.stage), "counts": counts or "–"}
        case job.Queued():
            return {"kind": words.name("kind", fact.job_kind)}
        case job.Started():
            return {"host": fact.host, "pid": fact.pid}
        case job.Paused() | job.PauseAsked() | job.CancelAsked() | job.Cancelled():
            return {"reason": words.phrase(fact.reason) or "–"}
        case job.Parked():
            return {"n": fact.deaths}
        case job.Finished():
            return {"outcome": words.name("outcome", fact.outcome)}
        case source.Opened():
            return {
                "what": _asked(fact, words),
                "until": when(fact.until_ms),
                "why": words.name("failure", fact.failure),
                "message": words.phrase(fact.message),
            }
        case source.Closed():
            return {
                "what": _asked(fact, words),
                "span": span((fact.closed_ms - fact.since_ms) / 1000, words),
            }
        case notice.Told():
            return {
                "what": words.name("notice", fact.notice),
                "places": ", ".join(fact.places),
                "n": fact.upto,
            }
        case notice.GivenUp():
            why = ", ".join(f"{place}: {reason}" for place, reason in fact.failed.items())
            return {"what": words.name("notice", fact.notice), "why": why, "n": fact.upto}
        case notice.LeftOut():
            return {"n": fact.n}
        case job.PlaylistsChosen():
            return {"n": len(fact.playlists)}
        case fallback.Pinned() | fallback.Barred() | fallback.Released():
            return {
                "origin": words.name("platform", fact.origin),
                "source": words.name("platform", fact.source),
            }
        case schedule.Saved():
            when_ = fact.when or words("recipes.byhand")
            return {"recipe": fact.name, "kind": words.name("kind", fact.job_kind), "when": when_}
        case schedule.Ran():
            return {"job": fact.job_id}
        case session.Given() | session.Expired():
            message = getattr(fact, "message", "")
            return {"source": words.name("platform", fact.platform), "message": words.phrase(message)}
        case settings.Changed():
            return {"names": ", ".join(fact.names)}
        case projection.EventSkipped():
            return {"event": fact.event, "reason": fact.reason}
        case _ if type(fact) in _SAY_NOTHING_MORE:
            return {}
    return None


_SAY_NOTHING_MORE = {
    playlist.Wanted,
    song.Gone,
    job.Resumed,
    job.Moved,
    notice.Began,
    runner.Released,
    schedule.Resumed,
    schedule.Removed,
}
"""Facts whose name says all."""


def _pool(name: str, words: Words) -> str:
    owner, _, which = name.partition(":")
    return (
        f"{words.name('platform', owner)} {words.name('pool', which)}" if which else words.name("pool", name)
    )


def _asked(fact: source.Opened | source.Closed, words: Words) -> str:
    platform = words.name("platform", fact.platform)
    return platform if fact.operation == source.EVERYTHING else f"{platform} {fact.operation}"
