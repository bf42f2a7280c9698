"""The library on disk: roots with a permanent id, free space, finished files under their names."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from catalogsync.adapters import parts
from catalogsync.adapters.library_trouble import library_trouble
from catalogsync.adapters.part_notes import find_notes, note_path, read_note
from catalogsync.domain.ids import Key
from catalogsync.pipeline.errors import LibraryUnavailable, Refusal
from catalogsync.pipeline.library import Leftover
from catalogsync.pipeline.ports import Fetched, Taken

_LYRIC_PREFIX = ".lrc-"

_MARKER = ".catalogsync-root"
"""A small file in each root that holds its id, so that a root is known wherever it is mounted."""


class Library:
    """One root for new files, and where the other known roots are. Implements `pipeline.library.KeepsFiles`."""

    def __init__(
        self, location: Path, *, known: Mapping[str, str], min_free_bytes: int, begin: bool = False
    ) -> None:
        """`known`: where each root was last seen, by id. A place where one was and is no longer is a disk that is not
        mounted, most likely: LibraryUnavailable, unless a new root is to `begin` there."""
        self._location = location
        self._known = dict(known)
        self._min_free_bytes = min_free_bytes
        if not begin and str(location) in self._known.values() and _read_marker(location) is None:
            raise LibraryUnavailable(
                f"the library that was at {location} is not there (its {_MARKER} is missing): is its disk mounted?"
                f" mount it and run again; `catalogsync init-db --library-root {location}` begins a new one there"
            )
        self.root = _root_id(location)

    def ready(self) -> None:
        """LibraryUnavailable when it is gone, read-only or has less free than the setting wants."""
        with library_trouble(self._location / _MARKER):
            self._look()

    def _look(self) -> None:
        go_on = "then run again, or go on under another --library-root"
        if not (self._location / _MARKER).is_file():
            raise LibraryUnavailable(f"the library at {self._location} has vanished; mount it, {go_on}")
        if not os.access(self._location, os.W_OK):
            raise LibraryUnavailable(
                f"the library at {self._location} is read-only; make it writable, {go_on}"
            )
        free = shutil.disk_usage(self._location).free
        if free < self._min_free_bytes:
            raise LibraryUnavailable(
                f"only {free // 2**20} MB are free for the library at {self._location} "
                f"(min-free-mb is {self._min_free_bytes // 2**20}); make room, {go_on}"
            )

    def part(self, path: str) -> Path:
        """The unfinished file of that path, its folder made."""
        part = self._part(path)
        with library_trouble(part):
            # The root itself is never made: below a mount point that is empty now, its folders would hide the library.
            self._location.stat()
            part.parent.mkdir(parents=True, exist_ok=True)
        return part

    def place(self, path: str, names: Iterable[str], fetched: Fetched, taken: Taken) -> str:
        """Give the part of `path` its final name, the first free of `names`; durable when it returns."""
        finals = (self.absolute(name) for name in names)
        return self._relative(parts.place(self._part(path), finals, fetched=fetched, taken=taken))

    def leftovers(self) -> Iterator[Leftover]:
        """What interrupted downloads left here: every note with what it speaks of, and unfinished lyrics."""
        with library_trouble(self._location / _MARKER):
            texts = {
                path
                for path in self._location.rglob(f"{_LYRIC_PREFIX}*.part")
                if not path.name.startswith(f"{_LYRIC_PREFIX}{os.getpid()}-")
            }
            found = sorted({*find_notes(self._location), *texts})
        for part in found:
            note = read_note(part)
            path = self._relative(part).removesuffix(".part")
            if note is None:
                yield Leftover(path, None, _age_s(part))
                continue
            song = Key(note.platform, note.song)
            placed = parts.placed_before(part, song)
            yield Leftover(
                path,
                song,
                _age_s(part),
                None if placed is None else (self._relative(placed[0]), placed[1]),
                note.taken,
            )

    def drop(self, left: Leftover) -> None:
        """Remove a leftover with all that belongs to it, the placed file included."""
        part = self._part(left.path)
        if left.placed is not None:
            with library_trouble(part):
                self.absolute(left.placed[0]).unlink(missing_ok=True)
        parts.drop_part(part)
        parts.settle(part)

    def settle(self, path: str) -> None:
        """The file is recorded: forget what a crash would have needed."""
        parts.settle(self._part(path))

    def absolute(self, path: str, root: str | None = None) -> Path:
        """Where the path is now, in this root or another known one; LibraryUnavailable when that one is not here."""
        if root is None:
            return self._location / path
        if root == self.root:
            if _read_marker(self._location) != root:
                raise LibraryUnavailable(f"the library at {self._location} has vanished; mount it")
            return self._location / path
        location = Path(self._known.get(root, ""))
        if root not in self._known or _read_marker(location) != root:
            raise LibraryUnavailable(f"the library root {root} (last at {location}) is not here; mount it")
        return location / path

    def write_text(self, path: str, text: str, root: str | None = None) -> str:
        """Put UTF-8 text there, whole or not at all, over what was there; the sha256 in hex."""
        target = self.absolute(path, root)
        raw = text.encode("utf-8", "replace")
        with library_trouble(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(
                dir=target.parent, prefix=f"{_LYRIC_PREFIX}{os.getpid()}-", suffix=".part"
            )
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(raw)
                os.chmod(name, 0o644)
                os.replace(name, target)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        return hashlib.sha256(raw).hexdigest()

    def _part(self, path: str) -> Path:
        final = self.absolute(path)
        return final.with_name(final.name + ".part")

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._location).as_posix()


def _age_s(part: Path) -> float:
    """Since the part or its note was last written; 0 where neither is there any more."""
    times = [path.stat().st_mtime for path in (part, note_path(part)) if path.exists()]
    return max(0.0, time.time() - max(times)) if times else 0.0


def _read_marker(location: Path) -> str | None:
    try:
        return (location / _MARKER).read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def _root_id(location: Path) -> str:
    """The id in the root's marker, made where there is none. Refusal when the root cannot be used."""
    if not location.is_dir():
        raise Refusal(
            f"library root {location} does not exist: is its disk mounted, did it move? Name the right folder with"
            f" --library-root; `catalogsync init-db --library-root {location}` begins a new one there"
        )
    known = _read_marker(location)
    if known is not None:
        return known
    root = f"r{secrets.token_hex(4)}"
    try:
        (location / _MARKER).write_text(root + "\n", encoding="ascii")
    except OSError as e:
        raise Refusal(
            f"library root {location} cannot be written: {e.strerror or e}; check its permissions"
        ) from None
    return root
