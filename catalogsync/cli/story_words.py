"""The events of a song's story as sentences, and the codes in them as words."""

from __future__ import annotations

from collections.abc import Sequence

from catalogsync.cli.output import brief, how_many, length, size, when
from catalogsync.domain import file, playlist, song
from catalogsync.domain.song import Candidate
from catalogsync.projections.songs import artist_line

REFUSALS = {
    "vip": "it is for members",
    "purchase": "it is sold there",
    "trial": "a clip of it came instead of the song",
    "region": "it is not for this place",
    "withdrawn": "it was taken down there",
    "login": "a login is needed",
    "encrypted": "it came in a protected container",
    "rate_limited": "too many requests",
    "blocked": "the platform took us for a robot",
    "network": "no whole answer arrived",
    "server": "the platform had trouble of its own",
    "disk": "the disk took no more",
    "corrupt": "what came was no whole song",
    "changed_shape": "the answer has a shape we do not know",
    "no_match": "nothing there is the same recording",
    "not_found": "nothing was found there",
    "held": "a candidate waits for your word",
    "bug": "we stumbled ourselves",
}
"""Each class of failure as the end of `it gave nothing: …`."""

_REASONS = {
    "title:other": "another title",
    "title:translated": "a title in another language",
    "title:subtitle": "another second title",
    "title:remark": "a remark in the title that may mean anything",
    "title:alias": "the title is its alias",
    "title:sound": "the title spelt as it sounds",
    "title:spelling": "the title spelt slightly otherwise",
    "title:glossed": "characters beside a Japanese title",
    "artist:other": "another artist",
    "artist:missing": "no artist named",
    "artist:guest": "another guest",
    "artist:guest-left-out": "a guest left out",
    "artist:author": "the author named as artist",
    "artist:likely": "an artist who is likely the same",
    "artist:other-script": "the artist in another script",
    "artist:member": "a member of the group",
    "duration:near": "a slightly other length",
    "duration:far": "another length",
}

_VERSIONS = {
    "live": "live",
    "remix": "a remix",
    "instrumental": "without the singer",
    "arranged": "another arrangement",
    "cover": "a cover",
    "ai": "sung by a machine",
    "demo": "a demo",
    "rerecord": "recorded anew",
    "speed": "another speed",
    "clip": "a clip",
    "medley": "a medley",
    "child": "sung by children",
    "voice": "other voices",
    "radio": "talk about a song",
    "loop": "a loop",
    "clean": "the clean version",
    "edit": "cut to another length",
    "soundtrack": "from a soundtrack",
    "quality": "another quality",
    "note": "a note that may mean anything",
    "glue": "a note that may mean anything",
    "other": "another version",
}


def because(candidate: Candidate) -> str:
    """Why a candidate is not simply the same: `a live version, another length`; empty when nothing speaks against it."""
    return in_words(candidate.reasons)


def in_words(reasons: Sequence[str]) -> str:
    """The codes of a comparison as words, in their order."""
    return ", ".join(_reason(code) for code in reasons)


def _reason(code: str) -> str:
    if code in _REASONS:
        return _REASONS[code]
    part, _, what = code.partition(":")
    if part != "version":
        return code.replace(":", ": ")
    kind = what.removeprefix("other-").removeprefix("which-")
    name = "in another language" if kind.startswith("lang") else _VERSIONS.get(kind, f"version {kind}")
    if what.startswith("which-"):
        return f"perhaps {name}"
    return f"{name}, but not the same one" if what.startswith("other-") else name


def seen_as(fact: object, before: int | None, after: int | None) -> str:
    """What a fact of a playlist means for a song in it, by the song's place before and after."""
    match fact:
        case playlist.Discovered(pool=pool):
            return f"the playlist was found in {pool}"
        case playlist.Synced(first=True, entries=entries):
            return f"the playlist's first sync brought it, among {how_many(entries, 'song')}"
        case _ if before is None:
            return f"a sync of the playlist brought it, at place {after}"
        case _ if after is None:
            return "a sync of the playlist no longer held it"
    return f"a sync of the playlist had it at place {after} instead of {before}"


def told(fact: object) -> str:
    """A fact about a song or its file as a sentence."""
    return _song_told(fact) or _file_told(fact) or type(fact).__name__


def _song_told(fact: object) -> str | None:
    match fact:
        case song.Catalogued(about=about):
            return f"catalogued as {_named(about)}" + _listed_as(about.access)
        case song.Changed(changed=changed):
            return f"the platform changed {', '.join(changed) or 'nothing but its absence'}"
        case song.Gone():
            return "the platform no longer tells what it is"
        case song.Searched(source=source, query=query, candidates=candidates):
            return f"searched {source} for {brief(query)!r}: {how_many(len(candidates), 'candidate')}"
        case song.SearchFailed(source=source, failure=failure, message=message):
            return f"{source} could not be searched: {failure}, {message}"
        case song.AttemptFailed(source=source, quality=quality, failure=failure, message=message):
            return f"{source} did not give it ({quality}): {failure}, {message}"
        case song.Obtained(source=source, quality=quality, chosen="own"):
            return f"obtained from {source}, its own platform, as {quality}"
        case song.Obtained(source=source, quality=quality, chosen="person"):
            return f"obtained from {source} as {quality}: the candidate a person accepted"
        case song.Obtained(source=source, quality=quality, total=total):
            score = f" with score {total:.2f}" if total is not None else ""
            return f"obtained from {source} as {quality}: the rules took the candidate{score}"
        case song.Missed(failure=failure, message=message, retry_at_ms=retry):
            later = f"again from {when(retry)}" if retry else "only a person opens it again"
            return f"missed: {failure}, {message}; {later}"
        case song.LyricSaved(source=source, path=path):
            return f"lyric from {source}: {path}"
        case song.LyricKept(path=path):
            return f"a lyric was there already and kept: {path}"
        case song.LyricMoved(path=path, was_path=was):
            return f"the lyric was moved along inside the library, from {was} to {path}"
        case song.LyricLost(path=path):
            return f"the lyric is not in the library any more: {path}"
        case song.LyricAbsent(sources=sources):
            return f"no lyric at {', '.join(sources) or 'any source'}"
        case song.Instrumental(source=source):
            return f"{source} says it has no words"
        case song.LyricFailed(failure=failure, tried=tried):
            return f"no lyric yet: {failure} ({', '.join(tried)})"
        case song.CandidateAccepted(source=source, source_song_id=id_):
            return f"a person accepted {source}:{id_}"
        case song.CandidateRejected(source=source, source_song_id=id_):
            return f"a person rejected {source}:{id_}"
        case song.DecisionTakenBack(source=source, source_song_id=id_, word=word, standing=standing):
            now = f"{standing}ed before, which holds again" if standing else "the rules decide again"
            return f"a person took back that they {word}ed {source}:{id_}: {now}"
        case song.Excluded(reason=reason):
            return f"a person excluded it{f': {reason}' if reason else ''}"
        case song.Reopened(reason=reason):
            return f"opened again{f': {reason}' if reason else ''}"
    return None


def _file_told(fact: object) -> str | None:
    match fact:
        case file.Verified(path=path, size_bytes=size_bytes, quality=quality, duration_ms=duration):
            return f"verified and in place: {path} ({quality}, {size(size_bytes)}, {length(duration)})"
        case file.Checked(path=path, deep=deep):
            return f"looked at again{', every byte,' if deep else ''} and as recorded: {path}"
        case file.Lost(path=path, why=lost):
            return f"the file is {lost}: {path}"
        case file.FoundAgain(path=path):
            return f"the file is back: {path}"
        case file.Moved(path=path, was_path=was):
            return f"moved inside the library, from {was} to {path}"
        case file.Uploaded(backend=backend, part=part, key=key, proof=proof):
            return f"a copy stands in {backend}: {part} under {key} (proven by {proof.replace('_', ' ')})"
        case file.UploadFailed(backend=backend, part=part, failure=failure, message=message):
            return f"{part} did not get to {backend}: {failure}, {message}"
        case file.RemoteLost(backend=backend, part=part, why=lost):
            return f"the copy in {backend} is {lost}: {part}"
        case file.RemoteFoundAgain(backend=backend, part=part):
            return f"the copy in {backend} counts again: {part}"
        case file.RemoteChecked(backend=backend, part=part):
            return f"the copy in {backend} was read back and is right: {part}"
        case file.LocalRemoved(backend=backend, path=path):
            return f"removed here to make room, {backend} holds it: {path}"
        case file.Restored(backend=backend, path=path):
            return f"brought back from {backend}: {path}"
    return None


def details(fact: object, *, everything: bool) -> list[str]:
    """What hangs below a fact's line. Of rejected candidates only the best one, unless `everything` is asked for."""
    if isinstance(fact, song.Searched):
        return _candidates(fact.source, fact.candidates, everything)
    if isinstance(fact, file.Verified):
        return [f"sha256 {fact.sha256}", f"root {fact.root}, from {fact.source}:{fact.source_song_id}"]
    if isinstance(fact, song.LyricSaved) and everything:
        return [f"parts {', '.join(fact.parts)}; sha256 {fact.sha256}"]
    return []


def _candidates(source: str, candidates: Sequence[Candidate], everything: bool) -> list[str]:
    rejected = [one for one in candidates if one.verdict == "reject"]
    shown = [one for one in candidates if everything or one.verdict != "reject" or one is rejected[0]]
    lines = [_candidate(source, one, everything) for one in shown]
    left = len(candidates) - len(shown)
    return lines + ([f"and {left} more rejected (--all shows them)"] if left else [])


def _candidate(source: str, one: Candidate, everything: bool) -> str:
    line = f"{one.verdict} {one.total:.2f}  {source}:{one.song_id}  {_named(one.about)}"
    if why := because(one):
        line += f": {why}"
    if everything:
        line += f"  [{' '.join(f'{name} {part:.2f}' for name, part in one.parts.items())}]"
    return line


def _named(about: song.About) -> str:
    return f"{brief(artist_line(about))} - {brief(about.title)} ({length(about.duration_ms) or 'length unknown'})"


def _listed_as(access: str) -> str:
    return "" if access in ("open", "unknown") else f", listed as {access.replace('_', ' ')}"
