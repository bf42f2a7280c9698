"""The line that tells pages what moved."""

from __future__ import annotations

import asyncio
import json

import pytest

from catalogsync.api.pages import live
from catalogsync.api.pages.live import ticks
from catalogsync.domain.runner import STREAM, Control
from catalogsync.domain.song import About
from catalogsync.domain.song import Song as SongStream
from tests.api.conftest import Asked


def heard(asked: Asked, after: int | None, n: int) -> list[tuple[int, list[str]]]:
    """The first ticks after a position: their ids and the kinds they tell."""

    async def listen() -> list[str]:
        asked.console.feed.start()
        line = ticks(asked.console, after)
        frames = [await anext(line) for _ in range(n)]
        await line.aclose()  # type: ignore[attr-defined]
        return frames

    found = []
    for frame in asyncio.run(listen()):
        fields = dict(part.split(": ", 1) for part in frame.strip().splitlines() if ": " in part)
        found.append((int(fields["id"]), json.loads(fields["data"])["kinds"]))
    return found


def test_a_reconnect_hears_of_the_gap_in_one_tick_with_the_position_as_its_id(asked: Asked) -> None:
    before = asked.shop.log.last_position()
    asked.shop.catalog.change(
        SongStream, "song:qq:9", lambda song: song.observe("qq", "9", About(title="新"))
    )
    last = asked.shop.log.last_position()

    assert heard(asked, before, 2) == [(before, []), (last, ["song"])]


def test_a_new_page_hears_at_once_that_the_line_is_alive(asked: Asked) -> None:
    [(_, kinds)] = heard(asked, None, 1)

    assert kinds == []


def test_how_the_runner_stands_is_told_once_more_when_nothing_moves(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PULSE_S", 0.01)

    assert [kinds for _, kinds in heard(asked, None, 3)] == [[], ["board"], []]


def test_a_page_says_that_everything_is_paused_before_the_runner_has_looked(asked: Asked) -> None:
    asked.shop.catalog.change(Control, STREAM, lambda control: control.hold("maintenance"))

    assert "Everything is paused" in asked.ask("GET", "/").text
