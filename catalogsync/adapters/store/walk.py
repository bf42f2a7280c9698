"""What takes a whole store in hand takes minutes: it tells how far it is, and Ctrl-C ends it at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from catalogsync.adapters.store import schema
from catalogsync.adapters.store.errors import from_sqlite

Tell = Callable[[str, int, int], None]
"""What is being done (`events checked`), how far, and of how much; 0 and 0 where nobody can tell."""

_MB = 1_000_000
_STEPS = 100_000
"""Of SQLite's machine, between two looks for a Ctrl-C: some milliseconds."""


def unheard(what: str, done: int, total: int) -> None:
    """Tells nobody."""


def tell_bytes(tell: Tell, what: str, done: int, total: int) -> None:
    """Tell it in megabytes."""
    tell(f"MB {what}", done // _MB, total // _MB)


@contextmanager
def whole_store(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to read all of the store at `path`. SQLite's errors come out as ours.

    Python hears of a Ctrl-C only between two of its own steps, and one statement over ten million events is one step:
    so SQLite calls back now and then, and the call is where a KeyboardInterrupt comes up.
    """
    try:
        db = schema.connect(schema.uri(path, "ro"))
        db.set_progress_handler(lambda: 0, _STEPS)
        try:
            yield db
        finally:
            db.close()
    except sqlite3.Error as e:
        # What is raised in the call does not come through SQLite; it only stops the statement.
        if getattr(e, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            raise KeyboardInterrupt from None
        raise from_sqlite(e, str(path)) from e
