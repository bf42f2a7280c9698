"""The read models as the stages ask them. Every answer includes all that was recorded before the question.

Stages act on the answers, so none comes from rows that are outdated or stand still: ViewNotReady then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogsync.domain.ids import Key
from catalogsync.domain.paths import clash_key
from catalogsync.pipeline.catalog import AHEAD_MS, now_ms
from catalogsync.pipeline.library import Expected, ExpectedLyric
from catalogsync.pipeline.selection import KnownFile, Selection
from catalogsync.projections.filter import song_filter
from catalogsync.projections.runner import ReadModels

_PAGE = 500


@dataclass(frozen=True)
class CatalogQueries:
    """Implements `pipeline.selection.AsksCatalog` over the read models."""

    models: ReadModels

    def _fresh(self) -> sqlite3.Connection:
        self.models.catch_up()
        return self.models.connection_to_act()

    def playlists_to_sync(self, selection: Selection) -> Sequence[Key]:
        """Never synced first, then the one asked longest ago; a named selection keeps its own order."""
        db = self._fresh()
        excluded = {row[0] for row in db.execute("SELECT id FROM playlists WHERE excluded = 1")}
        if selection.playlists is not None:
            return [key for key in selection.playlists if str(key) not in excluded][: selection.limit]
        marks = ",".join("?" * len(selection.platforms))
        rows = db.execute(
            f"SELECT id FROM playlists WHERE platform IN ({marks}) AND excluded = 0"
            " ORDER BY max(coalesce(synced_ms, 0), coalesce(asked_ms, 0)), number LIMIT ?",
            (*selection.platforms, -1 if selection.limit is None else selection.limit),
        )
        return [Key.parse(row[0]) for row in rows]

    def playlists_read_in(self, job: str) -> dict[Key, str]:
        """The playlists a job has read, each with how it came out: `synced` or `unchanged`."""
        rows = self._fresh().execute(
            "SELECT item, outcome FROM job_items WHERE job = ? AND kind = 'playlist' AND failure = ''", (job,)
        )
        return {Key.parse(item): outcome.partition(".")[2] for item, outcome in rows}

    def songs_to_download(self, selection: Selection, now_ms: int) -> Iterator[Key]:
        """Songs without a file that may be tried now, playlist by playlist, each once.

        A miss that is told from the future waits for nothing: the clock was wrong, and so is its next try.
        """
        return self._limited(
            selection,
            "(s.state = 'open' OR (s.state = 'missed' AND s.retry_at_ms IS NOT NULL"
            " AND (s.retry_at_ms <= :now OR s.state_ms > :ahead))) AND s.gone = 0",
            {"now": now_ms, "ahead": now_ms + AHEAD_MS},
        )

    def songs_for_lyrics(
        self, selection: Selection, *, overwrite: bool, asked_before_ms: int
    ) -> Iterator[Key]:
        """Songs with a file here whose lyric is missing (or all); absent ones when asked before that time."""
        wanted = (
            "1"
            if overwrite
            else "(s.lyric IS NULL OR s.lyric = 'failed'"
            " OR (s.lyric IN ('absent', 'instrumental') AND s.lyric_ms < :before))"
        )
        return self._limited(
            selection,
            f"s.state = 'done' AND {wanted} AND EXISTS (SELECT 1 FROM files f WHERE f.song = s.id AND f.present = 1)",
            {"before": asked_before_ms},
        )

    def _limited(self, selection: Selection, where: str, values: Mapping[str, int | str]) -> Iterator[Key]:
        songs = self._songs(selection, where, values)
        for n, key in enumerate(songs):
            if selection.limit is not None and n >= selection.limit:
                return
            yield key

    def _songs(self, selection: Selection, where: str, given: Mapping[str, int | str]) -> Iterator[Key]:
        db = self._fresh()
        values: dict[str, Any] = dict(given)
        if selection.matching is not None:
            wanted = song_filter(selection.matching, now_ms())
            where, values = f"({where}) AND {wanted.where}", values | wanted.values
        if selection.songs is not None:
            for key in selection.songs:
                if db.execute(
                    f"SELECT 1 FROM songs s WHERE s.id = :id AND {where}", {"id": str(key), **values}
                ).fetchone():
                    yield key
            return
        if selection.playlists is None:
            # Every song of these platforms, in the order in which they were found.
            for platform in selection.platforms:
                after = 0
                while page := db.execute(
                    f"SELECT s.number, s.id FROM songs s WHERE s.platform = :platform AND s.number > :after AND {where}"
                    f" ORDER BY s.number LIMIT {_PAGE}",
                    {"platform": platform, "after": after, **values},
                ).fetchall():
                    yield from (Key.parse(row[1]) for row in page)
                    after = page[-1][0]
                    db = self.models.connection_to_act()
            return
        seen: set[int] = set()
        for playlist in selection.playlists:
            position = -1
            while page := db.execute(
                "SELECT e.position, s.number, s.id FROM playlist_entries e JOIN songs s ON s.id = e.song"
                f" WHERE e.playlist = :playlist AND e.position > :position AND {where}"
                f" ORDER BY e.position LIMIT {_PAGE}",
                {"playlist": str(playlist), "position": position, **values},
            ).fetchall():
                for at, number, id_ in page:
                    position = at
                    if number not in seen:
                        seen.add(number)
                        yield Key.parse(id_)
                db = self.models.connection_to_act()

    def file_of(self, song: Key) -> KnownFile | None:
        """The file of a song, present or not."""
        row = (
            self._fresh()
            .execute(
                "SELECT root, path, present, source, source_song_id FROM files WHERE song = ?", (str(song),)
            )
            .fetchone()
        )
        return KnownFile(song, row[0], row[1], bool(row[2]), row[3], row[4]) if row else None

    def files_to_verify(self, selection: Selection) -> Iterator[Expected]:
        """Every verified file of the selection, those recorded as lost included; read in pages."""
        for key in self._songs(selection, "EXISTS (SELECT 1 FROM files f WHERE f.song = s.id)", {}):
            row = (
                self.models.connection_to_act()
                .execute(
                    "SELECT f.root, f.path, f.size_bytes, f.sha256, present, removed,"
                    " coalesce(checked_ms, verified_ms), l.root, l.path, l.sha256"
                    " FROM files f LEFT JOIN lyrics l ON l.song = f.song WHERE f.song = ?",
                    (str(key),),
                )
                .fetchone()
            )
            lyric = ExpectedLyric(*row[7:]) if row[8] is not None else None
            present, removed = bool(row[4]), bool(row[5])
            yield Expected(key, row[0], row[1], row[2], row[3], present, removed, row[6], lyric)

    def path_owner(self, root: str, path: str) -> Key | None:
        """The song whose verified file stands at that path of that root, or at one some file systems take for it."""
        row = (
            self._fresh()
            .execute("SELECT song FROM files WHERE root = ? AND clash = ?", (root, clash_key(path)))
            .fetchone()
        )
        return Key.parse(row[0]) if row else None

    def stem_owners(self, root: str, path: str) -> set[Key]:
        """The songs whose verified files stand there under that name, whatever their suffix: they share a lyric."""
        stem = clash_key(path).rpartition(".")[0]
        # What begins with the stem and a dot: "/" is the character after ".".
        rows = self._fresh().execute(
            "SELECT song, clash FROM files WHERE root = ? AND clash >= ? AND clash < ?",
            (root, f"{stem}.", f"{stem}/"),
        )
        return {Key.parse(song) for song, clash in rows if "." not in clash[len(stem) + 1 :]}

    def songs_sharing(self, sha256: str) -> int:
        """How many songs have a file of exactly these bytes."""
        row = self._fresh().execute("SELECT count(*) FROM files WHERE sha256 = ?", (sha256,)).fetchone()
        return int(row[0])

    def fallback_rates(self, origin: str) -> dict[str, tuple[float, float]]:
        """Per source: (weight, won) of fallback attempts for songs of that platform, decayed."""
        rows = self._fresh().execute(
            "SELECT source, weight, won FROM source_success WHERE origin = ?", (origin,)
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def resolve_song(self, text: str) -> Key | None:
        """A song by short number or `platform:remote_id`; None when we know none."""
        return self._resolve("songs", text)

    def resolve_playlist(self, text: str) -> Key | None:
        """A playlist by short number or `platform:remote_id`; None when we know none."""
        return self._resolve("playlists", text)

    def _resolve(self, table: str, text: str) -> Key | None:
        column = "number" if text.isdigit() else "id"
        # A number beyond SQLite's integers is a number of nothing.
        if column == "number" and len(text) > 18:
            return None
        row = self._fresh().execute(f"SELECT id FROM {table} WHERE {column} = ?", (text,)).fetchone()
        return Key.parse(row[0]) if row else None
