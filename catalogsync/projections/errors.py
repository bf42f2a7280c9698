"""What can go wrong with read models; nothing here is ever lost, they can always be made anew."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from catalogsync.pipeline.errors import CatalogError


class ReadModelsError(CatalogError):
    """Base of everything that goes wrong with read models."""


class ReadModelsTrouble(ReadModelsError):
    """The disk, a lock or the file itself keeps them from being read or written."""


class NotReadModels(ReadModelsError):
    """The file at the path is something else; it is left alone."""


class ViewNotReady(ReadModelsError):
    """The rows asked for are of another version or stand still: nobody may act on them."""


class RebuildRunning(ReadModelsError):
    """Another process rebuilds already."""


class RebuildCancelled(ReadModelsError):
    """Stopped on request; what was done is kept and the next rebuild goes on from there."""


class RebuildRefused(ReadModelsError):
    """The fresh read models are worse than the present ones (an event cannot be applied), so these stay."""


_OF_THE_MACHINE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)


def is_of_the_machine(error: BaseException) -> bool:
    """Did the disk or a lock fail, rather than the event or the projection? Then nobody is parked for it."""
    if isinstance(error, (MemoryError, OSError)):
        return True
    # Without a code (a closed connection, wrong values bound) it is the program's own doing.
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in _OF_THE_MACHINE


_SAYS = {
    # SQLite says the same of its temporary files, in which a rebuild sorts big indexes.
    sqlite3.SQLITE_FULL: (
        "no room left for the read models, on their disk or in the folder for temporary files (TMPDIR, else /var/tmp):"
        " make some and say it again"
    ),
    sqlite3.SQLITE_READONLY: "the read models cannot be written",
    sqlite3.SQLITE_BUSY: "the read models are locked by another process",
    sqlite3.SQLITE_LOCKED: "the read models are locked by another process",
    sqlite3.SQLITE_CORRUPT: "the read models are damaged: delete them, and the next command makes them anew",
    sqlite3.SQLITE_NOTADB: "the read models are damaged: delete them, and the next command makes them anew",
}


def from_sqlite(error: sqlite3.Error, path: Path) -> ReadModelsTrouble:
    """One of SQLite's errors about the read models, in a line that says what to do."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    return ReadModelsTrouble(f"{_SAYS.get(code, f'the read models cannot be used: {error}')}: {path}")
