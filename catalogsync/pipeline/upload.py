"""Upload: bring what a backend lacks there, audio with its lyric and cover as one group, and prove that it arrived.

Two pools as in the download: one reads and hashes local files, the other sends. Nothing is noted while a file is on its
way. After kill -9 the next run finds what stands there already, proves it and records it, or goes on with its parts.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from catalogsync.domain.event import Fact
from catalogsync.domain.file import File, Uploaded, UploadFailed
from catalogsync.domain.ids import stream_id
from catalogsync.domain.paths import with_ordinal
from catalogsync.domain.song import Song
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import CatalogError, Conflict, TransferStopped
from catalogsync.pipeline.flow import Flow, Step
from catalogsync.pipeline.free_space import FreesSpace
from catalogsync.pipeline.library import KeepsFiles
from catalogsync.pipeline.objects import ObjectFacts, Sealed, StoresObjects, at_most, beside, object_key, seal
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.presence import AUDIO, COVER, LYRIC, AsksPresence, Copy, Group
from catalogsync.pipeline.proof import prove
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.storage_errors import (
    BackendUnavailable,
    ObjectExists,
    StorageError,
    StorageFailure,
    StorageTrouble,
)

log = logging.getLogger(__name__)

_COVERS = (".jpg", ".jpeg", ".png", ".webp")
_READERS = 2
_GIVE_UP_AFTER = 12
"""So many groups in a row that met only trouble mean that the backend is gone, and the job pauses."""


@dataclass(frozen=True)
class UploadStage:
    """Everything the stage works with.

    `read_back` proves every upload by its bytes. `mend` may replace an object of ours that a check found different.
    `free` removes local copies where the backend's policy says so.
    """

    catalog: Catalog
    ask: AsksPresence
    backend: StoresObjects
    library: KeepsFiles
    watch: Watches
    brake: Brake
    read_back: bool = False
    mend: bool = False
    free: FreesSpace | None = None
    tally: Tally = field(default_factory=Tally)
    _luck: _Luck = field(default_factory=lambda: _Luck())

    def run(self, selection: Selection, workers: int) -> Tally:
        """Bring what is missing. BackendUnavailable when nothing can be done there until something is mended."""
        self.backend.ready()
        self.watch.stage("upload", None)
        groups = self.ask.groups_to_upload(selection, self.backend.name)
        tasks: Iterator[_GroupUpload] = (_GroupUpload(self, group) for group in groups)
        Flow(min(_READERS, workers), workers, self.brake).run(tasks)
        if self.free is not None and not self.brake.pulled:
            self.free.run(selection)
        return self.tally


@dataclass(frozen=True, slots=True)
class _Part:
    part: str
    path: str
    sealed: Sealed


class _GroupUpload:
    """The upload of one song's files. Implements `pipeline.flow.Task`."""

    def __init__(self, stage: UploadStage, group: Group) -> None:
        self._stage, self._group = stage, group
        self._parts: list[_Part] = []
        self._facts: list[Fact] = []

    def resolve(self) -> Step:
        """Read what is due; a local file that is not as recorded is not uploaded but recorded as lost."""
        if self._stage.brake.hard.is_set():
            return Step.DONE
        if self._group.audio_due:
            audio = self._local(self._group.path)
            found = self._seal(audio)
            # Asked again: a share that goes away half-way must not lose the files behind it.
            self._local(self._group.path)
            if found is None or found.sha256 != self._group.sha256:
                self._lose(found)
                return Step.DONE
            self._parts.append(_Part(AUDIO, self._group.path, found))
        if self._group.lyric_due and self._group.lyric_path is not None:
            self._add_lyric(self._group.lyric_path)
        for suffix in _COVERS:
            cover = beside(self._group.path, suffix)
            if self._group.audio_due and self._local(cover).is_file():
                sealed = self._seal(self._local(cover))
                if sealed is not None:
                    self._parts.append(_Part(COVER, cover, sealed))
                break
        return Step.TRANSFER

    def transfer(self) -> Step:
        """Bring each part there; what was proven is recorded, whatever becomes of the rest."""
        name, stage = str(self._group.song), self._stage
        try:
            for part in self._parts:
                stage.watch.doing(name, "uploading")
                self._bring(part)
        except TransferStopped:
            stage.tally.add("left")
            return Step.DONE
        finally:
            stage.watch.doing("", "")
            self._record()
        self._count()
        return Step.DONE

    def crashed(self, error: Exception) -> None:
        """Our own fault, or the store's: the latter stops everything."""
        if isinstance(error, Conflict):
            self._stage.tally.add("left")
            return
        if isinstance(error, CatalogError):
            raise error
        log.error("upload_crashed %s", self._group.song, exc_info=error)
        self._stage.tally.fail("failed", "bug")
        self._stage.watch.item("failed", f"{self._group.song}: our own fault, {type(error).__name__}")

    def _local(self, path: str) -> Path:
        return self._stage.library.absolute(path, self._group.root)

    def _seal(self, path: Path) -> Sealed | None:
        try:
            return seal(path)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def _add_lyric(self, path: str) -> None:
        """The lyric, or that it is not here any more: it would stay due for ever."""
        sealed = self._seal(self._local(path))
        self._local(path)
        if sealed is not None:
            self._parts.append(_Part(LYRIC, path, sealed))
            return
        stage, group = self._stage, self._group
        stage.catalog.change(
            Song, stream_id("song", group.song), partial(Song.lose_lyric, root=group.root, path=path)
        )
        stage.tally.add("lyric_missing")
        stage.watch.item("lyric_missing", f"{group.song} {path}")

    def _lose(self, found: Sealed | None) -> None:
        stage, group = self._stage, self._group
        short = found is not None and found.size_bytes < group.size_bytes
        why = "missing" if found is None else "truncated" if short else "altered"
        stage.catalog.change(File, stream_id("file", group.song), lambda file: file.check(why))
        stage.tally.fail("lost", why)
        stage.watch.item("lost", f"{group.song} {why}: {group.path}")

    def _bring(self, part: _Part) -> None:
        key = ""
        try:
            key = self._key(part)
            copy = self._stow(part, key)
        except StorageError as e:
            self._fail(part, key, e)
        else:
            self._facts.append(copy)

    def _key(self, part: _Part) -> str:
        """The key that mirrors the path, or the next one free of other songs (two roots may hold the same path)."""
        backend = self._stage.backend
        for n in range(1, 1000):
            try:
                key = object_key(backend.base_prefix, with_ordinal(part.path, n))
            except ValueError as e:
                raise StorageError(backend.name, StorageFailure.REFUSED, str(e)) from None
            if self._stage.ask.key_owner(backend.name, key) in (None, self._group.song):
                return key
        raise StorageError(
            backend.name, StorageFailure.TAKEN, f"a thousand songs want the key of {part.path}"
        )

    def _stow(self, part: _Part, key: str) -> Uploaded:
        """Put it there unless it stands there, and prove it."""
        stage, sealed = self._stage, part.sealed
        known = self._group.copies.get(part.part)
        replaces: ObjectFacts | None = None
        progress = at_most(sealed.size_bytes, stage.watch.bytes)
        for _ in range(3):
            standing: ObjectFacts | None = None
            try:
                stage.backend.put(
                    key,
                    sealed,
                    replaces=replaces,
                    progress=progress,
                    stop=stage.brake.hard.is_set,
                )
            except ObjectExists:
                standing = stage.backend.stat(key)
                if standing is None:
                    replaces = None
                    continue
                if standing.size_bytes != sealed.size_bytes:
                    replaces = self._replaceable(standing, known, sealed, key)
                    continue
            try:
                return self._proven(part, key, adopted=standing is not None)
            except StorageTrouble:
                raise
            except StorageError:
                if standing is None:
                    raise
                replaces = self._replaceable(standing, known, sealed, key)
        raise ObjectExists(stage.backend.name, key)

    def _proven(self, part: _Part, key: str, *, adopted: bool) -> Uploaded:
        stage, sealed = self._stage, part.sealed
        proof, found = prove(
            stage.backend, key, sealed, read_back=stage.read_back, stop=stage.brake.hard.is_set
        )
        return Uploaded(
            backend=stage.backend.name,
            part=part.part,
            bucket=stage.backend.bucket,
            key=key,
            path=part.path,
            size_bytes=sealed.size_bytes,
            sha256=sealed.sha256,
            proof=proof,
            etag=found.etag,
            adopted=adopted,
        )

    def _replaceable(self, found: ObjectFacts, known: Copy | None, sealed: Sealed, key: str) -> ObjectFacts:
        """The object, where it is known to be ours: half a copy of these bytes, or the copy that we recorded.

        ObjectExists otherwise: what somebody else put there is never overwritten.
        """
        ours = found.sha256 == sealed.sha256
        if known is not None and known.key == key:
            unchanged = found.etag is not None and found.etag == known.etag
            older = found.sha256 is not None and found.sha256 == known.sha256
            ours = ours or unchanged or older or self._stage.mend
        if not ours:
            raise ObjectExists(self._stage.backend.name, key)
        return found

    def _fail(self, part: _Part, key: str, error: StorageError) -> None:
        stage = self._stage
        self._facts.append(
            UploadFailed(
                backend=stage.backend.name,
                part=part.part,
                key=key,
                failure=str(error.failure),
                message=error.message,
                code=error.code,
            )
        )
        stage.tally.fail("failed", str(error.failure))
        stage.watch.item("failed", f"{self._group.song} {part.part}: {error}")

    def _record(self) -> None:
        if not self._facts:
            return

        def decide(file: File, facts: Sequence[Fact]) -> None:
            for fact in facts:
                if isinstance(fact, Uploaded):
                    file.store(fact)
                else:
                    file.record(fact)

        stream = stream_id("file", self._group.song)
        self._stage.catalog.change(File, stream, partial(decide, facts=tuple(self._facts)))

    def _count(self) -> None:
        stage = self._stage
        done = [fact for fact in self._facts if isinstance(fact, Uploaded)]
        failed = [fact for fact in self._facts if isinstance(fact, UploadFailed)]
        if done:
            outcome = "already_there" if all(fact.adopted for fact in done) else "uploaded"
            stage.tally.add(outcome)
            stage.watch.item(outcome, done[0].key)
            audio = next((part.sealed for part in self._parts if part.part == AUDIO), None)
            if stage.free is not None and not failed and audio is not None:
                stage.free.free(self._group.song, self._local(self._group.path), audio)
        trouble = ("network", "server", "throttled")
        stage._luck.note(
            stage.backend.name,
            only_trouble=bool(failed) and not done and all(fact.failure in trouble for fact in failed),
        )


class _Luck:
    """Counts groups in a row that met only trouble."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_a_row = 0

    def note(self, backend: str, *, only_trouble: bool) -> None:
        """BackendUnavailable when it has been enough."""
        with self._lock:
            self._in_a_row = self._in_a_row + 1 if only_trouble else 0
            if self._in_a_row >= _GIVE_UP_AFTER:
                raise BackendUnavailable(
                    backend, StorageFailure.NETWORK, f"{self._in_a_row} uploads in a row came to nothing"
                )
