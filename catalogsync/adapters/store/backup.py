"""Backups of a store: taken while it is in use, verified before they count.

catalog-20261122T174501Z.db      the backup, a store of its own
catalog-20261122T174501Z.json    its manifest; a backup without one is unfinished and does not count
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from catalogsync.adapters.store import schema
from catalogsync.adapters.store.errors import StoreDamaged, StoreFull, StoreMissing, StoreReadOnly
from catalogsync.adapters.store.verify import verify
from catalogsync.adapters.store.walk import Tell, tell_bytes, unheard, whole_store
from catalogsync.pipeline.decoding import decoder_of


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
    tell: Tell = unheard,
) -> Manifest:
    """Copy the store at `path` into `folder`, verify the copy, and keep the newest `keep` backups.

    The store may be in use. A store that is not sound is StoreDamaged: older good backups are not pushed out by it.
    """
    schema.check(path)
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(at_s))
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{path.stem}-{stamp}.part"
    try:
        copy(path, part, tell)
        seen = verify(part, tell=tell)
        if not seen.sound:
            first = next(found for found in seen.findings if not found.harmless)
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
            sha256=_sha256(part, tell),
            size_bytes=part.stat().st_size,
            schema_version=schema.SCHEMA_VERSION,
        )
        sync(part)
        _put_in_place(part, target, manifest)
    finally:
        remove(part)
    _prune(folder, path.stem, keep, manifest)
    return manifest


def _put_in_place(part: Path, target: Path, manifest: Manifest) -> None:
    # The manifest first: one without its backup is not counted and small, a backup without one is as big as the store.
    note = target.with_suffix(".json")
    try:
        note.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        sync(note)
        os.replace(part, target)
    except BaseException:
        if not target.exists():
            note.unlink(missing_ok=True)
        raise


def backups(folder: Path, stem: str = "*") -> list[Manifest]:
    """The finished backups in a folder, newest first."""
    found = []
    for note in folder.glob(f"{stem}-*.json"):
        with suppress(msgspec.MsgspecError, OSError):
            manifest = _read_manifest(note.read_bytes())
            if (folder / manifest.file).is_file():
                found.append(manifest)
    return sorted(found, key=lambda m: (m.made, m.file), reverse=True)


def manifest_of(file: Path) -> Manifest:
    """What a finished backup says it holds. StoreMissing when there is none, StoreDamaged when it cannot be read."""
    note = file.with_suffix(".json")
    if not file.is_file() or not note.is_file():
        raise StoreMissing(f"{file} is no finished backup (file or manifest missing)")
    try:
        return _read_manifest(note.read_bytes())
    except msgspec.MsgspecError as e:
        raise StoreDamaged(f"the manifest {note} cannot be read: {e}") from e


def check_backup(file: Path, *, tell: Tell = unheard) -> Manifest:
    """The manifest of a backup after making sure that the file is what it says. StoreDamaged when it is not."""
    manifest = manifest_of(file)
    if _sha256(file, tell) != manifest.sha256:
        raise StoreDamaged(f"the backup {file} is not the file that was made")
    seen = verify(file, tell=tell)
    if not seen.sound or (seen.events, seen.digest) != (manifest.events, manifest.digest):
        raise StoreDamaged(f"the backup {file} does not hold what its manifest says")
    return manifest


def remove(part: Path) -> None:
    """A copy that is not needed, with what SQLite may have put beside it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


_PAGES = 4096
"""What is copied between two words about it."""


def copy(source: Path, target: Path, tell: Tell) -> None:
    """The store at `source`, which may be in use, as one file. StoreFull, StoreReadOnly: its place cannot take it."""
    with whole_store(source) as old:
        page_bytes: int = old.execute("PRAGMA page_size").fetchone()[0]
        # While it is read from, it stays as it is for us: a copy in steps would start over whenever another writes.
        old.execute("BEGIN")
        old.execute("SELECT max(id) FROM stored_events").fetchone()
        try:
            new = sqlite3.connect(schema.uri(target, "rwc"), uri=True, isolation_level=None)
            try:
                old.backup(
                    new,
                    pages=_PAGES,
                    progress=lambda status, left, total: tell_bytes(
                        tell, "copied", (total - left) * page_bytes, total * page_bytes
                    ),
                )
                # No WAL beside a file that is going to be renamed.
                new.execute("PRAGMA journal_mode=DELETE")
            finally:
                new.close()
        except sqlite3.Error as e:
            kind = _OF_THE_TARGET.get(getattr(e, "sqlite_errorcode", 0) & 0xFF)
            if kind is None:
                raise
            size_mb = source.stat().st_size / 1e6
            raise kind(
                f"cannot copy {size_mb:,.0f} MB to {target.parent}: {e}; what was there is as it was"
            ) from e


_OF_THE_TARGET = {
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_CANTOPEN: StoreReadOnly,
}
"""What can only be wrong with the place of a copy: its source is open and read."""


_DAY_S = 86_400.0
"""A part this old is of a backup that was killed: none takes that long."""


def _prune(folder: Path, stem: str, keep: int, made: Manifest) -> None:
    """Keep the one just made, whatever the clock said when others were, and the newest of those."""
    # Another store's name may begin with the name of this one.
    others = [
        m for m in backups(folder, stem) if m.file.startswith(f"{stem}-{m.made}") and m.file != made.file
    ]
    for old in others[max(keep, 1) - 1 :]:
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


def _sha256(file: Path, tell: Tell) -> str:
    checksum, total, done = hashlib.sha256(), file.stat().st_size, 0
    with file.open("rb") as f:
        while some := f.read(_READ_BYTES):
            checksum.update(some)
            done += len(some)
            tell_bytes(tell, "summed up", done, total)
    return checksum.hexdigest()


_READ_BYTES = 4_000_000


def sync(file: Path) -> None:
    """Return when the file is on the disk."""
    with file.open("rb+") as f:
        os.fsync(f.fileno())
