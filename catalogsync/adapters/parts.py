"""What becomes of an unfinished download, `X.mp3.part`: its hashes, its final name, or its removal."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import threading
from collections.abc import Iterable
from pathlib import Path

from catalogsync.adapters.library_trouble import library_trouble
from catalogsync.adapters.part_notes import add_to_note, read_note, remove_note
from catalogsync.domain.ids import Key
from catalogsync.pipeline.ports import Fetched, Taken

_LANDING = threading.BoundedSemaphore(2)
"""How many files are given their names at once. More of them only hand Python's lock to each other, call by call (a
tenth to a fifth of the rate of small files), and a disk that turns seeks less."""

_HELD_BYTES = 256 * 1024


def drop_part(part: Path) -> None:
    """Remove a part and its note, as far as they are there."""
    with library_trouble(part):
        part.unlink(missing_ok=True)
        remove_note(part)


class Hashes:
    """The sha256 of bytes as they pass, and how many there were; the md5 only where somebody wants to compare it
    (it costs twice what the sha256 does on processors with SHA instructions)."""

    def __init__(self, *, with_md5: bool = False) -> None:
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False) if with_md5 else None
        self.size_bytes = 0

    def update(self, block: bytes) -> None:
        """Take the next bytes."""
        self._sha256.update(block)
        if self._md5 is not None:
            self._md5.update(block)
        self.size_bytes += len(block)

    def fetched(self, resumed_from: int = 0) -> Fetched:
        """What has passed so far, as the result of a transfer."""
        md5 = None if self._md5 is None else self._md5.hexdigest()
        return Fetched(self.size_bytes, self._sha256.hexdigest(), md5, resumed_from)


class Sink:
    """Appends to a part what arrives and hashes it, some blocks at once: each write and each hash lets go of Python's
    lock, and among ten threads that costs more than the work. At the end of the block nothing is held back."""

    def __init__(self, part: Path, hashes: Hashes) -> None:
        """`hashes` are those of the bytes that the part has already."""
        self._part = part
        self._hashes = hashes
        self._held: list[bytes] = []
        self._held_bytes = 0
        with library_trouble(part):
            # Unbuffered: we hold blocks back ourselves, and a buffer asks the system five things more at its opening.
            self._file = part.open("ab", buffering=0)

    def __enter__(self) -> Sink:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._flush()
        finally:
            with library_trouble(self._part):
                self._file.close()

    @property
    def size_bytes(self) -> int:
        """Of the part, with what is held."""
        return self._hashes.size_bytes + self._held_bytes

    def take(self, block: bytes) -> None:
        """The next bytes."""
        self._held.append(block)
        self._held_bytes += len(block)
        if self._held_bytes >= _HELD_BYTES:
            self._flush()

    def _flush(self) -> None:
        if not self._held:
            return
        joined = self._held[0] if len(self._held) == 1 else b"".join(self._held)
        self._held.clear()
        self._held_bytes = 0
        with library_trouble(self._part):
            left = memoryview(joined)
            while left:
                left = left[self._file.write(left) :]
        self._hashes.update(joined)


def hash_file(path: Path, upto: int | None = None, *, with_md5: bool = False) -> Hashes:
    """The hashes, still open for more, of a file's first `upto` bytes (None: of all)."""
    hashes = Hashes(with_md5=with_md5)
    with path.open("rb") as file:
        while block := file.read(1 << 20 if upto is None else min(1 << 20, upto - hashes.size_bytes)):
            hashes.update(block)
    return hashes


def place(part: Path, names: Iterable[Path], *, fetched: Fetched, taken: Taken | None = None) -> Path:
    """Give a whole part its final name, durably, and say which one it got: the first of `names` that is free; they
    are drawn one by one. FileExistsError when all are taken: something else under a name is never overwritten.

    The note stays until `settle` and says where the bytes came from (`taken`), so that a crash before they are
    recorded loses nothing. All paths lie in one folder or at least on one file system.
    """
    with _LANDING, library_trouble(part):
        _fsync(part, os.O_RDWR)
        for name in names:
            add_to_note(part, name.name, fetched.sha256, taken)
            if _rename_to_free(part, name):
                fsync_folder(name.parent)
                return name
    raise FileExistsError(errno.EEXIST, "every name for this file is taken", str(part))


def _rename_to_free(part: Path, name: Path) -> bool:
    """Rename unless the name is taken. A hard link fails on taken names in one step; without links we look first."""
    try:
        os.link(part, name)
    except FileExistsError:
        if not _same_file(part, name):
            return False
    except OSError as e:
        if e.errno not in (
            errno.EPERM,
            errno.ENOTSUP,
            errno.EOPNOTSUPP,
            errno.ENOSYS,
            errno.EMLINK,
            errno.EINVAL,
        ):
            raise
        if os.path.lexists(name):
            return False
        os.rename(part, name)
        return True
    part.unlink()
    return True


def _same_file(part: Path, name: Path) -> bool:
    """Whether both names are of one file: a crash came between linking the new name and removing the old one."""
    return os.path.samestat(os.lstat(part), os.lstat(name))


def fsync_folder(folder: Path) -> None:
    """Make names in a folder survive a power cut, where the system can (not on Windows)."""
    with contextlib.suppress(PermissionError, NotImplementedError):
        try:
            _fsync(folder, os.O_RDONLY)
        except OSError as e:
            if e.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise


def _fsync(path: Path, mode: int) -> None:
    handle = os.open(path, mode)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(part: Path) -> None:
    """The file is recorded: remove the note that a crash would have needed."""
    with library_trouble(part):
        remove_note(part)


def placed_before(part: Path, song: Key) -> tuple[Path, Fetched] | None:
    """The file that an earlier run placed for this song and did not record, with its hashes; None when there is none.

    Its bytes are read again and must be the ones noted, so a file that was changed since is not taken over.
    """
    note = read_note(part)
    if note is None or note.placed_as is None or note.sha256 is None:
        return None
    if (note.platform, note.song) != (song.platform, song.remote_id) or "/" in note.placed_as:
        return None
    file = part.with_name(note.placed_as)
    try:
        fetched = hash_file(file).fetched()
    except OSError:
        return None
    if fetched.sha256 != note.sha256:
        return None
    with contextlib.suppress(FileNotFoundError):
        if _same_file(part, file):
            part.unlink()
    return file, fetched
