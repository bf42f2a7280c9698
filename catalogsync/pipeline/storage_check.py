"""Check: compare what the catalog says of a backend with what stands there, without downloading where that will do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from catalogsync.domain.backend import FINDINGS_KEPT, Backend, Checked, Found, stream_of
from catalogsync.domain.file import File
from catalogsync.domain.ids import Key, stream_id
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import TransferStopped
from catalogsync.pipeline.objects import ObjectFacts, StoresObjects
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.presence import AsksPresence, Copy
from catalogsync.pipeline.reading import sha256_there
from catalogsync.pipeline.storage_errors import StorageError

_PAGE = 500

GOOD = ("as_recorded", "verified")
"""Findings that are none."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found under a key: `missing`, `different`, `extra`, `unverified` (looks right and was written again
    since it was proven), `unfinished` (parts of an upload), `failed` (could not be looked at)."""

    what: str
    key: str
    song: Key | None = None
    part: str | None = None
    detail: str = ""


@dataclass(frozen=True)
class CheckStage:
    """Everything the check works with. `deep` reads every copy back; without `record` nothing is written."""

    catalog: Catalog
    ask: AsksPresence
    backend: StoresObjects
    watch: Watches
    brake: Brake
    deep: bool = False
    record: bool = True
    tally: Tally = field(default_factory=Tally)
    findings: list[Finding] = field(default_factory=list)

    def run(self, workers: int) -> Tally:
        """Compare everything. An object that a listing leaves out is asked for by name before it counts as missing."""
        self.watch.stage("check", None)
        seen = bytearray()
        listing = self.backend.listing()
        with ThreadPoolExecutor(workers, thread_name_prefix="check") as pool:
            while page := list(islice(listing, _PAGE)):
                if self.brake.pulled:
                    return self.tally
                copies = self.ask.copies_of(self.backend.name, [found.key for found in page])
                known = [(found, copies[found.key][1]) for found in page if found.key in copies]
                for number, _ in copies.values():
                    _mark(seen, number)
                list(pool.map(lambda pair: self._compare(*pair), known))
                for found in page:
                    if found.key not in copies:
                        self._note(Finding("extra", found.key, detail=f"{found.size_bytes} bytes"))
            for slice_ in self._unseen(seen):
                list(pool.map(self._missing, slice_))
        for upload in self.backend.unfinished():
            self._note(Finding("unfinished", upload.key))
        if self.record and not self.brake.pulled:
            counts = dict(self.tally.counts)
            self.catalog.change(
                Backend,
                stream_of(self.backend.name),
                lambda backend: backend.record(Checked(counts=counts, deep=self.deep, sample=self._sample())),
            )
        return self.tally

    def _sample(self) -> list[Found]:
        """The first findings of each sort."""
        kept: list[Found] = []
        counted: Counter[str] = Counter()
        for f in self.findings:
            counted[f.what] += 1
            if counted[f.what] <= FINDINGS_KEPT:
                song = None if f.song is None else str(f.song)
                kept.append(Found(what=f.what, key=f.key, song=song, part=f.part, detail=f.detail))
        return kept

    def _unseen(self, seen: bytearray) -> Iterator[Sequence[Copy]]:
        after = 0
        while page := self.ask.copies_after(self.backend.name, after, _PAGE):
            if self.brake.pulled:
                return
            after = page[-1][0]
            yield [copy for number, copy in page if not _marked(seen, number)]

    def _compare(self, found: ObjectFacts, copy: Copy) -> None:
        if self.brake.pulled:
            return
        try:
            what, detail, etag = self._look(found, copy)
        except TransferStopped:
            return
        except StorageError as e:
            self.tally.fail("failed", str(e.failure))
            self.findings.append(Finding("failed", copy.key, copy.song, copy.part, e.message))
            return
        self._note(Finding(what, copy.key, copy.song, copy.part, detail))
        self._record(what, copy, etag)

    def _look(self, found: ObjectFacts, copy: Copy) -> tuple[str, str, str | None]:
        if found.size_bytes != copy.size_bytes:
            return "different", f"{found.size_bytes} bytes instead of {copy.size_bytes}", None
        if self.deep:
            sha256 = sha256_there(self.backend, copy.key, copy.size_bytes, self.brake.hard.is_set)
            if sha256 == copy.sha256:
                return "verified", "", found.etag
            return "different", "other bytes of the same length", None
        if found.etag is not None and found.etag == copy.etag:
            return "as_recorded", "", found.etag
        there = self.backend.stat(copy.key)
        if there is None:
            return "missing", "", None
        if there.etag is not None and there.etag == copy.etag:
            # A listing may know less than the object itself.
            return "as_recorded", "", there.etag
        if there.sha256 not in (None, copy.sha256):
            return "different", "its metadata tell of other bytes", None
        return "unverified", "written again since it was proven; --deep reads it", None

    def _missing(self, copy: Copy) -> None:
        try:
            found = self.backend.stat(copy.key)
        except StorageError as e:
            self.tally.fail("failed", str(e.failure))
            self.findings.append(Finding("failed", copy.key, copy.song, copy.part, e.message))
            return
        if found is not None:
            self._compare(found, copy)
            return
        self._note(Finding("missing", copy.key, copy.song, copy.part))
        self._record("missing", copy, None)

    def _record(self, what: str, copy: Copy, etag: str | None) -> None:
        if not self.record:
            return
        stream, name = stream_id("file", copy.song), self.backend.name
        if what in ("missing", "different") and copy.there:
            self.catalog.change(File, stream, lambda file: file.lose_copy(name, copy.part, what))
        elif what == "verified" or (what == "as_recorded" and not copy.there):
            self.catalog.change(
                File, stream, lambda file: file.find_copy(name, copy.part, deep=self.deep, etag=etag)
            )

    def _note(self, finding: Finding) -> None:
        self.tally.add(finding.what)
        if finding.what not in GOOD:
            self.findings.append(finding)
            self.watch.item(finding.what, f"{finding.key} {finding.detail}".rstrip())
        else:
            self.watch.item(finding.what, finding.key)


def _mark(seen: bytearray, number: int) -> None:
    """One bit for each copy: a million of them take 125 kB."""
    at = number >> 3
    if at >= len(seen):
        seen.extend(bytes(at + 1 - len(seen) + 4096))
    seen[at] |= 1 << (number & 7)


def _marked(seen: bytearray, number: int) -> bool:
    at = number >> 3
    return at < len(seen) and bool(seen[at] & 1 << (number & 7))
