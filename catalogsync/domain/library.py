"""The library: one or more roots on disk. A root keeps its id wherever it is mounted."""

from __future__ import annotations

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies

STREAM = "library:roots"


@stored("library.root_opened")
class RootOpened(Fact, frozen=True, kw_only=True):
    """A root is in use at this place; recorded when the root is new or has moved."""

    root: str
    location: str


class Library(Stream):
    """Where each root was last seen."""

    kind = "library"

    def __init__(self, stream_id: str = STREAM) -> None:
        super().__init__(stream_id)
        self.roots: dict[str, str] = {}

    def open_root(self, root: str, location: str) -> None:
        """Record a new root or a new place of a known one; the known place records nothing."""
        if self.roots.get(root) != location:
            self.record(RootOpened(root=root, location=location))

    @applies(RootOpened)
    def _opened(self, fact: RootOpened) -> None:
        self.roots[fact.root] = fact.location
