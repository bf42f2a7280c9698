"""The event log: append events, read them back, hear of new ones. A thin class over the library's Application.

Everything goes through the library's application recorder, so `eventsourcing.postgres` (or `popo`, in memory) can
take the place of the recorder on SQLite: `EventLog({"PERSISTENCE_MODULE": "eventsourcing.postgres", …})`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, IntegrityError, PersistenceError

from catalogsync.adapters.store import schema
from catalogsync.adapters.store.errors import Conflict, StoreReadOnly, UnreadableEvent, from_sqlite
from catalogsync.adapters.store.mapper import FactMapper, RawEvent
from catalogsync.adapters.store.reads import LibraryReads
from catalogsync.adapters.store.sqlite import StoreRecorder
from catalogsync.adapters.store.unreadable import Unreadable
from catalogsync.domain.event import Event, known_facts, stored_name

WAIT_WITHOUT_BELL_S = 0.05


class EventLog:
    """The events of one store. Safe to use from many threads; one process may have several."""

    def __init__(self, env: Mapping[str, str], *, name: str = "store", read_only: bool = False) -> None:
        """Over the library's environment keys; `name` stands in error messages (the path, for SQLite)."""
        self.name = name
        self.read_only = read_only
        settings = {
            "MAPPER_TOPIC": "catalogsync.adapters.store.mapper:FactMapper",
            "ORIGINATOR_ID_TYPE": "text",
            **env,
        }
        self._app: Application[str] = Application(settings)
        self._recorder = self._app.recorder
        self._mapper = cast(FactMapper, self._app.mapper)
        self._event = self._mapper.event
        self._own = self._recorder if isinstance(self._recorder, StoreRecorder) else None
        self._reads = self._own or LibraryReads(self._recorder)

    @property
    def recorder(self) -> ApplicationRecorder:
        """The library's recorder underneath."""
        return self._recorder

    def append(self, events: Sequence[Event[Any]]) -> list[int]:
        """Store all events or none; returns their positions once they are durable.

        Conflict: a version is already taken (load again, decide again). Many threads' appends share a transaction.
        """
        if self.read_only:
            raise StoreReadOnly(f"{self.name} was opened read-only")
        try:
            if self._own is not None:
                return list(self._own.insert_rows([self._mapper.row(event) for event in events]))
            positions = self._recorder.insert_events(
                [self._mapper.to_stored_event(event) for event in events]
            )
        except IntegrityError as e:
            taken = ", ".join(dict.fromkeys(event.stream for event in events[:3]))
            raise Conflict(f"another writer was first in {taken}") from e
        except PersistenceError as e:
            raise from_sqlite(e, self.name) from e
        return list(positions or ())

    def load(self, stream: str, after_version: int = 0) -> list[Event[Any]]:
        """The events of one stream, oldest first; [] when there are none."""
        return [self.decode(row) for row in self.rows_of(stream, after_version)]

    def rows_of(self, stream: str, after_version: int = 0) -> list[RawEvent]:
        """The same as raw rows, for those who must not be stopped by one that cannot be read."""
        with self._errors():
            return list(self._reads.select_streams([stream], after_version))

    def load_many(self, streams: Sequence[str]) -> dict[str, list[Event[Any]]]:
        """The events of many streams; those that hold nothing are left out."""
        found: dict[str, list[Event[Any]]] = {}
        with self._errors():
            for row in self._reads.select_streams(list(dict.fromkeys(streams))):
                found.setdefault(row[1], []).append(self.decode(row))
        return found

    def exists(self, streams: Sequence[str]) -> set[str]:
        """Those of the streams that hold at least one event."""
        with self._errors():
            return self._reads.select_existing(list(dict.fromkeys(streams)))

    def last_of(self, stream: str) -> Event[Any] | None:
        """The newest event of a stream."""
        with self._errors():
            row = self._reads.select_last(stream)
        return None if row is None else self.decode(row)

    def read(
        self, after: int = 0, limit: int = 500, *, names: Sequence[str] = (), upto: int | None = None
    ) -> list[Event[Any]]:
        """Events after a position, oldest first. `names` keeps only facts of these stored names (any version)."""
        return [self.decode(row) for row in self.rows(after, limit, names=names, upto=upto)]

    def rows(
        self, after: int, limit: int, *, names: Sequence[str] = (), upto: int | None = None
    ) -> list[RawEvent]:
        """The same as raw rows (position, stream, version, topic, state), for those who decode few of them."""
        with self._errors():
            return self._reads.select_rows(after, limit, topics_of(names), upto)

    def decode(self, row: RawEvent) -> Event[Any]:
        """The event of a raw row; UnreadableEvent when this program cannot read it."""
        return self._event(row)

    def shown(self, row: RawEvent) -> Event[Any] | Unreadable:
        """The event of a raw row, or what there is to show of one that this program cannot read."""
        try:
            return self._event(row)
        except UnreadableEvent as e:
            position, stream, version, topic, state = row
            return Unreadable(
                position, stream, version, topic, str(e), bytes(state).decode("utf-8", "replace")
            )

    def mark(self, position: int) -> bytes | None:
        """A checksum that stands for the history up to a position; None when there is no event at it."""
        with self._errors():
            return self._reads.select_chain(position)

    def last_position(self) -> int:
        """The position of the newest event, 0 while there is none."""
        with self._errors():
            return self._recorder.max_notification_id() or 0

    def wait(self, after: int, timeout_s: float) -> bool:
        """Block until there is an event after the position, from whichever process; False after the time-out."""
        if self._own is not None:
            return self._own.bell.wait(lambda: self.last_position() > after, timeout_s)
        deadline = time.monotonic() + timeout_s
        while self.last_position() <= after:
            if time.monotonic() >= deadline:
                return False
            time.sleep(WAIT_WITHOUT_BELL_S)
        return True

    def opens_again(self) -> Callable[[], EventLog] | None:
        """What opens the same store for reading in another process; None where only this process has it."""
        return None if self._own is None else partial(open_store, Path(self.name), read_only=True)

    def close(self) -> None:
        """Close all connections; threads that wait return."""
        if self._own is not None:
            self._own.close()
        self._app.close()

    def __enter__(self) -> EventLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except PersistenceError as e:
            raise from_sqlite(e, self.name) from e


def topics_of(names: Sequence[str]) -> list[str]:
    """Every topic under which facts of these stored names may lie, older versions included."""
    facts = known_facts()
    topics: list[str] = []
    for name in names:
        version = stored_name(facts[name]).version if name in facts else 1
        topics += [name, *(f"{name}@{n}" for n in range(2, version + 1))]
    return topics


def create_store(path: Path) -> EventLog:
    """Make a store (harmless when it is there already) and open it. NotAStore when the file is something else."""
    schema.create(path)
    return open_store(path)


def open_store(path: Path, *, read_only: bool = False) -> EventLog:
    """Open an existing store. StoreMissing, NotAStore, StoreTooNew, StoreLocked or StoreReadOnly say why not."""
    schema.check(path)
    if not read_only:
        schema.check_permitted(path)
    mode = "ro" if read_only else "rw"
    env = {
        "PERSISTENCE_MODULE": "catalogsync.adapters.store.sqlite:StoreFactory",
        "SQLITE_DBNAME": schema.uri(path, mode),
        "CREATE_TABLE": "no",
    }
    log = EventLog(env, name=str(path), read_only=read_only)
    try:
        log.last_position()
        if not read_only:
            schema.check_writable(path)
    except BaseException:
        log.close()
        raise
    return log
