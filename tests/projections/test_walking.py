from __future__ import annotations

import sqlite3
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.projections import walking
from catalogsync.projections.walking import Walked, last_number, walk

SQL = "SELECT number FROM things WHERE number > :after AND number <= :upto AND wanted ORDER BY number LIMIT :limit"


def things(wanted: set[int], last: int) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE things (number INTEGER PRIMARY KEY, wanted INTEGER)")
    db.executemany("INSERT INTO things VALUES (?, ?)", [(n, n in wanted) for n in range(1, last + 1)])
    return db


def page(db: sqlite3.Connection, after: int, limit: int = 5, *, patience_s: float = 10.0) -> Walked:
    last = last_number(db, "things")
    return walk(db, SQL, {}, after=after, last=last, limit=limit, patience_s=patience_s, first=3)


@given(st.sets(st.integers(1, 60)), st.integers(0, 60), st.integers(1, 7), st.sampled_from((0.0, 10.0)))
def test_following_the_pages_finds_every_row_once_however_little_time_there_is(
    wanted: set[int], last: int, limit: int, patience_s: float
) -> None:
    db = things(wanted, last)
    found: list[int] = []
    after: int | None = 0
    while after is not None:
        walked = page(db, after, limit, patience_s=patience_s)
        found += [row[0] for row in walked.rows]
        assert len(walked.rows) <= limit
        assert walked.reached is None or walked.reached > after
        after = walked.rows[-1][0] if len(walked.rows) == limit else walked.reached

    assert sorted(n for n in wanted if n <= last) == found


def test_a_page_is_short_and_says_how_far_it_looked_when_time_is_over() -> None:
    walked = page(things({2, 50}, 60), 0, patience_s=0.0)

    assert ([2], 3) == ([row[0] for row in walked.rows], walked.reached)


def test_the_end_of_the_table_is_the_end_of_the_list() -> None:
    assert page(things({2}, 60), 0).reached is None
    assert Walked([]) == page(things(set(), 0), 0)


def test_a_look_that_takes_too_long_is_stopped_and_begun_again_by_the_next_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    db = things({2, 50}, 60)
    asked = count()
    # The first look takes no time and the next one an age: the clock stands until the second look has begun.
    monkeypatch.setattr(walking, "_stopwatch", lambda: lambda: 0.0 if next(asked) < 3 else 1e9)
    monkeypatch.setattr(walking, "_OPERATIONS", 1)

    walked = page(db, 0)

    assert ([2], 3) == ([row[0] for row in walked.rows], walked.reached)
    assert 60 == db.execute("SELECT count(*) FROM things").fetchone()[0]  # nothing stops it any more


def test_what_is_wrong_with_a_question_is_not_taken_for_a_lack_of_time() -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        walk(sqlite3.connect(":memory:"), SQL, {}, after=0, last=9, limit=5)
