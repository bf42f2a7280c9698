"""What the stages ask of the library on disk. All paths are relative to its root, with `/`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from catalogsync.domain.ids import Key
from catalogsync.pipeline.ports import Fetched


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

    def placed_before(self, path: str, song: Key) -> tuple[str, Fetched] | None:
        """A file of this song that a crash left in place without a record: its path, and what it is."""
        ...

    def place(self, path: str, others: Sequence[str], fetched: Fetched) -> str:
        """Give the part of `path` its final name: `path`, or the first free of `others`; durable when it returns."""
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
