from __future__ import annotations

import io
import sys

import pytest

from catalogsync.cli.pace import Pace
from catalogsync.projections.rebuild import Progress


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_service_hears_nothing_of_what_takes_seconds(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Pace(clock) as pace:
        for clock.now in range(30):
            pace("events checked", int(clock.now), 30)

    assert "" == capsys.readouterr().err


def test_a_service_hears_a_line_now_and_then_of_what_takes_minutes(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Pace(clock) as pace:
        for clock.now in range(61):
            pace("events checked", int(clock.now) * 1000, 70_000)

    assert [
        "events checked: 30,000 of 70,000, 1,000/s, 40 s to go",
        "events checked: 60,000 of 70,000, 1,000/s, 10 s to go",
    ] == capsys.readouterr().err.splitlines()


def test_what_comes_next_has_a_rate_of_its_own(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with Pace(clock) as pace:
        pace("MB copied", 5_000, 5_000)
        clock.now = 29
        pace("events checked", 0, 90_000)
        clock.now = 39
        pace("events checked", 100, 90_000)

    assert ["events checked: 100 of 90,000, 10/s, 2.5 h to go"] == capsys.readouterr().err.splitlines()


def test_where_nobody_can_tell_how_far_it_is_the_work_is_named(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Pace(clock) as pace:
        clock.now = 31
        pace("checking the file's structure", 0, 0)
        clock.now = 62
        pace("MB imported", 7, 0)
        clock.now = 93
        pace.rebuild(Progress("events", 10, 100, 5.0, 180.0))

    assert [
        "checking the file's structure",
        "MB imported: 7",
        "events: 10 of 100, 5/s, 3 min to go",
    ] == capsys.readouterr().err.splitlines()


def test_a_terminal_has_one_line_that_moves_and_is_gone_in_the_end(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with Pace(clock) as pace:
        pace("events checked", 1, 10)
        before = screen.getvalue()
        clock.now = 2
        pace("events checked", 5, 10)

    assert "" == before
    assert "events checked: 5 of 10, 2/s, 2 s to go" in screen.getvalue()
    assert "\x1b[2K" in screen.getvalue()[-20:]
