"""Songs of a filter for a person who waits: all of them, however long the catalog, with word of how far the search is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from sqlite3 import Row

from catalogsync.bootstrap.workshop import Workshop
from catalogsync.cli.output import say
from catalogsync.projections.filter import SongFilter
from catalogsync.projections.song_list import every_song

_EVERY_S = 2.0


def songs_meant(
    shop: Workshop,
    wanted: SongFilter,
    *,
    columns: str,
    after: int = 0,
    limit: int | None = None,
    to_act: bool = False,
) -> Iterator[Row]:
    """The songs of a filter by `key`, `limit` at most, as they are found; catches up first.

    `to_act` is for those who decide by what they read: ViewNotReady where the rows are outdated.
    """
    found, told = 0, time.monotonic()

    def looked(upto: int) -> None:
        nonlocal told
        if time.monotonic() - told >= _EVERY_S:
            told = time.monotonic()
            say(f"looked as far as song {upto:,}, {found:,} found")

    shop.models.catch_up()
    reading = shop.models.connection_to_act if to_act else shop.models.connection
    for row in every_song(reading, wanted, columns=columns, after=after, limit=limit, looked=looked):
        found += 1
        yield row
