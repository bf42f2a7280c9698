"""The feed: everybody hears of every append once, in order, whoever made it; a reconnect misses nothing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent

from catalogsync.adapters.store.log import open_store
from catalogsync.api import live
from catalogsync.api.live import Feed, Told
from catalogsync.api.v1.events import fits, frames
from catalogsync.domain.event import Event
from catalogsync.domain.runner import STREAM, Control
from catalogsync.pipeline.catalog import Catalog
from tests.api.conftest import Asked


def toggle(catalog: Catalog, times: int) -> None:
    for _ in range(times):
        catalog.change(
            Control, STREAM, lambda control: control.hold("x") if control.held is None else control.release()
        )


async def take(feed: Feed, after: int | None, n: int) -> list[int]:
    """The first n positions a client is told."""
    found: list[int] = []
    async for batch in feed.batches(after):
        found += [told.position for told in batch]
        if len(found) >= n:
            return found
    return found


def test_two_hundred_clients_hear_of_every_append_in_order(asked: Asked) -> None:
    feed, last = asked.console.feed, asked.shop.log.last_position()

    async def run() -> list[list[int]]:
        feed.start()
        clients = [asyncio.create_task(take(feed, last, 5)) for _ in range(200)]
        await asyncio.sleep(0)
        await asyncio.to_thread(toggle, asked.shop.catalog, 5)
        return await asyncio.wait_for(asyncio.gather(*clients), 180)

    assert [list(range(last + 1, last + 6))] * 200 == asyncio.run(run())


def test_what_another_process_appends_is_heard_and_already_in_the_rows(asked: Asked) -> None:
    feed, last = asked.console.feed, asked.shop.log.last_position()

    async def run() -> int:
        feed.start()
        client = asyncio.create_task(take(feed, None, 1))
        await asyncio.sleep(0)
        with open_store(asked.shop.settings.db) as other:
            await asyncio.to_thread(toggle, Catalog(other, "cli"), 1)
            return (await asyncio.wait_for(client, 180))[0]

    assert last + 1 == asyncio.run(run())
    assert last + 1 == asked.shop.models.position()


def test_a_reconnect_goes_on_from_memory_or_from_the_store(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "REMEMBERED", 3)
    feed = Feed(asked.shop)
    first = asked.shop.log.last_position()

    async def run(after: int, n: int) -> list[int]:
        return await asyncio.wait_for(take(feed, after, n), 180)

    feed.start()
    try:
        toggle(asked.shop.catalog, 8)
        everything = list(range(1, first + 9))

        assert everything == asyncio.run(run(0, len(everything)))
        assert everything[-2:] == asyncio.run(run(first + 6, 2))
    finally:
        feed.close()


def test_an_event_that_could_not_be_told_is_tried_again(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "_WAIT_S", 0.01)
    failures, told = [ZeroDivisionError("a fault of ours")], live.told

    def failing(event: Event[Any]) -> Told:
        if failures:
            raise failures.pop()
        return told(event)

    monkeypatch.setattr(live, "told", failing)
    feed = Feed(asked.shop)
    last = asked.shop.log.last_position()

    async def run() -> list[int]:
        client = asyncio.create_task(take(feed, last, 1))
        await asyncio.sleep(0)
        await asyncio.to_thread(toggle, asked.shop.catalog, 1)
        return await asyncio.wait_for(client, 180)

    feed.start()
    try:
        assert [last + 1] == asyncio.run(run())
    finally:
        feed.close()
    assert not failures


def test_a_quiet_feed_beats_and_ends_with_the_server(asked: Asked) -> None:
    async def run() -> list[object]:
        beats: list[object] = []
        async for batch in asked.console.feed.batches(heartbeat_s=0.01):
            beats.append(batch)
            if len(beats) == 2:
                asked.console.feed.end()
        return beats

    assert [[], []] == asyncio.run(run())


def test_a_stream_tells_names_positions_and_only_what_is_wanted(asked: Asked) -> None:
    async def run() -> bytes:
        told = b""
        async for frame in frames(asked.console.feed, 0, fits(None, "song.missed", None)):
            told += frame
            if b"data:" in told:
                return told
        return told

    asked.console.feed.start()
    text = asyncio.run(asyncio.wait_for(run(), 180)).decode()
    lines = dict(line.split(": ", 1) for line in text.split("\n\n")[1].splitlines())

    assert "song.missed" == lines["event"]
    assert int(lines["id"]) == json.loads(lines["data"])["position"]
    assert 1 == text.count("data:")


def test_a_hostile_title_cannot_end_a_frame(asked: Asked) -> None:
    told = [live.told(event) for event in asked.shop.log.read(0, 100)]

    assert all(one.frame.count(b"\n") == 4 for one in told)


@pytest.fixture
def newer(asked: Asked) -> int:
    """The position of an event that a newer program wrote beside this one, with one of ours behind it."""
    written = asked.shop.log.recorder.insert_events(
        [StoredEvent("song:qq:1", 900, "song.sung", b'{"at":1,"by":"newer","fact":{}}')]
    )
    toggle(asked.shop.catalog, 1)
    return (written or [0])[0]


def test_an_event_of_a_newer_program_holds_up_nobody(asked: Asked) -> None:
    feed, last = asked.console.feed, asked.shop.log.last_position()

    async def run() -> list[int]:
        feed.start()
        client = asyncio.create_task(take(feed, last, 2))
        await asyncio.sleep(0)
        newer_written = StoredEvent("song:qq:1", 900, "song.sung", b"{}")
        await asyncio.to_thread(asked.shop.log.recorder.insert_events, [newer_written])
        await asyncio.to_thread(toggle, asked.shop.catalog, 1)
        return await asyncio.wait_for(client, 180)

    assert [last + 1, last + 2] == asyncio.run(run())


def test_an_event_of_a_newer_program_is_shown_as_it_is_stored(asked: Asked, newer: int) -> None:
    page = asked.get(f"/api/v1/events?after={newer - 1}")
    assert [newer, newer + 1] == [item["position"] for item in page["items"]]
    assert "upgrade to the one that wrote it" in page["items"][0]["unreadable"]
    assert page["items"][0] == asked.get(f"/api/v1/events/{newer}")
    assert page["items"][0] in asked.get("/api/v1/events?stream=song:qq:1")["items"]

    for path in ("/events", f"/events/{newer}", "/events?stream=song:qq:1", "/events?until=0d"):
        answer = asked.ask("GET", path, headers={"accept": "text/html", "accept-language": "zh"})
        assert 200 == answer.status_code
        assert "song.sung" in answer.text
        assert "本程序不认识此类事件" in answer.text
    assert 200 == asked.ask("GET", f"/events/{newer - 1}").status_code
