"""Feed a page of events to projections: decode once, collect the rows per table, write them in order.

Used alike for following and for rebuilding; only the marks of derived columns are left out of a rebuild.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalogsync.domain.event import Event, Fact, stored_name
from catalogsync.domain.projection import Decisions, decisions_stream
from catalogsync.projections.engine import Handler, Projection, Statement
from catalogsync.projections.errors import is_of_the_machine
from catalogsync.projections.putting import put
from catalogsync.projections.source import EventSource, RawEvent

Runs = list[tuple[Statement, list[tuple[Any, ...]]]]
Add = Callable[[tuple[Any, ...]], None]


@dataclass(frozen=True, slots=True)
class Parked:
    """Why a projection stands still: the event it cannot apply (`event` is stream@version) and what happened."""

    position: int
    event: str
    topic: str
    cause: str


@dataclass(eq=False)
class Target:
    """One projection in one file: how far it is, and whether it is parked."""

    projection: Projection
    position: int = 0
    parked: Parked | None = None
    skips: frozenset[str] = frozenset()
    live: bool = True
    current: dict[Statement, Add] = field(default_factory=dict)
    _runs: dict[str, Runs] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first = self.projection.together[0] if self.projection.together else ""
        self._order = dict.fromkeys(self.projection.together, first)
        self._marks = {d.marks for d in self.projection.derived}

    def collect(self, rows: Iterable[tuple[Statement, tuple[Any, ...]]]) -> None:
        """Keep the rows of one event for the next `write`, in runs of one statement per table."""
        current = self.current
        for statement, values in rows:
            (current.get(statement) or self.start(statement))(values)

    def start(self, statement: Statement) -> Add:
        """Begin a run of a statement, which ends the one before in its table; returns what takes the values.

        `current` holds it as long as the run lasts: one look-up per row in the hot loop.
        """
        if statement.live_only and not self.live:
            add: Add = _leave_out
        else:
            table = self._order.get(statement.table, statement.table)
            runs = self._runs.setdefault(table, [])
            if runs:
                self.current.pop(runs[-1][0], None)
            runs.append((statement, []))
            add = runs[-1][1].append
        self.current[statement] = add
        return add

    def write(self, db: sqlite3.Connection) -> None:
        """Execute what was collected; marks after the rows, then what is derived from them."""
        runs_of = self._runs
        self.forget()
        for table, runs in runs_of.items():
            if table not in self._marks:
                for statement, values in runs:
                    put(db, statement, values)
        for derived in self.projection.derived:
            marks = runs_of.get(derived.marks)
            if marks:
                for statement, values in marks:
                    put(db, statement, values)
                db.execute(derived.dirty_sql)
                db.execute(f"DELETE FROM {derived.marks}")

    def forget(self) -> None:
        """Drop what was collected."""
        self._runs = {}
        self.current.clear()


class Feeder:
    """Feeds pages of raw events to targets."""

    def __init__(self, targets: Sequence[Target], source: EventSource) -> None:
        self.targets = targets
        self._source = source
        self._decode = source.decode
        self._by_name: dict[str, list[tuple[Target, Handler]]] = {}
        self._by_topic: dict[str, list[tuple[Target, Handler]]] = {}
        for target in targets:
            for fact, handler in target.projection.handlers().items():
                self._by_name.setdefault(_name(fact), []).append((target, handler))

    def feed(self, db: sqlite3.Connection, rows: Sequence[RawEvent]) -> None:
        """Apply a page (oldest first) to every target that is neither parked nor ahead; moves their positions.

        Runs inside the caller's transaction. What cannot be applied parks its target just before the event.
        """
        if not rows:
            return
        before = {target: target.position for target in self.targets}
        self._collect(rows)
        for target in self.targets:
            self._write(db, target, rows, before[target])

    def _collect(self, rows: Sequence[RawEvent]) -> None:
        routes, decode = self._by_topic, self._decode
        # In the usual page everybody takes every event; looking each time costs a tenth of a replay.
        look = any(t.parked or t.skips or t.position >= rows[0][0] for t in self.targets)
        previous = 0
        for row in rows:
            route = routes.get(row[3])
            if route is None:
                route = routes[row[3]] = self._by_name.get(row[3].partition("@")[0], [])
            event: Event[Any] | None = None
            for target, handler in route:
                if look and not _takes(target, row):
                    continue
                try:
                    if event is None:
                        event = decode(row)
                    meant = handler(event)
                    if meant.__class__ is not tuple:
                        meant = list(
                            meant
                        )  # a generator may fail half-way: no row counts before the last is there
                except (
                    Exception
                ) as e:  # whatever a handler or an upcast does wrong stops this projection only
                    self._park(target, row, e, previous)
                    look = True
                    continue
                current = target.current
                for statement, values in meant:
                    (current.get(statement) or target.start(statement))(values)
            previous = row[0]
        for target in self.targets:
            if target.parked is None:
                target.position = max(target.position, previous)

    def _write(self, db: sqlite3.Connection, target: Target, rows: Sequence[RawEvent], before: int) -> None:
        db.execute("SAVEPOINT projection")
        try:
            target.write(db)
        except Exception as e:
            if is_of_the_machine(e):
                raise
            # Some event of the page means rows that the tables refuse: find it by going one by one.
            db.execute("ROLLBACK TO projection")
            self._write_one_by_one(db, target, rows, before)
        db.execute("RELEASE projection")

    def _write_one_by_one(
        self, db: sqlite3.Connection, target: Target, rows: Sequence[RawEvent], before: int
    ) -> None:
        parked_later = target.parked
        target.forget()
        target.parked, target.position = None, before
        for row in rows:
            if row[0] <= before:
                continue
            if parked_later is not None and row[0] >= parked_later.position:
                target.parked = parked_later
                return
            db.execute("SAVEPOINT event")
            try:
                for routed, handler in self._by_topic[row[3]]:
                    if routed is target and _label(row) not in target.skips:
                        target.collect(handler(self._decode(row)))
                target.write(db)
            except Exception as e:
                if is_of_the_machine(e):
                    raise
                db.execute("ROLLBACK TO event")
                target.forget()
                self._park(target, row, e, target.position)
            db.execute("RELEASE event")
            if target.parked is not None:
                return
            target.position = row[0]

    def _park(self, target: Target, row: RawEvent, error: BaseException, previous: int) -> None:
        target.skips = skips_of(target.projection.name, self._source)
        if _label(row) in target.skips:  # decided since we last looked
            return
        target.parked = Parked(row[0], _label(row), row[3], f"{type(error).__name__}: {error}"[:500])
        target.position = max(target.position, previous)


def skips_of(name: str, source: EventSource) -> frozenset[str]:
    """The events (stream@version) that people decided to leave out of a projection."""
    decisions = Decisions(decisions_stream(name))
    decisions.replay(source.load(decisions.id))
    return frozenset(decisions.skipped)


def _takes(target: Target, row: RawEvent) -> bool:
    return target.parked is None and row[0] > target.position and _label(row) not in target.skips


def _leave_out(values: tuple[Any, ...]) -> None:
    """In the place of a run: a rebuild makes no marks."""


def _label(row: RawEvent) -> str:
    return f"{row[1]}@{row[2]}"


def _name(fact: type[Fact]) -> str:
    return stored_name(fact).name
