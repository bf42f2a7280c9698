"""The file of the read models and its generations.

The path given by the user is a symbolic link to the present generation (`views.db` → `views.db.5f0c2a91`), so that a
rebuilt file can take its place in one step while readers go on. A plain rename over a database in WAL mode would pair
the new file with the old file's `-wal`; each generation has its own. Names are never used again, not even after the
user deleted everything: by the name a process notices that its file is no longer the present one.
"""

from __future__ import annotations

import os
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from catalogsync.projections.errors import NotReadModels, RebuildRunning

try:
    import fcntl
except ImportError:  # Windows: no lock between processes, which the run lock of the store makes bearable
    fcntl = None  # type: ignore[assignment]

APPLICATION_ID = 0x43415456  # "CATV"
FORMAT = 1
PAUSED = "-paused"
"""Suffix of the marker beside a generation whose making was stopped on request."""
PART = "-part"
"""Begins the suffix of what another process makes of a generation, until it is taken over."""
BUSY_TIMEOUT_S = 30.0


class Generations:
    """The generations at one path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._name = re.compile(re.escape(path.name) + r"\.[0-9a-f]{8}")

    def present(self) -> Path | None:
        """The file the link points to; None when there is none. NotReadModels for a file that is no link."""
        try:
            target = os.readlink(self.path)
        except FileNotFoundError:
            return None
        except OSError:
            raise NotReadModels(
                f"{self.path} is not catalogsync's: move it away, read models go there"
            ) from None
        return self.path.parent / target

    def usable(self) -> Path | None:
        """The present generation when it exists and is of our format."""
        file = self.present()
        if file is None or self._name.fullmatch(file.name) is None or not file.is_file():
            return None
        with suppress(sqlite3.Error):
            db = connect(file)
            try:
                marks = [
                    db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
                ]
                if marks == [APPLICATION_ID, FORMAT]:
                    db.execute("SELECT count(*) FROM projection_state").fetchone()
                    return file
            finally:
                db.close()
        return None

    def next(self) -> Path:
        """The path of the next generation: one whose making was stopped on request, else a new one."""
        for file in self._files():
            name = file.name.removesuffix(PAUSED)
            if name != file.name and self._name.fullmatch(name):
                return file.with_name(name)
        return self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}")

    def point_to(self, file: Path) -> None:
        """Make a generation the present one, in one step."""
        link = self.path.with_name(f"{self.path.name}.link")
        link.unlink(missing_ok=True)
        link.symlink_to(file.name)
        os.replace(link, self.path)
        _sync_folder(self.path.parent)

    def sweep(self, *, keep: tuple[Path | None, ...]) -> None:
        """Remove all other generations. Who still reads one goes on until it closes it."""
        kept = {file.name for file in keep if file is not None}
        for file in self._files():
            match = self._name.match(file.name)
            if match and match.group(0) not in kept:
                with suppress(OSError):
                    file.unlink()

    @contextmanager
    def rebuilding(self, *, wait: bool) -> Iterator[None]:
        """Hold the right to make the next generation. RebuildRunning when another holds it and we do not wait."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path.with_name(self.path.name + ".lock"), "a", encoding="utf-8") as file:
            _lock(file, wait)
            yield

    def _files(self) -> list[Path]:
        return list(self.path.parent.glob(f"{escaped(self.path.name)}.*"))


def connect(file: Path, *, mode: str = "rw") -> sqlite3.Connection:
    """A connection to one generation in autocommit mode, usable from any thread (one at a time)."""
    db = sqlite3.connect(
        f"{file.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_TIMEOUT_S,
        cached_statements=256,
    )
    db.execute("PRAGMA synchronous=NORMAL")
    db.execute("PRAGMA cache_size=-32768")
    db.execute("PRAGMA temp_store=MEMORY")
    db.execute("PRAGMA journal_size_limit=67108864")
    return db


def _lock(file: IO[str], wait: bool) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        raise RebuildRunning("another process rebuilds the read models") from None


def escaped(name: str) -> str:
    """A name as `glob` finds it and nothing else."""
    return re.sub(r"([*?\[])", r"[\1]", name)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every file system lets a folder be opened
        fd = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
