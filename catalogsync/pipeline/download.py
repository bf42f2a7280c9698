"""Download: bring the songs of a selection to verified files, with fallback, and their lyrics beside them.

Each song is a task of the flow (`flow.py`). It goes back and forth between looking for a stream (`pursuit.py`, in the
resolvers) and bringing one home (`landing.py`, in the transfers) until it has its file or nothing is left to try.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from catalogsync.domain import paths
from catalogsync.domain.fallback import STREAM as FALLBACK
from catalogsync.domain.fallback import Fallback
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.song import Song
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import (
    CatalogError,
    Conflict,
    Failure,
    FileRejected,
    PlatformError,
    TransferStopped,
)
from catalogsync.pipeline.flow import Flow, Step
from catalogsync.pipeline.ladder import learned_order
from catalogsync.pipeline.landing import Landing
from catalogsync.pipeline.library import KeepsFiles
from catalogsync.pipeline.lyrics import LyricStage
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.ports import Fetches, Quality, Sources
from catalogsync.pipeline.pursuit import Offer, Pursuit, Refused, record_crash
from catalogsync.pipeline.selection import AsksCatalog, Selection
from catalogsync.pipeline.sweep import sweep
from catalogsync.pipeline.verify_audio import AudioFacts

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DownloadStage:
    """Everything the download stage works with. `inspect` looks into a finished file and tells what it is."""

    catalog: Catalog
    ask: AsksCatalog
    sources: Sources
    fetch: Fetches
    library: KeepsFiles
    inspect: Callable[[Path], AudioFacts]
    watch: Watches
    brake: Brake
    order: Sequence[str]
    ladder: Sequence[Quality]
    lyrics: LyricStage | None
    quality_first: bool = False
    path_template: str = paths.DEFAULT_TEMPLATE
    tally: Tally = field(default_factory=Tally)

    def run(self, selection: Selection, resolvers: int, workers: int) -> Tally:
        """Work the selection off. LibraryUnavailable pauses everything, after the songs in hand."""
        self.library.ready()
        self.watch.stage("download", None)
        swept = sweep(self.catalog, self.ask, self.library, self.inspect)
        for key, path in swept.recovered:
            self.tally.add("recovered")
            self.watch.item("recovered", f"{key} {path}")
        landing = self._landing(swept.resumable)
        Flow(resolvers, workers, self.brake).run(self._songs(selection, landing))
        return self.tally

    def _landing(self, resumable: dict[Key, str]) -> Landing:
        return Landing(
            self.catalog,
            self.ask,
            self.fetch,
            self.library,
            self.inspect,
            self.watch,
            self.brake,
            self.path_template,
            resumable,
        )

    def _songs(self, selection: Selection, landing: Landing) -> Iterator[SongDownload]:
        said = self.catalog.load(Fallback, FALLBACK)
        orders: dict[str, list[str]] = {}
        for key in self.ask.songs_to_download(selection, self.catalog.clock()):
            origin = key.platform
            if origin not in orders:
                orders[origin] = learned_order(
                    origin,
                    self.order,
                    self.ask.fallback_rates(origin),
                    {source for at, source in said.pinned if at == origin},
                    {source for at, source in said.barred if at == origin},
                )
            yield SongDownload(self, landing, key, orders[origin])


class SongDownload:
    """One song in the flow. What a transfer came to is kept until the pursuit is asked for the next stream."""

    def __init__(self, stage: DownloadStage, landing: Landing, key: Key, order: Sequence[str]) -> None:
        self._stage = stage
        self._landing = landing
        self._key = key
        self._order = order
        self._pursuit: Pursuit | None = None
        self._offers: Generator[Offer, Refused, None] | None = None
        self._offer: Offer | None = None
        self._refused: Refused | None = None
        self._obtained = False

    def resolve(self) -> Step:
        """Find the next stream to try; after a success, the lyric."""
        with self._doing("lyric" if self._obtained else "resolving"):
            if self._obtained:
                self._lyric()
                return Step.DONE
            self._pursuit = self._pursuit or self._begun()
            if self._pursuit is None:
                return Step.DONE
            self._offer = self._next_offer(self._pursuit)
            if self._offer is None:
                self._missed(self._pursuit)
                return Step.DONE
            return Step.TRANSFER

    def transfer(self) -> Step:
        """Bring the stream's bytes home, look at them, and put them in place."""
        assert self._pursuit is not None
        assert self._offer is not None
        if self._stage.brake.hard.is_set():
            return Step.DONE
        with self._doing("transferring"):
            self._stage.library.ready()
            try:
                self._bring(self._pursuit, self._offer)
            except TransferStopped:
                return Step.DONE
            except PlatformError as e:
                self._refused = Refused.by(e)
            except FileRejected as e:
                self._refused = Refused(str(e.failure), str(e))
            except OSError:
                # Where the library went away under our hands, it is not this song's fault, nor the next thousand's.
                self._stage.library.ready()
                raise
            return Step.RESOLVE

    def crashed(self, error: Exception) -> None:
        """Our own fault: one song is missed with class `bug`, the others go on. A store that fails stops them all."""
        stage = self._stage
        if isinstance(error, Conflict):
            # A person or another process decided something about this very song meanwhile; it comes up again.
            stage.tally.add("left")
            return
        if isinstance(error, CatalogError):
            raise error
        log.error("song_crashed %s", self._key, exc_info=error)
        if self._obtained:
            # The file is there and recorded, whatever became of its lyric: `lyrics` asks again.
            stage.tally.fail("lyric_failed", str(Failure.BUG))
            return
        record_crash(stage.catalog, self._key, stage.ladder[0], error)
        stage.tally.fail("missed", str(Failure.BUG))
        stage.watch.item("missed", f"{self._key}: our own fault, {type(error).__name__}: {error}")

    def _begun(self) -> Pursuit | None:
        """The pursuit of a song that is still wanted."""
        stage = self._stage
        song = stage.catalog.load(Song, stream_id("song", self._key))
        if song.about is None or song.excluded:
            return None
        return Pursuit(
            stage.catalog,
            stage.sources,
            self._key,
            song,
            self._order,
            stage.ladder,
            stage.quality_first,
        )

    def _next_offer(self, pursuit: Pursuit) -> Offer | None:
        refused, self._refused = self._refused, None
        try:
            if self._offers is None:
                self._offers = pursuit.offers()
                return next(self._offers)
            assert refused is not None
            return self._offers.send(refused)
        except StopIteration:
            return None

    def _bring(self, pursuit: Pursuit, offer: Offer) -> None:
        pursuit.song, path = self._landing.bring(self._key, pursuit.song, offer)
        self._obtained = True
        self._stage.tally.add("done")
        self._stage.tally.add(f"done.{offer.taken.source}")
        self._stage.watch.item("done", f"{self._key} {path}")

    def _missed(self, pursuit: Pursuit) -> None:
        failure = pursuit.miss()
        self._stage.tally.fail("missed", failure)
        self._stage.watch.item("missed", f"{self._key}: {failure} ({', '.join(pursuit.tried)})")

    def _lyric(self) -> None:
        if self._stage.lyrics is not None and not self._stage.brake.hard.is_set():
            self._stage.lyrics.save_one(self._key)

    @contextmanager
    def _doing(self, step: str) -> Iterator[None]:
        self._stage.watch.doing(str(self._key), step)
        try:
            yield
        finally:
            self._stage.watch.doing("", "")
