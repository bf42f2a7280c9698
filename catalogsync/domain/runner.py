"""What a person says to the runner as a whole: stop taking work, go on."""

from __future__ import annotations

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream, applies

STREAM = "runner:main"


@stored("runner.held")
class Held(Fact, frozen=True, kw_only=True):
    """Nothing new begins and what runs pauses after the items in hand, until released."""

    reason: str


@stored("runner.released")
class Released(Fact, frozen=True, kw_only=True):
    """Work goes on where it was."""


class Control(Stream):
    """Is the runner to work?"""

    kind = "runner"

    def __init__(self, stream_id: str = STREAM) -> None:
        super().__init__(stream_id)
        self.held: str | None = None

    def hold(self, reason: str) -> None:
        """Pause everything; said twice it records nothing."""
        if self.held is None:
            self.record(Held(reason=reason))

    def release(self) -> None:
        """Let everything go on; said twice it records nothing."""
        if self.held is not None:
            self.record(Released())

    @applies(Held)
    def _held(self, fact: Held) -> None:
        self.held = fact.reason

    @applies(Released)
    def _released(self, fact: Released) -> None:
        self.held = None
