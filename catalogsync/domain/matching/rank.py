"""The order of candidates: best first."""

from __future__ import annotations

from collections.abc import Sequence

from catalogsync.domain.matching.albums import Release
from catalogsync.domain.matching.linking import linked
from catalogsync.domain.matching.score import Reading, judge, read, release_of
from catalogsync.domain.matching.values import Recording, Score, Verdict

_ORDER = {Verdict.ACCEPT: 0, Verdict.HOLD: 1, Verdict.REJECT: 2}


def rank(want: Recording, candidates: Sequence[Recording]) -> list[tuple[int, Score]]:
    """Indices of the candidates with their scores, accepted ones first, best first.

    Among equals: the same release, another release, an entry with a field missing, a tagged re-upload; then
    the smaller length gap, then the plainer title. Held and rejected ones follow by falling total.
    """
    wanted, offered = read(want), [read(candidate) for candidate in candidates]
    scored = [(index, judge(wanted, reading)) for index, reading in enumerate(offered)]
    scored = linked(want, candidates, scored)

    def order(item: tuple[int, Score]) -> tuple[int, tuple[float, ...], int]:
        index, found = item
        if found.verdict is Verdict.ACCEPT:
            return 0, _preference(want, wanted[0], candidates[index], offered[index][0]), index
        return _ORDER[found.verdict], (-found.total,), index

    return sorted(scored, key=order)


def _title_track(one: Reading) -> bool:
    return one.album is not None and one.album.core in {one.title.base, one.title.full, *one.title.others}


def _preference(
    want: Recording, titled: Reading, candidate: Recording, offered: Reading
) -> tuple[float, ...]:
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
    longer = 0
    if title.whole != titled.title.whole:
        longer = max(1, len(candidate.title[:600]) - len(want.title[:600]))
    credit = sum(map(len, candidate.artists[:24])) - sum(map(len, want.artists[:24]))
    same_print = (
        candidate.title == want.title,
        candidate.artists == want.artists,
        candidate.album == want.album,
    )
    return (step, seconds, longer + max(0, credit) / 10, -sum(same_print), 0 if album is Release.SAME else 1)
