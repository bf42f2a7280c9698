"""Saved recipes: a named job definition, run on demand or by the calendar, under conditions."""

from __future__ import annotations

import msgspec

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.job import FrozenSettings, Limits, Scope
from catalogsync.domain.stream import Stream, applies


class Conditions(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When a due run has to wait. `quiet` is `HH:MM-HH:MM` local time, over midnight too; both None: never."""

    disk_free_mb: int | None = None
    quiet: str | None = None


@stored("recipe.saved")
class Saved(Fact, frozen=True, kw_only=True):
    """Named, or changed. `when` is as it was typed, `cron` what it means; both None: run by hand only.

    `settings` are those that differ from the server's own when it runs.
    """

    name: str
    job_kind: str
    scope: Scope = {}
    limits: Limits = Limits()
    settings: FrozenSettings = {}
    when: str | None = None
    cron: str | None = None
    conditions: Conditions = Conditions()


@stored("recipe.paused")
class Paused(Fact, frozen=True, kw_only=True):
    """Not run by the calendar until resumed."""

    reason: str | None = None


@stored("recipe.resumed")
class Resumed(Fact, frozen=True, kw_only=True):
    """Run by the calendar again, from now on."""


@stored("recipe.ran")
class Ran(Fact, frozen=True, kw_only=True):
    """A job was queued. `due_ms` is the time of the calendar it stands for, None when run by hand."""

    job_id: str
    due_ms: int | None = None


@stored("recipe.removed")
class Removed(Fact, frozen=True, kw_only=True):
    """Forgotten; its jobs stay."""


class ScheduleRefused(ValueError):
    """The recipe is not in a state for that; `str()` is one line for a person."""


class Recipe(Stream):
    """A recipe as it stands, and up to when the calendar has been served."""

    kind = "recipe"

    def __init__(self, stream_id: str) -> None:
        super().__init__(stream_id)
        self.saved: Saved | None = None
        self.paused = False
        self.removed = False
        self.served_ms = 0
        """Due times up to this one are done with."""

    @staticmethod
    def stream_of(recipe_id: str) -> str:
        """The stream of a recipe id."""
        return f"recipe:{recipe_id}"

    def save(self, saved: Saved) -> None:
        """Name it or change it; the same again records nothing."""
        if saved != self.saved or self.removed:
            self.record(saved)

    def pause(self, reason: str | None = None) -> None:
        """Leave it out of the calendar."""
        self._refuse_when_gone()
        if not self.paused:
            self.record(Paused(reason=reason))

    def resume(self) -> None:
        """Take it into the calendar again."""
        self._refuse_when_gone()
        if self.paused:
            self.record(Resumed())

    def run(self, job_id: str, due_ms: int | None = None) -> None:
        """A job was queued for it; a due time that is served records nothing."""
        self._refuse_when_gone()
        if due_ms is None or due_ms > self.served_ms:
            self.record(Ran(job_id=job_id, due_ms=due_ms))

    def remove(self) -> None:
        """Forget it."""
        self._refuse_when_gone()
        self.record(Removed())

    def _refuse_when_gone(self) -> None:
        if self.saved is None or self.removed:
            raise ScheduleRefused("there is no such recipe")

    @applies(Saved)
    def _saved(self, fact: Saved) -> None:
        self.saved, self.removed = fact, False

    @applies(Paused)
    def _paused(self, fact: Paused) -> None:
        self.paused = True

    @applies(Resumed)
    def _resumed(self, fact: Resumed) -> None:
        self.paused = False

    @applies(Ran)
    def _ran(self, fact: Ran) -> None:
        if fact.due_ms is not None:
            self.served_ms = fact.due_ms

    @applies(Removed)
    def _removed(self, fact: Removed) -> None:
        self.removed, self.paused = True, False
