"""What crashes left: recorded where it is whole and has its name, kept for songs still wanted, otherwise removed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from catalogsync.adapters.part_notes import note_of, note_path, write_note
from catalogsync.domain.ids import Key
from catalogsync.domain.song import Song
from catalogsync.pipeline.ports import Grant, Quality
from catalogsync.pipeline.sweep import Swept, sweep
from tests.pipeline.doubles import Bytes, Platform, World, whole_mp3
from tests.pipeline.test_download import EVERYTHING, stage, synced

GRANT = Grant("http://cdn.example/x", Quality.HIGH, "mp3")
PATH = "qq/某人/某人 - 歌a.mp3"


def part_of(here: World, song: Key, path: str = PATH, *, age_days: float = 0) -> Path:
    """A half file of a song, as a transfer leaves it."""
    part = here.library.part(path)
    write_note(part, note_of(GRANT, song, song))
    part.write_bytes(b"half")
    when = time.time() - age_days * 86_400
    for file in (part, note_path(part)):
        os.utime(file, (when, when))
    return part


def swept(here: World) -> Swept:
    return sweep(here.catalog, here.queries, here.library, whole_mp3)


def files(here: World) -> set[str]:
    return {p.name for p in (here.folder / "music").rglob("*") if p.is_file()} - {".catalogsync-root"}


def test_a_part_of_a_song_still_wanted_is_kept_and_told(here: World) -> None:
    synced(here, Platform("qq", {"1": ["a"]}))
    part = part_of(here, Key("qq", "a"))

    assert {Key("qq", "a"): PATH} == swept(here).resumable
    assert part.exists()


def test_a_song_goes_on_under_the_name_it_was_begun_under(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    begun = PATH.replace(".mp3", " (2).mp3")
    part_of(here, Key("qq", "a"), begun)
    stage(here, qq, lyrics=None).run(EVERYTHING, 1, 1)

    assert {"某人 - 歌a (2).mp3"} == files(here)


@pytest.mark.parametrize("fate", ["done", "gone", "excluded", "too old"])
def test_a_part_nobody_wants_any_more_is_removed(here: World, fate: str) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    if fate == "done":
        stage(here, qq, lyrics=None).run(EVERYTHING, 1, 1)
    elif fate == "gone":
        here.catalog.change(Song, "song:qq:a", Song.bury)
    elif fate == "excluded":
        here.catalog.change(Song, "song:qq:a", Song.exclude)
    part = part_of(here, Key("qq", "a"), "qq/elsewhere.mp3", age_days=31 if fate == "too old" else 0)

    assert ("qq/elsewhere.mp3",) == swept(here).removed
    assert not part.exists()
    assert not note_path(part).exists()


def test_parts_of_songs_this_catalog_does_not_know_are_another_catalogs(here: World) -> None:
    part = part_of(here, Key("qq", "unknown"))

    assert Swept((), (), {}) == swept(here)
    assert part.exists()


def test_parts_of_other_programs_are_left_alone(here: World) -> None:
    theirs = here.folder / "music" / "film.mkv.part"
    theirs.write_bytes(b"theirs")
    swept(here)

    assert theirs.exists()


def test_an_unreadable_note_goes_with_its_part(here: World) -> None:
    part = part_of(here, Key("qq", "a"))
    note_path(part).write_bytes(b"")
    swept(here)

    assert set() == files(here)


def test_a_text_begun_by_a_process_that_is_gone_is_removed_and_our_own_is_not(here: World) -> None:
    music = here.folder / "music"
    (music / ".lrc-999999999-abc.part").write_text("half")
    (music / f".lrc-{os.getpid()}-abc.part").write_text("being written")
    swept(here)

    assert {f".lrc-{os.getpid()}-abc.part"} == files(here)


def dies(*_: object, **__: object) -> None:
    raise SystemExit("killed")


def placed_without_record(here: World, qq: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ends between rename and record."""
    work = stage(here, qq, lyrics=None)
    with monkeypatch.context() as patch:
        patch.setattr("catalogsync.pipeline.landing.record_file", dies)
        patch.setattr("catalogsync.pipeline.flow.Flow._guarded", lambda flow, task, do: do())
        patch.setattr("threading.excepthook", lambda args: None)
        task = next(work._songs(EVERYTHING, work._landing({})))
        task.resolve()
        with pytest.raises(SystemExit):
            task.transfer()


def test_a_file_placed_and_not_recorded_is_recorded_without_asking_anyone(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    placed_without_record(here, qq, monkeypatch)
    qq.asked.clear()
    fetch = Bytes()
    tally = stage(here, qq, fetch=fetch, lyrics=None).run(EVERYTHING, 1, 1)

    assert {"recovered": 1} == tally.as_counts()
    assert [] == fetch.fetched == qq.asked
    assert {"某人 - 歌a.mp3"} == files(here)
    assert ["song.catalogued", "song.obtained"] == here.names("song:qq:a")


def test_a_placed_file_whose_song_is_not_wanted_any_more_is_removed(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    placed_without_record(here, qq, monkeypatch)
    here.catalog.change(Song, "song:qq:a", Song.exclude)
    swept(here)

    assert set() == files(here)


def test_a_recorded_file_whose_note_a_crash_left_keeps_its_file(here: World) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    work = stage(here, qq, lyrics=None)
    work.library.settle = lambda path: None  # type: ignore[method-assign]
    work.run(EVERYTHING, 1, 1)
    del work.library.settle
    before = files(here)
    swept(here)

    assert {"某人 - 歌a.mp3", "某人 - 歌a.mp3.part.json"} == before
    assert {"某人 - 歌a.mp3"} == files(here)


def test_a_placed_file_that_was_changed_since_is_not_taken_over(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    qq = Platform("qq", {"1": ["a"]})
    synced(here, qq)
    placed_without_record(here, qq, monkeypatch)
    (here.folder / "music" / PATH).write_bytes(b"edited by somebody")

    assert () == swept(here).recovered
    assert "song.obtained" not in here.names("song:qq:a")
    assert b"edited by somebody" == (here.folder / "music" / PATH).read_bytes()
