"""What was changed in the settings from the console: the names only, never a value."""

from __future__ import annotations

from catalogsync.domain.event import Fact, stored
from catalogsync.domain.stream import Stream

STREAM = "settings:env"


@stored("settings.changed")
class Changed(Fact, frozen=True, kw_only=True):
    """These variables of the env file have other values now. They hold from the next start on."""

    names: list[str]
    back_to: int | None = None


class EnvChanges(Stream):
    """The history of the env file."""

    kind = "settings"

    def change(self, names: list[str], back_to: int | None = None) -> None:
        """Record what changed; nothing changed records nothing. `back_to` is the version it was rolled back to."""
        if names:
            self.record(Changed(names=names, back_to=back_to))
