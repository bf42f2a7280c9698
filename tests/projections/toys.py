"""Projections over the facts of a platform that does not exist, using everything a projection may use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalogsync.domain.event import Event
from catalogsync.projections.engine import Derived, Projection, Row, Statement, insert, mark, on, upsert
from tests.adapters.store.facts import Closed, Filled, Opened, event

SEEN = Statement(
    "boxes",
    "INSERT INTO boxes (id, title) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title",
)
COUNTED = upsert("counts", key=("id",), columns=("n",))
CLOSED = Statement("boxes", "UPDATE boxes SET closed = 1 WHERE id = ?")
EMPTIED = Statement("counts", "DELETE FROM counts WHERE id = ?")
LINE = insert("lines", ("position", "text"))
DIRTY = mark("totals")
DIRTY_BY_NUMBER = Statement(
    "dirty_totals",
    "INSERT OR IGNORE INTO dirty_totals (key) SELECT title FROM boxes WHERE id = ?",
    live_only=True,
)
POISON = "poison"
_TOTALS = (
    "INSERT OR REPLACE INTO totals (title, boxes, things) SELECT b.title, count(*), coalesce(sum(c.n), 0)"
    " FROM boxes b LEFT JOIN counts c ON c.id = b.id {where} GROUP BY b.title"
)


class Boxes(Projection):
    """Boxes by number, what is in them, and totals per title."""

    name, version = "boxes", 1
    tables = (
        "CREATE TABLE boxes (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT, closed INTEGER DEFAULT 0)",
        "CREATE TABLE counts (id TEXT PRIMARY KEY, n INTEGER CHECK (n < 1000000)) WITHOUT ROWID",
        "CREATE TABLE totals (title TEXT PRIMARY KEY, boxes INTEGER, things INTEGER) WITHOUT ROWID",
    )
    indexes = ("CREATE INDEX boxes_by_title ON boxes (title)",)
    derived = (
        Derived(
            "totals",
            dirty_sql=_TOTALS.format(where="WHERE b.title IN (SELECT key FROM dirty_totals)"),
            all_sql=_TOTALS.format(where=""),
        ),
    )

    @on(Opened)
    def opened(self, event: Event[Opened]) -> Iterable[Row]:
        yield SEEN, (event.stream, event.stream[:5])
        yield DIRTY, (event.stream[:5],)

    @on(Filled)
    def filled(self, event: Event[Filled]) -> Iterable[Row]:
        if event.fact.title == POISON:
            raise ValueError("cannot be applied")
        yield COUNTED, (event.stream, event.fact.count)
        yield DIRTY_BY_NUMBER, (event.stream,)

    @on(Closed)
    def closed(self, event: Event[Closed]) -> Iterable[Row]:
        yield CLOSED, (event.stream,)
        yield EMPTIED, (event.stream,)
        yield DIRTY_BY_NUMBER, (event.stream,)


class Lines(Projection):
    """One line per event."""

    name, version = "lines", 1
    tables = ("CREATE TABLE lines (position INTEGER PRIMARY KEY, text TEXT)",)

    @on(Opened, Filled, Closed)
    def any(self, event: Event[Any]) -> Iterable[Row]:
        yield LINE, (event.position, f"{event.stream} {event.name}")


def toys() -> tuple[Projection, ...]:
    """One of each."""
    return (Boxes(), Lines())


def history(choices: Iterable[tuple[int, int]]) -> list[Event[Any]]:
    """Events from pairs (box, what): any pairs make a history that could have happened."""
    versions: dict[str, int] = {}
    events = []
    for box, what in choices:
        stream = f"toy:{box}"
        version = versions[stream] = versions.get(stream, 0) + 1
        if version == 1 or what == 0:
            fact = Opened(title=f"box {box}")
        elif what == 1:
            fact = Closed()
        else:
            fact = Filled(title="x", count=what)
        events.append(event(stream, version, fact))
    return events
