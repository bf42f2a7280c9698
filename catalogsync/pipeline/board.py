"""The live view of a running job: which worker is at which item, how many items and bytes so far, and how fast.

In memory only. What happened is in the events; this is what happens right now.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

_WINDOW_S = 5.0
"""Speeds of bytes are over this many seconds."""

_ITEMS_WINDOW_S = 30.0
"""Speeds of items are over longer: by a thin line one takes many seconds, and an end that is foretold in one breath and
not in the next tells nothing."""

_MOVING = ("transferring", "uploading")
"""Steps in which bytes are on their way."""

_SLICE_S = 0.25


@dataclass(frozen=True, slots=True)
class WorkerView:
    """A worker now. `bytes_per_s` is None while it transfers nothing; `for_s` since it turned to the item."""

    name: str
    item: str
    step: str
    for_s: float
    size_bytes: int
    bytes_per_s: float | None


@dataclass(frozen=True, slots=True)
class JobView:
    """A running job now. `items` is how many the stage has, None where that is not known; `eta_s` likewise."""

    stage: str | None
    items: int | None
    done: int
    counts: dict[str, int]
    size_bytes: int
    bytes_per_s: float
    items_per_s: float
    eta_s: float | None
    last: str
    workers: tuple[WorkerView, ...]


class _Speed:
    """A sum with its rate over the last seconds, in slices, so that it stays small however often it is told."""

    def __init__(self, window_s: float = _WINDOW_S) -> None:
        self.total = 0
        self._window_s = window_s
        self._slices: deque[tuple[float, int]] = deque()

    def add(self, n: int, now: float) -> None:
        self.total += n
        if self._slices and now - self._slices[-1][0] < _SLICE_S:
            at, before = self._slices[-1]
            self._slices[-1] = (at, before + n)
        else:
            self._slices.append((now, n))
        self._trim(now)

    def per_s(self, now: float, began: float) -> float:
        self._trim(now)
        return sum(n for _, n in self._slices) / max(_SLICE_S, min(self._window_s, now - began))

    def _trim(self, now: float) -> None:
        while self._slices and now - self._slices[0][0] > self._window_s:
            self._slices.popleft()


@dataclass(slots=True)
class _Worker:
    item: str
    step: str
    since: float
    speed: _Speed = field(default_factory=_Speed)


class Board:
    """Watches one job (`pipeline.outcome.Watches`). Told from many threads, read from others."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, on_bytes: Callable[[int], None] | None = None
    ) -> None:
        self._clock = clock
        self._on_bytes = on_bytes
        self._lock = threading.Lock()
        self._stage: str | None = None
        self._items: int | None = None
        self._counts: Counter[str] = Counter()
        self._bytes = _Speed()
        self._done = _Speed(_ITEMS_WINDOW_S)
        self._began = clock()
        self._last = ""
        self._workers: dict[str, _Worker] = {}

    def stage(self, name: str, items: int | None) -> None:
        """A stage begins: its counts are from zero."""
        with self._lock:
            self._stage, self._items, self._last = name, items, ""
            self._counts, self._done, self._began = Counter(), _Speed(_ITEMS_WINDOW_S), self._clock()

    def item(self, outcome: str, text: str) -> None:
        """An item is through."""
        with self._lock:
            self._counts[outcome] += 1
            # The lyric of a downloaded song belongs to the song.
            if not (self._stage == "download" and outcome.startswith(("lyric", "instrumental"))):
                self._done.add(1, self._clock())
            self._last = text[:300]

    def bytes(self, n: int) -> None:
        """More bytes arrived in the calling worker."""
        with self._lock:
            now = self._clock()
            self._bytes.add(n, now)
            worker = self._workers.get(threading.current_thread().name)
            if worker is not None:
                worker.speed.add(n, now)
        if self._on_bytes is not None:
            self._on_bytes(n)

    def doing(self, item: str, step: str) -> None:
        """The calling worker turns to an item; `""` is nothing."""
        name = threading.current_thread().name
        with self._lock:
            if item:
                self._workers[name] = _Worker(item, step, self._clock())
            else:
                self._workers.pop(name, None)

    def view(self) -> JobView:
        """How it is now."""
        with self._lock:
            now = self._clock()
            rate = self._done.per_s(now, self._began)
            left = None if self._items is None else max(0, self._items - self._done.total)
            return JobView(
                stage=self._stage,
                items=self._items,
                done=self._done.total,
                counts=dict(self._counts),
                size_bytes=self._bytes.total,
                bytes_per_s=self._bytes.per_s(now, self._began),
                items_per_s=rate,
                eta_s=left / rate if left is not None and rate > 0 else None,
                last=self._last,
                workers=tuple(
                    WorkerView(
                        name,
                        worker.item,
                        worker.step,
                        now - worker.since,
                        worker.speed.total,
                        worker.speed.per_s(now, worker.since) if worker.step in _MOVING else None,
                    )
                    for name, worker in sorted(self._workers.items())
                ),
            )
