"""The run lock: one run at a time works on a store, and the others can say who it is.

The lock is the operating system's, on a small file beside the store, so a crash of its holder releases it. The file's
text only tells who; that it exists means nothing.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from catalogsync.adapters.store.errors import StoreError, StoreLocked

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[str]) -> None:
        # A byte far behind the text, because a locked byte cannot be read by others.
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:
    import fcntl

    def _try_lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a run lock. `since` is UTC, ISO 8601."""

    pid: int
    host: str
    command: str
    since: str

    def __str__(self) -> str:
        return f"{self.command} (process {self.pid} on {self.host}, since {self.since})"


class RunLock:
    """The run lock of the store at `path`; a context manager once acquired."""

    def __init__(self, path: Path) -> None:
        self.path = path.with_name(path.name + ".lock")
        self._file: IO[str] | None = None

    def acquire(self, command: str) -> RunLock:
        """Take the lock or raise StoreLocked naming the holder. `command` is what holders are called."""
        try:
            file = open(self.path, "a+", encoding="utf-8")  # noqa: SIM115  held as long as the lock is
        except OSError as e:
            raise StoreError(f"cannot make the lock file {self.path}: {e.strerror}") from e
        try:
            _try_lock(file)
        except OSError:
            holder = _read(file)
            file.close()
            raise StoreLocked(
                f"another run works on this store: {holder or 'unknown'}; wait for it, stop it, or"
                " queue a job where it is a console"
            ) from None
        since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        file.seek(0)
        file.truncate()
        json.dump(asdict(Holder(os.getpid(), socket.gethostname(), command, since)), file)
        file.flush()
        self._file = file
        return self

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._file is not None:
            # The file stays: removing it would let two runs hold locks on two files of one name.
            self._file.truncate(0)
            self._file.close()
            self._file = None

    def holder(self) -> Holder | None:
        """Who holds the lock now, None when nobody does."""
        if self._file is not None:
            return _read(self._file)
        try:
            with open(self.path, "r+", encoding="utf-8") as file:
                try:
                    _try_lock(file)
                except OSError:
                    return _read(file) or Holder(0, "unknown host", "unknown", "unknown time")
        except OSError:
            return None
        return None

    def __enter__(self) -> RunLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _read(file: IO[str]) -> Holder | None:
    try:
        file.seek(0)
        return Holder(**json.load(file))
    except (OSError, ValueError, TypeError):
        return None
