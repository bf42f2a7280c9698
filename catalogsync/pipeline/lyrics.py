"""Lyrics: an .lrc beside the audio, from the audio's own source first, then others. Never fails a download."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from catalogsync.domain import song as facts
from catalogsync.domain.event import Fact
from catalogsync.domain.ids import Key, stream_id
from catalogsync.domain.lyrics import Merge, to_lrc
from catalogsync.domain.retry import most_hopeful
from catalogsync.domain.song import Song
from catalogsync.pipeline.candidates import find, own
from catalogsync.pipeline.catalog import Catalog
from catalogsync.pipeline.errors import (
    CatalogError,
    Conflict,
    Failure,
    LibraryUnavailable,
    PlatformError,
    fault,
)
from catalogsync.pipeline.library import KeepsFiles
from catalogsync.pipeline.outcome import Brake, Tally, Watches
from catalogsync.pipeline.ports import Lyric, LyricKind, SongInfo, Sources
from catalogsync.pipeline.selection import AsksCatalog, KnownFile, Selection

log = logging.getLogger(__name__)

_SOURCES_ASKED = 3
"""How many platforms are asked for one song's words; a song none of these knows is rarely known elsewhere."""


@dataclass(frozen=True)
class LyricStage:
    """Everything the lyrics stage works with."""

    catalog: Catalog
    ask: AsksCatalog
    sources: Sources
    library: KeepsFiles
    watch: Watches
    brake: Brake
    order: Sequence[str]
    overwrite: bool = False
    merge: Merge = Merge.NONE
    recheck_days: int = 30
    tally: Tally = field(default_factory=Tally)

    def run(self, selection: Selection, workers: int) -> Tally:
        """Save the lyrics of the selection's songs that have a file here."""
        self.library.ready()
        self.watch.stage("lyrics", None)
        before = asked_long_ago(self.catalog.clock(), self.recheck_days)
        songs = self.ask.songs_for_lyrics(selection, overwrite=self.overwrite, asked_before_ms=before)
        with ThreadPoolExecutor(workers, thread_name_prefix="lyrics") as pool:
            # In slices, so that a million songs are never waiting in memory at once.
            while slice_ := [key for _, key in zip(range(workers * 8), songs, strict=False)]:
                if self.brake.pulled:
                    break
                list(pool.map(self.save_one, slice_))
        return self.tally

    def save_one(self, key: Key) -> None:
        """The lyric of one song; its outcome is recorded whatever it is. Raises only what stops all others too."""
        if self.brake.hard.is_set():
            return
        try:
            self._save_one(key)
        except Conflict:
            self.tally.add("left")
        except CatalogError:
            raise
        except Exception as e:
            log.error("lyric_crashed %s", key, exc_info=e)
            crashed = facts.LyricFailed(failure=str(Failure.BUG), message=f"our own fault: {fault(e)}")
            text = f"{key}: our own fault, {type(e).__name__}: {e}"
            self._record(key, crashed, "lyric_failed", text, str(Failure.BUG))

    def _save_one(self, key: Key) -> None:
        file = self.ask.file_of(key)
        if file is None or not file.present:
            return
        if file.root != self.library.root:
            try:
                self.library.absolute(file.path, file.root)
            except LibraryUnavailable:
                # Another disk that is not here now: its songs wait for it, those of this root do not.
                self.tally.add("left")
                return
        path = str(PurePosixPath(file.path).with_suffix(".lrc"))
        song = self.catalog.load(Song, stream_id("song", key))
        if song.about is None:
            return
        if not self.overwrite and self.library.absolute(path, file.root).exists():
            if song.lyric != "saved":
                self._record(key, facts.LyricKept(root=file.root, path=path), "lyric_kept", path)
            return
        self._ask_around(key, song, file, path)

    def _ask_around(self, key: Key, song: Song, file: KnownFile, path: str) -> None:
        asked: list[str] = []
        failures: list[tuple[str, str]] = []
        for info in self._candidates(key, song, file, failures):
            try:
                lyric = self.sources.lyrics[info.platform].lyric(info)
            except PlatformError as e:
                failures.append((str(e.failure), f"{info.platform}:{e.failure}"))
                continue
            asked.append(info.platform)
            if lyric.kind is LyricKind.INSTRUMENTAL:
                self._record(key, facts.Instrumental(source=info.platform), "instrumental", str(key))
                return
            text = self._text(lyric)
            if text is not None:
                sha256 = self.library.write_text(path, text, file.root)
                saved = facts.LyricSaved(
                    source=info.platform,
                    source_song_id=info.song_id,
                    root=file.root,
                    path=path,
                    sha256=sha256,
                    parts=_parts(lyric),
                )
                self._record(key, saved, "lyric_saved", path)
                return
        # A source that knows no such song has no words for it either: that is an answer, not a failure.
        serious = [failure for failure, _ in failures if failure not in ("no_match", "not_found", "held")]
        if serious:
            failure = most_hopeful(serious)
            fact = facts.LyricFailed(
                failure=failure, message="no source could be asked", tried=[tried for _, tried in failures]
            )
            self._record(key, fact, "lyric_failed", str(key), failure)
        else:
            self._record(key, facts.LyricAbsent(sources=asked), "lyric_absent", str(key))

    def _candidates(
        self, key: Key, song: Song, file: KnownFile, failures: list[tuple[str, str]]
    ) -> Iterator[SongInfo]:
        """The song at its audio's source, on its own platform, then at others that know the same recording."""
        taken = [file.source, key.platform]
        if file.source != key.platform and file.source in self.sources.lyrics:
            try:
                yield from self.sources.describes[file.source].songs([file.source_song_id])
            except PlatformError as e:
                failures.append((str(e.failure), f"{file.source}:{e.failure}"))
        if key.platform in self.sources.lyrics:
            yield own(song, *key).info
        others = [name for name in self.order if name not in taken and name in self.sources.lyrics]
        for source in others[: _SOURCES_ASKED - 1]:
            found = find(self.catalog, song, self.sources.finds[source])
            if found.failure is not None:
                failures.append((found.failure, f"{source}:{found.failure}"))
            yield from (choice.info for choice in found.choices[:1])

    def _text(self, lyric: Lyric) -> str | None:
        if lyric.kind is not LyricKind.TEXT:
            return None
        return to_lrc(
            lyric.original,
            translation=lyric.translation,
            romanisation=lyric.romanisation,
            word_timed=lyric.word_timed,
            merge=self.merge,
        )

    def _record(self, key: Key, fact: Fact, outcome: str, text: str, failure: str | None = None) -> None:
        self.catalog.change(Song, stream_id("song", key), lambda song: song.record(fact))
        if failure is None:
            self.tally.add(outcome)
        else:
            self.tally.fail(outcome, failure)
        self.watch.item(outcome, text)


def asked_long_ago(now_ms: int, recheck_days: int) -> int:
    """Absent lyrics last asked for before this moment are asked for again."""
    return now_ms - recheck_days * 24 * 3_600_000


def _parts(lyric: Lyric) -> list[str]:
    """Which parts of a lyric the platform gave."""
    named: list[tuple[str, str | None]] = [
        ("original", lyric.original),
        ("translation", lyric.translation),
        ("romanisation", lyric.romanisation),
        ("word_timed", lyric.word_timed),
    ]
    return [name for name, text in named if text]
