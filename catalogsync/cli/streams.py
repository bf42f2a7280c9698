"""Stdout and stderr as they really are: closed, full, in a narrow encoding, or read by nobody any more."""

from __future__ import annotations

import io
import os
import sys
from typing import Any, TextIO, cast


class Heedless:
    """Stderr whose reader may go away.

    What we say there is for somebody who listens. A pipe that closed (`2>&1 | head`) or a terminal that hung up is no
    reason to end a job in the middle of a song.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write, or let it go."""
        try:
            return self._stream.write(text)
        except (OSError, ValueError):
            return len(text)

    def flush(self) -> None:
        """Flush, or let it go."""
        try:
            self._stream.flush()
        except (OSError, ValueError):
            return

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def prepare() -> None:
    """Make both streams usable whatever we were started with.

    A missing one (`>&-`) becomes a sink. A character that the terminal's encoding lacks is written as its escape,
    so that a Chinese title in a Latin-1 terminal costs legibility and not the command.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _sink())
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if not isinstance(sys.stderr, Heedless):
        sys.stderr = cast(TextIO, Heedless(sys.stderr))


def abandon_stdout() -> None:
    """Nobody reads our results any more; what is still buffered goes nowhere, without a word at exit."""
    sys.stdout = _sink()


def _sink() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")
