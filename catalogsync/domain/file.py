"""The file of a song: one logical file, and every place where a copy of it is.

The stream of a song's file carries the song's key: `file:netease:186016`. A better file later is a new `Verified`.
"""

from __future__ import annotations

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


class File(Stream):
    """What the decisions about a file read: the verified file and whether its local copy is there."""

    kind = "file"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.verified: Verified | None = None
        self.present = False

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

    @applies(Verified)
    def _verified(self, fact: Verified) -> None:
        self.verified, self.present = fact, True

    @applies(Lost)
    def _lost(self, fact: Lost) -> None:
        self.present = False

    @applies(FoundAgain)
    def _found_again(self, fact: FoundAgain) -> None:
        self.present = True
