"""Two pools of threads with a bounded queue between them: looking songs up never starves the transfers.

Resolvers take tasks from a lazy source, one at a time, and hand what they found to the transfers through a queue of
fixed size: memory stays flat however long the source is. A transfer that needs another address hands its task back.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto
from queue import Empty, Queue
from typing import Protocol

from catalogsync.pipeline.errors import LibraryUnavailable
from catalogsync.pipeline.outcome import Brake


class Step(Enum):
    """What a task needs next."""

    RESOLVE = auto()
    TRANSFER = auto()
    DONE = auto()


class Task(Protocol):
    """One item on its way. Each method works in one thread at a time and says what comes next."""

    def resolve(self) -> Step:
        """Find out where the bytes are."""
        ...

    def transfer(self) -> Step:
        """Get them."""
        ...

    def crashed(self, error: Exception) -> None:
        """Our own fault: record it, so that the item is not lost. Raises what stops all other items too."""
        ...


class Flow:
    """Runs tasks through both pools until the source is at its end, the brake is pulled or the library is gone."""

    def __init__(self, resolvers: int, transfers: int, brake: Brake) -> None:
        self._resolvers = resolvers
        self._transfers = transfers
        self._brake = brake
        self._ready: Queue[Task] = Queue(maxsize=max(2, transfers))
        self._returned: deque[Task] = deque()
        self._in_hand = 0
        self._exhausted = False
        self._state = threading.Condition()
        self._broken: LibraryUnavailable | None = None
        self._error: BaseException | None = None

    def run(self, source: Iterable[Task]) -> None:
        """Work the source off. Raises LibraryUnavailable, once, after everything in hand has come to rest; and so any
        error that would meet every other item too (the store takes nothing any more, the source cannot be read)."""
        tasks = iter(source)
        threads = [
            threading.Thread(target=self._resolve_loop, args=(tasks,), name=f"resolve-{n}", daemon=True)
            for n in range(self._resolvers)
        ]
        threads += [
            threading.Thread(target=self._transfer_loop, name=f"transfer-{n}", daemon=True)
            for n in range(self._transfers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            # In slices, so that the main thread keeps hearing Ctrl-C.
            while thread.is_alive():
                thread.join(0.2)
        if self._error is not None:
            raise self._error
        if self._broken is not None:
            raise self._broken

    def _stopping(self) -> bool:
        return self._brake.pulled or self._broken is not None or self._error is not None

    def _next(self, tasks: Iterator[Task]) -> Task | None:
        """The next task to resolve; None when there will be none any more."""
        with self._state:
            while True:
                if self._returned:
                    return self._returned.popleft()
                if not self._exhausted and not self._stopping():
                    task = self._draw(tasks)
                    if task is not None:
                        self._in_hand += 1
                        return task
                    self._exhausted = True
                    self._state.notify_all()
                if self._in_hand == 0:
                    self._state.notify_all()
                    return None
                self._state.wait(0.5)

    def _draw(self, tasks: Iterator[Task]) -> Task | None:
        try:
            return next(tasks, None)
        except BaseException as e:
            self._error = self._error or e
            return None

    def _resolve_loop(self, tasks: Iterator[Task]) -> None:
        while (task := self._next(tasks)) is not None:
            self._after(task, self._guarded(task, task.resolve))

    def _transfer_loop(self) -> None:
        while True:
            try:
                task = self._ready.get(timeout=0.2)
            except Empty:
                with self._state:
                    if self._in_hand == 0 and (self._exhausted or self._stopping()):
                        return
                continue
            self._after(task, self._guarded(task, task.transfer))

    def _guarded(self, task: Task, work: Callable[[], Step]) -> Step:
        try:
            return work()
        except LibraryUnavailable as e:
            self._broken = self._broken or e
        except Exception as e:
            self._crashed(task, e)
        except (
            BaseException
        ) as e:  # a panic of an extension: a thread that ended would leave its item in hand for ever
            self._error = self._error or e
        return Step.DONE

    def _crashed(self, task: Task, error: Exception) -> None:
        """Have the task record it. Where not even that can be done the flow stops: this thread must not end, or the
        others would wait for its item for ever."""
        try:
            task.crashed(error)
        except LibraryUnavailable as e:
            self._broken = self._broken or e
        except BaseException as e:
            self._error = self._error or e

    def _after(self, task: Task, step: Step) -> None:
        if step is Step.TRANSFER and not self._brake.hard.is_set():
            self._ready.put(task)
            return
        with self._state:
            if step is Step.RESOLVE and not self._brake.hard.is_set():
                self._returned.append(task)
            else:
                self._in_hand -= 1
            self._state.notify_all()
