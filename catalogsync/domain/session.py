"""The user's own session at a platform: when a new cookie came, and when one was found to have expired."""

from __future__ import annotations

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies


@stored("session.given")
class Given(Fact, frozen=True, kw_only=True):
    """Another cookie than before is in the settings; what waited for one is worth another try.

    `mark` tells cookies apart and gives nothing away: 32 bits of a keyed hash.
    """

    platform: str
    mark: str


@stored("session.expired")
class Expired(Fact, frozen=True, kw_only=True):
    """The platform no longer takes the cookie as a login."""

    platform: str
    message: str


class Session(Stream):
    """Which cookie was last seen in the settings, and whether it still holds."""

    kind = "session"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.mark: str | None = None
        self.expired = False

    def give(self, platform: str, mark: str) -> None:
        """Record a new cookie; the known one records nothing."""
        if mark != self.mark:
            self.record(Given(platform=platform, mark=mark))

    def expire(self, platform: str, message: str) -> None:
        """Record that the cookie no longer holds; said once."""
        if not self.expired:
            self.record(Expired(platform=platform, message=message))

    @applies(Given)
    def _given(self, fact: Given) -> None:
        self.mark, self.expired = fact.mark, False

    @applies(Expired)
    def _expired(self, fact: Expired) -> None:
        self.expired = True
