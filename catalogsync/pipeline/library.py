"""What the stages ask of the library on disk. All paths are relative to its root, with `/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from catalogsync.domain.ids import Key
from catalogsync.pipeline.ports import Fetched, Taken


@dataclass(frozen=True, slots=True)
class ExpectedLyric:
    """An .lrc as the catalog has it. `sha256` None: somebody else's, of which we never knew the bytes."""

    root: str
    path: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Expected:
    """A file as the catalog has it. `removed`: the local copy made room on purpose. `looked_ms`: when it was last
    known to be as recorded."""

    song: Key
    root: str
    path: str
    size_bytes: int
    sha256: str
    present: bool
    removed: bool = False
    looked_ms: int | None = None
    lyric: ExpectedLyric | None = None


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a crash or a failed transfer left: bytes on their way to `path`, or a file that has its name and no record.

    `song` is None where it cannot be told any more. `placed` is the final path with what the file is, once it has
    one, and `taken` where it came from. `age_s` since it was last written.
    """

    path: str
    song: Key | None
    age_s: float
    placed: tuple[str, Fetched] | None = None
    taken: Taken | None = None


class KeepsFiles(Protocol):
    """One library root: where new files go. Raises LibraryUnavailable when it cannot take any."""

    root: str
    """The root's permanent id."""

    def ready(self) -> None:
        """LibraryUnavailable when it is gone, read-only or has less free than the setting wants."""
        ...

    def part(self, path: str) -> Path:
        """The unfinished file of that path, its folder made."""
        ...

    def place(self, path: str, names: Iterable[str], fetched: Fetched, taken: Taken) -> str:
        """Give the part of `path` its final name, the first free of `names`, in the same folder; durable when it
        returns. `names` is read only as far as needed."""
        ...

    def leftovers(self) -> Iterator[Leftover]:
        """What interrupted downloads left in this root. Files of other programs are never among it."""
        ...

    def drop(self, left: Leftover) -> None:
        """Remove a leftover with all that belongs to it, the placed file included."""
        ...

    def settle(self, path: str) -> None:
        """The file is recorded: forget what a crash would have needed."""
        ...

    def absolute(self, path: str, root: str | None = None) -> Path:
        """Where the path is now, in this root or another known one; LibraryUnavailable when that one is not here."""
        ...

    def write_text(self, path: str, text: str, root: str | None = None) -> str:
        """Put UTF-8 text there, whole or not at all, over what was there; the sha256 in hex."""
        ...
