"""Closing waits for whoever is at work."""

from __future__ import annotations

from threading import Condition

from eventsourcing.persistence import OperationalError


class InUse:
    """`with in_use:` around each use of a connection; `close` lets those end and refuses all that come later.

    A connection of SQLite that is closed while another thread executes on it takes the whole process down
    (Python 3.11, segmentation fault).
    """

    def __init__(self) -> None:
        self._change = Condition()
        self._uses = 0
        self._closed = False

    def __enter__(self) -> None:
        with self._change:
            if self._closed:
                raise OperationalError("it was closed meanwhile")
            self._uses += 1

    def __exit__(self, *_: object) -> None:
        with self._change:
            self._uses -= 1
            if self._closed:
                self._change.notify_all()

    def close(self) -> None:
        """Returns when nobody is at work any more. Never call it from within a use."""
        with self._change:
            self._closed = True
            self._change.wait_for(lambda: self._uses == 0)
