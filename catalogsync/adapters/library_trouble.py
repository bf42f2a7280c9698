"""What the operating system says about a library that cannot take files, in one line with what to do about it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
