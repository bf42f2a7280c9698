from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from catalogsync.projections.engine import Statement
from catalogsync.projections.putting import TOGETHER, put

SEEN = Statement(
    "seen",
    "INSERT INTO seen (id, title, state) VALUES (?, ?, 'open') ON CONFLICT (id) DO UPDATE SET"
    " title = seen.title || excluded.title",
)
COUNTED = Statement(
    "counts",
    "INSERT INTO counts (id, n) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET n = n + excluded.n",
    tally=True,
)
ONE_BY_ONE = (
    Statement("seen", "INSERT INTO seen (id, title) SELECT ?, ? WHERE true ON CONFLICT (id) DO NOTHING"),
    Statement("seen", "INSERT INTO seen (id, title) VALUES (?, upper(?)) ON CONFLICT (id) DO NOTHING"),
    Statement("seen", "INSERT INTO seen (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET title = ?"),
    Statement("seen", "UPDATE seen SET title = ? WHERE id = ?"),
)
rows = st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abc")), max_size=3 * TOGETHER)


def tables() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("CREATE TABLE seen (number INTEGER PRIMARY KEY, id UNIQUE, title, state)")
    db.execute("CREATE TABLE counts (id PRIMARY KEY, n)")
    return db


def seen(db: sqlite3.Connection) -> list[tuple[object, ...]]:
    return db.execute("SELECT * FROM seen ORDER BY number").fetchall()


@given(rows)
def test_rows_put_together_are_those_put_one_by_one(rows: list[tuple[int, str]]) -> None:
    together, alone = tables(), tables()
    put(together, SEEN, rows)
    for row in rows:
        alone.execute(SEEN.sql, row)

    assert seen(together) == seen(alone)


@given(rows)
def test_statements_that_no_list_of_values_serves_are_executed_row_by_row(
    rows: list[tuple[int, str]],
) -> None:
    for statement in ONE_BY_ONE:
        together, alone = tables(), tables()
        put(together, statement, rows)
        for row in rows:
            alone.execute(statement.sql, row)

        assert seen(together) == seen(alone)


@given(st.lists(st.integers(0, 5), max_size=2 * TOGETHER))
def test_a_tally_counts_how_often_its_values_came(ids: list[int]) -> None:
    db = tables()
    put(db, COUNTED, [(id_,) for id_ in ids[::2]])
    put(db, COUNTED, [(id_,) for id_ in ids[1::2]])

    assert dict(db.execute("SELECT * FROM counts")) == {id_: ids.count(id_) for id_ in ids}
