"""The read models as the storage stages ask them: what stands where, and what is missing there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from catalogsync.domain.ids import Key
from catalogsync.pipeline.selection import Selection

AUDIO, LYRIC, COVER = "audio", "lyric", "cover"
"""The parts of a song's group."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy in a backend as the catalog has it. `there` False: it was lost, or never got there."""

    song: Key
    part: str
    bucket: str
    key: str
    path: str
    size_bytes: int
    sha256: str
    etag: str | None
    there: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The verified file of a song with what stands beside it, and its copies in one backend by part.

    `lyric_path` None: no lyric is recorded. `lyric_due`: it was saved after its copy was made, or has none.
    """

    song: Key
    root: str
    path: str
    size_bytes: int
    sha256: str
    lyric_path: str | None = None
    lyric_due: bool = False
    present: bool = True
    removed: bool = False
    copies: Mapping[str, Copy] = field(default_factory=dict)

    @property
    def audio_due(self) -> bool:
        """Does the backend lack the audio as it is now?"""
        copy = self.copies.get(AUDIO)
        return copy is None or not copy.there or copy.sha256 != self.sha256


@dataclass(frozen=True, slots=True)
class BackendPresence:
    """How a backend stands: songs with a file, copies that count, lost and failed ones, read back ones, bytes.

    `lost` is `missing` and `different` together. `failures` counts parts that did not get there by class.
    """

    name: str
    kind: str
    where: str
    active: bool
    keep_local: bool
    files: int
    there: int
    due: int
    lost: int
    failed: int
    read_back: int
    size_bytes: int
    local_removed: int
    checked_ms: int | None
    check_findings: int | None
    missing: int = 0
    different: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)


class AsksPresence(Protocol):
    """Each answer includes everything recorded before the question."""

    def groups_to_upload(self, selection: Selection, backend: str) -> Iterator[Group]:
        """Songs whose audio or lyric is here and missing there; read in pages."""
        ...

    def groups_to_free(self, selection: Selection, backend: str) -> Iterator[Group]:
        """Songs whose audio is here and has a copy there of the same bytes; read in pages."""
        ...

    def groups_to_restore(self, selection: Selection, backend: str) -> Iterator[Group]:
        """Songs whose audio is not here and has a copy there of the same bytes; read in pages."""
        ...

    def copies_of(self, backend: str, keys: Sequence[str]) -> Mapping[str, tuple[int, Copy]]:
        """The copies under these keys with their number in the read models."""
        ...

    def copies_after(self, backend: str, number: int, limit: int) -> Sequence[tuple[int, Copy]]:
        """The next copies of a backend by number, lost ones included, those that never got there not."""
        ...

    def key_owner(self, backend: str, key: str) -> Key | None:
        """The song whose copy stands under the key."""
        ...
