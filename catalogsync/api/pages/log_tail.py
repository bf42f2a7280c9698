"""The newest log lines of this process, kept in memory for the logs page."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from threading import Lock

KEPT = 5_000
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Line:
    """One log record. `number` goes up by one; `trace` is the end of a traceback, without local variables."""

    number: int
    at_ms: int
    level: str
    logger: str
    text: str
    trace: str | None = None


class LogTail(logging.Handler):
    """Keeps the last lines; told from any thread."""

    def __init__(self) -> None:
        super().__init__(level=logging.INFO)
        self._lines: deque[Line] = deque(maxlen=KEPT)
        self._numbers = count(1)
        self._guard = Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        try:
            text = record.getMessage()
        except (TypeError, ValueError):  # a bad format string must not break what was being logged
            text = str(record.msg)
        trace = None
        if record.exc_info and record.exc_info[0] is not None:
            trace = logging.Formatter().formatException(record.exc_info)[-4_000:]
        level = record.levelname if record.levelname in LEVELS else "ERROR"
        with self._guard:
            self._lines.append(
                Line(next(self._numbers), int(record.created * 1000), level, record.name, text[:2_000], trace)
            )

    def newest(self, *, level: str = "INFO", search: str = "", limit: int = 200) -> Sequence[Line]:
        """The newest lines of at least that level that hold the text, newest first."""
        least, word = LEVELS.index(level), search.casefold()
        with self._guard:
            lines = list(self._lines)
        found = []
        for line in reversed(lines):
            if LEVELS.index(line.level) >= least and word in f"{line.logger} {line.text}".casefold():
                found.append(line)
                if len(found) == limit:
                    break
        return found

    @property
    def last(self) -> int:
        """The number of the newest line."""
        with self._guard:
            return self._lines[-1].number if self._lines else 0


def watch_logs() -> LogTail:
    """A tail on everything this process logs; made once, given again afterwards."""
    root = logging.getLogger()
    for handler in root.handlers:
        if isinstance(handler, LogTail):
            return handler
    tail = LogTail()
    root.addHandler(tail)
    if root.level > logging.INFO or root.level == logging.NOTSET:
        root.setLevel(logging.INFO)
    # Every request of our own adapters as a line of httpx would drown what matters.
    logging.getLogger("httpx").setLevel(max(logging.WARNING, logging.getLogger("httpx").level))
    return tail
