"""An event that this program cannot read, as it is stored: whoever tells of events must not be stopped by one.

Nobody acts on such an event. It is there to be shown: by a console that goes on running while a newer program works on the
same store, by `events list`, by a feed that others follow.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Where it stands, under which topic (`name`), why it cannot be read, and its bytes as text (`state`)."""

    position: int
    stream: str
    version: int
    name: str
    unreadable: str
    state: str

    @property
    def job(self) -> None:
        """Nobody can tell its job."""

    def as_plain(self) -> dict[str, Any]:
        """As plain values, like those of an event; `unreadable` says why."""
        return asdict(self)
