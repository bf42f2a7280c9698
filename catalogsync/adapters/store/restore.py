"""A backup takes a store's place again, without losing events and without giving a position twice."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from catalogsync.adapters.store import schema
from catalogsync.adapters.store.backup import Manifest, check_backup, copy, manifest_of, remove, sync
from catalogsync.adapters.store.errors import StoreError, from_sqlite
from catalogsync.adapters.store.lock import RunLock
from catalogsync.adapters.store.walk import Tell, unheard, whole_store


def restore(file: Path, path: Path, *, lose_events: bool = False, tell: Tell = unheard) -> Manifest:
    """Put a verified backup in the place of the store at `path`.

    Refused while a run works on the store, and when the store there holds events that the backup does not, unless
    `lose_events`; then the replaced store stays beside as `<name>.replaced`. Positions that were ever given there are
    not given again. Programs that have the store open must be closed first. Whatever ends it half way, there is the old
    store or the restored one.
    """
    manifest = manifest_of(file)
    with RunLock(path).acquire("store restore"):
        if not lose_events and path.exists() and path.stat().st_size:
            schema.check(path)
            with whole_store(path) as old:  # now, and not after minutes of reading
                _used_positions(old, manifest, lose_events)
        check_backup(file, tell=tell)
        part = path.with_name(path.name + ".part")
        remove(part)  # of a restore that was killed
        try:
            copy(file, part, tell)
            if path.exists() and path.stat().st_size:
                _replace(path, part, manifest, lose_events)
            else:
                _reserve(part, 0)
                _forget_writes(path)
                os.replace(part, path)
        finally:
            remove(part)
    return manifest


def _replace(path: Path, part: Path, manifest: Manifest, lose_events: bool) -> None:
    schema.check(path)
    old = schema.connect(schema.uri(path, "rw"))
    try:
        try:
            # Held until the files have changed places: an append that waits for it then finds another file and stops.
            old.execute("BEGIN IMMEDIATE")
            used = _used_positions(old, manifest, lose_events)
        except sqlite3.DatabaseError as e:
            if not lose_events:
                raise from_sqlite(e, f"{path} (losing its events it can be set aside and replaced)") from e
            used = manifest.last_position
        _reserve(part, used)
        _set_aside(path, path.with_name(path.name + ".replaced"))
        _forget_writes(path)
        os.replace(part, path)
    finally:
        old.close()


def _set_aside(path: Path, aside: Path) -> None:
    """Give the store a second name. It keeps the first one, so that there is no moment without a store."""
    remove(aside)
    with suppress(sqlite3.Error), closing(schema.connect(schema.uri(path, "rw"))) as db:
        # Then the file is all of it. Where it is damaged, or read at this moment, its log of writes goes along.
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")
    for suffix in ("", "-wal"):
        name, second = path.with_name(path.name + suffix), aside.with_name(aside.name + suffix)
        if name.exists():
            try:
                os.link(name, second)
            except OSError:  # no file system of Unix
                shutil.copyfile(name, second)


def _forget_writes(path: Path) -> None:
    """SQLite would take a log of writes that is beside a file for that file's."""
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _used_positions(old: sqlite3.Connection, manifest: Manifest, lose_events: bool) -> int:
    """The last position ever given in the store that is replaced. StoreError when its events would be lost."""
    used = old.execute("SELECT seq FROM sqlite_sequence WHERE name = 'stored_events'").fetchone()
    last = old.execute("SELECT max(id) FROM stored_events").fetchone()[0] or 0
    at = old.execute("SELECT chain FROM stored_events WHERE id = ?", (manifest.last_position,)).fetchone()
    same = at is not None and at[0].hex() == manifest.digest
    missing = last - manifest.last_position if same else last
    if missing > 0 and not lose_events:
        what = f"{missing} newer events" if same else f"{last} events of another history"
        raise StoreError(
            f"not restored: the store holds {what} that the backup does not; --lose-events gives them up"
        )
    return used[0] if used else 0


def _reserve(part: Path, used: int) -> None:
    db = sqlite3.connect(schema.uri(part, "rw"), uri=True, isolation_level=None)
    try:
        given = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'stored_events'").fetchone()
        if given is None:
            db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('stored_events', ?)", (used,))
        elif used > given[0]:
            db.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'stored_events'", (used,))
        # WAL is a property of the file; its -wal appears at the first connection under the final name.
        db.execute("PRAGMA journal_mode=WAL")
    finally:
        db.close()
    sync(part)
