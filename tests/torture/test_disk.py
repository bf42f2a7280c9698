"""A disk that fills, freezes or goes away pauses the whole flow once; nothing is lost and nothing is missed for it."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalogsync.adapters.library import Library
from catalogsync.adapters.library_trouble import library_trouble
from catalogsync.adapters.store.errors import StoreFull
from catalogsync.domain.ids import Key
from catalogsync.pipeline.errors import LibraryUnavailable
from catalogsync.pipeline.lyrics import LyricStage
from tests.pipeline.doubles import Bytes, Platform, World, sources, world
from tests.pipeline.test_download import EVERYTHING, stage, synced

SONGS = [f"s{n}" for n in range(40)]


@pytest.fixture
def here(tmp_path: Path) -> Any:
    with world(tmp_path) as opened:
        yield opened


def full(*_: Any, **__: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


class FullDisk(Bytes):
    """Bytes that no longer fit."""

    def fetch(self, grant, song, part, **more):  # type: ignore[no-untyped-def]
        with library_trouble(part):
            full()


def missed(here: World) -> list[str]:
    return [id_ for id_ in SONGS if "song.missed" in here.names(f"song:qq:{id_}")]


def run_out(here: World, qq: Platform, **more: Any) -> str:
    """Run until it pauses; what it says then."""
    with pytest.raises(LibraryUnavailable) as paused:
        stage(here, qq, **more).run(EVERYTHING, 2, 4)
    return str(paused.value)


def at_write(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    return {"fetch": FullDisk()}


def at_rename(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    patch.setattr(os, "link", full)
    return {}


def at_lyric(patch: pytest.MonkeyPatch) -> dict[str, Any]:
    patch.setattr("tempfile.mkstemp", full)
    return {}


@pytest.mark.parametrize("where", [at_write, at_rename, at_lyric])
def test_no_room_pauses_once_and_costs_no_song(
    here: World, monkeypatch: pytest.MonkeyPatch, where: Callable[[pytest.MonkeyPatch], dict[str, Any]]
) -> None:
    qq = Platform("qq", {"1": SONGS})
    synced(here, qq)
    with monkeypatch.context() as patch:
        said = run_out(here, qq, **where(patch))
    in_hand = len([asked for asked in qq.asked if asked.startswith("stream")])
    failed = missed(here)
    stage(here, qq).run(EVERYTHING, 2, 4)
    stage(here, qq).lyrics.run(EVERYTHING, 2)  # type: ignore[union-attr]
    there = {path.stem for path in here.library.absolute("").rglob("*.mp3")}

    assert "the disk is full" in said
    assert "--library-root" in said
    assert [] == failed
    assert in_hand < len(SONGS)
    assert len(SONGS) == len(there)
    assert there == {path.stem for path in here.library.absolute("").rglob("*.lrc")}
    assert [] == list(here.library.absolute("").rglob("*.part*"))


def test_a_library_that_vanishes_half_way_pauses_and_nothing_is_made_in_its_place(here: World) -> None:
    qq = Platform("qq", {"1": SONGS})
    synced(here, qq)
    away = here.folder / "unplugged"

    class Unplugs(Bytes):
        def fetch(self, grant, song, part, **more):  # type: ignore[no-untyped-def]
            fetched = super().fetch(grant, song, part, **more)
            if len(self.fetched) == 5:
                (here.folder / "music").rename(away)
            return fetched

    with pytest.raises(LibraryUnavailable, match=r"vanished|mount"):
        stage(here, qq, fetch=Unplugs()).run(EVERYTHING, 1, 1)
    made = (here.folder / "music").exists()
    failed = missed(here)
    away.rename(here.folder / "music")
    stage(here, qq).run(EVERYTHING, 1, 1)

    assert not made
    assert [] == failed
    assert len(SONGS) == len(list((here.folder / "music").rglob("*.mp3")))


def test_an_empty_mount_point_is_not_taken_for_the_library(here: World) -> None:
    qq = Platform("qq", {"1": SONGS})
    synced(here, qq)
    shutil.rmtree(here.folder / "music")
    (here.folder / "music").mkdir()

    assert "has vanished" in run_out(here, qq)
    assert [] == list((here.folder / "music").iterdir())


def test_a_read_only_library_pauses_before_anything_is_asked(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    qq = Platform("qq", {"1": SONGS})
    synced(here, qq)
    monkeypatch.setattr(os, "access", lambda *_: False)

    assert "read-only" in run_out(here, qq)
    assert [] == [asked for asked in qq.asked if asked.startswith("stream")]


def test_it_goes_on_under_another_root_and_old_songs_stay_found(here: World) -> None:
    qq = Platform("qq", {"1": SONGS[:2], "2": SONGS})
    synced(here, qq)
    first = here.library
    stage(here, qq).run(EVERYTHING.__class__(("qq",), (Key("qq", "1"),)), 1, 1)
    here.library = Library(first.absolute(""), known={}, min_free_bytes=2**62)
    said = run_out(here, qq)
    (here.folder / "second").mkdir()
    known = {first.root: str(first.absolute(""))}
    here.library = Library(here.folder / "second", known=known, min_free_bytes=0)
    stage(here, qq).run(EVERYTHING, 2, 2)
    old = here.queries.file_of(Key("qq", SONGS[0]))

    assert "are free for the library" in said
    assert old is not None
    assert here.library.absolute(old.path, old.root).is_file()
    assert 2 == len(list((here.folder / "music").rglob("*.mp3")))
    assert len(SONGS) - 2 == len(list((here.folder / "second").rglob("*.mp3")))


def test_lyrics_of_songs_on_a_disk_that_is_not_here_wait_and_hold_up_nobody(here: World) -> None:
    qq = Platform("qq", {"1": SONGS[:2], "2": SONGS[:6]})
    synced(here, qq)
    stage(here, qq, lyrics=None).run(EVERYTHING.__class__(("qq",), (Key("qq", "1"),)), 1, 1)
    shutil.rmtree(here.folder / "music")
    (here.folder / "second").mkdir()
    here.library = Library(here.folder / "second", known={}, min_free_bytes=0)
    stage(here, qq, lyrics=None).run(EVERYTHING, 2, 2)
    lyrics = LyricStage(here.catalog, here.queries, sources(qq), here.library, here.watch, here.brake, ["qq"])
    tally = lyrics.run(EVERYTHING, 2)

    assert {"left": 2, "lyric_saved": 4} == tally.as_counts()


def test_a_store_without_room_stops_everything_at_once(here: World) -> None:
    qq = Platform("qq", {"1": SONGS})
    synced(here, qq)
    append = here.catalog.log.append

    def no_room(events: Any) -> Any:
        if threading.current_thread().name.startswith("transfer"):
            raise StoreFull("the disk is full")
        return append(events)

    here.catalog.log.append = no_room  # type: ignore[method-assign]
    with pytest.raises(StoreFull):
        stage(here, qq).run(EVERYTHING, 2, 4)
    here.catalog.log.append = append  # type: ignore[method-assign]
    placed = len(list((here.folder / "music").rglob("*.mp3")))
    fetch = Bytes()
    tally = stage(here, qq, fetch=fetch).run(EVERYTHING, 2, 4)

    assert 0 < placed < len(SONGS)
    assert placed == tally.counts["recovered"]
    assert len(SONGS) - placed == len(fetch.fetched)
    assert [] == missed(here)
