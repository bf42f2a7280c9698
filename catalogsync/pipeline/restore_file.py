"""Restore: bring local files back from a backend, byte for byte what was verified once.

Bytes go to a part, which a broken connection or a killed process leaves behind and the next run goes on with, as long
as the same content stands in the backend. The whole is hashed before it gets its name.
"""

from __future__ import annotations

import contextlib
import hashlib
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
from catalogsync.pipeline.reading import blocks_of
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.storage_errors import ObjectChanged, StorageError, StorageFailure

_NAMES = 50
_BLOCK = 1 << 20
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
                by_path = {group.path: group for group in slice_}
                list(pool.map(self._one, by_path.values()))
                # Two roots may hold the same path: one after the other, as both come by way of the same part.
                for group in slice_:
                    if by_path[group.path] is not group:
                        self._one(group)
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
            if e.code == "NoSuchKey":
                self._lose(group, "missing")
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
        names = [with_ordinal(group.path, n) for n in range(1, _NAMES)]
        for name in names:
            try:
                if seal(self.library.absolute(name)).sha256 == copy.sha256:
                    return name
            except (OSError, LibraryUnavailable):
                break
        part = self.library.part(group.path)
        fetched = self._fetch(copy, part)
        if fetched.sha256 != copy.sha256:
            part.unlink(missing_ok=True)
            self._lose(group, "different")
            raise StorageError(
                self.backend.name, StorageFailure.CHECKSUM, f"{copy.key} does not hold the verified bytes"
            )
        taken = Taken(source=self.backend.name, source_song_id=copy.key, chosen="own")
        return self.library.place(group.path, names, fetched, taken)

    def _lose(self, group: Group, why: str) -> None:
        self.catalog.change(
            File,
            stream_id("file", group.song),
            lambda file: file.lose_copy(self.backend.name, AUDIO, why),
        )

    def _fetch(self, copy: Copy, part: Path) -> Fetched:
        """The object in the part, which an earlier run may have begun."""
        if copy.etag is not None:
            with contextlib.suppress(ObjectChanged):
                fetched = self._read_into(part, copy, copy.etag)
                if fetched.sha256 == copy.sha256 or not fetched.resumed_from:
                    return fetched
        # Written again since it was proven, or the part was begun by something else: all of it, and its hash decides.
        part.unlink(missing_ok=True)
        return self._read_into(part, copy, None)

    def _read_into(self, part: Path, copy: Copy, etag: str | None) -> Fetched:
        """Go on behind what the part holds; `etag` names the content that it must be of."""
        try:
            part.touch()
            with part.open("r+b") as file:
                hashed, start = hashlib.sha256(), 0
                while block := file.read(_BLOCK):
                    hashed.update(block)
                    start += len(block)
                size = start
                if size < copy.size_bytes:
                    stop = self.brake.hard.is_set
                    for block in blocks_of(self.backend, copy.key, etag=etag, start=start, stop=stop):
                        file.write(block)
                        hashed.update(block)
                        size += len(block)
                        self.watch.bytes(len(block))
                        if size > copy.size_bytes:
                            break
                return Fetched(size, hashed.hexdigest(), resumed_from=start)
        except OSError as e:
            raise LibraryUnavailable(
                f"cannot write to the library at {part.parent}: {e.strerror}; make room, then run again"
            ) from e

    def _lyric(self, group: Group, path: str) -> None:
        """The lyric beside it, when there is none here; it never fails a restore."""
        copy = group.copies.get(LYRIC)
        target = beside(path, ".lrc")
        if copy is None or not copy.there or copy.size_bytes > _LYRIC_BYTES:
            return
        if self.library.absolute(target).exists():
            return
        with contextlib.suppress(StorageError, UnicodeDecodeError):
            stop = self.brake.hard.is_set
            raw = b"".join(blocks_of(self.backend, copy.key, etag=copy.etag, stop=stop))
            if hashlib.sha256(raw).hexdigest() == copy.sha256:
                self.library.write_text(target, raw.decode("utf-8"))
                self.tally.add("lyric_restored")
