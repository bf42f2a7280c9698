from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.adapters.store.log import EventLog
from catalogsync.domain.event import Event
from catalogsync.projections.engine import Projection, Row, Statement, on
from tests.adapters.store.facts import Opened
from tests.projections.equivalence import (
    assert_rebuild_equals_followed,
    assert_statements_keep_to_their_table,
)
from tests.projections.toys import Lines, history, toys

CHOICES = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4)), max_size=25)


@settings(max_examples=20, deadline=None)
@given(choices=CHOICES, steps=st.lists(st.integers(1, 8), min_size=1, max_size=4))
def test_a_rebuild_gives_the_same_rows_as_having_followed_live(
    choices: list[tuple[int, int]], steps: list[int]
) -> None:
    assert_rebuild_equals_followed(toys, history(choices), steps)


def test_a_statement_that_reads_another_table_is_found(log: EventLog) -> None:
    copies = Statement("lines", "INSERT INTO lines SELECT ?, title FROM others")

    class Copying(Lines):
        tables = (*Lines.tables, "CREATE TABLE others (title TEXT)")

        @on(Opened)
        def any(self, event: Event[Opened]) -> Iterable[Row]:
            yield copies, (event.position,)

    class Together(Copying):
        together = ("lines", "others")

    log.append(history([(1, 0)]))
    with pytest.raises(AssertionError, match="others"):
        assert_statements_keep_to_their_table(Copying(), log)
    assert_statements_keep_to_their_table(Together(), log)


def test_tables_kept_together_share_one_order() -> None:
    put = Statement("firsts", "INSERT INTO firsts VALUES (?)")
    copy = Statement("seconds", "INSERT INTO seconds SELECT count(*) FROM firsts")

    class Counting(Projection):
        name, version = "counting", 1
        tables = ("CREATE TABLE firsts (n)", "CREATE TABLE seconds (n)")
        together = ("firsts", "seconds")

        @on(Opened)
        def opened(self, event: Event[Opened]) -> Iterable[Row]:
            yield put, (event.position,)
            yield copy, ()

    tables = assert_rebuild_equals_followed(lambda: (Counting(),), history([(n, 0) for n in range(6)]))

    assert tables["seconds"] == [(n,) for n in range(1, 7)]


def test_numbers_are_given_in_the_order_of_the_store() -> None:
    tables = assert_rebuild_equals_followed(toys, history([(3, 0), (1, 0), (3, 0), (2, 0)]))

    assert [(row[0], row[1]) for row in tables["boxes"]] == [(1, "toy:3"), (2, "toy:1"), (3, "toy:2")]
