"""Backups of a store: taken while it is in use, verified before they count, restored without losing events.

catalog-20261122T174501Z.db      the backup, a store of its own
catalog-20261122T174501Z.json    its manifest; a backup without one is unfinished and does not count
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from catalogsync.adapters.store import schema
from catalogsync.adapters.store.errors import StoreDamaged, StoreError, StoreMissing, from_sqlite
from catalogsync.adapters.store.lock import RunLock
from catalogsync.adapters.store.verify import verify
from catalogsync.pipeline.decoding import decoder_of

Progress = Callable[[int, int], None]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds. `digest` is the checksum of the history, `sha256` of the file; `made` is UTC, ISO 8601."""

    file: str
    made: str
    events: int
    last_position: int
    digest: str
    sha256: str
    size_bytes: int
    schema_version: int


_read_manifest = decoder_of(Manifest).decode


def backup(
    path: Path,
    folder: Path,
    *,
    keep: int = 7,
    at_s: float | None = None,
    progress: Progress = lambda done, total: None,
) -> Manifest:
    """Copy the store at `path` into `folder`, verify the copy, and keep the newest `keep` backups.

    The store may be in use. A store that is not sound is StoreDamaged: older good backups are not pushed out by it.
    """
    schema.check(path)
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at_s))
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{path.stem}-{stamp}.part"
    try:
        _copy(path, part, progress)
        seen = verify(part)
        if not seen.sound:
            first = seen.findings[0]
            raise StoreDamaged(
                f"not backed up, the store is damaged at position {first.position}: {first.text}"
            )
        target = _free_name(folder, f"{path.stem}-{stamp}")
        manifest = Manifest(
            file=target.name,
            made=stamp,
            events=seen.events,
            last_position=seen.last_position,
            digest=seen.digest,
            sha256=_sha256(part),
            size_bytes=part.stat().st_size,
            schema_version=schema.SCHEMA_VERSION,
        )
        _sync(part)
        os.replace(part, target)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            part.with_name(part.name + suffix).unlink(missing_ok=True)
    text = msgspec.json.format(msgspec.json.encode(manifest))
    note = target.with_suffix(".json")
    note.write_bytes(text)
    _sync(note)
    _prune(folder, path.stem, keep)
    return manifest


def backups(folder: Path, stem: str = "*") -> list[Manifest]:
    """The finished backups in a folder, newest first."""
    found = []
    for note in folder.glob(f"{stem}-*.json"):
        with suppress(msgspec.MsgspecError, OSError):
            manifest = _read_manifest(note.read_bytes())
            if (folder / manifest.file).is_file():
                found.append(manifest)
    return sorted(found, key=lambda m: (m.made, m.file), reverse=True)


def check_backup(file: Path) -> Manifest:
    """The manifest of a backup after making sure that the file is what it says. StoreDamaged when it is not."""
    note = file.with_suffix(".json")
    if not file.is_file() or not note.is_file():
        raise StoreMissing(f"{file} is no finished backup (file or manifest missing)")
    try:
        manifest = _read_manifest(note.read_bytes())
    except msgspec.MsgspecError as e:
        raise StoreDamaged(f"the manifest {note} cannot be read: {e}") from e
    if _sha256(file) != manifest.sha256:
        raise StoreDamaged(f"the backup {file} is not the file that was made")
    seen = verify(file)
    if not seen.sound or (seen.events, seen.digest) != (manifest.events, manifest.digest):
        raise StoreDamaged(f"the backup {file} does not hold what its manifest says")
    return manifest


def restore(file: Path, path: Path, *, lose_events: bool = False) -> Manifest:
    """Put a verified backup in the place of the store at `path`.

    Refused while a run works on the store, and when the store there holds events that the backup does not, unless
    `lose_events`; then the replaced store stays beside as `<name>.replaced`. Positions that were ever given there are
    not given again. Programs that have the store open must be closed first.
    """
    manifest = check_backup(file)
    with RunLock(path).acquire("store restore"):
        part = path.with_name(path.name + ".part")
        part.unlink(missing_ok=True)
        _copy(file, part, lambda done, total: None)
        if path.exists() and path.stat().st_size:
            _replace(path, part, manifest, lose_events)
        else:
            _reserve(part, 0)
            os.replace(part, path)
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
        aside = path.with_name(path.name + ".replaced")
        for suffix in ("", "-wal"):
            aside.with_name(aside.name + suffix).unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                os.replace(path.with_name(path.name + suffix), aside.with_name(aside.name + suffix))
        path.with_name(path.name + "-shm").unlink(missing_ok=True)
        os.replace(part, path)
    finally:
        old.close()


def _copy(source: Path, target: Path, progress: Progress) -> None:
    try:
        old = schema.connect(schema.uri(source, "ro"))
        new = sqlite3.connect(schema.uri(target, "rwc"), uri=True, isolation_level=None)
        try:
            # One step: a copy in steps starts over whenever another process writes. Readers and writers go on.
            old.backup(new, progress=lambda status, left, total: progress(total - left, total))
            # No WAL beside a file that is going to be renamed.
            new.execute("PRAGMA journal_mode=DELETE")
        finally:
            new.close()
            old.close()
    except sqlite3.Error as e:
        raise from_sqlite(e, str(source)) from e


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
    _sync(part)


_DAY_S = 86_400.0
"""A part this old is of a backup that was killed: none takes that long."""


def _prune(folder: Path, stem: str, keep: int) -> None:
    for old in backups(folder, stem)[max(keep, 1) :]:
        (folder / old.file).unlink(missing_ok=True)
        (folder / old.file).with_suffix(".json").unlink(missing_ok=True)
    for part in folder.iterdir():
        killed = part.name.startswith(f"{stem}-") and ".part" in part.suffix
        with suppress(FileNotFoundError):
            if killed and part.stat().st_mtime < time.time() - _DAY_S:
                part.unlink()


def _free_name(folder: Path, name: str) -> Path:
    target, n = folder / f"{name}.db", 2
    while target.exists():
        target, n = folder / f"{name}-{n}.db", n + 1
    return target


def _sha256(file: Path) -> str:
    with file.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def _sync(file: Path) -> None:
    with file.open("rb+") as f:
        os.fsync(f.fileno())
