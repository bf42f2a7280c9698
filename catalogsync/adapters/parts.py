"""What lies beside an unfinished download: `X.mp3.part` with the bytes, `X.mp3.part.json` saying whose they are.

The note holds no address (addresses are signed and change with each grant); it knows the bytes by song, quality and
size, and by the validators the server gave. It outlives the rename of the part until the caller has recorded the
file (`settle`), so that a crash in between leaves a file that the next run can take over instead of fetching it again.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import msgspec

from catalogsync.domain.ids import Key
from catalogsync.pipeline.errors import LibraryUnavailable
from catalogsync.pipeline.ports import Fetched, Grant, Taken

_NOTE_SUFFIX = ".part.json"

_ABOUT_THE_LIBRARY = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "it is read-only",
    errno.EACCES: "access is denied",
    errno.EPERM: "access is denied",
    errno.ENOENT: "its folder has vanished",
    errno.ENOTDIR: "its folder has vanished",
    errno.EIO: "the disk reports an error",
    errno.ESTALE: "the network share has gone",
    errno.ENODEV: "the device has gone",
    errno.ENXIO: "the device has gone",
    errno.ENOTCONN: "the network share has gone",
    errno.EHOSTDOWN: "the network share has gone",
    errno.EFBIG: "the file system takes no file of this size",
}


@contextmanager
def library_trouble(path: Path) -> Iterator[None]:
    """Turn what the disk says into LibraryUnavailable; other OSErrors are our own mistakes and pass."""
    try:
        yield
    except OSError as e:
        if e.errno not in _ABOUT_THE_LIBRARY:
            raise
        why = _ABOUT_THE_LIBRARY[e.errno]
        raise LibraryUnavailable(
            f"cannot write to the library at {path.parent}: {why}; make room or give another --library-root, "
            "then run again"
        ) from e


class Note(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a part's bytes are. `size_bytes` and `md5` are the platform's words, `total_bytes` the server's."""

    platform: str
    song: str
    quality: str
    suffix: str
    size_bytes: int | None = None
    md5: str | None = None
    total_bytes: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    placed_as: str | None = None
    sha256: str | None = None
    taken: Taken | None = None

    def is_of(self, other: Note) -> bool:
        """Whether both speak of the same bytes of the same song."""
        return self.identity == other.identity

    @property
    def identity(self) -> tuple[object, ...]:
        """What must be equal for bytes of one grant to be continued under another."""
        return (self.platform, self.song, self.quality, self.suffix, self.size_bytes, self.md5)

    @property
    def validator(self) -> str | None:
        """What If-Range may carry: a strong ETag, else the date; None when the server gave neither."""
        if self.etag is not None and self.etag.startswith('"'):
            return self.etag
        return self.last_modified


# Made here and not at first use: msgspec crashes where two threads work out the same type at once.
_read = msgspec.json.Decoder(Note).decode


def note_of(grant: Grant, song: Key) -> Note:
    """The note of a transfer that has not begun."""
    return Note(
        platform=song.platform,
        song=song.remote_id,
        quality=grant.quality.value,
        suffix=grant.suffix,
        size_bytes=grant.size_bytes,
        md5=grant.md5.lower() if grant.md5 else None,
    )


def note_path(part: Path) -> Path:
    """`X.part` → `X.part.json`."""
    return part.with_name(part.name + ".json")


def read_note(part: Path) -> Note | None:
    """The note beside a part; None when there is none that can be read."""
    try:
        with note_path(part).open("rb") as file:
            return _read(file.read(65536))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def write_note(part: Path, note: Note) -> None:
    """Put the note beside the part, whole or not at all: a torn one would cost a part that is whole already. Not
    fsynced: it has to survive a killed process; after a power cut it may read as none, which means starting over."""
    path = note_path(part)
    new = path.with_name(path.name + "~")
    new.write_bytes(msgspec.json.encode(note))
    new.replace(path)


def drop_part(part: Path) -> None:
    """Remove a part and its note, as far as they are there."""
    with library_trouble(part):
        part.unlink(missing_ok=True)
        note_path(part).unlink(missing_ok=True)


def find_notes(folder: Path) -> Iterator[Path]:
    """The part of every note below a folder, whether the part is there or not. A part without a note is not ours:
    other programs leave files of that name, and ours have their note before their first byte."""
    for path in folder.rglob(f"*{_NOTE_SUFFIX}*"):
        if path.name.endswith((_NOTE_SUFFIX, _NOTE_SUFFIX + "~")):
            yield path.with_name(path.name.removesuffix("~").removesuffix(".json"))


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


def hash_file(path: Path, upto: int | None = None, *, with_md5: bool = False) -> Hashes:
    """The hashes, still open for more, of a file's first `upto` bytes (None: of all)."""
    hashes = Hashes(with_md5=with_md5)
    with path.open("rb") as file:
        while block := file.read(1 << 20 if upto is None else min(1 << 20, upto - hashes.size_bytes)):
            hashes.update(block)
    return hashes


def place(
    part: Path,
    final: Path,
    *others: Path,
    fetched: Fetched,
    taken: Taken | None = None,
    more: Iterable[Path] = (),
) -> Path:
    """Give a whole part its final name, durably, and say which name it got: `final`, or the first free of `others`
    and then of `more`, which is not looked at before.

    Something else under a name is never overwritten; FileExistsError when all are taken. The note stays until
    `settle` and says where the bytes came from (`taken`), so that a crash before they are recorded loses nothing.
    All paths lie in one folder or at least on one file system.
    """
    with library_trouble(final):
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        note = read_note(part)
        for name in chain((final, *others), more):
            if note is not None:
                placed = msgspec.structs.replace(
                    note, placed_as=name.name, sha256=fetched.sha256, taken=taken
                )
                write_note(part, placed)
            if _rename_to_free(part, name):
                fsync_folder(name.parent)
                return name
    raise FileExistsError(errno.EEXIST, "every name for this file is taken", str(final))


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
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as e:
            if e.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(handle)


def settle(part: Path) -> None:
    """The file is recorded: remove the note that a crash would have needed."""
    with library_trouble(part):
        note_path(part).unlink(missing_ok=True)
        note_path(part).with_name(note_path(part).name + "~").unlink(missing_ok=True)


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
