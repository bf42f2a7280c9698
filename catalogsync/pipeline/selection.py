"""What a command or job works on, and the questions the stages ask of the read models."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from catalogsync.domain.ids import Key
from catalogsync.domain.job import Scope


@dataclass(frozen=True, slots=True)
class Selection:
    """Which playlists (and so which songs) a stage works on.

    `playlists` None means all of `platforms`; `limit` is the number of items of the stage at hand: playlists for
    collect and sync, songs for download and lyrics. `deep` makes verify hash every byte. `matching` keeps only songs
    of this filter (`projections.filter`). `backend` is where upload brings copies; None is every backend in use.
    """

    platforms: tuple[str, ...]
    playlists: tuple[Key, ...] | None = None
    limit: int | None = None
    songs: tuple[Key, ...] | None = None
    category: str | None = None
    deep: bool = False
    matching: str | None = None
    backend: str | None = None

    def as_scope(self) -> Scope:
        """The selection as a job's stream stores it."""
        scope: Scope = {"platforms": list(self.platforms)}
        if self.playlists is not None:
            scope["playlists"] = [str(key) for key in self.playlists]
        if self.songs is not None:
            scope["songs"] = [str(key) for key in self.songs]
        if self.limit is not None:
            scope["limit"] = self.limit
        if self.category is not None:
            scope["category"] = self.category
        if self.deep:
            scope["deep"] = True
        if self.matching is not None:
            scope["filter"] = self.matching
        if self.backend is not None:
            scope["backend"] = self.backend
        return scope

    @classmethod
    def from_scope(cls, scope: Scope) -> Selection:
        """The selection of a stored scope."""
        return cls(
            platforms=tuple(_names(scope.get("platforms")) or ()),
            playlists=_keys(scope.get("playlists")),
            limit=limit if isinstance(limit := scope.get("limit"), int) else None,
            songs=_keys(scope.get("songs")),
            category=category if isinstance(category := scope.get("category"), str) else None,
            deep=scope.get("deep") is True,
            matching=matching if isinstance(matching := scope.get("filter"), str) else None,
            backend=backend if isinstance(backend := scope.get("backend"), str) else None,
        )


def _names(value: object) -> list[str] | None:
    return [str(name) for name in value] if isinstance(value, list) else None


def _keys(value: object) -> tuple[Key, ...] | None:
    names = _names(value)
    return None if names is None else tuple(Key.parse(name) for name in names)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """The verified file of a song as the read model has it. `path` is relative to the root with that id."""

    song: Key
    root: str
    path: str
    present: bool
    source: str
    source_song_id: str


class AsksCatalog(Protocol):
    """The read models as the stages see them; each answer includes everything recorded before the question."""

    def playlists_to_sync(self, selection: Selection) -> Sequence[Key]:
        """Never synced first, then the one asked longest ago; excluded ones left out."""
        ...

    def songs_to_download(self, selection: Selection, now_ms: int) -> Iterator[Key]:
        """Songs without a file that may be tried now, playlist by playlist, each once; read in pages."""
        ...

    def songs_for_lyrics(
        self, selection: Selection, *, overwrite: bool, asked_before_ms: int
    ) -> Iterator[Key]:
        """Songs with a file here whose lyric is missing (or, with `overwrite`, all); absent ones when asked before."""
        ...

    def file_of(self, song: Key) -> KnownFile | None:
        """The file of a song, present or not."""
        ...

    def path_owner(self, root: str, path: str) -> Key | None:
        """The song whose verified file stands at that path of that root."""
        ...

    def stem_owners(self, root: str, path: str) -> set[Key]:
        """The songs whose verified files stand there under that name, whatever their suffix: they share a lyric."""
        ...

    def songs_sharing(self, sha256: str) -> int:
        """How many songs have a file of exactly these bytes."""
        ...

    def fallback_rates(self, origin: str) -> dict[str, tuple[float, float]]:
        """Per source: (weight, won) of fallback attempts for songs of that platform, decayed."""
        ...
