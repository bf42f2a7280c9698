"""What commands print: stdout is data, stderr is talk. Tables for people, one versioned envelope for programs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from catalogsync.domain.event import Event

SCHEMA = "catalogsync/1"
"""Version of the JSON envelope; it goes up when a field changes its meaning or goes away."""

_CONTROL = dict.fromkeys([*range(32), *range(127, 160)], "�") | dict.fromkeys(
    [*range(8234, 8239), *range(8294, 8298), 8206, 8207, 1564]
)


def plain(text: object) -> str:
    """Text from a platform made harmless for a terminal: no control characters, no direction overrides."""
    return str(text).translate(_CONTROL)


def out() -> Console:
    """The console of results."""
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty())


def talk() -> Console:
    """The console of everything that is not a result."""
    return Console(stderr=True, highlight=False)


def say(message: str) -> None:
    """A line to the person at the terminal."""
    talk().print(Text(plain(message)), soft_wrap=True)


def print_json(what: str, **content: Any) -> None:
    """The envelope: `{"schema": "catalogsync/1", "what": …, …}` on one line."""
    sys.stdout.write(_dump({"schema": SCHEMA, "what": what, **content}) + "\n")
    sys.stdout.flush()


def print_jsonl(value: Mapping[str, Any]) -> None:
    """One line of JSON, at once."""
    sys.stdout.write(_dump(value) + "\n")
    sys.stdout.flush()


def _dump(value: object) -> str:
    return msgspec.json.encode(value).decode("utf-8", "replace")


def event_as_json(event: Event[Any]) -> dict[str, Any]:
    """An event as `events` and `--jsonl` print it."""
    return {
        "position": event.position,
        "stream": event.stream,
        "version": event.originator_version,
        "name": event.name,
        "at_ms": event.at_ms,
        "actor": event.actor,
        "job": event.job,
        "cause": event.cause,
        "fact": msgspec.to_builtins(event.fact),
    }


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> None:
    """A table on stdout; `empty` tells what to do next when there is nothing."""
    if not rows:
        say(empty)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        right = column in ("#", "songs", "done", "missing", "position", "n", "bytes", "lag", "tries", "wins")
        table.add_column(
            column, justify="right" if right else "left", overflow="ellipsis", no_wrap=column != "title"
        )
    for row in rows:
        table.add_row(*(Text(plain("" if cell is None else cell)) for cell in row))
    console = out()
    if not sys.stdout.isatty():
        console.width = 200
    console.print(table)


def when(at_ms: int | None) -> str:
    """A time of day for people, local."""
    if at_ms is None:
        return ""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def length(duration_ms: int | None) -> str:
    """`3:07`."""
    if duration_ms is None:
        return ""
    return f"{duration_ms // 60_000}:{duration_ms // 1000 % 60:02d}"


def size(size_bytes: float) -> str:
    """`3.8 MB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if size_bytes < 1000:
            return f"{size_bytes:.0f} {unit}" if unit == "B" else f"{size_bytes:.1f} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.1f} TB"
