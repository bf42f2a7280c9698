"""Files that somebody moved or renamed inside the library: found again by their bytes, never by their names."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from catalogsync.domain.ids import Key
from catalogsync.pipeline.library import Expected, KeepsFiles
from catalogsync.pipeline.objects import Stop


class AsksOwners(Protocol):
    """The read models as the search asks them."""

    def path_owner(self, root: str, path: str) -> Key | None:
        """The song whose verified file stands at that path of that root."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a file stands: the id of the library root, and the path in it with `/`."""

    root: str
    path: str


def find_moved(
    library: KeepsFiles, ask: AsksOwners, missing: Sequence[Expected], stop: Stop
) -> dict[Key, Standing]:
    """Where missing files stand now, as far as the very same bytes are in one of their roots or in the library's own.

    Only files that no song owns count, each once. Those of a fitting size are read whole.
    """
    wanted: dict[int, dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for expected in missing:
        wanted[expected.size_bytes][expected.sha256].append(expected.song)
    found: dict[Key, Standing] = {}
    for root in sorted({library.root, *(expected.root for expected in missing)}):
        for path, size in _files(library.absolute("", root)):
            if stop() or len(found) == len(missing):
                return found
            if not any(wanted.get(size, {}).values()) or ask.path_owner(root, path) is not None:
                continue
            songs = wanted[size].get(_sha256(library.absolute(path, root)) or "")
            if songs:
                found[songs.pop(0)] = Standing(root, path)
    return found


def _files(location: Path) -> Iterator[tuple[str, int]]:
    """Regular files below a folder with their sizes, in the order of their names; nothing hidden or unfinished."""
    for folder, folders, names in os.walk(location):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or name.endswith(".part"):
                continue
            try:
                looked = os.lstat(os.path.join(folder, name))
            except OSError:
                continue
            if stat.S_ISREG(looked.st_mode):
                yield Path(folder, name).relative_to(location).as_posix(), looked.st_size


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
