"""What waits for a person: held candidates, less what was decided, and again what was taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsync.bootstrap.workshop import make_store, open_workshop
from catalogsync.config import Settings
from catalogsync.domain.song import About, Candidate, Obtained, Searched, Song

STREAM = "song:qq:1"


def searched() -> Searched:
    found = [Candidate(song_id=n, about=About(title=n), verdict="hold", total=0.7) for n in ("8", "9")]
    return Searched(source="kuwo", query="q", rules=1, candidates=found)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(db=tmp_path / "c.db", library_root=tmp_path / "music")
    make_store(settings)
    with open_workshop(settings, "cli") as shop:

        def hold(song: Song) -> None:
            song.observe("qq", "1", About(title="夜"))
            song.record(searched())
            song.miss("held", "a candidate waits", [], None)

        shop.catalog.change(Song, STREAM, hold)
    return settings


def change(settings: Settings, *words: str) -> None:
    with open_workshop(settings, "cli") as shop:

        def say(song: Song) -> None:
            for word in words:
                if word == "obtain":
                    song.record(Obtained(source="kuwo", source_song_id="9", quality="high", chosen="person"))
                elif word == "search":
                    song.record(searched())
                elif word == "undo":
                    song.take_back(song.decisions[-1].version)
                else:
                    (song.accept if word == "accept" else song.reject)("kuwo", "9")

        shop.catalog.change(Song, STREAM, say)


def waiting(settings: Settings, *, rebuilt: bool = False) -> tuple[list[str], str]:
    """The candidates that wait, and the state of the song."""
    with open_workshop(settings, "cli") as shop:
        if rebuilt:
            shop.models.rebuild()
        shop.models.catch_up()
        db = shop.models.connection()
        rows = db.execute("SELECT source_song_id FROM reviews WHERE decided IS NULL ORDER BY 1").fetchall()
        return [row[0] for row in rows], db.execute("SELECT state FROM songs").fetchone()[0]


def test_a_decided_candidate_waits_no_more_and_waits_again_when_that_is_taken_back(
    settings: Settings,
) -> None:
    change(settings, "reject")
    decided = waiting(settings)
    change(settings, "undo")

    assert decided == (["8"], "open")
    assert waiting(settings) == waiting(settings, rebuilt=True) == (["8", "9"], "open")


def test_an_earlier_word_holds_again_and_the_candidate_stays_decided(settings: Settings) -> None:
    change(settings, "reject", "accept", "undo")

    assert waiting(settings) == waiting(settings, rebuilt=True) == (["8"], "open")


def test_a_song_whose_file_came_of_the_word_is_wanted_anew_and_the_rules_hold_it_again(
    settings: Settings,
) -> None:
    change(settings, "accept", "obtain")
    done = waiting(settings)
    change(settings, "undo")
    wanted = waiting(settings)
    change(settings, "search")

    assert done == ([], "done")
    assert wanted == ([], "open")
    assert waiting(settings) == waiting(settings, rebuilt=True) == (["8", "9"], "open")


def test_a_taken_back_word_stays_taken_back_when_the_platform_is_asked_again(settings: Settings) -> None:
    change(settings, "accept", "undo", "search")
    with open_workshop(settings, "cli") as shop:
        shop.catalog.change(Song, STREAM, lambda song: song.observe("qq", "1", About(title="夜2")) and None)
        song = shop.catalog.load(Song, STREAM)

    assert (song.accepted, song.rejected) == ({}, set())
    assert waiting(settings)[0] == ["8", "9"]
