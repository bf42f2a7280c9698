"""What commands print: stdout is data, stderr is talk. Tables for people, one versioned envelope for programs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

SCHEMA = "catalogsync/1"
"""Version of the JSON envelope; it goes up when a field changes its meaning or goes away."""

_CONTROL = dict.fromkeys([*range(32), *range(127, 160)], "�") | dict.fromkeys(
    [*range(8234, 8239), *range(8294, 8298), 8206, 8207, 1564]
)


def plain(text: object) -> str:
    """Text from a platform made harmless for a terminal: no control characters, no direction overrides."""
    return str(text).translate(_CONTROL)


def brief(text: object) -> str:
    """The same, and no longer than a person reads: titles of 20,000 characters exist. JSON has all of it."""
    shown = plain(str(text)[:_LONGEST])
    return shown if len(str(text)) <= _LONGEST else shown[:-1] + "…"


def how_many(n: int, thing: str) -> str:
    """`1 song`, `1,234 songs`."""
    return f"{n:,} {thing}{'' if n == 1 else 's'}"


_LONGEST = 160

ENDLESS = 100_000
"""The width of a pipe: a row of a table, an event of a story is one line, however long."""


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


_RIGHT = {"#", "songs", "done", "missing", "position", "n", "bytes", "lag", "tries", "wins"}

_SPARE = (
    "id",
    "kind",
    "by",
    "synced",
    "ended",
    "album",
    "lyric",
    "length",
    "last",
    "stream",
    "parts",
    "source",
)
"""Columns a narrow terminal does without, the first one first: the short number names a row everywhere."""

_ELASTIC = {
    "title",
    "artists",
    "song",
    "why",
    "name",
    "wanted",
    "is",
    "detail",
    "what it is",
    "value",
    "path",
    "what to do",
}
"""Columns that may be cut short; a cut number or state would say nothing."""


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> None:
    """A table on stdout; `empty` tells what to do next when there is nothing.

    In a terminal that is too narrow for all columns some are left out; a pipe gets all of them.
    """
    if not rows:
        say(empty)
        return
    console = out()
    cells = [[brief("" if cell is None else cell) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        console.width = ENDLESS
    widths = _widths(columns, cells, console.width if sys.stdout.isatty() else None)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for at, width in widths.items():
        right = columns[at] in _RIGHT
        table.add_column(
            columns[at], justify="right" if right else "left", overflow="ellipsis", no_wrap=True, width=width
        )
    for row in cells:
        table.add_row(*(Text(row[at]) for at in widths))
    console.print(table)


def _widths(columns: Sequence[str], cells: Sequence[Sequence[str]], room: int | None) -> dict[int, int]:
    """How wide each column is that is shown; `room` None: as wide as it likes.

    Spare columns are given up until the others fit, elastic ones with at least 16 places each; then those share what
    is left. (The table's own way is to squeeze all columns alike, short numbers too.)
    """
    natural = {
        at: max(cell_len(name), *(cell_len(row[at]) for row in cells)) for at, name in enumerate(columns)
    }
    elastic = [at for at, name in enumerate(columns) if name in _ELASTIC]
    widths = dict(natural)
    if room is None:
        return widths
    spare = [columns.index(name) for name in _SPARE if name in columns]
    while (
        spare and sum(min(16, w) if at in elastic else w for at, w in widths.items()) + _gaps(widths) > room
    ):
        del widths[spare.pop(0)]
    left = room - _gaps(widths) - sum(w for at, w in widths.items() if at not in elastic)
    for n, at in enumerate(sorted(elastic, key=lambda at: natural[at])):
        widths[at] = min(natural[at], max(4, left // (len(elastic) - n)))
        left -= widths[at]
    return widths


def _gaps(widths: Mapping[int, int]) -> int:
    return 3 * (len(widths) - 1)


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
