"""Keyset pages: rows after a key, and the key of the next page."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


class Page(BaseModel, Generic[M]):
    """A page; `next` is the `after` of the next one, null on the last. A page may be short and go on all the same."""

    items: list[M]
    next: int | None


def page_of(
    kind: type[M],
    rows: Sequence[sqlite3.Row],
    limit: int,
    key: str = "number",
    *,
    reached: int | None = None,
) -> Page[M]:
    """Rows as a page. One whole page may be followed by an empty one; nothing is counted for that.

    `reached`: up to that key was looked for rows that are rare.
    """
    return Page(
        items=[kind.model_validate(dict(row)) for row in rows],
        next=rows[-1][key] if len(rows) == limit else reached,
    )
