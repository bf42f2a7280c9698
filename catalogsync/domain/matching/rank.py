"""The order of candidates: best first."""

from __future__ import annotations

from collections.abc import Sequence

from catalogsync.domain.matching.albums import Release
from catalogsync.domain.matching.linking import linked
from catalogsync.domain.matching.score import Reading, read, release_of, score
from catalogsync.domain.matching.values import Recording, Score, Verdict

_ORDER = {Verdict.ACCEPT: 0, Verdict.HOLD: 1, Verdict.REJECT: 2}


def rank(want: Recording, candidates: Sequence[Recording]) -> list[tuple[int, Score]]:
    """Indices of the candidates with their scores, accepted ones first, best first.

    Among equals: the same release, another release, an entry with a field missing, a tagged re-upload; then
    the smaller length gap, then the plainer title. Held and rejected ones follow by falling total.
    """
    scored = [(index, score(want, candidate)) for index, candidate in enumerate(candidates)]
    scored = linked(want, candidates, scored)
    return sorted(
        scored,
        key=lambda item: (
            _ORDER[item[1].verdict],
            _preference(want, candidates[item[0]])
            if item[1].verdict is Verdict.ACCEPT
            else (0, 0, 0, -item[1].total),
            item[0],
        ),
    )


def _title_track(one: Reading) -> bool:
    return one.album is not None and one.album.core in {one.title.base, one.title.full, *one.title.others}


def _preference(want: Recording, candidate: Recording) -> tuple[float, ...]:
    titled, offered = read(want)[0], read(candidate)[0]  # both cut to a bounded length
    title = offered.title
    album = release_of(titled, offered)
    if album is Release.TRANSLATED and _title_track(titled) and _title_track(offered):
        album = Release.EDITION  # each is called like its song, in whatever script
    missing = candidate.duration_ms is None or not candidate.album or not candidate.artists
    if title.tagged:
        step = 3
    elif missing:
        step = 2
    else:
        step = 0 if album >= Release.EDITION else 1
    if want.duration_ms and candidate.duration_ms:
        # most platforms give whole seconds, so the others are cut to them before they are compared
        seconds = abs(want.duration_ms // 1000 - candidate.duration_ms // 1000)
    else:
        seconds = 0  # a missing field speaks neither for nor against
    longer = max(0, len(candidate.title[:600]) - len(want.title[:600]))
    credit = sum(map(len, candidate.artists[:24])) - sum(map(len, want.artists[:24]))
    same_print = (
        candidate.title == want.title,
        candidate.artists == want.artists,
        candidate.album == want.album,
    )
    return (step, seconds, longer + max(0, credit) / 10, -sum(same_print), 0 if album is Release.SAME else 1)
