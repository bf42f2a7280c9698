"""Tables on a terminal: what names a row is never cut, what can be spared is left out first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalogsync.cli.output import _gaps, _widths

COLUMNS = ("#", "id", "title", "artists", "length", "state", "why")
ROW = ["120", "netease:1942968130", "そよかぜの地図" * 4, "つきのユメミヤ" * 3, "0:45", "missed", "vip"]


def shown(room: int | None) -> dict[str, int]:
    return {COLUMNS[at]: width for at, width in _widths(COLUMNS, [ROW], room).items()}


def test_a_pipe_gets_every_column_whole() -> None:
    assert set(COLUMNS) == set(shown(None))


def test_a_narrow_terminal_does_without_ids_and_keeps_numbers_and_states_whole() -> None:
    narrow = shown(60)

    assert "id" not in narrow
    assert (3, 6) == (narrow["#"], narrow["state"])


@given(st.integers(min_value=45, max_value=300))
def test_a_table_is_never_wider_than_the_terminal(room: int) -> None:
    widths = _widths(COLUMNS, [ROW], room)

    assert sum(widths.values()) + _gaps(widths) <= room
