"""A pool: where playlists are found. The square or the toplists of a platform, or `manual` for file runs."""

from __future__ import annotations

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream

MANUAL = "manual"
"""The pool in which playlists named by the user hang."""


def pool_name(platform: str, part: str) -> str:
    """`netease:square`, `qq:toplists`."""
    return f"{platform}:{part}"


@stored("pool.page_collected")
class PageCollected(Fact, frozen=True, kw_only=True):
    """One page of a pool was read. `cursor` None is the first page; `playlists` are remote ids in page order."""

    playlists: list[str]
    new: int
    category: str | None = None
    cursor: str | None = None
    next_cursor: str | None = None


@stored("pool.page_failed")
class PageFailed(Fact, frozen=True, kw_only=True):
    """One page of a pool could not be read; the collection of this pool ended there."""

    failure: str
    message: str
    code: str | None = None
    category: str | None = None
    cursor: str | None = None


@stored("pool.collected")
class Collected(Fact, frozen=True, kw_only=True):
    """A collection came to its end. `complete` is False when a limit stopped it before the platform's last page."""

    playlists: int
    new: int
    pages: int
    complete: bool


class Pool(Stream):
    """The history of one pool. It decides nothing from its past: each reading stands for itself."""

    kind = "pool"

    @staticmethod
    def stream_of(name: str) -> str:
        """The stream of the pool of that name."""
        return f"pool:{name}"
