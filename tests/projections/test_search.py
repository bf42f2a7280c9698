from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.adapters.store.log import EventLog
from catalogsync.domain.event import Event
from catalogsync.domain.song import About, Artist, Catalogued, Changed
from catalogsync.projections.filter import song_filter
from catalogsync.projections.runner import ReadModels
from catalogsync.projections.search import SongSearch, match_query
from catalogsync.projections.song_list import songs_of
from catalogsync.projections.songs import Songs
from tests.adapters.store.facts import event
from tests.projections.equivalence import assert_rebuild_equals_followed

SONGS = {
    "1": About(title="晴天", artists=[Artist(name="周杰伦")]),
    "2": About(title="愛的主打歌", artists=[Artist(name="蕭亞軒")]),
    "3": About(title="ＨＥＬＬＯ, It's Me (Live)", artists=[Artist(name="Beyoncé"), Artist(name="G.E.M.")]),
    "4": About(title="七里香", artists=[Artist(name="周杰倫")], aliases=["Common Jasmine Orange"]),
    "5": About(title="夜に駆ける", artists=[Artist(name="YOASOBI")]),
    "6": About(title="𠮷野家 2", artists=[]),
    "7": About(title="!!!", artists=[Artist(name="!!!")]),
}


def catalogued(song_id: str, about: About, version: int = 1) -> Event[Any]:
    return event(f"song:qq:{song_id}", version, Catalogued(platform="qq", remote_id=song_id, about=about))


@pytest.fixture
def models(tmp_path: Path, log: EventLog) -> Any:
    with ReadModels(tmp_path / "views.db", log, (Songs(), SongSearch())) as models:
        log.append([catalogued(song_id, about) for song_id, about in SONGS.items()])
        models.catch_up()
        yield models


def found(models: ReadModels, text: str) -> list[str]:
    """By a filter of one quoted text, which nothing in it may end."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    rows = songs_of(models.connection(), song_filter(f'"{quoted}"', 0)).rows
    return [row["remote_id"] for row in rows]


@pytest.mark.parametrize(
    ("text", "songs"),
    [
        ("晴天", ["1"]),
        ("晴", ["1"]),
        ("天", ["1"]),
        ("周杰伦", ["1", "4"]),
        ("周杰倫", ["1", "4"]),
        ("杰伦 七里", ["4"]),
        ("爱的", ["2"]),
        ("主打", ["2"]),
        ("萧亚轩 愛", ["2"]),
        ("hello", ["3"]),
        ("Ｈello", ["3"]),
        ("its me", ["3"]),
        ("beyonce", ["3"]),
        ("gem", ["3"]),
        ("g.e.m", ["3"]),
        ("hello e beyonce", ["3"]),
        ("hello a beyonce", []),
        ("jasmine", ["4"]),
        ("七里香jas", []),
        ("夜に", ["5"]),
        ("yoa", ["5"]),
        ("𠮷野", ["6"]),
        ("2", ["6"]),
        ("晴里", []),
        ("", []),
        ("!!!", []),
        ('" OR title:*', []),
        ("NEAR(晴天 周)", []),
    ],
)
def test_a_part_of_title_or_artist_is_found_in_any_script_case_and_width(
    models: ReadModels, text: str, songs: list[str]
) -> None:
    assert found(models, text) == songs


def test_a_changed_title_is_found_by_its_new_name_only(log: EventLog, models: ReadModels) -> None:
    log.append(
        [event("song:qq:1", 2, Changed(about=About(title="雨天", artists=[]), changed=["title", "artists"]))]
    )
    models.catch_up()

    assert found(models, "雨天") == ["1"]
    assert found(models, "晴天") == []
    assert found(models, "周杰") == ["4"]


TEXT = st.text(st.sampled_from("晴天空海ab 愛A(é"), max_size=8)


@settings(max_examples=15, deadline=None)
@given(titles=st.lists(TEXT, min_size=1, max_size=6), query=TEXT)
def test_what_holds_a_word_is_found_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str], query: str
) -> None:
    from catalogsync.adapters.store.log import create_store
    from catalogsync.domain.matching.text import clean

    def letters(text: str) -> str:
        return "".join(filter(str.isalnum, clean(text)))

    folder = tmp_path_factory.mktemp("search")
    with (
        create_store(folder / "c.db") as log,
        ReadModels(folder / "v.db", log, (Songs(), SongSearch())) as models,
    ):
        log.append([catalogued(str(n), About(title=title)) for n, title in enumerate(titles)])
        models.catch_up()
        words = [letters(word) for word in clean(query).split() if letters(word)]
        expected = [str(n) for n, t in enumerate(titles) if words and all(w in letters(t) for w in words)]

        assert found(models, query) == expected


def test_a_rebuilt_index_finds_the_same() -> None:
    events = [catalogued(song_id, about) for song_id, about in SONGS.items()]
    changes = [event("song:qq:1", 2, Changed(about=About(title="雨天"), changed=["title"]))]

    assert_rebuild_equals_followed(lambda: (SongSearch(),), [*events, *changes])


def test_an_endless_query_is_cut() -> None:
    assert len(match_query("歌" * 100_000) or "") < 300
