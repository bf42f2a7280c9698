"""What stands where, asked of the read models. Every answer includes all that was recorded before the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalogsync.domain.backend import Place
from catalogsync.domain.ids import Key
from catalogsync.pipeline.presence import BackendPresence, Copy, Group
from catalogsync.pipeline.selection import Selection
from catalogsync.projections.queries import CatalogQueries

_SAME_BYTES = (
    "EXISTS (SELECT 1 FROM copies c WHERE c.song = f.song AND c.backend = :backend AND c.part = 'audio'"
    " AND c.state = 'there' AND c.sha256 = f.sha256)"
)
_LYRIC_DUE = (
    "EXISTS (SELECT 1 FROM lyrics l WHERE l.song = f.song AND NOT EXISTS (SELECT 1 FROM copies c"
    " WHERE c.song = l.song AND c.backend = :backend AND c.part = 'lyric' AND c.state = 'there'"
    " AND c.uploaded_ms >= l.at_ms))"
)
DUE = f"EXISTS (SELECT 1 FROM files f WHERE f.song = s.id AND f.present = 1 AND (NOT {_SAME_BYTES} OR {_LYRIC_DUE}))"
"""A song `s` has a part here that `:backend` lacks; the condition of an upload."""
_FREE = f"EXISTS (SELECT 1 FROM files f WHERE f.song = s.id AND f.present = 1 AND {_SAME_BYTES})"
_AWAY = f"EXISTS (SELECT 1 FROM files f WHERE f.song = s.id AND f.present = 0 AND {_SAME_BYTES})"

_COPY = "song, part, bucket, key, path, size_bytes, sha256, etag, state"


@dataclass(frozen=True)
class PresenceQueries(CatalogQueries):
    """Implements `pipeline.presence.AsksPresence` over the read models."""

    def groups_to_upload(self, selection: Selection, backend: str) -> Iterator[Group]:
        """Songs whose audio or lyric is here and missing there."""
        return self._groups(selection, backend, DUE)

    def groups_to_free(self, selection: Selection, backend: str) -> Iterator[Group]:
        """Songs whose audio is here and has a copy there of the same bytes."""
        return self._groups(selection, backend, _FREE)

    def groups_to_restore(self, selection: Selection, backend: str) -> Iterator[Group]:
        """Songs whose audio is not here and has a copy there of the same bytes."""
        return self._groups(selection, backend, _AWAY)

    def _groups(self, selection: Selection, backend: str, where: str) -> Iterator[Group]:
        for key in self._limited(selection, where, {"backend": backend}):
            group = self.group(key, backend)
            if group is not None:
                yield group

    def group(self, song: Key, backend: str) -> Group | None:
        """The file of a song with its copies in a backend; None while there is no file."""
        db = self.models.connection_to_act()
        file = db.execute(
            "SELECT f.root, f.path, f.size_bytes, f.sha256, f.present, f.removed, l.path AS lyric_path, l.at_ms"
            " FROM files f LEFT JOIN lyrics l ON l.song = f.song WHERE f.song = ?",
            (str(song),),
        ).fetchone()
        if file is None:
            return None
        rows = db.execute(
            f"SELECT {_COPY}, uploaded_ms FROM copies WHERE song = ? AND backend = ? AND bucket IS NOT NULL",
            (str(song), backend),
        ).fetchall()
        lyric_ms = max(
            (row["uploaded_ms"] for row in rows if row["part"] == "lyric" and _there(row)), default=-1
        )
        return Group(
            song=song,
            root=file["root"],
            path=file["path"],
            size_bytes=file["size_bytes"],
            sha256=file["sha256"],
            lyric_path=file["lyric_path"],
            lyric_due=file["lyric_path"] is not None and lyric_ms < file["at_ms"],
            present=bool(file["present"]),
            removed=bool(file["removed"]),
            copies={row["part"]: _copy(row) for row in rows},
        )

    def copies_of(self, backend: str, keys: Sequence[str]) -> Mapping[str, tuple[int, Copy]]:
        """The copies under these keys with their number in the read models."""
        marks = ",".join("?" * len(keys))
        rows = self._fresh().execute(
            f"SELECT id, {_COPY} FROM copies WHERE backend = ? AND key IN ({marks}) AND bucket IS NOT NULL",
            (backend, *keys),
        )
        return {row["key"]: (row["id"], _copy(row)) for row in rows}

    def copies_after(self, backend: str, number: int, limit: int) -> Sequence[tuple[int, Copy]]:
        """The next copies of a backend by number, lost ones included, those that never got there not."""
        rows = self._fresh().execute(
            f"SELECT id, {_COPY} FROM copies WHERE backend = ? AND id > ? AND bucket IS NOT NULL ORDER BY id LIMIT ?",
            (backend, number, limit),
        )
        return [(row["id"], _copy(row)) for row in rows]

    def key_owner(self, backend: str, key: str) -> Key | None:
        """The song whose copy stands under the key."""
        row = (
            self._fresh()
            .execute(
                "SELECT song FROM copies WHERE backend = ? AND key = ? AND bucket IS NOT NULL", (backend, key)
            )
            .fetchone()
        )
        return Key.parse(row[0]) if row else None

    def songs_lost(self, backend: str) -> list[Key]:
        """Songs of which a copy there was found missing or different and has not been mended since."""
        rows = self._fresh().execute(
            "SELECT DISTINCT song FROM copies WHERE backend = ? AND state = 'lost' ORDER BY song", (backend,)
        )
        return [Key.parse(row[0]) for row in rows]

    def backends(self, *, retired: bool = False) -> dict[str, Place]:
        """The backends in use by name, or all that ever were."""
        rows = self._fresh().execute(
            f"SELECT * FROM backends {'' if retired else 'WHERE active = 1'} ORDER BY name"
        )
        fields = Place.__struct_fields__
        return {
            row["name"]: Place(
                **{name: row[name] for name in fields if name != "keep_local"},
                keep_local=bool(row["keep_local"]),
            )
            for row in rows
        }

    def presence(self) -> list[BackendPresence]:
        """How every backend stands, retired ones last."""
        db = self._fresh()
        held = db.execute(
            "SELECT count(*), coalesce(sum(present), 0), coalesce(sum(removed), 0) FROM files"
        ).fetchone()
        rows = db.execute("SELECT * FROM backends ORDER BY active DESC, name").fetchall()
        return [self._presence(row, *map(int, held)) for row in rows]

    def _presence(self, row: Any, files: int, present: int, removed: int) -> BackendPresence:
        db = self.models.connection_to_act()
        name = row["name"]
        counted = db.execute(
            "SELECT coalesce(sum(c.state = 'there' AND c.sha256 = f.sha256), 0), coalesce(sum(c.state = 'lost'), 0),"
            " coalesce(sum(c.failure IS NOT NULL), 0), coalesce(sum(c.state = 'there' AND c.read_ms IS NOT NULL), 0),"
            " coalesce(sum(c.state = 'lost' AND c.why = 'missing'), 0),"
            " coalesce(sum(c.state = 'there' AND c.sha256 = f.sha256 AND f.present = 1), 0)"
            " FROM copies c JOIN files f ON f.song = c.song WHERE c.backend = ? AND c.part = 'audio'",
            (name,),
        ).fetchone()
        size = db.execute(
            "SELECT coalesce(sum(size_bytes), 0) FROM copies WHERE backend = ? AND state = 'there'", (name,)
        ).fetchone()[0]
        failures = db.execute(
            "SELECT failure, count(*) FROM copies WHERE failure IS NOT NULL AND +backend = ? GROUP BY failure"
            " ORDER BY 2 DESC, 1",
            (name,),
        ).fetchall()
        where = row["location"] or f"{row['endpoint'] or 'aws'}/{row['bucket']}"
        return BackendPresence(
            name=name,
            kind=row["kind"],
            where=f"{where}/{row['base_prefix']}".rstrip("/"),
            active=bool(row["active"]),
            keep_local=bool(row["keep_local"]),
            files=files,
            there=counted[0],
            due=present - counted[5],
            lost=counted[1],
            failed=counted[2],
            read_back=counted[3],
            size_bytes=size,
            local_removed=removed,
            checked_ms=row["checked_ms"],
            check_findings=row["check_findings"],
            missing=counted[4],
            different=counted[1] - counted[4],
            failures=dict(failures),
        )


def _there(row: Any) -> bool:
    return bool(row["state"] == "there")


def _copy(row: Any) -> Copy:
    return Copy(
        song=Key.parse(row["song"]),
        part=row["part"],
        bucket=row["bucket"],
        key=row["key"],
        path=row["path"],
        size_bytes=row["size_bytes"],
        sha256=row["sha256"],
        etag=row["etag"],
        there=_there(row),
    )
