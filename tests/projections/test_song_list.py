from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogsync.adapters.store.log import EventLog
from catalogsync.domain.event import Event, Fact
from catalogsync.domain.patch import Patch
from catalogsync.domain.playlist import Discovered, Heading, Synced
from catalogsync.domain.song import About, Artist, Catalogued, Excluded, Gone, Missed, Obtained
from catalogsync.pipeline.errors import Refusal
from catalogsync.projections import song_list
from catalogsync.projections.coverage import Coverage
from catalogsync.projections.filter import song_filter
from catalogsync.projections.playlists import Playlists
from catalogsync.projections.runner import ReadModels
from catalogsync.projections.search import SongSearch
from catalogsync.projections.song_list import count_songs, every_song, songs_of
from catalogsync.projections.songs import Songs
from tests.adapters.store.facts import event

NOW_MS = 1_800_000_000_000
TITLES = ("夜曲", "夜的第七章", "Love Night", "愛在西元前", "!!!", "夜 (Live)")
ARTISTS = ("周杰倫", "王 菲", "Love Band")
ENDS: tuple[Fact | None, ...] = (
    None,
    Obtained(source="qq", source_song_id="1", quality="high", chosen="own"),
    Missed(failure="vip", message="m", tried=[]),
    Missed(failure="held", message="m", tried=[]),
    Excluded(reason="no"),
)


def _events() -> list[Event[Any]]:
    # One that was gone before anything was known of it, so that the two tables number songs differently.
    made: list[Event[Any]] = [event("song:qq:late", 1, Gone())]
    for n in range(60):
        about = About(title=TITLES[n % 6], artists=[Artist(name=ARTISTS[n % 3])], album=f"album {n % 4}")
        made.append(event(f"song:qq:{n}", 1, Catalogued(platform="qq", remote_id=str(n), about=about)))
        end = ENDS[n % 5]
        if end is not None:
            made.append(event(f"song:qq:{n}", 2, end))
    # A playlist that holds one of them twice.
    steps: Patch = [[str(n) for n in (3, 8, 13, 18, 3, 59)]]
    heading = Heading(title="歌单")
    made.append(
        event(
            "playlist:qq:9",
            1,
            Discovered(
                platform="qq",
                remote_id="9",
                playlist_kind="playlist",
                pool="manual",
                heading=heading,
            ),
        )
    )
    made.append(
        event("playlist:qq:9", 2, Synced(heading=heading, entries=6, digest="d", patch=steps, first=True))
    )
    late = About(title="夜未央", artists=[Artist(name="周杰倫")])
    made.append(event("song:qq:late", 2, Catalogued(platform="qq", remote_id="late", about=late)))
    return made


@pytest.fixture
def models(tmp_path: Path, log: EventLog) -> Any:
    projections = (Songs(), SongSearch(), Playlists(), Coverage())
    with ReadModels(tmp_path / "views.db", log, projections) as models:
        log.append(_events())
        models.catch_up()
        yield models


def listed(models: ReadModels, text: str, limit: int = 7, patience_s: float = 10.0) -> list[str]:
    wanted = song_filter(text, NOW_MS)
    found: list[str] = []
    after: int | None = 0
    while after is not None:
        page = songs_of(models.connection(), wanted, after=after, limit=limit, patience_s=patience_s)
        found += [row["id"] for row in page.rows]
        after = page.rows[-1]["key"] if len(page.rows) == limit else page.reached
    return found


def meant(models: ReadModels, text: str) -> set[str]:
    wanted = song_filter(text, NOW_MS)
    rows = models.connection().execute(f"SELECT s.id FROM songs s WHERE {wanted.where}", wanted.values)
    return {row["id"] for row in rows}


PIECES = st.sampled_from(
    (
        *("夜", "love", "夜曲", "周杰伦", "!!!", "title:夜", "artist:love", 'artist:"王 菲"', "album:3"),
        *("state:missed", "state:excluded", "reason:vip", "source:qq", "platform:qq"),
        *("since:1d", "since:9999w", "playlist:1", "playlist:qq:9", "playlist:2"),
    )
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from(("", "-")), PIECES), max_size=3),
    st.sampled_from((0.0, 10.0)),
    st.sampled_from((0, 2_000)),
)
def test_the_pages_of_a_filter_hold_what_it_means_and_each_song_once(
    models: ReadModels, pieces: list[tuple[str, str]], patience_s: float, few: int
) -> None:
    text = " ".join(not_ + piece for not_, piece in pieces)
    with patch.object(song_list, "FEW", few):
        found = listed(models, text, patience_s=patience_s)

    assert len(found) == len(set(found))
    assert meant(models, text) == set(found)


@pytest.mark.parametrize("text", ["", "state:missed", "夜", "source:qq -夜", "since:9999w", "platform:kuwo"])
@pytest.mark.parametrize("limit", [None, 0, 1, 13, 1_000])
def test_who_waits_gets_all_songs_of_a_filter_or_as_many_as_asked(
    models: ReadModels, text: str, limit: int | None
) -> None:
    wanted = song_filter(text, NOW_MS)
    with patch.object(song_list, "_AT_ONCE", 4):
        rows = [row["id"] for row in every_song(models.connection, wanted, columns="s.id", limit=limit)]

    assert listed(models, text)[:limit] == rows


def test_a_title_or_an_artist_is_found_in_any_script_case_and_width(models: ReadModels) -> None:
    assert meant(models, "title:爱在") == meant(models, "title:愛在") != set()
    assert meant(models, "artist:周杰伦") == meant(models, "artist:周杰倫") != set()
    assert meant(models, "title:ＬＯＶＥ") == meant(models, "title:love")


def test_a_word_among_titles_is_not_one_among_artists(models: ReadModels) -> None:
    assert meant(models, "title:love") | meant(models, "artist:love") == meant(models, "love")
    assert meant(models, "title:love") != meant(models, "artist:love")


def test_a_title_of_signs_only_can_be_asked_for(models: ReadModels) -> None:
    assert 10 == len(meant(models, "title:!!!"))


def test_songs_of_a_filter_are_counted_up_to_a_bound(models: ReadModels) -> None:
    db = models.connection()

    assert (10, True) == count_songs(db, song_filter("title:夜曲", NOW_MS), 10)
    assert (9, False) == count_songs(db, song_filter("title:夜曲", NOW_MS), 9)
    assert (12, True) == count_songs(db, song_filter("reason:vip", NOW_MS), 100)
    assert (5, False) == count_songs(db, song_filter("reason:vip", NOW_MS), 5)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("state:missed reason:vip", "songs_by_failure"),
        ("platform:qq state:missed", "songs_by_state"),
        ("platform:qq", "songs_by_platform"),
        ("state:done source:qq", "songs_by_source"),
        ("since:1d state:missed", "songs_by_time"),
        ("playlist:1 state:done", "SEARCH e USING PRIMARY KEY (playlist=?)"),
        ("reason:vip 夜", "VIRTUAL TABLE"),
    ],
)
def test_what_narrows_most_leads(models: ReadModels, text: str, index: str) -> None:
    db = models.connection()
    heard: list[str] = []
    db.set_trace_callback(heard.append)
    songs_of(db, song_filter(text, NOW_MS))
    db.set_trace_callback(None)
    asked = next(sql for sql in heard if sql.startswith("SELECT s."))
    plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {asked}")]

    assert index in next(step for step in plan if step.startswith(("SEARCH", "SCAN")))


@pytest.mark.parametrize(
    "text",
    [
        "reason:vipp",
        "source:nobody",
        "platform:foo",
        "quality:best",
        "lyric:lost",
        "state:gone",
        "colour:red",
    ],
)
def test_a_filter_for_what_nothing_can_have_is_refused_with_the_choices(text: str) -> None:
    with pytest.raises(Refusal, match=r"is none of \w+, \w+|choose from \w+, \w+"):
        song_filter(text, NOW_MS)


@pytest.mark.parametrize(
    "text", ["reason:lost", "reason:vip", "-source:kuwo", "quality:high", "lyric:absent"]
)
def test_a_filter_for_what_songs_may_have_is_taken(text: str) -> None:
    assert song_filter(text, NOW_MS).values
