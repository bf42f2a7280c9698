"""What can go wrong with a store, each one line for a person.

    CatalogError
    └── StoreError
        ├── StoreMissing      no file there
        ├── NotAStore         a file, but not one of ours
        ├── StoreTooNew       written by a newer program
        ├── StoreLocked       another process holds it; says who when known
        ├── StoreReadOnly     cannot be written
        ├── StoreFull         the disk is full; nothing of the append was recorded
        ├── StoreDamaged      the database itself is broken
        └── UnreadableEvent   stored bytes that this program cannot turn into a fact
            └── UnknownFact   its name or version is not known here (written by a newer program?)

A taken version is the pipeline's own `Conflict`.
"""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from catalogsync.pipeline.errors import CatalogError, Conflict

__all__ = [
    "Conflict",
    "NotAStore",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreLocked",
    "StoreMissing",
    "StoreReadOnly",
    "StoreTooNew",
    "UnknownFact",
    "UnreadableEvent",
    "from_sqlite",
]


class StoreError(CatalogError):
    """Base of everything that goes wrong with a store."""


class StoreMissing(StoreError):
    """There is no store at the path."""


class NotAStore(StoreError):
    """The file at the path is something else; it is left alone."""


class StoreTooNew(StoreError):
    """The store's schema is newer than this program."""


class StoreLocked(StoreError):
    """Another process holds the store (or its run lock)."""


class StoreReadOnly(StoreError):
    """The store or its folder cannot be written."""


class StoreFull(StoreError):
    """No room on the disk; the append was rolled back whole."""


class StoreDamaged(StoreError):
    """SQLite finds the database file broken."""


class UnreadableEvent(StoreError):
    """Stored bytes that cannot be read as the fact they claim to be. `stream`, `version`, `topic` say which."""

    def __init__(self, stream: str, version: int, topic: str, why: str) -> None:
        super().__init__(f"event {stream}@{version} ({topic}): {why}")
        self.stream = stream
        self.version = version
        self.topic = topic


class UnknownFact(UnreadableEvent):
    """The stored name, or this version of it, is unknown to this program."""


_BY_CODE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreLocked, "the store is locked by another process"),
    sqlite3.SQLITE_LOCKED: (StoreLocked, "the store is locked by another process"),
    sqlite3.SQLITE_READONLY: (StoreReadOnly, "the store cannot be written"),
    sqlite3.SQLITE_PERM: (StoreReadOnly, "the store may not be opened"),
    sqlite3.SQLITE_FULL: (StoreFull, "no room left on the disk of the store"),
    sqlite3.SQLITE_IOERR: (StoreDamaged, "the disk of the store reports an error"),
    sqlite3.SQLITE_CORRUPT: (StoreDamaged, "the store's file is damaged: restore a backup"),
    sqlite3.SQLITE_NOTADB: (NotAStore, "the file is not a catalogsync store"),
    sqlite3.SQLITE_CANTOPEN: (StoreMissing, "the store cannot be opened"),
}


_FULL_BYTES = 2**20
"""With less than this free, an I/O error is for want of room: SQLite says so of rows only, not of its shared memory."""


def from_sqlite(error: BaseException, where: str) -> StoreError:
    """Our error for one of SQLite's (or of the library's, around SQLite's), with the place in its line.

    `where` begins with the path of the file.
    """
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, sqlite3.Error):
        cause = cause.__cause__
    # The primary code is in the low byte; the rest tells variants apart (IOERR_WRITE, BUSY_SNAPSHOT …).
    code = (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_IOERR and _is_full(Path(where).parent):
        code = sqlite3.SQLITE_FULL
    kind, text = _BY_CODE.get(code, (StoreError, str(error)))
    return kind(f"{text}: {where}")


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _FULL_BYTES
    except OSError:
        return False
