"""Download: bring the songs of a selection to verified files, with fallback, and their lyrics beside them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from catalogsync.domain import paths
from catalogsync.domain.fallback import STREAM as FALLBACK
from catalogsync.domain.fallback import Fallback
from catalogsync.domain.file import File
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.song import AttemptFailed, Song
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import (
    AddressExpired,
    CatalogError,
    Conflict,
    Failure,
    FileRejected,
    PlatformError,
    TransferStopped,
)
from catalogsync.pipeline.flow import Flow, Step
from catalogsync.pipeline.ladder import learned_order
from catalogsync.pipeline.library import KeepsFiles
from catalogsync.pipeline.lyrics import LyricStage
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.ports import Fetched, Fetches, Quality, Sources, Taken
from catalogsync.pipeline.pursuit import Offer, Pursuit, Refused
from catalogsync.pipeline.selection import AsksCatalog, Selection
from catalogsync.pipeline.sweep import record_file, sweep
from catalogsync.pipeline.verify_audio import AudioFacts, judge

log = logging.getLogger(__name__)

_NAMES_FOR_ONE_PATH = 500
"""How many songs may have the same path but for an ordinal: `Intro` by an unknown artist is the worst seen."""


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
    resumable: dict[Key, str] = field(default_factory=dict)
    _claims: _Claims = field(default_factory=lambda: _Claims())

    def run(self, selection: Selection, resolvers: int, workers: int) -> Tally:
        """Work the selection off. LibraryUnavailable pauses everything, after the songs in hand."""
        self.library.ready()
        self.watch.stage("download", None)
        swept = sweep(self.catalog, self.ask, self.library, self.inspect)
        self.resumable.update(swept.resumable)
        for key, path in swept.recovered:
            self.tally.add("recovered")
            self.watch.item("recovered", f"{key} {path}")
        Flow(resolvers, workers, self.brake).run(self._songs(selection))
        return self.tally

    def _songs(self, selection: Selection) -> Iterator[SongDownload]:
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
            yield SongDownload(self, key, orders[origin])


class SongDownload:
    """One song in the flow."""

    def __init__(self, stage: DownloadStage, key: Key, order: Sequence[str]) -> None:
        self._stage = stage
        self._key = key
        self._order = order
        self._pursuit: Pursuit | None = None
        self._offers: Generator[Offer, Refused, None] | None = None
        self._offer: Offer | None = None
        self._refused: Refused | None = None
        self._obtained = False

    def resolve(self) -> Step:
        """Find the next stream to try; after a success, the lyric."""
        watch = self._stage.watch
        watch.doing(str(self._key), "lyric" if self._obtained else "resolving")
        try:
            return self._resolve()
        finally:
            watch.doing("", "")

    def _resolve(self) -> Step:
        if self._obtained:
            self._lyric()
            return Step.DONE
        if self._pursuit is None:
            song = self._stage.catalog.load(Song, stream_id("song", self._key))
            if song.about is None or song.excluded:
                return Step.DONE
            self._pursuit = Pursuit(
                self._stage.catalog,
                self._stage.sources,
                self._key,
                song,
                self._order,
                self._stage.ladder,
                self._stage.quality_first,
            )
            self._offers = self._pursuit.offers()
        assert self._offers is not None
        try:
            if self._refused is None:
                self._offer = next(self._offers)
            else:
                refused, self._refused = self._refused, None
                self._offer = self._offers.send(refused)
        except StopIteration:
            self._missed()
            return Step.DONE
        return Step.TRANSFER

    def transfer(self) -> Step:
        """Bring the stream's bytes home, look at them, and put them in place."""
        watch = self._stage.watch
        watch.doing(str(self._key), "transferring")
        try:
            return self._transfer()
        finally:
            watch.doing("", "")

    def _transfer(self) -> Step:
        assert self._offer is not None
        assert self._pursuit is not None
        if self._stage.brake.hard.is_set():
            return Step.DONE
        self._stage.library.ready()
        try:
            self._bring(self._offer, self._pursuit)
        except TransferStopped:
            return Step.DONE
        except AddressExpired as e:
            self._refused = Refused(str(e.failure), e.message, e.code, expired=True)
        except PlatformError as e:
            self._refused = Refused(str(e.failure), e.message, e.code)
        except FileRejected as e:
            self._refused = Refused(str(e.failure), str(e))
        except OSError:
            # Where the library went away under our hands, it is not this song's fault, nor the next thousand's.
            self._stage.library.ready()
            raise
        else:
            self._obtained = True
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

        def decide(song: Song) -> None:
            song.record(
                AttemptFailed(
                    source=self._key.platform,
                    source_song_id=self._key.remote_id,
                    quality=str(stage.ladder[0]),
                    failure=str(Failure.BUG),
                    message=type(error).__name__,
                )
            )
            retry_at_ms = stage.catalog.clock() + 24 * 3_600_000
            song.miss(str(Failure.BUG), f"our own fault: {type(error).__name__}", [], retry_at_ms)

        stage.catalog.change(Song, stream_id("song", self._key), decide)
        stage.tally.fail("missed", str(Failure.BUG))
        stage.watch.item("missed", f"{self._key}: our own fault, {type(error).__name__}: {error}")

    def _bring(self, offer: Offer, pursuit: Pursuit) -> None:
        stage, about = self._stage, pursuit.song.about
        assert about is not None
        artists = [artist.name for artist in about.artists]
        wanted = paths.song_path(
            {
                "platform": self._key.platform,
                "first_artist": artists[0] if artists else None,
                "artist": ", ".join(artists),
                "title": about.title,
                "album": about.album,
                "quality": str(offer.grant.quality),
            },
            template=stage.path_template,
            ext=offer.grant.suffix,
            song_id=self._key.remote_id,
        )
        with stage._claims.claimed(self._names(wanted)) as (name, others):
            fetched, facts = self._fetch(offer, about.duration_ms, name)
            if stage.ask.path_owner(stage.library.root, name) == self._key:
                # A redone song takes the place of its own old file; the new one is whole already.
                stage.library.absolute(name).unlink(missing_ok=True)
            choice = offer.choice
            taken = Taken(choice.info.platform, choice.info.song_id, choice.chosen, choice.total)
            path = stage.library.place(name, others, fetched, taken)
            pursuit.song, before = record_file(
                stage.catalog, pursuit.song, self._key, stage.library.root, path, fetched, facts, taken
            )
            if before is not None and before.root == stage.library.root and before.path != path:
                # A redone song that came in another format: the file it had before is nobody's now.
                stage.library.absolute(before.path).unlink(missing_ok=True)
            stage.library.settle(name)
        stage.tally.add("done")
        stage.tally.add(f"done.{taken.source}")
        stage.watch.item("done", f"{self._key} {path}")

    def _fetch(self, offer: Offer, duration_ms: int | None, path: str) -> tuple[Fetched, AudioFacts]:
        """Bring the bytes into the part of that path and judge them; what is refused leaves nothing behind.

        `duration_ms` is that of the wanted song, for sources that do not say how long theirs is.
        """
        stage = self._stage
        part = stage.library.part(path)
        seen = 0

        def progress(size: int) -> None:
            nonlocal seen
            stage.watch.bytes(max(0, size - seen))
            seen = size

        fetched = stage.fetch.fetch(
            offer.grant, self._key, part, progress=progress, stop=stage.brake.hard.is_set
        )
        facts = stage.inspect(part)
        info = offer.choice.info
        try:
            judge(
                facts,
                song=Key(info.platform, info.song_id),
                granted=offer.grant,
                want_duration_ms=info.duration_ms or duration_ms,
                sharing=self._sharing(fetched.sha256),
            )
        except (FileRejected, PlatformError):
            part.unlink(missing_ok=True)
            stage.library.settle(path)
            raise
        return fetched, facts

    def _sharing(self, sha256: str) -> int:
        """How many other songs have a file of exactly these bytes."""
        songs = self._stage.ask.songs_sharing(sha256)
        if songs:
            before = self._stage.catalog.load(File, stream_id("file", self._key)).verified
            songs -= before is not None and before.sha256 == sha256
        return songs

    def _names(self, wanted: str) -> Iterator[str]:
        """The names this song may take, best first: none that is another song's, in any letter case, and none whose
        lyric would be another song's."""
        ask, root = self._stage.ask, self._stage.library.root
        names: Iterable[str] = (paths.with_ordinal(wanted, n) for n in range(1, _NAMES_FOR_ONE_PATH + 1))
        begun = self._stage.resumable.get(self._key)
        if begun is not None and paths.same_but_for_ordinal(begun, wanted):
            names = chain((begun,), (name for name in names if name != begun))
        return (name for name in names if ask.stem_owners(root, name) <= {self._key})

    def _missed(self) -> None:
        assert self._pursuit is not None
        failure = self._pursuit.miss()
        self._stage.tally.fail("missed", failure)
        self._stage.watch.item("missed", f"{self._key}: {failure} ({', '.join(self._pursuit.tried)})")

    def _lyric(self) -> None:
        if self._stage.lyrics is not None and not self._stage.brake.hard.is_set():
            self._stage.lyrics.save_one(self._key)


class _Claims:
    """Which names are being worked on in this process, so that two songs that want one path do not share a part."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: set[str] = set()

    @contextmanager
    def claimed(self, names: Iterator[str]) -> Iterator[tuple[str, Iterator[str]]]:
        """The first name nobody else is working on, held until the block ends, and the names after it.

        Names are drawn one by one: each costs a question, and the first is nearly always free.
        """
        with self._lock:
            name = next((name for name in names if _stem_key(name) not in self._taken), None)
            if name is None:
                raise FileExistsError(f"{_NAMES_FOR_ONE_PATH} songs of one name are there already")
            self._taken.add(_stem_key(name))
        try:
            yield name, names
        finally:
            with self._lock:
                self._taken.discard(_stem_key(name))


def _stem_key(name: str) -> str:
    return paths.clash_key(name.rpartition(".")[0])
