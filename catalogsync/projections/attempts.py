"""How did each try at each source end, and how good is each source as a fallback?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogsync.domain import song
from catalogsync.domain.event import Event
from catalogsync.projections.engine import Projection, Row, Statement, on

_ATTEMPT = Statement(
    "attempts",
    "INSERT INTO attempts (position, at_ms, song, source, source_song_id, quality, outcome, code, message, job)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
)
_DECAY = 0.98
"""Weight of everything before, at each further try: some fifty tries are remembered, a bad week is forgotten."""
_TRIED = Statement(
    "source_success",
    "INSERT INTO source_success (origin, source, tries, wins, weight, won, last_ms) VALUES (?, ?, 1, ?, 1, ?, ?)"
    " ON CONFLICT (origin, source) DO UPDATE SET tries = tries + 1, wins = wins + excluded.wins,"
    f" weight = weight * {_DECAY} + 1, won = won * {_DECAY} + excluded.won, last_ms = excluded.last_ms",
)


class Attempts(Projection):
    """Every attempt, and success per (origin, source) with decay. Only fallback attempts count for the latter."""

    name, version = "attempts", 1
    weight = 3
    tables = (
        "CREATE TABLE attempts (position INTEGER PRIMARY KEY, at_ms INTEGER, song TEXT, source TEXT,"
        " source_song_id TEXT, quality TEXT, outcome TEXT, code TEXT, message TEXT, job TEXT)",
        "CREATE TABLE source_success (origin TEXT, source TEXT, tries INTEGER, wins INTEGER, weight REAL, won REAL,"
        " last_ms INTEGER, PRIMARY KEY (origin, source)) WITHOUT ROWID",
    )
    indexes = (
        "CREATE INDEX attempts_by_song ON attempts (song, position)",
        "CREATE INDEX attempts_by_source ON attempts (source, outcome, position)",
    )

    @on(song.AttemptFailed)
    def failed(self, event: Event[song.AttemptFailed]) -> Iterable[Row]:
        """A source did not give it."""
        fact = event.fact
        return (
            self._attempt(event, fact, fact.failure, fact.code, fact.message),
            *self._fallback(event, fact.source, won=0),
        )

    @on(song.Obtained)
    def obtained(self, event: Event[song.Obtained]) -> Iterable[Row]:
        """A source gave it, whole."""
        return (
            self._attempt(event, event.fact, "obtained", None, None),
            *self._fallback(event, event.fact.source, won=1),
        )

    @on(song.Searched)
    def searched(self, event: Event[song.Searched]) -> Iterable[Row]:
        """A source without a right candidate is a fallback that did not help."""
        if not any(candidate.verdict == "accept" for candidate in event.fact.candidates):
            return self._fallback(event, event.fact.source, won=0)
        return ()

    def _attempt(
        self,
        event: Event[song.AttemptFailed] | Event[song.Obtained],
        fact: song.AttemptFailed | song.Obtained,
        outcome: str,
        code: str | None,
        message: str | None,
    ) -> Row:
        return _ATTEMPT, (
            event.position,
            event.at_ms,
            event.subject,
            fact.source,
            fact.source_song_id,
            fact.quality,
            outcome,
            code,
            message,
            event.job,
        )

    def _fallback(self, event: Event[Any], source: str, won: int) -> tuple[Row, ...]:
        origin = event.stream.split(":", 2)[1]
        return () if origin == source else ((_TRIED, (origin, source, won, won, event.at_ms)),)
