"""Several endpoints for one thing: which to ask first, and when to go on to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from catalogsync.pipeline.errors import PlatformError, ServerTrouble, UnexpectedAnswer

T = TypeVar("T")


class Alternatives:
    """Tries endpoints in their preferred order, for each operation the one that worked last first.

    Goes on to the next only when an endpoint is broken (changed shape, server trouble, HTTP 404): a refusal,
    a missing item, a rate limit or risk control is the platform's answer, and asking elsewhere would be
    dodging it. Every `RECONSIDER_AFTER` runs the preferred endpoint gets another chance, so that one bad
    minute does not bind a long-lived process to a poorer endpoint. Safe to share between threads.
    """

    RECONSIDER_AFTER = 50

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._working: dict[str, tuple[str, int]] = {}

    def working(self) -> Mapping[str, str]:
        """For each operation asked so far, the endpoint that worked last."""
        return {operation: name for operation, (name, _) in self._working.items()}

    def run(self, operation: str, ways: Mapping[str, Callable[[], T]]) -> T:
        """The first answer of `ways` (names among those given at the start); else the first endpoint's own
        error.
        """
        name, runs = self._working.get(operation, ("", 0))
        ordered = sorted(ways, key=self._names.index)
        if name in ways and runs < self.RECONSIDER_AFTER:
            ordered.sort(key=lambda other: other != name)
        failures: list[PlatformError] = []
        for way in ordered:
            try:
                found = ways[way]()
            except (UnexpectedAnswer, ServerTrouble) as e:
                e.add_note(f"endpoint {way}")
                failures.append(e)
                continue
            self._working[operation] = (way, runs + 1 if way == name and runs < self.RECONSIDER_AFTER else 0)
            return found
        raise failures[0]
