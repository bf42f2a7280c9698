"""What the console shows of a backend: its copies and what waits, page by page, failures by class, its last check."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogsync.domain.backend import Found, Place
from catalogsync.domain.ids import Key
from catalogsync.pipeline.decoding import decoder_of
from catalogsync.projections.presence_queries import DUE, PresenceQueries
from catalogsync.projections.walking import Walked, last_number, walk

SHOWN = ("there", "lost", "failed")
"""Copies can be asked for by these states; `failed` is every part whose newest try came to nothing."""

PARTS = ("audio", "lyric", "cover")

_FOUND = decoder_of(list[Found])
_COUNTS = decoder_of(dict[str, int])


@dataclass(frozen=True, slots=True)
class FailedGroup:
    """Uploads that failed alike. `n` parts of `songs` songs; `message` and `tried_ms` are those of the newest."""

    failure: str
    n: int
    songs: int
    message: str | None
    tried_ms: int | None


@dataclass(frozen=True, slots=True)
class LastCheck:
    """The newest comparison of catalog and backend. `findings` holds the first of each sort."""

    at_ms: int
    deep: bool
    counts: Mapping[str, int]
    findings: Sequence[Found]


@dataclass(frozen=True)
class StorageViews(PresenceQueries):
    """Pages by key: `after` is the number of the last row of the page before."""

    def registered(self, backend: str) -> tuple[Place, bool] | None:
        """Where a backend is and whether it is in use; None when there is none of that name."""
        place = self.backends(retired=True).get(backend)
        return None if place is None else (place, backend in self.backends())

    def copies(
        self,
        backend: str,
        *,
        state: str = "",
        part: str = "",
        failure: str = "",
        search: str = "",
        after: int = 0,
        limit: int = 50,
    ) -> Walked:
        """Copies with the title of their song; `id` is the key of the page."""
        failed = state == "failed" or bool(failure)
        # By the index of failures, or by that of states: each state is read by itself, and their rows are merged.
        by = "+" if failed else ""  # in front of a column: no index by that one
        where = [f"{by}c.backend = :backend", f"{by}c.id > :after", f"{by}c.id <= :upto"]
        if failed:
            where.append("c.failure = :failure" if failure else "c.failure IS NOT NULL")
        if part:
            where.append("c.part = :part")
        if search:
            where.append("instr(lower(c.key), lower(:search)) > 0")
        states = [""] if failed else [state] if state in SHOWN else SHOWN
        pages = [
            "SELECT * FROM (SELECT c.id FROM copies c WHERE "
            + " AND ".join([*where, f"c.state = '{one}'"] if one else where)
            + f" ORDER BY {by}c.id LIMIT :limit)"
            for one in states
        ]
        db = self._fresh()
        return walk(
            db,
            "SELECT c.*, s.number, s.title, s.artists FROM copies c LEFT JOIN songs s ON s.id = c.song"
            f" WHERE c.id IN ({' UNION ALL '.join(pages)}) ORDER BY c.id LIMIT :limit",
            {"backend": backend, "part": part, "failure": failure, "search": search},
            after=after,
            last=last_number(db, "copies", "id"),
            limit=limit,
        )

    def waiting(self, backend: str, *, after: int = 0, limit: int = 50) -> Walked:
        """Songs with a part here that the backend lacks, by number, with the file."""
        db = self._fresh()
        return walk(
            db,
            "SELECT s.number, s.id AS song, s.title, s.artists, x.path, x.size_bytes FROM songs s"
            " CROSS JOIN files x ON x.song = s.id WHERE s.number > :after AND s.number <= :upto"
            f" AND {DUE} ORDER BY s.number LIMIT :limit",
            {"backend": backend},
            after=after,
            last=last_number(db, "songs"),
            limit=limit,
        )

    def count_waiting(self, backend: str) -> int:
        """How many songs an upload would work on now."""
        return int(self._all(f"SELECT count(*) FROM songs s WHERE {DUE}", {"backend": backend})[0][0])

    def failed(self, backend: str) -> list[FailedGroup]:
        """Failed uploads by class, the most frequent first."""
        rows = self._all(
            # The bare columns beside max() are those of the row that has it.
            "SELECT failure, count(*) AS n, count(DISTINCT song) AS songs, message, max(tried_ms) AS tried_ms"
            " FROM copies WHERE failure IS NOT NULL AND +backend = ? GROUP BY failure ORDER BY n DESC, failure",
            (backend,),
        )
        return [FailedGroup(**dict(row)) for row in rows]

    def songs_failed(self, backend: str, failure: str | None = None) -> list[Key]:
        """The songs with a part that did not get there, of one class or all."""
        rows = self._all(
            "SELECT DISTINCT song FROM copies WHERE failure IS NOT NULL AND +backend = :backend"
            " AND (:failure IS NULL OR failure = :failure) ORDER BY song",
            {"backend": backend, "failure": failure},
        )
        return [Key.parse(row[0]) for row in rows]

    def last_check(self, backend: str) -> LastCheck | None:
        """The newest check; None when it was never checked."""
        rows = self._all(
            "SELECT checked_ms, checked_deep, check_counts, check_sample FROM backends WHERE name = ?",
            (backend,),
        )
        if not rows or rows[0]["checked_ms"] is None:
            return None
        row = rows[0]
        return LastCheck(
            row["checked_ms"],
            bool(row["checked_deep"]),
            _COUNTS.decode(row["check_counts"] or "{}"),
            _FOUND.decode(row["check_sample"] or "[]"),
        )

    def _all(self, sql: str, values: Mapping[str, Any] | tuple[Any, ...]) -> list[sqlite3.Row]:
        return self._fresh().execute(sql, values).fetchall()
