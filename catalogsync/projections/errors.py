"""What can go wrong with read models; nothing here is ever lost, they can always be made anew."""

from __future__ import annotations

import sqlite3

from catalogsync.pipeline.errors import CatalogError


class ReadModelsError(CatalogError):
    """Base of everything that goes wrong with read models."""


class NotReadModels(ReadModelsError):
    """The file at the path is something else; it is left alone."""


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
