"""Which songs have no file yet, and why? Whatever the size of the catalog, a page of them costs the same.

Reasons of all songs come from the counts that are kept as they change; those of a filter are counted up to a bound.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalogsync.projections.filter import SongFilter
from catalogsync.projections.song_counts import song_counts
from catalogsync.projections.song_list import songs_of
from catalogsync.projections.walking import Walked

STATES = ("open", "missed", "held")
NEW, GONE = "new", "gone"
"""The reasons of songs that were not missed: not tried yet, or no longer told by their platform."""
_BY_REASON = {
    NEW: "s.state = 'open' AND s.failure IS NULL AND s.gone = 0",
    GONE: "s.state = 'open' AND s.failure IS NULL AND s.gone = 1",
}

REASON_COLUMNS = "s.failure, s.gone, s.retry_at_ms"
COUNTED = 20_000
"""Songs of a filter are looked at up to here."""
_SOON = 5_000


@dataclass(frozen=True, slots=True)
class Reason:
    """So many songs have no file for this reason; `next_ms` is their soonest next try, None beyond the next 5,000."""

    reason: str
    n: int
    next_ms: int | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """All reasons, the most frequent first; with `more`, the filter holds more songs than were counted."""

    reasons: Sequence[Reason]
    more: bool = False

    @property
    def total(self) -> int:
        """All songs counted."""
        return sum(reason.n for reason in self.reasons)


def wanted_reasons(db: sqlite3.Connection, wanted: SongFilter) -> Reasons:
    """Why songs of a filter have no file."""
    if wanted.where == "1":
        return _all_reasons(db)
    found = songs_of(db, wanted.in_states(STATES), columns=REASON_COLUMNS, limit=COUNTED + 1)
    return Reasons(reasons_among(found.rows), found.reached is not None or len(found.rows) > COUNTED)


def reasons_among(songs: Iterable[sqlite3.Row]) -> list[Reason]:
    """Why these songs have no file; rows with `REASON_COLUMNS`."""
    counts: Counter[str] = Counter()
    soon: dict[str, int] = {}
    for song in songs:
        reason = song["failure"] or (GONE if song["gone"] else NEW)
        counts[reason] += 1
        retry_at_ms = song["retry_at_ms"]
        if retry_at_ms is not None:
            soon[reason] = min(retry_at_ms, soon.get(reason, retry_at_ms))
    return [Reason(reason, n, soon.get(reason)) for reason, n in _ordered(counts)]


def _all_reasons(db: sqlite3.Connection) -> Reasons:
    counts: Counter[str] = Counter()
    for count in song_counts(db):
        if count.state in STATES:
            counts[count.failure or (GONE if count.gone else NEW)] += count.n
    soon = dict(
        db.execute(
            "SELECT failure, min(retry_at_ms) FROM (SELECT failure, retry_at_ms FROM songs"
            f" WHERE retry_at_ms IS NOT NULL ORDER BY retry_at_ms LIMIT {_SOON}) GROUP BY 1"
        ).fetchall()
    )
    return Reasons([Reason(reason, n, soon.get(reason)) for reason, n in _ordered(counts)])


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def wanted_songs(
    db: sqlite3.Connection, wanted: SongFilter, *, reason: str = "", after: int = 0, limit: int = 50
) -> Walked:
    """A page of songs without a file, by `key`."""
    if wanted.where != "1" or reason:
        if reason in _BY_REASON:
            asked = wanted.also(_BY_REASON[reason])
        else:
            asked = wanted.in_states(STATES)
            asked = asked.also("s.failure = :reason", reason=reason) if reason else asked
        return songs_of(db, asked, after=after, limit=limit)
    # A page of each state, and the first of those together: one question for three states would sort them all.
    each = " UNION ALL ".join(
        f"SELECT * FROM (SELECT s.number FROM songs s WHERE s.state = '{state}' AND s.number > :after"
        " ORDER BY s.number LIMIT :limit)"
        for state in STATES
    )
    return Walked(
        db.execute(
            f"SELECT s.*, s.number AS key FROM ({each}) found JOIN songs s ON s.number = found.number"
            " ORDER BY s.number LIMIT :limit",
            {"after": after, "limit": limit},
        ).fetchall()
    )
