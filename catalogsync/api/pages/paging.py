"""Pages of a list by key: the next one begins after the last row of this one. No offsets, so every page is as quick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogsync.api.pages.desk import ROWS
from catalogsync.api.views import address


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the list goes on. None: it ends here, or it is the first page.

    `reached`: the page is short because what is asked is rare; it was looked for up to that key and goes on there.
    """

    next: str | None
    first: str | None
    reached: int | None = None


def pages(
    path: str,
    asked: Mapping[str, Any],
    rows: Sequence[Any],
    key: str = "number",
    *,
    rows_per_page: int = ROWS,
    at: str = "after",
    reached: int | None = None,
) -> Pages:
    """The links around one page; `asked` are the other values of the address."""
    more = len(rows) >= rows_per_page and key in rows[-1].keys()  # noqa: SIM118  rows of sqlite3
    begun = bool(asked.get(at))
    rest = {name: value for name, value in asked.items() if name != at}
    goes_on = rows[-1][key] if more else reached
    return Pages(
        None if goes_on is None else address(path, {**rest, at: goes_on}),
        address(path, rest) if begun else None,
        reached,
    )
