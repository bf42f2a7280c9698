"""Answers that cost too much to make for every page: kept while the store stands still, and a little longer."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

log = logging.getLogger(__name__)

_MOST = 200
_SHARE = 20


@dataclass(frozen=True, slots=True)
class _Answer:
    made: float
    position: int
    value: Any
    cost_s: float


class Kept:
    """Answers by name, each with the position of the store it was made at. Safe to use from many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._answers: OrderedDict[str, _Answer] = OrderedDict()
        self._making: set[str] = set()

    def get(self, name: str, position: int, seconds: float, make: Callable[[], Any]) -> Any:
        """The answer, made anew when the store has moved on and the kept one is older than that."""
        kept = self._answers.get(name)
        return (
            kept.value if kept and self._fresh(kept, position, seconds) else self._make(name, position, make)
        )

    def counted(
        self, name: str, position: int, seconds: float, count: Callable[[], Any]
    ) -> tuple[Any, float]:
        """A count that may take seconds: it has a twentieth of the time, so it may be so old. With its age in seconds,
        0 while nothing was recorded since."""
        kept = self._answers.get(name)
        if kept is None or not self._fresh(kept, position, max(seconds, _SHARE * kept.cost_s)):
            return self._make(name, position, count), 0.0
        return kept.value, 0.0 if kept.position == position else self._clock() - kept.made

    def lately(self, name: str, position: int, seconds: float, make: Callable[[], Any]) -> Any:
        """The kept answer, however old; one that is too old is made anew beside. Only the first one is waited for."""
        kept = self._answers.get(name)
        if kept is None:
            return self._make(name, position, make)
        if not self._fresh(kept, position, seconds):
            with self._lock:
                due = name not in self._making
                self._making.add(name)
            if due:
                args = (name, position, make)
                threading.Thread(target=self._beside, args=args, name=f"kept-{name}", daemon=True).start()
        return kept.value

    def _fresh(self, kept: _Answer, position: int, seconds: float) -> bool:
        return kept.position == position or self._clock() - kept.made < seconds

    def _make(self, name: str, position: int, make: Callable[[], Any]) -> Any:
        began = self._clock()
        value = make()
        made = self._clock()
        with self._lock:
            self._answers[name] = _Answer(made, position, value, made - began)
            self._answers.move_to_end(name)
            while len(self._answers) > _MOST:
                self._answers.popitem(last=False)
        return value

    def _beside(self, name: str, position: int, make: Callable[[], Any]) -> None:
        try:
            self._make(name, position, make)
        except Exception as e:  # the store may have closed under it; the next page tries again
            log.info("answer_not_made %s: %s", name, e)
        finally:
            with self._lock:
                self._making.discard(name)
