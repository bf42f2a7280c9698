"""Which platforms were left alone from when to when, and how many songs did each give in every hour?"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalogsync.domain import song, source
from catalogsync.domain.event import Event
from catalogsync.projections.engine import Projection, Row, Statement, on

_OPENED = Statement(
    "outages",
    "INSERT INTO outages (platform, operation, since_ms, until_ms, failure, message, openings)"
    " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (platform, operation, since_ms) DO UPDATE SET"
    " until_ms = excluded.until_ms, failure = excluded.failure, message = excluded.message,"
    " openings = excluded.openings, closed_ms = NULL",
)
_CLOSED = Statement(
    "outages", "UPDATE outages SET closed_ms = ? WHERE platform = ? AND operation = ? AND since_ms = ?"
)
_TRIED = Statement(
    "source_hours",
    "INSERT INTO source_hours (source, hour, outcome, n) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (source, hour, outcome) DO UPDATE SET n = n + excluded.n",
    tally=True,
)
_HOUR_MS = 3_600_000


class Sources(Projection):
    """Outages with their beginning and end, and outcomes of attempts by source and hour."""

    name, version = "sources", 1
    tables = (
        "CREATE TABLE outages (platform TEXT, operation TEXT, since_ms INTEGER, until_ms INTEGER, closed_ms INTEGER,"
        " failure TEXT, message TEXT, openings INTEGER, PRIMARY KEY (platform, operation, since_ms)) WITHOUT ROWID",
        "CREATE TABLE source_hours (source TEXT, hour INTEGER, outcome TEXT, n INTEGER,"
        " PRIMARY KEY (source, hour, outcome)) WITHOUT ROWID",
    )
    indexes = (
        "CREATE INDEX outages_open ON outages (platform) WHERE closed_ms IS NULL",
        "CREATE INDEX outages_by_time ON outages (since_ms)",
    )

    @on(source.Opened)
    def opened(self, event: Event[source.Opened]) -> Iterable[Row]:
        """An outage begins, or goes on."""
        fact = event.fact
        key = (fact.platform, fact.operation, fact.since_ms)
        return ((_OPENED, (*key, fact.until_ms, fact.failure, fact.message, fact.openings)),)

    @on(source.Closed)
    def closed(self, event: Event[source.Closed]) -> Iterable[Row]:
        """It is over."""
        fact = event.fact
        return ((_CLOSED, (fact.closed_ms, fact.platform, fact.operation, fact.since_ms)),)

    @on(song.AttemptFailed)
    def failed(self, event: Event[song.AttemptFailed]) -> Iterable[Row]:
        """A source did not give it."""
        return ((_TRIED, (event.fact.source, event.at_ms // _HOUR_MS, event.fact.failure)),)

    @on(song.Obtained)
    def obtained(self, event: Event[song.Obtained]) -> Iterable[Row]:
        """A source gave it."""
        return ((_TRIED, (event.fact.source, event.at_ms // _HOUR_MS, "obtained")),)


@dataclass(frozen=True, slots=True)
class Outage:
    """A platform, or one operation of it (`*`: all), that failed from `since_ms` to `closed_ms` (None: still)."""

    platform: str
    operation: str
    since_ms: int
    until_ms: int
    closed_ms: int | None
    failure: str
    message: str
    openings: int

    def circuit(self, now_ms: int) -> str:
        """`open`: not asked until `until_ms`; `half_open`: the next request finds out; `closed`: over."""
        if self.closed_ms is not None:
            return "closed"
        return "open" if now_ms < self.until_ms else "half_open"


_COLUMNS = "platform, operation, since_ms, until_ms, closed_ms, failure, message, openings"


def open_outages(db: sqlite3.Connection) -> Sequence[Outage]:
    """Those that are not over, by platform, a whole platform first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM outages WHERE closed_ms IS NULL ORDER BY platform, operation <> '*', operation"
    )
    return [Outage(*row) for row in rows]


def past_outages(
    db: sqlite3.Connection, *, before_ms: int = 2**62, limit: int = 50, platform: str | None = None
) -> Sequence[Outage]:
    """The newest outages that are over, which began before then."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM outages WHERE since_ms < ? AND closed_ms IS NOT NULL AND (? IS NULL OR platform = ?)"
        " ORDER BY since_ms DESC LIMIT ?",
        (before_ms, platform, platform, limit),
    )
    return [Outage(*row) for row in rows]


def outcomes_since(db: sqlite3.Connection, source_name: str, since_ms: int) -> Mapping[int, Counter[str]]:
    """How the attempts at a source ended (`obtained` or a failure class), by hour since 1970."""
    found: dict[int, Counter[str]] = {}
    for hour, outcome, n in db.execute(
        "SELECT hour, outcome, n FROM source_hours WHERE source = ? AND hour >= ?",
        (source_name, since_ms // _HOUR_MS),
    ):
        found.setdefault(hour, Counter())[outcome] += n
    return found


def last_tried_ms(db: sqlite3.Connection, source_name: str) -> int | None:
    """The hour of the newest attempt at a source, None before the first."""
    row = db.execute("SELECT max(hour) FROM source_hours WHERE source = ?", (source_name,)).fetchone()
    return None if row[0] is None else row[0] * _HOUR_MS
