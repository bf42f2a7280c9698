"""The short answer to `why`: what is so, how it came about, who decided it, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalogsync.cli.output import length, size, when
from catalogsync.cli.story_words import REFUSALS, because
from catalogsync.domain import file, song
from catalogsync.domain.event import Event
from catalogsync.domain.song import Candidate
from catalogsync.projections.story import Story

_ENDS = (song.Obtained, song.Missed)

_NEAR = 0.6
"""A rejected candidate from this score on is worth a person's look; below are remixes and other songs."""


def answer(row: Mapping[str, Any], story: Story) -> list[tuple[str, str]]:
    """Pairs of a heading and a sentence, from a song's row in the read models and its story."""
    round_ = last_round(story.events)
    return [
        ("is", _is(row, story)),
        *(("because", line) for line in _because(row, round_)),
        ("decided by", _decided(row, story.events, round_)),
        *([("words", _words(story.events))] if row["state"] == "done" else []),
        *([("copies", ", ".join(copies))] if (copies := _copies(story.file_events)) else []),
        *(("change it", line) for line in _changes(row, story.events, round_)),
    ]


def last_round(events: Sequence[Event[Any]]) -> list[Event[Any]]:
    """The events of the last time the song was sought: after the end of the time before, to its own end."""
    ends = [at for at, event in enumerate(events) if isinstance(event.fact, _ENDS)]
    if not ends:
        return list(events)
    begin = ends[-2] + 1 if len(ends) > 1 else 0
    return list(events[begin : ends[-1] + 1])


def _is(row: Mapping[str, Any], story: Story) -> str:
    verified = [event for event in story.file_events if isinstance(event.fact, file.Verified)]
    match row["state"]:
        case "done" if verified:
            at, fact = verified[-1].at_ms, verified[-1].fact
            what = ", ".join(filter(None, (fact.quality, size(fact.size_bytes), length(fact.duration_ms))))
            path, gone_to = _where(story.file_events)
            if gone_to is not None:
                return f"not here any more, removed to make room: {gone_to} holds {path} ({what})"
            return f"here and whole: {path} ({what}), verified {when(at)}"
        case "held":
            return "waiting for your word: a candidate may be the same recording"
        case "missed":
            again = row["retry_at_ms"]
            return "missing; " + (
                f"tried again by itself from {when(again)}" if again else "it waits for a person"
            )
        case "excluded":
            path, gone_to = _where(story.file_events)
            return "excluded: it is never tried" + (
                f"; its file stays: {path}" if path and not gone_to else ""
            )
        case "open" if row["gone"]:
            return "no longer told by its platform; nothing can be sought"
        case "open":
            return "wanted; the next download tries it"
        case state:
            return str(state)


def _where(events: Sequence[Event[Any]]) -> tuple[str, str | None]:
    """The file's path in its library ("" once it is lost), and the backend that holds it where we removed it here."""
    path, gone_to = "", None
    for event in events:
        if isinstance(event.fact, file.LocalRemoved):
            gone_to = event.fact.backend
        elif isinstance(event.fact, file.Lost):
            path = ""
        elif event.name in _PLACED:
            path, gone_to = event.fact.path, None
    return path, gone_to


_PLACED = ("file.verified", "file.found_again", "file.moved", "file.restored")


def _copies(events: Sequence[Event[Any]]) -> list[str]:
    """The backends that hold a proven copy of the audio."""
    held: dict[str, None] = {}
    for event in events:
        match event.fact:
            case (
                file.Uploaded(backend=backend, part="audio")
                | file.RemoteFoundAgain(backend=backend, part="audio")
            ):
                held[backend] = None
            case file.RemoteLost(backend=backend, part="audio"):
                held.pop(backend, None)
    return list(held)


def _because(row: Mapping[str, Any], round_: Sequence[Event[Any]]) -> list[str]:
    """What its own platform and each source said, in the order asked."""
    said: dict[str, list[str]] = {}
    for event in round_:
        fact = event.fact
        match fact:
            case song.Searched(source=source, candidates=candidates):
                words = _compared(candidates)
            case song.SearchFailed(source=source, failure=failure):
                words = f"could not be searched, {REFUSALS.get(failure, failure)}"
            case song.AttemptFailed(source=source):
                words = f"gave nothing: {_refusal(fact)}"
            case song.Obtained(source=source, quality=quality):
                words = f"gave it as {quality}"
            case _:
                continue
        if words not in said.setdefault(source, []):
            said[source].append(words)
    own = row["platform"]
    return [
        f"{source}{', its own platform,' if source == own else ''} {', but '.join(words)}".replace(
            ", but gave it", " and gave it"
        )
        for source, words in said.items()
    ] or ["nothing was tried yet"]


def _compared(candidates: Sequence[Candidate]) -> str:
    accepted = [one for one in candidates if one.verdict == "accept"]
    held = [one for one in candidates if one.verdict == "hold"]
    if accepted:
        return f"has the same recording (score {accepted[0].total:.2f})"
    if held:
        return (
            f"has what may be the same (score {held[0].total:.2f}: {because(held[0]) or 'not sure enough'})"
        )
    if not candidates:
        return "found nothing"
    best = max(candidates, key=lambda one: one.total)
    return f"has another recording at best (the nearest of {len(candidates)}: {because(best) or f'{best.total:.2f}'})"


def _refusal(fact: song.AttemptFailed) -> str:
    """The platform's own words where they tell more than the class does: lengths, what was missing."""
    if fact.failure in ("trial", "no_match", "corrupt", "changed_shape", "bug"):
        return fact.message
    return REFUSALS.get(fact.failure, fact.failure)


_WORDS = (
    song.CandidateAccepted,
    song.CandidateRejected,
    song.Excluded,
    song.Reopened,
    song.DecisionTakenBack,
)
_ONCE = (song.Reopened, song.DecisionTakenBack)
"""Words that ask for another try: what came of it was decided otherwise."""


def _decided(row: Mapping[str, Any], events: Sequence[Event[Any]], round_: Sequence[Event[Any]]) -> str:
    """Whose word stands: a person's, with the event that says so, before the program's."""
    end = next((event for event in reversed(round_) if isinstance(event.fact, _ENDS)), None)
    ended = end.position if end else 0
    said = [
        e
        for e in events
        if isinstance(e.fact, _WORDS) and not (isinstance(e.fact, _ONCE) and e.position < ended)
    ]
    if said and not (isinstance(said[-1].fact, song.Excluded) and row["state"] != "excluded"):
        word = said[-1]
        return f"a person ({word.actor}, {when(word.at_ms)}, event {word.position}), who {_word(word.fact)}"
    if end is None:
        return "nobody yet"
    rules = next((e.fact.rules for e in reversed(round_) if isinstance(e.fact, song.Searched)), None)
    compared = f", matching rules {rules}" if rules is not None else ""
    if isinstance(end.fact, song.Obtained) and end.fact.chosen == "own":
        compared = ", its own platform needs no comparing"
    return f"the program (event {end.position}{compared}); no person has said anything"


_WORDS = (
    song.CandidateAccepted,
    song.CandidateRejected,
    song.Excluded,
    song.Reopened,
    song.DecisionTakenBack,
)


def _word(fact: object) -> str:
    match fact:
        case song.CandidateAccepted(source=source, source_song_id=id_):
            return f"accepted {source}:{id_}"
        case song.CandidateRejected(source=source, source_song_id=id_):
            return f"rejected {source}:{id_}"
        case song.DecisionTakenBack(source=source, source_song_id=id_, word=word):
            return f"took back that they {word}ed {source}:{id_}"
        case song.Excluded(reason=reason):
            return f"excluded it{f' ({reason})' if reason else ''}"
    return "had it tried again"


def _words(events: Sequence[Event[Any]]) -> str:
    for event in reversed(events):
        match event.fact:
            case song.LyricSaved(source=source, path=path):
                return f"from {source}: {path}"
            case song.LyricKept(path=path):
                return f"they were there already and were kept: {path}"
            case song.LyricMoved(path=path):
                return f"they were moved along with the audio: {path}"
            case song.LyricLost(path=path):
                return f"gone from the library: {path}; the next `lyrics` asks again"
            case song.LyricAbsent(sources=sources):
                return f"none at {', '.join(sources)}, asked {when(event.at_ms)}; asked again after lyric-recheck-days"
            case song.Instrumental(source=source):
                return f"none: {source} says nobody sings"
            case song.LyricFailed(tried=tried):
                return f"none yet ({', '.join(tried)}); the next `lyrics` asks again"
    return "never asked for"


def _changes(
    row: Mapping[str, Any], events: Sequence[Event[Any]], round_: Sequence[Event[Any]]
) -> Iterator[str]:
    """Commands that would change it, each with what it does."""
    number = row["number"]
    match row["state"]:
        case "done":
            yield f"`redo {number}` fetches it anew; the old file stays until the new one is whole"
            end = next((e.fact for e in reversed(round_) if isinstance(e.fact, song.Obtained)), None)
            if end is not None and end.source != row["platform"]:
                yield f"`reject {number} {end.source}:{end.source_song_id}` if it is another recording, then `redo {number}`"
        case "held":
            for source, candidate in _candidates(round_, "hold"):
                yield f"`accept {number} {source}:{candidate.song_id}`, or `reject` it ({because(candidate) or 'not sure'})"
        case "missed":
            yield f"`forget {number}`, then `download`, tries it now"
            if row["failure"] in ("vip", "purchase", "trial", "login"):
                for platform in _refusing(round_, (row["failure"],)):
                    yield f"CATALOGSYNC_COOKIE_{platform.upper()}: a login of yours that may hear it; it is noticed by itself"
            near = [(source, one) for source, one in _candidates(round_, "reject") if one.total >= _NEAR]
            for source, candidate in near[:1]:
                yield f"`accept {number} {source}:{candidate.song_id}` if you know it is the same ({because(candidate)})"
        case "excluded":
            yield f"`want {number}` tries it again"


def _candidates(round_: Sequence[Event[Any]], verdict: str) -> list[tuple[str, Candidate]]:
    """Candidates of that verdict over all sources, the best first."""
    found = [
        (event.fact.source, candidate)
        for event in round_
        if isinstance(event.fact, song.Searched)
        for candidate in event.fact.candidates
        if candidate.verdict == verdict
    ]
    return sorted(found, key=lambda pair: -pair[1].total)


def _refusing(round_: Sequence[Event[Any]], failures: Sequence[str]) -> list[str]:
    """The sources that refused with one of these, in the order asked."""
    named = [
        e.fact.source for e in round_ if isinstance(e.fact, song.AttemptFailed) and e.fact.failure in failures
    ]
    return list(dict.fromkeys(named))
