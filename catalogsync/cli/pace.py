"""How far work is that takes minutes: a line that moves on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from catalogsync.cli.output import say, talk

if TYPE_CHECKING:
    from rich.status import Status

    from catalogsync.projections.rebuild import Progress

_QUIET_S = 1.0
"""What is done sooner moves no line."""
_EVERY_S = 30.0
"""In a service's journal nothing is worth a line that took seconds, and a day's work does not flood it."""


class Pace:
    """Says what is being done, how far it is, how fast, and how long it still takes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said = self._began = clock()
        self._what = ""
        self._from = 0
        self._moving: Status | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._moving is not None:
            self._moving.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say it if it is time; the rate is that since `what` began. 0 of 0: nobody can tell."""
        now = self._clock()
        if what != self._what:
            self._what, self._began, self._from = what, now, done
        passed = now - self._began
        rate = (done - self._from) / passed if passed > 1 else 0.0
        self._show(what, done, total, rate, (total - done) / rate if rate and total else 0.0)

    def rebuild(self, progress: Progress) -> None:
        """The same of a rebuild, which knows its rate itself."""
        self._show(progress.phase, progress.done, progress.total, progress.rate or 0.0, progress.eta_s or 0.0)

    def _show(self, what: str, done: int, total: int, rate: float, eta_s: float) -> None:
        now = self._clock()
        moves = sys.stderr.isatty()
        if now - self._said < (_QUIET_S if moves else _EVERY_S):
            return
        line = what
        if done or total:
            line += f": {done:,}" + (f" of {total:,}" if total else "")
        line += f", {rate:,.0f}/s" if rate else ""
        line += f", {_span(eta_s)} to go" if eta_s else ""
        if not moves:
            self._said = now
            say(line)
        elif self._moving is None:
            self._moving = talk().status(line)
            self._moving.start()
        else:
            self._moving.update(line)


def _span(seconds: float) -> str:
    """`40 s`, `12 min`, `3.5 h`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
