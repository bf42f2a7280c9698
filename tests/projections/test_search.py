from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.adapters.store.log import EventLog
from catalogsync.domain.event import Event
from catalogsync.domain.song import About, Artist, Catalogued, Changed
from catalogsync.projections.runner import ReadModels
from catalogsync.projections.search import SongSearch, find_songs, match_query
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
    with ReadModels(tmp_path / "views.db", log, (SongSearch(),)) as models:
        log.append([catalogued(song_id, about) for song_id, about in SONGS.items()])
        models.catch_up()
        yield models


def found(models: ReadModels, text: str, **kwargs: int) -> list[str]:
    return [id_.removeprefix("qq:") for _, id_ in find_songs(models.connection(), text, **kwargs)]


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
        ("hello a beyonce", ["3"]),
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


def test_pages_go_on_after_the_last_number(log: EventLog, models: ReadModels) -> None:
    log.append([catalogued(f"p{n}", About(title=f"海阔天空 {n}")) for n in range(7)])
    models.catch_up()
    pages, after = [], 0
    while page := find_songs(models.connection(), "天空", after=after, limit=3):
        pages.append([id_ for _, id_ in page])
        after = page[-1][0]

    assert [len(page) for page in pages] == [3, 3, 1]
    assert [song for page in pages for song in page] == [f"qq:p{n}" for n in range(7)]


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
    with create_store(folder / "c.db") as log, ReadModels(folder / "v.db", log, (SongSearch(),)) as models:
        log.append([catalogued(str(n), About(title=title)) for n, title in enumerate(titles)])
        models.catch_up()
        words = [letters(word) for word in clean(query).split() if letters(word)]
        if any(len(word) > 1 for word in words):
            words = [word for word in words if len(word) > 1 or not word.isascii()]
        expected = [str(n) for n, t in enumerate(titles) if words and all(w in letters(t) for w in words)]

        assert found(models, query) == expected


def test_a_rebuilt_index_finds_the_same() -> None:
    events = [catalogued(song_id, about) for song_id, about in SONGS.items()]
    changes = [event("song:qq:1", 2, Changed(about=About(title="雨天"), changed=["title"]))]

    assert_rebuild_equals_followed(lambda: (SongSearch(),), [*events, *changes])


def test_an_endless_query_is_cut() -> None:
    assert len(match_query("歌" * 100_000) or "") < 300
