"""A patch turns one order into another exactly, duplicates included."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.domain.patch import apply_patch, explain, make_patch

orders = st.lists(st.sampled_from("abcdefghij"), max_size=30)


@given(orders, orders)
def test_a_patch_leads_from_the_old_order_to_the_new(old: list[str], new: list[str]) -> None:
    assert new == apply_patch(old, make_patch(old, new))


@given(orders, orders)
def test_what_a_patch_means_accounts_for_every_song(old: list[str], new: list[str]) -> None:
    difference = explain(old, make_patch(old, new))

    assert Counter(new) == Counter(old) + Counter(difference.added) - Counter(difference.removed)


def test_a_song_that_changed_place_is_moved_and_not_added_or_removed() -> None:
    difference = explain(list("abcd"), make_patch(list("abcd"), list("bcda")))

    assert (["a"], [], []) == (difference.moved, difference.added, difference.removed)


def test_a_small_change_in_a_long_list_is_a_small_patch() -> None:
    old = [str(n) for n in range(10_000)]

    assert [4_999, -1, ["new"], 5_000] == make_patch(old, [*old[:4_999], "new", *old[5_000:]])


def test_a_long_list_turned_around_is_replaced_whole() -> None:
    old = [str(n) for n in range(20_000)]

    assert old[::-1] == apply_patch(old, make_patch(old, old[::-1]))


def test_a_patch_for_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        apply_patch(["a"], [2])
