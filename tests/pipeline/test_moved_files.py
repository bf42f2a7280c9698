"""Files that were moved inside the library: recorded where they are, by their bytes alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogsync.domain.file import Moved
from catalogsync.domain.ids import PLATFORMS, Key
from catalogsync.pipeline.outcome import Brake
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.verify import VerifyStage
from tests.adapters.storage.shelves import Shelves, shelves
from tests.pipeline.doubles import Silent


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Shelves]:
    with shelves(tmp_path) as opened:
        yield opened


def verify(here: Shelves, brake: Brake | None = None) -> dict[str, int]:
    w = here.world
    stage = VerifyStage(w.catalog, w.queries, w.library, Silent(), brake or Brake())
    return stage.run(Selection(PLATFORMS), 2).as_counts()


def at(here: Shelves, n: int) -> Path:
    return here.music / f"netease/某人/某人 - 歌{n}.mp3"


def move(here: Shelves, n: int, to: str) -> Path:
    target = here.music / to
    target.parent.mkdir(parents=True, exist_ok=True)
    return at(here, n).rename(target)


def test_a_file_that_was_moved_is_recorded_where_it_is(here: Shelves) -> None:
    key = here.add(1)
    other = here.add(2)
    move(here, 1, "Best of/一.mp3")

    assert {"moved": 1, "as_recorded": 1} == verify(here)
    assert {"as_recorded": 2} == verify(here)
    assert ["Best of/一.mp3"] == [fact.path for fact in here.facts(key, Moved)]
    assert [] == here.facts(other, Moved)
    assert [] == list(here.ask.songs_to_download(Selection(PLATFORMS), 0))


def test_a_file_that_counted_as_lost_and_turns_up_elsewhere_is_no_longer_wanted(here: Shelves) -> None:
    key = here.add(1)
    away = at(here, 1).rename(here.world.folder / "away.mp3")
    assert {"lost": 1, "failed.missing": 1} == verify(here)
    away.rename(here.music / "back.mp3")

    assert {"moved": 1} == verify(here)
    assert ["file.lost", "file.moved", "file.found_again"] == here.names(key)[-3:]
    assert [] == list(here.ask.songs_to_download(Selection(PLATFORMS), 0))


def test_the_same_size_is_not_the_same_file(here: Shelves) -> None:
    here.add(1)
    moved = move(here, 1, "x.mp3")
    moved.write_bytes(b"?" + moved.read_bytes()[1:])

    assert {"lost": 1, "failed.missing": 1} == verify(here)


def test_a_file_that_belongs_to_another_song_is_nobodys_moved_one(here: Shelves) -> None:
    content = b"the same bytes" * 100
    here.add(1, content)
    here.add(2, content)
    at(here, 1).unlink()

    assert {"lost": 1, "failed.missing": 1, "as_recorded": 1} == verify(here)


def test_two_songs_of_the_same_bytes_need_two_files(here: Shelves) -> None:
    content = b"the same bytes" * 100
    keys = [here.add(n, content) for n in (1, 2)]
    move(here, 1, "a.mp3")
    at(here, 2).unlink()

    assert {"moved": 1, "lost": 1, "failed.missing": 1} == verify(here)
    assert 1 == sum(len(here.facts(key, Moved)) for key in keys)


def test_what_is_hidden_or_unfinished_is_no_moved_file(here: Shelves) -> None:
    here.add(1)
    here.add(2)
    move(here, 1, ".trash/1.mp3")
    move(here, 2, "2.mp3.part")

    assert {"lost": 2, "failed.missing": 2} == verify(here)


def test_a_verify_that_is_stopped_before_it_has_looked_everywhere_loses_nothing(here: Shelves) -> None:
    key: Key = here.add(1)
    move(here, 1, "a.mp3")
    brake = Brake()
    w = here.world
    stage = VerifyStage(w.catalog, w.queries, w.library, Silent(), brake)
    one = stage._one

    def looked(expected: object) -> None:
        one(expected)  # type: ignore[arg-type]
        brake.pull("enough")

    object.__setattr__(stage, "_one", looked)

    assert {"left": 1} == stage.run(Selection(PLATFORMS), 1).as_counts()
    assert ["file.verified"] == here.names(key)


def test_a_moved_file_is_uploaded_from_where_it_is(here: Shelves, tmp_path: Path) -> None:
    from catalogsync.adapters.storage.folder import FolderBackend
    from catalogsync.domain.backend import Place

    (tmp_path / "disk").mkdir()
    disk = FolderBackend("main", Place(kind="folder", location=str(tmp_path / "disk")))
    disk.claim()
    here.add(1)
    moved = move(here, 1, "Best of/一.mp3")
    verify(here)

    assert {"uploaded": 1} == here.upload(disk)
    assert (
        hashlib.sha256(moved.read_bytes()).digest()
        == hashlib.sha256((tmp_path / "disk/Best of/一.mp3").read_bytes()).digest()
    )
