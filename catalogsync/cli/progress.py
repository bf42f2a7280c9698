"""How a running stage shows itself: bars on a terminal, plain lines elsewhere, JSON lines, or nothing."""

from __future__ import annotations

import json
import sys
import threading
import time
from enum import StrEnum
from types import TracebackType
from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from catalogsync.cli.output import plain, size, talk

_WELL = {
    "found",
    "new",
    "synced",
    "unchanged",
    "done",
    "lyric_saved",
    "lyric_kept",
    "lyric_absent",
    "instrumental",
    "uploaded",
    "already_there",
    "freed",
    "restored",
    "as_recorded",
    "moved",
    "lyric_moved",
    "verified",
}


class Style(StrEnum):
    """The choices of `--progress`."""

    AUTO = "auto"
    NONE = "none"
    PLAIN = "plain"
    JSONL = "jsonl"


class Quiet:
    """Shows nothing. The base of the others: each implements `pipeline.outcome.Watches`."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def stage(self, name: str, items: int | None) -> None:
        """A stage begins."""

    def item(self, outcome: str, text: str) -> None:
        """An item is through."""

    def bytes(self, n: int) -> None:
        """More bytes arrived."""

    def doing(self, item: str, step: str) -> None:
        """A worker turns to an item; terminals show whole items only."""


class PlainLines(Quiet):
    """One line for each item, on stderr."""

    def stage(self, name: str, items: int | None) -> None:
        """A stage begins."""
        self._line(f"== {name}" + (f" ({items})" if items is not None else ""))

    def item(self, outcome: str, text: str) -> None:
        """An item is through."""
        self._line(f"{outcome:>12}  {plain(text)[:300]}")

    def _line(self, line: str) -> None:
        sys.stderr.write(line + "\n")


class JsonLines(Quiet):
    """One JSON object for each item, on stderr."""

    def stage(self, name: str, items: int | None) -> None:
        """A stage begins."""
        self._line({"stage": name, "items": items})

    def item(self, outcome: str, text: str) -> None:
        """An item is through."""
        self._line({"outcome": outcome, "text": text[:300]})

    def _line(self, value: dict[str, object]) -> None:
        sys.stderr.write(json.dumps(value, ensure_ascii=False) + "\n")


class Bars(Quiet):
    """A live bar for each stage with counts and the byte rate; failures scroll by above it."""

    def __init__(self) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<9}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
            console=talk(),
        )
        self._lock = threading.Lock()
        self._task: TaskID | None = None
        self._name = ""
        self._counts: dict[str, int] = {}
        self._bytes = 0
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def stage(self, name: str, items: int | None) -> None:
        """A stage begins with a bar of its own."""
        with self._lock:
            if self._task is not None:
                self._progress.stop_task(self._task)
            self._name, self._counts, self._bytes, self._began = name, {}, 0, time.monotonic()
            self._task = self._progress.add_task(name, total=items, note="")

    def item(self, outcome: str, text: str) -> None:
        """An item is through; what went badly is also said."""
        with self._lock:
            if self._task is None:
                return
            self._counts[outcome] = self._counts.get(outcome, 0) + 1
            self._progress.update(self._task, advance=0 if self._beside(outcome) else 1, note=self._note())
            if outcome not in _WELL:
                self._progress.console.print(Text(f"{outcome}: {plain(text)[:200]}", style="yellow"))

    def bytes(self, n: int) -> None:
        """More bytes arrived."""
        with self._lock:
            self._bytes += n
            if self._task is not None:
                self._progress.update(self._task, note=self._note())

    def _beside(self, outcome: str) -> bool:
        return self._name == "download" and outcome.startswith(("lyric", "instrumental"))

    def _note(self) -> str:
        # Lyrics of a download are beside its items and would push the rate off the line.
        shown = [pair for pair in self._counts.items() if not self._beside(pair[0])]
        note = " ".join(f"{n} {outcome}" for outcome, n in shown)
        if self._bytes:
            rate = self._bytes / max(0.1, time.monotonic() - self._began)
            note += f" · {size(self._bytes)} at {size(rate)}/s"
        return note


def watcher(style: Style) -> Quiet:
    """The watcher of that style; `auto` is bars on a terminal and plain lines elsewhere."""
    if style is Style.AUTO:
        return Bars() if sys.stderr.isatty() else PlainLines()
    return {Style.NONE: Quiet, Style.PLAIN: PlainLines, Style.JSONL: JsonLines}[style]()
