from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.projections.equivalence import assert_rebuild_equals_followed
from tests.projections.toys import history, toys

CHOICES = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 4)), max_size=25)


@settings(max_examples=20, deadline=None)
@given(choices=CHOICES, steps=st.lists(st.integers(1, 8), min_size=1, max_size=4))
def test_a_rebuild_gives_the_same_rows_as_having_followed_live(
    choices: list[tuple[int, int]], steps: list[int]
) -> None:
    assert_rebuild_equals_followed(toys, history(choices), steps)


def test_numbers_are_given_in_the_order_of_the_store() -> None:
    tables = assert_rebuild_equals_followed(toys, history([(3, 0), (1, 0), (3, 0), (2, 0)]))

    assert [(row[0], row[1]) for row in tables["boxes"]] == [(1, "toy:3"), (2, "toy:1"), (3, "toy:2")]
