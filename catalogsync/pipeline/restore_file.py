"""Restore: bring local files back from a backend, byte for byte what was verified once."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from catalogsync.domain.file import File
from catalogsync.domain.ids import stream_id
from catalogsync.domain.paths import with_ordinal
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import LibraryUnavailable, TransferStopped
from catalogsync.pipeline.library import KeepsFiles
from catalogsync.pipeline.objects import StoresObjects, beside, seal
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.ports import Fetched, Taken
from catalogsync.pipeline.presence import AUDIO, LYRIC, AsksPresence, Copy, Group
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.storage_errors import StorageError, StorageFailure, StorageTrouble

_TRIES = 3
_NAMES = 50
_LYRIC_BYTES = 5 * 2**20


@dataclass(frozen=True)
class RestoreStage:
    """Everything the restore works with. Files come back into this library root, under the path they had."""

    catalog: Catalog
    ask: AsksPresence
    backend: StoresObjects
    library: KeepsFiles
    watch: Watches
    brake: Brake
    tally: Tally = field(default_factory=Tally)

    def run(self, selection: Selection, workers: int) -> Tally:
        """Bring back every file of the selection that is not here and has a copy there."""
        self.library.ready()
        self.watch.stage("restore", None)
        groups = self.ask.groups_to_restore(selection, self.backend.name)
        with ThreadPoolExecutor(workers, thread_name_prefix="restore") as pool:
            while slice_ := list(islice(groups, workers * 4)):
                if self.brake.pulled:
                    break
                list(pool.map(self._one, slice_))
        return self.tally

    def _one(self, group: Group) -> None:
        if self.brake.pulled:
            return
        copy = group.copies[AUDIO]
        try:
            path = self._bring(group, copy)
        except TransferStopped:
            self.tally.add("left")
            return
        except StorageError as e:
            self.tally.fail("failed", str(e.failure))
            self.watch.item("failed", f"{group.song}: {e}")
            return
        self.catalog.change(
            File,
            stream_id("file", group.song),
            lambda file: file.restore(self.library.root, path, self.backend.name, copy.key),
        )
        self.library.settle(group.path)
        self.tally.add("restored")
        self.watch.item("restored", path)
        self._lyric(group, path)

    def _bring(self, group: Group, copy: Copy) -> str:
        """The path under which the file stands here now; a crash may have left it there already."""
        with contextlib.suppress(OSError, LibraryUnavailable):
            if seal(self.library.absolute(group.path)).sha256 == copy.sha256:
                return group.path
        part = self.library.part(group.path)
        fetched = self._fetch(copy, part)
        if fetched.sha256 != copy.sha256:
            part.unlink(missing_ok=True)
            self.catalog.change(
                File,
                stream_id("file", group.song),
                lambda file: file.lose_copy(self.backend.name, AUDIO, "different"),
            )
            raise StorageError(
                self.backend.name, StorageFailure.CHECKSUM, f"{copy.key} does not hold the verified bytes"
            )
        others = [with_ordinal(group.path, n) for n in range(2, _NAMES)]
        taken = Taken(source=self.backend.name, source_song_id=copy.key, chosen="own")
        return self.library.place(group.path, others, fetched, taken)

    def _fetch(self, copy: Copy, part: Path) -> Fetched:
        for attempt in range(_TRIES):
            sha256, size = hashlib.sha256(), 0
            try:
                with part.open("wb") as file:
                    for block in self._blocks(copy):
                        file.write(block)
                        sha256.update(block)
                        size += len(block)
                        self.watch.bytes(len(block))
                return Fetched(size, sha256.hexdigest())
            except StorageTrouble:
                if attempt == _TRIES - 1:
                    raise
            except OSError as e:
                raise LibraryUnavailable(
                    f"cannot write to the library at {part.parent}: {e.strerror}; make room, then run again"
                ) from e
        raise AssertionError("unreachable")

    def _blocks(self, copy: Copy) -> Iterator[bytes]:
        with self.backend.read(copy.key) as blocks:
            for block in blocks:
                if self.brake.hard.is_set():
                    raise TransferStopped("stopped in the middle of a restore")
                yield block

    def _lyric(self, group: Group, path: str) -> None:
        """The lyric beside it, when there is none here; it never fails a restore."""
        copy = group.copies.get(LYRIC)
        target = beside(path, ".lrc")
        if copy is None or not copy.there or copy.size_bytes > _LYRIC_BYTES:
            return
        if self.library.absolute(target).exists():
            return
        with contextlib.suppress(StorageError, UnicodeDecodeError):
            raw = b"".join(self._blocks(copy))
            if hashlib.sha256(raw).hexdigest() == copy.sha256:
                self.library.write_text(target, raw.decode("utf-8"))
                self.tally.add("lyric_restored")
