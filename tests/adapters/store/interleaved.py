"""Threads that take turns line by line, in an order that a test chooses."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from types import CodeType, FrameType, TracebackType
from typing import Any

Choose = Callable[[Sequence[int]], int]
"""Which of these threads goes on now; one of them is given back."""


class Stuck(Exception):
    """No thread can go on, and these have not ended."""


class Interleaved:
    """Runs bodies in threads of which one at a time goes on, by a line of the stepped module or to the next lock.

    Locks of the code under test must be ours (`lock`): those of the interpreter would stop the one that goes on.
    """

    def __init__(self, choose: Choose, stepped: str) -> None:
        """`stepped`: the file name of the module whose lines are steps."""
        self._choose, self._stepped = choose, stepped
        self._go: list[threading.Semaphore] = []
        self._came = threading.Semaphore(0)
        self._waits: dict[int, Callable[[], bool]] = {}
        self._gives_up = False
        self._here = threading.local()

    def lock(self) -> SteppedLock:
        """A lock as `threading.Lock()` makes one."""
        return SteppedLock(self)

    def run(self, *bodies: Callable[[], None]) -> None:
        """Until all have ended. Stuck when some never can."""
        self._go = [threading.Semaphore(0) for _ in bodies]
        self._waits = {n: lambda: True for n in range(len(bodies))}
        threads = [threading.Thread(target=self._run, args=(n, body)) for n, body in enumerate(bodies)]
        for thread in threads:
            thread.start()
        while self._waits:
            ready = [n for n, wanted in self._waits.items() if wanted()]
            stuck = sorted(self._waits)
            if not ready:
                self._gives_up, ready = True, stuck
            chosen = self._choose(ready) if not self._gives_up else ready[0]
            del self._waits[chosen]
            self._go[chosen].release()
            self._came.acquire()
        for thread in threads:
            thread.join()
        if self._gives_up:
            raise Stuck(stuck)

    def until(self, wanted: Callable[[], bool]) -> None:
        """Let others go on; return once chosen, when that holds."""
        n = getattr(self._here, "n", None)
        if n is None:  # the test's own thread, before or after
            return
        self._waits[n] = wanted
        self._came.release()
        self._go[n].acquire()
        if self._gives_up:
            raise SystemExit

    def _run(self, n: int, body: Callable[[], None]) -> None:
        self._here.n = n
        self._go[n].acquire()
        sys.settrace(self._trace)
        try:
            if not self._gives_up:
                body()
        finally:
            sys.settrace(None)
            self._came.release()

    def _trace(self, frame: FrameType, event: str, arg: Any) -> Any:
        code: CodeType = frame.f_code
        if code.co_filename != self._stepped:
            return None
        if event == "line" and not self._gives_up:
            self.until(lambda: True)
        return self._trace


class SteppedLock:
    """`threading.Lock` among interleaved threads."""

    def __init__(self, threads: Interleaved) -> None:
        self._threads = threads
        self._held = False

    def acquire(self) -> bool:
        self._threads.until(lambda: not self._held)
        self._held = True
        return True

    def release(self) -> None:
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
