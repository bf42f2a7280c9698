"""Plain words and cron: what they mean, when they come, and what is refused."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.pipeline.calendar import last_due, next_due, quiet_until, read_when
from catalogsync.pipeline.errors import Refusal

BERLIN = ZoneInfo("Europe/Berlin")


def ms(*parts: int, tz: object = UTC) -> int:
    return int(datetime(*parts, tzinfo=tz).timestamp() * 1000)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("words", "cron"),
    [
        ("every day at 03:00", "0 3 * * *"),
        ("Daily at 3pm", "0 15 * * *"),
        ("every 15 minutes", "*/15 * * * *"),
        ("every hour", "0 * * * *"),
        ("every 6 hours", "0 */6 * * *"),
        ("every monday and thursday at 8:30", "30 8 * * 1,4"),
        ("on sat, sun at 10:00", "0 10 * * 6,0"),
        ("weekdays at 07:00", "0 7 * * 1-5"),
        ("every month on the 1st at 4:05", "5 4 1 * *"),
        ("每天 03:00", "0 3 * * *"),
        ("每天3点", "0 3 * * *"),
        ("每 15 分钟", "*/15 * * * *"),
        ("每周一、周四 8:30", "30 8 * * 1,4"),
        ("工作日 07:00", "0 7 * * 1-5"),
        ("每月 1 日 04:00", "0 4 1 * *"),
        ("0 3 * * 1-5", "0 3 * * 1-5"),
    ],
)
def test_words_mean_cron(words: str, cron: str) -> None:
    assert cron == read_when(words)


@pytest.mark.parametrize(
    "words",
    ["", "sometimes", "every 45 minutes", "every day at 25:00", "61 * * * *", "0 0 30 2 *", "a" * 5_000],
)
def test_words_that_make_no_sense_are_refused(words: str) -> None:
    with pytest.raises(Refusal):
        read_when(words)


def test_the_next_time_is_after_now() -> None:
    assert ms(2026, 3, 2, 3) == next_due("0 3 * * *", ms(2026, 3, 1, 3), UTC)


def test_only_the_newest_of_many_missed_times_is_due() -> None:
    assert ms(2026, 3, 9, 3) == last_due("0 3 * * *", ms(2026, 3, 1, 3), ms(2026, 3, 9, 12), UTC)
    assert last_due("0 3 * * *", ms(2026, 3, 9, 3), ms(2026, 3, 9, 12), UTC) is None


def test_an_hour_that_is_skipped_or_comes_twice_is_due_once() -> None:
    spring = [next_due("30 2 * * *", ms(2026, 3, 28, 12), BERLIN)]
    spring.append(next_due("30 2 * * *", spring[0] or 0, BERLIN))
    autumn = next_due("30 2 * * *", ms(2026, 10, 24, 12), BERLIN)

    assert [ms(2026, 3, 29, 1), ms(2026, 3, 30, 0, 30)] == spring
    assert ms(2026, 10, 26, 1, 30) == next_due("30 2 * * *", autumn or 0, BERLIN)


def test_quiet_hours_over_midnight() -> None:
    assert ms(2026, 3, 2, 6, 30) == quiet_until("22:00-06:30", ms(2026, 3, 1, 23), UTC)
    assert ms(2026, 3, 1, 6, 30) == quiet_until("22:00-06:30", ms(2026, 3, 1, 2), UTC)
    assert quiet_until("22:00-06:30", ms(2026, 3, 1, 12), UTC) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(Refusal):
        assert 5 == len(read_when(text).split())
