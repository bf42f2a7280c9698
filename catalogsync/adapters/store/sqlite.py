"""The library's recorder on SQLite, ours: kept positions, a checksum chain, group commit and subscriptions.

Plugged in by the library's own extension points (`PERSISTENCE_MODULE` names the factory, which names the recorder),
so nothing outside this folder knows which database holds the events.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain as chain_of
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    ListenNotifySubscription,
    Notification,
    OperationalError,
    StoredEvent,
    Subscription,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteDatastore,
    SQLiteFactory,
)

from catalogsync.adapters.store.bell import Bell
from catalogsync.adapters.store.chain import GENESIS, link
from catalogsync.adapters.store.closing import InUse
from catalogsync.adapters.store.group import GroupCommit, Take, Turn
from catalogsync.adapters.store.mapper import RawEvent
from catalogsync.adapters.store.schema import TABLE, connect, path_of

COLUMNS = "id, originator_id, originator_version, topic, state"
IN_CHUNK = 500
ROWS_AT_ONCE = 20
INSERT = [
    "INSERT INTO stored_events VALUES " + ", ".join(["(?, ?, ?, ?, ?, ?)"] * n)
    for n in range(ROWS_AT_ONCE + 1)
]
"""By the number of rows. SQLite keeps the highest position ever given once per statement, and Python gives the
interpreter away in each: where ten write, one row at a time would be ten such waits."""
NOT_STORABLE = (
    UnicodeError,
    OverflowError,
    TypeError,
    sqlite3.DataError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
"""What values that no column can hold raise."""


@dataclass(frozen=True, slots=True)
class _Append:
    """Rows (stream, version, topic, state) to be stored together; at given positions, or the next ones."""

    rows: list[tuple[str, int, str, bytes]]
    positions: Sequence[int] | None = None


class StorePool(SQLiteConnectionPool):  # type: ignore[misc]
    """Connections with our settings and plain tuples as rows."""

    def _create_connection(self) -> SQLiteConnection:
        try:
            return SQLiteConnection(connect(self.db_name), max_age=self.max_age)
        except sqlite3.Error as e:
            raise OperationalError(e) from e


class StoreDatastore(SQLiteDatastore):  # type: ignore[misc]
    """A datastore whose pool is ours."""

    def __init__(self, db_name: str, originator_id_type: Literal["uuid", "text"]) -> None:
        self.pool = StorePool(db_name=db_name, pool_size=16, max_overflow=48, pool_timeout=30.0)
        self.single_row_tracking = True
        self.originator_id_type = originator_id_type


class StoreRecorder(SQLiteApplicationRecorder):  # type: ignore[misc]
    """Application recorder over `stored_events`."""

    def __init__(self, datastore: SQLiteDatastore, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name)
        self.bell = Bell(lambda: connect(datastore.pool.db_name))
        self._writer: sqlite3.Connection | None = None
        self._group = GroupCommit(self._commit)
        self._in_use = InUse()
        self._path = path_of(datastore.pool.db_name)
        self._opened = _identity(self._path)

    def construct_create_table_statements(self) -> list[str]:
        """The table of the schema, for the library's own way of making one."""
        return [TABLE.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)]

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int]:
        """Store all of them or none; returns their positions once they are on the disk.

        IntegrityError: a version is taken. OperationalError: the database could not do it (its cause says why).
        """
        return self.insert_rows(_plain(stored_events))

    def insert_rows(self, rows: list[tuple[str, int, str, bytes]]) -> Sequence[int]:
        """The same for rows of stream, version, topic and state: no object per event."""
        return self._insert(_Append(rows))

    def insert_at(self, positions: Sequence[int], stored_events: Sequence[StoredEvent]) -> Sequence[int]:
        """The same at positions that are given, ascending and behind all others: an import keeps them."""
        return self._insert(_Append(_plain(stored_events), positions))

    def _insert(self, append: _Append) -> Sequence[int]:
        return self._group.submit(append, len(append.rows)) if append.rows else []

    def _commit(self, take: Take[_Append]) -> None:
        with self._in_use:
            try:
                if self._writer is None:
                    self._writer = connect(self.datastore.pool.db_name)
                self._write(self._writer, take)
            except sqlite3.Error as e:
                raise OperationalError(str(e)) from e
            finally:
                if self._writer is not None and self._writer.in_transaction:
                    self._writer.rollback()
        self.bell.ring()

    def _write(self, db: sqlite3.Connection, take: Take[_Append]) -> None:
        end = self._begin(db)
        turns = take()
        try:
            self._put(db, turns, end)
        except (sqlite3.IntegrityError, *NOT_STORABLE):
            # Some append cannot be stored: begin anew, one by one, so that it fails alone. A savepoint around each
            # from the start would cost as much as the rows.
            db.execute("ROLLBACK")
            end = self._begin(db)
            for turn in turns:
                db.execute("SAVEPOINT one")
                try:
                    end = self._put(db, [turn], end)
                except (sqlite3.IntegrityError, *NOT_STORABLE) as e:
                    db.execute("ROLLBACK TO one")
                    taken = isinstance(e, sqlite3.IntegrityError)
                    turn.error = (IntegrityError if taken else DataError)(str(e))
                    turn.error.__cause__ = e
                db.execute("RELEASE one")
        db.execute("COMMIT")

    def _begin(self, db: sqlite3.Connection) -> tuple[int, bytes]:
        """Begin a transaction; where the store ends in it, as the highest position ever given and the last checksum."""
        db.execute("BEGIN IMMEDIATE")
        if _identity(self._path) != self._opened:
            raise OperationalError("the store's file was replaced meanwhile: start this program again")
        used, last, chain = db.execute(
            "SELECT (SELECT seq FROM sqlite_sequence WHERE name = 'stored_events'), max(id), chain FROM stored_events"
        ).fetchone()
        return max(used or 0, last or 0), chain or GENESIS

    def _put(
        self, db: sqlite3.Connection, turns: Sequence[Turn[_Append]], end: tuple[int, bytes]
    ) -> tuple[int, bytes]:
        """Insert the rows of some appends behind `end` and give them their positions; returns where the store ends."""
        position, chain = end
        rows = []
        for turn in turns:
            positions = turn.work.positions or range(position + 1, position + 1 + len(turn.work.rows))
            for position, (stream, version, topic, state) in zip(positions, turn.work.rows, strict=True):
                chain = link(chain, position, stream, version, topic, state)
                rows.append((position, stream, version, topic, state, chain))
            turn.result = list(positions)
        for at in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[at : at + ROWS_AT_ONCE]
            db.execute(INSERT[len(some)], [*chain_of.from_iterable(some)])
        return position, chain

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The library's reading of one stream."""
        stream = originator_id.hex if isinstance(originator_id, UUID) else originator_id
        sql = f"SELECT {COLUMNS} FROM stored_events WHERE originator_id = ?"
        values: list[Any] = [stream]
        if gt is not None:
            sql += " AND originator_version > ?"
            values.append(gt)
        if lte is not None:
            sql += " AND originator_version <= ?"
            values.append(lte)
        sql += f" ORDER BY originator_version {'DESC' if desc else 'ASC'} LIMIT ?"
        values.append(-1 if limit is None else limit)
        convert = self.convert_originator_id
        return [StoredEvent(convert(row[1]), *row[2:]) for row in self._select(sql, values)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The library's reading of the whole store."""
        after = (start or 0) - (1 if inclusive_of_start and start is not None else 0)
        convert = self.convert_originator_id
        return [
            Notification(
                originator_id=convert(stream), originator_version=version, topic=topic, state=state, id=id_
            )
            for id_, stream, version, topic, state in self.select_rows(after, limit, topics, stop)
        ]

    def select_rows(
        self, after: int, limit: int, topics: Sequence[str] | None = None, upto: int | None = None
    ) -> list[RawEvent]:
        """Rows after a position, oldest first: tuples, because objects per row cost half of a replay."""
        sql = f"SELECT {COLUMNS} FROM stored_events WHERE id > ?"
        values: list[Any] = [after]
        if upto is not None:
            sql += " AND id <= ?"
            values.append(upto)
        if topics:
            sql += f" AND topic IN ({_marks(topics)})"
            values.extend(topics)
        return self._select(f"{sql} ORDER BY id LIMIT ?", [*values, limit])

    def select_streams(self, streams: Sequence[str], after_version: int = 0) -> Iterable[RawEvent]:
        """All rows of some streams, those of one stream together and oldest first."""
        for at in range(0, len(streams), IN_CHUNK):
            some = streams[at : at + IN_CHUNK]
            yield from self._select(
                f"SELECT {COLUMNS} FROM stored_events WHERE originator_id IN ({_marks(some)})"
                " AND originator_version > ? ORDER BY originator_id, originator_version",
                [*some, after_version],
            )

    def select_existing(self, streams: Sequence[str]) -> set[str]:
        """Those of the streams that hold anything."""
        found: set[str] = set()
        for at in range(0, len(streams), IN_CHUNK):
            some = streams[at : at + IN_CHUNK]
            sql = f"SELECT DISTINCT originator_id FROM stored_events WHERE originator_id IN ({_marks(some)})"
            found.update(row[0] for row in self._select(sql, some))
        return found

    def select_last(self, stream: str) -> RawEvent | None:
        """The newest row of a stream."""
        sql = f"SELECT {COLUMNS} FROM stored_events WHERE originator_id = ? ORDER BY originator_version DESC LIMIT 1"
        return next(iter(self._select(sql, [stream])), None)

    def select_chain(self, position: int) -> bytes | None:
        """The checksum of all history up to a position; None when there is no event at it."""
        rows = self._select("SELECT chain FROM stored_events WHERE id = ?", [position])
        return rows[0][0] if rows else None

    def max_notification_id(self) -> int | None:
        """The last position; None while the store is empty."""
        last: int | None = self._select("SELECT max(id) FROM stored_events", [])[0][0]
        return last

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[SQLiteApplicationRecorder]:
        """The library's endless iterator over notifications after `gt`, from this and other processes."""
        return StoreSubscription(self, gt, topics)

    def close(self) -> None:
        """Stop watching, let reads and commits end and close the writer; the pool belongs to the factory."""
        self.bell.close()
        self._in_use.close()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _select(self, sql: str, values: Sequence[Any]) -> list[Any]:
        # One statement is its own read transaction, so no BEGIN around it.
        with (
            self._in_use,
            self.datastore.get_connection(commit=False) as connection,
            connection.cursor() as cursor,
        ):
            try:
                rows: list[Any] = cursor.execute(sql, values).fetchall()
            except sqlite3.Error as e:
                raise OperationalError(str(e)) from e
            return rows


class StoreSubscription(ListenNotifySubscription[SQLiteApplicationRecorder]):  # type: ignore[misc]
    """The library's subscription, woken by our bell."""

    def __init__(self, recorder: StoreRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._stop_listening = recorder.bell.listen(self._has_been_notified.set)

    def stop(self) -> None:
        """End the iteration."""
        self._stop_listening()
        super().stop()


class StoreFactory(SQLiteFactory):  # type: ignore[misc]
    """The library's factory with our recorder and connections."""

    application_recorder_class = StoreRecorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        given: SQLiteDatastore = self.datastore
        given.close()
        self.datastore: SQLiteDatastore = StoreDatastore(given.pool.db_name, given.originator_id_type)


def _plain(stored_events: Sequence[StoredEvent]) -> list[tuple[str, int, str, bytes]]:
    return [
        (
            s.originator_id.hex if isinstance(s.originator_id, UUID) else s.originator_id,
            s.originator_version,
            s.topic,
            s.state,
        )
        for s in stored_events
    ]


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file the path means: after a restore it is another one, and this program would write to the old."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
