"""Settings in, working parts out: the one place that knows every concrete class."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalogsync.adapters.audio import inspect
from catalogsync.adapters.bandwidth import Bandwidth
from catalogsync.adapters.connections import HttpSettings
from catalogsync.adapters.library import Library
from catalogsync.adapters.platforms.http import PlatformHttp, open_http
from catalogsync.adapters.platforms.kugou import Kugou
from catalogsync.adapters.platforms.kuwo import Kuwo
from catalogsync.adapters.platforms.migu import Migu
from catalogsync.adapters.platforms.netease import Netease
from catalogsync.adapters.platforms.qianqian import Qianqian
from catalogsync.adapters.platforms.qq import QQ
from catalogsync.adapters.store.lock import RunLock
from catalogsync.adapters.store.log import EventLog, create_store, open_store
from catalogsync.adapters.transfer import Transfers
from catalogsync.config import Settings
from catalogsync.domain.event import Event
from catalogsync.domain.job import FrozenSettings
from catalogsync.domain.library import STREAM as LIBRARY
from catalogsync.domain.library import Library as LibraryRoots
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.download import DownloadStage
from catalogsync.pipeline.lyrics import LyricStage
from catalogsync.pipeline.outcome import Brake, Watches
from catalogsync.pipeline.ports import Sources
from catalogsync.projections.queries import CatalogQueries
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels

PLATFORMS: dict[str, Callable[[PlatformHttp], Any]] = {
    "netease": Netease,
    "qq": QQ,
    "kuwo": Kuwo,
    "migu": Migu,
    "qianqian": Qianqian,
    "kugou": Kugou,
}
"""Every platform adapter. A new platform is one adapter and one line here."""

_ABILITIES = {
    "collects": "square_page",
    "lists": "playlist",
    "describes": "songs",
    "finds": "search",
    "opens": "stream",
    "lyrics": "lyric",
}


@dataclass(frozen=True)
class Workshop:
    """An open store with its read models, and the settings to make everything else from."""

    settings: Settings
    log: EventLog
    models: ReadModels
    queries: CatalogQueries
    catalog: Catalog

    def sources(self, stack: ExitStack) -> Sources:
        """The platforms by ability; their connections are closed with the stack."""
        adapters = {name: PLATFORMS[name](stack.enter_context(self._http(name))) for name in PLATFORMS}
        return Sources(
            **{
                ability: {name: adapter for name, adapter in adapters.items() if hasattr(adapter, method)}
                for ability, method in _ABILITIES.items()
            }
        )

    @contextmanager
    def _http(self, platform: str) -> Iterator[PlatformHttp]:
        http = open_http(platform, http_settings(self.settings), self.settings.cookie(platform))
        try:
            yield http
        finally:
            http.close()

    def transfers(self, stack: ExitStack) -> Transfers:
        """What brings bytes to disk, with the set limits."""
        limit = self.settings.bandwidth_kbps * 1000.0 or None
        transfers = Transfers(
            http_settings(self.settings), connections=self.settings.workers, bandwidth=Bandwidth(limit)
        )
        stack.callback(transfers.close)
        return transfers

    def library(self, catalog: Catalog) -> Library:
        """The library root of the settings; a new root or a moved one is recorded."""
        known = catalog.load(LibraryRoots, LIBRARY).roots
        location = self.settings.library_root.expanduser().absolute()
        library = Library(location, known=known, min_free_bytes=self.settings.min_free_mb * 2**20)
        catalog.change(LibraryRoots, LIBRARY, lambda roots: roots.open_root(library.root, str(location)))
        return library

    def lyric_stage(
        self, catalog: Catalog, sources: Sources, library: Library, watch: Watches, brake: Brake
    ) -> LyricStage:
        """The lyrics stage over these parts."""
        return LyricStage(
            catalog=catalog,
            ask=self.queries,
            sources=sources,
            library=library,
            watch=watch,
            brake=brake,
            order=self.settings.download_sources,
            overwrite=self.settings.overwrite_lyrics,
            merge=self.settings.lyric_merge,
            recheck_days=self.settings.lyric_recheck_days,
        )

    def download_stage(
        self,
        catalog: Catalog,
        sources: Sources,
        transfers: Transfers,
        library: Library,
        watch: Watches,
        brake: Brake,
    ) -> DownloadStage:
        """The download stage over these parts."""
        return DownloadStage(
            catalog=catalog,
            ask=self.queries,
            sources=sources,
            fetch=transfers,
            library=library,
            inspect=inspect,
            watch=watch,
            brake=brake,
            order=self.settings.download_sources,
            ladder=self.settings.quality,
            lyrics=self.lyric_stage(catalog, sources, library, watch, brake)
            if self.settings.lyrics
            else None,
            quality_first=self.settings.quality_first,
            path_template=self.settings.path_template,
        )


def http_settings(settings: Settings) -> HttpSettings:
    """How to reach the outside. A gateway on this very machine is a sandbox or a recording: it needs no pacing."""
    local = urlsplit(settings.gateway or "").hostname in ("127.0.0.1", "::1", "localhost")
    return HttpSettings(
        gateway=settings.gateway,
        proxy=settings.proxy,
        pace=None if local or settings.pace == 0 else settings.pace,
        allow_private=local,
    )


def views_path(db: Path) -> Path:
    """Where the read models of a store live: beside it, deletable at any time."""
    return db.with_name(f"{db.stem}.views{db.suffix}")


@contextmanager
def open_workshop(
    settings: Settings,
    actor: str,
    *,
    read_only: bool = False,
    tell: Callable[[Sequence[Event[Any]]], None] | None = None,
) -> Iterator[Workshop]:
    """Open the store of the settings and its read models, caught up."""
    log = open_store(settings.db, read_only=read_only)
    with ExitStack() as stack:
        stack.callback(log.close)
        models = ReadModels(views_path(settings.db), log, projections())
        stack.callback(models.close)
        yield Workshop(settings, log, models, CatalogQueries(models), Catalog(log, actor, tell=tell))


def make_store(settings: Settings) -> None:
    """Make the store and the library root, for `init-db`; what is there already is left alone."""
    settings.db.parent.mkdir(parents=True, exist_ok=True)
    settings.library_root.mkdir(parents=True, exist_ok=True)
    create_store(settings.db).close()


def run_lock(settings: Settings) -> RunLock:
    """The lock of the one run that may work on this store."""
    return RunLock(settings.db)


def public_settings(settings: Settings) -> FrozenSettings:
    """The settings as they may stand in an event: no cookies, no proxy passwords."""
    values: FrozenSettings = {}
    for name, value in settings:
        if name.startswith("cookie_") or name in ("proxy", "db"):
            continue
        if isinstance(value, tuple):
            values[name] = [str(part) for part in value]
        else:
            values[name] = value if isinstance(value, (int, float, bool)) or value is None else str(value)
    return values
