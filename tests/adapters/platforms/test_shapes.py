"""The readers all parsers use never raise on a wrong type, and hostile names come out harmless."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.adapters.platforms.shapes import (
    address,
    clean_name,
    clean_prose,
    expect_ok,
    member,
    milliseconds,
    playlist_title,
    refusal,
    rows,
    seconds_to_ms,
    text,
    whole,
)
from catalogsync.pipeline.errors import (
    Blocked,
    Failure,
    LoginNeeded,
    NotGranted,
    PlatformError,
    UnexpectedAnswer,
    VipOnly,
)

ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(ANYTHING)
def test_readers_take_anything(value: Any) -> None:
    for read in (text, whole, clean_name, clean_prose, address, milliseconds, seconds_to_ms):
        read(value)
    list(rows(value, "a", 0))

    assert member(value, "a", 0, "b") is None or isinstance(value, dict)


@given(st.text(max_size=300))
def test_a_clean_name_is_one_printable_line(value: str) -> None:
    name = clean_name(value)

    assert name is None or name == " ".join(name.split())
    assert name is None or 0 < len(name) <= 1000
    assert name is None or not any(
        unicodedata.category(c) in ("Cc", "Cs") or c in "\u202e\u2066\u200b" for c in name
    )


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("R&#38;B", "R&B"),
        ("A&#38;&#35;46&#59;S", "A.S"),
        ("AT&T &copyright", "AT&T &copyright"),
        ("\u202etxt.exe\x1b[31m\x00", "txt.exe[31m"),
        ("a\u00a0\u3000 b<br>c\t\n d", "a b c d"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("x" * 5000, "x" * 1000),
        ("", None),
        (" \u200b ", None),
        (12, "12"),
        (True, None),
    ],
)
def test_names_are_unescaped_and_stripped(value: object, name: str | None) -> None:
    assert name == clean_name(value)


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ({"name": "晴天"}, "晴天"),
        ({"name": " \u200b ", "title": "晴天"}, "晴天"),
        ({"name": " \u200b "}, "7041"),
        ({"name": ""}, "7041"),
        ({"name": None}, None),
        ({}, None),
    ],
)
def test_a_playlist_whose_name_nobody_sees_is_called_by_its_id(
    row: dict[str, object], title: str | None
) -> None:
    assert title == playlist_title(row, "7041", "name", "title")


def test_prose_keeps_its_lines() -> None:
    assert "a\n\nb" == clean_prose(" a &#60;br&#62;<br/> b \r\n")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12", 12),
        (" 7 ", 7),
        (12000000.0, 12000000),
        ("1.2E7", 12000000),
        (True, None),
        (2**63, None),
        ("x", None),
        (float("inf"), None),
        ("9" * 40, None),
        (None, None),
        ([], None),
    ],
)
def test_whole_numbers_come_in_many_coats(value: object, number: int | None) -> None:
    assert number == whole(value)


def test_durations_are_milliseconds_or_unknown() -> None:
    assert [241_000, 1500, None, None, None] == [seconds_to_ms(v) for v in ("241", 1.5, 0, -3, float("nan"))]
    assert [5, None, None] == [milliseconds(v) for v in (5, 0, 10**12)]


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("http://p1.music.126.net/a==/1.jpg?param=3y3", "http://p1.music.126.net/a==/1.jpg?param=3y3"),
        ("//y.qq.com/a.jpg", "https://y.qq.com/a.jpg"),
        ("javascript:alert(1)", None),
        ("http://h/\r\nX-A: 1", None),
        ("http://u:p@h/", None),
        ("https://h/" + "a" * 4000, None),
    ],
)
def test_only_plain_http_addresses_pass(value: str, url: str | None) -> None:
    assert url == address(value)


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, LoginNeeded), (403, Blocked), (404, UnexpectedAnswer), (302, UnexpectedAnswer)],
)
def test_a_status_other_than_2xx_is_an_error(status: int, error: type[PlatformError]) -> None:
    expect_ok("tunes", "search", 206)

    with pytest.raises(error) as raised:
        expect_ok("tunes", "search", status)
    assert f"HTTP {status}" == raised.value.code


def test_each_class_of_failure_has_its_error() -> None:
    errors = {failure: refusal("tunes", "song-url", failure, "no") for failure in Failure}

    assert isinstance(errors[Failure.VIP], VipOnly)
    assert type(errors[Failure.HELD]) is NotGranted
    assert all(e.failure is failure for failure, e in errors.items() if type(e) is not NotGranted)
