"""Memory of the download stage over many songs: `python -m benchmarks.memory [--songs 100000] [--folder DIR]`.

Real are the store, the read models, the stage with its two pools, the library on disk and the lyrics. Doubles stand in
for platforms, transfers and the look into the audio (they answer at once, with a few bytes), so that the songs are the
only thing there is much of. One song in ten is refused by its own platform and found elsewhere by matching, one in
fifty is missed. RSS is read from /proc/self/status while it runs.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measure import Line, machine, say, table
from catalogsync.adapters.library import Library
from catalogsync.adapters.part_notes import note_of, write_note
from catalogsync.adapters.store.log import create_store
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.song import Song
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.download import DownloadStage
from catalogsync.pipeline.errors import VipOnly
from catalogsync.pipeline.lyrics import LyricStage
from catalogsync.pipeline.outcome import Brake
from catalogsync.pipeline.ports import (
    ArtistCredit,
    Fetched,
    Grant,
    Lyric,
    LyricKind,
    Quality,
    SongInfo,
    Sources,
)
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.sync import about
from catalogsync.pipeline.verify_audio import AudioFacts, Content
from catalogsync.projections.queries import CatalogQueries
from catalogsync.projections.registry import projections
from catalogsync.projections.runner import ReadModels

_MARKS = 20


def described(platform: str, number: int) -> SongInfo:
    """The song of that number on a platform."""
    artist = ArtistCredit(f"歌手{number % 5000}")
    return SongInfo(platform, str(number), f"第{number}首歌", (artist,), album="专辑", duration_ms=200_000)


@dataclass
class Answers:
    """A platform that answers at once and remembers nothing."""

    name: str

    def songs(self, song_ids: Sequence[str]) -> Sequence[SongInfo]:
        return [described(self.name, int(id_)) for id_ in song_ids]

    def search(self, text: str, limit: int = 20) -> Sequence[SongInfo]:
        number = int(re.search(r"第(\d+)首", text)[1])  # type: ignore[index]
        return [] if number % 50 == 0 else [described(self.name, number + n) for n in range(10)]

    def stream(self, song: SongInfo, quality: Quality) -> Grant:
        if self.name == "qq" and int(song.song_id) % 10 == 0:
            raise VipOnly(self.name, "song-url", "members only")
        return Grant(f"http://cdn.example/{self.name}/{song.song_id}", Quality.HIGH, "mp3")

    def lyric(self, song: SongInfo) -> Lyric:
        return Lyric(LyricKind.TEXT, f"[00:01.00]{song.title}\n[00:05.00]词\n")


class Arrives:
    """Transfers of a few bytes that say which song they are."""

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
        raw = grant.url.encode()
        write_note(part, note_of(grant, song, source))
        part.write_bytes(raw)
        return Fetched(len(raw), hashlib.sha256(raw).hexdigest())


def sounds(path: Path) -> AudioFacts:
    """What a whole mp3 of 200 seconds looks like."""
    return AudioFacts(
        Content.AUDIO, "mp3", 8_000_000, "mp3", 200_000, frames=7_000, bitrate=320_000, complete=True
    )


@dataclass
class Watcher:
    """Counts songs and notes the memory at even distances."""

    songs: int
    seen: int = 0
    marks: list[tuple[int, float]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stage(self, name: str, items: int | None) -> None:
        return None

    def item(self, outcome: str, text: str) -> None:
        if outcome in ("done", "missed"):
            with self._lock:
                self.seen += 1
                if self.seen % (self.songs // _MARKS) == 0:
                    self.marks.append((self.seen, resident_mb()))

    def bytes(self, n: int) -> None:
        return None

    def doing(self, item: str, step: str) -> None:
        return None


def resident_mb() -> float:
    """RSS of this process."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def run(folder: Path, songs: int = 100_000) -> list[Line]:
    """Catalogue the songs, download them all, and say how the memory grew."""
    (folder / "music").mkdir()
    names = ("qq", "kuwo", "netease")
    with create_store(folder / "c.db") as log, ReadModels(folder / "v.db", log, projections()) as models:
        catalog = Catalog(log, "bench")
        for start in range(0, songs, 1000):
            streams = []
            for number in range(start, min(songs, start + 1000)):
                song = Song(stream_id("song", Key("qq", str(number))))
                song.observe("qq", str(number), about(described("qq", number)))
                streams.append(song)
            catalog.save(*streams)
        del streams, song
        models.catch_up()
        gc.collect()
        named = {name: Answers(name) for name in names}
        sources = Sources({}, {}, named, named, named, named)
        library = Library(folder / "music", known={}, min_free_bytes=0)
        watcher, brake, ask = Watcher(songs), Brake(), CatalogQueries(models)
        stage = DownloadStage(
            catalog=catalog,
            ask=ask,
            sources=sources,
            fetch=Arrives(),
            library=library,
            inspect=sounds,
            watch=watcher,
            brake=brake,
            order=names,
            ladder=tuple(Quality),
            lyrics=LyricStage(catalog, ask, sources, library, watcher, brake, names),
        )
        say(f"{songs:,} songs known, {resident_mb():.0f} MB")
        began = time.perf_counter()
        tally = stage.run(Selection(("qq",)), 4, 8)
        seconds = time.perf_counter() - began
    for seen, mb in watcher.marks:
        say(f"{seen:>9,} songs {mb:7.1f} MB")
    say(f"{dict(tally.counts)}")
    # SQLite's page caches (4 MB for each thread's connections) fill up with the first tens of thousands of songs.
    first, middle, last = (watcher.marks[n][1] for n in (1, _MARKS // 2 - 1, -1))
    return [
        Line(f"songs through the download stage ({songs:,})", songs / seconds, "songs/s"),
        Line("memory after a tenth of the songs", first, "MB"),
        Line("memory after the last", last, "MB", below=300),
        Line("growth over the second half of the songs", last - middle, "MB", below=15),
    ]


def main() -> int:
    """Run alone and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--songs", type=int, default=100_000)
    options.add_argument("--folder", type=Path, help="where the store and the library are made")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        lines = run(Path(folder), chosen.songs)
    sys.stdout.write(f"{table(lines)}\n\n{machine()}\n")
    return 1 if any(line.failed for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
