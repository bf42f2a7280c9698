"""Verify: hold the library against the catalog. What is missing, cut or altered is recorded and wanted again.

A missing file whose very bytes stand elsewhere in the library was moved, and is recorded there. Its lyric follows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from catalogsync.domain.file import File
from catalogsync.domain.ids import stream_id
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.library import Expected, KeepsFiles
from catalogsync.pipeline.moved_files import AsksOwners, find_moved
from catalogsync.pipeline.moved_lyrics import follow_lyric
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.selection import Selection

_CLOCK_SLACK_MS = 2_000


class AsksFiles(AsksOwners, Protocol):
    """The read models as this stage asks them."""

    def files_to_verify(self, selection: Selection) -> Iterator[Expected]:
        """Every verified file of the selection, those recorded as lost included; read in pages."""
        ...


@dataclass(frozen=True)
class VerifyStage:
    """Everything the stage works with. `deep` reads and hashes every byte."""

    catalog: Catalog
    ask: AsksFiles
    library: KeepsFiles
    watch: Watches
    brake: Brake
    deep: bool = False
    tally: Tally = field(default_factory=Tally)
    _missing: list[Expected] = field(default_factory=list)

    def run(self, selection: Selection, workers: int) -> Tally:
        """Look at every file. A root that is not mounted is LibraryUnavailable, not a thousand lost files."""
        self.watch.stage("verify", None)
        files = self.ask.files_to_verify(selection)
        with ThreadPoolExecutor(workers, thread_name_prefix="verify") as pool:
            while slice_ := [file for _, file in zip(range(workers * 16), files, strict=False)]:
                if self.brake.pulled:
                    break
                list(pool.map(self._one, slice_))
        self._look_for_missing()
        return self.tally

    def _one(self, expected: Expected) -> None:
        # Asked for each file anew: a share that goes away half-way must not lose the files behind it.
        path = self.library.absolute(expected.path, expected.root)
        read = self.deep or touched_since(path, expected)
        found = what_is_wrong(path, expected, deep=read)
        self.library.absolute(expected.path, expected.root)
        if found is None:
            self._follow_lyric(expected, expected.root, expected.path)
        if found == "missing":
            if expected.removed:
                self.tally.add("removed")
            else:
                self._missing.append(expected)
            return
        if found is None and expected.present and not read:
            self.tally.add("as_recorded")
            return
        self.catalog.change(File, stream_id("file", expected.song), lambda file: file.check(found, deep=read))
        if found is None:
            self.tally.add("as_recorded" if expected.present else "found_again")
        else:
            self._tell_lost(expected, found)

    def _look_for_missing(self) -> None:
        """The library is walked once for all that are missing, and not at all when nothing is."""
        if not self._missing:
            return
        moved = find_moved(self.library, self.ask, self._missing, lambda: self.brake.pulled)
        for expected in self._missing:
            stream, now = stream_id("file", expected.song), moved.get(expected.song)
            if now is not None:
                self.catalog.change(File, stream, partial(File.move, root=now.root, path=now.path))
                self.tally.add("moved")
                self.watch.item("moved", f"{expected.song} {expected.path} → {now.path}")
                self._follow_lyric(expected, now.root, now.path)
            elif self.brake.pulled:
                self.tally.add("left")
            else:
                self.catalog.change(File, stream, lambda file: file.check("missing"))
                self._tell_lost(expected, "missing")

    def _follow_lyric(self, expected: Expected, root: str, path: str) -> None:
        became = follow_lyric(self.catalog, self.library, expected, root, path)
        if became is not None and expected.lyric is not None:
            self.tally.add(became)
            self.watch.item(became, f"{expected.song} {expected.lyric.path}")

    def _tell_lost(self, expected: Expected, why: str) -> None:
        self.tally.fail("lost", why)
        self.watch.item("lost", f"{expected.song} {why}: {expected.path}")


def touched_since(path: Path, expected: Expected) -> bool:
    """Whether the file was written, replaced or renamed after the last look: its bytes are read then.

    The time of the inode's last change cannot be set back as that of the contents can (`cp -p`, taggers).
    """
    if expected.looked_ms is None:
        return False
    try:
        found = path.stat()
    except OSError:
        return False
    return max(found.st_mtime, found.st_ctime) * 1000 > expected.looked_ms + _CLOCK_SLACK_MS


def what_is_wrong(path: Path, expected: Expected, *, deep: bool) -> str | None:
    """`missing`, `truncated`, `altered`, or None when it is as recorded as far as was looked."""
    try:
        size = path.stat().st_size
        if size != expected.size_bytes:
            return "truncated" if size < expected.size_bytes else "altered"
        if deep:
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != expected.sha256:
                    return "altered"
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    return None
