"""A playlist or toplist as one platform publishes it, known by (platform, remote id)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.patch import Patch, apply_patch, explain, make_patch
from catalogsync.domain.stream import Stream, applies


class Heading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands above the entries."""

    title: str
    creator: str | None = None
    description: str | None = None
    cover_url: str | None = None


@stored("playlist.discovered")
class Discovered(Fact, frozen=True, kw_only=True):
    """Seen for the first time. `playlist_kind` is `playlist` or `toplist`; `pool` where it was found."""

    platform: str
    remote_id: str
    playlist_kind: str
    pool: str
    heading: Heading
    announced: int | None = None


@stored("playlist.hung")
class Hung(Fact, frozen=True, kw_only=True):
    """Found in one more pool."""

    pool: str


@stored("playlist.synced")
class Synced(Fact, frozen=True, kw_only=True):
    """What the platform shows now, as a change from what we knew.

    `patch` turns the known order into the new one (see `domain/patch.py`); `added`, `removed`, `moved` say the same
    in song ids and are left out on the first sync, where everything is new. `digest` is over the whole new order.
    """

    heading: Heading
    entries: int
    digest: str
    patch: Patch
    first: bool = False
    announced: int | None = None
    period: str | None = None
    renamed_from: str | None = None
    added: list[str] = []
    removed: list[str] = []
    moved: list[str] = []


@stored("playlist.unchanged")
class Unchanged(Fact, frozen=True, kw_only=True):
    """Asked again, and it is as we know it."""

    entries: int


@stored("playlist.sync_failed")
class SyncFailed(Fact, frozen=True, kw_only=True):
    """The listing did not arrive whole; what we know stays as it is."""

    failure: str
    message: str
    code: str | None = None
    hint: str | None = None


@stored("playlist.unavailable")
class Unavailable(Fact, frozen=True, kw_only=True):
    """The platform says it is gone or private: a tombstone. Entries and files stay; a later sync brings it back."""

    failure: str
    message: str
    code: str | None = None


@stored("playlist.excluded")
class Excluded(Fact, frozen=True, kw_only=True):
    """A person does not want it synced or downloaded any more."""

    reason: str | None = None


@stored("playlist.wanted")
class Wanted(Fact, frozen=True, kw_only=True):
    """A person wants it (again)."""


class Playlist(Stream):
    """What the decisions about a playlist read: its order, its heading, the pools it hangs in."""

    kind = "playlist"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.playlist_kind = "playlist"
        self.song_ids: list[str] = []
        self.heading: Heading | None = None
        self.pools: set[str] = set()
        self.synced = False
        self.announced: int | None = None
        self.period: str | None = None
        self.gone = False
        self.excluded = False

    def discover(
        self,
        platform: str,
        remote_id: str,
        playlist_kind: str,
        pool: str,
        heading: Heading,
        announced: int | None = None,
    ) -> bool:
        """Record where it was found; a known place records nothing. True when the playlist is new to us."""
        if not self.exists:
            self.record(
                Discovered(
                    platform=platform,
                    remote_id=remote_id,
                    playlist_kind=playlist_kind,
                    pool=pool,
                    heading=heading,
                    announced=announced,
                )
            )
            return True
        if pool not in self.pools:
            self.record(Hung(pool=pool))
        return False

    def observe(
        self,
        heading: Heading,
        song_ids: Sequence[str],
        *,
        announced: int | None = None,
        period: str | None = None,
    ) -> Synced | Unchanged:
        """Record what the platform shows now, as a change from what we know.

        Cover addresses and announced counts drift from one answer to the next; alone they are no change.
        """
        same = (
            self.synced
            and not self.gone
            and self.heading is not None
            and msgspec.structs.replace(heading, cover_url=self.heading.cover_url) == self.heading
            and period == self.period
            and list(song_ids) == self.song_ids
        )
        if same:
            unchanged = Unchanged(entries=len(song_ids))
            self.record(unchanged)
            return unchanged
        patch = make_patch(self.song_ids, song_ids)
        difference = explain(self.song_ids, patch)
        renamed = self.synced and self.heading is not None and heading.title != self.heading.title
        synced = Synced(
            heading=heading,
            entries=len(song_ids),
            digest=order_digest(song_ids),
            patch=patch,
            first=not self.synced,
            announced=announced,
            period=period,
            renamed_from=self.heading.title if renamed and self.heading else None,
            added=difference.added if self.synced else [],
            removed=difference.removed,
            moved=difference.moved,
        )
        self.record(synced)
        return synced

    def fail(self, failure: str, message: str, code: str | None = None, hint: str | None = None) -> None:
        """Record that the listing did not arrive whole."""
        self.record(SyncFailed(failure=failure, message=message, code=code, hint=hint))

    def bury(self, failure: str, message: str, code: str | None = None) -> None:
        """Record that the platform no longer has it; said once, not at every sync."""
        if self.gone:
            self.record(SyncFailed(failure=failure, message=message, code=code))
        else:
            self.record(Unavailable(failure=failure, message=message, code=code))

    def exclude(self, reason: str | None = None) -> None:
        """A person's decision; deciding the same twice records nothing."""
        if not self.excluded:
            self.record(Excluded(reason=reason))

    def want(self) -> None:
        """A person's decision; wanting what is not excluded records nothing."""
        if self.excluded:
            self.record(Wanted())

    @applies(Discovered)
    def _discovered(self, fact: Discovered) -> None:
        self.playlist_kind, self.heading = fact.playlist_kind, fact.heading
        self.pools.add(fact.pool)

    @applies(Hung)
    def _hung(self, fact: Hung) -> None:
        self.pools.add(fact.pool)

    @applies(Synced)
    def _synced(self, fact: Synced) -> None:
        self.song_ids = apply_patch(self.song_ids, fact.patch)
        self.heading, self.announced, self.period = fact.heading, fact.announced, fact.period
        self.synced, self.gone = True, False

    @applies(Unavailable)
    def _unavailable(self, fact: Unavailable) -> None:
        self.gone = True

    @applies(Excluded)
    def _excluded(self, fact: Excluded) -> None:
        self.excluded = True

    @applies(Wanted)
    def _wanted(self, fact: Wanted) -> None:
        self.excluded = False


def order_digest(song_ids: Sequence[str]) -> str:
    """A short fingerprint of an order of songs."""
    return hashlib.blake2b("\n".join(song_ids).encode(), digest_size=8).hexdigest()
