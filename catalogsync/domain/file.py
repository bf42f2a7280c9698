"""The file of a song: one logical file, and every place where a copy of it is.

The stream of a song's file carries the song's key: `file:netease:186016`. A better file later is a new `Verified`.
"""

from __future__ import annotations

import msgspec

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies


@stored("file.verified")
class Verified(Fact, frozen=True, kw_only=True):
    """Whole, decodable and in place. What the finished file is, not what was promised.

    `root` is the id of the library root, `path` relative to it, with `/`. `duration_ms` is counted from frames.
    """

    root: str
    path: str
    size_bytes: int
    sha256: str
    container: str
    quality: str
    source: str
    source_song_id: str
    codec: str | None = None
    bitrate: int | None = None
    sample_rate: int | None = None
    duration_ms: int | None = None


@stored("file.checked")
class Checked(Fact, frozen=True, kw_only=True):
    """Looked at again and found as recorded. `deep` means its bytes were hashed."""

    root: str
    path: str
    deep: bool = False


@stored("file.lost")
class Lost(Fact, frozen=True, kw_only=True):
    """The local copy is not what was recorded: `missing`, `truncated` or `altered`. It is wanted again."""

    root: str
    path: str
    why: str


@stored("file.found_again")
class FoundAgain(Fact, frozen=True, kw_only=True):
    """A copy that was lost is there again, as recorded (a disk that came back, a restored backup)."""

    root: str
    path: str


@stored("file.moved")
class Moved(Fact, frozen=True, kw_only=True):
    """Somebody moved or renamed the local copy inside the library: all of the verified bytes were found there."""

    root: str
    path: str
    was_root: str
    was_path: str


@stored("file.uploaded")
class Uploaded(Fact, frozen=True, kw_only=True):
    """A copy stands in a backend and was proven after it was written; `part` is `audio`, `lyric` or `cover`.

    `proof` says how: `etag` (the server told a checksum of the bytes that we had never told it) or `read_back` (all
    bytes were read and hashed). `etag` is the backend's mark of this very content; another mark later means that the
    object was written again. `adopted` means that the same bytes stood there already. `path` is the local file.
    """

    backend: str
    part: str
    bucket: str
    key: str
    path: str
    size_bytes: int
    sha256: str
    proof: str
    etag: str | None = None
    adopted: bool = False


@stored("file.upload_failed")
class UploadFailed(Fact, frozen=True, kw_only=True):
    """A copy could not be brought to a backend, or could not be proven there. The next upload tries again."""

    backend: str
    part: str
    key: str
    failure: str
    message: str
    code: str | None = None


@stored("file.remote_lost")
class RemoteLost(Fact, frozen=True, kw_only=True):
    """The copy in a backend is not what was recorded: `missing` or `different`. It does not count any more."""

    backend: str
    part: str
    key: str
    why: str


@stored("file.remote_found_again")
class RemoteFoundAgain(Fact, frozen=True, kw_only=True):
    """A copy that was lost is there again, and its bytes are the recorded ones."""

    backend: str
    part: str
    key: str


@stored("file.remote_checked")
class RemoteChecked(Fact, frozen=True, kw_only=True):
    """The copy was read back, every byte, and is as recorded; `etag` is the backend's mark of it now."""

    backend: str
    part: str
    key: str
    etag: str | None = None


@stored("file.local_removed")
class LocalRemoved(Fact, frozen=True, kw_only=True):
    """The local copy was removed to make room: a proven copy stands in that backend under that key."""

    root: str
    path: str
    backend: str
    key: str
    size_bytes: int


@stored("file.restored")
class Restored(Fact, frozen=True, kw_only=True):
    """The local copy was brought back from a backend and is, byte for byte, the verified file."""

    root: str
    path: str
    backend: str
    key: str


class NoProvenCopy(Exception):
    """The local copy stays: no proven copy of the same bytes is recorded in that backend."""


class File(Stream):
    """What the decisions about a file read: the verified file, whether its local copy is there, and the copies
    that count in backends, by (backend, part)."""

    kind = "file"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.verified: Verified | None = None
        self.present = False
        self.removed = False
        self.copies: dict[tuple[str, str], Uploaded] = {}
        self.lost_copies: dict[tuple[str, str], Uploaded] = {}

    def check(self, found: str | None, *, deep: bool = False) -> None:
        """Record what a look at the disk found: None is "as recorded", else `missing`, `truncated`, `altered`."""
        if self.verified is None:
            return
        root, path = self.verified.root, self.verified.path
        if found is not None and self.present:
            self.record(Lost(root=root, path=path, why=found))
        elif found is None and not self.present:
            self.record(FoundAgain(root=root, path=path))
        elif found is None and deep:
            self.record(Checked(root=root, path=path, deep=True))

    def move(self, root: str, path: str) -> None:
        """Record that the verified bytes stand elsewhere in the library now, also after they counted as lost."""
        if self.verified is None or self.removed or (root, path) == (self.verified.root, self.verified.path):
            return
        lost, was = not self.present, self.verified
        self.record(Moved(root=root, path=path, was_root=was.root, was_path=was.path))
        if lost:
            # A lost file made its song wanted again; this word takes that back.
            self.record(FoundAgain(root=root, path=path))

    def store(self, copy: Uploaded) -> None:
        """Record a proven copy; the one we know already records nothing."""
        known = self.copies.get((copy.backend, copy.part))
        if known is None or any(
            getattr(known, name) != getattr(copy, name) for name in ("bucket", "key", "sha256", "etag")
        ):
            self.record(copy)

    def lose_copy(self, backend: str, part: str, why: str) -> None:
        """Record that a copy is `missing` or `different`; said once."""
        copy = self.copies.get((backend, part))
        if copy is not None:
            self.record(RemoteLost(backend=backend, part=part, key=copy.key, why=why))
            self._want_again()

    def find_copy(self, backend: str, part: str, *, deep: bool, etag: str | None = None) -> None:
        """Record that the copy's bytes are the recorded ones: after a loss, or because all of them were read."""
        lost = self.lost_copies.get((backend, part))
        if lost is not None:
            self.record(RemoteFoundAgain(backend=backend, part=part, key=lost.key))
        copy = self.copies.get((backend, part))
        if copy is not None and deep:
            self.record(RemoteChecked(backend=backend, part=part, key=copy.key, etag=etag))

    def _want_again(self) -> None:
        """A file that made room here and has no copy left anywhere is lost, and its song is wanted again."""
        if self.verified is None or not self.removed:
            return
        if not any(
            part == "audio" and copy.sha256 == self.verified.sha256 for (_, part), copy in self.copies.items()
        ):
            self.record(Lost(root=self.verified.root, path=self.verified.path, why="missing"))

    def remove_local(self, backend: str) -> None:
        """Decide that the local copy goes. NoProvenCopy unless that backend holds a proven copy of the same bytes."""
        copy = self.copies.get((backend, "audio"))
        if self.verified is None or copy is None or copy.sha256 != self.verified.sha256:
            raise NoProvenCopy(f"{backend} holds no proven copy of {self.id}")
        if self.present:
            self.record(
                LocalRemoved(
                    root=self.verified.root,
                    path=self.verified.path,
                    backend=backend,
                    key=copy.key,
                    size_bytes=self.verified.size_bytes,
                )
            )

    def restore(self, root: str, path: str, backend: str, key: str) -> None:
        """Record that the verified bytes are here again, possibly elsewhere than before."""
        if self.verified is None or self.present:
            return
        lost = not self.removed
        self.record(Restored(root=root, path=path, backend=backend, key=key))
        if lost:
            # A lost file made its song wanted again; this word takes that back.
            self.record(FoundAgain(root=root, path=path))

    @applies(Verified)
    def _verified(self, fact: Verified) -> None:
        self.verified, self.present, self.removed = fact, True, False

    @applies(Lost)
    def _lost(self, fact: Lost) -> None:
        self.present, self.removed = False, False

    @applies(FoundAgain)
    def _found_again(self, fact: FoundAgain) -> None:
        self.present, self.removed = True, False

    @applies(LocalRemoved)
    def _removed(self, fact: LocalRemoved) -> None:
        self.present, self.removed = False, True

    @applies(Restored)
    def _restored(self, fact: Restored) -> None:
        if self.verified is not None:
            self.verified = msgspec.structs.replace(self.verified, root=fact.root, path=fact.path)
        self.present, self.removed = True, False

    @applies(Moved)
    def _moved(self, fact: Moved) -> None:
        if self.verified is not None:
            self.verified = msgspec.structs.replace(self.verified, root=fact.root, path=fact.path)
        self.present, self.removed = True, False

    @applies(Uploaded)
    def _uploaded(self, fact: Uploaded) -> None:
        self.copies[fact.backend, fact.part] = fact
        self.lost_copies.pop((fact.backend, fact.part), None)

    @applies(RemoteLost)
    def _remote_lost(self, fact: RemoteLost) -> None:
        copy = self.copies.pop((fact.backend, fact.part), None)
        if copy is not None:
            self.lost_copies[fact.backend, fact.part] = copy

    @applies(RemoteFoundAgain)
    def _remote_found_again(self, fact: RemoteFoundAgain) -> None:
        copy = self.lost_copies.pop((fact.backend, fact.part), None)
        if copy is not None:
            self.copies[fact.backend, fact.part] = copy
