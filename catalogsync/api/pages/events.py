"""Events: everything that ever happened, by stream, type, time and job, with payload and causation."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends
from starlette.responses import Response

from catalogsync.adapters.store.unreadable import Unreadable
from catalogsync.api.pages.desk import ROWS, AtDesk, Desk, whole_number
from catalogsync.api.pages.telling import Told, told
from catalogsync.api.problems import not_found
from catalogsync.api.views import address
from catalogsync.domain.event import Event, known_facts
from catalogsync.pipeline.errors import Refusal
from catalogsync.projections.timeline import moment_ms

router = APIRouter(include_in_schema=False)

_WINDOW = 1_000
_PATIENCE_S = 0.03
"""So long is looked for one page of a narrow filter; the page then offers to look further back."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters, as the address has them. `until` is a moment: `7d` ago, `2026-11-20`."""

    stream: str = ""
    name: str = ""
    job: str = ""
    until: str = ""
    before: str = ""

    def address(self) -> dict[str, str]:
        """For links."""
        return {field: str(getattr(self, field))[:300] for field in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class EventsPage:
    """Newest first. `older` goes on; `looked_back` says that the page is short because the filter is narrow."""

    asked: Asked
    wrong: str
    names: Sequence[str]
    events: Sequence[Told]
    older: str | None
    looked_back: int | None


@router.get("/events")
def index(desk: AtDesk, asked: Annotated[Asked, Depends(Asked)]) -> Response:
    """The list."""
    wrong, start = "", whole_number(asked.before)
    if start is None:
        start = desk.shop.log.last_position() + 1
        if asked.until:
            try:
                start = _position_at(desk, moment_ms(asked.until, desk.now_ms)) + 1
            except Refusal as e:
                wrong = str(e)
    events, reached = _older(desk, asked, start)
    more = reached > 1
    page = EventsPage(
        asked,
        wrong,
        sorted(known_facts()),
        [told(event, desk.words) for event in events],
        address("/events", {**asked.address(), "before": reached}) if more else None,
        reached if more and len(events) < ROWS else None,
    )
    return desk.render("events", "events/index.html", page, 422 if wrong else 200)


def _older(desk: Desk, asked: Asked, before: int) -> tuple[list[Event[Any] | Unreadable], int]:
    """Events before a position, newest first, and the position down to which was looked (1: the beginning)."""
    log = desk.shop.log
    found: list[Event[Any] | Unreadable] = []
    if asked.stream:
        whole = map(log.shown, log.rows_of(asked.stream[:300]))
        events = [e for e in whole if e.position < before and _fits(e, asked)]
        found = events[-ROWS:][::-1]
        return found, found[-1].position if len(events) > ROWS else 1
    names = [asked.name] if asked.name else []
    high, began = before, time.monotonic()
    window = _WINDOW if asked.name or asked.job else ROWS
    while high > 1 and (high == before or time.monotonic() - began < _PATIENCE_S):
        low = max(0, high - 1 - window)
        rows = log.rows(low, window, names=names, upto=high - 1)
        for event in map(log.shown, reversed(rows)):
            if _fits(event, asked):
                found.append(event)
                if len(found) == ROWS:
                    return found, event.position
        high = low + 1
    return found, high


def _fits(event: Event[Any] | Unreadable, asked: Asked) -> bool:
    return (not asked.name or event.name == asked.name) and (not asked.job or event.job == asked.job)


def _position_at(desk: Desk, at_ms: int) -> int:
    """The last position recorded up to a moment, by halving: clocks jump, so it is where most of it is earlier."""
    low, high = 0, desk.shop.log.last_position()
    while low < high:
        middle = (low + high + 1) // 2
        found = desk.shop.log.shown(desk.shop.log.rows(middle - 1, 1)[0])
        if isinstance(found, Unreadable) or found.at_ms <= at_ms:
            low = middle
        else:
            high = middle - 1
    return low


@dataclass(frozen=True, slots=True)
class EventPage:
    """One event whole: the envelope, the payload, what it came from and what stands beside it."""

    told: Told
    version: int
    payload: str
    cause: str | None
    before: int | None
    after: int | None
    subject: str | None


@router.get("/events/{position}")
def one(desk: AtDesk, position: str) -> Response:
    """One event."""
    n = whole_number(position) or 0
    rows = desk.shop.log.rows(n - 1, 2) if n > 0 else []
    if not rows or rows[0][0] != n:
        raise not_found("event at position", position)
    event = desk.shop.log.shown(rows[0])
    line = told(event, desk.words)
    if isinstance(event, Unreadable):
        payload = event.state
    else:
        payload = json.dumps(msgspec.to_builtins(event.fact), ensure_ascii=False, indent=2)
    earlier = desk.shop.log.rows(max(0, n - 2), 1, upto=n - 1)
    page = EventPage(
        line,
        rows[0][2],
        payload if len(payload) < 60_000 else payload[:60_000] + "\n…",
        line.cause,
        earlier[0][0] if earlier else None,
        rows[1][0] if len(rows) > 1 else None,
        _subject(line.stream),
    )
    return desk.render("events", "events/one.html", page)


def _subject(stream: str) -> str | None:
    """The page of what the event is about."""
    kind, _, subject = stream.partition(":")
    place = {"song": "songs", "file": "songs", "playlist": "playlists", "job": "jobs"}.get(kind)
    return f"/{place}/{subject}" if place else None
