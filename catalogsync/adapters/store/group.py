"""Group commit: what many threads append at the same moment goes into one transaction.

There is no writer thread. Whoever finds nobody writing writes, for itself and for all who queued up meanwhile; those
sleep until their append is durable, and the first of those who came too late for this transaction writes the next
one. A single writer pays no thread switch, ten writers share each fsync.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from eventsourcing.persistence import OperationalError

W = TypeVar("W")


class Turn(Generic[W]):
    """One piece of work in the queue and how it ended: `result` or `error`, once `done`."""

    __slots__ = ("done", "error", "leads", "result", "size", "wake", "work")

    def __init__(self, work: W, size: int) -> None:
        self.work = work
        self.size = size
        self.result: Sequence[int] = ()
        self.error: BaseException | None = None
        self.done = False
        self.leads = False
        self.wake = Lock()
        self.wake.acquire()


Take = Callable[[], Sequence[Turn[W]]]
"""Gives the work of all who wait by now; called once in a commit, as late as possible, so that more come along."""


class GroupCommit(Generic[W]):
    """Lets `commit` take the work of all who wait, in the order they came, at most `cap` units at a time.

    `commit` sets `result` or `error` of every turn it took. What it raises is the error of every turn left without a
    result.
    """

    def __init__(self, commit: Callable[[Take[W]], None], cap: int = 1000) -> None:
        self._commit = commit
        self._cap = cap
        self._mutex = Lock()
        self._waiting: deque[Turn[W]] = deque()
        self._busy = False

    def submit(self, work: W, size: int) -> Sequence[int]:
        """Do the work in the next transaction; returns when it is durable, raises what it failed with."""
        turn = Turn(work, size)
        with self._mutex:
            self._waiting.append(turn)
            # Looked at here and never again: once the mutex is free, a leader may make this turn the next one, and who
            # did not sleep then leaves a wake behind that nobody takes.
            follows, self._busy = self._busy, True
            turn.leads = not follows
        if follows:
            self._sleep(turn)
        if not turn.done:
            self._lead()
        if turn.error is not None:
            raise turn.error
        return turn.result

    def _sleep(self, turn: Turn[W]) -> None:
        try:
            turn.wake.acquire()
        except BaseException:
            # Interrupted (Ctrl-C): nobody may wait for a leader that has gone.
            with self._mutex:
                if turn in self._waiting:
                    self._waiting.remove(turn)
                if turn.leads and not turn.done:
                    self._hand_over()
            raise

    def _lead(self) -> None:
        batch: list[Turn[W]] = []

        def take() -> Sequence[Turn[W]]:
            with self._mutex:
                batch.append(self._waiting.popleft())
                size = batch[0].size
                while self._waiting and size + self._waiting[0].size <= self._cap:
                    batch.append(self._waiting.popleft())
                    size += batch[-1].size
            return batch

        failure: BaseException | None = None
        try:
            self._commit(take)
        except BaseException as e:
            failure = e
        if not batch:  # it failed before it took any: all who wait now were to be in it
            take()
        with self._mutex:
            self._hand_over()
        if failure is not None and not isinstance(failure, Exception):
            # Ctrl-C belongs to the thread that caught it; the others learn that their append did not happen.
            batch[0].error = failure
            failure = OperationalError("interrupted while appending")
        for turn in batch:
            if turn.error is None:
                turn.error = failure
            turn.done = True
            turn.wake.release()

    def _hand_over(self) -> None:
        """Make the first who waits the next leader. Called with the mutex held."""
        if not self._waiting:
            self._busy = False
            return
        self._waiting[0].leads = True
        self._waiting[0].wake.release()
