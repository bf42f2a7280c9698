"""What the operating system says about a library that cannot take files, in one line with what to do about it."""

from __future__ import annotations

import errno
from pathlib import Path
from types import TracebackType

from catalogsync.pipeline.errors import LibraryUnavailable

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


class library_trouble:
    """Turns what the disk says inside the block into LibraryUnavailable; other OSErrors are our own mistakes and pass.

    A class, not a generator: a transfer enters it for each block that it writes.
    """

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        why = _ABOUT_THE_LIBRARY.get(error.errno or 0) if isinstance(error, OSError) else None
        if why is not None:
            raise LibraryUnavailable(
                f"cannot write to the library at {self._path.parent}: {why}; make room or give another "
                "--library-root, then run again"
            ) from error
