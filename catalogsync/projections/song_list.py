"""The songs of a filter, page by page and counted, in a time that does not grow with the catalog.

With words in the filter the full-text index leads, and pages go by its numbers: those of the songs in the order they
were catalogued, as `songs.number` but for songs that were gone before anything was known of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from catalogsync.projections.filter import SongFilter
from catalogsync.projections.walking import PATIENCE_S, Walked, last_number, walk

_COUNTING_S = PATIENCE_S / 2
_A_LOOK_S = 0.25
_AT_ONCE = 1_000
FEW = 2_000
"""Songs are looked up by their time up to here. Where more are that new, walking through all of them soon finds some."""


def songs_of(
    db: sqlite3.Connection,
    wanted: SongFilter,
    *,
    columns: str = "s.*",
    after: int = 0,
    limit: int = 50,
    patience_s: float = PATIENCE_S,
) -> Walked:
    """A page of songs; `key` of the last row is the `after` of the next one, or `reached` where it is not full."""
    numbers = _few_numbers(db, wanted)
    if numbers is not None:
        sql = (
            f"SELECT {columns}, s.number AS key FROM ({numbers}) n CROSS JOIN songs s ON s.number = n.number"
            f" WHERE s.number > :after AND {wanted.rest} ORDER BY s.number LIMIT :limit"
        )
        return Walked(db.execute(sql, {**wanted.values, "after": after, "limit": limit}).fetchall())
    if wanted.match is None:
        sql = (
            f"SELECT {columns}, s.number AS key FROM songs s WHERE s.number > :after AND s.number <= :upto"
            f" AND {wanted.rest} ORDER BY s.number LIMIT :limit"
        )
        last = last_number(db, "songs")
    else:
        sql = (
            f"SELECT {columns}, f.rowid AS key FROM song_search f CROSS JOIN song_texts t ON t.number = f.rowid"
            " CROSS JOIN songs s ON s.id = t.id WHERE song_search MATCH :match AND f.rowid > :after"
            f" AND f.rowid <= :upto AND {wanted.rest} ORDER BY f.rowid LIMIT :limit"
        )
        last = last_number(db, "song_texts")
    values = {**wanted.values, "match": wanted.match}
    return walk(db, sql, values, after=after, last=last, limit=limit, patience_s=patience_s)


def every_song(
    reading: Callable[[], sqlite3.Connection],
    wanted: SongFilter,
    *,
    columns: str,
    after: int = 0,
    limit: int | None = None,
    looked: Callable[[int], None] = lambda key: None,
) -> Iterator[sqlite3.Row]:
    """All songs of a filter by `key`, `limit` at most, for those who wait until all is looked through.

    Read in pages, each by a connection of `reading` asked for anew: none is held while the caller works, and who
    writes meanwhile never waits for more than a page. `looked` hears after each how far it came.
    """
    left = limit
    while left is None or left > 0:
        size = _AT_ONCE if left is None else min(left, _AT_ONCE)
        page = songs_of(reading(), wanted, columns=columns, after=after, limit=size, patience_s=_A_LOOK_S)
        yield from page.rows
        full = len(page.rows) == size
        if not full and page.reached is None:
            return
        after = page.rows[-1]["key"] if full else page.reached or after
        left = None if left is None else left - len(page.rows)
        looked(after)


def _few_numbers(db: sqlite3.Connection, wanted: SongFilter) -> str | None:
    """SQL for the numbers of all songs that can fit where these are few, so that nothing else has to be looked at."""
    if wanted.match is not None:
        return None
    if wanted.listed is not None or wanted.lately is None:
        return wanted.listed
    few = f"{wanted.lately} LIMIT {FEW + 1}"
    n = db.execute(f"SELECT count(*) FROM ({few})", wanted.values).fetchone()[0]
    return few if n <= FEW else None


def count_songs(db: sqlite3.Connection, wanted: SongFilter, most: int) -> tuple[int, bool]:
    """How many songs a filter means, and whether these are all: no more are counted than that, nor for long."""
    if wanted.match is not None and wanted.rest == "1":
        sql = "SELECT count(*) FROM (SELECT 1 FROM song_search WHERE song_search MATCH ? LIMIT ?)"
        n = int(db.execute(sql, (wanted.match, most + 1)).fetchone()[0])
        return min(n, most), n <= most
    found = songs_of(db, wanted, columns="1", limit=most + 1, patience_s=_COUNTING_S)
    return min(len(found.rows), most), found.reached is None and len(found.rows) <= most
