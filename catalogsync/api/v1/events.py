"""/api/v1/events: the store itself, as pages of JSON or as a stream with a durable cursor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import msgspec
from fastapi import Header, Query, Request
from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from catalogsync.adapters.store.unreadable import Unreadable
from catalogsync.api.deps import After, Shop, TheConsole
from catalogsync.api.live import Feed, Told
from catalogsync.api.problems import Problem, not_found
from catalogsync.api.v1.routes import routes
from catalogsync.domain.event import Event, known_facts

router = routes("events", "/events")

Shown = Event[Any] | Unreadable

_SCANNED = 20_000
"""Events looked at for one page: a filter that finds little gives short pages, each with its cursor."""


class EventOut(BaseModel):
    """An event in its envelope. `cause` is `stream@version`."""

    position: int
    stream: str
    version: int
    name: str
    at_ms: int
    actor: str
    job: str | None
    cause: str | None
    fact: dict[str, Any]


class UnreadableOut(BaseModel):
    """An event that this program cannot read, because a newer one wrote it: why, and its bytes as text."""

    position: int
    stream: str
    version: int
    name: str
    unreadable: str
    state: str


class EventPage(BaseModel):
    """A page of events. `cursor` is the `after` of the next page; `more` is false at the end of the store."""

    items: list[EventOut | UnreadableOut]
    cursor: int
    more: bool


def fits(stream: str | None, name: str | None, job: str | None) -> Callable[[Shown], bool]:
    """The condition of a filtered feed."""
    return lambda event: (
        (stream is None or event.stream == stream)
        and (name is None or event.name == name)
        and (job is None or event.job == job)
    )


@router.get("", response_model=EventPage, responses={200: {"content": {"text/event-stream": {}}}})
async def events(
    request: Request,
    console: TheConsole,
    after: After = 0,
    stream: Annotated[str | None, Query(max_length=300)] = None,
    name: Annotated[str | None, Query(max_length=100)] = None,
    job: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=5_000)] = 500,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Any:
    """Events after a position, oldest first. With `Accept: text/event-stream` they go on as they come.

    Ids of the stream are positions: a reconnect with Last-Event-ID misses nothing and repeats nothing.
    """
    if name is not None and name not in known_facts():
        raise Problem(422, "invalid", f"no event is named {name[:100]!r}", field="name")
    cursor = int(last_event_id) if last_event_id and last_event_id.isdigit() else after
    wanted = fits(stream, name, job)
    everything = stream is None and name is None and job is None
    if "text/event-stream" in request.headers.get("accept", ""):
        return StreamingResponse(
            frames(console.feed, cursor, None if everything else wanted),
            media_type="text/event-stream",
            headers={"x-accel-buffering": "no"},
        )
    return await asyncio.to_thread(_page, console.shop, cursor, stream, name, wanted, limit)


async def frames(feed: Feed, cursor: int, wanted: Callable[[Shown], bool] | None) -> AsyncIterator[bytes]:
    """The frames of a stream: events that are wanted (None: all), comments as heartbeats."""
    yield b"retry: 1000\n\n"
    async for batch in feed.batches(cursor):
        yield (batch.frames if wanted is None else _frames(batch, wanted)) or b": %d\n\n" % feed.position


def _frames(batch: list[Told], wanted: Callable[[Shown], bool]) -> bytes:
    return b"".join(told.frame for told in batch if wanted(told.event))


def _page(
    shop: Shop,
    after: int,
    stream: str | None,
    name: str | None,
    wanted: Callable[[Shown], bool],
    limit: int,
) -> Response:
    if stream is not None:
        events = map(shop.log.shown, shop.log.rows_of(stream))
        found = [event for event in events if event.position > after and wanted(event)]
        page = found[:limit]
        return _told(page, page[-1].position if page else after, len(found) > limit)
    found = list[Shown]()
    cursor, scanned = after, 0
    while len(found) < limit and scanned < _SCANNED:
        rows = shop.log.rows(cursor, min(limit, 1_000), names=[name] if name else [])
        for event in map(shop.log.shown, rows):
            cursor = event.position
            if wanted(event):
                found.append(event)
                if len(found) == limit:
                    break
        scanned += len(rows)
        if not rows:
            return _told(found, cursor, False)
    return _told(found, cursor, True)


def _told(found: list[Shown], cursor: int, more: bool) -> Response:
    """An `EventPage`, encoded at once: what comes out of the store need not be checked field by field again."""
    page = {"items": [event.as_plain() for event in found], "cursor": cursor, "more": more}
    return Response(msgspec.json.encode(page), media_type="application/json")


@router.get("/{position}")
def event(position: int, shop: Shop) -> EventOut | UnreadableOut:
    """One event."""
    page = shop.log.rows(position - 1, 1) if position > 0 else []
    if not page or page[0][0] != position:
        raise not_found("event at position", position)
    event = shop.log.shown(page[0])
    return (UnreadableOut if isinstance(event, Unreadable) else EventOut)(**event.as_plain())
