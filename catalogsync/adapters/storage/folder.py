"""A folder as a backend: a second disk, a mounted share. Keys are paths below it."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from catalogsync.adapters.bandwidth import Bandwidth
from catalogsync.adapters.parts import fsync_folder
from catalogsync.adapters.storage.body import SOURCE, Body
from catalogsync.domain.backend import Place
from catalogsync.pipeline.objects import ObjectFacts, Progress, Sealed, Stop, Unfinished, never
from catalogsync.pipeline.storage_errors import (
    BackendUnavailable,
    ObjectChanged,
    ObjectExists,
    StorageError,
    StorageFailure,
    StorageTrouble,
)

MARKER = ".catalogsync-backend"
"""A small file with the backend's name. Where it is missing, the disk is not mounted, and nothing is written."""

_PART = ".catalogsync-part"
_BLOCK = 1 << 20

_WHOLE: dict[int | None, tuple[StorageFailure, str]] = {
    errno.ENOSPC: (StorageFailure.QUOTA, "the disk is full"),
    errno.EDQUOT: (StorageFailure.QUOTA, "the disk quota is used up"),
    errno.EROFS: (StorageFailure.DENIED, "it is read-only"),
    errno.EACCES: (StorageFailure.DENIED, "access is denied"),
    errno.EPERM: (StorageFailure.DENIED, "access is denied"),
    errno.EIO: (StorageFailure.NETWORK, "the disk reports an error"),
    errno.ESTALE: (StorageFailure.NETWORK, "the share has gone"),
    errno.ENOTCONN: (StorageFailure.NETWORK, "the share has gone"),
    errno.EHOSTDOWN: (StorageFailure.NETWORK, "the share has gone"),
}


class FolderBackend:
    """Implements `pipeline.objects.StoresObjects`. The etag is size and time of the file, never a checksum."""

    def __init__(self, name: str, place: Place, *, bandwidth: Bandwidth | None = None) -> None:
        self.name, self.bucket, self.base_prefix = name, "", place.base_prefix
        self._location = Path(place.location or "")
        self._bandwidth = bandwidth or Bandwidth()

    def claim(self) -> None:
        """Leave our marker in the folder, when the backend is registered. BackendUnavailable when it cannot be."""
        with self._translating(""):
            if not self._location.is_dir():
                raise BackendUnavailable(
                    self.name, StorageFailure.NO_BUCKET, f"there is no folder {self._location}"
                )
            holder = self._holder()
            if holder not in (None, self.name):
                raise BackendUnavailable(
                    self.name, StorageFailure.DENIED, f"{self._location} belongs to the backend {holder}"
                )
            (self._location / MARKER).write_text(self.name + "\n", encoding="ascii")

    def ready(self) -> None:
        """Our marker is there and files can be written; BackendUnavailable when not."""
        with self._translating(""):
            if self._holder() != self.name:
                raise BackendUnavailable(
                    self.name,
                    StorageFailure.NO_BUCKET,
                    f"{self._location} is not mounted, or is not this backend's folder (no {MARKER} of ours)",
                )
            # Without a name where the system allows it: a killed process leaves nothing, and none meets another's.
            with tempfile.TemporaryFile(dir=self._location, prefix=MARKER, suffix=_PART) as probe:
                probe.write(b"1")

    def stat(self, key: str) -> ObjectFacts | None:
        """What stands under the key now; None when nothing does."""
        with self._translating(key):
            try:
                found = self._path(key).stat()
            except (FileNotFoundError, NotADirectoryError):
                return None
        return ObjectFacts(key, found.st_size, _etag(found))

    def put(
        self, key: str, sealed: Sealed, *, replaces: ObjectFacts | None, progress: Progress, stop: Stop
    ) -> None:
        """Copy the bytes there by way of a hidden file. ObjectExists unless the name is free or holds `replaces`."""
        path = self._path(key)
        part = path.with_name(f".{path.name[:80]}{_PART}")
        with self._translating(key):
            self.ready()
            path.parent.mkdir(parents=True, exist_ok=True)
            with (
                Body(sealed.path, 0, sealed.size_bytes, self._bandwidth, progress, stop) as body,
                part.open("wb") as file,
            ):
                body.signal_transferring()
                while block := body.read(_BLOCK):
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
            self._name(part, path, key, replaces)
            fsync_folder(path.parent)

    def _name(self, part: Path, path: Path, key: str, replaces: ObjectFacts | None) -> None:
        try:
            if replaces is not None:
                found = self.stat(key)
                if found is None or found.etag != replaces.etag:
                    raise ObjectExists(self.name, key)
                os.replace(part, path)
                return
            # A hard link fails on a taken name in one step; without links we look first.
            try:
                os.link(part, path)
            except FileExistsError:
                raise ObjectExists(self.name, key) from None
            except OSError:
                if os.path.lexists(path):
                    raise ObjectExists(self.name, key) from None
                os.rename(part, path)
        finally:
            part.unlink(missing_ok=True)

    def read(
        self, key: str, *, start: int = 0, etag: str | None = None, stop: Stop = never
    ) -> AbstractContextManager[Iterator[bytes]]:
        """The file's bytes from `start` on, from the disk where the system lets us ask for that."""
        return self._read(key, start, etag, stop)

    @contextmanager
    def _read(self, key: str, start: int, etag: str | None, stop: Stop) -> Iterator[Iterator[bytes]]:
        with self._translating(key):
            try:
                file = self._path(key).open("rb")
            except FileNotFoundError:
                raise StorageError(
                    self.name, StorageFailure.REFUSED, f"no file under {key}", code="NoSuchKey"
                ) from None
        with file:
            if etag not in (None, _etag(os.fstat(file.fileno()))):
                raise ObjectChanged(self.name, key)
            if hasattr(os, "posix_fadvise"):
                # What was just written would come out of memory and prove nothing about the disk.
                with contextlib.suppress(OSError):
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            file.seek(start)

            def blocks() -> Iterator[bytes]:
                with self._translating(key):
                    while block := file.read(_BLOCK):
                        self._bandwidth.used(SOURCE, len(block), stop)
                        yield block

            yield blocks()

    def listing(self) -> Iterator[ObjectFacts]:
        """Every file under the base prefix but our own."""
        for key in self._keys():
            if not key.endswith(_PART) and key != MARKER and (found := self.stat(key)) is not None:
                yield found

    def unfinished(self) -> Iterator[Unfinished]:
        """Copies that a killed process left half done."""
        for key in self._keys():
            if key.endswith(_PART):
                yield Unfinished(key, "")

    def abort(self, upload: Unfinished) -> None:
        """Remove a half copy."""
        with self._translating(upload.key):
            self._path(upload.key).unlink(missing_ok=True)

    def _keys(self) -> Iterator[str]:
        with self._translating(""):
            for folder, _, names in os.walk(self._location / self.base_prefix):
                below = Path(folder).relative_to(self._location)
                yield from ((below / name).as_posix() for name in names)

    def _path(self, key: str) -> Path:
        return self._location / key

    def _holder(self) -> str | None:
        try:
            return (self._location / MARKER).read_text(encoding="ascii").strip() or None
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return None

    @contextmanager
    def _translating(self, key: str) -> Iterator[None]:
        try:
            yield
        except OSError as e:
            word = os.strerror(e.errno) if e.errno else type(e).__name__
            if e.errno in _WHOLE:
                failure, message = _WHOLE[e.errno]
                raise BackendUnavailable(self.name, failure, message, code=word) from e
            if e.errno in (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ):
                raise StorageError(
                    self.name, StorageFailure.REFUSED, f"the disk takes no such name: {key}", code=word
                ) from e
            raise StorageTrouble(self.name, StorageFailure.NETWORK, f"cannot work on {key}", code=word) from e


def _etag(found: os.stat_result) -> str:
    return f"{found.st_size:x}-{found.st_mtime_ns:x}"
