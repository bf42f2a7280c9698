"""What people elsewhere were told: the place up to which everything worth telling was told, given up or left out."""

from __future__ import annotations

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies

STREAM = "notices:main"


@stored("notice.began")
class Began(Fact, frozen=True, kw_only=True):
    """Somebody is to be told of what happens after position `upto`; what was before is nobody's news."""

    upto: int


@stored("notice.told")
class Told(Fact, frozen=True, kw_only=True):
    """What happened at position `upto` was told at all `places` (host names or schemes), after so many tries."""

    upto: int
    notice: str
    places: list[str]
    tries: int


@stored("notice.given_up")
class GivenUp(Fact, frozen=True, kw_only=True):
    """What happened at position `upto` could not be told at these places: place and reason each. No address stands here."""

    upto: int
    notice: str
    failed: dict[str, str]
    tries: int


@stored("notice.left_out")
class LeftOut(Fact, frozen=True, kw_only=True):
    """`n` things up to position `upto` are too old to be news and were not told."""

    upto: int
    n: int


class Notices(Stream):
    """The position up to which nothing is left to tell."""

    kind = "notices"

    def __init__(self, stream_id: str = STREAM) -> None:
        super().__init__(stream_id)
        self.upto = 0

    def begin(self, upto: int) -> None:
        """From now on; said once."""
        if not self.exists:
            self.record(Began(upto=upto))

    def settle(self, fact: Told | GivenUp | LeftOut) -> None:
        """Something is behind us; what is already records nothing."""
        if fact.upto > self.upto:
            self.record(fact)

    @applies(Began, Told, GivenUp, LeftOut)
    def _moved(self, fact: Began | Told | GivenUp | LeftOut) -> None:
        self.upto = fact.upto
