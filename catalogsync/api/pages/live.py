"""The stream that tells open pages what moved: event ids are store positions, so a reconnect picks the gap up.

Pages are told *which kinds* of streams moved, a few times a second at most, and ask for their own present address
again; only what differs is changed in place. So a filter, a page and a stream can never disagree.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import StreamingResponse

from catalogsync.projections.source import EventSource

router = APIRouter()

GATHER_S = 0.35
"""Events are gathered this long before pages hear of them: nothing flickers."""
QUIET_S = 1.0
"""With nothing new a pulse comes this often, which shows that the line is alive."""
_GAP = 5_000
"""A gap of more events than this is `everything moved`."""


def kinds_between(source: EventSource, after: int, upto: int) -> list[str]:
    """The kinds of the streams that moved between two positions, by the part of their ids before the colon."""
    if upto - after > _GAP:
        return ["*"]
    return sorted({row[1].partition(":")[0] for row in source.rows(after, _GAP, upto=upto)})


async def ticks(
    source: EventSource, after: int, busy: Callable[[], bool], gone: Callable[[], bool]
) -> AsyncIterator[str]:
    """Server-sent events from a position on. `busy`: jobs run, so pages also follow what is not an event yet."""
    seen = after or await asyncio.to_thread(source.last_position)
    yield "retry: 1000\n\n"
    told = 0.0
    while not gone():
        last = await asyncio.to_thread(source.last_position)
        now = time.monotonic()
        if last > seen:
            kinds = await asyncio.to_thread(kinds_between, source, seen, last)
            seen, told = last, now
            yield f"event: tick\nid: {last}\ndata: {json.dumps({'kinds': kinds, 'position': last})}\n\n"
        elif now - told >= QUIET_S:
            told = now
            kinds = ["board"] if busy() else []
            yield f"event: tick\nid: {seen}\ndata: {json.dumps({'kinds': kinds, 'position': seen})}\n\n"
        await asyncio.sleep(GATHER_S)


@router.get("/live")
async def live(
    request: Request, after: int = 0, last_event_id: Annotated[int, Header()] = 0
) -> StreamingResponse:
    """What moves, as it moves."""
    state = request.app.state
    runner = getattr(state, "runner", None)

    def busy() -> bool:
        return runner is not None and bool(runner.view().jobs)

    closing = getattr(state, "closing", None)

    def gone() -> bool:
        return closing is not None and bool(closing.is_set())

    stream = ticks(state.shop.log, last_event_id or after, busy, gone)
    return StreamingResponse(
        stream,
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
