"""Names and titles in two scripts: what links them, and what must not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalogsync.domain.matching.rank import rank
from catalogsync.domain.matching.score import score
from catalogsync.domain.matching.values import Recording, Verdict

ACCEPT, HOLD, REJECT = Verdict.ACCEPT, Verdict.HOLD, Verdict.REJECT


def verdict(want: Recording, candidate: Recording) -> Verdict:
    return score(want, candidate).verdict


@pytest.mark.parametrize(
    ("written", "spelt"),
    [
        ("陈大文", "Damon Chan"),
        ("许小美", "Mimi Hsu"),
        ("高橋一子", "Ichiko Takahashi"),
        ("김하나래", "Harry Kim"),
    ],
)
def test_a_family_name_and_one_length_link_a_name_no_table_knows(written: str, spelt: str) -> None:
    want = Recording("云与海之间", (written,), "云", 240_000)

    assert verdict(want, Recording("云与海之间", (spelt,), "精选", 240_000)) is ACCEPT


def test_a_person_of_another_family_is_somebody_else() -> None:
    want = Recording("云与海之间", ("陈大文",), "云", 240_000)

    assert verdict(want, Recording("云与海之间", ("Damon Wu",), "云与海之间", 240_000)) is REJECT


def test_a_foreign_name_is_known_by_its_sound() -> None:
    want = Recording("Long Lost Garden", ("Martin Kolbert",), None, 200_000)

    assert verdict(want, Recording("Long Lost Garden", ("马丁科尔伯特",), None, 200_000)) is ACCEPT


def test_a_name_that_cannot_be_read_is_held_unless_the_release_vouches_for_it() -> None:
    """Whoever sings over the same backing is as long to the second."""
    want = Recording("云与海之间的故事", ("ZQRT",), "云", 240_000)
    other = Recording("云与海之间的故事", ("云海乐队",), "精选", 240_000)

    assert verdict(want, replace(other, album="云")) is ACCEPT
    assert verdict(want, other) is HOLD
    assert verdict(want, replace(other, album="云", duration_ms=None)) is HOLD
    assert verdict(want, replace(other, duration_ms=242_500)) is REJECT
    assert verdict(want, replace(other, album=None)) is REJECT
    assert verdict(replace(want, title="云"), replace(other, title="云")) is REJECT


def test_a_hit_that_gives_both_names_explains_one_that_gives_the_other() -> None:
    want = Recording("夜航", ("ZQRT",), None, 240_000)
    only_other = Recording("夜航", ("云海乐队",), None, 240_000)
    both = Recording("另一首歌", ("云海乐队 (ZQRT)",), None, 180_000)

    alone = rank(want, [only_other])
    explained = rank(want, [only_other, both])

    assert alone[0][1].verdict is REJECT
    assert explained[0][0] == 0
    assert explained[0][1].verdict is ACCEPT


def test_an_accepted_second_title_explains_a_hit_that_bears_it_alone() -> None:
    want = Recording("ゆうぐれのうた", ("ZQRT",), "A", 240_000)
    both = Recording("ゆうぐれのうた (黄昏之歌)", ("ZQRT",), "A", 240_000)
    translated = Recording("黄昏之歌", ("ZQRT",), None, 240_000)

    assert verdict(want, translated) is HOLD
    assert [found.verdict for _, found in rank(want, [translated, both])] == [ACCEPT, ACCEPT]


@pytest.mark.parametrize(
    ("one", "other"),
    [("桜", "さくら"), ("桜坂", "Sakurazaka"), ("Seven Years Later", "7 Years Later"), ("丸ノ内", "丸の内")],
)
def test_a_title_said_alike_is_one_title(one: str, other: str) -> None:
    want = Recording(one, ("ZQRT",), None, 240_000)

    assert verdict(want, Recording(other, ("ZQRT",), None, 240_000)) is ACCEPT


@pytest.mark.parametrize(
    "note",
    ["Madism Radio Mix", "Tiesto Edit", "Isolated Vocals", "未发行版", "II", "2012", "Music Box", "伴唱"],
)
def test_notes_that_name_another_recording_reject_at_the_same_length(note: str) -> None:
    want = Recording("云与海之间", ("ZQRT",), "云", 240_000)

    assert verdict(want, replace(want, title=f"云与海之间 ({note})")) is REJECT


@pytest.mark.parametrize("tail", ["Live at Budokan 2014", "Remix 2021", "DJ版", "Medley", "No Rap"])
def test_a_version_without_brackets_behind_a_title_is_one(tail: str) -> None:
    want = Recording("云与海之间", ("ZQRT",), "云", 240_000)

    assert verdict(want, replace(want, title=f"云与海之间 {tail}")) is REJECT


@pytest.mark.parametrize(
    "note",
    ["UK Radio Edit", "24bit Remaster", '7" Version', "原唱", "4K修复", "纪录片《长河》主题曲", "抖音热歌"],
)
def test_labels_are_only_labels(note: str) -> None:
    want = Recording("云与海之间", ("ZQRT",), "云", 240_000)

    assert verdict(want, replace(want, title=f"云与海之间 ({note})")) is ACCEPT


def test_lengths_are_ordered_by_whole_seconds_as_platforms_give_them() -> None:
    want = Recording("云与海之间", ("ZQRT",), "云", 240_900)
    near = replace(want, duration_ms=240_000, title="云与海之间 (Between)")
    rounded_up = replace(want, duration_ms=241_000)

    assert [index for index, _ in rank(want, [rounded_up, near])] == [1, 0]
