"""The line that tells open pages what moved: event ids are store positions, so a reconnect picks the gap up.

Pages are told *which kinds* of streams moved, a few times a second at most, and ask for their own present address
again; only what differs is changed in place. So a filter, a page and a stream can never disagree.
"""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from catalogsync.api.deps import Console, TheConsole

router = APIRouter(include_in_schema=False)

GATHER_S = 0.4
"""Events are gathered this long before pages hear of them: nothing flickers."""
PULSE_S = 1.0
"""With nothing new a pulse comes this often: the line is alive; while jobs run, their speeds have moved."""


async def ticks(console: Console, after: int | None) -> AsyncIterator[str]:
    """Server-sent events after a position: the kinds of streams that moved (`board`: only the live view of jobs).

    The runner looks at an event when it can, perhaps after the pages have: how it stands then is told with a pulse.
    """
    seen = console.feed.position if after is None else after
    yield f"retry: 1000\n\n{_tick([], seen)}"
    told, shown = time.monotonic(), None
    async for batch in console.feed.batches(seen, pause_s=GATHER_S, heartbeat_s=PULSE_S):
        kinds = {event.event.stream.partition(":")[0] for event in batch}
        if batch:
            seen = batch[-1].position
        now = time.monotonic()
        view = console.runner.view()
        stands = (view.state, view.holder, view.waits)
        if (now - told >= PULSE_S and view.jobs) or (not batch and stands != shown):
            kinds.add("board")
            told, shown = now, stands
        yield _tick(sorted(kinds), seen)


def _tick(kinds: list[str], position: int) -> str:
    return f"event: tick\nid: {position}\ndata: {json.dumps({'kinds': kinds, 'position': position})}\n\n"


@router.get("/live")
async def live(
    console: TheConsole,
    after: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    last_event_id: Annotated[int | None, Header(ge=0, le=2**62)] = None,
) -> StreamingResponse:
    """What moves, as it moves."""
    start = last_event_id if last_event_id is not None else after
    return StreamingResponse(
        ticks(console, start), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


@router.get("/live/position")
async def position(console: TheConsole) -> dict[str, int]:
    """Where the store stands, for pages whose line is cut."""
    return {"position": console.feed.position}
