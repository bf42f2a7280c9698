"""A catalog with verified files on disk, and the storage stages over it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalogsync.adapters.library import Library
from catalogsync.adapters.store.log import open_store
from catalogsync.domain import file as files
from catalogsync.domain import song as songs
from catalogsync.domain.backend import Backend, Place, stream_of
from catalogsync.domain.file import File
from catalogsync.domain.ids import PLATFORMS, Key, stream_id
from catalogsync.domain.song import About, Song
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.free_space import FreesSpace
from catalogsync.pipeline.objects import StoresObjects
from catalogsync.pipeline.outcome import Brake, Tally
from catalogsync.pipeline.restore_file import RestoreStage
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.storage_check import CheckStage
from catalogsync.pipeline.upload import UploadStage
from catalogsync.projections.presence_queries import PresenceQueries
from catalogsync.projections.queries import CatalogQueries
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels
from tests.pipeline.doubles import Silent, World, world

ALL = Selection(PLATFORMS)


@dataclass
class Shelves:
    """An open catalog and library."""

    world: World
    ask: PresenceQueries

    @property
    def music(self) -> Path:
        return self.world.folder / "music"

    def add(self, n: int, content: bytes = b"", path: str = "", lyric: str | None = None) -> Key:
        """A song with a verified file, and its lyric."""
        key = Key("netease", str(n))
        content = content or f"song {n} ".encode() * 500
        path = path or f"netease/某人/某人 - 歌{n}.mp3"
        place = self.music / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        root = self.world.library.root
        song = self.world.catalog.load(Song, stream_id("song", key))
        if song.about is None:
            song.record(songs.Catalogued(platform="netease", remote_id=str(n), about=About(title=f"歌{n}")))
        song.record(songs.Obtained(source="netease", source_song_id=str(n), quality="high", chosen="own"))
        if lyric is not None:
            words = place.with_suffix(".lrc")
            words.write_text(lyric, encoding="utf-8")
            song.record(
                songs.LyricSaved(
                    source="netease",
                    source_song_id=str(n),
                    root=root,
                    path=words.relative_to(self.music).as_posix(),
                    sha256=hashlib.sha256(lyric.encode()).hexdigest(),
                    parts=["original"],
                )
            )
        file = self.world.catalog.load(File, stream_id("file", key))
        file.record(
            files.Verified(
                root=root,
                path=path,
                size_bytes=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                container="mp3",
                quality="high",
                source="netease",
                source_song_id=str(n),
            )
        )
        self.world.catalog.save(song, file)
        return key

    def names(self, key: Key) -> list[str]:
        """What happened to a file."""
        return self.world.names(stream_id("file", key))

    def facts(self, key: Key, kind: type[Any]) -> list[Any]:
        """The facts of that kind about a file."""
        events = self.world.catalog.log.load(stream_id("file", key))
        return [event.fact for event in events if isinstance(event.fact, kind)]

    def registered(self, backend: StoresObjects, *, keep_local: bool = True) -> None:
        """Put the backend into the catalog."""
        place = Place(kind="s3", bucket="music-bucket", base_prefix="music", keep_local=keep_local)
        self.world.catalog.change(
            Backend, stream_of(backend.name), lambda state: state.register(place) and None
        )

    def upload(
        self,
        backend: StoresObjects,
        *,
        mend: bool = False,
        free: bool = False,
        brake: Brake | None = None,
        on_bytes: Callable[[int], None] | None = None,
    ) -> dict[str, int]:
        """Run the upload stage, telling of its bytes; its counts."""
        w, tally, brake, watch = self.world, Tally(), brake or Brake(), Silent()
        if on_bytes is not None:
            watch.bytes = on_bytes  # type: ignore[method-assign]
        frees = FreesSpace(w.catalog, self.ask, backend, w.library, Silent(), brake, tally) if free else None
        stage = UploadStage(
            w.catalog, self.ask, backend, w.library, watch, brake, mend=mend, free=frees, tally=tally
        )
        return stage.run(ALL, 3).as_counts()

    def check(self, backend: StoresObjects, *, deep: bool = False) -> dict[str, int]:
        """Run the check; its counts."""
        stage = CheckStage(self.world.catalog, self.ask, backend, Silent(), Brake(), deep)
        return stage.run(2).as_counts()

    def restore(
        self,
        backend: StoresObjects,
        *,
        brake: Brake | None = None,
        on_bytes: Callable[[int], None] | None = None,
    ) -> dict[str, int]:
        """Run the restore, telling of its bytes; its counts."""
        w, watch = self.world, Silent()
        if on_bytes is not None:
            watch.bytes = on_bytes  # type: ignore[method-assign]
        stage = RestoreStage(w.catalog, self.ask, backend, w.library, watch, brake or Brake())
        return stage.run(ALL, 2).as_counts()


@contextmanager
def shelves(folder: Path, *, there: bool = False) -> Iterator[Shelves]:
    """A catalog and library in that folder: fresh ones, or those that are there."""
    with world_at(folder) if there else world(folder) as opened:
        yield Shelves(opened, PresenceQueries(opened.models))


@contextmanager
def world_at(folder: Path) -> Iterator[World]:
    """The world that an earlier block left in the folder."""
    with open_store(folder / "c.db") as log, ReadModels(folder / "v.db", log, projections()) as models:
        catalog = Catalog(log, "test")
        library = Library(folder / "music", known={}, min_free_bytes=0)
        yield World(folder, catalog, CatalogQueries(models), library, models)
