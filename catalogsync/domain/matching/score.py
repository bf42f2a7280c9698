"""The decision: is a candidate the same recording as the one wanted?

A decision is made by rules, not by a sum: each part may forbid acceptance, and ``total`` says how sure the
rest is. The rules and their reasons are told in ``docs/matching.md``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from catalogsync.domain.matching.albums import Album, Release, kinds_named, read_album, relation
from catalogsync.domain.matching.artists import Artist, is_called, read_artists
from catalogsync.domain.matching.credits import Credits, compare_credits
from catalogsync.domain.matching.naming import Naming, compare_titles
from catalogsync.domain.matching.text import key
from catalogsync.domain.matching.titles import Title, read_title
from catalogsync.domain.matching.values import Recording, Score, Verdict
from catalogsync.domain.matching.versions import FAR_MS, NEAR_MS, Version, compare, version_of
from catalogsync.domain.matching.words import Kind

RULES_VERSION = 5  # goes up with every change that could change a decision

ACCEPT_FROM, HOLD_FROM = 0.8, 0.5
_WEIGHTS = {"title": 0.35, "artists": 0.3, "duration": 0.2, "album": 0.1, "version": 0.05}
_ALBUM_PART = (0.3, None, 0.6, 0.9, 1.0)  # by Release
_SEVERITY = {Verdict.ACCEPT: 0, Verdict.HOLD: 1, Verdict.REJECT: 2}
_REJECTED = 2
_BY_SEVERITY = tuple(_SEVERITY)


class Reading(NamedTuple):
    """One way to read a recording's fields."""

    title: Title
    artists: tuple[Artist, ...]
    guests: tuple[Artist, ...]
    people: tuple[Artist, ...]  # the artists and the guests
    album: Album | None
    duration_ms: int | None
    version: Version
    version_as_titled: Version  # with the last words of the title taken as part of it


def _reading(
    title: Title,
    artists: tuple[Artist, ...],
    guests: tuple[Artist, ...],
    album: Album | None,
    length: int | None,
) -> Reading:
    version = version_of(title, album, with_bare=True)
    as_titled = version_of(title, album, with_bare=False) if title.bare else version
    if Kind.CHILD in version.kinds and any(Kind.CHILD in kinds_named(artist.shown) for artist in artists):
        version = as_titled = version._replace(kinds=version.kinds - {Kind.CHILD})  # all that 贝瓦儿歌 sings
    if version.covers and any(is_called(artist, name) for artist in artists for name in version.covers):
        # 大鱼 (Cover 周深) under 周深's own name: somebody else sings
        version = version._replace(covers=frozenset())
        as_titled = as_titled._replace(covers=frozenset())
    people = artists + guests if guests else artists
    return Reading(title, artists, guests, people, album, length, version, as_titled)


_NO_NAMES: frozenset[str] = frozenset()
_DASHED = re.compile(r"[-|~&‐-―−－～〜]")


@lru_cache(maxsize=8192)
def readings(
    title: str, artists: tuple[str, ...], album: str | None, duration_ms: int | None, aliases: tuple[str, ...]
) -> tuple[Reading, ...]:
    """Every sensible reading, the plain one first; without an artist "a - b" may name him on either side."""
    people = read_artists(artists)
    record = read_album(album)
    # only a title with a dash or a bar may hold its artist's name
    keys = _NO_NAMES.union(*[artist.keys for artist in people]) if _DASHED.search(title) else _NO_NAMES
    taken = read_title(title, keys, aliases)
    if record:
        if record.core == taken.base:  # a title track: what else its album is called, it is called
            taken = taken.also_called(*record.aliases) if record.aliases else taken
        elif song := _beside(taken, record.core):
            taken = taken.also_called(song)
        if record.kinds and people:
            record = _as_sung_by(record, people)
    guests = read_artists(taken.guests) if taken.guests else ()
    length = duration_ms if duration_ms and duration_ms > 0 else None
    plain = _reading(taken, people, guests, record, length)
    if people or len(taken.segments) != 2:
        return (plain,)
    turned = []
    for name, song in (taken.segments, taken.segments[::-1]):
        named = read_artists((name,))
        rest = read_title(song)
        song_title = rest._replace(notes=rest.notes + taken.notes, guests=taken.guests, tagged=taken.tagged)
        turned.append(_reading(song_title, named, guests, record, length))
    return (plain, *turned)


def _beside(title: Title, album: str) -> str:
    """The key of the song in a title that also names its album or film: 千と千尋の神隠し いつも何度でも."""
    if not album or not (title.base.startswith(album) or title.base.endswith(album)):
        return ""
    words = title.main.split(" ")
    for cut in range(1, len(words)):
        first, second = key("".join(words[:cut])), key("".join(words[cut:]))
        if album in (first, second):
            return second if album == first else first
    return ""


def _as_sung_by(album: Album, people: tuple[Artist, ...]) -> Album:
    """The album without the kinds that only its artist's name holds: 贝瓦儿歌大全 by 贝瓦儿歌."""
    for artist in people:
        if artist.shown in album.whole and (named := kinds_named(artist.shown)):
            album = album._replace(kinds=album.kinds - named)
    return album


def _short(recording: Recording) -> bool:
    names = recording.artists
    return len(names) < 24 and sum(map(len, names)) < 1000 and len(recording.album or "") < 300


def read(recording: Recording) -> tuple[Reading, ...]:
    """The readings of a recording, remembered for a bounded number of them."""
    if len(recording.title) < 600 and not recording.aliases and _short(recording):
        return readings(recording.title, recording.artists, recording.album, recording.duration_ms, ())
    return readings(
        recording.title[:600],
        tuple(name[:200] for name in recording.artists[:24]),
        recording.album[:300] if recording.album else None,
        recording.duration_ms,
        tuple(alias[:300] for alias in recording.aliases[:12]),
    )


def score(want: Recording, candidate: Recording) -> Score:
    """Judge one candidate against the recording wanted. Pure; never fails whatever the texts hold."""
    return judge(read(want), read(candidate))


def judge(wanted: tuple[Reading, ...], offered: tuple[Reading, ...]) -> Score:
    """Judge what ``read`` made of two recordings: the kindest of the decisions their readings allow."""
    if len(wanted) == len(offered) == 1:
        return _judge(wanted[0], offered[0])
    scores = [_judge(one, other) for one in wanted for other in offered]
    return min(scores, key=lambda found: (_SEVERITY[found.verdict], -found.total))


def _judge(want: Reading, candidate: Reading) -> Score:
    gap = (
        abs(want.duration_ms - candidate.duration_ms) if want.duration_ms and candidate.duration_ms else None
    )
    release = release_of(want, candidate)
    credits = compare_credits(want, candidate, release, gap)
    timed, timed_why = _duration_finding(gap)
    same_words = want.title.whole == candidate.title.whole
    versions = compare(
        want.version_as_titled if same_words else want.version,
        candidate.version_as_titled if same_words else candidate.version,
        release=release,
        gap_ms=gap,
        title_text=want.title.base,
        singers=want.artists + candidate.artists,
    )
    severity = max(_SEVERITY[versions.verdict], _SEVERITY[credits.verdict], _SEVERITY[timed])
    # Comparing by sound is dear, and nothing it could find would save what is rejected already.
    naming = compare_titles(want.title, candidate.title, by_sound=severity < _REJECTED)
    title_track = naming is Naming.GLOSSED and _called_like_its_song(want, candidate)
    named, named_why = _title_finding(naming, credits, release, gap, title_track)
    verdict = _BY_SEVERITY[max(severity, _SEVERITY[named])]
    reasons = versions.reasons + named_why + credits.reasons + timed_why
    parts = {"title": naming.part, "version": versions.part}
    if credits.part is not None:
        parts["artists"] = credits.part
    if (album := _ALBUM_PART[release]) is not None:
        parts["album"] = album
    if gap is not None:
        parts["duration"] = round(max(0.0, 1 - gap / 15_000), 4)
    return Score(verdict, _total(parts, verdict), parts, reasons)


def hold(found: Score, reason: str) -> Score:
    """The decision made a person's, for a reason that only other entries give."""
    return Score(Verdict.HOLD, _total(found.parts, Verdict.HOLD), found.parts, (*found.reasons, reason))


def release_of(want: Reading, candidate: Reading) -> Release:
    """The relation of the albums; a film named in one title and in the other's album counts as its release."""
    found = relation(want.album, candidate.album)
    if found >= Release.EDITION:
        return found
    if found is not Release.UNKNOWN and _self_titled(want) and _self_titled(candidate):
        return Release.EDITION
    if (want.title.notes and _film_of(want, candidate.album)) or (
        candidate.title.notes and _film_of(candidate, want.album)
    ):
        return Release.EDITION
    return found


def _self_titled(one: Reading) -> bool:
    return one.album is not None and any(is_called(artist, one.album.core) for artist in one.artists)


def _film_of(one: Reading, album: Album | None) -> bool:
    return album is not None and any(len(work) > 1 and work == album.core for work in one.title.works)


def _called_like_its_song(want: Reading, candidate: Reading) -> bool:
    songs = {want.title.base, candidate.title.base}
    return any(album is not None and album.core in songs for album in (want.album, candidate.album))


def _title_finding(
    naming: Naming, credits: Credits, release: Release, gap: int | None, title_track: bool
) -> tuple[Verdict, tuple[str, ...]]:
    near = gap is not None and gap <= NEAR_MS
    if naming is Naming.SAME:
        return Verdict.ACCEPT, ()
    if naming is Naming.ALIAS:
        proven = near or (gap is None and (release >= Release.EDITION or credits.named))
        return (Verdict.ACCEPT, ("title:alias",)) if proven else (Verdict.HOLD, ("title:alias",))
    if naming is Naming.REMARK:
        exact = gap is not None and gap < 1_000  # an unknown note may be an unknown version's
        told = exact or (release >= Release.EDITION and (near or gap is None))
        return (Verdict.ACCEPT if told else Verdict.HOLD), ("title:remark",)
    if naming in (Naming.SOUND, Naming.SPELLING):
        reason = f"title:{naming.name.lower()}"
        return (Verdict.ACCEPT if (near or gap is None) and credits.named else Verdict.HOLD), (reason,)
    if naming is Naming.TRANSLATED or naming is Naming.GLOSSED:
        if gap is None or gap > NEAR_MS or not credits.named:
            return Verdict.REJECT, ("title:other",)
        sure = release >= Release.EDITION and gap <= 1_500 and (naming is Naming.TRANSLATED or title_track)
        return (Verdict.ACCEPT if sure else Verdict.HOLD), ("title:translated",)
    if naming is Naming.SUBTITLE:
        sure = near and release >= Release.EDITION and gap is not None and gap <= 1_000
        return (Verdict.HOLD if sure else Verdict.REJECT), ("title:subtitle",)
    return Verdict.REJECT, ("title:other",)


def _duration_finding(gap: int | None) -> tuple[Verdict, tuple[str, ...]]:
    if gap is None or gap <= NEAR_MS:
        return Verdict.ACCEPT, ()
    return (Verdict.HOLD, ("duration:near",)) if gap <= FAR_MS else (Verdict.REJECT, ("duration:far",))


def _total(parts: dict[str, float], verdict: Verdict) -> float:
    weight = mean = 0.0
    for name, part in parts.items():
        share = _WEIGHTS[name]
        weight += share
        mean += share * part
    mean /= weight
    if verdict is Verdict.ACCEPT:
        return round(ACCEPT_FROM + (1 - ACCEPT_FROM) * mean, 4)
    if verdict is Verdict.HOLD:
        return round(HOLD_FROM + (ACCEPT_FROM - 0.001 - HOLD_FROM) * mean, 4)
    return round((HOLD_FROM - 0.001) * mean, 4)
