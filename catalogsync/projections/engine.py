"""How a projection declares itself: its tables, and for each fact the rows it means.

    class Playlists(Projection):
        name, version = "playlists", 1
        tables = ("CREATE TABLE playlists (id TEXT PRIMARY KEY, title TEXT) WITHOUT ROWID",)
        indexes = ("CREATE INDEX playlists_by_title ON playlists (title)",)

        @on(Discovered)
        def discovered(self, event: Event[Discovered]) -> Iterable[Row]:
            yield PUT, (event.stream, event.fact.title)

A handler is pure: no clock, no chance, no network, no connection. Following and rebuilding then give the same rows.
It may yield rows or return a tuple of them, which spares a generator per event where facts are many.
The runner keeps the order of rows within a table exactly, and executes consecutive rows of one statement together.
Rows of different tables have no order between them, so a statement reads no table but its own; where it must, the
projection names those tables in `together` (one order for all of them, slower), or derives what it needs (`Derived`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, ClassVar, TypeVar

from catalogsync.domain.event import Event, Fact


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """SQL that changes one table; declared once, at module level. `live_only` ones are left out of a rebuild.

    A `tally` counts: handlers yield its values without the last one, which is how often they came, one after another
    or together in one row. So its SQL has to add up: `ON CONFLICT … DO UPDATE SET n = n + excluded.n`.
    """

    table: str
    sql: str
    live_only: bool = False
    tally: bool = False


Row = tuple[Statement, tuple[Any, ...]]
"""What a handler yields, or returns a tuple of: the statement and its values."""

H = TypeVar("H", bound=Callable[..., Iterable[Row]])
Handler = Callable[[Event[Any]], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Derived:
    """Columns or rows computed from the projection's own tables, not from one event.

    Handlers mark what may have changed by `live_only` statements into the temporary table `dirty_<name>` (column
    `key`); they run after the rows of their batch and see them. Live, `dirty_sql` then brings the marked keys up to
    date. A rebuild makes no marks and runs `all_sql` once at its end. Both must come to the same.
    """

    name: str
    dirty_sql: str
    all_sql: str

    @property
    def marks(self) -> str:
        """The temporary table of the marks."""
        return f"dirty_{self.name}"


def on(*facts: type[Fact]) -> Callable[[H], H]:
    """Mark the method that says which rows these facts mean."""

    def mark(method: H) -> H:
        method.handles = facts  # type: ignore[attr-defined]
        return method

    return mark


class Projection:
    """Base of all projections. The name is permanent; the version goes up whenever rows could come out otherwise."""

    name: ClassVar[str]
    version: ClassVar[int]
    tables: ClassVar[tuple[str, ...]] = ()
    indexes: ClassVar[tuple[str, ...]] = ()
    derived: ClassVar[tuple[Derived, ...]] = ()
    together: ClassVar[tuple[str, ...]] = ()
    weight: ClassVar[int] = 1
    """What it takes of a rebuild, roughly in microseconds per event: several processes share projections by it."""

    def handlers(self) -> dict[type[Fact], Handler]:
        """The handling method of each fact this projection declares."""
        found: dict[type[Fact], Handler] = {}
        for cls in reversed(type(self).__mro__):
            for name, method in vars(cls).items():
                for fact in getattr(method, "handles", ()):
                    found[fact] = getattr(self, name)
        return found

    def table_names(self) -> tuple[str, ...]:
        """The names of its tables."""
        return tuple(_created(sql) for sql in self.tables)

    def has_virtual_table(self) -> bool:
        """Has it a table of one of SQLite's modules, such as full-text search?"""
        return any(_VIRTUAL.match(sql) for sql in self.tables)

    def shape(self) -> str:
        """A short checksum of everything declared in SQL: changed without a new version, it is noticed too."""
        return blake2b(repr((self.tables, self.indexes, self.derived)).encode(), digest_size=8).hexdigest()


def insert(table: str, columns: Sequence[str]) -> Statement:
    """A plain INSERT of these columns."""
    return Statement(table, _insert(table, columns))


def upsert(table: str, key: Sequence[str], columns: Sequence[str]) -> Statement:
    """INSERT of key and columns (values in that order); where the key is there, only these columns are set."""
    sets = ", ".join(f"{c} = excluded.{c}" for c in columns)
    action = f"DO UPDATE SET {sets}" if sets else "DO NOTHING"
    return Statement(table, f"{_insert(table, [*key, *columns])} ON CONFLICT ({', '.join(key)}) {action}")


def mark(derived: str) -> Statement:
    """Mark one key of a `Derived` as changed."""
    return Statement(
        f"dirty_{derived}", f"INSERT OR IGNORE INTO dirty_{derived} (key) VALUES (?)", live_only=True
    )


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


_VIRTUAL = re.compile(r"\s*CREATE\s+VIRTUAL\s", re.IGNORECASE)
_CREATE = re.compile(r"\s*CREATE\s+(?:VIRTUAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?\"?(\w+)", re.IGNORECASE)


def _created(sql: str) -> str:
    match = _CREATE.match(sql)
    if match is None:
        raise TypeError(f"not a CREATE TABLE: {sql[:60]!r}")
    return match.group(1)
