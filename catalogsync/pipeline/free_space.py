"""Make room: a local copy goes once a proven copy stands in a backend that keeps it for us."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from catalogsync.domain.file import File, NoProvenCopy
from catalogsync.domain.ids import Key, stream_id
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.library import KeepsFiles
from catalogsync.pipeline.objects import Sealed, StoresObjects, seal
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.presence import AUDIO, AsksPresence
from catalogsync.pipeline.selection import Selection

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FreesSpace:
    """Removes local audio; lyrics stay, they are small and wanted beside whatever comes back."""

    catalog: Catalog
    ask: AsksPresence
    backend: StoresObjects
    library: KeepsFiles
    watch: Watches
    brake: Brake
    tally: Tally

    def run(self, selection: Selection) -> None:
        """Free what was uploaded before this policy, or by a run that ended in between."""
        for group in self.ask.groups_to_free(selection, self.backend.name):
            if self.brake.pulled:
                return
            path = self.library.absolute(group.path, group.root)
            try:
                found = seal(path)
            except FileNotFoundError:
                continue
            if found.sha256 == group.sha256:
                self.free(group.song, path, found)
            else:
                self.tally.add("kept")
                self.watch.item(
                    "kept", f"{group.path} was altered here; `catalogsync verify --deep` records it"
                )

    def free(self, song: Key, path: Path, found: Sealed) -> None:
        """Remove one local copy, if the backend still holds what was proven there; the event comes first.

        Killed in between, the file is still there while the catalog says it is not: `verify` finds it again.
        """
        file = self.catalog.load(File, stream_id("file", song))
        copy = file.copies.get((self.backend.name, AUDIO))
        there = None if copy is None else self.backend.stat(copy.key)
        if (
            copy is None
            or there is None
            or (there.size_bytes, there.etag) != (copy.size_bytes, copy.etag)
            or found.sha256 != copy.sha256
            or path.stat().st_size != found.size_bytes
        ):
            self.tally.add("kept")
            self.watch.item("kept", f"{path.name}: {self.backend.name} does not hold what was proven there")
            return
        try:
            self.catalog.change(
                File, stream_id("file", song), lambda file: file.remove_local(self.backend.name)
            )
        except NoProvenCopy:
            self.tally.add("kept")
            return
        try:
            path.unlink()
        except OSError as e:
            log.warning("cannot_remove %s", e.strerror)
            self.catalog.change(File, stream_id("file", song), lambda file: file.check(None))
            self.tally.add("kept")
            return
        self.tally.add("freed")
        self.watch.item("freed", path.name)
