"""One check of one judge, and the table of all of them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A check. `equal` is "" when what was found is true, else what differs; None: nothing to compare."""

    judge: str
    platform: str
    operation: str
    ok: bool
    got: Any = None
    error: str = ""
    equal: str | None = None

    @property
    def passed(self) -> bool:
        return self.ok and not self.equal


def rows_from(text: str) -> Iterator[Row]:
    """The checks a judge printed, one JSON line each; everything else it printed is passed over."""
    for line in text.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            continue
        match said:
            case {"judge": judge, "platform": platform, "op": operation, "ok": ok}:
                error = str(said.get("err", ""))
                yield Row(str(judge), str(platform), str(operation), bool(ok), said.get("got"), error)


def table(rows: Sequence[Row]) -> str:
    """Rows as text: judge, platform, op, ok, equals truth."""
    shown = [("judge", "platform", "op", "ok", "equals truth")]
    for row in rows:
        equal = "-" if row.equal is None else row.equal or "yes"
        shown.append((row.judge, row.platform, row.operation, "yes" if row.ok else "NO", row.error or equal))
    widths = [max(_columns(line[at]) for line in shown) for at in range(4)]
    return "\n".join(
        "  ".join(
            [*(_padded(cell, width) for cell, width in zip(line, widths, strict=False)), line[4]]
        ).rstrip()
        for line in shown
    )


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))
