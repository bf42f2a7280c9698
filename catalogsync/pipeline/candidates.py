"""Find the same recording on another platform: search, score, record, and let a person's word outrank the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from catalogsync.domain.matching.query import search_text
from catalogsync.domain.matching.rank import rank
from catalogsync.domain.matching.score import RULES_VERSION
from catalogsync.domain.matching.values import Recording
from catalogsync.domain.song import About, Candidate, Searched, SearchFailed, Song
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import PlatformError
from catalogsync.pipeline.ports import Access, ArtistCredit, FindsSongs, Quality, SongInfo
from catalogsync.pipeline.sync import about

_KEPT = 10
"""How many candidates of a search are recorded, best first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A song at a source that may be taken, and who chose it: `own`, `person` or `rules` (with the score)."""

    info: SongInfo
    chosen: str
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What asking one source for candidates came to. `failure` None means choices are there to try."""

    choices: tuple[Choice, ...]
    failure: str | None = None
    message: str = ""


def own(song: Song, platform: str, remote_id: str) -> Choice:
    """The song itself, on its own platform."""
    assert song.about is not None
    return Choice(info_of(platform, remote_id, song.about), "own")


def find(catalog: Catalog, song: Song, source: FindsSongs) -> Found:
    """Ask a source for the same recording; every outcome is recorded in the song's stream."""
    assert song.about is not None
    want = recording(song.about)
    query = search_text(want.title, want.artists)
    try:
        hits = list(source.search(query))
    except PlatformError as e:
        song.record(
            SearchFailed(
                source=source.name, query=query, failure=str(e.failure), message=e.message, code=e.code
            )
        )
        catalog.save(song)
        return Found((), str(e.failure), e.message)
    candidates, choices = _judge(song, source.name, want, hits)
    song.record(Searched(source=source.name, query=query, rules=RULES_VERSION, candidates=candidates[:_KEPT]))
    catalog.save(song)
    if choices:
        return Found(tuple(choices))
    if any(candidate.verdict == "hold" for candidate in candidates):
        return Found((), "held", f"{source.name}: a candidate waits for a person's word")
    return Found(
        (), "no_match" if hits else "not_found", f"{source.name}: {len(hits)} hits, none the same recording"
    )


def _judge(
    song: Song, source: str, want: Recording, hits: Sequence[SongInfo]
) -> tuple[list[Candidate], list[Choice]]:
    infos = [about(hit) for hit in hits]
    ranked = rank(want, [recording(info) for info in infos])
    candidates: list[Candidate] = []
    choices: list[Choice] = []
    for index, score in ranked:
        hit = hits[index]
        verdict, reasons = str(score.verdict), list(score.reasons)
        if (source, hit.song_id) in song.rejected:
            verdict, reasons = "reject", [*reasons, "person:rejected"]
        elif song.accepted.get(source) == hit.song_id:
            verdict, reasons = "accept", [*reasons, "person:accepted"]
            choices.insert(0, Choice(hit, "person", score.total))
        elif verdict == "accept":
            choices.append(Choice(hit, "rules", score.total))
        candidates.append(
            Candidate(
                song_id=hit.song_id,
                about=_told(infos[index]),
                verdict=verdict,
                total=round(score.total, 4),
                parts={name: round(part, 4) for name, part in score.parts.items()},
                reasons=reasons,
            )
        )
    return candidates, choices


def _told(about: About) -> About:
    """What a decision rests on, without what only a download needs: searches are most of a store's bytes."""
    return msgspec.structs.replace(about, cover_url=None, qualities=[], handle={})


def recording(about: About) -> Recording:
    """What the matching rules look at."""
    return Recording(
        title=about.title,
        artists=tuple(artist.name for artist in about.artists),
        album=about.album,
        duration_ms=about.duration_ms,
        aliases=tuple(about.aliases),
    )


def info_of(platform: str, song_id: str, about: About) -> SongInfo:
    """A stored description as the platform ports take it."""
    return SongInfo(
        platform=platform,
        song_id=song_id,
        title=about.title,
        artists=tuple(ArtistCredit(artist.name, artist.artist_id) for artist in about.artists),
        album=about.album,
        album_id=about.album_id,
        duration_ms=about.duration_ms,
        aliases=tuple(about.aliases),
        cover_url=about.cover_url,
        access=Access(about.access),
        qualities=tuple(Quality(quality) for quality in about.qualities),
        handle=about.handle,
    )
