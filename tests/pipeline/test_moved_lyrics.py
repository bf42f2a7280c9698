"""The lyric of a song whose audio was moved: it follows where it was moved along, and else this is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogsync.adapters.storage.folder import FolderBackend
from catalogsync.domain.backend import Place
from catalogsync.domain.ids import PLATFORMS, Key, stream_id
from catalogsync.domain.song import LyricKept, LyricLost, LyricMoved, Song
from catalogsync.pipeline.lyrics import LyricStage
from catalogsync.pipeline.outcome import Brake
from catalogsync.pipeline.ports import Sources
from catalogsync.pipeline.selection import Selection
from catalogsync.pipeline.verify import VerifyStage
from tests.adapters.storage.shelves import Shelves, shelves
from tests.pipeline.doubles import Silent

WORDS = "[00:01.00]词\n"
MOVED = "Best of/一.mp3"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Shelves]:
    with shelves(tmp_path) as opened:
        yield opened


def verify(here: Shelves) -> dict[str, int]:
    w = here.world
    return (
        VerifyStage(w.catalog, w.queries, w.library, Silent(), Brake())
        .run(Selection(PLATFORMS), 2)
        .as_counts()
    )


def move(here: Shelves, suffix: str, to: str = MOVED) -> Path:
    target = (here.music / to).with_suffix(suffix)
    target.parent.mkdir(parents=True, exist_ok=True)
    return (here.music / "netease/某人/某人 - 歌1").with_suffix(suffix).rename(target)


def words_of(here: Shelves, key: Key) -> list[object]:
    events = here.world.catalog.log.load(stream_id("song", key))
    return [event.fact for event in events if isinstance(event.fact, LyricMoved | LyricKept | LyricLost)]


def recorded(here: Shelves, key: Key) -> str | None:
    here.world.models.catch_up()
    group = here.ask.group(key, "main")
    return group.lyric_path if group else None


def test_a_lyric_that_was_moved_along_is_recorded_beside_its_audio(here: Shelves) -> None:
    key = here.add(1, lyric=WORDS)
    here.add(2, lyric=WORDS)
    move(here, ".mp3")
    move(here, ".lrc")

    assert {"moved": 1, "lyric_moved": 1, "as_recorded": 1} == verify(here)
    assert {"as_recorded": 2} == verify(here)
    assert ["Best of/一.lrc"] == [getattr(fact, "path", None) for fact in words_of(here, key)]
    assert "Best of/一.lrc" == recorded(here, key)


def test_a_lyric_that_was_left_behind_stays_recorded_where_it_is_and_is_told(here: Shelves) -> None:
    key = here.add(1, lyric=WORDS)
    move(here, ".mp3")

    assert {"moved": 1, "lyric_left_behind": 1} == verify(here)
    assert {"as_recorded": 1, "lyric_left_behind": 1} == verify(here)
    assert [] == words_of(here, key)
    assert "netease/某人/某人 - 歌1.lrc" == recorded(here, key)


def test_a_lyric_that_follows_later_is_found_then(here: Shelves) -> None:
    key = here.add(1, lyric=WORDS)
    move(here, ".mp3")
    verify(here)
    move(here, ".lrc")

    assert {"as_recorded": 1, "lyric_moved": 1} == verify(here)
    assert "Best of/一.lrc" == recorded(here, key)


def wanted(here: Shelves) -> list[Key]:
    """Songs whose lyric the next `lyrics` asks for."""
    return list(here.world.queries.songs_for_lyrics(Selection(PLATFORMS), overwrite=False, asked_before_ms=0))


def test_a_lyric_that_is_nowhere_is_recorded_as_lost_once_and_wanted_again(here: Shelves) -> None:
    key = here.add(1, lyric=WORDS)
    (here.music / "netease/某人/某人 - 歌1.lrc").unlink()
    before = wanted(here)

    assert {"as_recorded": 1, "lyric_missing": 1} == verify(here)
    assert {"as_recorded": 1} == verify(here)
    assert [LyricLost] == [type(fact) for fact in words_of(here, key)]
    assert [] == before
    assert [key] == wanted(here)
    assert recorded(here, key) is None


def test_a_lyric_that_went_while_its_audio_was_moved_is_lost_as_well(here: Shelves) -> None:
    key = here.add(1, lyric=WORDS)
    (here.music / "netease/某人/某人 - 歌1.lrc").unlink()
    move(here, ".mp3")

    assert {"moved": 1, "lyric_missing": 1} == verify(here)
    assert [key] == wanted(here)


def test_a_lyric_that_comes_back_is_kept(here: Shelves) -> None:
    key = here.add(1, lyric=WORDS)
    words = here.music / "netease/某人/某人 - 歌1.lrc"
    words.rename(words.with_suffix(".aside"))
    verify(here)
    words.with_suffix(".aside").rename(words)

    w = here.world
    stage = LyricStage(
        w.catalog, w.queries, Sources({}, {}, {}, {}, {}, {}), w.library, Silent(), Brake(), order=()
    )
    stage.run(Selection(PLATFORMS), 2)

    assert [LyricLost, LyricKept] == [type(fact) for fact in words_of(here, key)]


def test_a_lyric_that_is_gone_is_due_nowhere(here: Shelves, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    disk = FolderBackend("main", Place(kind="folder", location=str(tmp_path / "disk")))
    disk.claim()
    key = here.add(1, lyric=WORDS)
    (here.music / "netease/某人/某人 - 歌1.lrc").unlink()

    assert {"lyric_missing": 1, "uploaded": 1} == here.upload(disk)
    assert {} == here.upload(disk)
    assert [LyricLost] == [type(fact) for fact in words_of(here, key)]


def test_other_words_beside_moved_audio_are_kept_as_somebodys_own(here: Shelves) -> None:
    key = here.add(1, lyric=WORDS)
    move(here, ".mp3")
    (here.music / "Best of/一.lrc").write_text("[00:01.00]别的\n", encoding="utf-8")

    assert {"moved": 1, "lyric_moved": 1} == verify(here)
    assert [LyricKept] == [type(fact) for fact in words_of(here, key)]
    assert "Best of/一.lrc" == recorded(here, key)


def test_a_lyric_of_somebody_elses_follows_as_well(here: Shelves) -> None:
    key = here.add(1)
    (here.music / "netease/某人/某人 - 歌1.lrc").write_text("[00:01.00]别的\n", encoding="utf-8")
    root, path = here.world.library.root, "netease/某人/某人 - 歌1.lrc"
    here.world.catalog.change(
        Song, stream_id("song", key), lambda song: song.record(LyricKept(root=root, path=path))
    )
    move(here, ".mp3")
    move(here, ".lrc")

    assert {"moved": 1, "lyric_moved": 1} == verify(here)
    assert [LyricKept, LyricMoved] == [type(fact) for fact in words_of(here, key)]


def test_a_copy_of_a_lyric_that_was_moved_along_is_no_older_for_it(here: Shelves, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    disk = FolderBackend("main", Place(kind="folder", location=str(tmp_path / "disk")))
    disk.claim()
    here.add(1, lyric=WORDS)
    here.upload(disk)
    move(here, ".mp3")
    move(here, ".lrc")
    verify(here)

    assert {} == here.upload(disk)


def test_a_song_without_a_lyric_has_none_to_miss(here: Shelves) -> None:
    here.add(1)
    move(here, ".mp3")
    (here.music / "Best of/一.lrc").write_text("[00:01.00]别的\n", encoding="utf-8")

    assert {"moved": 1} == verify(here)
