"""The file of a store: its marks, its one table, and how a connection to it is set up."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import unquote, urlsplit

from catalogsync.adapters.store.errors import (
    NotAStore,
    StoreError,
    StoreMissing,
    StoreReadOnly,
    StoreTooNew,
    from_sqlite,
)

APPLICATION_ID = 0x43415453  # "CATS"
SCHEMA_VERSION = 1
BUSY_TIMEOUT_S = 30.0

TABLE = """
CREATE TABLE stored_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    chain BLOB NOT NULL,
    UNIQUE (originator_id, originator_version)
)
"""
"""AUTOINCREMENT: positions are never reused, not even after the last event is lost with a restored backup file."""


def uri(path: Path, mode: str) -> str:
    """The SQLite address of a file; `mode` is ro, rw or rwc. Only rwc makes a file that is not there.

    On a read-only disk SQLite cannot share a file in WAL mode and refuses it, unless it is told that nobody changes it.
    What somebody does to it elsewhere is then not seen until it is opened again.
    """
    address = f"{path.absolute().as_uri()}?mode={mode}"
    wal = path.with_name(f"{path.name}-wal")
    fixed = mode == "ro" and not os.access(path.absolute().parent, os.W_OK) and not wal.exists()
    return f"{address}&immutable=1" if fixed else address


def path_of(address: str) -> Path:
    """The file behind such an address."""
    return Path(unquote(urlsplit(address).path))


def connect(address: str, *, timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """A connection in autocommit mode, usable from any thread (one at a time)."""
    connection = sqlite3.connect(
        address, uri=True, isolation_level=None, check_same_thread=False, timeout=timeout_s
    )
    # What a commit reports is on the disk: group commit makes FULL cheap. 64 MB at most stay in the WAL afterwards.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA journal_size_limit=67108864")
    # Every 16 MB instead of 4: the pages that each append touches are copied into the file a quarter as often.
    connection.execute("PRAGMA wal_autocheckpoint=4096")
    # Per connection, and there may be dozens: the system's cache has the pages anyway.
    connection.execute("PRAGMA cache_size=-4096")
    return connection


def create(path: Path) -> None:
    """Make an empty store; leave one that exists as it is. NotAStore when the file is something else."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > 0:
        check(path)
        return
    try:
        connection = connect(uri(path, "rwc"))
        try:
            mode = connection.execute("PRAGMA journal_mode=WAL").fetchone()[0]
            if mode != "wal":
                raise StoreError(f"the file system of {path} cannot hold a store (no shared memory for WAL)")
            connection.execute("BEGIN IMMEDIATE")
            # Two processes may create the same store at once; the second finds the work done.
            if _marks(connection) == (0, 0):
                connection.execute(TABLE)
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            connection.execute("COMMIT")
        finally:
            connection.close()
    except sqlite3.Error as e:
        raise from_sqlite(e, str(path)) from e


def check(path: Path) -> None:
    """Raise StoreMissing, NotAStore or StoreTooNew unless there is a store at the path that we can use."""
    if path.is_dir():
        raise NotAStore(f"{path} is a folder: name a file in it, as {path / 'catalogsync.db'}")
    if not path.is_file():
        raise StoreMissing(f"no store at {path}: make one with init-db")
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as e:
        raise StoreError(f"{path} cannot be read: {e.strerror}") from e
    # The header is read as plain bytes: opening it with SQLite would leave WAL files beside a foreign database.
    if len(header) < 100 or not header.startswith(b"SQLite format 3\0"):
        raise NotAStore(f"{path} is not a catalogsync store")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise NotAStore(f"{path} is a database of another program")
    version = int.from_bytes(header[60:64], "big")
    if version > SCHEMA_VERSION:
        raise StoreTooNew(
            f"{path} has schema {version}, this program knows {SCHEMA_VERSION}: upgrade catalogsync"
        )


def check_permitted(path: Path) -> None:
    """Raise StoreReadOnly where the disk or its rights let nobody append.

    SQLite itself says of a store on a read-only disk that it cannot be opened, as if there were none; or opens it, where
    a log of writes is left beside it.
    """
    if not (os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)):
        raise StoreReadOnly(f"the store cannot be written: {path}")


def check_writable(path: Path) -> None:
    """Raise StoreReadOnly (or StoreLocked) unless an append could begin now."""
    try:
        connection = connect(uri(path, "rw"))
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        finally:
            connection.close()
    except sqlite3.Error as e:
        raise from_sqlite(e, str(path)) from e


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    return (
        connection.execute("PRAGMA application_id").fetchone()[0],
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0],
    )
