"""A real store in a temporary folder, and platforms of a few lines each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from catalogsync.adapters.library import Library
from catalogsync.adapters.part_notes import note_of, write_note
from catalogsync.adapters.store.log import create_store
from catalogsync.domain.ids import Key
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import NoSuchItem
from catalogsync.pipeline.outcome import Brake
from catalogsync.pipeline.ports import (
    ArtistCredit,
    Category,
    Entry,
    Fetched,
    Grant,
    Listing,
    Lyric,
    LyricKind,
    PlaylistKind,
    PlaylistRef,
    PoolPage,
    Quality,
    SongInfo,
    Sources,
)
from catalogsync.pipeline.verify_audio import AudioFacts, Content
from catalogsync.projections.queries import CatalogQueries
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels

NOW = 1_760_000_000_000


def info(platform: str, song_id: str, title: str = "", artist: str = "某人") -> SongInfo:
    return SongInfo(
        platform, song_id, title or f"歌{song_id}", (ArtistCredit(artist),), album="专辑", duration_ms=200_000
    )


@dataclass
class Platform:
    """A platform with every ability, told what to answer."""

    name: str
    lists: dict[str, list[str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    refuses: dict[str, Exception] = field(default_factory=dict)
    finds: list[SongInfo] = field(default_factory=list)
    lyrics: dict[str, Lyric] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    page_size: int = 2

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if what in self.refuses:
            raise self.refuses[what]

    def categories(self) -> Sequence[Category]:
        return [Category("all", "全部")]

    def square_page(self, category_id: str | None, cursor: str | None) -> PoolPage:
        at = int(cursor or 0)
        self._ask(f"page {at}")
        ids = sorted(self.lists)[at : at + self.page_size]
        refs = tuple(PlaylistRef(self.name, id_, f"歌单{id_}") for id_ in ids)
        more = at + self.page_size < len(self.lists)
        return PoolPage(refs, str(at + self.page_size) if more else None)

    def toplists(self) -> Sequence[PlaylistRef]:
        self._ask("toplists")
        return [PlaylistRef(self.name, "top", "飙升榜", PlaylistKind.TOPLIST)]

    def playlist(self, playlist_id: str) -> Listing:
        self._ask(f"playlist {playlist_id}")
        if playlist_id not in self.lists:
            raise NoSuchItem(self.name, "playlist-detail", "404")
        entries = tuple(
            Entry(id_, info(self.name, id_, self.titles.get(id_, ""))) for id_ in self.lists[playlist_id]
        )
        return Listing(PlaylistRef(self.name, playlist_id, f"歌单{playlist_id}"), entries)

    def toplist(self, toplist_id: str, period: str | None = None) -> Listing:
        return self.playlist(toplist_id)

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        return [info(self.name, id_) for id_ in song_ids]

    def search(self, text: str, limit: int = 20) -> Sequence[SongInfo]:
        self._ask("search")
        return self.finds

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        self._ask(f"stream {song.song_id}")
        return Grant(f"http://cdn.example/{self.name}/{song.song_id}", Quality.HIGH, "mp3")

    def lyric(self, song: SongInfo) -> Lyric:
        self._ask(f"lyric {song.song_id}")
        return self.lyrics.get(song.song_id, Lyric(LyricKind.TEXT, "[00:01.00]词\n"))


def sources(*platforms: Platform) -> Sources:
    named = {platform.name: platform for platform in platforms}
    return Sources(named, named, named, named, named, named)


class Bytes:
    """Writes bytes that name the song instead of fetching."""

    def __init__(self, fail: dict[str, list[Exception]] | None = None) -> None:
        self.fail = fail or {}
        self.fetched: list[str] = []
        self.sources: list[Key] = []

    def fetch(
        self,
        grant: Grant,
        song: Key,
        part: Path,
        *,
        source: Key,
        progress: Callable[[int], None] | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Fetched:
        self.fetched.append(grant.url)
        self.sources.append(source)
        if self.fail.get(grant.url):
            raise self.fail[grant.url].pop(0)
        raw = grant.url.encode() * 1000
        write_note(part, note_of(grant, song, source))
        part.write_bytes(raw)
        return Fetched(len(raw), hashlib.sha256(raw).hexdigest(), hashlib.md5(raw).hexdigest())


def whole_mp3(path: Path) -> AudioFacts:
    return AudioFacts(
        Content.AUDIO,
        "mp3",
        path.stat().st_size,
        codec="mp3",
        duration_ms=200_000,
        frames=7_000,
        bitrate=320_000,
        complete=True,
    )


def whole_flac(path: Path) -> AudioFacts:
    return replace(whole_mp3(path), container="flac", codec="flac", bitrate=900_000)


class Silent:
    """Watches and keeps what it saw."""

    def __init__(self) -> None:
        self.items: list[tuple[str, str]] = []

    def stage(self, name: str, items: int | None) -> None:
        return None

    def item(self, outcome: str, text: str) -> None:
        self.items.append((outcome, text))

    def bytes(self, n: int) -> None:
        return None

    def doing(self, item: str, step: str) -> None:
        return None


@dataclass
class World:
    """An open store, its read models and a library."""

    folder: Path
    catalog: Catalog
    queries: CatalogQueries
    library: Library
    models: ReadModels
    watch: Silent = field(default_factory=Silent)
    brake: Brake = field(default_factory=Brake)

    def names(self, stream: str) -> list[str]:
        return [event.name for event in self.catalog.log.load(stream)]


@contextmanager
def world(folder: Path) -> Iterator[World]:
    (folder / "music").mkdir()
    with create_store(folder / "c.db") as log, ReadModels(folder / "v.db", log, projections()) as models:
        clock = iter(range(NOW, NOW + 10**9))
        catalog = Catalog(log, "test", clock=lambda: next(clock))
        library = Library(folder / "music", known={}, min_free_bytes=0)
        yield World(folder, catalog, CatalogQueries(models), library, models)
